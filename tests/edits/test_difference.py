"""What is an edit of an article and what is none, and what an edit touches."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.edits import difference, is_truncation, revise
from monitor.model import Article, Edit, Evidence, Match, Revision, TextOrigin
from tests.edits.table import CHANGED, HEADLINES, PROSE, SAME

LIVE = "The first entry of the day tells of talks in Seoul. The second tells of a ship at the pier."
WHOLE = " ".join(
    f"In paragraph {word} the report tells what the {word} witness saw at the pier that night."
    for word in [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ]
)


def article(
    text: str,
    title: str = "Soldiers",
    *,
    origin: TextOrigin = TextOrigin.PAGE,
    version: int = 1,
) -> Article:
    seen = datetime(2024, 11, 5, tzinfo=UTC)
    return Article(
        id="a",
        source_id="s",
        url="https://a.example/1",
        title=title,
        text=text,
        language="en",
        published_at=None,
        first_seen_at=seen,
        text_origin=origin,
        version=version,
    )


def matching(one: Article, word: str, field: str = "text") -> list[Match]:
    """A match on ``word``, if the field holds it."""
    text = one.text if field == "text" else one.title
    at = text.find(word)
    if at < 0:
        return []
    found = Evidence("sent", field, at, at + len(word), word, at, at + len(word))
    return [Match(one.id, "troops", "v1", 1.0, (found,))]


def kinds(edits: tuple[Edit, ...]) -> list[str]:
    """``~number``: the kind of each edit and what it touches, in order of the alphabet."""
    return sorted(
        ("~" if edit.before and edit.after else "+" if edit.after else "-") + "+".join(edit.touches)
        for edit in edits
    )


@pytest.mark.parametrize("row", SAME, ids=lambda row: f"{row[0]} {row[1]}")
def test_what_is_no_edit(row: tuple[str, ...]) -> None:
    language, _, *texts = row
    before, after = (article(f"{PROSE[language]}\n\n{text}") for text in texts)
    assert before.text != after.text
    assert difference(before, after) == ()
    assert revise(before, after) is None


@pytest.mark.parametrize("row", CHANGED, ids=lambda row: f"{row[0]} {row[1]}")
def test_what_is_an_edit(row: tuple[str, ...]) -> None:
    language, _, old, new, *expected = row
    before, after = (article(f"{PROSE[language]}\n\n{text}") for text in (old, new))
    edits = difference(before, after)
    assert kinds(edits) == sorted(expected)
    for edit in edits:
        assert edit.field == "text"
        assert edit.before in before.text
        assert edit.after in after.text
    assert revise(before, after) == Revision("a", 1, edits)


def test_every_language_is_tried() -> None:
    assert {row[0] for row in SAME} == {row[0] for row in CHANGED} == set(PROSE)


@pytest.mark.parametrize(("old", "new", "touches"), HEADLINES)
def test_what_is_an_edit_of_a_headline(old: str, new: str, touches: tuple[str, ...] | None) -> None:
    edits = difference(article(PROSE["en"], old), article(PROSE["en"], new))
    assert edits == (() if touches is None else (Edit("title", old, new, touches),))


@pytest.mark.parametrize(
    ("old", "new", "word", "expected"),
    [
        ("Troops came by night.", "Troops came by day.", "Troops", ["~matched"]),
        ("Troops came by night.", "", "Troops", ["-matched"]),
        ("", "Troops came by night.", "Troops", ["+matched"]),
        ("Some 10 troops came.", "Some 20 troops came.", "troops", ["~number+matched"]),
        ("It rained. Troops came.", "It snowed. Troops came.", "Troops", ["~"]),
        ("By Jane Miller, 12:30.", "By Paul Ode, 12:30.", "Jane Miller", ["-matched"]),
    ],
)
def test_a_sentence_that_matched_is_touched(
    old: str, new: str, word: str, expected: list[str]
) -> None:
    before, after = (article(f"{PROSE['en']}\n\n{text}") for text in (old, new))
    edits = difference(before, after, matching(before, word), matching(after, word))
    assert kinds(edits) == expected


def test_where_sentences_are_cut_is_no_edit() -> None:
    before = article("The train left the station, and nobody waved at it. The talks go on.")
    after = article("The train left the station. And nobody waved at it. The talks go on.")
    assert difference(before, after) == difference(after, before) == ()


def test_a_sentence_that_was_changed_and_moved_is_one_edit() -> None:
    first, changed = "The minister denied the report.", "The minister confirmed the report."
    rest = " The talks go on. Nobody was hurt at the pier."
    assert difference(article(first + rest), article(rest + " " + changed)) == (
        Edit("text", first, changed),
    )


def test_a_headline_that_matched_is_touched() -> None:
    before, after = article(PROSE["en"], "Troops sent"), article(PROSE["en"], "Men sent")
    (edit,) = difference(before, after, matching(before, "Troops", "title"))
    assert edit.touches == ("headline", "matched")


def test_a_live_blog_grows_at_the_top() -> None:
    before = article(LIVE)
    after = article(f"A third entry: nobody was hurt at the pier. {WHOLE}\n\n{LIVE}")
    edits = difference(before, after)
    assert {kind[0] for kind in kinds(edits)} == {"+"}
    assert len(edits) == 13
    assert edits[0].after == "A third entry: nobody was hurt at the pier."


@pytest.mark.parametrize(
    ("part", "origin"),
    [
        (WHOLE[:180], TextOrigin.PAGE),
        (WHOLE[:180] + "…", TextOrigin.PAGE),
        (WHOLE[:168] + "\n\nSubscribe to continue reading.", TextOrigin.PAGE),
        ("A witness tells of a night at the pier.", TextOrigin.SUMMARY),
        ("Soldiers", TextOrigin.TITLE),
    ],
)
def test_a_wall_that_falls_or_goes_up_is_no_edit(part: str, origin: TextOrigin) -> None:
    whole, teaser = article(WHOLE), article(part, origin=origin)
    assert difference(teaser, whole) == difference(whole, teaser) == ()
    assert is_truncation(whole, teaser)
    assert not is_truncation(teaser, whole)
    # More to read is a version, though no edit; less is none.
    assert revise(teaser, whole) == Revision("a", 1, ())
    assert revise(whole, teaser) is None


def test_a_part_from_the_middle_is_a_truncation() -> None:
    whole = article(WHOLE)
    middle = article(" ".join(WHOLE.split(". ")[5:7]) + ".")
    assert is_truncation(whole, middle)
    assert revise(whole, middle) is None


@pytest.mark.parametrize(
    "text",
    [
        "The report was withdrawn because its witness could not be found by our reporters.",
        WHOLE[: len(WHOLE) // 2],
        WHOLE,
    ],
)
def test_words_of_its_own_and_half_a_text_are_no_truncation(text: str) -> None:
    assert not is_truncation(article(WHOLE), article(text))


def test_a_text_that_is_gone_is_a_truncation() -> None:
    assert is_truncation(article(WHOLE), article(""))
    assert not is_truncation(article(""), article(""))


def test_an_added_number_alone_is_not_told() -> None:
    before, after = article(PROSE["en"]), article(PROSE["en"] + " They are 12 in all.")
    assert kinds(difference(before, after)) == ["+"]


def test_a_revision_names_the_version_it_makes() -> None:
    before, after = article(LIVE), article(LIVE + " The end.", version=4)
    assert revise(before, after) == Revision("a", 4, (Edit("text", "", "The end."),))


WORDS = st.sampled_from(
    [
        "Troops",
        "came",
        "by",
        "night",
        "10",
        "12",
        "000",
        "1만",
        "北朝鮮",
        "兵士",
        "。",
        ".",
        "!",
        "?",
        "\n\n",
        "Updated",
        "12:30",
        "“",
        "—",
        "(x)",
        "Read",
        "also:",
        "не",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join))


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_nothing_changes_in_itself_and_all_is_mirrored(one: str, other: str) -> None:
    before, after = article(one, one[:40]), article(other, other[:40])
    assert difference(before, before) == ()
    there, back = difference(before, after), difference(after, before)
    mirrored = {Edit(edit.field, edit.after, edit.before, edit.touches) for edit in back}
    assert set(there) == mirrored
    is_truncation(before, after)


@pytest.mark.parametrize(
    "sentence",
    [
        "Report {n} of side {side} tells of {n} ships.",
        "Ship {n} from {side} {n} passed pier {n}, and nobody on {side}{n} waved at {n}.",
        "第{n}艘船从{side}港出发，船上有{n}名水手。",
        "The same words on each side {side} every time.",
    ],
)
def test_two_thousand_changed_sentences_are_compared_in_time(sentence: str) -> None:
    before, after = (
        article(" ".join(sentence.format(n=n, side=side) for n in range(2000))) for side in "AB"
    )
    started = time.process_time()
    edits = difference(before, after)
    # About half a second; work that grows with the square of the text would take minutes.
    assert time.process_time() - started < 10
    assert edits
