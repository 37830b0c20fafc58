"""Concepts and their names: what ``vocabulary/*.yaml`` holds, and what a name matches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from monitor.folding import Kind, folded_text, kind

Language = Literal["any", "en", "ru", "uk", "ko", "zh", "ja", "de", "fr", "es"]
Names = dict[Language, list[str]]
MIN_LETTERS = 2
# What a * stands for. No word is longer, and a bound keeps a hostile page from costing its square.
_ENDING = r"\w{0,40}"
# A * with no word before it, or with more than a blank behind it.
_MISPLACED = re.compile(r"(?:^|[ .*])\*|\*(?! |$)")
Id = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")


class Strict(BaseModel):
    """A part of a file: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Concept(Strict):
    """One thing with its names.

    ``short`` names count only in an article that also has a full name ("the North"); ``except``
    are phrases in which a name means something else; ``includes`` are narrower concepts; ``shares``
    are concepts that may have names in common with it, for a name that says both ("Kim's men").
    """

    id: str = Id
    note: str = ""
    names: Names = Field(default_factory=dict)
    short: Names = Field(default_factory=dict)
    except_: Names = Field(default_factory=dict, alias="except")
    includes: list[str] = Field(default_factory=list)
    shares: list[str] = Field(default_factory=list)


class VocabularyFile(Strict):
    """One file of the vocabulary."""

    concepts: list[Concept]


class Term(NamedTuple):
    """A name, folded, with what its ends require.

    ``text`` is literal; ``rest`` is what must follow it when a * stands inside the name (a regular
    expression of our own making, linear in time). ``left`` and ``right`` name the kind of letter
    that must not stand beside the whole; ``caps`` asks for capitals in the article.
    """

    text: str
    rest: str
    left: Kind
    right: Kind
    caps: bool


def term(name: str) -> Term:
    """Compile ``name``. Raises ``ValueError`` with a sentence for the analyst."""
    core = name.strip()
    if ";" in core:
        raise ValueError(f"'{name}' is several names: part them by commas")
    opened, closed = core.startswith("*"), core.endswith("*")
    text, rest = " ".join(folded_text(core.removeprefix("*")).split()), ""
    letters = sum(map(str.isalnum, text))
    if not letters:
        raise ValueError(f"'{name}' is empty: a name needs letters")
    if letters < MIN_LETTERS:
        raise ValueError(f"'{name}' is one letter: it would match almost anything")
    left, right = kind(text[0]), kind(text.removesuffix("*")[-1])
    if "*" in text:
        if _MISPLACED.search(text):
            raise ValueError(
                f"'{name}': a * may stand only at the end of a word, or before the first"
            )
        text, rest = _open_ended(text)
    originals = core.replace("*", "")
    return Term(
        text=text,
        rest=rest,
        left=Kind.NONE if opened else left,
        # Particles follow a Korean word without a space, so its end is open.
        right=Kind.NONE if closed or right is Kind.HANGUL else right,
        caps=originals.upper() == originals != originals.lower(),
    )


def _open_ended(text: str) -> tuple[str, str]:
    """The literal part of a name with a *, and what must follow it as a regular expression."""
    first, *more = text.split("*")
    return first, "".join(_ENDING + re.escape(part) for part in more)


def all_names(concept: Concept) -> Iterator[tuple[tuple[str, str, int], str]]:
    """Every name of a concept with its place in the file (key, language, index)."""
    groups: Mapping[str, Names] = {
        "names": concept.names,
        "short": concept.short,
        "except": concept.except_,
    }
    for key, names in groups.items():
        for language, listed in names.items():
            for index, name in enumerate(listed):
                yield (key, language, index), name
