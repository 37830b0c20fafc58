"""YAML as people write it: text stays text, and every mistake has its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from monitor import yamlfile
from monitor.config import bundled
from monitor.errors import ConfigError
from monitor.yamlfile import load_yaml, read_yaml


class Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    weight: float = 1


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = ""
    leaves: list[Leaf] = []
    words: dict[str, list[str]] = {}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tree.yaml"


@pytest.mark.parametrize(
    "word",
    ["no", "on", "yes", "off", "y", "1:30", "1_000", "010", "1e3", "2024-11-05", ".5", "0x1F",
     "true", "NO", "+7", "북한", "a: b".replace(": ", ":")],
)  # fmt: skip
def test_every_scalar_is_the_text_that_was_typed(file: Path, word: str) -> None:
    file.write_text(f"a: {word}\nb: [{word}]\n{word}: c\n", "utf-8")
    assert read_yaml(file).data == {"a": word, "b": [word], word: "c"}


def test_an_empty_value_is_none_and_an_empty_file_is_no_keys(file: Path) -> None:
    file.write_text("a:\nb: ''\nc: ~\nd: 'null'\n")
    assert read_yaml(file).data == {"a": None, "b": "", "c": None, "d": "null"}
    file.write_text("# only a comment\n")
    assert read_yaml(file).data == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends(file: Path, encoding: str, end: str) -> None:
    text = f"title: 북한과 Россия{end}leaves:{end}  - name: б{end}"
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    file.write_bytes((mark + text).encode(encoding))
    tree, document = load_yaml(file, Tree)
    assert (tree.title, tree.leaves[0].name) == ("북한과 Россия", "б")
    assert document.place(("leaves", 0, "name")) == (3, 5)


@pytest.mark.parametrize(
    ("text", "place", "parts"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, 1), ["'a' stands twice, first on line 1", "keep one"]),
        ("a:\n  x: 1\n  x: 2\n", (3, 3), ["'x' stands twice, first on line 2"]),
        ("a: !!python/object:os.system x\n", (1, 4), ["!!python/object:os.system"]),
        ("a: !mine x\n", (1, 4), ["the tag !mine is not allowed"]),
        ("a: &x [1]\nb: *x\n", (1, 4), ["anchors and aliases"]),
        ("a: *x\n", (1, 4), ["anchors and aliases", "quote it"]),
        ("a: b: c\n", (1, 5), ["not valid YAML", "quote text that holds ': '"]),
        ("a:\n\t- b\n", (2, 1), ["not valid YAML", "spaces"]),
        ("a: 'b\n", (2, 1), ["not valid YAML"]),
        ("a: 1\n---\nb: 2\n", (2, 1), ["not valid YAML", "document"]),
        ("[a]: 1\n", (1, 1), ["a key must be one word"]),
        ("title: [a]\n", (1, 1), ["title: text belongs here"]),
        ("leaves: x\n", (1, 1), ["leaves: a list belongs here"]),
        ("leaves:\n  - x\n", (2, 5), ["keys with values belong here"]),
        ("leaves:\n  - weight: 1\n", (2, 5), ["the key 'name' is missing"]),
        ("leaves:\n  - name: a\n    wieght: 1\n", (3, 5), ["'wieght'", "did you mean 'weight'?"]),
        ("leaves:\n  - nmae: a\n", (2, 5), ["unknown key 'nmae'", "did you mean 'name'?"]),
        ("leaves:\n  - name: a\n    weight: much\n", (3, 5), ["weight: ", "a number belongs here"]),
        ("qqq: 1\n", (1, 1), ["unknown key 'qqq'", "known keys: leaves, title, words"]),
        ("words:\n  a: [b]\n  c: d\n", (3, 3), ["c: a list belongs here"]),
        ("- a\n", (1, 1), ["keys with values belong here"]),
    ],
)
def test_each_mistake_has_its_place(
    file: Path, text: str, place: tuple[int, int], parts: list[str]
) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_yaml(file, Tree)
    assert (caught.value.line, caught.value.column) == place
    assert str(caught.value).startswith(f"{file}:{place[0]}:{place[1]}: ")
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"a: \xff\n", "not UTF-8 text (byte 3)"),
        (b"a: 1\nb: \x07\n", ":2: not valid YAML: the character #x0007"),
        (b"a: " + b"x" * 5_000_001, "larger than 5,000,000 bytes"),
        (b"a: " + b"[" * 1000, "nested too deeply"),
    ],
    ids=["bytes", "control", "large", "deep"],
)
def test_what_is_no_text_for_people(file: Path, body: Any, said: str) -> None:
    file.write_bytes(body)
    with pytest.raises(ConfigError) as caught:
        read_yaml(file)
    assert said in str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "x.yaml", "does not exist"), (tmp_path, "cannot be read")):
        with pytest.raises(ConfigError, match=said):
            read_yaml(path)


@pytest.mark.parametrize(
    "path", sorted(bundled("watchlists").glob("**/*.yaml")), ids=lambda path: path.name
)
def test_both_readers_give_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = read_yaml(path)
    monkeypatch.setattr(yamlfile, "_quick", lambda text: None)
    thorough = read_yaml(path)
    assert quick.data == thorough.data
    for location in ((), ("rules", 0, "id"), ("concepts", 1, "names", "en", 2), ("claims", 3)):
        assert quick.place(location) == thorough.place(location)


def test_what_runs_over_lines_is_left_to_ruamel_and_what_is_quoted_is_not() -> None:
    assert yamlfile._quick('a: ["<b>", c|d, x > y]\n') == {"a": ["<b>", "c|d", "x > y"]}
    for text in ("a: >-\n  b\n", "a: |\n  b\n", "? |\n  a\n: b\n"):
        assert yamlfile._quick(text) is None


@given(st.text(alphabet="ab:-[]{}\"'#&*!|>%@`,\n \t?~é漢\u2028\ufeff", max_size=40))
def test_what_both_readers_take_they_read_alike(text: str) -> None:
    path = Path("any.yaml")
    quick = yamlfile._quick(text)
    try:
        thorough = yamlfile._thorough(path, text)
    except ConfigError:
        return  # libyaml lets a stray sign after ``>`` pass
    if quick is not None:
        assert quick == yamlfile._plain(path, thorough, (), {})


@pytest.mark.parametrize("depth", [700, 50_000])
def test_deep_nesting_is_refused_not_followed(tmp_path: Path, depth: int) -> None:
    file = tmp_path / "deep.yaml"
    file.write_text("a: " + "[" * depth + "]" * depth, "utf-8")
    with pytest.raises(ConfigError, match="nested too deeply"):
        read_yaml(file)
