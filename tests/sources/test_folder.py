"""A drop folder on disk: what is taken up when, and what each kind of file holds."""

from __future__ import annotations

import gzip
import json
import os
import pickle
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.http import NetworkPolicy
from monitor.model import Failure, FeedEntry, Reading, Reason, Response, Source
from monitor.sources import KINDS, Gathered, entry_id, entry_sha256, warc
from monitor.sources import folder as module

KIND = KINDS["folder"]
NOW = datetime(2024, 11, 4, 6, 0, tzinfo=UTC)
PAGE = b"<html><head><title>Ship</title></head><body><p>The ship left.</p></body></html>"


def gather(folder: Path, cursor: str | None = None) -> Gathered:
    assert KIND.gather
    source = Source("drop", "Drop", "folder", str(folder))
    found = KIND.gather(source, cursor, NetworkPolicy())
    assert isinstance(found, Gathered), found
    return found


def names(found: Gathered) -> list[str]:
    return [document.url for document in found.documents]


def parse(name: str, body: bytes) -> Reading | Failure:
    response = Response(name, name, 200, {}, body, NOW)
    found = KIND.read(response, Source("drop", "Drop", "folder", "/drop"))
    pickle.dumps(found)  # it comes back from another process
    return found


def read(name: str, body: bytes) -> Reading:
    found = parse(name, body)
    assert isinstance(found, Reading), found
    return found


def only(name: str, body: bytes) -> FeedEntry:
    (entry,) = read(name, body).entries
    return entry


def lost(found: Reading | Failure) -> list[tuple[Reason, int]]:
    failures = found.failures if isinstance(found, Reading) else (found,)
    return [(failure.reason, failure.count) for failure in failures]


# --- the folder ---


def test_files_are_taken_up_once_and_again_when_they_change(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.JSONL.gz").write_bytes(b"x")
    first = gather(tmp_path)
    assert sorted(names(first)) == ["a.html", "b.JSONL.gz"]
    types = {one.url: one.headers["content-type"] for one in first.documents}
    assert types == {"a.html": "text/html", "b.JSONL.gz": "application/x-ndjson"}
    assert gather(tmp_path, first.cursor).documents == ()
    (tmp_path / "a.html").write_bytes(PAGE + b"\n")
    second = gather(tmp_path, first.cursor)
    assert names(second) == ["a.html"]
    old = tmp_path.parent / "old.html"
    old.write_bytes(PAGE)
    os.utime(old, (0, 0))
    old.rename(tmp_path / "old.html")  # moved in, with its old date
    assert names(gather(tmp_path, second.cursor)) == ["old.html"]


def test_what_is_no_file_of_ours_is_counted_once(tmp_path: Path) -> None:
    outside = tmp_path.parent / "secret.html"
    outside.write_bytes(PAGE)
    (tmp_path / "link.html").symlink_to(outside)
    (tmp_path / "inner.html").mkdir()
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "notes\x1b[31m.docx").write_bytes(b"x")
    for ignored in (".hidden.html", "a.html.part", "b.jsonl.tmp", "c.html~"):
        (tmp_path / ignored).write_bytes(PAGE)
    (tmp_path / "empty.html").touch()
    found = gather(tmp_path)
    assert found.documents == ()
    assert len(found.failures) == 4
    assert not any("\x1b" in failure.message for failure in found.failures)
    assert gather(tmp_path, found.cursor) == Gathered((), (), found.cursor)
    (tmp_path / "empty.html").write_bytes(PAGE)
    assert names(gather(tmp_path, found.cursor)) == ["empty.html"]


def test_a_name_of_any_bytes(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xff\xe4.html", "wb") as file:  # noqa: PTH123
        file.write(PAGE)
    found = gather(tmp_path)
    assert names(found) == ["\ufffd\ufffd.html"]
    assert found.cursor
    found.cursor.encode()
    assert gather(tmp_path, found.cursor).documents == ()


@pytest.mark.parametrize("cap", ["MAX_FILES", "MAX_TOTAL"])
def test_one_run_takes_up_only_so_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cap: str
) -> None:
    monkeypatch.setattr(module, cap, 2 if cap == "MAX_FILES" else 2 * len(PAGE))
    for number in range(5):
        (tmp_path / f"{number}.html").write_bytes(PAGE)
    met, cursor = [], None
    for waiting in (3, 1, 0):
        found = gather(tmp_path, cursor)
        assert [failure.count for failure in found.failures] == [waiting] * bool(waiting)
        met += names(found)
        cursor = found.cursor
    assert sorted(met) == [f"{number}.html" for number in range(5)]


def test_a_huge_file_is_named_and_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.html").open("wb") as file:
        file.truncate(10_000_001)
    found = gather(tmp_path)
    assert found.documents == ()
    assert found.failures[0].reason is Reason.TOO_LARGE
    assert "10 MB" in found.failures[0].message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_locked_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "a.html").chmod(0)
    assert [failure.reason for failure in gather(tmp_path).failures] == [Reason.UNREADABLE]


def test_a_missing_folder_is_a_failure(tmp_path: Path) -> None:
    assert KIND.gather
    source = Source("drop", "Drop", "folder", str(tmp_path / "nowhere"))
    found = KIND.gather(source, None, NetworkPolicy())
    assert isinstance(found, Failure)
    assert found.hard


@pytest.mark.parametrize("cursor", ["", "[]", "x", '["a", 1]', "[1]", "null", "7:5", "[1e999, []]"])
def test_a_cursor_that_is_none_begins_anew(tmp_path: Path, cursor: str) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    assert names(gather(tmp_path, cursor)) == ["a.html"]


def test_addresses_of_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/reader")
    assert KIND.address("drop/../in/") == str(tmp_path / "in")
    assert KIND.address("/srv/drop") == "/srv/drop"
    assert KIND.address("~/drop") == "/home/reader/drop"
    for refused in ("file:///srv", "FILE:/srv", "ftp://x/y", "https://x.example/", "a\0b", " "):
        assert KIND.address(refused) is None


# --- pages ---


def test_a_page_is_handed_on_whole() -> None:
    entry = only("ship.html", PAGE)
    assert (entry.page, entry.guid, entry.url) == (PAGE, "ship.html", None)
    assert entry_id(entry)
    changed = only("ship.html", PAGE + b"!")
    assert entry_id(changed) == entry_id(entry)
    assert entry_sha256(changed) != entry_sha256(entry)
    assert only("ship.htm.gz", gzip.compress(PAGE)).page == PAGE


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<LINK href='https://a.example/1?x=1&amp;y=2' rel=Canonical>", "https://a.example/1?x=1&y=2"),
        ('<meta content="https://a.example/2" property="og:url"/>', "https://a.example/2"),
        (
            '<meta property="og:url" content="https://a.example/2"><link rel="canonical" href="https://a.example/1">',
            "https://a.example/1",
        ),
        ('<link rel="canonical" href="/1">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="file:///etc/passwd">', None),
        ('<link rel="stylesheet" href="https://a.example/1">', None),
        ("<link " * 30_000, None),
        ("<link " + "a=" * 90_000, None),
        ("<link " + "a" * 190_000, None),
        ('<link rel="' + "'" * 190_000, None),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_a_page_says_where_it_belongs(head: str, url: str | None) -> None:
    assert only("x.html", f"<html><head>{head}</head>".encode()).url == url


def test_a_packed_page_may_not_burst_or_break(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(b"<p>" + b"0" * 50_000_000)
    with at_most(30_000_000):
        assert lost(parse("x.html.gz", bomb)) == [(Reason.TOO_LARGE, 1)]
    assert lost(parse("x.html.gz", gzip.compress(PAGE)[:-9])) == [(Reason.INCOMPLETE, 1)]
    assert lost(parse("x.html", b" \0\n")) == [(Reason.EMPTY, 1)]


# --- JSON lines ---


def test_a_line_becomes_an_entry() -> None:
    line = {
        "url": "https://a.example/1",
        "title": "1 < 2\n& so",
        "text": "First.\n\n<b>Second</b> & third.\0",
        "summary": "S",
        "published": "2024-11-04T15:00:00+09:00",
        "language": "ko-KR",
        "author": "A",
        "unknown": [1],
    }
    body = "\ufeff" + json.dumps(line, ensure_ascii=False) + "\r\n\n" + '{"title": "T"}'
    first, second = read("x.jsonl", body.encode()).entries
    assert first == FeedEntry(
        source_id="drop",
        url="https://a.example/1",
        title="1 < 2 & so",
        summary="<p>S</p>",
        content="<p>First.</p><p>&lt;b&gt;Second&lt;/b&gt; &amp; third.</p>",
        published_at=datetime(2024, 11, 4, 6, 0, tzinfo=UTC),
        author="A",
        language="ko",
    )
    assert second.title == "T"


def test_bad_lines_are_counted_and_the_others_kept() -> None:
    lines = [
        *('{"url": "https://a.example/1"}', '{"url": "https://a.example/2", "ti', "[1]", "null"),
        *(
            "[" * 100_000,
            '{"title": ' + "9" * 5000 + "}",
            '{"url": "javascript:x", "published": 5}',
        ),
        '{"url": "ftp://a.example/3", "title": "T", "published": "99999-99", "language": 7}',
    ]
    found = read("x.jsonl", "\n".join(lines).encode())
    assert [entry.url for entry in found.entries] == ["https://a.example/1", None]
    assert lost(found) == [(Reason.UNREADABLE, 5), (Reason.NO_IDENTITY, 1)]
    assert lost(parse("x.jsonl", b"garbage\nmore")) == [(Reason.UNREADABLE, 2)]


def test_more_lines_than_are_read_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ENTRIES", 10)
    body = "\n".join(f'{{"title": "{number}"}}' for number in range(25))
    found = read("x.ndjson", body.encode())
    assert [entry.title for entry in found.entries] == [str(number) for number in range(10)]
    assert lost(found) == [(Reason.OVER_CAP, 15)]


# --- WARC ---


def record(url: str, body: bytes, status: str = "200 OK", more: str = "") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{more}\r\n".encode()
    return warc_record("response", http + body, f"WARC-Target-URI: {url}\r\n")


def warc_record(kind: str, content: bytes, more: str = "") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:x>\r\n{more}"
        f"WARC-Date: 2024-11-04T06:00:00Z\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def archive(*records: tuple[Any, ...], packed: bool = True) -> bytes:
    pieces = [warc_record("warcinfo", b"software: test\r\n"), *(record(*one) for one in records)]
    return b"".join(gzip.compress(piece) if packed else piece for piece in pieces)


@contextmanager
def at_most(limit: int) -> Iterator[None]:
    """Fails where more memory than this was needed."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


THREE = [(f"https://a.example/{number}", PAGE + b"%d" % number) for number in range(3)]


@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_an_archive(packed: bool) -> None:
    body = archive(
        *THREE,
        ("https://a.example/none", b"no", "404 Not Found"),
        ("https://a.example/gz", gzip.compress(PAGE), "200 OK", "Content-Encoding: gzip\r\n"),
        ("https://a.example/ch", b"4\r\n<p>x\r\n0\r\n\r\n", "200 OK", "Transfer-Encoding: chunked\r\n"),
        packed=packed,
    )  # fmt: skip
    found = read("x.warc", body)
    assert [(entry.url, entry.page) for entry in found.entries] == [
        *THREE,
        ("https://a.example/gz", PAGE),
        ("https://a.example/ch", b"<p>x"),
    ]
    assert lost(found) == [(Reason.NOT_HTML, 1)]
    whole = gzip.compress(archive(*THREE, packed=False))  # packed as one piece
    assert len(read("x.warc.gz", whole).entries) == 3


@pytest.mark.parametrize("packed", [True, False])
def test_a_damaged_archive_keeps_what_came_before(packed: bool) -> None:
    whole = archive(*THREE, packed=packed)
    borders = [len(archive(*THREE[:count], packed=packed)) for count in (1, 2)]
    for end in range(borders[0], len(whole) - 4, 17):
        found = read("x.warc", whole[:end])
        kept = [(entry.url, entry.page) for entry in found.entries]
        assert kept == THREE[: len(kept)]
        assert kept
        if end not in borders:
            assert lost(found) == [(Reason.INCOMPLETE, 1)]


def test_a_page_that_does_not_unpack_is_not_kept_in_part() -> None:
    inner = bytearray(gzip.compress(os.urandom(100_000)))
    inner[50_000:50_100] = bytes(100)
    inner[-8:] = bytes(8)
    packed = ("https://a.example/b", bytes(inner), "200 OK", "Content-Encoding: gzip\r\n")
    found = read("x.warc", archive(*THREE, packed))
    assert [(entry.url, entry.page) for entry in found.entries] == THREE
    assert lost(found) == [(Reason.INCOMPLETE, 1)]


def test_a_flipped_archive_never_raises(capsys: pytest.CaptureFixture[str]) -> None:
    whole = archive(*THREE, packed=False)
    for place in range(0, len(whole), 7):
        for byte in (b"\0", b"\xff", b"9", b"\n", b":"):
            parse("x.warc", whole[:place] + byte + whole[place + 1 :])
    packed = archive(*THREE)
    for place in range(0, len(packed), 7):
        parse("x.warc", packed[:place] + b"\xa5" + packed[place + 1 :])
    for start in (b"", b"WARC/1.0", b"WARC/1.0\r\n", b"WARC/1.0\r\n\r\n", b"\x1f\x8b", b"<html>"):
        assert lost(parse("x.warc", start)) == [(Reason.INCOMPLETE, 1)]
    assert capsys.readouterr() == ("", "")


def test_an_archive_may_not_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "MAX_BYTES", 20_000_000)
    first = archive(*THREE[:1])
    for filler, reason in (
        (warc_record("resource", b"0" * 30_000_000), Reason.TOO_LARGE),
        (b"WARC/1.0\r\n" + b"a: b\r\n" * 3_000_000, Reason.INCOMPLETE),
        (b"0" * 30_000_000, Reason.INCOMPLETE),
    ):
        bomb = first + gzip.compress(filler)
        with at_most(20_000_000):
            found = read("x.warc", bomb)
        assert len(found.entries) == 1
        assert lost(found) == [(reason, 1)]


def test_pages_of_an_archive_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = gzip.compress(b"0" * 50_000_000)
    packed = ("https://a.example/b", inner, "200 OK", "Content-Encoding: gzip\r\n")
    found = read("x.warc", archive(packed, *THREE))
    assert [(entry.url, entry.page) for entry in found.entries] == THREE
    assert lost(found) == [(Reason.TOO_LARGE, 1)]
    monkeypatch.setattr(warc, "MAX_PAGES", 2 * len(THREE[0][1]))
    found = read("x.warc", archive(*THREE))
    assert len(found.entries) == 2
    assert lost(found) == [(Reason.OVER_CAP, 1)]
