"""Concepts and their names: what ``vocabulary/*.yaml`` holds, and what a name matches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.folding import Kind, folded_text, kind

Language = Literal["any", "en", "ru", "uk", "ko", "zh", "ja", "de", "fr", "es"]
Names = dict[Language, list[str]]
MIN_LETTERS = 2
# What a * stands for. No word is longer, and a bound keeps a hostile page from costing its square.
_ENDING = r"\w{0,40}"
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


@dataclass(frozen=True, slots=True)
class Term:
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
    words = folded_text(core.removeprefix("*")).split()
    # There are tens of thousands of names: what most of them do not have is looked for once.
    letters = sum(map(str.isalnum, "".join(words)))
    if not letters:
        raise ValueError(f"'{name}' is empty: a name needs letters")
    if letters < MIN_LETTERS:
        raise ValueError(f"'{name}' is one letter: it would match almost anything")
    text, rest = " ".join(words), ""
    if "*" in text:
        text, rest = _open_ended(words, name)
    left, right = kind(text[0]), kind(words[-1].removesuffix("*")[-1])
    originals = core.replace("*", "")
    return Term(
        text=text,
        rest=rest,
        left=Kind.NONE if opened else left,
        # Particles follow a Korean word without a space, so its end is open.
        right=Kind.NONE if closed or right is Kind.HANGUL else right,
        caps=originals.upper() == originals != originals.lower(),
    )


def _open_ended(words: list[str], name: str) -> tuple[str, str]:
    """The literal part of a name with a *, and what must follow it as a regular expression."""
    misplaced = any("*" in word[:-1] or not word.strip("*") for word in words)
    if misplaced or ".*" in "".join(words):
        raise ValueError(f"'{name}': a * may stand only at the end of a word, or before the first")
    head = next((at for at, word in enumerate(words) if word.endswith("*")), len(words) - 1)
    text = " ".join(words[: head + 1]).removesuffix("*")
    rest = "".join(
        f" {re.escape(word.removesuffix('*'))}" + (_ENDING if word.endswith("*") else "")
        for word in words[head + 1 :]
    )
    return text, _ENDING + rest if words[head].endswith("*") else rest


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
