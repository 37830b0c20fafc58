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
from monitor.model import Concept, Mention, MentionKind
from monitor.watch.compiler import Vocabulary
from monitor.watch.load import VOCABULARY, read_vocabulary, yaml_files
from monitor.watch.scanner import Scanner
from monitor.watch.uncollected import uncollected
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

# In the order of reading: whether it is in the text, its start, its end below zero, the concept.
_Place = tuple[bool, int, int, str]


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
        full: list[_Place] = []
        short: list[_Place] = []
        excepted: defaultdict[tuple[str, bool], list[_Place]] = defaultdict(list)
        for in_text, content in ((False, title), (True, text)):
            for start, end, number in self._scanner.scan(content):
                for concept, role in self._meanings[number]:
                    place = (in_text, start, -end, concept)
                    if role == "full":
                        full.append(place)
                    elif role == "short":
                        short.append(place)
                    else:
                        excepted[concept, in_text].append(place)
        if short:
            named = {place[3] for place in full}
            full += [place for place in short if place[3] in named]
        # Each once: two names of a concept can stand at one place.
        places = set(full)
        if excepted:
            places = {
                place for place in places if not _inside(place, excepted.get((place[3], place[0])))
            }
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
@uncollected()
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


def _inside(place: _Place, exceptions: list[_Place] | None) -> bool:
    return exceptions is not None and any(
        one[1] <= place[1] and one[2] <= place[2] for one in exceptions
    )
