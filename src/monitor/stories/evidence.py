"""How likely two articles tell of one event: what they share, weighed by rarity, and the time between.

Each channel (concepts, numbers, names, words) gives what is shared in all, what is shared in both
heads, and the share of what they have. A logistic model turns that into the logarithm of the odds;
its few coefficients were fitted on the labelled articles of ``tests/gate``, all moved into a
fortnight, so that it has to tell a crowd of stories of one theme apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.stories.features import Features, kind
from monitor.stories.rarity import CHANNEL_OF_KIND, CHANNELS, Rarity, kinds
from monitor.stories.signature import Signatures, slots

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

_CONCEPTS, _NUMBERS, _NAMES, _WORDS = range(len(CHANNELS))
# A few shared common things are no evidence in a short article: assumed weight beside what is there.
_SMOOTH = 3.0
# Name, and what one unit of it adds to the logarithm of the odds.
MODEL = (
    ("nothing shared", -10.2),
    ("days between", -2.2),
    ("one language", -3.0),
    ("concepts, weight", 0.03),
    ("concepts in both heads, log weight", 0.5),
    ("concepts, share", 15.8),
    ("numbers, weight", 0.1),
    ("numbers in both heads, log weight", 0.4),
    ("numbers, share", 2.6),
    ("names in both heads, log weight", 0.6),
    ("names, share", 3.5),
    ("words, share", 1.0),
)
# Two short articles that share little, all of it common, may have all else that an event needs; so
# this weight must be shared at least, a third of what words weigh included.
LEAST, NEVER = 14.0, -20.0
_SPEAKS = np.array([1.0, 1.0, 1.0, 1 / 3])
_COEFFICIENTS = np.array([value for _, value in MODEL])
# A table of this many bits tells most features that an article does not have.
_BITS = 16


@dataclass(frozen=True, slots=True)
class Shared:
    """What one article shares with several others, by channel: a row each.

    ``weight`` is that of all shared features, ``heads`` that of those in both heads, ``share`` the
    part of both articles' features.
    """

    weight: Floats
    heads: Floats
    share: Floats
    same_language: NDArray[np.bool_]


class Evidence:
    """Compares articles, which are rows of signatures."""

    def __init__(self, signatures: Signatures) -> None:
        self.signatures = signatures
        self.rarity = Rarity.among(signatures)
        # What each article's features weigh, by channel, from when it is first compared: neither
        # signatures nor rarity change any more.
        self._totals = np.full((len(signatures.languages), len(CHANNELS)), np.nan)

    def own(self, row: int) -> tuple[NDArray[np.uint32], Floats]:
        """The features of one article, sorted, and their weights."""
        features = self.signatures.keys.row(row) >> np.uint32(1)
        return features, self.rarity.weights(features, self.rarity.articles[row]).astype(float)

    def shared(self, row: int, others: Rows) -> Shared:
        """What one article shares with each of the others."""
        keys = self.signatures.keys
        mine = keys.row(row)
        features, my_heads = mine >> np.uint32(1), mine & np.uint32(1)
        if not len(mine):
            nothing = np.zeros((len(others), len(CHANNELS)))
            return Shared(nothing, nothing, nothing, np.zeros(len(others), np.bool_))
        places, numbers = keys.places(others)
        marked = np.zeros(1 << _BITS, np.bool_)
        marked[slots(features, _BITS)] = True
        likely = np.flatnonzero(marked[slots(keys.values[places] >> np.uint32(1), _BITS)])
        theirs = keys.values[places[likely]]
        at = np.searchsorted(features, theirs >> np.uint32(1))
        at[at == len(mine)] = 0
        both = features[at] == theirs >> np.uint32(1)
        at, theirs, numbers = at[both], theirs[both], numbers[likely[both]]
        weight = self._weights(theirs, others[numbers])
        into = numbers * len(CHANNELS) + CHANNEL_OF_KIND[kinds(features[at])]
        together = (my_heads[at] + (theirs & np.uint32(1))).astype(int)

        def summed(values: Floats) -> Floats:
            return _summed(into, values, len(others))

        totals = self._weighed(others) + self._weighed(np.array([row]))
        return Shared(
            summed(weight),
            summed(weight * (together == 2)),
            summed(weight * (2 + together)) / (totals + _SMOOTH),
            self.signatures.languages[others] == self.signatures.languages[row],
        )

    def _weighed(self, rows: Rows) -> Floats:
        """What all features of each row weigh, by channel; those of the head count twice."""
        new = rows[np.isnan(self._totals[rows, 0])]
        if len(new):
            keys = self.signatures.keys
            places, numbers = keys.places(new)
            theirs = keys.values[places]
            into = numbers * len(CHANNELS) + CHANNEL_OF_KIND[kinds(theirs >> np.uint32(1))]
            weight = self._weights(theirs, new[numbers]) * (1 + (theirs & np.uint32(1)).astype(int))
            self._totals[new] = _summed(into, weight, len(new))
        found: Floats = self._totals[rows]
        return found

    def _weights(self, keys: NDArray[np.uint32], rows: Rows) -> Floats:
        """The weight of each key in the row that it is taken from."""
        articles = self.rarity.articles[rows]
        return self.rarity.weights(keys >> np.uint32(1), articles).astype(float)

    def measures(self, shared: Shared, days: Floats) -> Floats:
        """What the model weighs: a row for each other article, in the order of ``MODEL``."""
        heads = np.log1p(shared.heads)
        return np.column_stack(
            [
                np.ones(len(days)),
                days,
                shared.same_language,
                *(shared.weight[:, _CONCEPTS], heads[:, _CONCEPTS], shared.share[:, _CONCEPTS]),
                *(shared.weight[:, _NUMBERS], heads[:, _NUMBERS], shared.share[:, _NUMBERS]),
                *(heads[:, _NAMES], shared.share[:, _NAMES]),
                shared.share[:, _WORDS],
            ]
        )

    def odds(self, shared: Shared, days: Floats) -> Floats:
        """The logarithm of the odds that each other article tells of the same event."""
        found: Floats = self.measures(shared, days) @ _COEFFICIENTS
        found[shared.weight @ _SPEAKS < LEAST] = NEVER
        return found

    def opening(self, row: int, other: int) -> float:
        """How much of the lighter head's words stands in both heads, 0 to 1."""
        mine, theirs = (self._head_words(one) for one in (row, other))
        both = np.intersect1d(mine, theirs, assume_unique=True)
        least = min(self._weight(row, mine), self._weight(row, theirs))
        return self._weight(row, both) / least if least else 0.0

    def _head_words(self, row: int) -> NDArray[np.uint32]:
        keys = self.signatures.keys.row(row)
        features = keys[(keys & np.uint32(1)) == 1] >> np.uint32(1)
        words: NDArray[np.uint32] = features[CHANNEL_OF_KIND[kinds(features)] == _WORDS]
        return words

    def _weight(self, row: int, features: NDArray[np.uint32]) -> float:
        return float(self.rarity.weights(features, self.rarity.articles[row]).sum())

    def reasons(self, row: int, other: int, known: Features) -> tuple[str, ...]:
        """What an article, whose features are ``known``, shares with another, in words."""
        theirs = self.signatures.keys.row(other) >> np.uint32(1)
        mine, weights = self.own(row)
        shared = np.isin(mine, theirs, assume_unique=True)
        ranked = sorted(
            zip((-weights[shared]).tolist(), mine[shared].tolist(), strict=True),
        )
        labels = known.labels
        return _in_words(
            [(kind(key), labels[key], -weight) for weight, key in ranked if key in labels]
        )


def _summed(into: Rows, values: Floats, rows: int) -> Floats:
    """The sums of values by row and channel."""
    found = np.bincount(into, values, rows * len(CHANNELS))
    return found.astype(float).reshape(rows, len(CHANNELS))


# A kind in words, one and many, in the order in which they are told.
_CALLED = {
    "person": ("person", "people"),
    "place": ("place", "places"),
    "organisation": ("organisation", "organisations"),
    "event": ("event", "events"),
    "number": ("number", "numbers"),
    "thing": ("thing", "things"),
    "name": ("name", "names"),
    "theme": ("subject", "subjects"),
    "word": ("word", "words"),
}
_TELLING, _TELLING_DIGITS = 1.5, 2
_TOLD, _KINDS_TOLD = 4, 4


def _in_words(ranked: Sequence[tuple[str, str, float]]) -> tuple[str, ...]:
    """``people: lavrov``, ``numbers: 2,000``: the rarest of each kind, nothing twice.

    ``ranked`` are kinds, labels and weights, the heaviest first.
    """
    concepts = " ".join(label for sort, label, _ in ranked if sort not in {"name", "word"})
    told: dict[str, list[str]] = {}
    for sort, label, weight in ranked:
        known = sort == "name" and label.casefold().replace(" ", "-") in concepts
        # A small number is evidence, but convinces nobody.
        small = sort == "number" and len(label) < _TELLING_DIGITS
        labels = told.setdefault(sort, [])
        if weight >= _TELLING and not known and not small and len(labels) < _TOLD:
            labels += [label] if label not in labels else []
    phrases = [
        f"{_CALLED[sort][len(told[sort]) > 1]}: {', '.join(told[sort])}"
        for sort in _CALLED
        if told.get(sort)
    ]
    # Where so little is rare, all that is left is to name the rarest.
    return tuple(phrases[:_KINDS_TOLD]) or tuple(
        f"{_CALLED[sort][0]}: {label}" for sort, label, _ in ranked[:1]
    )
