"""Previews of Telegram channels: which posts are articles, and what of them is said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.model import Reason, Source
from monitor.sources import KINDS, entry_sha256
from monitor.urls import canonical
from tests.sources.reading import Desk, counts

KIND = KINDS["telegram"]
DESK = Desk("telegram", "https://t.me/s/harbour_news")


def post(
    number: int, inner: str, *, extra: str = "", date: str = "2024-11-04T05:00:00+00:00"
) -> str:
    return (
        f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message {extra}"'
        f' data-post="Harbour_News/{number}"><div class="tgme_widget_message_bubble">{inner}'
        '<div class="tgme_widget_message_footer"><span class="tgme_widget_message_meta">edited '
        f'<a class="tgme_widget_message_date" href="#"><time datetime="{date}">05:00</time></a>'
        "</span></div></div></div></div>"
    )


def text(markup: str) -> str:
    return f'<div class="tgme_widget_message_text js-message_text" dir="auto">{markup}</div>'


def channel(*posts: str) -> str:
    return (
        '<!doctype html><html><body class="widget_frame_base"><header>'
        '<div class="tgme_channel_info_header_title"><span>Harbour <b>News</b></span></div></header>'
        f'<main><section class="tgme_channel_history">{"".join(posts)}</section></main></body></html>'
    )


PHOTO = '<a class="tgme_widget_message_photo_wrap" href="#"></a>'


def test_a_post_is_an_article() -> None:
    body = text("<b>Ship leaves.</b> It sailed at dawn.<br/><br/>Timber &lt;12 t&gt;<br>and wheat")
    (entry,) = DESK.read(channel(post(7, PHOTO + body))).entries
    assert entry.url == "https://t.me/Harbour_News/7"
    assert entry.title == "Ship leaves. It sailed at dawn."
    assert entry.content == (
        "<p>Ship leaves. It sailed at dawn.</p><p>Timber &lt;12 t&gt;<br>and wheat</p>"
    )
    assert entry.published_at == datetime(2024, 11, 4, 5, tzinfo=UTC)
    assert entry.author == "Harbour News"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("⚡️<br>Судно вышло", "Судно вышло"),
        ("One short sentence. " + "And another word " * 10, "One short sentence."),
        ("船" * 100 + "。" + "港" * 100, "船" * 100 + "。"),
        ("word " * 40, ("word " * 24)[:114].rstrip() + "…"),
        ("7<br>8", "7"),
    ],
)
def test_the_title_is_the_first_line_or_sentence(words: str, title: str) -> None:
    (entry,) = DESK.read(channel(post(1, text(words)))).entries
    assert entry.title == title
    assert len(entry.title) <= 121


def test_a_forwarded_post_names_where_it_comes_from_beside_the_text() -> None:
    forwarded = (
        '<div class="tgme_widget_message_forwarded_from">Forwarded from '
        '<a class="tgme_widget_message_forwarded_from_name" href="#"><span>Quay</span></a></div>'
    )
    (entry,) = DESK.read(channel(post(2, forwarded + text("Yes.")))).entries
    assert entry.author == "Harbour News (forwarded from Quay)"
    assert (entry.content, entry.summary) == ("<p>Yes.</p>", "")


def test_replies_previews_and_the_mark_of_an_edit_are_not_the_words_of_the_channel() -> None:
    reply = f'<a class="tgme_widget_message_reply" href="#">{text("An older post")}</a>'
    preview = (
        '<a class="tgme_widget_message_link_preview" href="#"><div class="link_preview_title">'
        f"Elsewhere</div>{text('A site')}</a>"
    )
    (entry,) = DESK.read(channel(post(3, reply + text("Ship") + preview))).entries
    assert entry.content == "<p>Ship</p>"
    assert DESK.read(channel(post(3, preview))).entries == ()
    (edited,) = DESK.read(channel(post(3, text("Ship left")))).entries
    assert entry_sha256(edited) != entry_sha256(entry)


def test_a_poll_is_its_question() -> None:
    poll = '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">Will it sail?</div></div>'
    assert DESK.read(channel(post(3, poll))).entries[0].title == "Will it sail?"


def test_posts_without_words_and_notices_are_counted() -> None:
    video = '<time class="message_video_duration">0:17</time>'
    body = channel(
        post(4, PHOTO),
        post(5, video),
        post(6, text("Harbour News pinned a photo"), extra="service_message"),
        post(8, text("Ship")),
    )
    found = DESK.read(body)
    assert [entry.title for entry in found.entries] == ["Ship"]
    assert [(one.reason, one.count) for one in found.failures] == [
        (Reason.UNWANTED, 2),
        (Reason.UNWANTED, 1),
    ]
    only = DESK.read(channel(post(4, PHOTO)))
    assert (only.entries, only.degraded, counts(only)) == ((), None, {Reason.UNWANTED: 1})


def test_older_posts_are_followed_as_far_as_the_option_says() -> None:
    body = channel(post(12, text("A")), post(11, PHOTO), post(13, text("B")))
    assert DESK.read(body).follow == ("https://t.me/s/Harbour_News?before=11",)
    assert DESK.read(body, pages_back=0).follow == ()
    assert DESK.read(channel(post(1, text("First")))).follow == ()
    for back, documents in ((0, 1), (5, 6)):
        source = Source("h", "H", "telegram", DESK.address, options={"pages_back": back})
        assert KIND.limit(source) == documents


@pytest.mark.parametrize(
    "written",
    [
        "https://t.me/s/Harbour_News",
        "https://t.me/harbour_news/",
        "http://telegram.me/s/harbour_news?before=9",
        "t.me/harbour_news/12",
        " @harbour_news",
    ],
)
def test_a_channel_has_one_address(written: str) -> None:
    assert KIND.address(written) == DESK.address
    assert KIND.start(Source("h", "H", "telegram", written)) == DESK.address


@pytest.mark.parametrize(
    "written",
    ["https://t.me/+AbCdEf123", "https://t.me/joinchat/AAAA", "https://t.me/c/12/3", "@ab", "harbour",
     "https://t.me.evil.example/harbour", "https://outlet.example/@harbour", "@harbour\nx"],
)  # fmt: skip
def test_what_is_no_public_channel_has_no_address(written: str) -> None:
    assert KIND.address(written) is None


def test_other_kinds_start_where_the_list_says() -> None:
    written = "http://m.outlet.example/feed?b=1&a=2"
    assert KINDS["feed"].start(Source("o", "O", "feed", written)) == written != canonical(written)


LANDING = (
    '<html><body><div class="tgme_page_wrap"><div class="tgme_page"><div class="tgme_page_title">'
    '<span>Harbour</span></div><div class="tgme_page_action"></div></div></div></body></html>'
)


@pytest.mark.parametrize(
    ("body", "reason", "word"),
    [
        (LANDING, Reason.NOT_A_FEED, "private"),
        (channel(), Reason.EMPTY, "no posts"),
        (
            channel('<div class="tme_no_messages_found">No posts found</div>'),
            Reason.EMPTY,
            "no posts",
        ),
        (channel('<div class="tgme_new_post">Ship</div>'), Reason.LAYOUT_CHANGED, "newer version"),
        ("<html><body><p>Ship</p></body></html>", Reason.NOT_A_FEED, "no channel"),
        ("", Reason.EMPTY, "empty"),
        (b"\0" * 9, Reason.EMPTY, "empty"),
    ],
)
def test_a_page_without_posts_says_why(body: bytes | str, reason: Reason, word: str) -> None:
    found = DESK.fail(body)
    assert found.reason is reason
    assert word in found.message


def test_before_the_first_post_there_is_nothing_and_that_is_no_fault() -> None:
    found = DESK.read(channel(), at=f"{DESK.address}?before=2")
    assert (found.entries, found.failures, found.follow) == ((), (), ())


def test_a_post_without_a_number_is_counted() -> None:
    body = channel(post(4, text("Ship"))).replace("Harbour_News/4", "javascript:alert(1)")
    assert counts(DESK.read(body)) == {Reason.NO_IDENTITY: 1}


def test_20000_nested_elements_end_in_time() -> None:
    deep = channel(post(4, text("<b>" * 20_000 + "Ship")))
    found = DESK.parse(deep)
    assert found is not None


def test_telegram_is_asked_politely_and_its_posts_are_whole() -> None:
    assert KIND.robots
    assert not KIND.pages
