"""A digest that mail programs show whole: its styles on each element, and never too long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import css_inline

from monitor.model import Digest, DigestTheme

# Gmail cuts a message off at 102 KB of HTML.
LONGEST = 100_000
_STYLES = 10_000

# Classes stay for the rule that turns colours dark, which no element can hold itself.
_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def fitting(digest: Digest, draw: Callable[[Digest], str]) -> str:
    """The page that ``draw`` gives of ``digest``, with its styles inlined, in less than ``LONGEST`` bytes: with as many stories as that allows.

    The first story of each theme outweighs the second of any; what goes is counted in its theme.
    """
    page = _short(draw(digest))
    if page is not None:
        return page
    best, fits, too_many = _INLINER.inline(draw(trimmed(digest, 0))), 0, shown(digest)
    while too_many - fits > 1:
        number = (fits + too_many) // 2
        page = _short(draw(trimmed(digest, number)))
        if page is None:
            too_many = number
        else:
            best, fits = page, number
    return best


def shown(digest: Digest) -> int:
    return sum(len(theme.stories) for theme in digest.themes)


def trimmed(digest: Digest, number: int) -> Digest:
    """``digest`` with its ``number`` weightiest stories; those left out are counted."""
    ranked = sorted(
        (rank, place)
        for place, theme in enumerate(digest.themes)
        for rank in range(len(theme.stories))
    )
    kept = [
        sum(theme == place for _, theme in ranked[:number]) for place in range(len(digest.themes))
    ]
    return replace(digest, themes=tuple(map(_cut, digest.themes, kept)))


def _cut(theme: DigestTheme, number: int) -> DigestTheme:
    left_out = theme.left_out + len(theme.stories) - number
    return replace(theme, stories=theme.stories[:number], left_out=left_out)


def _short(page: str) -> str | None:
    """``page`` with its styles inlined, or None where it is too long."""
    # Inlining takes the style sheet away and only adds beyond that, so this needs no inlining.
    if len(page.encode()) > LONGEST + _STYLES:
        return None
    inlined = _INLINER.inline(page)
    return inlined if len(inlined.encode()) < LONGEST else None
