"""What a check of the sources says: what comes first, and the very line to change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.model import Fetch, Outcome, Reason
from monitor.sources.verdict import State, judge, lines, totals

NOW = datetime(2024, 11, 4, 6, 0, tzinfo=UTC)
GOOD = Fetch("", "a", "http://a.example/", Outcome.OK, "5 entries", NOW, 0.1, 200, 5)
SOFT = replace(GOOD, outcome=Outcome.FAILED_SOFT, detail="sorry", http_status=None, items=0)


def state(fetch: Fetch) -> State:
    (one,) = judge([fetch], {"a": "sources.yaml:3"}, {"a": "http://a.example/"})
    return one.state


@pytest.mark.parametrize(
    ("fetch", "expected"),
    [
        (GOOD, State.OK),
        (replace(GOOD, outcome=Outcome.UNCHANGED), State.OK),
        (replace(GOOD, outcome=Outcome.DEGRADED), State.ODD),
        (replace(GOOD, outcome=Outcome.DEGRADED, items=0), State.EMPTY),
        (replace(GOOD, items=0), State.OK),
        (replace(GOOD, moved_to="https://b.example/"), State.MOVED),
        (replace(SOFT, moved_to="https://b.example/", http_status=404), State.DEAD),
        (replace(SOFT, outcome=Outcome.REFUSED), State.REFUSED),
        (replace(SOFT, reason=Reason.NOT_A_FEED), State.UNREADABLE),
        (replace(SOFT, reason=Reason.EMPTY), State.EMPTY),
        (replace(SOFT, reason=Reason.TLS), State.CERTIFICATE),
        (replace(SOFT, reason=Reason.UNREACHABLE), State.UNREACHABLE),
        (replace(SOFT, reason=Reason.NETWORK_DOWN), State.OFFLINE),
        (replace(SOFT, reason=Reason.TIMEOUT), State.LATER),
        (replace(SOFT, reason=Reason.HTTP_STATUS, http_status=404), State.DEAD),
        (replace(SOFT, reason=Reason.HTTP_STATUS, http_status=410), State.DEAD),
        (replace(SOFT, reason=Reason.HTTP_STATUS, http_status=403), State.BARRED),
        (replace(SOFT, reason=Reason.HTTP_STATUS, http_status=502), State.LATER),
        (replace(SOFT, http_status=429), State.LATER),
        (replace(SOFT, http_status=200), State.UNREADABLE),
        (SOFT, State.UNREACHABLE),
        (replace(SOFT, outcome=Outcome.FAILED_HARD), State.DEAD),
    ],
)
def test_what_is_the_matter(fetch: Fetch, expected: State) -> None:
    assert state(fetch) is expected


def test_the_urgent_comes_first_and_the_well_are_only_counted() -> None:
    fetches = [
        GOOD,
        replace(SOFT, source_id="busy", http_status=503, detail="later"),
        replace(GOOD, source_id="moved", moved_to="https://m.example/new"),
        replace(SOFT, source_id="dead", http_status=404, detail="nothing here"),
    ]
    places = {"a": "s.yaml:2", "busy": "s.yaml:3", "moved": "s.yaml:4", "dead": "s.yaml:15"}
    assert lines(judge(fetches, places, {})) == [
        "dead         s.yaml:15  dead   nothing here",
        "  → write its new address at s.yaml:15, or remove it",
        "moved        s.yaml:4   moved  the site moved it for good, and says where to",
        '  → write there: url: "https://m.example/new"',
        "try later    s.yaml:3   busy   later",
        "2 of 4 sources answer: 1 dead, 1 moved, 1 try later",
    ]


def test_what_moved_to_where_another_source_is_goes() -> None:
    moved = replace(GOOD, moved_to="https://www.b.example/feed/")
    (one,) = judge([moved], {}, {"a": "http://a.example/", "b": "http://b.example/feed"})
    assert one.mend == "remove it: https://www.b.example/feed/ is the source b"


def test_what_moved_from_http_to_https_is_no_other_source() -> None:
    moved = replace(GOOD, moved_to="https://a.example/")
    (one,) = judge([moved], {}, {"a": "http://a.example/"})
    assert one.mend == 'write there: url: "https://a.example/"'


def test_a_password_in_the_new_address_is_not_told() -> None:
    moved = replace(GOOD, moved_to="https://me:secret@b.example/?token=secret")
    assert "secret" not in "".join(lines(judge([moved], {}, {})))


def test_a_machine_without_network_is_told_once() -> None:
    down = replace(SOFT, reason=Reason.NETWORK_DOWN, detail="check the connection")
    found = judge([down, replace(down, source_id="b")], {}, {})
    assert lines(found) == [
        "offline      2 sources: check the connection",
        "0 of 2 sources answer: 2 offline",
    ]


def test_nothing_asked_is_nothing_told() -> None:
    assert totals([]) == "0 of 0 sources answer"
