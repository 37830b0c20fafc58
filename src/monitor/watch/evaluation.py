"""How good the rules are: precision, recall and F1 on labelled articles."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from monitor.watch.watchlist import Watchlists


class Finding(Protocol):
    """A theme found in an article."""

    @property
    def watchlist_id(self) -> str: ...


class Finder(Protocol):
    """What can be measured: our matcher, or a simpler one to compare it with."""

    @property
    def watchlists(self) -> Watchlists: ...

    def match(self, article_id: str, title: str, text: str) -> Sequence[Finding]: ...


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one class, and the three figures made of them (0 where nothing was to be found)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        whole = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / whole if whole else 0.0

    def as_json(self) -> dict[str, float]:
        figures = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {**asdict(self), **{name: round(value, 4) for name, value in figures.items()}}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One article that a watchlist got wrong."""

    article_id: str
    watchlist_id: str
    language: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result over all articles.

    ``macro_f1`` is the mean over the watchlists that have labelled articles; ``micro`` adds all
    decisions up; ``relevance`` asks only whether an article concerns the brief at all.
    """

    articles: int
    watchlists: Mapping[str, Score]
    languages: Mapping[str, Score]
    micro: Score
    relevance: Score
    macro_f1: float
    false_positives: tuple[Mistake, ...] = field(default=(), repr=False)
    false_negatives: tuple[Mistake, ...] = field(default=(), repr=False)

    def to_json(self) -> str:
        """The whole result as one JSON object."""
        return json.dumps(
            {
                "articles": self.articles,
                "macro_f1": round(self.macro_f1, 4),
                "micro": self.micro.as_json(),
                "relevance": self.relevance.as_json(),
                "watchlists": {key: score.as_json() for key, score in self.watchlists.items()},
                "languages": {key: score.as_json() for key, score in self.languages.items()},
                "false_positives": [asdict(one) for one in self.false_positives],
                "false_negatives": [asdict(one) for one in self.false_negatives],
            },
            ensure_ascii=False,
        )


def evaluate(matcher: Finder, rows: Iterable[Mapping[str, Any]]) -> Evaluation:
    """Match labelled articles and count.

    A row has ``id, title, text, lang, labels`` and may have ``also`` (themes that count neither
    way) and ``hard`` (shown beside a mistake). An article is relevant when it has a label; one
    that has none but is found only for themes in ``also`` counts neither way either.
    """
    kinds: dict[str, Counter[str]] = {one.id: Counter() for one in matcher.watchlists.watchlists}
    languages: dict[str, Counter[str]] = {}
    relevance: Counter[str] = Counter()
    wrong: dict[str, list[Mistake]] = {"fp": [], "fn": []}
    articles = 0
    for row in rows:
        articles += 1
        labels, also = set(row.get("labels") or ()), set(row.get("also") or ())
        language = str(row.get("lang") or "?")
        title, text = row.get("title") or "", row.get("text") or ""
        found = {match.watchlist_id for match in matcher.match(row["id"], title, text)}
        for theme, counter in kinds.items():
            kind = _kind(theme in found, theme in labels)
            if kind == "tn" or (theme in also and theme not in labels):
                continue
            counter[kind] += 1
            languages.setdefault(language, Counter())[kind] += 1
            if kind in wrong:
                mistake = Mistake(row["id"], theme, language, title, str(row.get("hard") or ""))
                wrong[kind].append(mistake)
        if labels or not found or found - also:
            relevance[_kind(bool(found), bool(labels))] += 1
    scores = {theme: _score(counter) for theme, counter in kinds.items()}
    labelled = [score for score in scores.values() if score.tp + score.fn]
    return Evaluation(
        articles=articles,
        watchlists=scores,
        languages={key: _score(counter) for key, counter in sorted(languages.items())},
        micro=_score(sum(kinds.values(), Counter())),
        relevance=_score(relevance),
        macro_f1=sum(score.f1 for score in labelled) / len(labelled) if labelled else 0.0,
        false_positives=tuple(wrong["fp"]),
        false_negatives=tuple(wrong["fn"]),
    )


def _kind(found: bool, labelled: bool) -> str:
    return ("tp" if labelled else "fp") if found else ("fn" if labelled else "tn")


def _score(counter: Counter[str]) -> Score:
    return Score(counter["tp"], counter["fp"], counter["fn"])
