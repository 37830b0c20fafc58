"""What fires, where exactly, and what must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.watch import Matcher, explain, load_watchlists
from tests.watch.conftest import SHARED, WATCHLIST, Matching, Write
from tests.watch.test_bundled import WATCHLISTS

TOGETHER = "    use: together"


def found(matcher: Matcher, text: str, title: str = "") -> list[str]:
    """The words that fired, in order, or nothing."""
    return [one.text for match in matcher.match("a", title, text) for one in match.evidence]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("North Korea met Russia.", ["North Korea", "Russia"]),
        ("NORTH KOREA met the Russians.", ["NORTH KOREA", "Russians"]),
        ("North \t Korea and North-Korean Russia.", ["North \t Korea", "Russia"]),
        ("Жители Северной Кореи и России.", ["Северной Кореи", "России"]),
        ("Северо-Корейская Россия.", None),
        ("Ёлка и Елка в России.", ["Ёлка", "России"]),
        ("елка для России.", ["елка", "России"]),
        ("Камʼянської Росси\u0301и.", ["Камʼянської", "Росси\u0301и"]),
        ("북한은 러시아에서 훈련했다.", ["북한", "러시아"]),
        ("대북한은 러시아에서.", None),
        ("据报道，朝鲜向俄罗斯派兵。", ["朝鲜", "俄罗斯"]),
        ("延边的朝鲜族去俄罗斯。", None),
        ("朝鲜族与朝鲜、俄罗斯。", ["朝鲜", "俄罗斯"]),
        ("北朝鮮とロシアが会談した。", ["北朝鮮", "ロシア"]),
        ("北朝鮮のﾐｻｲﾙ、ロシアへ。", ["北朝鮮", "ロシア"]),
        ("Nordkoreanische Artilleriemunition.", ["Nordkoreanische", "munition"]),
        ("Nord\u00adkorea und russische Waffen.", ["Nord\u00adkorea", "russische"]),
        ("ＤＰＲＫ and Russia.", ["ＤＰＲＫ", "Russia"]),
        ("dprk and Russia.", None),
        ("DPRK and the UN.", ["DPRK", "UN"]),
        ("DPRK and Un.", None),
        ("DPRKs and Prussia.", None),
    ],
)
def test_languages(matching: Matching, text: str, words: list[str] | None) -> None:
    assert found(matching(TOGETHER), text) == (words or [])


def test_short_names_need_a_full_one(matching: Matching) -> None:
    matcher = matching(TOGETHER)
    assert not found(matcher, "The North met Russia.")
    assert found(matcher, "The North met Russia. North Korea denied it.") == ["The North", "Russia"]


def test_evidence_is_exact_and_inside_its_sentence(matching: Matching) -> None:
    text = "Erst Regen. Dann traf Nord\u00adkorea auf  russische Gäste. Ende."
    (match,) = matching(TOGETHER).match("id", "", text)
    assert match.article_id == "id"
    assert match.watchlist_id == "ties"
    for one in match.evidence:
        assert text[one.start : one.end] == one.text
        sentence = text[one.sentence_start : one.sentence_end]
        assert sentence == "Dann traf Nord\u00adkorea auf  russische Gäste."
    assert [one.concept for one in match.evidence] == ["north", "russia"]


BUNDLED = Matcher(load_watchlists(WATCHLISTS))
PIECES = st.sampled_from(
    [
        *["North Korea", "Russia", "soldiers", "Kursk", "КНДР", "Росси\u0301и", "сна\u00adряды"],
        *[
            "북한군",
            "러시아에",
            "파병",
            "朝鲜",
            "俄罗斯",
            "炮弹",
            "ロシア",
            "ﾐｻｲﾙ",
            "北朝鮮",
            "Nord\u00adkorea",
        ],
        *[
            ". ",
            "。",
            "\n\n",
            "\n",
            " ",
            "  ",
            "-",
            "…",
            "! ",
            "「",
            "」",
            "ﬁ",
            "e\u0301",
            "\u200b",
        ],
    ]
)


@given(title=st.lists(PIECES).map("".join), text=st.lists(PIECES, max_size=60).map("".join))
def test_evidence_is_exact_whatever_the_text(title: str, text: str) -> None:
    for match in BUNDLED.match("a", title, text):
        assert match.evidence
        for one in match.evidence:
            whole = title if one.field == "title" else text
            assert whole[one.start : one.end] == one.text != ""
            assert one.sentence_start <= one.start < one.end <= one.sentence_end


def test_match_is_pure(matching: Matching) -> None:
    matcher = matching(TOGETHER)
    first = matcher.match("a", "North Korea", "North Korea met Russia.")
    assert first == matcher.match("a", "North Korea", "North Korea met Russia.")


def test_same_sentence_neighbours_paragraph(matching: Matching) -> None:
    far = "A pact. North Korea spoke. It rained. Russia spoke."
    near = "A pact. North Korea spoke. Russia spoke."
    apart = "North Korea spoke.\n\nRussia spoke."
    plain = "    all: [north, russia]"
    assert not found(matching(plain), near)
    beside = matching("    same: neighbours\n    all: [north, russia]")
    assert found(beside, near)
    assert not found(beside, far)
    assert not found(beside, apart)
    paragraph = matching("    same: paragraph\n    all: [north, russia]")
    assert found(paragraph, far)
    assert not found(paragraph, apart)


def test_a_headline_and_the_first_sentence_are_neighbours(matching: Matching) -> None:
    beside = matching("    same: neighbours\n    all: [north, russia]")
    assert found(beside, "Russia agreed. It rained.", title="North Korea offers a pact")
    assert not found(beside, "It rained. Russia agreed.", title="North Korea offers a pact")
    paragraph = matching("    same: paragraph\n    all: [north, russia]")
    assert not found(paragraph, "Russia agreed.", title="North Korea offers a pact")


@pytest.mark.parametrize(
    "text",
    [
        "A. B. " * 50_000,
        "朝鲜族" * 50_000,
        "朝鲜和俄罗斯。" * 20_000,
        "North Korea Russia " * 20_000,
        "North Korea met Russia. " * 10_000,
        "「ロシア。" * 50_000,
        " " * 200_000 + "Russia",
        "e\u0301\u200b" * 60_000,
    ],
)
def test_hostile_pages_cost_no_more_than_their_length(text: str) -> None:
    """With quadratic cost each of these would take minutes."""
    BUNDLED.match("a", text[:1000], text)


def test_within_and_order(matching: Matching) -> None:
    rule = "    all: [north, russia]\n    within: 3 words"
    assert found(matching(rule), "North Korea met old Russia.")
    assert not found(matching(rule), "North Korea met some very old friends in Russia.")
    assert found(matching(rule), "Russia met North Korea.")
    ordered = matching(rule + "\n    ordered: true")
    assert not found(ordered, "Russia met North Korea.")
    assert found(ordered, "North Korea met Russia.")
    assert found(ordered, "朝鲜与俄罗斯会谈。")


def test_title_and_lead_count_twice_and_places_can_be_asked_for(matching: Matching) -> None:
    matcher = matching(TOGETHER)
    body = "It rained.\n\nNorth Korea met Russia."
    assert not found(matcher, body)
    assert found(matcher, body + " Russia thanked North Korea.")
    assert found(matcher, "It rained.", title="North Korea met Russia")
    title_only = matching("    in: title\n    all: [north, russia]")
    assert not found(title_only, "North Korea met Russia.")
    assert found(title_only, "", title="North Korea met Russia")
    elsewhere = matching("    all: [russia, {in: title, all: [north]}]")
    assert found(elsewhere, "Russia spoke.", title="North Korea") == ["Russia"]
    assert not found(elsewhere, "Russia spoke.")


def test_at_least_not_words_points_and_sentences(matching: Matching) -> None:
    two = matching("    any: [north, russia, pact]\n    at_least: 2")
    assert found(two, "Russia has a pact.")
    assert not found(two, "Russia has none.")
    without = matching("    all: [north]\n    not: [pact]")
    assert found(without, "North Korea spoke.")
    assert not found(without, "North Korea spoke of a pact.")
    own = matching('    all: [north]\n    words: ["yacht*"]')
    assert found(own, "North Korea has yachts.") == ["North Korea", "yachts"]
    heavy = matching("    use: together\n    points: 2")
    assert found(heavy, "It rained.\n\nNorth Korea met Russia.")
    often = matching("    all: [pact, {in: article, sentences: 2, all: [north]}]")
    assert found(often, "A pact. North Korea. North Korea.") == ["pact"]
    assert not found(often, "A pact. North Korea.")


def test_exclusions_drop_sentence_paragraph_article(matching: Matching) -> None:
    text = "North Korea met Russia in a film.\n\nRussia met North Korea. North Korea met Russia."
    drop = "exclude:\n  - id: film\n    words: [film]\n    drop: {}\n"
    assert len(found(matching(TOGETHER, more=drop.format("sentence")), text)) == 4
    assert not found(matching(TOGETHER, more=drop.format("article")), text)
    one = "A film. North Korea met Russia."
    assert found(matching(TOGETHER, more=drop.format("sentence")), one)
    assert not found(matching(TOGETHER, more=drop.format("paragraph")), one)
    shared = matching(TOGETHER)
    assert not found(shared, "North Korea met Russia.", title="A new video game")


def test_menu_lines_do_not_fire(matching: Matching) -> None:
    matcher = matching(TOGETHER)
    assert not found(matcher, "It rained.\n\nNorth Korea | Russia | Weather\n\nIt stopped.")
    assert not found(matcher, "It rained. Most read: North Korea meets Russia. Weather.")


def test_a_paused_watchlist_is_silent_and_a_draft_is_not(write: Write) -> None:
    folder = write()
    path = folder / "ties.yaml"
    for status, fires in (("draft", True), ("paused", False)):
        path.write_text(path.read_text().replace("status: active", f"status: {status}"))
        assert bool(found(Matcher(load_watchlists(folder)), "North Korea met Russia.")) is fires
        path.write_text(path.read_text().replace(f"status: {status}", "status: active"))


def test_umbrella_concepts(matching: Matching) -> None:
    assert found(matching("    all: [both, pact]"), "Russia wants a pact.") == ["Russia", "pact"]


def test_explain_names_what_took_a_sentence_out(write: Write) -> None:
    taken = "exclude:\n  - {id: chess, words: [chess]}\nexamples:"
    matcher = Matcher(load_watchlists(write(ties=WATCHLIST.replace("examples:", taken))))
    told = explain(matcher, "ties", "", "North Korea met Russia at chess. It rained.")
    assert not told.hit
    assert told.dropped == (("chess", "North Korea met Russia at chess."),)
    assert "'chess' takes out: North Korea met" in "\n".join(told.lines())
    shared = SHARED.replace("drop: article\n    in: title", "drop: sentence")
    matcher = Matcher(load_watchlists(write(shared=shared)))
    told = explain(matcher, "ties", "", "North Korea and Russia sell a video game.")
    assert [exclusion for exclusion, _ in told.dropped] == ["games"]


def test_a_sentence_that_two_rules_find_counts_once(write: Write) -> None:
    more = "  - {id: weak, indicator: meet, all: [north], points: 0.5}\nexamples:"
    matcher = Matcher(load_watchlists(write(ties=WATCHLIST.replace("examples:", more))))
    told = explain(matcher, "ties", "", "North Korea met Russia.")
    assert [one.fired[0].counted for one in told.rules] == [True, False]
    assert told.score == told.rules[0].fired[0].points
    assert "(1) text" in "\n".join(told.lines())


def test_explain_says_what_fired_and_what_was_missing(matching: Matching) -> None:
    matcher = matching(TOGETHER)
    hit = explain(matcher, "ties", "", "North Korea met Russia.")
    assert hit.hit
    assert hit.rules[0].fired[0].words == ("North Korea", "Russia")
    miss = explain(matcher, "ties", "", "North Korea slept.")
    assert not miss.hit
    assert miss.rules[0].missing == ("russia",)
    assert "no russia" in "\n".join(miss.lines())
    assert "russia: Russia*, UN, Росси*" in "\n".join(miss.lines())
    assert explain(matcher, "ties", "video game", "North Korea met Russia.").excluded == "games"
    with pytest.raises(KeyError):
        explain(matcher, "nothing", "", "")
