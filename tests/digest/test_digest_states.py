"""What a story is to its reader: new, developed, corrected or quiet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.digest.state import opening
from monitor.model import (
    Digest,
    DigestStory,
    Facts,
    Finding,
    Following,
    News,
    QuietStory,
    Said,
    StatedFigure,
    StoryFacts,
    Told,
)
from tests.digest.samples import DAILY, NOW, STATE, build, finding

LABELS = {"nis": "NIS", "shell": "artillery shells", "kim": "Kim"}


def shells(article: str, low: float, high: float | None = None, **changes) -> StatedFigure:
    return StatedFigure(article, "shell", "", low, low if high is None else high, **changes)


# What the reader was told of story "s-1": one article, in English, under "troops".
TOLD = Told(
    articles=frozenset({"a-0"}),
    themes=frozenset({"troops"}),
    languages=frozenset({"en"}),
    openings=(("Soldiers arrive", "Some say so."),),
    said=Said({"nis": "NIS"}, {"kim": 1}, (shells("a-0", 10, 12),)),
)
QUIET = QuietStory("s-1", "Soldiers arrive", "en", "Meridian Wire", "http://x.example", 2, NOW)


def issue(*findings: Finding, said: dict[str, Said] | None = None, **changes) -> Digest:
    """An issue after ``TOLD``; articles have nothing new unless ``said`` has it."""
    read = {one.article.id: Said() for one in findings} | (said or {})
    story = StoryFacts(
        articles=2, told=changes.pop("told", TOLD), follows=changes.pop("follows", None)
    )
    facts = Facts({"s-1": story} | changes.pop("stories", {}), read, recent=(QUIET,))
    return build(*findings, facts=facts, labels=LABELS, **changes)


def only(made: Digest) -> DigestStory:
    ((story,),) = [theme.stories for theme in made.themes]
    return story


def test_the_same_again_is_quiet_and_counted():
    made = issue(finding(1), finding(2, source=replace(DAILY, language="en")))
    assert made.themes == ()
    assert made.nothing_on == ("Troop deployment", "Sanctions", "China’s role")
    assert (made.quiet, made.repeats) == ((QUIET,), 2)
    assert (made.articles, made.outlets, made.developed_stories) == (0, 0, 0)


@pytest.mark.parametrize(
    ("said", "news"),
    [
        (Said({"nis": "the NIS"}), ()),
        (Said({"gur": "the GUR"}), (News("origin", "the GUR"),)),
        # One more outlet that names nobody.
        (Said({"daily": "Daily"}, own=True), ()),
        (Said(figures=(shells("a-1", 12),)), ()),
        (Said(figures=(shells("a-1", 5, 10),)), ()),
        (Said(figures=(shells("a-1", 12.5),)), (News("figure", "12.5 artillery shells"),)),
        (
            Said(figures=(shells("a-1", 2000, 3000, bound="about"),)),
            (News("figure", "about 2,000–3,000 artillery shells"),),
        ),
        # Eleven of something else.
        (
            Said(figures=(StatedFigure("a-1", "oil", "tonne", 11, 11),)),
            (News("figure", "11 tonnes of oil"),),
        ),
        (Said(actors={"kim": 9}), ()),
        (Said(actors={"lee": 2}), (News("actor", "lee"),)),
        # Named in passing.
        (Said(actors={"lee": 1}), ()),
        (
            Said({"gur": "the GUR"}, {"lee": 2}, (shells("a-1", 1),)),
            (News("origin", "the GUR"), News("figure", "1 artillery shells"), News("actor", "lee")),
        ),
    ],
)
def test_a_story_develops_by_what_its_reader_was_not_told(said, news):
    made = issue(finding(1), said={"a-1": said})
    if not news:
        assert (made.themes, made.repeats) == ((), 1)
        return
    story = only(made)
    assert (story.state, story.news, story.told) == ("developed", news, 1)
    assert (made.developed_stories, made.quiet, made.repeats) == (1, (), 0)


def test_a_language_that_was_not_told_is_news():
    assert only(issue(finding(1, source=DAILY))).news == (News("language", "ko"),)


def test_a_copy_brings_nothing_whatever_it_says():
    said = Said({"gur": "the GUR"}, copy_of="a-0")
    assert issue(finding(1), said={"a-1": said}).themes == ()
    # A copy of what is judged itself neither: the original has it.
    copy = Said({"tass": "TASS"}, copy_of="a-1")
    assert issue(finding(1), finding(2), said={"a-2": copy}).themes == ()
    # Of what the reader never got it is the original.
    assert only(issue(finding(2), said={"a-2": copy})).news == (News("origin", "TASS"),)


def test_news_and_repeats_of_one_story_stand_together():
    made = issue(finding(1), finding(2), said={"a-2": Said({"gur": "GUR"})})
    story = only(made)
    assert {story.lead.article_id, *(one.article_id for one in story.others)} == {"a-1", "a-2"}
    assert (made.articles, made.repeats, made.origins) == (2, 0, 1)


def test_a_kind_of_news_is_named_three_times_at_most():
    said = Said({f"o-{n}": f"O{n}" for n in range(9)}, {"lee": 2})
    news = only(issue(finding(1), said={"a-1": said})).news
    assert [one.text for one in news] == ["O0", "O1", "O2", "lee"]


def test_what_was_never_read_is_shown():
    made = build(finding(1), facts=Facts({"s-1": StoryFacts(told=TOLD)}))
    assert (only(made).state, only(made).news) == ("developed", ())


def test_under_another_theme_a_story_is_not_new_and_not_quiet():
    made = issue(finding(1), finding(1, watchlist="china"), finding(2, story="s-2"))
    states = {theme.watchlist_id: theme.stories[0].state for theme in made.themes}
    # In "troops" story 1 has nothing new.
    assert states == {"troops": "new", "china": "developed"}
    assert (made.new_stories, made.developed_stories, made.repeats, made.quiet) == (1, 1, 0, ())


def test_an_edit_corrects_unless_there_is_news():
    edited = finding(1, told=True, edited=True)
    assert (only(issue(edited)).state, only(issue(edited)).correction) == ("corrected", "edited")
    both = only(issue(edited, finding(2)))
    assert (both.state, both.correction, len(both.others)) == ("corrected", "edited", 1)
    moved = only(issue(edited, finding(2), said={"a-2": Said({"gur": "GUR"})}))
    assert (moved.state, moved.correction) == ("developed", "")


def denies(word: str = "deny") -> Callable[[str, str], bool]:
    return lambda title, opening: word in f"{title} {opening}"


def test_a_denial_corrects_what_was_told():
    made = issue(finding(1, title="They deny it"), denies=denies())
    assert (only(made).state, only(made).correction, made.corrected_stories) == (
        "corrected",
        "denied",
        1,
    )
    # Not where the denial was told, stands further down, or is a copy.
    known = replace(TOLD, openings=(*TOLD.openings, ("Others deny", "")))
    assert issue(finding(1, title="They deny it"), denies=denies(), told=known).themes == ()
    deep = "North Korean soldiers. " * 20 + "They deny it."
    assert issue(finding(1, text=deep), denies=denies()).themes == ()
    copy = {"a-1": Said(copy_of="a-0")}
    assert issue(finding(1, title="They deny it"), denies=denies(), said=copy).themes == ()


def test_what_corrects_a_story_leads_it():
    denial = finding(2, source=STATE, title="They deny it", hours=1)
    assert only(issue(finding(1), denial, denies=denies())).lead.article_id == "a-2"
    edited = finding(2, source=STATE, hours=1, told=True, edited=True)
    assert only(issue(finding(1), edited)).lead.article_id == "a-2"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Short.", 6),
        ("word " * 99, 240),
        ("слово " * 99, 240),
        ("北韓軍人" * 99, 80),
        ("북한 " * 99, 102),
    ],
)
def test_an_opening_says_as_much_in_every_script(text, length):
    assert opening(text) == text[:length]


def test_a_denial_that_is_new_corrects_nothing():
    made = issue(finding(1, title="They deny it"), denies=denies(), told=Told())
    assert (only(made).state, only(made).correction) == ("new", "")


@pytest.mark.parametrize(("told", "state"), [(TOLD, "corrected"), (Told(), "new")])
def test_a_story_may_deny_the_one_that_it_follows(told, state):
    follows = Following("s-0", "Soldiers arrive", "en", NOW - timedelta(days=1))
    made = issue(
        finding(1, title="They deny it"),
        denies=denies(),
        told=Told(),
        follows=follows,
        stories={"s-0": StoryFacts(told=told)},
    )
    assert (only(made).state, only(made).follows) == (state, follows)


SAME = (shells("a-1", 11), shells("a-1", 10))


@pytest.mark.parametrize(
    ("figures", "changes", "state"),
    [
        (SAME, {}, "quiet"),
        # Anything that was not told, or too little to be sure.
        ((*SAME, shells("a-1", 40)), {}, "new"),
        (SAME[:1], {}, "new"),
        (SAME, {"source": DAILY}, "new"),
        (SAME, {"watchlist": "china"}, "new"),
    ],
)
def test_old_figures_again_are_no_news_though_days_have_made_them_another_story(
    figures, changes, state
):
    made = issue(
        finding(1, **changes),
        told=Told(),
        said={"a-1": Said({"nis": "NIS"}, figures=figures)},
        follows=Following("s-0", "Soldiers arrive", "en", NOW - timedelta(days=4)),
        stories={"s-0": StoryFacts(told=TOLD)},
    )
    states = [story.state for theme in made.themes for story in theme.stories]
    assert (states or ["quiet"]) == [state]
    assert (made.articles + made.repeats, made.repeats) == (1, int(state == "quiet"))


def test_a_story_in_several_states_is_counted_once():
    made = issue(
        finding(1, told=True, edited=True),
        finding(2, watchlist="china"),
        finding(3, watchlist="sanctions", title="They deny it"),
        denies=denies(),
    )
    assert [theme.stories[0].state for theme in made.themes] == [
        "corrected",
        "corrected",
        "developed",
    ]
    assert (made.new_stories, made.developed_stories, made.corrected_stories) == (0, 1, 0)


def test_quiet_stories_are_capped_and_those_shown_are_not_among_them():
    recent = tuple(replace(QUIET, story_id=f"s-{n}", told_at=NOW) for n in range(20))
    made = build(finding(1, story="s-3"), facts=Facts(recent=recent))
    assert [one.story_id for one in made.quiet] == [f"s-{n}" for n in (*range(3), *range(4, 13))]
    assert made.quiet_left_out == 7


def test_a_denial_names_what_was_told():
    made = issue(finding(1), denies=lambda title, _: title == "Soldiers arrive, report 1")
    assert only(made).denies == "Soldiers arrive"
    assert only(build(finding(1))).denies == ""


def test_of_quiet_stories_those_with_more_of_the_same_are_named_and_those_told_of_late():
    days = {"s-late": 2.9, "s-1": 10, "s-old": 3.1}
    recent = tuple(
        replace(QUIET, story_id=name, told_at=NOW - timedelta(days=ago))
        for name, ago in days.items()
    )
    facts = Facts({"s-1": StoryFacts(told=TOLD)}, {"a-1": Said()}, recent=recent)
    made = build(finding(1), facts=facts)
    assert [one.story_id for one in made.quiet] == ["s-1", "s-late"]
    assert (made.quiet_left_out, made.repeats) == (1, 1)


def test_a_story_tells_how_far_it_has_spread():
    facts = StoryFacts(
        articles=9,
        outlets=4,
        copies=5,
        origins={"nis": "국정원", "gur": "GUR"},
        languages=("en", "ko"),
        voices=("agency", "state-media"),
        first_seen_at=NOW,
    )
    story = only(build(finding(1), facts=Facts({"s-1": facts}), labels=LABELS))
    assert (story.articles, story.outlets, story.copies) == (9, 4, 5)
    assert (story.origins, story.languages) == (("NIS", "GUR"), ("en", "ko"))
    assert (story.voices, story.first_seen_at) == (("agency", "state-media"), NOW)


def test_forty_copies_of_one_claim_do_not_lift_a_theme():
    many = [finding(n, story="s-1", source=STATE) for n in range(1, 41)]
    two = [finding(n, story=f"s-{n}", watchlist="china") for n in (50, 51)]
    said = {f"a-{n}": Said(copy_of="a-1") for n in range(2, 41)}
    made = build(*many, *two, facts=Facts(said=said))
    assert [theme.watchlist_id for theme in made.themes] == ["china", "troops"]
