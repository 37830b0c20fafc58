"""A web that rolls on from run to run, and in which one source in five is always in trouble.

All of it follows from a seed: what each feed offers at each run, how its entries change, and which
fault it has.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

FAULTY = 0.2
# Sources that are out of order for many runs on end, longer than an entry stays in their feed.
LONG_OUTAGE = 0.04
WINDOW = 10
FAULTY_PAGE = 0.06
FAULTY_ROBOTS = 0.06
FEED_FAULTS = (
    *("never", "reset", "close", "500", "503", "404", "403", "429", "truncated-gzip", "html"),
    *("empty", "broken-xml", "wrong-charset", "redirect-loop", "bomb", "short"),
)
PAGE_FAULTS = (
    "503",
    "404",
    "reset",
    "pdf",
    "cookie-wall",
    "deep",
    "empty",
    "429",
    "truncated-gzip",
)
WORDS = re.findall(
    r"\w+",
    "harbour ferry island morning council pier fog winter crew engine ticket school market lantern"
    " bridge storm anchor painter baker gull timber rope signal mayor festival canal",
)
HIT = "North Korea has sent soldiers to Russia, and the North Korean troops are training at a Russian base."


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a soak is."""

    sources: int = 300
    hosts: int = 60
    runs: int = 50
    seed: int = 1

    def host(self, source: int) -> str:
        return f"h{source % self.hosts:03}.example"

    @property
    def names(self) -> list[str]:
        return [f"h{number:03}.example" for number in range(self.hosts)]


@dataclass(frozen=True, slots=True)
class Habits:
    """What a source does to its entries from run to run."""

    tracks: bool
    rotates_guids: bool
    redates: bool
    heeds_conditions: bool
    also: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as a feed shows it at one run."""

    address: str
    title: str
    guid: str
    summary: str
    published: datetime


class World:
    """What every source offers at every run, and what is wrong with it."""

    def __init__(self, scale: Scale, times: Sequence[datetime]) -> None:
        self.scale = scale
        self.times = times
        self._births = [self._born(source) for source in range(scale.sources)]
        self._faults = [self._faulty(run) for run in range(scale.runs)]

    def fault(self, source: int, run: int) -> str | None:
        """What is wrong with the feed at a run."""
        return self._faults[run].get(source)

    def page_fault(self, source: int, number: int, run: int) -> str | None:
        """What is wrong with a page at a run."""
        chosen = self._chosen("page", source, number, run)
        return chosen.choice(PAGE_FAULTS) if chosen.random() < FAULTY_PAGE else None

    def robots_fault(self, host: str, run: int) -> str | None:
        """What is wrong with a host's robots.txt at a run."""
        chosen = self._chosen("robots", host, run)
        return chosen.choice(("500", "reset")) if chosen.random() < FAULTY_ROBOTS else None

    @cache  # noqa: B019 - there is one world
    def habits(self, source: int) -> Habits:
        """How the source treats its entries."""
        chosen = self._chosen("habits", source)
        return Habits(
            tracks=chosen.random() < 0.2,
            rotates_guids=chosen.random() < 0.1,
            redates=chosen.random() < 0.1,
            heeds_conditions=chosen.random() < 0.8,
            also=(source - 1) % self.scale.sources if chosen.random() < 0.1 else None,
        )

    def items(self, source: int, run: int) -> list[Item]:
        """What the feed offers at a run, the newest first; an aggregator some of a neighbour too."""
        also = self.habits(source).also
        lent = self._own(also, run, by=source)[:3] if also is not None else []
        return self._own(source, run, by=source) + lent

    def text(self, source: int, number: int, run: int) -> str:
        """What the page says at a run: some 600 characters."""
        chosen = self._chosen("text", source, number)
        told = [
            " ".join(chosen.choices(WORDS, k=9)).capitalize() + f" {chosen.randrange(1000)}."
            for _ in range(9)
        ]
        if chosen.random() < 0.1:
            told.insert(0, HIT)
        if self._edits(source, number, run):
            told.append("This report was corrected after it had been published.")
        return " ".join(told)

    def title(self, source: int, number: int, run: int) -> str:
        """The headline at a run."""
        chosen = self._chosen("title", source, number)
        words = " ".join(chosen.choices(WORDS, k=4)).capitalize()
        edited = ", corrected" if self._edits(source, number, run) else ""
        return f"{words} {source}-{number}{edited}"

    def _own(self, source: int, run: int, *, by: int) -> list[Item]:
        born = [number for number, at in enumerate(self._births[source]) if at <= run]
        return [self._item(source, number, run, by) for number in reversed(born[-WINDOW:])]

    def _item(self, source: int, number: int, run: int, by: int) -> Item:
        habits = self.habits(by)
        address = f"http://{self.scale.host(source)}/s{source}/a/{number}"
        published = self.times[self._births[source][number]] - timedelta(minutes=number % 50)
        summary = f"In short: {self.title(source, number, run)}."
        return Item(
            address + (f"?utm_source=feed&utm_campaign=r{run}" if habits.tracks else ""),
            self.title(source, number, run),
            f"{by}-{number}-{run}" if habits.rotates_guids else f"{by}-{source}-{number}",
            summary,
            self.times[run] - timedelta(minutes=1) if habits.redates else published,
        )

    def _edits(self, source: int, number: int, run: int) -> bool:
        chosen = self._chosen("edit", source, number)
        return chosen.random() < 0.1 and run >= self._births[source][number] + chosen.randint(1, 4)

    def _born(self, source: int) -> list[int]:
        """The run at which each article of a source appears."""
        born = [0] * 4
        for run in range(1, self.scale.runs):
            born += [run] * self._chosen("born", source, run).choice((0, 0, 0, 0, 0, 1, 1, 3))
        return born

    def _faulty(self, run: int) -> dict[int, str]:
        everyone = range(self.scale.sources)
        out = [source for source in everyone if run in self._outage(source)]
        chosen = self._chosen("faulty", run)
        count = max(0, round(self.scale.sources * FAULTY) - len(out))
        more = chosen.sample([one for one in everyone if one not in out], count)
        return {source: chosen.choice(FEED_FAULTS) for source in (*out, *more)}

    def _outage(self, source: int) -> range:
        chosen = self._chosen("outage", source)
        if chosen.random() >= LONG_OUTAGE:
            return range(0)
        start = chosen.randrange(self.scale.runs)
        return range(start, start + chosen.randint(5, 25))

    def _chosen(self, *what: object) -> random.Random:
        return random.Random(repr((self.scale.seed, *what)))
