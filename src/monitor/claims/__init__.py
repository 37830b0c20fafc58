"""Who says what: origins that an article names, and the figures it gives. Pure."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence

from monitor.claims.attributions import ANONYMOUS, Said, attributions
from monitor.claims.cues import DEPTHS
from monitor.claims.figures import figures
from monitor.claims.passage import Passage, passages
from monitor.model import Attribution, Figure, Mention

__all__ = ["ANONYMOUS", "read"]


def read(
    title: str, text: str, language: str, mentions: Sequence[Mention]
) -> tuple[tuple[Attribution, ...], tuple[Figure, ...]]:
    """The attributions and the figures of an article, in the order of reading.

    In a sentence the attribution to whoever said it first comes first: "Yonhap reported, citing the
    NIS" is the NIS, then Yonhap. It is that origin whose the figures of the sentence are.
    """
    told: list[Attribution] = []
    counted: list[Figure] = []
    for passage in passages(title, text):
        here = [one for one in mentions if one.field == passage.field]
        said: dict[int, list[Said]] = defaultdict(list)
        for one in attributions(passage, language, here):
            said[one.sentence].append(one)
            told.append(one.attribution)
        origin = functools.partial(_origin, passage, said)
        counted += figures(passage, language, here, origin)
    return tuple(told), tuple(counted)


def _origin(passage: Passage, said: Mapping[int, Sequence[Said]], sentence: int, at: int) -> str:
    """Whose a number at a place is: of the deepest in its sentence the last before it, or the first.

    A semicolon parts two statements, where each has an origin.
    """
    here = said.get(sentence, ())
    if not here:
        return ""
    part = passage.part(sentence, at)
    here = [one for one in here if passage.part(sentence, one.attribution.start) == part] or here
    depth = min((one.depth for one in here), key=DEPTHS.index)
    deepest = [one.attribution for one in here if one.depth == depth]
    before = [one for one in deepest if one.start <= at]
    return (before[-1] if before else deepest[0]).origin
