"""Plain text as HTML that means the same, for what expects a feed's full text."""

from __future__ import annotations

import html
import re

from monitor.sources.charset import strip_control

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def paragraphs(text: str) -> str:
    """``<p>`` around what blank lines part; letters that mean something in HTML are escaped."""
    clean = strip_control(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    parts = (" ".join(part.split()) for part in _BLANK_LINES.split(clean))
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in parts if part)
