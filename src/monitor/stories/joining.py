"""Which story each new article belongs to.

    copy      at least ``COPY`` of the shorter text stands in the longer one
    event     the evidence that it tells of the same event as the members of a story
    first     neither: the article opens a story of its own, perhaps one that carries on another

Beside the member most alike, the one of a story's first members, its core, that is least alike counts
as much: whoever resembles only the last that joined stays out, so that a story cannot wander from one
event to the next, and a follow-up seldom resembles all that told of the event itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import attrgetter

import numpy as np

from monitor.model import Joined, JoinedBy, StoryLink, StoryMember, Subject
from monitor.stories.evidence import Evidence, Floats, Rows
from monitor.stories.features import Features, read
from monitor.stories.postings import Postings
from monitor.stories.signature import read_signatures, signature
from monitor.stories.sketch import containment, distinct, sketch

COPY = 0.6
COPY_DAYS = 7.0
# A copy begins like its original; two short texts that only end alike are no copies.
COPY_OPENING = 0.4
# Of texts that are said to be in two languages no words can be compared.
COPY_ACROSS = 0.8
# A quarter of a sketch finds every copy down to a quarter of its original, at a quarter of the index.
INDEXED = 32
STOCK = 2
EVENT_DAYS = 3.2
EVENT_ODDS = -1.6
LINK_DAYS = 30.0
LINK_ODDS = -0.9
# So many of a story's first articles say what it is about.
CORE = 5
# So many of those that share most are compared in full.
CLOSEST = 40
_DAY = timedelta(days=1)
_DAY_SECONDS = _DAY.total_seconds()
# What a tenth of all have finds no event, and what a two-hundredth has no earlier story.
_PARTS = (10, 200)
_LONGEST_LIST = 64
_ORDER = attrgetter("at", "article_id")


def join(new: Sequence[Subject], known: Sequence[StoryMember]) -> Joined:
    """The story of every new article, oldest first, beside the ``known`` members given.

    A story's id comes from its first article and stays. An article that is known already (an edit)
    keeps its story, wherever a person may have put it, and gets its new signature.
    """
    ordered = sorted({one.article_id: one for one in new}.values(), key=_ORDER)
    return _Joining(ordered, known).result() if ordered else Joined(())


@dataclass(frozen=True, slots=True)
class _Choice:
    """A story that an article may join, and the member it resembles most."""

    odds: float
    story: str
    like: int


class _Joining:
    """The known members are the first rows, the new articles the rest, oldest first."""

    def __init__(self, new: Sequence[Subject], known: Sequence[StoryMember]) -> None:
        latest = new[-1].at + COPY_DAYS * _DAY
        earliest = new[0].at - LINK_DAYS * _DAY
        self.new = new
        self.features = [read(one) for one in new]
        own = [
            signature(one.language, sketch(one.text), features)
            for one, features in zip(new, self.features, strict=True)
        ]
        again = {one.article_id for one in new}
        self.edited = {one.article_id: one for one in known if one.article_id in again}
        compared = [
            one for one in known if earliest <= one.at <= latest and one.article_id not in again
        ]
        self.known: list[StoryMember] = sorted(compared, key=_ORDER)
        self.signed = own
        self.signatures = read_signatures([*(one.signature for one in self.known), *own])
        self.first = len(self.known)
        times = [*(one.at for one in self.known), *(one.at for one in new)]
        self.days = np.array([at.timestamp() for at in times]) / _DAY_SECONDS
        self.evidence = Evidence(self.signatures)
        # How many features an article has stands for what they weigh.
        self.bulk = 3.0 * np.diff(self.signatures.keys.starts) + 1
        self.names = [
            *(one.article_id for one in self.known),
            *(one.article_id for one in new),
        ]
        self.stories = [one.story_id for one in self.known]
        self.members: defaultdict[str, list[int]] = defaultdict(list)
        for row, story in enumerate(self.stories):
            self.members[story].append(row)
        self._index()

    def _index(self) -> None:
        keys, seen = self.signatures.keys, self.evidence.rarity.seen
        asked = distinct(keys.values[keys.starts[self.first] :] >> np.uint32(1))
        often = seen(asked)
        fewer, few = (max(_LONGEST_LIST, len(self.days) // part) for part in _PARTS)
        near, copied = (self._since(days) for days in (EVENT_DAYS, COPY_DAYS))
        self.by_feature = Postings(keys, asked[often <= fewer], near, shift=1)
        self.by_rare_feature = Postings(keys, asked[often <= few], shift=1)
        sketches = self.signatures.sketches
        windows = distinct(sketches.values[sketches.starts[self.first] :])
        self.by_window = Postings(sketches.first_of_each(INDEXED), windows, copied)

    def _since(self, days: float) -> int:
        """The first row that is at most so many days older than the oldest new article."""
        known = self.days[: self.first]
        return int(np.searchsorted(known, self.days[self.first] - days))

    def result(self) -> Joined:
        """Place every new article in turn."""
        members, links = [], []
        for number, one in enumerate(self.new):
            row = self.first + number
            member = self._place(row, one, self.features[number])
            self.stories.append(member.story_id)
            self.members[member.story_id].append(row)
            members.append(member)
            if member.joined_by == "first" and one.article_id not in self.edited:
                link = self._carries_on(row, member.story_id, self.features[number])
                links += [link] if link else []
        return Joined(tuple(members), tuple(links))

    def _place(self, row: int, one: Subject, features: Features) -> StoryMember:
        signed = self.signed[row - self.first]
        before = self.edited.get(one.article_id)
        if before is not None:
            return replace(before, language=one.language, signature=signed)

        def member(
            story: str, joined_by: JoinedBy = "first", like: str = "", *because: str
        ) -> StoryMember:
            return StoryMember(
                one.article_id, story, one.language, one.at, signed, joined_by, like, because
            )

        copied = self._copy_of(row)
        if copied is not None:
            like, share = copied
            return member(
                self.stories[like], "copy", self.names[like], f"{share:.0%} of the shorter text"
            )
        event = self._same_event(row)
        if event is not None:
            reasons = self.evidence.reasons(row, event.like, features)
            return member(event.story, "event", self.names[event.like], *reasons)
        return member(f"s-{one.article_id}")

    def _copy_of(self, row: int) -> tuple[int, float] | None:
        own = self.signatures.sketches.row(row)
        owners, _ = self.by_window.of(own)
        owners = owners[owners < row]
        # One or two shared windows are a stock phrase.
        if len(owners) <= STOCK:
            return None
        found, votes = np.unique(owners, return_counts=True)
        best: tuple[float, str, int] | None = None
        for other in found[votes > STOCK].tolist():
            if abs(self.days[other] - self.days[row]) > COPY_DAYS:
                continue
            share = containment(own, self.signatures.sketches.row(other))
            if share >= COPY and self._opens_alike(row, other, share):
                best = min(best or (0.0, "", 0), (-share, self.names[other], other))
        return None if best is None else (best[2], -best[0])

    def _opens_alike(self, row: int, other: int, share: float) -> bool:
        languages = self.signatures.languages
        if languages[row] != languages[other]:
            return share >= COPY_ACROSS
        return self.evidence.opening(row, other) >= COPY_OPENING

    def _same_event(self, row: int) -> _Choice | None:
        near: defaultdict[str, set[int]] = defaultdict(set)
        for other in self._closest(row, self.by_feature, EVENT_DAYS).tolist():
            near[self.stories[other]].add(other)
        cores = {
            story: members[:CORE]
            for story in near
            if abs(self.days[row] - self.days[(members := self.members[story])[0]]) <= EVENT_DAYS
        }
        compared = np.array(sorted(set().union(*near.values(), *cores.values())), int)
        if not len(compared):
            return None
        odds = dict(zip(compared.tolist(), self._odds(row, compared).tolist(), strict=True))
        ranked = sorted(odds, key=lambda one: (-round(odds[one], 6), self.names[one]))
        rank = {one: number for number, one in enumerate(ranked)}

        def choice(story: str, core: list[int]) -> _Choice:
            like = min(near[story].union(core), key=rank.__getitem__)
            least = min(map(odds.__getitem__, core))
            return _Choice((odds[like] + least) / 2, story, like)

        choices = [choice(story, core) for story, core in cores.items()]
        best = min(choices, key=lambda one: (-round(one.odds, 6), one.story), default=None)
        return best if best and best.odds >= EVENT_ODDS else None

    def _odds(self, row: int, rows: Rows, *, timeless: bool = False) -> Floats:
        days = np.abs(self.days[rows] - self.days[row])
        return self.evidence.odds(self.evidence.shared(row, rows), days * (not timeless))

    def _closest(self, row: int, postings: Postings, days: float, most: int = CLOSEST) -> Rows:
        """The earlier rows that share most of what they have, as far as the index tells."""
        features, weights = self.evidence.own(row)
        heads = self.signatures.keys.row(row) & np.uint32(1)
        owners, numbers = postings.of(features)
        if not len(owners):
            return owners
        lowest = int(owners.min())
        shared = np.bincount(owners - lowest, (weights * (1 + heads))[numbers])
        found: Rows = np.flatnonzero(shared[: max(row - lowest, 0)]) + lowest
        found = found[np.abs(self.days[found] - self.days[row]) <= days]
        if len(found) > most:
            share = shared[found - lowest] / (weights.sum() + self.bulk[found])
            found = found[np.argpartition(-share, most)[:most]]
        return found

    def _carries_on(self, row: int, story: str, features: Features) -> StoryLink | None:
        near = self._closest(row, self.by_rare_feature, LINK_DAYS, CORE)
        if not len(near):
            return None
        odds = self._odds(row, near, timeless=True)
        best = min(
            zip((-odds.round(6)).tolist(), near.tolist(), strict=True),
            key=lambda one: (one[0], self.names[one[1]]),
        )
        if -best[0] < LINK_ODDS:
            return None
        follows = self.stories[best[1]]
        reasons = self.evidence.reasons(row, best[1], features)
        return StoryLink(story, follows, reasons)
