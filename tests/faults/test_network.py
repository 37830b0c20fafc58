"""Whatever the network does to one source, the run goes on, and says what it was."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from monitor.model import Outcome, Reason
from tests.faults.documents import item, rss
from tests.faults.runs import MEMORY, Case, Ran, run_over
from tests.support.canary import CANARY
from tests.support.hostile import FAULTS, answer, redirect

OK, DEGRADED, SOFT = Outcome.OK, Outcome.DEGRADED, Outcome.FAILED_SOFT
HARD, REFUSED = Outcome.FAILED_HARD, Outcome.REFUSED
GOOD = answer(rss(item("a"), item("b")), content_type="application/rss+xml")
NEIGHBOURS = tuple(f"neighbour-{number}" for number in range(4))

EXPECTED: dict[str, tuple[Outcome, Reason | None]] = {
    # whole answers
    "/feed": (OK, None),
    "/gzip": (OK, None),
    "/gzip-two-members": (OK, None),
    "/cookies": (SOFT, Reason.NOT_A_FEED),
    "/chunked": (SOFT, Reason.NOT_A_FEED),
    "/page": (SOFT, Reason.NOT_A_FEED),
    "/nothing": (SOFT, Reason.EMPTY),
    # never done
    "/never": (SOFT, Reason.TIMEOUT),
    "/drip": (SOFT, Reason.TIMEOUT),
    "/drip-headers": (SOFT, Reason.TIMEOUT),
    "/hang-in-body": (SOFT, Reason.TIMEOUT),
    "/endless": (HARD, Reason.TOO_LARGE),
    "/endless-chunks": (HARD, Reason.TOO_LARGE),
    "/big": (HARD, Reason.TOO_LARGE),
    # cut off
    "/close": (SOFT, Reason.UNREACHABLE),
    "/reset": (SOFT, Reason.UNREACHABLE),
    "/reset-in-body": (SOFT, Reason.INCOMPLETE),
    "/short-body": (SOFT, Reason.INCOMPLETE),
    "/cut-chunk": (SOFT, Reason.INCOMPLETE),
    "/no-last-chunk": (SOFT, Reason.INCOMPLETE),
    "/partial": (SOFT, Reason.INCOMPLETE),
    # nonsense
    "/bad-chunk": (SOFT, Reason.BAD_RESPONSE),
    "/bad-length": (SOFT, Reason.BAD_RESPONSE),
    "/negative-length": (SOFT, Reason.BAD_RESPONSE),
    "/two-lengths": (SOFT, Reason.BAD_RESPONSE),
    "/not-http": (SOFT, Reason.BAD_RESPONSE),
    "/bad-status": (SOFT, Reason.BAD_RESPONSE),
    "/null-header": (SOFT, Reason.BAD_RESPONSE),
    # packing
    "/truncated-gzip": (SOFT, Reason.INCOMPLETE),
    "/false-gzip": (SOFT, Reason.INCOMPLETE),
    "/corrupt-gzip": (SOFT, Reason.INCOMPLETE),
    "/gzip-bomb": (HARD, Reason.TOO_LARGE),
    "/brotli": (SOFT, Reason.BAD_ENCODING),
    "/deflate": (SOFT, Reason.BAD_ENCODING),
    "/nested": (SOFT, Reason.BAD_ENCODING),
    # redirects
    "/bomb-redirect": (OK, None),
    "/redirect-hanging-body": (OK, None),
    "/loop": (SOFT, Reason.REDIRECTS),
    "/ping": (SOFT, Reason.REDIRECTS),
    "/nowhere": (SOFT, Reason.BAD_RESPONSE),
    "/to-metadata": (REFUSED, Reason.FORBIDDEN_ADDRESS),
    "/to-private": (REFUSED, Reason.FORBIDDEN_ADDRESS),
    "/to-file": (REFUSED, Reason.FORBIDDEN_SCHEME),
    "/to-data": (REFUSED, Reason.FORBIDDEN_SCHEME),
    "/to-ftp": (REFUSED, Reason.FORBIDDEN_SCHEME),
    "/to-javascript": (REFUSED, Reason.FORBIDDEN_SCHEME),
    "/to-nonsense": (HARD, Reason.BAD_RESPONSE),
    # statuses
    "/304-unasked": (SOFT, Reason.BAD_RESPONSE),
    "/400": (HARD, Reason.HTTP_STATUS),
    "/401": (HARD, Reason.HTTP_STATUS),
    "/403": (HARD, Reason.HTTP_STATUS),
    "/404": (SOFT, Reason.HTTP_STATUS),
    "/410": (HARD, Reason.HTTP_STATUS),
    "/418": (HARD, Reason.HTTP_STATUS),
    "/451": (HARD, Reason.HTTP_STATUS),
    "/500": (SOFT, Reason.HTTP_STATUS),
    "/502": (SOFT, Reason.HTTP_STATUS),
    "/challenge": (HARD, Reason.HTTP_STATUS),
    "/429": (SOFT, Reason.RATE_LIMITED),
    "/429-seconds": (SOFT, Reason.RATE_LIMITED),
    "/429-year": (SOFT, Reason.RATE_LIMITED),
    "/429-digits": (SOFT, Reason.RATE_LIMITED),
    "/429-junk": (SOFT, Reason.RATE_LIMITED),
    "/429-date-past-all-dates": (SOFT, Reason.RATE_LIMITED),
    "/503-date": (SOFT, Reason.RATE_LIMITED),
    # headers
    "/5000-headers": (SOFT, Reason.BAD_RESPONSE),
    "/huge-header": (SOFT, Reason.BAD_RESPONSE),
    "/endless-header": (SOFT, Reason.BAD_RESPONSE),
    "/video": (HARD, Reason.TOO_LARGE),
}

INSIDE = {
    f"inside-{number}": redirect(url)
    for number, url in enumerate(
        CANARY.url(host=host)
        for host in (
            "",
            "2134983234",
            "0x7f.66.66.66",
            "[::ffff:127.66.66.66]",
            "[64:ff9b::7f42:4242]",
        )
    )
}


# One run is enough for all of them.
pytestmark = pytest.mark.xdist_group("faults-network")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    cases = [Case(_name(path), FAULTS[path]) for path in EXPECTED]
    cases += [Case(name, fault) for name, fault in INSIDE.items()]
    cases += [Case(name, GOOD) for name in NEIGHBOURS]
    folder: Path = tmp_path_factory.mktemp("network")
    return asyncio.run(run_over(cases, folder))


def _name(path: str) -> str:
    return f"n{path.strip('/').replace('/', '-')}"


@pytest.mark.parametrize("path", EXPECTED)
def test_a_fault_has_its_class(ran: Ran, path: str) -> None:
    ((outcome, reason, detail),) = ran.query(
        f"SELECT outcome, reason, detail FROM fetches WHERE source_id = '{_name(path)}'"
    )
    wanted, why = EXPECTED[path]
    assert (outcome, reason) == (wanted.value, why.value if why else None), detail
    assert 10 < len(detail) < 300 or outcome == "ok"
    assert "Traceback" not in detail


@pytest.mark.parametrize("name", INSIDE)
def test_a_redirect_inside_is_refused(ran: Ran, name: str) -> None:
    assert ran.query(f"SELECT outcome, reason FROM fetches WHERE source_id = '{name}'") == [
        ("refused", "forbidden-address")
    ]


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_the_others_are_read_as_ever(ran: Ran, name: str) -> None:
    assert ran.query(
        f"SELECT outcome, items, new_items FROM fetches WHERE source_id = '{name}'"
    ) == [("ok", 2, 2)]
    assert ran.query(
        f"SELECT text_origin FROM articles WHERE source_id = '{name}' ORDER BY url"
    ) == [("page",), ("page",)]


def test_every_attempt_is_recorded_once_and_memory_is_bounded(ran: Ran) -> None:
    ((attempts, sources),) = ran.query("SELECT count(*), count(DISTINCT source_id) FROM fetches")
    assert attempts == sources == len(EXPECTED) + len(INSIDE) + len(NEIGHBOURS)
    assert ran.memory.grown < MEMORY
