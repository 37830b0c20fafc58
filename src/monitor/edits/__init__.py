"""What an outlet changed in an article: real edits, told from counters, dates and furniture. Pure."""

from monitor.edits.difference import difference, is_truncation, revise

__all__ = ["difference", "is_truncation", "revise"]
