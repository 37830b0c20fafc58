"""Answers on disk between their arrival and their commit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.model import Response
from monitor.spool import Spool

URL = "http://a.example/feed?x=1"


def answer(body: bytes, url: str = URL) -> Response:
    return Response(
        url=url,
        final_url=url + "#moved",
        status=200,
        headers={"etag": '"1"', "x-name": "Ünï"},
        body=body,
        fetched_at=datetime(2024, 11, 5, 6, tzinfo=UTC),
    )


@pytest.mark.parametrize("body", [b"", b"\n", b"{}\n\n\r\n", bytes(range(256)) * 100])
def test_what_is_put_is_got(tmp_path: Path, body: bytes) -> None:
    Spool(tmp_path / "spool").put("a", URL, answer(body))
    assert Spool(tmp_path / "spool").get("a", URL) == answer(body)


def test_the_last_answer_stands(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put("a", URL, answer(b"old"))
    spool.put("a", URL, answer(b"new"))
    kept = spool.get("a", URL)
    assert kept
    assert kept.body == b"new"


def test_sources_and_addresses_are_apart(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put("b", URL, answer(b"b"))
    spool.put("a", URL, answer(b"a"))
    spool.put("a", "http://other.example/", answer(b"o"))
    assert spool.waiting() == ("a", "b")
    assert spool.get("b", "http://other.example/") is None
    spool.discard(["a", "never-there"])
    assert spool.waiting() == ("b",)
    assert spool.get("a", URL) is None
    assert spool.get("b", URL) == answer(b"b")


def test_an_empty_spool(tmp_path: Path) -> None:
    assert Spool(tmp_path / "none").waiting() == ()
    assert Spool(tmp_path / "none").get("a", URL) is None


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from monitor.model import Response
from monitor.spool import Spool
at = datetime(2024, 11, 5, 6, tzinfo=UTC)
body = bytes(2_000_000)
for number in range(1_000_000):
    Spool(Path(sys.argv[1])).put("a", "u", Response("u", "u", number, {}, body, at))
    if number == 3:
        print("writing", flush=True)
"""


def test_a_writer_killed_in_the_middle_leaves_whole_answers_only(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "writing\n"
        for _ in range(50):
            kept = Spool(tmp_path).get("a", "u")
            assert kept
            assert len(kept.body) == 2_000_000
        os.kill(process.pid, signal.SIGKILL)
    kept = Spool(tmp_path).get("a", "u")
    assert kept
    assert kept.body == bytes(2_000_000)


def test_half_a_file_is_not_an_answer(tmp_path: Path) -> None:
    """What a power cut leaves beside the answers counts for nothing."""
    spool = Spool(tmp_path)
    spool.put("a", URL, answer(b"whole"))
    (whole,) = (tmp_path / "a").iterdir()
    whole.rename(whole.with_suffix(".part"))
    assert spool.get("a", URL) is None
    assert spool.waiting() == ()
