"""The gazetteer stands on the vocabulary, which is read once for both."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.watch import load, load_watchlists
from monitor.watch.gazetteer import load_gazetteer
from tests.watch.conftest import VOCABULARY, Write

PEOPLE = (
    "concepts:\n  - id: person-orlov\n    names: {en: [Pavel Orlov]}\n    short: {en: [Orlov]}\n"
)


@pytest.fixture
def folder(write: Write) -> Path:
    made = write()
    (made / "gazetteer").mkdir()
    (made / "gazetteer" / "people.yaml").write_text(PEOPLE, "utf-8")
    return made


def test_concepts_of_both_are_found_with_their_kind(folder: Path) -> None:
    found = load_gazetteer(folder).mentions("Pavel Orlov in Russia", "Orlov came by train.")
    assert {(one.concept, one.kind, one.field) for one in found} == {
        ("person-orlov", "person", "title"),
        ("russia", "theme", "title"),
        ("person-orlov", "person", "text"),
    }


def test_the_vocabulary_is_read_once_for_watchlists_and_gazetteer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    load_yaml = load.load_yaml

    def counted(path: Path, *rest: object) -> object:
        read.append(path.name)
        return load_yaml(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "load_yaml", counted)
    before = load_watchlists(folder)
    load_gazetteer(folder)
    assert read.count("words.yaml") == 1
    # What the gazetteer added is its own.
    assert "person-orlov" not in before.parents
    (folder / "vocabulary" / "words.yaml").write_text(
        VOCABULARY.replace("Russia*", "Muscovy"), "utf-8"
    )
    found = load_gazetteer(folder).mentions("Muscovy", "Russia")
    assert [(one.concept, one.field) for one in found] == [("russia", "title")]


def test_a_name_of_the_gazetteer_may_not_take_a_concept_of_the_vocabulary(folder: Path) -> None:
    people = folder / "gazetteer" / "people.yaml"
    people.write_text(PEOPLE.replace("person-orlov", "russia"), "utf-8")
    with pytest.raises(ConfigError, match="stands twice, first in words"):
        load_gazetteer(folder)
    people.rename(folder / "gazetteer" / "ships.yaml")
    with pytest.raises(ConfigError, match="'ships' is no kind of names"):
        load_gazetteer(folder)
