"""Figures beside those before them, in stories and themes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.digest.ranges import NOTABLE
from monitor.model import Facts, FigureRange, News, Said, StatedFigure, StoryFacts, Told
from tests.digest.samples import DAILY, NOW, build, finding

LABELS = {"shell": "artillery shells", "nis": "NIS"}


def stated(
    article: int, low: float, high: float | None = None, *, thing: str = "shell", **changes
) -> StatedFigure:
    sentence = f"Some {low} of them."
    return StatedFigure(
        f"a-{article}",
        thing,
        "",
        low,
        low if high is None else high,
        **{"sentence": sentence, "start": 5, "end": 5 + len(str(low))} | changes,
    )


def made(*figures: StatedFigure, month: tuple[StatedFigure, ...] = (), told=(), **changes):
    """An issue with articles 1 and 2, which state ``figures``."""
    said = {
        name: Said(figures=tuple(one for one in figures if one.article_id == name))
        for name in ("a-1", "a-2")
    }
    facts = Facts(
        stories={"s-1": StoryFacts(told=Told(said=Said(figures=tuple(told))))},
        said=said,
        figures={"troops": (*month, *figures)},
    )
    issue = build(finding(1), finding(2, source=DAILY), facts=facts, labels=LABELS, **changes)
    return issue.themes[0]


def test_a_figure_is_shown_in_its_sentence_beside_those_before():
    theme = made(
        stated(2, 12000, origin="nis", bound="at-least"),
        month=(stated(7, 8000), stated(8, 9000, 10000)),
    )
    (shown,) = theme.stories[0].figures
    assert (shown.thing, shown.label, shown.low, shown.high) == (
        "shell",
        "artillery shells",
        12000,
        12000,
    )
    assert (shown.bound, shown.origin, shown.article_id) == ("at-least", "NIS", "a-2")
    assert (shown.outlet, shown.language) == (DAILY.name, "ko")
    assert [shown.sentence[a:b] for a, b in shown.marks] == ["12000"]
    assert (shown.earlier, shown.outside) == ((8000, 10000), True)
    assert shown.published_at is not None
    assert shown.published_at < NOW


def test_the_first_figure_of_a_thing_has_nothing_to_leave():
    (shown,) = made(stated(1, 5)).stories[0].figures
    assert (shown.earlier, shown.outside) == (None, False)


def test_one_article_makes_no_range_that_another_can_leave():
    (shown,) = made(stated(1, 50), month=(stated(7, 5), stated(7, 9))).stories[0].figures
    assert (shown.earlier, shown.outside) == (None, False)


def test_three_figures_are_shown_those_outside_first_then_those_not_told():
    theme = made(
        stated(1, 50),
        stated(1, 60),
        stated(1, 70),
        stated(1, 99),
        stated(1, 1, thing="tank"),
        month=(stated(7, 40), stated(8, 80)),
        told=(stated(7, 50), stated(7, 60)),
    )
    assert [one.low for one in theme.stories[0].figures] == [99, 70, 1]


def test_a_figure_that_two_articles_give_is_shown_once_with_who_says_so():
    theme = made(stated(1, 5), stated(2, 5, origin="nis"))
    assert [(one.low, one.origin) for one in theme.stories[0].figures] == [(5, "NIS")]


def test_an_origin_without_a_label_is_called_as_its_article_calls_it():
    theme = made(stated(1, 5, origin="name:the portal", name="The Portal"))
    assert theme.stories[0].figures[0].origin == "The Portal"


def test_who_may_not_be_named_is_not_called_by_the_words_of_an_article():
    words = {"origin": "anonymous", "name": "by Officials said"}
    said = {
        "a-1": Said(origins={"anonymous": "by Officials said"}, figures=(stated(1, 5, **words),))
    }
    told = StoryFacts(
        origins={"anonymous": "by Officials said"}, told=Told(articles=frozenset({"a-0"}))
    )
    issue = build(finding(1, story_told=1), facts=Facts(stories={"s-1": told}, said=said))
    (story,) = issue.themes[0].stories
    assert story.figures[0].origin == "unnamed sources"
    assert story.origins == ("unnamed sources",)
    assert News("origin", "unnamed sources") in story.news


@pytest.mark.parametrize(
    ("low", "outside"), [(99, False), (2499, False), (2500, True), (9999, True), (12001, True)]
)
def test_a_part_of_the_whole_is_no_outlier(low, outside):
    month = (stated(7, 10000), stated(8, 12000))
    theme = made(stated(1, low), month=month)
    assert theme.stories[0].figures[0].outside is outside
    assert theme.figures[0].outside is outside


def test_a_part_of_the_whole_is_no_end_of_a_range():
    month = (stated(7, 10000), stated(8, 12000), stated(9, 3), stated(9, 13000))
    theme = made(stated(1, 2600), month=month)
    assert (theme.figures[0].low, theme.figures[0].high) == (2600, 13000)
    assert theme.stories[0].figures[0].earlier == (10000, 13000)


@pytest.mark.parametrize(("name", "unit"), [("money", "usd"), ("oil", "usd"), ("money", "")])
def test_sums_of_money_have_no_range(name, unit):
    month = tuple(replace(stated(n, 700 + n, thing=name), unit=unit) for n in (7, 8))
    theme = made(replace(stated(1, 9e9, thing=name), unit=unit), month=month)
    assert theme.figures == ()
    (shown,) = theme.stories[0].figures
    assert (shown.low, shown.earlier, shown.outside) == (9e9, None, False)


# The second is too small to be an end of the range that it is in.
@pytest.mark.parametrize(("now", "others"), [(160, (200, 300)), (24, (26, 100, 100, 100))])
def test_an_outlet_that_edits_its_own_figure_leaves_no_range(now, others):
    edited = stated(1, now)
    month = (edited, *(stated(7 + n, low) for n, low in enumerate(others)))
    facts = Facts(said={"a-1": Said(figures=(edited,))}, figures={"troops": month})
    (theme,) = build(finding(1, told=True, edited=True), facts=facts).themes
    assert [one.outside for one in theme.stories[0].figures] == [False]
    assert not theme.figures[0].outside


def test_a_theme_has_the_ranges_of_its_month():
    theme = made(
        stated(1, 12, origin="nis"),
        stated(1, 3, thing="tank"),
        month=(
            *(stated(7, low, origin=origin) for low, origin in ((5, "nis"), (10, "gur"))),
            stated(6, 8),
            *(stated(8, 1, thing="howitzer") for _ in range(9)),
            stated(8, 2, thing="howitzer"),
        ),
    )
    first, second, third = theme.figures
    assert first == FigureRange("shell", "artillery shells", "", 5, 12, 4, 2, 28, outside=True)
    # The issue adds to it; it is the first figure of its thing.
    assert (second.thing, second.outside) == ("tank", False)
    # A figure that an article repeats is one.
    assert (third.thing, third.figures, third.low, third.high) == ("howitzer", 2, 1, 2)


def test_a_digest_counts_what_the_brief_is_about():
    theme = made(stated(1, 3, thing="diary"), stated(1, 4, thing="tank"))
    assert [one.thing for one in theme.figures] == ["tank"]
    assert [one.thing for one in theme.stories[0].figures] == ["tank"]


def test_ranges_are_capped():
    theme = made(*(stated(1, 1, thing=one) for one in sorted(NOTABLE - {"cryptocurrency"})[:9]))
    assert len(theme.figures) == 6


def test_what_a_story_withdraws_is_no_figure_of_it():
    facts = Facts(said={"a-1": Said(figures=(stated(1, 5),))})
    gone = finding(1, told=True, edited=True, withdrawn=True)
    assert build(gone, facts=facts).themes[0].stories[0].figures == ()
