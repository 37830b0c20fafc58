"""The schemas that editors read agree with what the program reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from monitor.watch import KINDS, json_schema, new_watchlist, write_schemas
from tests.watch.conftest import BRIEF, SHARED, VOCABULARY, WATCHLIST, Write

WATCHLISTS = Path(__file__).parents[2] / "watchlists"


def problems(kind: str, text: str) -> list[str]:
    """What an editor would underline; it reads numbers as numbers."""
    data = YAML(typ="safe", pure=True).load(text)
    return [error.message for error in Draft7Validator(json_schema(kind)).iter_errors(data)]


def bundled() -> Iterator[tuple[str, Path]]:
    for path in sorted(WATCHLISTS.glob("*.yaml")):
        yield {"brief": "brief", "shared": "shared"}.get(path.stem, "watchlist"), path
    for path in sorted((WATCHLISTS / "vocabulary").glob("*.yaml")):
        yield "vocabulary", path


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_committed_schemas_are_those_of_the_models(kind: str) -> None:
    """Where this fails: monitor watchlist schema --write."""
    committed = (WATCHLISTS / "schemas" / f"{kind}.schema.json").read_text("utf-8")
    assert json.loads(committed) == json_schema(kind)
    Draft7Validator.check_schema(json_schema(kind))


@pytest.mark.parametrize(
    ("kind", "path"), list(bundled()), ids=lambda one: getattr(one, "name", one)
)
def test_every_bundled_file_is_good_to_an_editor(kind: str, path: Path) -> None:
    assert problems(kind, path.read_text("utf-8")) == []


def test_what_the_program_reads_is_good_to_an_editor() -> None:
    for kind, text in (("brief", BRIEF), ("shared", SHARED), ("vocabulary", VOCABULARY)):
        assert problems(kind, text) == []
    rules = (
        "query: north AND russia",
        "{within: 5 words, all: [north, russia]}",
        "words: [2024, no]",
    )
    for rule in ("use: together", *rules):
        assert problems("watchlist", WATCHLIST.replace("use: together", _flat(rule))) == []


def _flat(rule: str) -> str:
    return rule.strip("{}").replace(", all", "\n    all") if rule.startswith("{") else rule


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("use: together", "usee: together"),
        ("use: together", "within: some words"),
        ("use: together", "same: page"),
        ("use: together", "all: north"),
        ("status: active", "status: on"),
        ("owner: desk\n", ""),
        ("  miss:\n    - Nobody met anybody.\n", ""),
        ("id: ties", "id: Ties and more"),
    ],
)
def test_an_editor_underlines_mistakes(old: str, new: str) -> None:
    assert old in WATCHLIST
    assert problems("watchlist", WATCHLIST.replace(old, new, 1))


def test_keys_explain_themselves() -> None:
    definitions: dict[str, Any] = json_schema("watchlist")["$defs"]
    keys = definitions["Rule"]["properties"]
    assert all("description" in keys[key] for key in ("all", "any", "not", "within", "query"))


def test_written_once_and_again_only_when_they_change(write: Write) -> None:
    folder = write()
    assert {path.name for path in write_schemas(folder)} == {
        f"{kind}.schema.json" for kind in KINDS
    }
    assert write_schemas(folder) == []
    (folder / "schemas" / "brief.schema.json").write_text("{}", "utf-8")
    assert [path.name for path in write_schemas(folder)] == ["brief.schema.json"]


def test_a_new_watchlist_names_its_schema(write: Write) -> None:
    path = new_watchlist(write(), "port-calls", "Port calls")
    first, text = path.read_text("utf-8").split("\n", maxsplit=1)
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / named).exists()
    assert problems("watchlist", text) == []
