"""Which of the entries that sources offer lead to something new. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from monitor.model import Covered, Failure, Fate, FeedEntry, Outcome, Reason, Seen, Source
from monitor.poll import Poll
from monitor.sources import entry_id, entry_sha256
from monitor.store.holdings import Known, KnownArticle
from monitor.urls import canonical

# Fewer new entries than this are no sign that some were missed.
MANY = 5
# A guid that comes with another address names the same article if its title is still so much alike.
ALIKE = 0.6
# Comparing takes the square of the length.
LONG = 200

Fates = Counter[tuple[Fate, str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry that leads to something not stored yet; ``known`` is the article it may change.

    ``url`` is the canonical address, which names the article; the page is asked for as the entry
    spells it, because the canonical spelling may not be served.
    """

    source: Source
    entry: FeedEntry
    article_id: str
    entry_sha256: str
    url: str | None
    known: KnownArticle | None

    @property
    def seen(self) -> Seen:
        """What is to be remembered of the entry."""
        return Seen(self.article_id, self.entry_sha256, self.entry.guid)


@dataclass(frozen=True, slots=True)
class Sifted:
    """A poll whose entries were compared with the warehouse; ``seen`` are not to be read again.

    ``fates`` counts those entries that are not wanted.
    """

    poll: Poll
    wanted: tuple[Wanted, ...]
    seen: tuple[Seen, ...]
    failures: tuple[Failure, ...]
    fates: Fates


def identities(polls: Sequence[Poll]) -> tuple[list[str], list[tuple[str, str]]]:
    """The article ids that the entries of these polls lead to, and (source id, guid) of each."""
    ids = [id_ for poll in polls for entry in poll.entries if (id_ := entry_id(entry))]
    guids = [(one.source_id, one.guid) for poll in polls for one in poll.entries if one.guid]
    return ids, guids


def sift(polls: Sequence[Poll], known: Known, met: set[str]) -> list[Sifted]:
    """Decide which entries lead to something new. An article met twice in a run is read once.

    ``met`` are the ids that this run reads already; those of these polls are added.
    """
    return [_sift(poll, known, met) for poll in polls]


def covered(fates: Mapping[tuple[Fate, str], int]) -> tuple[Covered, ...]:
    """The counts as values, in an order that does not depend on anything."""
    return tuple(Covered(fate, why, n) for (fate, why), n in sorted(fates.items()) if n)


def _sift(poll: Poll, known: Known, met: set[str]) -> Sifted:
    wanted: list[Wanted] = []
    seen: list[Seen] = []
    failures = list(poll.failures)
    fates: Fates = Counter()
    if poll.fetch.reason is None:
        for failure in poll.failures:
            fates["dropped", failure.reason.value] += failure.count
    for entry in poll.entries:
        id_ = _identity(entry, known)
        if id_ is None:
            failures.append(
                Failure("sift", poll.source.id, Reason.NO_IDENTITY, "an entry has no link")
            )
            fates["dropped", Reason.NO_IDENTITY.value] += 1
            continue
        one = Wanted(
            poll.source,
            entry,
            id_,
            entry_sha256(entry),
            canonical(entry.url) if entry.url else None,
            known.articles.get(id_),
        )
        if one.known is not None and one.entry_sha256 in one.known.entries:
            fates["known", ""] += 1
        # Only the outlet that an article came from can edit it; others just point at it.
        elif one.known is not None and one.known.source_id != poll.source.id:
            seen.append(one.seen)
            fates["known", "other-source"] += 1
        elif id_ in met:
            seen.append(one.seen)
            message = "the same article was offered twice in one run; it is read once"
            key = entry.url or poll.source.id
            failures.append(Failure("sift", key, Reason.DUPLICATE, message))
            fates["dropped", Reason.DUPLICATE.value] += 1
        else:
            met.add(id_)
            wanted.append(one)
    return Sifted(_with_gap(poll, wanted), tuple(wanted), tuple(seen), tuple(failures), fates)


def _identity(entry: FeedEntry, known: Known) -> str | None:
    """The article an entry leads to: by its address, or by its guid where the address is new."""
    id_ = entry_id(entry)
    if id_ in known.articles or not entry.guid:
        return id_
    named = known.guids.get((entry.source_id, entry.guid))
    stored = known.articles.get(named) if named else None
    return named if stored and _alike(stored.title, entry.title) else id_


def _alike(stored: str, offered: str) -> bool:
    """Some sites number their entries from one, whatever they are about: the titles must agree."""
    both = SequenceMatcher(None, stored[:LONG].casefold(), offered[:LONG].casefold())
    return both.quick_ratio() >= ALIKE and both.ratio() >= ALIKE


def _with_gap(poll: Poll, wanted: Iterable[Wanted]) -> Poll:
    """A window of which nothing was met before may have moved on further than it is wide."""
    new = sum(one.known is None for one in wanted)
    if not poll.usual or new < MANY or new < len(poll.entries):
        return poll
    detail = (
        f"all {new} entries are new: some may have come and gone unseen; run more often, or find"
        " a feed that is longer"
    )
    outcome, reason = Outcome.DEGRADED, Reason.POSSIBLE_GAP
    return replace(poll, fetch=replace(poll.fetch, outcome=outcome, detail=detail, reason=reason))


def batches(sifted: Sequence[Sifted], size: int) -> list[list[Sifted]]:
    """Whole sources together, about ``size`` wanted articles a batch."""
    grouped: list[list[Sifted]] = [[]]
    count = 0
    for one in sifted:
        if grouped[-1] and count + len(one.wanted) > size:
            grouped.append([])
            count = 0
        grouped[-1].append(one)
        count += len(one.wanted)
    return [group for group in grouped if group]
