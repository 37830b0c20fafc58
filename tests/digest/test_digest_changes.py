"""The three lines that say what changed, and the words for figures and trends."""

from dataclasses import replace

import pytest

from monitor.digest.changes import changes, top_lines
from monitor.digest.charts import bars, spark
from monitor.digest.figures import outlier_line, quantity, range_line, span
from monitor.digest.lists import listed, number, shorten, together
from monitor.digest.story_words import extent, novelty
from monitor.digest.wording import usual
from monitor.model import News, Trend
from tests.digest.issues import empty, figure, rich


def only(*stories, **changes_):
    """The rich issue with these stories in its first theme, and nothing out of the ordinary."""
    full = rich()
    theme = replace(full.themes[0], stories=stories, trend=None)
    return replace(full, themes=(theme,), silences=(), **changes_)


ARRIVAL, LOSSES, CORRECTED = rich().themes[0].stories
DENIED = rich().themes[1].stories[0]


def test_three_lines_say_what_changed():
    assert top_lines(rich()) == (
        (
            "New: “국정원 ‘북한군 2만 명 러시아 도착’” – said by NIS, the Pentagon, Kyrylo Budanov "
            "and 2 more; in 한빛일보 and 8 other outlets. And 4 other new stories."
        ),
        (
            "Denied: “Сообщения об отправке снарядов не соответствуют действительности” – "
            "denies “Munition für ‘Russland’ verladen”."
        ),
        "Figure: 20,000 soldiers, by NIS, outside the 10,000–15,000 of before.",
    )
    assert [change.place for change in changes(rich())] == [(1, 1), (2, 1), (1, 1)]
    assert [change.language for change in changes(rich())] == ["ko", "ru", ""]


def test_nothing_new_is_said_plainly():
    assert top_lines(empty()) == ("Nothing new.",)
    assert changes(empty()) == ()


def test_the_biggest_new_story_is_the_one_with_the_most_outlets():
    small = replace(ARRIVAL, story_id="s-2", outlets=2, figures=())
    assert "8 other outlets" in top_lines(only(small, ARRIVAL))[0]


def test_a_new_story_of_states_alone_is_called_that():
    (line,) = top_lines(only(replace(DENIED, state="new", correction=""), new_stories=1))
    assert line.endswith(
        " – in Ministry of External Relations and 1 other outlet; government and state media only."
    )
    alone = replace(ARRIVAL, outlets=1, origins=())
    assert top_lines(only(alone, new_stories=1))[0].endswith("도착’” – in 한빛일보 alone.")


def test_a_denial_outweighs_all_news_and_a_figure_an_origin():
    assert top_lines(only(LOSSES, DENIED))[0].startswith("Denied:")
    figure_ = replace(LOSSES, news=(News("figure", "2,000 dead"),))
    origin = replace(LOSSES, news=(News("origin", "HUR"),), outlets=50)
    assert top_lines(only(origin, figure_))[0].endswith("– new figure 2,000 dead (4 told before).")
    assert top_lines(only(CORRECTED))[0].startswith(
        "Corrected: “Soldiers train near Ussuriysk” – edited"
    )


def test_news_of_a_kind_is_told_together():
    news = (
        News("language", "ko"),
        News("origin", "HUR"),
        News("language", "zh"),
        News("origin", "NIS"),
    )
    told = novelty(replace(LOSSES, news=news))
    assert told == "new origins HUR and NIS, first in Korean and Chinese (4 told before)"
    assert novelty(replace(LOSSES, news=())) == "4 told before"
    assert novelty(ARRIVAL) == ""


def test_the_farthest_figure_is_told_upwards_or_downwards():
    near = figure(16000, earlier=(10000.0, 15000.0), outside=True)
    far = figure(3000, earlier=(10000.0, 15000.0), outside=True, origin="")
    story = replace(ARRIVAL, figures=(near, far))
    assert top_lines(only(story))[-1].startswith("Figure: 3,000 soldiers, in 한빛일보, outside")


@pytest.mark.parametrize(
    ("outside", "earlier"),
    [(False, (10000.0, 15000.0)), (True, (10.0, 10.0)), (True, None)],
)
def test_a_figure_inside_and_a_second_figure_are_no_news_of_the_day(outside, earlier):
    story = replace(ARRIVAL, figures=(figure(900, earlier=earlier, outside=outside),))
    assert not [line for line in top_lines(only(story)) if line.startswith("Figure:")]


def test_one_report_of_one_outlet_is_told_in_few_words():
    alone = replace(ARRIVAL, articles=1, outlets=1, copies=0, languages=("ko",))
    assert extent(replace(alone, origins=("한빛일보",)), rich()) == (
        "1 article, its own report · first seen 6 Nov"
    )
    assert extent(replace(alone, origins=("NIS",)), rich()).startswith("1 article, 1 origin (NIS)")
    assert "said by" not in top_lines(only(replace(alone, origins=("한빛일보",))))[0]


def test_quotes_in_a_quoted_headline_are_single():
    for headline in ("Seoul: “They came”", 'Seoul: "They came"'):
        story = replace(ARRIVAL, lead=replace(ARRIVAL.lead, title=headline))
        assert top_lines(only(story))[0].startswith("New: “Seoul: ‘They came’” –")


def test_without_a_figure_a_burst_is_told_and_without_that_a_silence():
    full = rich()
    calm = replace(full, themes=(replace(full.themes[0], stories=(LOSSES,)),))
    assert top_lines(calm)[-1] == (
        "Burst: Troop deployment: 9 in the last 24 hours, usually 2.4 a day over 7 days, 2.1 over 28 days – "
        "far more than usual."
    )
    silent = replace(full, themes=())
    assert top_lines(silent) == (
        (
            "Silence: Волна has had nothing on Sanctions for 30 days (since 7 Oct); usually every "
            "6.5 days."
        ),
    )


@pytest.mark.parametrize(
    ("low", "high", "unit", "said"),
    [
        (10000, 10000, "", "10,000"),
        (10000, 15000, "", "10,000–15,000"),
        (1e6, 1.5e6, "", "1–1.5 million"),
        (900_000, 1.5e6, "", "900,000–1.5 million"),
        (700, 1e6, "usd", "US$700–US$1 million"),
        (1e6, 2e6, "usd", "US$1–2 million"),
        (2e9, 2e9, "usd", "US$2 billion"),
        (1, 1, "tonne", "1 tonne"),
        (0.5, 0.5, "tonne", "0.5 tonnes"),
        (700, 800, "barrel", "700–800 barrels"),
        (40, 40, "percent", "40%"),
        (3, 3, "wagon", "3 wagon"),
    ],
)
def test_amounts_in_words(low, high, unit, said):
    assert span(low, high, unit) == said


def test_quantities_in_words():
    assert quantity(figure(3000, bound="at-least")) == "at least 3,000 soldiers"
    assert quantity(figure(3000, bound="at-most", unit="tonne", label="rice")) == (
        "up to 3,000 tonnes of rice"
    )
    assert quantity(figure(70, label="the dead")) == "70 dead"
    assert quantity(figure(12, unit="percent", label="inflation")) == "12% (inflation)"


def test_a_range_is_that_of_before_and_names_what_leaves_it():
    theme = rich().themes[0]
    known, calm = theme.figures
    assert range_line(known, theme) == "10,000–15,000 in 28 days, 5 figures by 3 origins"
    assert outlier_line(known, theme) == "20,000 (NIS) is outside"
    assert outlier_line(calm, theme) == ""
    said_itself = replace(ARRIVAL, figures=(replace(ARRIVAL.figures[0], origin=""),))
    itself = replace(theme, stories=(said_itself,))
    assert outlier_line(known, itself) == "20,000 (in 한빛일보) is outside"
    capped = replace(theme, stories=())
    assert range_line(known, capped).startswith("10,000–20,000 in")
    assert outlier_line(known, capped) == "this issue leaves the range of before"


def test_a_trend_says_only_what_is_known():
    theme = rich().themes[0]

    def said(*trend):
        return usual(replace(theme, trend=Trend(*trend)))

    assert (
        said((0, 2), 1.25, 1.0)
        == "2 in the last 24 hours, usually 1.2 a day over 7 days, 1 over 28 days"
    )
    assert said((0, 2), None, 1.0) == "2 in the last 24 hours, usually 1 a day over 28 days"
    assert said((0, 2), None, None) == "2 in the last 24 hours, too early to say what is usual"
    assert usual(replace(theme, trend=None)) == ""
    assert said((), None, None) == ""


def test_bars_are_as_high_as_their_days():
    assert bars(Trend((0, 1, 4, 8), None, None)) == "▁▂▅█"
    assert bars(Trend((0, 0), None, None)) == "▁▁"
    assert bars(Trend((1, 1000), None, None)) == "▂█"
    assert bars(Trend((), None, None)) == ""
    drawn = spark(Trend((0, 2, 4), None, 2.0))
    assert (drawn.past, drawn.last) == (
        "M0 28v-1.0h4v1.0zM5 28v-14.0h4v14.0z",
        "M10 28v-28.0h4v28.0z",
    )
    assert drawn.usual == "14.0"
    assert spark(Trend((), None, None)).past == ""


def test_lists_and_numbers():
    assert together([]) == ""
    assert together(["a"]) == "a"
    assert together(["a", "b", "c"]) == "a, b and c"
    assert together(["a", "b", "c", "d"], 2) == "a, b and 2 more"
    assert listed(["a, b", "c", "d"], 2) == "a, b · c · 1 more"
    assert number(1_234_567) == "1.23 million"
    assert number(5e12) == "5 trillion"
    assert number(100) == "100"
    assert shorten("one two three", 8) == "one two…"
    assert shorten("一" * 30, 8) == "一" * 8 + "…"
