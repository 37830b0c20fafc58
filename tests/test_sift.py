"""Which entries lead to something new, and how sources are put into batches."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.model import Covered, Failure, FeedEntry, Fetch, Outcome, Reason, Seen, Source
from monitor.poll import Poll, without_network
from monitor.sift import Sifted, batches, covered, identities, sift
from monitor.sources import entry_id, entry_sha256
from monitor.store.holdings import Known, KnownArticle

NOW = datetime(2024, 11, 5, 6, tzinfo=UTC)


def _poll(source_id: str, *entries: FeedEntry) -> Poll:
    source = Source(source_id, source_id, "feed", f"https://{source_id}.example.org/feed")
    fetch = Fetch("run", source_id, source.url, Outcome.OK, "", NOW, 0.1)
    return Poll(source, fetch, entries)


def _entry(slug: str, title: str = "A title", source_id: str = "one") -> FeedEntry:
    return FeedEntry(source_id, f"https://news.example.org/{slug}", title)


def _known(entry: FeedEntry, *, same: bool) -> Known:
    seen = frozenset({entry_sha256(entry)} if same else {"another"})
    article = KnownArticle(1, "one", entry.title, NOW, seen)
    guids = {("one", entry.guid): str(entry_id(entry))} if entry.guid else {}
    return Known({str(entry_id(entry)): article}, guids)


def test_a_new_entry_is_wanted_with_its_canonical_address() -> None:
    (sifted,) = sift([_poll("one", _entry("a?utm_source=feed"))], Known(), set())
    (wanted,) = sifted.wanted
    assert wanted.url == "https://news.example.org/a"
    assert wanted.known is None


def test_an_entry_that_is_stored_as_it_is_is_not_wanted() -> None:
    entry = _entry("a")
    (sifted,) = sift([_poll("one", entry)], _known(entry, same=True), set())
    assert sifted.wanted == ()


def test_an_entry_that_changed_is_wanted_as_a_change_of_the_stored_article() -> None:
    entry = _entry("a", title="Another title")
    known = _known(entry, same=False)
    (sifted,) = sift([_poll("one", entry)], known, set())
    assert sifted.wanted[0].known is known.articles[sifted.wanted[0].article_id]


def test_an_article_that_two_sources_offer_is_read_once_and_the_other_counted() -> None:
    first, second = sift([_poll("one", _entry("a")), _poll("two", _entry("a"))], Known(), set())
    assert len(first.wanted) == 1
    assert second.wanted == ()
    assert [failure.reason for failure in second.failures] == [Reason.DUPLICATE]


def test_an_entry_without_any_identity_is_counted() -> None:
    nameless = FeedEntry("one", None, "")
    (sifted,) = sift([_poll("one", nameless)], Known(), set())
    assert sifted.wanted == ()
    assert [failure.reason for failure in sifted.failures] == [Reason.NO_IDENTITY]


def test_identities_are_those_of_all_polls() -> None:
    polls = [_poll("one", _entry("a"), _entry("b")), _poll("two", _entry("c"))]
    ids, guids = identities(polls)
    assert len(set(ids)) == 3
    assert guids == []


def _sifted(count: int, source_id: str) -> Sifted:
    entries = [_entry(f"{source_id}-{number}") for number in range(count)]
    return sift([_poll(source_id, *entries)], Known(), set())[0]


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
    (sifted,) = sift([_poll("two", entry)], _known(entry, same=False), set())
    assert sifted.wanted == ()
    assert sifted.seen == (Seen(str(entry_id(entry)), entry_sha256(entry)),)


@pytest.mark.parametrize(
    ("guid", "title", "same"),
    [
        ("7", "A ship has left the harbour!", True),
        ("7", "A ship left the harbour on Monday", True),
        ("7", "Prices of rice have doubled", False),
        ("8", "A ship has left the harbour", False),
        (None, "A ship has left the harbour", False),
    ],
)
def test_a_guid_names_an_article_whose_address_changed(
    guid: str | None, title: str, same: bool
) -> None:
    before = replace(_entry("old-slug", "A ship has left the harbour"), guid="7")
    after = replace(_entry("new-slug", title), guid=guid)
    (sifted,) = sift([_poll("one", after)], _known(before, same=True), set())
    (wanted,) = sifted.wanted
    assert (wanted.article_id == entry_id(before)) is same
    assert (wanted.known is not None) is same
    assert wanted.seen.guid == guid


def test_every_entry_has_a_fate() -> None:
    stored, new, twice = _entry("a"), _entry("b"), _entry("b", title="Again")
    nameless = FeedEntry("one", None, "")
    capped = Failure("read", "one", Reason.OVER_CAP, "too many", count=40)
    poll = replace(_poll("one", stored, new, twice, nameless), failures=(capped,))
    (sifted,) = sift([poll], _known(stored, same=True), set())
    assert len(sifted.wanted) == 1
    assert covered(sifted.fates) == (
        Covered("dropped", "duplicate", 1),
        Covered("dropped", "no-identity", 1),
        Covered("dropped", "over-cap", 40),
        Covered("known", "", 1),
    )


def test_a_source_that_failed_dropped_no_entry() -> None:
    poll = _silent("one", Reason.TIMEOUT)
    (sifted,) = sift([poll], Known(), set())
    assert covered(sifted.fates) == ()
    assert len(sifted.failures) == 1


def test_an_article_that_an_earlier_wave_reads_is_not_read_again() -> None:
    met: set[str] = set()
    sift([_poll("one", _entry("a"))], Known(), met)
    (sifted,) = sift([_poll("two", _entry("a"), _entry("b"))], Known(), met)
    assert [wanted.entry.url for wanted in sifted.wanted] == ["https://news.example.org/b"]


@pytest.mark.parametrize(
    ("usual", "new", "gap"), [(20, 20, True), (0, 20, False), (20, 19, False), (4, 4, False)]
)
def test_a_window_that_moved_on_further_than_it_is_wide_is_told(
    usual: int, new: int, gap: bool
) -> None:
    entries = [_entry(str(number)) for number in range(20 if usual != 4 else 4)]
    known = Known() if new == len(entries) else _known(entries[0], same=True)
    (sifted,) = sift([replace(_poll("one", *entries), usual=usual)], known, set())
    fetch = sifted.poll.fetch
    assert (fetch.reason is Reason.POSSIBLE_GAP) is gap
    assert (fetch.outcome is Outcome.DEGRADED) is gap


def _silent(name: str, reason: Reason) -> Poll:
    failure = Failure("fetch", name, reason, "no answer")
    poll = _poll(name)
    fetch = replace(poll.fetch, outcome=Outcome.FAILED_SOFT, reason=reason)
    return replace(poll, fetch=fetch, failures=(failure,))


def test_where_nobody_answers_it_is_the_network_here() -> None:
    polls = [_silent(name, Reason.UNREACHABLE) for name in ("one", "two", "three")]
    told = without_network(polls)
    assert {poll.fetch.reason for poll in told} == {Reason.NETWORK_DOWN}
    assert all("network is down here" in poll.fetch.detail for poll in told)


@pytest.mark.parametrize(
    "other",
    [_poll("two", _entry("a")), _silent("two", Reason.HTTP_STATUS), _silent("x", Reason.TLS)],
)
def test_where_somebody_answers_it_is_not(other: Poll) -> None:
    polls = [*(_silent(name, Reason.TIMEOUT) for name in ("one", "three", "four")), other]
    assert without_network(polls) == polls


def test_sources_that_have_failed_before_are_no_proof() -> None:
    polls = [replace(_silent(name, Reason.TIMEOUT), was_well=False) for name in "abcdef"]
    assert without_network(polls) == polls


def test_a_folder_is_read_without_network() -> None:
    polls = [_silent(name, Reason.TIMEOUT) for name in ("one", "two", "three")]
    folder = _poll("four", _entry("a"))
    folder = replace(folder, source=replace(folder.source, kind="folder"))
    told = without_network([*polls, folder])
    assert [poll.fetch.reason for poll in told] == [*[Reason.NETWORK_DOWN] * 3, None]


def test_two_silent_hosts_are_no_proof() -> None:
    polls = [_silent(name, Reason.TIMEOUT) for name in ("one", "two")]
    assert without_network(polls) == polls
