"""The articles of each day as small bars: of block letters where text is all there is, else drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Trend

_BLOCKS = "▁▂▃▄▅▆▇█"
# Units of the drawing: a day's width, its bar's width, the height of the highest bar.
_STEP, _BAR, _HEIGHT = 5, 4, 28


@dataclass(frozen=True)
class Spark:
    """A drawing in SVG's own words: ``past`` and ``last`` are paths, ``usual`` a height or none."""

    width: int
    height: int
    past: str
    last: str
    usual: str
    says: str


def bars(trend: Trend) -> str:
    """``▁▁▃▁█``, a day each; the lowest block is also a day without any."""
    top = max(trend.days, default=0)
    if top <= 0:
        return _BLOCKS[0] * len(trend.days)
    return "".join(_BLOCKS[_share(number, top, len(_BLOCKS) - 1)] for number in trend.days)


def spark(trend: Trend) -> Spark:
    top = max(*trend.days, 1, trend.month or 0) if trend.days else 1
    drawn = [_bar(place, number, top) for place, number in enumerate(trend.days)]
    return Spark(
        width=max(len(drawn) * _STEP - (_STEP - _BAR), 1),
        height=_HEIGHT,
        past="".join(drawn[:-1]),
        last="".join(drawn[-1:]),
        usual="" if trend.month is None else f"{_HEIGHT - trend.month / top * _HEIGHT:.1f}",
        says=f"Articles on each of {len(trend.days)} days: {_listed(trend.days)}",
    )


def _bar(place: int, number: int, top: float) -> str:
    # A day without articles still leaves a line, so that the days can be counted.
    height = max(number / top * _HEIGHT, 1)
    return f"M{place * _STEP} {_HEIGHT}v-{height:.1f}h{_BAR}v{height:.1f}z"


def _share(number: int, top: int, steps: int) -> int:
    """``number`` as a step of ``steps``; whatever is above nothing is above the lowest."""
    return 0 if number <= 0 else max(round(number / top * steps), 1)


def _listed(days: Sequence[int]) -> str:
    return ", ".join(str(number) for number in days)
