"""Digests that were stored before their form changed, brought to the form of today."""

from __future__ import annotations

from typing import Any


def upgraded(content: Any) -> Any:
    """The JSON of a digest in the form of today; what is none is given back as it is."""
    if not isinstance(content, dict):
        return content
    if "edited_stories" in content:
        # What was told and then edited was a state of its own, and the only correction.
        content["corrected_stories"] = content.pop("edited_stories")
        for theme in content.get("themes", ()):
            for story in theme.get("stories", ()):
                if story.get("state") == "edited":
                    story.update(state="corrected", correction="edited")
    return content
