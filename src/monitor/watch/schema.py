"""What ``brief.yaml``, ``shared.yaml`` and ``<watchlist>.yaml`` may say."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from monitor.watch.vocabulary import Id, Strict

Region = Literal["title", "lead", "opening", "article"]
Reach = Literal["sentence", "neighbours", "paragraph"]
Status = Literal["draft", "active", "paused"]


class Condition(Strict):
    """What a sentence must hold. All keys that are given must hold together.

    A bare word in a list is a concept. ``same`` widens the look from the sentence to its
    neighbours or its paragraph; ``in`` looks at another part of the article instead, and there
    asks for ``sentences`` sentences (one, unless given). ``query`` says all of it on one line.
    """

    concept: str | None = None
    words: list[str] = Field(default_factory=list)
    use: str | None = None
    all: list[Condition] = Field(default_factory=list)
    any: list[Condition] = Field(default_factory=list)
    not_: list[Condition] = Field(default_factory=list, alias="not")
    at_least: int = Field(default=1, ge=1)
    within: int | None = Field(default=None, ge=1)
    ordered: bool = False
    same: Reach | None = None
    in_: Region | None = Field(default=None, alias="in")
    sentences: int | None = Field(default=None, ge=1)
    query: str | None = None

    @model_validator(mode="after")
    def _query_alone(self) -> Condition:
        beside = self.model_fields_set & (Condition.model_fields.keys() - {"query"})
        if self.query is not None and beside:
            key = next(iter(sorted(beside))).rstrip("_")
            raise ValueError(f"query: stands alone, without {key}:; write all of it in the query")
        return self

    @model_validator(mode="before")
    @classmethod
    def _bare_word(cls, data: Any) -> Any:
        return {"concept": data} if isinstance(data, str) else data

    @field_validator("within", mode="before")
    @classmethod
    def _words(cls, value: Any) -> Any:
        found = (
            re.fullmatch(r"\s*(\d+)(?:\s+words?)?\s*", value) if isinstance(value, str) else None
        )
        return int(found[1]) if found else value


class Named(Condition):
    """A condition with a name, for reuse."""

    id: str = Id
    note: str = ""


class Rule(Condition):
    """A condition that earns points in every sentence where it holds."""

    id: str = Id
    indicator: str
    note: str = ""
    points: float = Field(default=1, gt=0)


class Exclusion(Condition):
    """A condition that takes a sentence, a paragraph or the whole article out."""

    id: str = Id
    note: str = ""
    drop: Literal["sentence", "paragraph", "article"] = "sentence"


class Weights(Strict):
    """How often a sentence counts, by where it stands."""

    title: float = 2
    lead: float = 2
    body: float = 1


class SharedFile(Strict):
    """``shared.yaml``: what holds for all watchlists, and conditions that they use by name."""

    weights: Weights = Weights()
    not_prose: list[str] = Field(default_factory=list)
    exclude: list[Exclusion] = Field(default_factory=list)
    conditions: list[Named] = Field(default_factory=list)


class Indicator(Strict):
    """What would show that a claim is happening."""

    id: str = Id
    claims: list[str] = Field(min_length=1)
    text: str = Field(min_length=1)


class Example(Strict):
    """A short article. A bare text is an article without a title."""

    title: str = ""
    text: str = ""
    why: str = ""

    @model_validator(mode="before")
    @classmethod
    def _bare_text(cls, data: Any) -> Any:
        return {"text": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _not_empty(self) -> Example:
        if not (self.title.strip() or self.text.strip()):
            raise ValueError("an example needs a title or a text")
        return self


class Examples(Strict):
    """At least one article that must be found and one that must not."""

    hit: list[Example] = Field(min_length=1)
    miss: list[Example] = Field(min_length=1)


class WatchlistFile(Strict):
    """One watchlist."""

    ELSEWHERE: ClassVar = {
        "conditions": "conditions with a name stand in shared.yaml; a rule says use: and the name",
        "concepts": "concepts stand in a file of vocabulary/; every watchlist may use them",
    }

    id: str = Id
    title: str = Field(min_length=1)
    status: Status = "draft"
    owner: str = Field(min_length=1)
    claims: list[str] = Field(min_length=1)
    indicators: list[Indicator] = Field(min_length=1)
    rules: list[Rule] = Field(min_length=1)
    exclude: list[Exclusion] = Field(default_factory=list)
    threshold: float = Field(default=2, gt=0)
    examples: Examples


class ClaimText(Strict):
    """One claim of the brief."""

    id: str = Field(pattern=r"^\d+(\.\d+)*$")
    text: str = Field(min_length=1)


class BriefFile(Strict):
    """``brief.yaml``: the numbered claims that watchlists answer."""

    title: str
    claims: list[ClaimText] = Field(min_length=1)
