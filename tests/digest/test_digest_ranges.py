"""Figures beside those before them, in stories and themes."""

from __future__ import annotations

from monitor.digest.ranges import NOTABLE
from monitor.model import Facts, FigureRange, Said, StatedFigure, StoryFacts, Told
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
    theme = made(*(stated(1, 1, thing=one) for one in sorted(NOTABLE)[:9]))
    assert len(theme.figures) == 6


def test_what_a_story_withdraws_is_no_figure_of_it():
    facts = Facts(said={"a-1": Said(figures=(stated(1, 5),))})
    gone = finding(1, told=True, edited=True, withdrawn=True)
    assert build(gone, facts=facts).themes[0].stories[0].figures == ()
