"""What is allowed in the files and yet looks like a mistake.

``lint`` reads the files alone, ``lint_past`` asks what the rules made of stored articles. Both answer
with warnings; nothing here stops a run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from pathlib import Path

from monitor.folding import fold, is_han_or_kana
from monitor.watch.conditions import All, Has, Near, Node, parts
from monitor.watch.examine import Problem
from monitor.watch.load import BRIEF, SHARED, VOCABULARY, yaml_files
from monitor.watch.matcher import Matcher
from monitor.watch.query import read_query
from monitor.watch.reading import Reader
from monitor.watch.schema import Condition, SharedFile, WatchlistFile
from monitor.watch.vocabulary import Concept, VocabularyFile, term
from monitor.watch.watchlist import Watchlist, Watchlists
from monitor.yamlfile import Document, Location, load_yaml

TOO_OFTEN = 0.2
ENOUGH_ARTICLES = 200
_SHOWN = 6
_SHORT_STEM = 4
_SHORT_WORD = 3

# Everyday words that a stem with a * finds unawares.
_COMMON_WORDS = """
important portrait portfolio shipping partial party partner particular general generation company
companion competition president present presentation report reporter national nationality nature
minister ministry arms army armchair warm warning wart training trainer train trade tradition
transport transition exercise execution policy police polite senator sentence launch launder
missing mission missed rock rocket tank tanker thank drone drown treat treatment treaty trip triple
brief briefing kontakt konto general artikel arbeit handel handlung waffel truppe transport
important porte portrait parti partir particulier armoire general visiter visage mission
importante partido particular armario general visita visión misión tropa tropezar
парта партия партнер пункт ракетка ракета генеральный вода война войти деньги день страна страница
труд трудно визит виза пост пострадать санки учение учебник ученик солдат мира мир
війна воля військо дружина країна візит вчення учень посол постанова гроші грошовий
"""
_COMMON = tuple(sorted(set(_COMMON_WORDS.split())))


@dataclass(frozen=True, slots=True)
class _Files:
    """The folder as it is written, each file with the places of its parts."""

    folder: Path
    watchlists: Mapping[str, tuple[WatchlistFile, Document]]
    shared: tuple[SharedFile, Document] | None
    vocabulary: tuple[tuple[VocabularyFile, Document], ...]

    @classmethod
    def read(cls, folder: Path) -> _Files:
        shared = folder / SHARED
        return cls(
            folder,
            {
                path.stem: load_yaml(path, WatchlistFile)
                for path in yaml_files(folder)
                if path.name not in (BRIEF, SHARED)
            },
            load_yaml(shared, SharedFile) if shared.exists() else None,
            tuple(load_yaml(path, VocabularyFile) for path in yaml_files(folder / VOCABULARY)),
        )

    def concepts(self) -> Iterator[tuple[Concept, Document, Location]]:
        for file, document in self.vocabulary:
            for index, concept in enumerate(file.concepts):
                yield concept, document, ("concepts", index)

    def rule(self, watchlist: Watchlist, rule: str) -> tuple[Document, Location]:
        file, document = self.watchlists[watchlist.id]
        index = next(number for number, one in enumerate(file.rules) if one.id == rule)
        return document, ("rules", index, "id")


def lint(watchlists: Watchlists) -> tuple[Problem, ...]:
    """What looks like a mistake in the files that were read. Raises ``ConfigError``."""
    files = _Files.read(watchlists.folder)
    return tuple(
        chain(
            _idle_indicators(files),
            _unused(files),
            _nameless(files),
            _twice(files),
            _shared_names(watchlists, files),
            _doubtful_names(files),
        )
    )


def _at(document: Document, location: Location, what: str, mend: str = "") -> Problem:
    line, column = document.place(location)
    return Problem(str(document.path), line, column, what, mend)


# Parts that nothing uses


def _idle_indicators(files: _Files) -> Iterator[Problem]:
    for file, document in files.watchlists.values():
        used = {rule.indicator for rule in file.rules}
        shown = {claim for one in file.indicators for claim in one.claims}
        for index, one in enumerate(file.indicators):
            if one.id not in used:
                what = f"no rule looks for the indicator '{one.id}'"
                yield _at(document, ("indicators", index, "id"), what, "write one, or take it away")
        for index, claim in enumerate(file.claims):
            if claim not in shown:
                what = f"no indicator of this watchlist bears on claim {claim}"
                yield _at(
                    document, ("claims", index), what, "name it under an indicator, or drop it"
                )


def _unused(files: _Files) -> Iterator[Problem]:
    used: set[str] = set()
    named: set[str] = set()
    for condition, _, _ in _conditions(files):
        used.update([condition.concept] if condition.concept else ())
        named.update([condition.use] if condition.use else ())
    includes = {concept.id: concept.includes for concept, _, _ in files.concepts()}
    todo = list(used)
    while todo:
        new = set(includes.get(todo.pop(), ())) - used
        used |= new
        todo += new
    narrow = set(chain.from_iterable(includes.values()))
    for concept, document, place in files.concepts():
        if concept.id not in used | narrow:
            what = f"no rule speaks of the concept '{concept.id}'"
            yield _at(document, (*place, "id"), what, "use it, or take it away")
    if files.shared:
        shared, document = files.shared
        for index, one in enumerate(shared.conditions):
            if one.id not in named:
                what = f"nothing uses the condition '{one.id}'"
                yield _at(document, ("conditions", index, "id"), what, "take it away")


def _conditions(files: _Files) -> Iterator[tuple[Condition, Document, Location]]:
    """Every condition of every file with all inside it, each at the rule that it stands in."""
    written = [*files.watchlists.values(), *([files.shared] if files.shared else ())]
    for file, document in written:
        kinds: dict[str, Sequence[Condition]] = {"exclude": file.exclude}
        if isinstance(file, SharedFile):
            kinds["conditions"] = file.conditions
        else:
            kinds["rules"] = file.rules
        for kind, listed in kinds.items():
            for index, one in enumerate(listed):
                for condition in _inside(one, document):
                    yield condition, document, (kind, index)


def _inside(condition: Condition, document: Document) -> Iterator[Condition]:
    if condition.query is not None:
        condition = read_query(condition.query, document, ())[0]
    yield condition
    for one in (*condition.all, *condition.any, *condition.not_):
        yield from _inside(one, document)


# Names


def _nameless(files: _Files) -> Iterator[Problem]:
    concepts = {concept.id: concept for concept, _, _ in files.concepts()}

    def named(concept: Concept) -> bool:
        return any(concept.names.values()) or any(named(concepts[one]) for one in concept.includes)

    for concept, document, place in files.concepts():
        if not named(concept):
            what = f"the concept '{concept.id}' has no full name: what asks for it never fires"
            yield _at(document, (*place, "id"), what, "give it one under names:")


def _twice(files: _Files) -> Iterator[Problem]:
    for concept, document, place in files.concepts():
        for key, group in (("names", concept.names), ("short", concept.short)):
            for language, names in group.items():
                counted = Counter(_folded(name) for name in names)
                for index, name in enumerate(names):
                    if counted[_folded(name)] > 1:
                        counted[_folded(name)] = 1
                        where = (*place, key, language, index)
                        what = f"'{name}' stands twice in '{concept.id}'"
                        yield _at(document, where, what, "keep one of them")


def _folded(name: str) -> tuple[str, str, bool]:
    one = term(name)
    return one.text, one.rest, one.caps


def _shared_names(watchlists: Watchlists, files: _Files) -> Iterator[Problem]:
    """Names that stand in two concepts of which a rule asks for both; one warning a concept."""
    asked = {
        pair for one in watchlists.watchlists for rule in one.rules for pair in _both(rule.node)
    }
    holders: dict[tuple[str, str, bool], dict[str, str]] = defaultdict(dict)
    places = {}
    meant: dict[str, set[str]] = defaultdict(set)
    for concept, document, place in files.concepts():
        places[concept.id] = (document, (*place, "id"))
        meant[concept.id].update(concept.includes, concept.shares)
        for name in chain.from_iterable(concept.names.values()):
            holders[_folded(name)].setdefault(concept.id, name)
    shared: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for held in holders.values():
        for one, other in combinations(held, 2):
            known = other in meant[one] or one in meant[other]
            if frozenset((one, other)) in asked and not known:
                shared[one][other].append(held[one])
    for one, others in shared.items():
        listed = "; ".join(f"'{other}' {_some(names, 3)}" for other, names in others.items())
        mend = "such a word alone is both, and a rule asks for both; keep it in one, or say shares:"
        yield _at(*places[one], f"'{one}' shares names with {listed}", mend)


def _both(node: Node) -> Iterator[frozenset[str]]:
    """Pairs of concepts that one condition asks for together, in the same sentence."""
    if isinstance(node, All | Near):
        wanted = [one.concept for one in parts(node) if isinstance(one, Has)]
        yield from map(frozenset, combinations(wanted, 2))
    for part in parts(node):
        yield from _both(part)


def _doubtful_names(files: _Files) -> Iterator[Problem]:
    for concept, document, place in files.concepts():
        for language, names in concept.names.items():
            where = (*place, "names", language)
            guarded = bool(concept.except_.get(language))
            short = [name for name in names if _is_short(name)]
            if short and not guarded:
                what = f"short names of '{concept.id}' mean other things too: {_some(short)}"
                mend = "move them to short:, or list what they must not be under except:"
                yield _at(document, where, what, mend)
            if doubtful := _doubtful_stems(names):
                what = f"stems of '{concept.id}' find more than they say: {doubtful}"
                yield _at(document, where, what, "write the endings out, or a longer stem")
    for condition, document, rule in _conditions(files):
        if doubtful := _doubtful_stems(condition.words):
            what = f"stems in this rule find more than they say: {doubtful}"
            yield _at(document, rule, what, "write the endings out, or a longer stem")


def _doubtful_stems(names: Iterable[str]) -> str:
    stems = {name: _swallowed(name) for name in names if name.endswith("*")}
    return _some(
        [
            f"{name} (as in {word})" if word else name
            for name, word in stems.items()
            if word or _is_short_stem(name)
        ]
    )


def _is_short(name: str) -> bool:
    """Whether a name is so short that it is part of other words, or a word of its own."""
    if "*" in name or term(name).caps:
        return False
    letters = [letter for letter in name if letter.isalnum()]
    if any("가" <= letter <= "힣" or is_han_or_kana(letter) for letter in letters):
        return False  # two letters are a word there, and one is refused
    return len(letters) <= _SHORT_WORD


def _is_short_stem(name: str) -> bool:
    stem = name.removesuffix("*")
    return " " not in stem and stem.isalpha() and len(stem) < _SHORT_STEM


def _swallowed(name: str) -> str:
    """An everyday word that a stem finds and that is no form of it; empty where there is none."""
    stem = fold(name.removesuffix("*")).text
    if " " in stem or len(stem) > _SHORT_STEM + 2:
        return ""
    return next(
        (w for w in _COMMON if fold(w).text.startswith(stem) and len(w) > len(stem) + 2), ""
    )


def _some(names: Sequence[str], most: int = _SHOWN) -> str:
    listed = ", ".join(names[:most])
    return listed if len(names) <= most else f"{listed} and {len(names) - most} more"


# What the stored past says


def lint_past(
    watchlists: Watchlists, articles: Iterable[tuple[str, str]], days: int
) -> tuple[Problem, ...]:
    """What looks like a mistake in the light of stored articles, each a title and a text.

    They are matched with the rules of now. Fewer than ``ENOUGH_ARTICLES`` prove nothing.
    """
    matcher = Matcher(watchlists)
    reader = Reader(watchlists)
    hits: Counter[str] = Counter()
    fired: set[tuple[str, str]] = set()
    seen: set[str] = set()
    read = 0
    for title, text in articles:
        read += 1
        for match in matcher.match("", title, text):
            hits[match.watchlist_id] += 1
            fired.update((match.watchlist_id, one.rule) for one in match.evidence)
        seen |= reader.scan(title, text).concepts
    if read < ENOUGH_ARTICLES:
        return ()
    files = _Files.read(watchlists.folder)
    past = f"{read} articles of the last {days} days"
    return tuple(
        chain(
            _too_often(watchlists, files, hits, read, past),
            _never_fired(watchlists, files, fired, past),
            _never_named(files, seen, past),
        )
    )


def _too_often(
    watchlists: Watchlists, files: _Files, hits: Counter[str], read: int, past: str
) -> Iterator[Problem]:
    for watchlist in watchlists.watchlists:
        if hits[watchlist.id] > TOO_OFTEN * read:
            share = hits[watchlist.id] / read
            what = f"'{watchlist.id}' fires on {share:.0%} of the {past}"
            document = files.watchlists[watchlist.id][1]
            yield _at(document, ("id",), what, "ask for more in its rules, or raise the threshold")


def _never_fired(
    watchlists: Watchlists, files: _Files, fired: set[tuple[str, str]], past: str
) -> Iterator[Problem]:
    for watchlist in watchlists.watchlists:
        for rule in watchlist.rules if watchlist.status != "paused" else ():
            if (watchlist.id, rule.id) not in fired:
                what = f"the rule '{rule.id}' earned no hit in the {past}"
                yield _at(*files.rule(watchlist, rule.id), what, "fine if nothing happened")


def _never_named(files: _Files, seen: set[str], past: str) -> Iterator[Problem]:
    for concept, document, place in files.concepts():
        if concept.id not in seen:
            what = f"no name of '{concept.id}' stands in the {past}"
            yield _at(document, (*place, "id"), what, "look for names that writers use")
