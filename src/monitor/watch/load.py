"""Reading a folder of watchlists: every reference checked, every mistake with its line."""

from __future__ import annotations

import functools
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from monitor.errors import ConfigError, Mistakes, did_you_mean
from monitor.model import Claim
from monitor.watch import schema
from monitor.watch.conditions import (
    All,
    Any,
    Elsewhere,
    Has,
    Near,
    Node,
    Not,
    Use,
    Wide,
    concepts,
    needs,
)
from monitor.watch.folding import folded_text
from monitor.watch.never import never
from monitor.watch.query import read_query
from monitor.watch.vocabulary import Term, VocabularyFile, all_names, term
from monitor.yamlfile import Document, Location, load_yaml

_SHOWN = 40
BRIEF, SHARED, VOCABULARY = "brief.yaml", "shared.yaml", "vocabulary"


@dataclass(frozen=True, slots=True)
class Name:
    """A term, how it is written, and what it stands for: ``role`` is full, short or except."""

    term: Term
    concept: str
    role: str
    written: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule; ``region`` says where in the article it may fire.

    Only a sentence that holds one of ``anchors`` need be asked.
    """

    id: str
    node: Node
    anchors: frozenset[str]
    points: float
    region: schema.Region
    claims: tuple[Claim, ...]
    indicator: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A compiled exclusion."""

    id: str
    node: Node
    anchors: frozenset[str]
    region: schema.Region
    drop: str


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a watchlist and the line it stands on."""

    title: str
    text: str
    hit: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Watchlist:
    """One theme, ready to be matched."""

    id: str
    title: str
    status: schema.Status
    owner: str
    claims: tuple[Claim, ...]
    indicators: tuple[schema.Indicator, ...]
    rules: tuple[Rule, ...]
    exclude: tuple[Exclusion, ...]
    threshold: float
    examples: tuple[Example, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class Watchlists:
    """A folder of watchlists as it stood when it was read.

    ``version`` is a short checksum over all its files. ``names`` and ``parents`` are the
    vocabulary: every name, and the wider concepts of each concept.
    """

    watchlists: tuple[Watchlist, ...]
    claims: Mapping[str, Claim]
    version: str
    brief: str
    weights: schema.Weights
    not_prose: tuple[str, ...]
    exclude: tuple[Exclusion, ...]
    names: tuple[Name, ...]
    parents: Mapping[str, frozenset[str]]
    folder: Path
    _by_id: Mapping[str, Watchlist] = field(repr=False, default_factory=dict)
    _sums: dict[str, str] = field(repr=False, compare=False, default_factory=dict)

    def get(self, watchlist_id: str) -> Watchlist:
        """The watchlist with this id. Raises ``KeyError``."""
        return self._by_id[watchlist_id]

    def ids(self) -> list[str]:
        """The ids of all watchlists, in their order."""
        return list(self._by_id)

    def checksum(self, watchlist_id: str) -> str:
        """What a watchlist asks for, in short: it changes when what it finds may change."""
        one = self.get(watchlist_id)
        taken_out = (*one.exclude, *self.exclude)
        nodes = [*(it.node for it in one.rules), *(it.node for it in taken_out)]
        asked = self.narrower(chain.from_iterable(concepts(it, forbidden=True) for it in nodes))
        parts = (
            [(it.id, it.node, it.region, it.points) for it in one.rules],
            [(it.node, it.region, it.drop) for it in taken_out],
            [(it, sorted(self.parents.get(it, ())), self._names_of(it)) for it in sorted(asked)],
            (one.status, one.threshold, self.weights, self.not_prose),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]

    def _names_of(self, concept: str) -> str:
        """A checksum of the names of a concept; all are made at once, for there are many."""
        if not self._sums:
            written: dict[str, list[str]] = defaultdict(list)
            for name in self.names:
                written[name.concept].append(f"{name.role} {name.written}")
            for one, names in written.items():
                self._sums[one] = hashlib.sha256("\n".join(names).encode()).hexdigest()
        return self._sums.get(concept, "")

    def narrower(self, concepts: Iterable[str]) -> frozenset[str]:
        """``concepts`` and all that they include."""
        concepts = frozenset(concepts)
        below = {one for one, wider in self.parents.items() if not wider.isdisjoint(concepts)}
        return concepts | below

    def title(self, watchlist_id: str) -> str:
        """The title of a watchlist; the id itself when the watchlist is gone."""
        known = self._by_id.get(watchlist_id)
        return known.title if known else watchlist_id

    def claims_of(self, watchlist_id: str, rule_id: str) -> tuple[Claim, ...]:
        """The claims that a rule bears on; nothing when list or rule is gone."""
        rule = self._rule(watchlist_id, rule_id)
        return rule.claims if rule else ()

    def indicator_of(self, watchlist_id: str, rule_id: str) -> str:
        """The id of the indicator that a rule looks for; nothing when list or rule is gone."""
        rule = self._rule(watchlist_id, rule_id)
        return rule.indicator if rule else ""

    def _rule(self, watchlist_id: str, rule_id: str) -> Rule | None:
        known = self._by_id.get(watchlist_id)
        return next((one for one in (known.rules if known else ()) if one.id == rule_id), None)


def load_watchlists(folder: Path) -> Watchlists:
    """Read ``folder``. Raises ``ConfigError`` with file, line, column and the mend.

    Files that did not change since they were last read are not read again.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ConfigError("no such folder", path=folder, mend="check the path of the watchlists")
    version = checksum(folder)
    found = _read(folder, version)
    if checksum(folder) != version:
        _read.cache_clear()
        raise ConfigError("a file changed while it was read", path=folder, mend="try again")
    return found


@functools.lru_cache(maxsize=4)
def _read(folder: Path, version: str) -> Watchlists:
    brief, brief_doc = load_yaml(folder / BRIEF, schema.BriefFile)
    claims: dict[str, Claim] = {}
    for index, claim in enumerate(brief.claims):
        _once(claims, claim.id, "claim", brief_doc, ("claims", index, "id"))
        claims[claim.id] = Claim(claim.id, claim.text)
    words = read_vocabulary(folder)
    mistakes = Mistakes()
    shared = schema.SharedFile()
    compiler = _Compiler(words)
    exclude: tuple[Exclusion, ...] = ()
    if (folder / SHARED).exists():
        shared, document = load_yaml(folder / SHARED, schema.SharedFile)
        compiler.share(shared, document)
        exclude = compiler.exclusions(shared.exclude, document)
    watchlists: dict[str, Watchlist] = {}
    for path in yaml_files(folder):
        if path.name in (BRIEF, SHARED):
            continue
        with mistakes.gathered():
            watchlist = _watchlist(path, compiler, claims, exclude, words.parents)
            if watchlist.id in watchlists:
                raise ConfigError(
                    f"the watchlist '{watchlist.id}' stands twice",
                    path=path,
                    line=1,
                    mend=f"keep this file or {watchlists[watchlist.id].path.name}",
                )
            watchlists[watchlist.id] = watchlist
    mistakes.stop()
    if not watchlists:
        raise ConfigError("no watchlist here", path=folder, mend="add a <theme>.yaml")
    return Watchlists(
        watchlists=tuple(watchlists.values()),
        claims=claims,
        version=version,
        brief=brief.title,
        weights=shared.weights,
        not_prose=tuple(shared.not_prose),
        exclude=exclude,
        names=tuple(words.names),
        parents=words.parents,
        folder=folder,
        _by_id=watchlists,
    )


def read_vocabulary(folder: Path) -> Vocabulary:
    """The concepts of a folder of watchlists, whatever its rules say. Raises ``ConfigError``."""
    words = Vocabulary()
    mistakes = Mistakes()
    for path in yaml_files(folder / VOCABULARY):
        with mistakes.gathered():
            words.add(*load_yaml(path, VocabularyFile))
    mistakes.stop()
    words.close()
    return words


def checksum(folder: Path) -> str:
    """The version of the watchlists in ``folder``, short. Raises ``ConfigError``."""
    digest = hashlib.sha256()
    for path in sorted([*yaml_files(folder), *yaml_files(folder / VOCABULARY)]):
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise ConfigError(f"cannot be read: {error.strerror}", path=path) from None
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + raw + b"\0")
    return digest.hexdigest()[:12]


def yaml_files(folder: Path) -> list[Path]:
    """The files of ``folder`` in order of name, without what editors leave beside them."""
    found = (path for path in folder.glob("*.y*ml") if not path.name.startswith("."))
    return sorted(path for path in found if path.is_file())


def _watchlist(
    path: Path,
    compiler: _Compiler,
    claims: Mapping[str, Claim],
    shared: Sequence[Exclusion],
    parents: Mapping[str, frozenset[str]],
) -> Watchlist:
    file, document = load_yaml(path, schema.WatchlistFile)
    if file.id != path.stem:
        raise document.error(
            f"the id '{file.id}' is not the name of the file",
            ("id",),
            f"rename one of them: {file.id}.yaml, or id: {path.stem}",
        )
    mistakes = Mistakes()
    for index, claim in enumerate(file.claims):
        with mistakes.gathered():
            _known(claims, claim, "claim", document, ("claims", index))
    indicators: dict[str, schema.Indicator] = {}
    for index, indicator in enumerate(file.indicators):
        with mistakes.gathered():
            _once(indicators, indicator.id, "indicator", document, ("indicators", index, "id"))
            indicators[indicator.id] = indicator
            _check_claims(indicator, file, claims, document, ("indicators", index, "claims"))
    excluded = compiler.exclusions(file.exclude, document)
    taken_out = {one.id: one.node for one in (*shared, *excluded) if one.region == "article"}
    rules: dict[str, Rule] = {}
    for index, rule in enumerate(file.rules):
        with mistakes.gathered():
            _once(rules, rule.id, "rule", document, ("rules", index, "id"))
            _known(indicators, rule.indicator, "indicator", document, ("rules", index, "indicator"))
            node, region = compiler.anchored(rule, document, ("rules", index))
            if why := never(node, taken_out, parents):
                raise document.error(
                    f"the rule '{rule.id}' can never fire: {why}",
                    ("rules", index, "id"),
                    "change it, or take it away",
                )
            rules[rule.id] = Rule(
                id=rule.id,
                node=node,
                anchors=_anchors(node),
                points=rule.points,
                region=region,
                claims=tuple(
                    claims[one] for one in indicators[rule.indicator].claims if one in claims
                ),
                indicator=rule.indicator,
            )
    mistakes.stop()
    examples = []
    for kind, listed in (("hit", file.examples.hit), ("miss", file.examples.miss)):
        for index, one in enumerate(listed):
            place = document.place(("examples", kind, index))
            examples.append(Example(one.title, one.text, kind == "hit", *place))
    return Watchlist(
        id=file.id,
        title=file.title,
        status=file.status,
        owner=file.owner,
        claims=tuple(claims[one] for one in file.claims),
        indicators=tuple(file.indicators),
        rules=tuple(rules.values()),
        exclude=excluded,
        threshold=file.threshold,
        examples=tuple(examples),
        path=path,
    )


def _check_claims(
    indicator: schema.Indicator,
    file: schema.WatchlistFile,
    claims: Mapping[str, Claim],
    document: Document,
    place: Location,
) -> None:
    for number, claim in enumerate(indicator.claims):
        _known(claims, claim, "claim", document, (*place, number))
        if claim not in file.claims:
            raise document.error(
                f"claim {claim} is not among the claims of this watchlist",
                (*place, number),
                "add it to claims at the top, or take it away here",
            )


class Vocabulary:
    """All concepts and names, gathered file by file; ``parents`` are complete when it is closed."""

    def __init__(self) -> None:
        self.names: list[Name] = []
        self.parents: dict[str, frozenset[str]] = {}
        self._places: dict[str, tuple[Document, Location]] = {}
        self._includes: dict[str, list[str]] = {}
        self._shares: dict[str, list[str]] = {}
        self._anonymous: set[str] = set()

    def add(self, file: VocabularyFile, document: Document) -> None:
        for index, concept in enumerate(file.concepts):
            place: Location = ("concepts", index)
            if concept.id in self._places:
                other, where = self._places[concept.id]
                line = other.place(where)[0]
                raise document.error(
                    f"the concept '{concept.id}' stands twice, first in {other.path.name}:{line}",
                    (*place, "id"),
                    "keep one of them, or give this one another id",
                )
            self._places[concept.id] = (document, place)
            self._includes[concept.id] = list(concept.includes)
            self._shares[concept.id] = list(concept.shares)
            if not (concept.names or concept.includes):
                raise document.error(
                    f"the concept '{concept.id}' has no names", place, "add names: or includes:"
                )
            for where, name in all_names(concept):
                role = {"names": "full"}.get(where[0], where[0])
                self.name(name, concept.id, role, document, (*place, *where))

    def name(self, name: str, concept: str, role: str, document: Document, place: Location) -> None:
        try:
            self.names.append(Name(term(name), concept, role, name))
        except ValueError as error:
            raise document.error(
                str(error), place, "write a longer name, or take this one away"
            ) from None

    def anonymous(self, words: Iterable[str], document: Document, place: Location) -> Has:
        """A concept for words written inside a rule; the same words are the same concept."""
        listed = list(words)
        label = " / ".join(f'"{word}"' for word in listed)
        if label not in self._anonymous:
            self._anonymous.add(label)
            for index, word in enumerate(listed):
                self.name(word, label, "full", document, (*place, index))
        return Has(label, label)

    def close(self) -> None:
        """Work out the wider concepts of every concept."""
        wider: dict[str, set[str]] = {concept: set() for concept in self._includes}
        for concept, included in self._includes.items():
            document, place = self._places[concept]
            for index, narrow in enumerate(included):
                where = (*place, "includes", index)
                _known(self._includes, narrow, "concept", document, where)
                wider[narrow].add(concept)
        for concept, others in self._shares.items():
            document, place = self._places[concept]
            for index, other in enumerate(others):
                where = (*place, "shares", index)
                _known(self._includes, other, "concept", document, where)
        for concept, first in wider.items():
            seen: set[str] = set()
            todo = list(first)
            while todo:
                parent = todo.pop()
                if parent == concept:
                    document, place = self._places[concept]
                    raise document.error(
                        f"'{concept}' includes itself", place, "take one of the includes away"
                    )
                if parent not in seen:
                    seen.add(parent)
                    todo.extend(wider[parent])
            self.parents[concept] = frozenset(seen)

    def has(self, concept: str, document: Document, place: Location) -> Has:
        if concept not in self._includes:
            own = "a word of your own is written as words: [...], and in a query in quotes"
            holder = self._holder(concept)
            mend = (
                f"it is a name of '{holder}': write that; {own}"
                if holder
                else did_you_mean(
                    concept, self._includes, "`monitor watchlist concepts` lists all;"
                )
                + f" {own}"
            )
            raise document.error(f"unknown concept '{concept}'", place, mend)
        return Has(concept, concept)

    def _holder(self, word: str) -> str:
        """The concept that has ``word`` among its names; empty where none has."""
        wanted = folded_text(word)
        named = (one for one in self.names if one.role == "full" and one.concept in self._includes)
        return next((one.concept for one in named if one.term.text == wanted), "")


class _Compiler:
    """From what is written to what can be asked."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._shared: dict[str, Node] = {}

    def share(self, file: schema.SharedFile, document: Document) -> None:
        """Named conditions, in order: each may use the ones above it."""
        for index, named in enumerate(file.conditions):
            place: Location = ("conditions", index)
            _once(self._shared, named.id, "condition", document, (*place, "id"))
            self._shared[named.id] = self.node(named, document, place)

    def exclusions(
        self, listed: Iterable[schema.Exclusion], document: Document
    ) -> tuple[Exclusion, ...]:
        found = []
        for index, one in enumerate(listed):
            node, region = self.anchored(one, document, ("exclude", index))
            found.append(Exclusion(one.id, node, _anchors(node), region, one.drop))
        return tuple(found)

    def anchored(
        self, condition: schema.Condition, document: Document, place: Location
    ) -> tuple[Node, schema.Region]:
        """A condition that is asked of every sentence of a region."""
        if condition.query is not None:
            condition, document = read_query(condition.query, document, (*place, "query"))
            place = ()
        region: schema.Region = "article"
        if condition.in_ and condition.sentences is None:
            region = condition.in_
            condition = condition.model_copy(update={"in_": None})
        node = self.node(condition, document, place)
        if not needs(node, here=False):
            raise document.error(
                "there is nothing to look for", place, "'not' needs something beside it"
            )
        return node, region

    def node(self, condition: schema.Condition, document: Document, place: Location) -> Node:
        if condition.query is not None:
            condition, document = read_query(condition.query, document, (*place, "query"))
            place = ()
        node = self._together(condition, document, place)
        if condition.same:
            node = Wide(node, condition.same)
        if condition.in_ or condition.sentences:
            node = Elsewhere(node, condition.in_ or "article", condition.sentences or 1)
        return node

    def _together(self, condition: schema.Condition, document: Document, place: Location) -> Node:
        parts: list[Node] = []
        if condition.concept is not None:
            if condition.concept in self._shared and condition.concept not in self._words.parents:
                raise document.error(
                    f"'{condition.concept}' is no concept but a condition of {SHARED}",
                    place,
                    f"write use: {condition.concept}, and in a query use:{condition.concept}",
                )
            parts.append(self._words.has(condition.concept, document, place))
        if condition.words:
            parts.append(self._words.anonymous(condition.words, document, (*place, "words")))
        if condition.use is not None:
            _known(self._shared, condition.use, "condition", document, (*place, "use"))
            parts.append(Use(condition.use, self._shared[condition.use]))
        together = self._nodes(condition.all, document, (*place, "all"))
        if condition.within is None:
            parts.extend(together)
        else:
            parts.append(self._near(condition, together, document, place))
        if condition.any:
            choice = self._nodes(condition.any, document, (*place, "any"))
            if condition.at_least > len(choice):
                raise document.error(
                    f"at_least: {condition.at_least} of only {len(choice)} can never hold",
                    (*place, "at_least"),
                    "list more under any:, or ask for fewer",
                )
            parts.append(Any(choice, condition.at_least))
        parts.extend(Not(one) for one in self._nodes(condition.not_, document, (*place, "not")))
        if not parts:
            raise document.error(
                "an empty condition", place, "say what to look for: all:, any:, words: or use:"
            )
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _nodes(
        self, conditions: Iterable[schema.Condition], document: Document, place: Location
    ) -> tuple[Node, ...]:
        return tuple(
            self.node(one, document, (*place, index)) for index, one in enumerate(conditions)
        )

    @staticmethod
    def _near(
        condition: schema.Condition, parts: tuple[Node, ...], document: Document, place: Location
    ) -> Near:
        plain = tuple(part for part in parts if isinstance(part, Has))
        if len(plain) < max(2, len(parts)):
            raise document.error(
                "within: needs two or more concepts or words under all:, and nothing else there",
                (*place, "within"),
            )
        assert condition.within is not None  # noqa: S101 - the caller asked
        return Near(plain, condition.within, condition.ordered)


def _anchors(node: Node) -> frozenset[str]:
    return min(needs(node, here=True), key=len, default=concepts(node))


def _once(
    seen: Mapping[str, object], key: str, what: str, document: Document, place: Location
) -> None:
    if key in seen:
        raise document.error(f"the {what} '{key}' stands twice", place, "give this one another id")


def _known(
    known: Collection[str],
    key: str,
    what: str,
    document: Document,
    place: Location,
    mend: str = "",
) -> None:
    if key in known:
        return
    names = list(known)
    more = f", … ({len(names)} in all)" if len(names) > _SHOWN else ""
    hint = did_you_mean(key, names, mend or f"known: {', '.join(names[:_SHOWN])}{more}")
    raise document.error(f"unknown {what} '{key}'", place, hint)
