"""Who says what: origins that an article names, and the figures it gives. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Attribution, Figure, Mention

__all__ = ["read"]


def read(
    title: str, text: str, language: str, mentions: Sequence[Mention]
) -> tuple[tuple[Attribution, ...], tuple[Figure, ...]]:
    """The attributions and the figures of an article, in the order of reading."""
    raise NotImplementedError
