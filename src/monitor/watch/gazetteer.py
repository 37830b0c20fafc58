"""Who, where and what an article names: the concepts of the vocabulary, and of the gazetteer.

The vocabulary says what the themes ask for, in a few wide concepts. The gazetteer is finer: one file
a kind (``person``, ``place``, ``organisation``, ``event``, ``thing``) with a concept for each one,
in the same format. Both are the same in nine languages, and so is what is made of them.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from monitor.config import bundled
from monitor.errors import ConfigError, Mistakes
from monitor.model import Concept, Mention, MentionKind, TextField
from monitor.watch.compiler import Vocabulary
from monitor.watch.load import VOCABULARY, read_vocabulary, yaml_files
from monitor.watch.scanner import Scanner, Spot
from monitor.watch.vocabulary import Term, VocabularyFile
from monitor.yamlfile import load_yaml

GAZETTEER = "gazetteer"
FILES: Mapping[str, MentionKind] = {
    "people": "person",
    "places": "place",
    "organisations": "organisation",
    "events": "event",
    "things": "thing",
}


class Gazetteer:
    """Finds the names of concepts; ``labels`` is what a concept is called in English."""

    def __init__(self, words: Vocabulary, kinds: Mapping[str, MentionKind]) -> None:
        self.kinds = kinds
        self.labels: dict[str, str] = {}
        meanings: dict[Term, list[tuple[str, str]]] = defaultdict(list)
        for name in words.names:
            meanings[name.term].append((name.concept, name.role))
            if name.role == "full":
                self.labels.setdefault(name.concept, name.written.strip("*"))
        self._meanings = list(meanings.values())
        self._scanner = Scanner(list(meanings))

    def concepts(self) -> tuple[Concept, ...]:
        """All concepts that have a name."""
        return tuple(Concept(one, label, self.kinds[one]) for one, label in self.labels.items())

    def mentions(self, title: str, text: str) -> tuple[Mention, ...]:
        """Every concept that is named, where it is named, in the order of reading.

        A short name counts only beside a full one, and none inside an exception of its concept.
        """
        found: list[tuple[str, str, TextField, Spot]] = [
            (concept, role, field, spot)
            for field, content in _fields(title, text)
            for spot in self._scanner.scan(content)
            for concept, role in self._meanings[spot[2]]
        ]
        named = {concept for concept, role, _, _ in found if role == "full"}
        excepted: dict[tuple[str, TextField], list[Spot]] = defaultdict(list)
        for concept, role, field, spot in found:
            if role == "except":
                excepted[concept, field].append(spot)
        # Each once: two names of a concept can stand at one place.
        places = dict.fromkeys(
            (field != "title", spot[0], -spot[1], concept)
            for concept, role, field, spot in found
            if (role == "full" or (role == "short" and concept in named))
            and not _inside(spot, excepted.get((concept, field), ()))
        )
        return tuple(
            Mention(concept, self.kinds[concept], "text" if in_text else "title", start, -end)
            for in_text, start, end, concept in sorted(places)
        )


def load_gazetteer(watchlists: Path) -> Gazetteer:
    """The names beside the watchlists of a folder; those that ship with us where it has none.

    Raises ``ConfigError``.
    """
    folder = watchlists / GAZETTEER
    if not folder.is_dir():
        folder = bundled("watchlists") / GAZETTEER
    paths = (*yaml_files(watchlists / VOCABULARY), *yaml_files(folder))
    stamps = tuple((path, path.stat().st_mtime_ns) for path in paths)
    return _read(watchlists, folder, stamps)


@functools.lru_cache(maxsize=2)
def _read(watchlists: Path, folder: Path, stamps: tuple[tuple[Path, int], ...]) -> Gazetteer:
    del stamps  # they change where a file does
    words, mistakes = read_vocabulary(watchlists), Mistakes()
    kinds: dict[str, MentionKind] = dict.fromkeys(words.parents, "theme")
    for path in yaml_files(folder):
        with mistakes.gathered():
            if path.stem not in FILES:
                raise ConfigError(
                    f"'{path.stem}' is no kind of names",
                    path=path,
                    mend=f"name the file one of: {', '.join(f'{one}.yaml' for one in FILES)}",
                )
            file, document = load_yaml(path, VocabularyFile)
            words.add(file, document)
            kinds.update((concept.id, FILES[path.stem]) for concept in file.concepts)
    mistakes.stop()
    words.close()
    return Gazetteer(words, kinds)


def _fields(title: str, text: str) -> tuple[tuple[TextField, str], ...]:
    return ("title", title), ("text", text)


def _inside(spot: Spot, exceptions: list[Spot] | tuple[()]) -> bool:
    return any(one[0] <= spot[0] and spot[1] <= one[1] for one in exceptions)
