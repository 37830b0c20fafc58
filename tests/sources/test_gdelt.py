"""GDELT's lists, files and search answers, in the shapes it sends."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.config import load_sources
from monitor.errors import ConfigError
from monitor.model import Failure, Reading, Reason, Response, Source
from monitor.sources import KINDS, gdelt

KIND = KINDS["gdelt"]
NOW = datetime(2024, 11, 4, 6, 0, tzinfo=UTC)
FOLDER = "http://data.gdeltproject.org/gdeltv2/"


def parse(body: bytes | str, **options: Any) -> Reading | Failure:
    data = body if isinstance(body, bytes) else body.encode()
    source = Source("gdelt", "GDELT", "gdelt", FOLDER + "lastupdate.txt", options=options)
    return KIND.read(Response(source.url, source.url, 200, {}, data, NOW), source)


def read(body: bytes | str, **options: Any) -> Reading:
    found = parse(body, **options)
    assert isinstance(found, Reading), found
    return found


def failed(body: bytes | str, **options: Any) -> Failure:
    found = parse(body, **options)
    assert isinstance(found, Failure), found
    return found


def packed(
    *lines: str, name: str = "20241104060000.export.CSV", how: int = zipfile.ZIP_DEFLATED
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.writestr(name, "".join(f"{line}\n" for line in lines))
    return out.getvalue()


def event(url: str, actor1: str = "", actor2: str = "", place: str = "") -> str:
    row = [""] * 61
    row[0], row[7], row[17], row[53], row[59], row[60] = (
        *("1234567890", actor1, actor2, place, "20241104060000"),
        url,
    )
    return "\t".join(row)


def mention(url: str, places: str, title: str = "", collection: str = "1") -> str:
    row = [""] * 27
    row[1], row[2], row[4], row[9] = "20241104060000", collection, url, places
    row[26] = f"<PAGE_LINKS>x</PAGE_LINKS><PAGE_TITLE>{title}</PAGE_TITLE>" if title else ""
    return "\t".join(row)


def last_update(middle: str = "") -> str:
    return "".join(
        f"{size} 0123456789abcdef {FOLDER}20241104001500{middle}.{name}.zip\n"
        for size, name in (
            (91_000, "export.CSV"),
            (130_000, "mentions.CSV"),
            (5_000_000, "gkg.csv"),
        )
    )


def test_the_list_leads_to_the_files_of_the_last_hours_newest_first() -> None:
    found = read(last_update())
    assert found.entries == ()
    assert len(found.follow) == 96
    assert found.follow[:2] == (
        FOLDER + "20241104001500.export.CSV.zip",
        FOLDER + "20241104000000.export.CSV.zip",
    )
    assert found.follow[2] == FOLDER + "20241103234500.export.CSV.zip"
    few = read(last_update(".translation"), file="gkg", hours=1)
    assert few.follow[3] == FOLDER + "20241103233000.translation.gkg.csv.zip"
    assert len(few.follow) == 4
    most = Source("gdelt", "GDELT", "gdelt", FOLDER, options={"hours": 72})
    assert KIND.limit(most) == 1 + len(read(last_update(), hours=72).follow)
    assert KIND.immutable


@pytest.mark.parametrize(
    "body",
    [
        "<html><body><h1>Service</h1> is down",
        "1 2 file:///etc/20241104001500.export.CSV.zip",
        f"1 2 {FOLDER}20249904001500.export.CSV.zip",
        f"1 2 {FOLDER}20241104001500.mentions.CSV.zip",
        "Timespan is too short.",
    ],
)
def test_what_is_no_list_is_said_with_its_first_words(body: str) -> None:
    found = failed(body)
    assert found.reason is Reason.BAD_RESPONSE
    assert body[-10:].rsplit(maxsplit=1)[-1] in found.message
    assert "<" not in found.message


def test_an_empty_answer_is_a_failure() -> None:
    assert failed(" \n").reason is Reason.EMPTY


EVENTS = packed(
    event("https://a.example/both", "PRK", "RUS"),
    event("https://a.example/geo", "PRKGOV"[:3], "", "RS"),
    event("https://a.example/rows", "PRK", "USA"),
    event("https://a.example/rows", "RUS", "UKR"),
    event("https://a.example/one", "PRK", "KOR"),
    event("https://a.example/fips", "", "RS", "KN"),  # RS is no CAMEO code
    event("https://a.example/other", "CHN", "JPN", "CH"),
    event("javascript:alert(1)", "PRK", "RUS"),
    event("unspecified", "PRK", "RUS"),
)


def test_events_between_the_countries_become_entries() -> None:
    found = read(EVENTS)
    assert [entry.url for entry in found.entries] == [
        f"https://a.example/{name}" for name in ("both", "geo", "rows")
    ]
    assert {(entry.title, entry.published_at) for entry in found.entries} == {("", None)}
    assert found.failures == ()
    either = read(EVENTS, match="any")
    assert [entry.url[18:] for entry in either.entries if entry.url] == [
        *("both", "geo", "rows", "one", "fips"),
    ]
    assert [entry.url for entry in read(EVENTS, countries=["CN", "JP"]).entries] == [
        "https://a.example/other"
    ]


def test_a_quiet_quarter_of_an_hour_is_no_fault() -> None:
    assert read(packed(event("https://a.example/1", "USA"))) == Reading(())
    assert read(packed()) == Reading(())


def test_mentions_bring_titles() -> None:
    places = "4#Pyongyang, North Korea#KN#KN12#39#125#-1;1#Russia#RS#RS#60#100#RS"
    body = packed(
        mention("https://a.example/1", places, "Troops &amp; ships &#x2014; \x1b now"),
        mention("https://a.example/2", "1#Russia#RS#RS#60#100#RS", "One only"),
        mention("https://a.example/3", places, "Broadcast", collection="2"),
        mention("https://a.example/4", "#;##;RS;1#KN#RS#"),
        name="20241104060000.gkg.csv",
    )
    (entry,) = read(body, file="gkg").entries
    assert (entry.url, entry.title) == ("https://a.example/1", "Troops & ships — now")


def test_lines_of_another_shape_are_counted() -> None:
    body = packed("short\tline", event("https://a.example/1", "PRK", "RUS"), "\t" * 80, "\0\xff")
    found = read(body)
    assert len(found.entries) == 1
    assert [(one.reason, one.count) for one in found.failures] == [(Reason.UNREADABLE, 3)]
    assert failed(body, file="gkg").count == 4  # events where mentions were asked for


def test_a_damaged_file_is_not_half_read() -> None:
    for end in range(2, len(EVENTS), 13):
        assert failed(EVENTS[:end]).reason is Reason.INCOMPLETE
    for place in range(4, len(EVENTS), 5):
        parse(EVENTS[:place] + b"\xa5" + EVENTS[place + 1 :])
    middle = 60  # in the packed bytes: the checksum tells
    assert failed(EVENTS[:middle] + b"\xa5\xa5" + EVENTS[middle + 2 :]).reason is Reason.INCOMPLETE


def test_a_zip_of_another_making_is_refused() -> None:
    two = io.BytesIO(EVENTS)
    with zipfile.ZipFile(two, "a") as archive:
        archive.writestr("second", "x")
    assert failed(two.getvalue()).reason is Reason.INCOMPLETE
    line = event("https://a.example/1", "PRK", "RUS")
    for how in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):  # cannot be unpacked in bounded pieces
        assert failed(packed(line, how=how)).reason is Reason.INCOMPLETE
    assert len(read(packed(line, how=zipfile.ZIP_STORED)).entries) == 1


@pytest.mark.parametrize("filler", ["0" * 1_000_000, "\t" * 60], ids=len)
def test_a_bomb_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch, filler: str) -> None:
    monkeypatch.setattr(gdelt, "MAX_BYTES", 5_000_000)
    body = packed(*[filler] * (30_000_000 // len(filler)))
    tracemalloc.start()
    try:
        assert failed(body).reason is Reason.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_search_is_read() -> None:
    answer = {
        "articles": [
            {"url": "https://a.example/1", "title": "A &amp; B", "seendate": "20241104T060000Z"},
            {"url": "https://a.example/2", "title": None, "language": "Russian"},
            {"url": "ftp://a.example/3", "title": "C"},
            "no object",
        ]
    }
    found = read(json.dumps(answer))
    assert [(entry.url, entry.title, entry.published_at) for entry in found.entries] == [
        ("https://a.example/1", "A & B", None),
        ("https://a.example/2", "", None),
    ]
    assert [(one.reason, one.count) for one in found.failures] == [(Reason.UNREADABLE, 2)]
    assert read("{}") == Reading(())


def test_the_search_writes_json_of_its_own_sort() -> None:
    body = r'{"articles": [{"url": "https://a.example/1", "title": "It\'s \"x\" \u041a \q	y"}]}'
    found = read(body)
    assert found.entries[0].title == 'It\'s "x" К q y'
    assert found.degraded
    assert failed('{"articles": [').reason is Reason.UNREADABLE
    assert failed('{"articles": 5}').reason is Reason.NOT_A_FEED
    assert failed('{"timeline": []}').reason is Reason.NOT_A_FEED
    assert failed('{"a":' * 100_000).reason is Reason.UNREADABLE


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("{countries: [PRK]}", "PRK"),
        ("{countries: []}", "countries"),
        ("{hours: 73}", "hours"),
        ("{file: mentions}", "file"),
        ("{match: some}", "match"),
        ("{actors: [PRK]}", "unknown option 'actors'"),
    ],
)
def test_wrong_options_are_refused(tmp_path: Path, options: str, said: str) -> None:
    listing = tmp_path / "sources.yaml"
    listing.write_text(
        f"sources:\n  - {{id: g, name: G, kind: gdelt, url: {FOLDER}lastupdate.txt, options: {options}}}\n"
    )
    with pytest.raises(ConfigError, match=said):
        load_sources(listing, KINDS)


def test_options_as_they_come_out_of_the_list(tmp_path: Path) -> None:
    listing = tmp_path / "sources.yaml"
    listing.write_text(
        f"sources:\n  - {{id: g, name: G, kind: gdelt, url: {FOLDER}lastupdate.txt, options: {{hours: 2}}}}\n"
    )
    (source,) = load_sources(listing, KINDS)
    found = KIND.read(
        Response(source.url, source.url, 200, {}, last_update().encode(), NOW), source
    )
    assert isinstance(found, Reading)
    assert len(found.follow) == 8
