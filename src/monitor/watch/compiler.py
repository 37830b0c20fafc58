"""From concepts and conditions as they are written to what can be asked, each mistake with its line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from monitor.errors import did_you_mean
from monitor.folding import folded_text
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
from monitor.watch.query import read_query
from monitor.watch.vocabulary import VocabularyFile, all_names, term
from monitor.watch.watchlist import Exclusion, Name
from monitor.yamlfile import Document, Location

_SHOWN = 40


class Vocabulary:
    """All concepts and names, gathered file by file; ``parents`` are complete when it is closed."""

    def __init__(self) -> None:
        self.names: list[Name] = []
        self.parents: dict[str, frozenset[str]] = {}
        self._places: dict[str, tuple[Document, Location]] = {}
        self._includes: dict[str, list[str]] = {}
        self._shares: dict[str, list[str]] = {}
        self._anonymous: set[str] = set()

    def copy(self) -> Vocabulary:
        """Another one with the same concepts, to which more can be added."""
        other = Vocabulary()
        other.names += self.names
        other.parents |= self.parents
        other._places |= self._places
        other._includes |= self._includes
        other._shares |= self._shares
        other._anonymous |= self._anonymous
        return other

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
                check_known(self._includes, narrow, "concept", document, where)
                wider[narrow].add(concept)
        for concept, others in self._shares.items():
            document, place = self._places[concept]
            for index, other in enumerate(others):
                where = (*place, "shares", index)
                check_known(self._includes, other, "concept", document, where)
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


class Compiler:
    """From what is written to what can be asked."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._shared: dict[str, Node] = {}

    def share(self, file: schema.SharedFile, document: Document) -> None:
        """Named conditions, in order: each may use the ones above it."""
        for index, named in enumerate(file.conditions):
            place: Location = ("conditions", index)
            once(self._shared, named.id, "condition", document, (*place, "id"))
            self._shared[named.id] = self.node(named, document, place)

    def exclusions(
        self, listed: Iterable[schema.Exclusion], document: Document
    ) -> tuple[Exclusion, ...]:
        found = []
        for index, one in enumerate(listed):
            node, region = self.anchored(one, document, ("exclude", index))
            found.append(Exclusion(one.id, node, anchors(node), region, one.drop))
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
                    f"'{condition.concept}' is no concept but a condition of shared.yaml",
                    place,
                    f"write use: {condition.concept}, and in a query use:{condition.concept}",
                )
            parts.append(self._words.has(condition.concept, document, place))
        if condition.words:
            parts.append(self._words.anonymous(condition.words, document, (*place, "words")))
        if condition.use is not None:
            check_known(self._shared, condition.use, "condition", document, (*place, "use"))
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


def anchors(node: Node) -> frozenset[str]:
    """A sentence need be asked only where it names one of these."""
    return min(needs(node, here=True), key=len, default=concepts(node))


def once(
    seen: Mapping[str, object], key: str, what: str, document: Document, place: Location
) -> None:
    """Raise ``ConfigError`` where ``key`` was seen before."""
    if key in seen:
        raise document.error(f"the {what} '{key}' stands twice", place, "give this one another id")


def check_known(
    known: Collection[str],
    key: str,
    what: str,
    document: Document,
    place: Location,
    mend: str = "",
) -> None:
    """Raise ``ConfigError``, with the nearest known one, where ``key`` is not ``known``."""
    if key in known:
        return
    names = list(known)
    more = f", … ({len(names)} in all)" if len(names) > _SHOWN else ""
    hint = did_you_mean(key, names, mend or f"known: {', '.join(names[:_SHOWN])}{more}")
    raise document.error(f"unknown {what} '{key}'", place, hint)
