"""Source lists as files: our YAML, and OPML with its folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from monitor import tree
from monitor.config import bundled, load_sources
from monitor.errors import ConfigError
from monitor.model import Source
from monitor.sources import KINDS
from monitor.sources.listing import add_to_list, to_yaml
from monitor.sources.opml import read_opml, to_opml

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


def counts(opml: Path, path: Path) -> tuple[int, int]:
    """How many were added, and how many were known already."""
    done = add_to_list(opml, path)
    return len(done.added), done.known


def test_opml_brings_back_what_it_took(opml: Path) -> None:
    opml.write_text(to_opml(SOURCES), "utf-8")
    assert read_opml(opml).sources == SOURCES


def test_options_and_addresses_of_other_kinds_travel_too(
    opml: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Deep(BaseModel):
        model_config = ConfigDict(extra="forbid")
        deep: dict[str, list[str]] = {}

    def address(url: str) -> str | None:
        return url if url.startswith("drop:") else None

    monkeypatch.setitem(KINDS, "drop", replace(KINDS["feed"], options=Deep, address=address))
    one = Source("a", "A", "drop", "drop:/var/ü", options={"deep": {"list": ["ü", "1"]}})
    opml.write_text(to_opml([one]), "utf-8")
    assert 'type="drop"' in opml.read_text("utf-8")
    assert add_to_list(opml, tmp_path / "sources.yaml", trust=True).added == (one,)
    assert read_list(tmp_path / "sources.yaml") == (one,)
    opml.write_text(opml.read_text("utf-8").replace("deep", "deeper"), "utf-8")
    assert read_opml(opml).sources == (replace(one, options={}),)


def test_passwords_stay_at_home() -> None:
    for url in (
        "http://me:secret@a.example/",
        "http://a.example/feed?token=secret",
        "imaps://me:secret@mail.example/INBOX",
    ):
        assert "secret" not in to_opml([Source("a", "A", "feed", url)])


def test_our_yaml_brings_back_what_it_took(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(to_yaml(SOURCES), "utf-8")
    assert read_list(path) == SOURCES


def test_nothing_that_a_list_can_say_is_lost(opml: Path, tmp_path: Path) -> None:
    one = Source(
        "a",
        "A",
        "feed",
        "http://a.example/",
        folder="Asia/Korea",
        verify_tls=False,
        aliases=("第聶伯時報", "Bote & Co"),
    )
    opml.write_text(to_opml([one]), "utf-8")
    assert add_to_list(opml, tmp_path / "sources.yaml", trust=True).added == (one,)
    assert read_list(tmp_path / "sources.yaml") == (one,)


def test_two_spellings_of_one_address_are_one_source(opml: Path, tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(to_yaml([Source("a", "A", "feed", "https://www.a.example/feed/")]), "utf-8")
    opml.write_text(to_opml([Source("b", "B", "feed", "http://a.example/feed")]), "utf-8")
    assert counts(opml, path) == (0, 1)


def test_folders_are_kept_and_what_is_no_feed_is_counted(opml: Path) -> None:
    opml.write_text(
        """<opml version="1.0"><body>
        <outline text="Asia"><outline title="Korea">
          <outline title="한겨레" xmlUrl=" https://english.hani.example/rss " type="rss"/>
        </outline></outline>
        <outline text="A folder"/><outline text="File" xmlUrl="file:///etc/passwd"/>
        <outline text="A link" type="link" url="http://link.example/"/>
        <outline text="A list" type="include" url="http://list.example/more.opml"/>
        </body></opml>""",
        "utf-8",
    )
    found = read_opml(opml)
    (one,) = found.sources
    assert (one.id, one.name, one.url, one.folder) == (
        "english-hani-example",
        "한겨레",
        "https://english.hani.example/rss",
        "Asia/Korea",
    )
    assert found.skipped == 4


def test_folders_are_nested_again_in_the_order_of_the_list(opml: Path) -> None:
    listed = [
        Source("a", "A", "feed", "http://a.example/", folder="Asia/Korea"),
        Source("b", "B", "feed", "http://b.example/"),
        Source("c", "C", "feed", "http://c.example/", folder="Asia"),
        Source("d", "D", "feed", "http://d.example/", folder=r"North\/South"),
        Source("e", "E", "feed", "http://e.example/", folder="Asia/Korea"),
    ]
    opml.write_text(to_opml(listed), "utf-8")
    body = ET.parse(opml).getroot()[1]

    def shape(outline: ET.Element) -> object:
        inner = [shape(one) for one in outline]
        return {outline.get("text"): inner} if inner else outline.get("text")

    assert [shape(one) for one in body] == [
        {"Asia": [{"Korea": ["A", "E"]}, "C"]},
        "B",
        {"North/South": ["D"]},
    ]
    assert list(read_opml(opml).sources) == listed


def test_a_category_is_the_folder_of_what_stands_in_none(opml: Path) -> None:
    opml.write_text(
        """<opml><body>
        <outline text="A" xmlUrl="http://a.example/" category="/Asia/Korea,/Tech"/>
        <outline text="Here"><outline text="B" xmlUrl="http://b.example/" category="There"/></outline>
        <outline><outline text=" "><outline text="C" xmlUrl="http://c.example/"/></outline></outline>
        </body></opml>"""
    )
    assert [one.folder for one in read_opml(opml).sources] == ["Asia/Korea", "Here", ""]


def test_folders_without_end_are_refused(opml: Path) -> None:
    opml.write_text("<opml><body>" + '<outline text="x">' * 5000 + "</outline>" * 5000)
    opml.write_text(opml.read_text() + "</body></opml>")
    with pytest.raises(ConfigError, match="32 folders in one another"):
        read_opml(opml)


def test_the_list_that_ships_survives_a_feed_reader(opml: Path) -> None:
    shipped = read_list(bundled("sources.yaml"))
    opml.write_text(to_opml(shipped), "utf-8")
    assert read_opml(opml).sources == shipped


# XML has no other control characters, and a reader cannot tell blanks at the ends of an address.
CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\n\t"
)
WORDS = st.text(CHARACTERS, min_size=1, max_size=20)
FOLDERS = st.lists(WORDS.map(str.strip).filter(bool), max_size=4).map(tree.join)
SAMPLES = st.lists(
    st.builds(
        Source,
        id=st.from_regex(r"[a-z0-9](-?[a-z0-9]){0,8}", fullmatch=True),
        name=WORDS,
        kind=st.just("feed"),
        url=st.from_regex(
            r"https?://[a-z]{1,9}\.example/[a-zа-я/?=&%7E@:;,+~-]{0,20}", fullmatch=True
        ),
        language=st.sampled_from([None, "ko", "zh-Hant"]),
        country=st.sampled_from([None, "KR"]),
        stance=st.sampled_from(["independent", "agency", "state-media"]),
        note=st.text(CHARACTERS, max_size=20),
        folder=FOLDERS | st.sampled_from(["", "A", "A/B", "B"]),
        verify_tls=st.booleans(),
    ),
    max_size=6,
)


@given(SAMPLES)
def test_any_list_is_the_same_after_opml(listed: list[Source]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "feeds.opml")
        path.write_text(to_opml(listed), "utf-8")
        assert list(read_opml(path).sources) == listed


LOCAL = (
    Source("drop", "Drop", "folder", "/etc"),
    Source("maildir", "Maildir", "mailbox", "/home/reader/Maildir"),
    Source(
        "mail",
        "Mail",
        "mailbox",
        "imaps://me@mail.example/INBOX",
        options={"password_env": "AWS_SECRET_ACCESS_KEY"},
    ),
)
LAX = Source("lax", "Lax", "feed", "https://lax.example/", verify_tls=False)
CHANNEL = Source("channel", "Channel", "telegram", "@ferries_news")


def test_a_list_of_a_stranger_brings_no_files_secrets_or_exceptions(
    opml: Path, tmp_path: Path
) -> None:
    path = tmp_path / "sources.yaml"
    opml.write_text(to_opml([*LOCAL, LAX, CHANNEL]), "utf-8")
    done = add_to_list(opml, path)
    checked = replace(LAX, verify_tls=True)
    assert done.added == read_list(path) == (checked, CHANNEL)
    assert (done.withheld, done.checked, done.known) == (LOCAL, (checked,), 0)


def test_a_trusted_list_brings_all(opml: Path, tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    opml.write_text(to_opml([*LOCAL, LAX, CHANNEL]), "utf-8")
    done = add_to_list(opml, path, trust=True)
    assert done.added == read_list(path) == (*LOCAL, LAX, CHANNEL)
    assert (done.withheld, done.checked) == ((), ())
    again = add_to_list(opml, path)
    assert (again.known, again.withheld, again.checked) == (5, (), ())


def test_a_source_of_any_kind_that_names_a_secret_needs_trust(
    opml: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Keyed(BaseModel):
        key_env: str = ""

    monkeypatch.setitem(KINDS, "keyed", replace(KINDS["feed"], options=Keyed))
    one = Source("a", "A", "keyed", "https://a.example/", options={"key_env": "HOME"})
    opml.write_text(to_opml([one]), "utf-8")
    assert add_to_list(opml, tmp_path / "sources.yaml").withheld == (one,)
    assert not (tmp_path / "sources.yaml").exists()


@given(st.lists(WORDS.map(str.strip).filter(bool), max_size=4))
def test_any_names_of_folders_can_be_told_apart(names: list[str]) -> None:
    assert list(tree.split(tree.join(names))) == names


@given(st.text())
def test_any_folder_has_one_spelling(folder: str) -> None:
    assert tree.split(tree.join(tree.split(folder))) == tree.split(folder)


@given(SAMPLES.filter(bool))
def test_any_list_is_the_same_after_it_was_added(listed: list[Source]) -> None:
    with TemporaryDirectory() as folder:
        opml, path = Path(folder, "feeds.opml"), Path(folder, "sources.yaml")
        opml.write_text(to_opml(listed), "utf-8")
        path.write_text("sources:\n- {id: '0', name: N, kind: feed, url: 'http://n.test/'}\n")
        added = add_to_list(opml, path, trust=True).added
        assert read_list(path)[1:] == added
        assert {one.url for one in added} <= {one.url for one in listed}


def test_strange_attributes_of_other_programs_do_not_spoil_the_list(
    opml: Path, tmp_path: Path
) -> None:
    opml.write_text(
        '<opml><body><outline text="X" xmlUrl="http://x.example/" id="Feed 12" language="English"'
        ' country="Korea" stance="left" kind="" options="[1"/></body></opml>'
    )
    path = tmp_path / "sources.yaml"
    assert counts(opml, path) == (1, 0)
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
    assert counts(opml, path) == (2, 1)
    assert path.read_text("utf-8").startswith(before)
    assert [one.id for one in read_list(path)] == ["plain", "paper", "rich", "paper-2"]
    assert counts(opml, path) == (0, 3)
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
    assert counts(opml, path) == (2, 0)
    assert [one.id for one in read_list(path)] == ["a", "plain", "rich"]
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
