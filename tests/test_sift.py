"""Which entries lead to something new, and how sources are put into batches."""

from datetime import UTC, datetime

from monitor.model import FeedEntry, Fetch, Outcome, Reason, Source
from monitor.sift import Poll, Sifted, batches, identities, sift
from monitor.sources import entry_id, entry_sha256
from monitor.store.holdings import KnownArticle

NOW = datetime(2024, 11, 5, 6, tzinfo=UTC)


def _poll(source_id: str, *entries: FeedEntry) -> Poll:
    source = Source(source_id, source_id, "feed", f"https://{source_id}.example.org/feed")
    fetch = Fetch("run", source_id, source.url, Outcome.OK, "", NOW, 0.1)
    return Poll(source, fetch, entries)


def _entry(slug: str, title: str = "A title", source_id: str = "one") -> FeedEntry:
    return FeedEntry(source_id, f"https://news.example.org/{slug}", title)


def _known(entry: FeedEntry, *, same: bool) -> dict[str, KnownArticle]:
    seen = frozenset({entry_sha256(entry)} if same else {"another"})
    return {str(entry_id(entry)): KnownArticle(1, "one", "0" * 64, NOW, seen)}


def test_a_new_entry_is_wanted_with_its_canonical_address() -> None:
    (sifted,) = sift([_poll("one", _entry("a?utm_source=feed"))], {})
    (wanted,) = sifted.wanted
    assert wanted.url == "https://news.example.org/a"
    assert wanted.known is None


def test_an_entry_that_is_stored_as_it_is_is_not_wanted() -> None:
    entry = _entry("a")
    (sifted,) = sift([_poll("one", entry)], _known(entry, same=True))
    assert sifted.wanted == ()


def test_an_entry_that_changed_is_wanted_as_a_change_of_the_stored_article() -> None:
    entry = _entry("a", title="Another title")
    known = _known(entry, same=False)
    (sifted,) = sift([_poll("one", entry)], known)
    assert sifted.wanted[0].known is known[sifted.wanted[0].article_id]


def test_an_article_that_two_sources_offer_is_read_once_and_the_other_counted() -> None:
    first, second = sift([_poll("one", _entry("a")), _poll("two", _entry("a"))], {})
    assert len(first.wanted) == 1
    assert second.wanted == ()
    assert [failure.reason for failure in second.failures] == [Reason.DUPLICATE]


def test_an_entry_without_any_identity_is_counted() -> None:
    nameless = FeedEntry("one", None, "")
    (sifted,) = sift([_poll("one", nameless)], {})
    assert sifted.wanted == ()
    assert [failure.reason for failure in sifted.failures] == [Reason.NO_IDENTITY]


def test_identities_are_those_of_all_polls() -> None:
    polls = [_poll("one", _entry("a"), _entry("b")), _poll("two", _entry("c"))]
    assert len(set(identities(polls))) == 3


def _sifted(count: int, source_id: str) -> Sifted:
    entries = [_entry(f"{source_id}-{number}") for number in range(count)]
    return sift([_poll(source_id, *entries)], {})[0]


def test_batches_keep_sources_whole() -> None:
    parts = [_sifted(60, "a"), _sifted(60, "b"), _sifted(200, "c"), _sifted(0, "d")]
    grouped = batches(parts, 100)
    assert [[part.poll.source.id for part in batch] for batch in grouped] == [
        ["a"],
        ["b"],
        ["c"],
        ["d"],
    ]
    assert batches(parts[:2], 120) == [parts[:2]]
    assert batches([], 100) == []


def test_another_outlet_that_points_at_an_article_cannot_edit_it() -> None:
    entry = _entry("a", title="What they hide", source_id="two")
    (sifted,) = sift([_poll("two", entry)], _known(entry, same=False))
    assert sifted.wanted == ()
    assert sifted.seen == ((str(entry_id(entry)), entry_sha256(entry)),)
