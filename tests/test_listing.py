"""Source lists as files: our YAML and OPML."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import load_sources
from monitor.errors import ConfigError
from monitor.model import Source
from monitor.sources import KINDS
from monitor.sources.listing import add_to_list, read_opml, to_opml, to_yaml

SOURCES = (
    Source("plain", "Plain", "feed", "http://plain.example/rss"),
    Source(
        "rich",
        'Агентство "Ø" & <co>',
        "feed",
        "https://rich.example/f?a=1&b=2",
        language="ru",
        country="RU",
        stance="state-media",
        note="1:30, no: on",
    ),
)


@pytest.fixture
def opml(tmp_path: Path) -> Path:
    return tmp_path / "feeds.opml"


def read_list(path: Path) -> tuple[Source, ...]:
    return load_sources(path, KINDS)


def test_opml_brings_back_what_it_took(opml: Path) -> None:
    opml.write_text(to_opml(SOURCES), "utf-8")
    assert read_opml(opml) == SOURCES


def test_options_travel_too(opml: Path) -> None:
    one = Source("a", "A", "feed", "http://a.example/", options={"deep": {"list": ["ü", 1]}})
    opml.write_text(to_opml([one]), "utf-8")
    assert read_opml(opml) == (one,)


def test_passwords_stay_at_home(opml: Path) -> None:
    assert "secret" not in to_opml([Source("a", "A", "feed", "http://me:secret@a.example/")])


def test_our_yaml_brings_back_what_it_took(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(to_yaml(SOURCES), "utf-8")
    assert read_list(path) == SOURCES


def test_folders_are_opened_and_what_is_no_feed_is_left(opml: Path) -> None:
    opml.write_text(
        """<opml version="1.0"><body>
        <outline text="Asia"><outline title="Korea">
          <outline title="한겨레" xmlUrl=" https://english.hani.example/rss " type="rss"/>
        </outline></outline>
        <outline text="A folder"/><outline text="File" xmlUrl="file:///etc/passwd"/>
        </body></opml>""",
        "utf-8",
    )
    (one,) = read_opml(opml)
    assert (one.id, one.name, one.url) == (
        "english-hani-example",
        "한겨레",
        "https://english.hani.example/rss",
    )


def test_strange_attributes_of_other_programs_do_not_spoil_the_list(
    opml: Path, tmp_path: Path
) -> None:
    opml.write_text(
        '<opml><body><outline text="X" xmlUrl="http://x.example/" id="Feed 12" language="English"'
        ' country="Korea" stance="left" kind="" options="[1"/></body></opml>'
    )
    path = tmp_path / "sources.yaml"
    assert add_to_list(opml, path) == (1, 0)
    assert read_list(path) == (Source("x", "X", "feed", "http://x.example/"),)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml>&x;</opml>',
            "document type",
        ),
        (
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE opml><opml/>'.encode("utf-16"),
            "document type",
        ),
        (b"<opml><body>", "not valid XML"),
        (b"<rss/>", "not OPML: it begins with <rss>"),
        (b"", "not valid XML"),
        (b" " * 5_000_001, "larger than"),
    ],
    ids=["entity", "utf-16", "cut", "rss", "empty", "large"],
)
def test_what_is_refused(opml: Path, body: bytes, said: str) -> None:
    opml.write_bytes(body)
    with pytest.raises(ConfigError, match=said):
        read_opml(opml)


def test_adding_keeps_comments_quotes_and_order(opml: Path, tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    before = (
        "# our list\nsources:\n  # agencies\n"
        '  - {id: plain, name: "Plain", kind: feed, url: "http://plain.example/rss"}  # first\n\n'
        "  # papers\n  - id: paper\n    name: '1:30'\n    kind: feed\n    url: http://p.example/\n"
    )
    path.write_text(before, "utf-8")
    opml.write_text(to_opml([*SOURCES, Source("paper", "P", "feed", "http://q.example/")]), "utf-8")
    assert add_to_list(opml, path) == (2, 1)
    assert path.read_text("utf-8").startswith(before)
    assert [one.id for one in read_list(path)] == ["plain", "paper", "rich", "paper-2"]
    assert add_to_list(opml, path) == (0, 3)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_a_broken_list_is_left_as_it_is(opml: Path, tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("sources:\n  - id: a\n    nmae: A\n")
    opml.write_text(to_opml(SOURCES), "utf-8")
    with pytest.raises(ConfigError, match="nmae"):
        add_to_list(opml, path)
    assert path.read_text() == "sources:\n  - id: a\n    nmae: A\n"


def test_a_list_of_another_shape_is_left_as_it_is(opml: Path, tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    before = "sources: [{id: a, name: A, kind: feed, url: 'http://a.example/'}]\n"
    path.write_text(before)
    opml.write_text(to_opml(SOURCES), "utf-8")
    with pytest.raises(ConfigError, match="nothing can be added at the end"):
        add_to_list(opml, path)
    assert path.read_text() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["feeds.opml", "sources.yaml"]


@pytest.mark.parametrize("margin", ["", "    "])
def test_line_ends_and_margins_are_those_of_the_list(
    opml: Path, tmp_path: Path, margin: str
) -> None:
    path = tmp_path / "sources.yaml"
    entry = f"{margin}- id: a\r\n{margin}  name: A\r\n{margin}  kind: feed\r\n"
    path.write_bytes(f"sources:\r\n{entry}{margin}  url: http://a.example/".encode())
    opml.write_text(to_opml(SOURCES), "utf-8")
    assert add_to_list(opml, path) == (2, 0)
    assert [one.id for one in read_list(path)] == ["a", "plain", "rich"]
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
