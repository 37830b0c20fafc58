"""A rule is asked only where the names stand that it needs: that must never lose a hit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.config import bundled
from monitor.watch import Matcher, load_watchlists
from monitor.watch.conditions import (
    All,
    Any,
    Elsewhere,
    Has,
    Near,
    Node,
    Not,
    Occurrence,
    Page,
    Place,
    Unit,
    Use,
    Wide,
    needs,
)
from tests.gate.measure import articles

LETTERS = st.sampled_from("abcd")
HAS = LETTERS.map(lambda name: Has(name, name))
SENTENCE = "one two three four five six. "


def grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=1, max_size=4).map(tuple)
    close = st.lists(HAS, min_size=2, max_size=3).map(tuple)
    regions = st.sampled_from(["title", "lead", "opening", "article"])
    return st.one_of(
        several.map(All),
        several.flatmap(lambda it: st.builds(Any, st.just(it), st.integers(1, len(it)))),
        nodes.map(Not),
        st.builds(Use, st.just("named"), nodes),
        st.builds(Near, close, st.integers(1, 5), st.booleans()),
        st.builds(Wide, nodes, st.sampled_from(["sentence", "neighbours", "paragraph"])),
        st.builds(Elsewhere, nodes, regions, st.integers(1, 3)),
    )


NODES = st.recursive(HAS, grown, max_leaves=8)
WRITTEN = st.lists(st.tuples(st.frozensets(LETTERS), st.booleans()), min_size=1, max_size=5)


def page_of(written: list[tuple[frozenset[str], bool]]) -> Page:
    """A page of sentences with names in them, each ending a paragraph or not; the first in the lead."""
    units, paragraph = [], 0
    for number, (named, ends) in enumerate(written):
        bounds = number * len(SENTENCE), (number + 1) * len(SENTENCE) - 1
        place: Place = "body" if paragraph else "lead"
        unit = Unit("text", *bounds, paragraph, place)
        for name in named:
            unit.found[name] = [Occurrence(bounds[0], bounds[0] + 3, name, "text", *bounds)]
        units.append(unit)
        paragraph += ends
    return Page(units, {"title": "", "text": SENTENCE * len(written)})


@given(NODES, WRITTEN)
def test_what_holds_has_all_that_it_needs(
    node: Node, written: list[tuple[frozenset[str], bool]]
) -> None:
    page = page_of(written)
    for number, unit in enumerate(page.units):
        if node.find(page, range(number, number + 1)) is not None:
            assert not [one for one in needs(node, here=False) if one.isdisjoint(page.concepts())]
            assert not [one for one in needs(node, here=True) if one.isdisjoint(unit.found)]


def test_a_choice_of_several_may_hold_one_that_needs_nothing() -> None:
    choice = (Has("a", "a"), Has("b", "b"), Not(Has("c", "c")))
    assert needs(Any(choice, 1), here=False) == frozenset()
    assert needs(Any(choice, 2), here=False) == {frozenset({"a", "b"})}
    assert needs(Any(choice, 3), here=False) == {frozenset({"a"}), frozenset({"b"})}


def test_a_watchlist_alone_finds_what_it_finds_among_all() -> None:
    watchlists = load_watchlists(bundled("watchlists"))
    everything = Matcher(watchlists)
    alone = {one.id: Matcher(watchlists, only={one.id}) for one in watchlists.watchlists}
    for article in articles()[::7]:
        title, text = article["title"], article["text"]
        found = {match.watchlist_id: match for match in everything.match("", title, text)}
        for theme, matcher in alone.items():
            assert matcher.match("", title, text) == tuple(
                match for name, match in found.items() if name == theme
            )
            verdict, _ = everything.read(theme, title, text)
            assert verdict.hit == (theme in found)
            assert not verdict.hit or verdict.score == found[theme].score
