"""Which of the entries that sources offer lead to something new. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Failure, FeedEntry, Fetch, Reason, Source
from monitor.sources import entry_id, entry_sha256
from monitor.store.holdings import KnownArticle
from monitor.urls import canonical


@dataclass(frozen=True, slots=True)
class Poll:
    """One attempt at one source, before the pages behind its entries are read."""

    source: Source
    fetch: Fetch
    entries: tuple[FeedEntry, ...] = ()
    failures: tuple[Failure, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Sifted:
    """A poll whose entries were compared with the warehouse; ``seen`` are not to be read again."""

    poll: Poll
    wanted: tuple[Wanted, ...]
    seen: tuple[tuple[str, str], ...]
    failures: tuple[Failure, ...]


def identities(polls: Sequence[Poll]) -> list[str]:
    """The article ids that the entries of these polls lead to."""
    return [id_ for poll in polls for entry in poll.entries if (id_ := entry_id(entry))]


def sift(polls: Sequence[Poll], known: Mapping[str, KnownArticle]) -> list[Sifted]:
    """Decide which entries lead to something new. An address met twice is read once."""
    met: set[str] = set()
    sifted = []
    for poll in polls:
        wanted, seen, failures = [], [], list(poll.failures)
        for entry in poll.entries:
            id_ = entry_id(entry)
            if id_ is None:
                failures.append(
                    Failure("sift", poll.source.id, Reason.NO_IDENTITY, "an entry has no link")
                )
                continue
            fingerprint = entry_sha256(entry)
            stored = known.get(id_)
            if stored is not None and fingerprint in stored.entries:
                continue
            # Only the outlet that an article came from can edit it; others just point at it.
            if stored is not None and stored.source_id != poll.source.id:
                seen.append((id_, fingerprint))
                continue
            if id_ in met:
                seen.append((id_, fingerprint))
                message = "the same article was offered twice in one run; it is read once"
                key = entry.url or poll.source.id
                failures.append(Failure("sift", key, Reason.DUPLICATE, message))
                continue
            met.add(id_)
            url = canonical(entry.url) if entry.url else None
            wanted.append(Wanted(poll.source, entry, id_, fingerprint, url, stored))
        sifted.append(Sifted(poll, tuple(wanted), tuple(seen), tuple(failures)))
    return sifted


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
