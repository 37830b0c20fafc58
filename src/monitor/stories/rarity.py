"""What a shared feature is worth: the rarer it is among the articles compared, the more.

The weight is the negative logarithm of the share of articles that have it, 0 where all have it. So
nothing needs to be listed as too common: what a whole theme shares weighs next to nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.stories.features import KINDS
from monitor.stories.signature import Signatures, slots
from monitor.stories.sketch import Hashes

# So many articles are assumed beside those compared, and that share of them to have a feature of a
# kind, so that the first few can be weighed at all.
ASSUMED = 50
SHARES = {
    "theme": 0.3,
    "person": 0.03,
    "place": 0.03,
    "organisation": 0.05,
    "event": 0.02,
    "thing": 0.1,
    "number": 0.03,
    "name": 0.01,
    "word": 0.02,
}
HEAVIEST = 7.0
# Features weighed together, as evidence of one sort.
CHANNELS = ("concepts", "numbers", "names", "words")
CHANNEL_OF_KIND = np.array([0, 0, 0, 0, 0, 0, 1, 2, 3])
_ASSUMED_OF_KIND = np.array([SHARES[kind] * ASSUMED for kind in KINDS], np.float32)
_WORD = KINDS.index("word")
_FEW = 1 << 17

Weights = NDArray[np.float32]


def kinds(keys: Hashes) -> NDArray[np.intp]:
    """The number of the kind of each feature; of its key without the bit for the head."""
    return (keys & np.uint32(15)).astype(np.intp)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare each feature is among many articles."""

    signatures: Signatures
    counts: NDArray[np.intp]
    bits: int
    articles: Weights

    @classmethod
    def among(cls, signatures: Signatures) -> Rarity:
        """Count the features of all articles."""
        values = signatures.keys.values
        # Two features in one slot are counted together; that seldom matters where slots are many.
        bits = 20 if len(values) < _FEW else 24
        counts = np.bincount(slots(values >> np.uint32(1), bits), minlength=1 << bits)
        _, at, each = np.unique(signatures.languages, return_inverse=True, return_counts=True)
        return cls(signatures, counts, bits, each[at].astype(np.float32))

    def seen(self, features: Hashes) -> NDArray[np.intp]:
        """How many articles have each feature."""
        return self.counts[slots(features, self.bits)]

    def weights(self, features: Hashes, in_language: Any) -> Weights:
        """The weight of each feature; words are rare or common within ``in_language`` articles."""
        which = kinds(features)
        articles = np.where(which == _WORD, in_language, np.float32(len(self.articles)))
        had = self.seen(features).astype(np.float32) - 1 + _ASSUMED_OF_KIND[which]
        found: Weights = -np.log(np.maximum(had, np.float32(0.01)) / (articles + ASSUMED))
        return np.minimum(np.maximum(found, 0), np.float32(HEAVIEST))
