"""Plain text in lines of a fixed number of columns."""

from __future__ import annotations

import unicodedata

from monitor.digest.escape import visible

WIDTH = 78


def wrap(text: str, first: str = "", rest: str | None = None) -> str:
    """``text`` in lines of at most ``WIDTH`` columns; wide characters count twice and may part."""
    indent = first if rest is None else rest
    lines, line, columns = [], first, _columns(first)
    for word in _pieces(visible(text).strip()):
        if columns + _columns(word.rstrip()) > WIDTH and line.strip():
            lines.append(line.rstrip())
            line, columns = indent, _columns(indent)
        line, columns = line + word, columns + _columns(word)
    return "\n".join([*lines, line.rstrip()])


def _pieces(text: str) -> list[str]:
    """Words with the space behind them; a wide character is a word, over-long words are cut."""
    pieces = [""]
    for character in text:
        wide = _columns(character) == 2
        if wide or (pieces[-1] and _columns(pieces[-1][-1]) == 2) or len(pieces[-1]) > WIDTH // 2:
            pieces.append("")
        pieces[-1] += character
        if character == " ":
            pieces.append("")
    return pieces


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
