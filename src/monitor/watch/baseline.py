"""What others would give: the same vocabulary without what makes a rule of it.

``Flat`` is a list of words for each theme, any of which is enough, as an alert service takes it.
``Boolean`` is each rule as one long search string over the whole article, as a media database takes
it: AND, OR and NOT hold, sentences, points and exclusions do not. Measured beside the rules on the
same articles they show what the rules add.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

from monitor.watch.conditions import Node, Not, Use, concepts, parts
from monitor.watch.reading import Reader
from monitor.watch.watchlist import Watchlists


@dataclass(frozen=True, slots=True)
class Found:
    """A theme that a baseline sees in an article."""

    watchlist_id: str


class _Baseline:
    """Reads articles with every name counting, and nothing taken out."""

    def __init__(self, watchlists: Watchlists) -> None:
        self.watchlists = watchlists
        names = tuple(
            name._replace(role="full") for name in watchlists.names if name.role != "except"
        )
        self._reader = Reader(replace(watchlists, exclude=(), not_prose=(), names=names))


class Flat(_Baseline):
    """Any word of a theme's own concepts, anywhere.

    Its own are those that its rules name, without the countries and other concepts of the shared
    conditions: with them every article on Russia would be on every theme.
    """

    def __init__(self, watchlists: Watchlists) -> None:
        super().__init__(watchlists)
        nodes = {
            one.id: [rule.node for rule in one.rules if one.status != "paused"]
            for one in watchlists.watchlists
        }
        shared = set(chain.from_iterable(_shared(node) for node in chain(*nodes.values())))
        self._words = {}
        for watchlist, listed in nodes.items():
            named = set(chain.from_iterable(map(_named, listed)))
            self._words[watchlist] = (named - shared) or named or shared

    def match(self, article_id: str, title: str, text: str) -> tuple[Found, ...]:
        """The themes of which a word stands in the article."""
        del article_id
        found = self._reader.scan(title, text).concepts
        return tuple(Found(theme) for theme, words in self._words.items() if words & found)


class Boolean(_Baseline):
    """Any rule of a theme, asked once of the whole article."""

    def match(self, article_id: str, title: str, text: str) -> tuple[Found, ...]:
        """The themes of which a rule holds somewhere between title and end."""
        del article_id
        (page,) = self._reader.read(self._reader.scan(title, text), whole=True)
        return tuple(
            Found(one.id)
            for one in self.watchlists.watchlists
            if one.status != "paused"
            and any(rule.node.find(page, range(len(page.units))) is not None for rule in one.rules)
        )


def _shared(node: Node) -> frozenset[str]:
    """What a condition names by way of shared conditions."""
    if isinstance(node, Use):
        return concepts(node)
    return frozenset().union(*map(_shared, parts(node)))


def _named(node: Node) -> frozenset[str]:
    """What a condition asks for itself."""
    if isinstance(node, Use | Not):
        return frozenset()
    inside = parts(node)
    return frozenset().union(*map(_named, inside)) if inside else concepts(node)
