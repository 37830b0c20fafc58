"""``query:``, a condition on one line, for people who come from Factiva or Meltwater.

It is read into the same ``Condition`` as the YAML form, so matching, evidence and explanations know
nothing of it. A query is a small document of its own: every part has its place in the file, and an
error shows the query with a caret under the very letter. What could be read in two ways is refused.
"""

from __future__ import annotations

import difflib
import functools
import itertools
import re
from collections.abc import Iterator
from typing import Any, get_args

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from monitor.errors import ConfigError
from monitor.watch.schema import Condition, Region
from monitor.yamlfile import Document, Location

# Operators are tried before words, or `title:` and `NOT` would be read as things to look for.
_GRAMMAR = r"""
start: join
join: negation ((AND | OR | PARAGRAPH) negation | NOT near)*
negation: [NOT] near
near: part (NEAR part)*
part: ATLEAST atom | FIELD atom | atom
?atom: "(" join ")" | PHRASE | WORD

AND.5: /(AND(?![\w-])|\/S(?!\w))/i
OR.5: /OR(?![\w-])/i
NOT.5: /NOT(?![\w-])/i
PARAGRAPH.5: /(SAME(?![\w-])|\/P(?!\w))/i
NEAR.5: /((O?NEAR|ADJ)\/?\d*(?![\w-])|W\/\d*)/i
ATLEAST.5: /ATLEAST\/?\d*(?![\w-])/i
FIELD.6: /[a-z]+:/i
PHRASE: /"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»/
WORD: /[\w*][\w*'’.-]*/
%ignore /\s+/
"""
_FIELDS = (*get_args(Region), "use")
_JOINS = {"AND": "AND", "NOT": "AND", "OR": "OR", "PARAGRAPH": "/P"}
_DEEPEST = 20
_LONGEST = 5_000
_MOST_PAIRS = 200

Part = dict[str, Any]


class QueryDocument(Document):
    """One query inside a file; its places are those of the file, its errors carry a caret."""

    def __init__(self, query: str, document: Document, location: Location) -> None:
        self.query = query
        self._document, self._location = document, location
        self._at: dict[Location, int] = {}
        super().__init__(document.path, {})

    def mark(self, location: Location, at: int) -> None:
        """Remember that the part at ``location`` begins at letter ``at``."""
        self._at[location] = at

    def place(self, location: Location) -> tuple[int, int]:
        while location and location not in self._at:
            location = location[:-1]
        return self._in_file(self._at.get(location, 0))

    def error(self, what: str, location: Location = (), mend: str = "") -> ConfigError:
        while location and location not in self._at:
            location = location[:-1]
        return self.error_at(what, self._at.get(location, 0), mend)

    def error_at(self, what: str, at: int, mend: str = "") -> ConfigError:
        """A ``ConfigError`` with the query and a caret under letter ``at``."""
        line, column = self._in_file(at)
        shown = re.sub(r"\s", " ", self.query)
        first = max(0, at - 60)
        caret = " " * (_width(shown[first:at])) + "^"
        what = f"{what}\n    {shown[first : first + 100]}\n    {caret}"
        return ConfigError(what, path=self.path, line=line, column=column, mend=mend)

    def _in_file(self, at: int) -> tuple[int, int]:
        """Where letter ``at`` stands in the file, through quotes and folded lines."""
        line, column = self._document.place(self._location)
        try:
            text = self.path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return line, column
        start = sum(map(len, text.splitlines(keepends=True)[: line - 1])) + column - 1
        before = r"\s+".join(
            "".join(_as_written(letter) for letter in word) for word in self.query[:at].split()
        )
        gap = r"\s*" if self.query[:at][-1:].isspace() else ""
        opening = r"query:\s*(?:[>|][+-]?\s*)?['\"]?"
        found = re.compile(f"{opening}{before}{gap}").search(text, start)
        if not found:
            return line, column
        end = found.end()
        return text.count("\n", 0, end) + 1, end - text.rfind("\n", 0, end)


def _as_written(letter: str) -> str:
    """A letter as YAML may write it: '' for ' in single quotes, \\" for " in double ones."""
    return {"'": "''?", '"': r"\\?\""}.get(letter, re.escape(letter))


def _width(text: str) -> int:
    """Columns on a terminal: Chinese, Japanese and Korean letters take two."""
    return sum(2 if "\u1100" <= c <= "\u115f" or "\u2e80" <= c <= "\uffdc" else 1 for c in text)


@functools.cache
def _parser() -> Lark:
    # The basic lexer: an operator in the wrong place is a mistake, never a word.
    return Lark(
        _GRAMMAR, parser="lalr", lexer="basic", propagate_positions=True, maybe_placeholders=False
    )


def read_query(query: str, document: Document, location: Location) -> tuple[Condition, Document]:
    """The condition that ``query`` writes, and a document that knows where its parts stand.

    ``location`` is the place of the query in ``document``. Raises ``ConfigError`` with file, line,
    column, a caret and the mend.
    """
    found = QueryDocument(query, document, location)
    if not query.strip():
        raise found.error_at("the query is empty", 0, "write: query: dprk AND russia")
    if len(query) > _LONGEST:
        raise found.error_at(
            f"a query of {len(query)} letters", 0, "make concepts of the lists of words in it"
        )
    depth = 0
    for at, bracket in _brackets(query):
        depth += 1 if bracket == "(" else -1
        if depth > _DEEPEST:
            raise found.error_at("brackets inside brackets, too deep to follow", at, "split it")
    try:
        tree = _parser().parse(query)
    except UnexpectedInput as error:
        raise _misread(error, found) from None
    data = _Reader(found).join(_child(tree), ())
    return Condition.model_validate(data), found


def _misread(error: UnexpectedInput, found: QueryDocument) -> ConfigError:
    """What the parser stumbled over, said to a person."""
    query, at = found.query, error.pos_in_stream or 0
    if isinstance(error, UnexpectedCharacters):
        if query[at] in '"“„«»”':
            fault = ("this quotation mark has no partner", at, "close it, or drop it")
        else:
            mend = 'put it in quotes if it is part of a name: "…"'
            fault = (f"'{query[at]}' means nothing here", at, mend)
        return found.error_at(*fault)
    token = error.token if isinstance(error, UnexpectedToken) else Token("$END", "")
    unclosed, unopened = _unpaired(query)
    if token.type == "$END" and unclosed is not None:
        fault = ("this bracket is never closed", unclosed, "add a )")
    elif token.type == "$END":
        fault = (
            "the query ends too early",
            len(query.rstrip()),
            "something to look for belongs here",
        )
    elif token.type == "RPAR" and unopened == at:
        fault = ("this bracket was never opened", at, "take it away, or add a (")
    elif token.type in {"WORD", "PHRASE", "LPAR", "FIELD", "ATLEAST"}:
        mend = 'put AND, OR, NOT or NEAR/5 between, or quotes around a phrase: "North Korea"'
        fault = (f"no operator stands before '{token}'", at, mend)
    else:
        what = f"something to look for is missing before '{token}'"
        fault = (what, at, "add it, or drop the operator")
    return found.error_at(*fault)


def _brackets(query: str) -> Iterator[tuple[int, str]]:
    for found in re.finditer(r'"[^"]*"|“[^”]*”|«[^»]*»|[()]', query):
        if found[0] in "()":
            yield found.start(), found[0]


def _unpaired(query: str) -> tuple[int | None, int | None]:
    """Where the last bracket stands that nothing closes, and the first that nothing opened."""
    opened: list[int] = []
    unopened = None
    for at, bracket in _brackets(query):
        if bracket == "(":
            opened.append(at)
        elif opened:
            opened.pop()
        elif unopened is None:
            unopened = at
    return (opened[-1] if opened else None), unopened


class _Reader:
    """From the parser's tree to what the YAML form would hold, with the place of every part."""

    def __init__(self, document: QueryDocument) -> None:
        self._document = document

    def join(self, tree: Tree[Token], location: Location) -> Part:
        """Parts joined by AND, OR or /P; never by two of them on one level."""
        self._document.mark(location, _start(tree))
        operators = [one for one in tree.children if isinstance(one, Token)]
        joins = [_JOINS[one.type] for one in operators]
        for operator, join in zip(operators, joins, strict=True):
            if join != joins[0]:
                first, other = operators[0].upper(), operator.upper()
                raise self._document.error_at(
                    f"{first} and {other} stand together without brackets",
                    operator.start_pos or 0,
                    f"say which belongs together: (a {first} b) {other} c,"
                    f" or a {first} (b {other} c)",
                )
        if not operators:
            return self._negation(_child(tree), location)
        key = "any" if joins[0] == "OR" else "all"
        negative = False
        parts: Part = {key: [], "not": []}
        for one in tree.children:
            if isinstance(one, Token):
                negative = one.type == "NOT"
            elif negative:
                parts["not"].append(self._near(one, (*location, "not", len(parts["not"]))))
            else:
                self._sort(one, key, parts, location)
        if joins[0] == "/P":
            self._check_paragraph(tree)
            parts["same"] = "paragraph"
        return {name: value for name, value in parts.items() if value}

    def _sort(self, tree: Tree[Token], key: str, parts: Part, location: Location) -> None:
        """Put a part under the key; below AND, a NOT of its own is what must be absent."""
        if key == "all" and len(tree.children) > 1:
            where = (*location, "not", len(parts["not"]))
            parts["not"].append(self._near(_child(tree, 1), where))
        else:
            parts[key].append(self._negation(tree, (*location, key, len(parts[key]))))

    def _check_paragraph(self, tree: Tree[Token]) -> None:
        """AND asks for one sentence, and inside /P nothing can."""
        for inner in tree.iter_subtrees():
            if inner is tree or inner.data != "join":
                continue
            for one in inner.children:
                if isinstance(one, Token) and one.type in {"AND", "NOT"}:
                    raise self._document.error_at(
                        f"{one.upper()} asks for one sentence, and /P around it for a paragraph",
                        one.start_pos or 0,
                        "write a /P b /P c, or NEAR/20 for what must stand close",
                    )

    def _negation(self, tree: Tree[Token], location: Location) -> Part:
        if len(tree.children) == 1:
            return self._near(_child(tree), location)
        self._document.mark(location, _start(tree))
        return {"not": [self._near(_child(tree, 1), (*location, "not", 0))]}

    def _near(self, tree: Tree[Token], location: Location) -> Part:
        """Names close to each other; a bracket of alternatives becomes an OR of such."""
        operators = [one for one in tree.children if isinstance(one, Token)]
        parts = [one for one in tree.children if isinstance(one, Tree)]
        if not operators:
            return self._part(parts[0], location)
        self._document.mark(location, _start(tree))
        words, ordered = self._distance(operators[0])
        for one in operators[1:]:
            if self._distance(one) != (words, ordered):
                raise self._document.error_at(
                    f"{operators[0]} and {one} in one row",
                    one.start_pos or 0,
                    f"use one of them throughout, or AND: (a {operators[0]} b) AND (b {one} c)",
                )
        choices = list(itertools.product(*(list(self._names(part)) for part in parts)))
        if len(choices) > _MOST_PAIRS:
            raise self._document.error_at(
                f"{len(choices)} combinations beside {operators[0]}",
                _start(tree),
                "make a concept of the longer list",
            )
        near = [
            {
                "all": [
                    self._leaf(name, (*location, "any", number, "all", place))
                    for place, name in enumerate(choice)
                ],
                "within": words,
                "ordered": ordered,
            }
            for number, choice in enumerate(choices)
        ]
        if len(near) > 1:
            return {"any": near}
        for place, name in enumerate(choices[0]):
            self._leaf(name, (*location, "all", place))
        return near[0]

    def _distance(self, operator: Token) -> tuple[int, bool]:
        name = re.sub(r"[\d/]", "", operator).upper()
        return self._number(operator, f"{name}/5"), name != "NEAR"

    def _number(self, operator: Token, example: str) -> int:
        number = int(re.sub(r"\D", "", operator) or 0)
        if not 1 <= number <= 500:
            raise self._document.error_at(
                f"'{operator}' needs a number from 1 to 500",
                operator.start_pos or 0,
                f"write it like {example}",
            )
        return number

    def _names(self, part: Tree[Token]) -> Iterator[Token]:
        """The single names of one side of NEAR."""
        (inner,) = part.children if len(part.children) == 1 else (None,)
        if isinstance(inner, Token):
            yield inner
            return
        plain = isinstance(inner, Tree) and all(
            isinstance(one, Tree) or one.type == "OR" for one in inner.children
        )
        if not plain or inner is None:
            raise self._document.error_at(
                "beside NEAR stand names: a concept, a phrase, or (a OR b)",
                _start(part),
                "bring NEAR inside: title:(a NEAR/5 b), or (a NEAR/5 b) AND (a NEAR/5 c)",
            )
        for one in inner.children:
            if isinstance(one, Tree):
                single = one.children[-1]
                if (
                    len(one.children) > 1
                    or not isinstance(single, Tree)
                    or len(single.children) > 1
                ):
                    raise self._document.error_at(
                        "beside NEAR stand names: a concept, a phrase, or (a OR b)",
                        _start(one),
                        "take it out of the bracket, and write a second NEAR joined by AND or OR",
                    )
                yield from self._names(_child(single))

    def _part(self, tree: Tree[Token], location: Location) -> Part:
        self._document.mark(location, _start(tree))
        *prefix, inner = tree.children
        if not prefix:
            return self._atom(inner, location)
        operator = prefix[0]
        assert isinstance(operator, Token)  # noqa: S101 - the grammar says so
        if operator.type == "ATLEAST":
            number = self._number(operator, "ATLEAST3 troops")
            return {
                "in": "article",
                "sentences": number,
                "all": [self._atom(inner, (*location, "all", 0))],
            }
        field = operator.removesuffix(":").lower()
        if field not in _FIELDS:
            near = difflib.get_close_matches(field, _FIELDS, n=1, cutoff=0.5)
            raise self._document.error_at(
                f"unknown field '{operator}'",
                operator.start_pos or 0,
                f"did you mean '{near[0]}:'?" if near else f"fields: {': '.join(_FIELDS)}:",
            )
        if field != "use":
            return {"in": field, "all": [self._atom(inner, (*location, "all", 0))]}
        if not isinstance(inner, Token) or inner.type != "WORD":
            raise self._document.error_at(
                "use: takes the name of one shared condition",
                operator.start_pos or 0,
                "write it like use:together",
            )
        self._document.mark((*location, "use"), inner.start_pos or 0)
        return {"use": str(inner)}

    def _atom(self, inner: Tree[Token] | Token, location: Location) -> Part:
        if isinstance(inner, Tree):
            return self.join(inner, location)
        return self._leaf(inner, location)

    def _leaf(self, token: Token, location: Location) -> Part:
        """A concept, or words: what is quoted, ends with a *, or is not in Latin letters."""
        self._document.mark(location, token.start_pos or 0)
        if token.type == "PHRASE":
            return {"words": [str(token)[1:-1]]}
        if token.endswith("*") or not token.isascii():
            return {"words": [str(token)]}
        return {"concept": str(token)}


def _child(tree: Tree[Token], number: int = 0) -> Tree[Token]:
    child = tree.children[number]
    assert isinstance(child, Tree)  # noqa: S101 - the grammar says so
    return child


def _start(tree: Tree[Token]) -> int:
    return int(tree.meta.start_pos)
