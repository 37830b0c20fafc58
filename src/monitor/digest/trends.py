"""How much attention a theme has, and who has stopped to speak of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import mean

from monitor.model import Rhythm, Silence, Stance, Trend

WEEK, MONTH = 7, 28
# A burst is so many articles in 24 hours, and so many times what a day usually brings.
BURST, BURST_TIMES = 5, 3
# An outlet is regular with so many days that had something. It is silent when nothing came for
# this long, so many times as long as usual, and longer than ever before.
REGULAR, SILENT, SILENT_TIMES = 5, timedelta(days=3), 3
# It was read meanwhile when so many attempts succeeded for one that did not, and brought so much else.
READ_TIMES, OTHERS = 4, 5
MOST_SILENCES = 5

_FIRST: Mapping[Stance, int] = {"state-media": 0, "agency": 0, "government": 0}
_DAY = timedelta(days=1)


def trend(attention: Sequence[int], reach: int) -> Trend:
    """The trend of a theme by its articles in each 24 hours, those before the issue's end last.

    ``reach`` is for how many days before them the warehouse was at work.
    """
    before, latest = attention[:-1], attention[-1]
    week = mean(before[-WEEK:]) if reach >= WEEK else None
    month = mean(before[-MONTH:]) if reach >= MONTH else None
    usual = week if month is None else month
    return Trend(
        days=tuple(attention[-MONTH:]),
        week=week,
        month=month,
        burst=usual is not None and latest >= max(BURST, BURST_TIMES * usual),
    )


def silences(
    rhythms: Iterable[Rhythm], titles: Mapping[str, str], until: datetime
) -> tuple[Silence, ...]:
    """The outlets that are silent on a theme; state media and agencies first, then the latest."""
    found = [
        (_FIRST.get(one.stance, 1), silence)
        for one in rhythms
        if one.theme in titles and (silence := _silence(one, titles[one.theme], until))
    ]
    found.sort(key=lambda each: (each[0], -each[1].since.timestamp(), each[1].source_id))
    return tuple(silence for _, silence in found[:MOST_SILENCES])


def _silence(rhythm: Rhythm, about: str, until: datetime) -> Silence | None:
    if len(rhythm.at) < REGULAR or not _read(rhythm):
        return None
    gaps = [later - earlier for earlier, later in pairwise(rhythm.at)]
    usual = (rhythm.at[-1] - rhythm.at[0]) / len(gaps)
    since = rhythm.at[-1]
    if until - since < max(SILENT, SILENT_TIMES * usual) or until - since <= max(gaps):
        return None
    return Silence(
        source_id=rhythm.source_id,
        outlet=rhythm.outlet,
        about=about,
        since=since,
        days=(until - since) // _DAY,
        usual=usual / _DAY,
    )


def _read(rhythm: Rhythm) -> bool:
    """Whether it would have been seen if there had been something."""
    return (
        rhythm.readable
        and rhythm.good > 0
        and rhythm.good >= READ_TIMES * rhythm.bad
        and rhythm.others >= OTHERS
    )
