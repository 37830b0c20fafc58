import json
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.digest import from_json, to_json
from monitor.model import Edit, Evidence, TextOrigin
from tests.digest.samples import DAILY, NOW, STATE, build, finding


def test_themes_follow_the_brief_and_the_rest_is_named():
    made = build(finding(1, watchlist="china"), finding(2, watchlist="troops", story="s-2"))
    assert [theme.watchlist_id for theme in made.themes] == ["troops", "china"]
    assert made.nothing_on == ("Sanctions",)


def test_a_story_is_new_developed_or_edited():
    made = build(
        finding(1, story="s-new"),
        finding(2, story="s-more", story_told=3),
        finding(3, story="s-edit", told=True, edited=True, story_told=1),
        finding(4, story="s-both", told=True, edited=True, story_told=1),
        finding(5, story="s-both", story_told=1),
    )
    states = {story.story_id: story.state for story in made.themes[0].stories}
    assert states == {
        "s-new": "new",
        "s-more": "developed",
        "s-edit": "corrected",
        "s-both": "developed",
    }
    assert (made.new_stories, made.developed_stories, made.corrected_stories) == (1, 2, 1)


def test_what_was_told_and_not_edited_is_left_out():
    assert build(finding(1, told=True)).themes == ()


def test_the_lead_is_the_earliest_whole_page_of_those_who_report_for_others():
    teaser = {"text_origin": TextOrigin.SUMMARY}
    made = build(
        finding(1, source=STATE, hours=9),
        finding(2, hours=8, article=teaser),
        finding(3, source=DAILY, hours=6),
        finding(4, hours=7),
    )
    (story,) = made.themes[0].stories
    assert story.lead.article_id == "a-4"
    assert [other.article_id for other in story.others] == ["a-3", "a-1", "a-2"]


def test_stories_stand_by_score_then_outlets_then_time():
    made = build(
        finding(1, story="s-late", hours=1),
        finding(2, story="s-early", hours=5),
        finding(3, story="s-two", hours=9),
        finding(4, story="s-two", source=DAILY, hours=9),
        finding(5, story="s-strong", score=3, hours=20),
    )
    order = [story.story_id for story in made.themes[0].stories]
    assert order == ["s-strong", "s-two", "s-late", "s-early"]


def test_caps_count_what_they_hide():
    made = build(*(finding(n, story=f"s-{n % 5}") for n in range(1, 41)), story_cap=2, others_cap=3)
    (theme,) = made.themes
    assert (len(theme.stories), theme.left_out) == (2, 3)
    assert (theme.articles, made.articles, made.new_stories) == (40, 40, 5)
    assert [len(story.others) for story in theme.stories] == [3, 3]
    assert [story.left_out for story in theme.stories] == [4, 4]


def test_five_thousand_hits_stay_short():
    made = build(*(finding(n, story=f"s-{n}", hours=1) for n in range(5000)))
    assert len(to_json(made)) < 30_000
    assert made.themes[0].left_out == 4988


def test_an_article_under_two_themes_counts_once():
    made = build(finding(1), finding(1, watchlist="china"))
    assert (made.articles, made.outlets, made.new_stories) == (1, 1, 1)


def test_marks_point_into_the_sentence_with_the_most_concepts():
    text = "Nothing yet in Russia. Troops of North Korea are in Russia. The end."
    second = text.index("Troops")

    def evidence(word: str, start: int, sentence: tuple[int, int]) -> Evidence:
        return Evidence("deployed", "text", start, start + len(word), word, *sentence, concept=word)

    found = (
        evidence("Russia", text.index("Russia"), (0, second - 1)),
        evidence("North Korea", text.index("North"), (second, text.index(" The end"))),
        evidence("Russia", text.rindex("Russia"), (second, text.index(" The end"))),
        Evidence("deployed", "title", 0, 8, "Soldiers", 0, 16, "troops"),
    )
    (story,) = build(finding(1, text=text, evidence=found)).themes[0].stories
    lead = story.lead
    assert lead.sentence == "Troops of North Korea are in Russia."
    assert [lead.sentence[a:b] for a, b in lead.marks] == ["North Korea", "Russia"]
    assert [claim.id for claim in lead.claims] == ["3.1"]


def test_marks_that_overlap_are_one():
    made = build(finding(1, words=("North Korean", "Korean soldiers", "soldiers")))
    lead = made.themes[0].stories[0].lead
    assert [lead.sentence[a:b] for a, b in lead.marks] == ["North Korean soldiers"]


def test_a_page_without_full_stops_is_cut_around_its_mark():
    text = "word " * 400 + "soldiers" + " word" * 400
    lead = build(finding(1, text=text)).themes[0].stories[0].lead
    assert len(lead.sentence) < 430
    assert [lead.sentence[a:b] for a, b in lead.marks] == ["soldiers"]
    assert lead.sentence.startswith("…")
    assert lead.sentence.endswith("…")


def test_an_article_without_evidence_is_shown_without_a_sentence():
    lead = build(finding(1, evidence=())).themes[0].stories[0].lead
    assert (lead.sentence, lead.marks, lead.claims) == ("", (), ())


def test_the_order_of_findings_does_not_matter():
    found = [finding(n, story=f"s-{n % 3}", hours=4) for n in range(1, 12)]
    assert to_json(build(*found)) == to_json(build(*reversed(found)))


def test_the_first_issue_compares_with_nothing():
    assert build(finding(1), since=None, previous={}).previous is None
    assert build(finding(1)).previous == 3


def test_json_gives_back_an_equal_digest(issue):
    text = to_json(issue)
    assert from_json(text) == issue
    assert to_json(from_json(text)) == text


def test_json_keeps_half_characters_out_and_times_whole():
    odd = NOW + timedelta(microseconds=123456)
    made = build(finding(1, title="half \ud83d of a pair"), now=odd)
    again = from_json(to_json(made))
    assert again == made
    assert again.created_at == odd
    assert made.themes[0].stories[0].lead.title == "half \ufffd of a pair"


def test_what_is_no_digest_is_refused(issue):
    with pytest.raises(ValueError, match="Digest"):
        from_json('{"id": 3}')
    assert replace(issue) == issue


def test_a_digest_of_before_is_brought_to_the_form_of_today():
    made = build(finding(1), finding(2, story="s-2", told=True, edited=True))
    stored = json.loads(to_json(made))
    # What was stored before stories had figures, origins and a past.
    stored["edited_stories"] = stored.pop("corrected_stories")
    for name in ("reader", "title", "origins", "quiet", "quiet_left_out", "silences", "repeats"):
        del stored[name]
    for story in stored["themes"][0]["stories"]:
        for name in ("correction", "news", "figures", "follows", "articles", "origins", "voices"):
            del story[name]
        if story["state"] == "corrected":
            story["state"] = "edited"
    again = from_json(json.dumps(stored))
    assert again == made
    assert again.themes[0].stories[1].correction == "edited"


def test_an_edit_is_cut_to_its_change_and_marked():
    long = "word " * 60 + "10,000 soldiers" + " word" * 60
    edit = Edit("text", long, long.replace("10,000", "12,000"), ("number",))
    made = build(finding(1, told=True, edited=True, edits=(edit,)))
    (shown,) = made.themes[0].stories[0].lead.edits
    assert len(shown.before) <= 202
    assert (shown.before[0], shown.before[-1]) == ("…", "…")
    assert [shown.before[a:b] for a, b in shown.before_marks] == ["10,000"]
    assert [shown.after[a:b] for a, b in shown.after_marks] == ["12,000"]


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("He may go soon.", "He did not go.", ["may", "soon"], ["did not"]),
        ("兵士は1万人だ。", "兵士は2万人だ。", ["1"], ["2"]),
        ("", "All of it is new.", [], []),
        ("All of it is gone.", "", [], []),
    ],
)
def test_marks_stand_on_the_words_that_differ(before, after, old, new):
    made = build(finding(1, told=True, edited=True, edits=(Edit("text", before, after),)))
    (shown,) = made.themes[0].stories[0].lead.edits
    assert (shown.before, shown.after) == (before, after)
    assert [before[a:b].strip() for a, b in shown.before_marks] == old
    assert [after[a:b].strip() for a, b in shown.after_marks] == new


@pytest.mark.parametrize("letter", ["x", "字", "x ", "\ud83d"])
def test_edits_of_any_length_stay_short(letter):
    edit = Edit("text", letter * 200_000 + "1", letter * 200_000 + "2", ("number",))
    (shown,) = (
        build(finding(1, told=True, edited=True, edits=(edit,))).themes[0].stories[0].lead.edits
    )
    assert len(shown.before) <= 202
    assert (shown.before[-1], shown.after[-1]) == ("1", "2")


def test_what_an_edit_took_back_is_not_quoted_from_the_new_text():
    gone = Edit("text", "Soldiers came.", "", ("matched",))
    told = {"told": True, "edited": True, "edits": (gone,), "withdrawn": True}
    made = build(finding(1, **told), finding(2, story="s-1", told=True, edited=True))
    (story,) = made.themes[0].stories
    # Who still says so leads.
    assert [story.lead.article_id, story.others[0].article_id] == ["a-2", "a-1"]
    (other,) = story.others
    assert (other.sentence, other.marks, other.withdrawn) == ("", (), True)
    assert [claim.id for claim in other.claims] == ["3.1"]
    assert [edit.before for edit in other.edits] == ["Soldiers came."]
