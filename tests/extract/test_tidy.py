"""What a page puts around, between and before the paragraphs of its article."""

from __future__ import annotations

import json

import pytest

from monitor.extract import read_page
from monitor.model import Extraction
from tests.extract.pages import BODY, article, page

URL = "https://news.example.org/world/night-trains"
LEAD = "Two station workers keep a log of every train, and it tells of sealed wagons at night."


def text_of(html: str) -> list[str]:
    found = read_page(html.encode(), URL)
    assert isinstance(found, Extraction), found
    return found.text.split("\n\n")


def test_the_heading_is_no_part_of_the_text() -> None:
    assert text_of(article()) == BODY["en"]


def test_a_heading_that_opens_a_sentence_stays() -> None:
    first = f"Night trains at the bridge: {BODY['en'][0]}"
    assert text_of(page(first, BODY["en"][1])) == [first, BODY["en"][1]]


@pytest.mark.parametrize(
    "line",
    [
        "Read more",
        "Read also: Fishermen complain about the new port",
        "Advertisement",
        "Subscribe to our newsletter and never miss a train.",
        "Get the latest updates right in your inbox.",
        "Follow us on the network of your choice.",
        "© 2025 Example News. All rights reserved.",
        "Czytaj więcej",
        "Читайте также: Порт закрыт до весны",
        "Lire aussi : Le port reste fermé",
        "Il vous reste 57 % de cet article à lire.",
        "관련 기사",
        "무단 전재 및 재배포 금지",
        "関連記事",
        "延伸閱讀",
    ],
)
def test_labels_and_invitations_are_left_out(line: str) -> None:
    assert text_of(page(BODY["en"][0], line, BODY["en"][1])) == BODY["en"]


@pytest.mark.parametrize(
    "line",
    [
        "Read more than one paper before you believe a rumour about trains at night.",
        "Related parties of the railway deny that they knew of the wagons.",
        "Comments from the ministry were not available on Tuesday.",
        "Subscribers of the log were told at noon, the workers said.",
        "Topics of the talks were freight and fuel, a clerk recalled.",
    ],
)
def test_sentences_that_begin_alike_stay(line: str) -> None:
    assert line in text_of(page(BODY["en"][0], line, BODY["en"][1]))


def test_a_paragraph_that_is_one_link_leads_elsewhere() -> None:
    link = "<a href='/x'>PYONGYANG DENIES THAT ANY TRAIN CROSSED</a>"
    named = f"The ministry <a href='/y'>denied it</a>. {BODY['en'][1]}"
    assert text_of(page(BODY["en"][0], link, named)) == [
        BODY["en"][0],
        f"The ministry denied it. {BODY['en'][1]}",
    ]


def parted(*, second_heading: bool) -> str:
    between = "<h1>Another article</h1>" if second_heading else "<div><p>Advertisement</p></div>"
    halves = [
        "".join(f"<p>{number}. {part}</p>" for part in BODY["en"] * 4) for number in ("One", "Two")
    ]
    return (
        "<html><head><title>Night trains</title></head><body><h1>Night trains</h1>"
        f"<div class='row'><div class='col articleBody'>{halves[0]}</div></div>{between}"
        f"<div class='row'><div class='col articleBody'>{halves[1]}</div></div></body></html>"
    )


def test_a_body_in_parts_is_one_body() -> None:
    found = text_of(parted(second_heading=False))
    assert f"One. {BODY['en'][0]}" in found
    assert f"Two. {BODY['en'][0]}" in found


def test_two_articles_on_a_page_are_not_one() -> None:
    found = text_of(parted(second_heading=True))
    assert f"One. {BODY['en'][0]}" in found
    assert f"Two. {BODY['en'][0]}" not in found


def standfirst(described: str) -> str:
    text = "".join(f"<p>{part}</p>" for part in BODY["en"] * 4)
    return (
        f"<html><head><title>Night trains</title><meta property='og:description' content='{described}'>"
        f"</head><body><header><h1>Night trains</h1><p>{LEAD}</p></header>"
        f"<article><div class='article-body'>{text}</div></article></body></html>"
    )


def test_the_lead_above_the_body_is_read() -> None:
    assert text_of(standfirst(LEAD))[:2] == [LEAD, BODY["en"][0]]
    assert (
        text_of(standfirst("What a page says of itself but shows to nobody is no text of it."))[0]
        == (BODY["en"][0])
    )


@pytest.mark.parametrize("shown", [0, 1, 2])
def test_a_page_that_shows_a_teaser_may_state_its_article(shown: int) -> None:
    data = {"@type": "NewsArticle", "articleBody": "\n".join(BODY["en"] * 3)}
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    assert text_of(page(*BODY["en"][:shown], head=head)) == BODY["en"] * 3


def test_a_fuller_text_than_what_is_stated_stays() -> None:
    data = {"@type": "NewsArticle", "articleBody": BODY["en"][0]}
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    assert text_of(article(head=head)) == BODY["en"]
