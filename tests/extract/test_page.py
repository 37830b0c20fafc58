"""Reading one page: text, facts, encodings, and every reason why there is no article."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from monitor.extract import read_page
from monitor.model import Extraction, Failure, Reason
from tests.extract.pages import BODY, article, page

URL = "https://news.example.org/world/night-trains"


def read(body: str | bytes, content_type: str | None = "text/html", **options: bool) -> Extraction:
    body = body.encode() if isinstance(body, str) else body
    result = read_page(body, URL, content_type, **options)
    assert isinstance(result, Extraction), result
    return result


def refused(body: str | bytes, content_type: str | None = "text/html") -> Failure:
    result = read_page(body.encode() if isinstance(body, str) else body, URL, content_type)
    assert isinstance(result, Failure), result
    assert (result.stage, result.key) == ("extract", URL)
    return result


def test_paragraphs_are_separated_by_a_blank_line_and_menus_left_out() -> None:
    assert read(article()).text.split("\n\n")[-2:] == BODY["en"]
    assert "Contact the editors" not in read(article()).text


def test_hidden_text_and_comments_are_left_out() -> None:
    around = (
        "<p style='display:none'>Pyongyang secret words that nobody sees on this page</p>"
        "<div id='comments' class='comments'><p>A reader of ours writes that Pyongyang is far.</p></div>"
    )
    assert "Pyongyang" not in read(article(around=around)).text


@pytest.mark.parametrize(
    ("lang", "encoding"),
    [
        ("ru", "windows-1251"),
        ("ru", "koi8-r"),
        ("uk", "windows-1251"),
        ("ko", "euc-kr"),
        ("ja", "shift_jis"),
        ("ja", "euc-jp"),
        ("ja", "iso-2022-jp"),
        ("zh", "gb18030"),
        ("zh", "gb2312"),
        ("zh-TW", "big5"),
        ("ru", "utf-16"),
    ],
)
@pytest.mark.parametrize("stated", ["header", "page"])
def test_stated_encodings(lang: str, encoding: str, stated: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    html = article(lang, head=head if stated == "page" else "")
    header = f'text/html; charset="{encoding}"' if stated == "header" else "text/html"
    found = read(html.encode(encoding), header)
    assert BODY[lang][1] in found.text
    assert found.language == lang[:2]


@pytest.mark.parametrize(
    ("lang", "encoding"), [("ru", "windows-1251"), ("ko", "euc-kr"), ("zh", "gb18030")]
)
def test_encodings_nobody_states(lang: str, encoding: str) -> None:
    html = page(*BODY[lang] * 4, title=BODY[lang][0])
    assert BODY[lang][1] in read(html.encode(encoding), None).text


def test_utf8_wins_over_a_wrong_header() -> None:
    assert BODY["ru"][0] in read(article("ru"), "text/html; charset=windows-1251").text
    assert BODY["ko"][0] in read(article("ko"), "text/html; charset=ISO-8859-1").text


def test_the_page_wins_over_the_default_of_a_server() -> None:
    body = article("ru", head='<meta charset="windows-1251">').encode("windows-1251")
    assert BODY["ru"][0] in read(body, "text/html; charset=ISO-8859-1").text


def test_a_wrong_or_unknown_encoding_name_is_survived() -> None:
    assert BODY["en"][0] in read(article(), "text/html; charset=base64").text
    assert BODY["en"][0] in read(article(), "text/html; charset=no-such-thing").text


def test_one_broken_letter_does_not_change_the_encoding() -> None:
    body = article("ko", head='<meta charset="euc-kr">').encode("euc-kr")
    assert "화물 열차" in read(body.replace("봉인".encode("euc-kr"), b"\xb0 \xff")).text


def test_facts_from_linked_data_keep_the_hour() -> None:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Example"},
            {
                "@type": ["NewsArticle"],
                "datePublished": "2025-03-02T08:30:00+09:00",
                "author": [{"@type": "Person", "name": "A. Writer"}, {"name": "B. Editor"}],
            },
        ],
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    found = read(article(head=head))
    assert found.published_at == datetime(2025, 3, 1, 23, 30, tzinfo=UTC)
    assert found.author == "A. Writer, B. Editor"


def test_facts_from_meta_tags() -> None:
    head = (
        '<meta property="og:title" content="Night trains &amp; silence | Example News">'
        '<meta property="og:site_name" content="Example News">'
        '<meta property="article:published_time" content="2025-03-02T08:30:00Z">'
        '<meta name="author" content="A. Writer">'
    )
    found = read(article(head=head, title="Other words in the tab"))
    assert (found.title, found.author) == ("Night trains & silence", "A. Writer")
    assert found.published_at == datetime(2025, 3, 2, 8, 30, tzinfo=UTC)


def test_a_date_without_a_time_is_midnight_utc() -> None:
    head = '<meta name="date" content="2025-03-02">'
    assert read(article(head=head)).published_at == datetime(2025, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "stamp", ["yesterday", "0001-01-01", "9999-99-99", "1970-01-01T00:00:00Z", ""]
)
def test_an_impossible_date_is_no_date(stamp: str) -> None:
    assert read(article(head=f'<meta name="date" content="{stamp}">')).published_at is None


def test_without_metadata_there_is_still_a_title() -> None:
    head = '<meta name="date" content="2025-03-02"><meta name="author" content="A. Writer">'
    found = read(article(head=head), metadata=False)
    assert (found.title, found.published_at, found.author) == (
        "Night trains at the bridge",
        None,
        None,
    )
    assert BODY["en"][0] in found.text


def test_broken_linked_data_is_survived() -> None:
    head = "".join(
        f'<script type="application/ld+json">{data}</script>'
        for data in (
            "{not json",
            "[" * 50_000,
            '{"@type": "NewsArticle", "author": 7, "datePublished": []}',
        )
    )
    assert read(article(head=head)).author is None


def test_language_of_the_page_unless_the_script_says_otherwise() -> None:
    assert read(article("en", lang="en-GB")).language == "en"
    assert read(article("ko", lang="en")).language == "ko"
    assert read(article("uk", lang="ru")).language == "uk"
    assert read(article("ru")).language == "ru"


def test_readings_over_a_name_do_not_break_it() -> None:
    first = (
        "これは<ruby>平壌<rp>（</rp><rt>ピョンヤン</rt><rp>）</rp></ruby>からの列車である。"
        + BODY["ja"][0]
    )
    assert "これは平壌からの列車である。" in read(page(first, BODY["ja"][1])).text


def test_text_is_clean() -> None:
    odd = "Pyong\u00adyang said cafe\u0301 &#0;&#xD800; \u200btoday\x01 " + BODY["en"][0]
    data = '{"@type": "NewsArticle", "headline": "Half \\ud83d a face", "author": "\\ud83d"}'
    html = page(
        odd, BODY["en"][1], title="", head=f'<script type="application/ld+json">{data}</script>'
    )
    found = read(html)
    assert "Pyongyang said café" in found.text
    assert not set(found.text) & set("\x00\x01\u00ad\u200b")
    for value in (found.text, found.title or "", found.author or ""):
        value.encode()


def test_a_short_first_try_is_followed_by_a_thorough_one() -> None:
    lead = (
        "Trains crossed the bridge at night and nobody looked into the wagons, station workers said on Tuesday."
        * 2
    )
    data = json.dumps({"@type": "NewsArticle", "articleBody": lead})
    html = (
        f"<html><head><title>Trains</title><script type='application/ld+json'>{data}</script></head><body>"
        f"<div class='embed-responsive'>{''.join(f'<p>{part}</p>' for part in BODY['en'] * 3)}</div></body></html>"
    )
    assert BODY["en"][1] in read(html).text


def test_an_empty_address_is_answered_with_the_page_s_own() -> None:
    html = article(head='<link rel="canonical" href="https://news.example.org/a">').encode()
    assert read_page(html, "").url == "https://news.example.org/a"
    html = article(head='<link rel="canonical" href="javascript:alert(1)">').encode()
    assert read_page(html, "").url == ""
    html = article(head='<link rel="canonical" href="https://other.example.org/">').encode()
    assert read_page(html, URL).url == URL


@pytest.mark.parametrize(
    ("body", "content_type", "named"),
    [
        (b"%PDF-1.7 ...", "text/html", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "text/html", "a PNG image"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, None, "a JPEG image"),
        (b"PK\x03\x04" + b"\x00" * 50, "text/html", "a ZIP archive"),
        (b"\x1f\x8b\x08" + b"\x00" * 50, "text/html", "a gzip archive"),
        (b'{"title": "x", "body": "<p>words</p>"}', "text/html", "JSON data"),
        (b"[1, 2]", None, "JSON data"),
        (b"", "text/html", "empty"),
        (b" \r\n\x00 ", "text/html", "empty"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", "text/html", "an XML feed"),
        (b"only words, no markup", "text/plain", "plain text"),
        (b"\x01\x02\x03\x04", "application/octet-stream", "application/octet-stream"),
    ],
)
def test_what_is_no_html_is_named(body: bytes, content_type: str | None, named: str) -> None:
    failure = refused(body, content_type)
    assert failure.reason is Reason.NOT_HTML
    assert failure.hard
    assert named in failure.message


def test_html_under_a_wrong_type_is_read() -> None:
    assert BODY["en"][0] in read(article(), "application/pdf").text
    assert (
        BODY["en"][0]
        in read('<?xml version="1.0" encoding="utf-8"?>\n' + article(), "text/xml").text
    )


FILLER = "<script src='app.js'></script>"


@pytest.mark.parametrize(
    ("html", "reason", "named"),
    [
        (
            page(
                "We could not find what you wanted. Try the search.", title="404 - Page not found"
            ),
            Reason.GONE,
            "does not exist",
        ),
        (
            page("죄송합니다. 주소를 다시 확인해 주세요.", title="페이지를 찾을 수 없습니다"),
            Reason.GONE,
            "does not exist",
        ),
        (page("Перейти на главную", title="Страница не найдена"), Reason.GONE, "does not exist"),
        (
            page("Please wait while we check.", title="Just a moment..."),
            Reason.ROBOT_CHECK,
            "robots",
        ),
        (
            page(
                "We and our 834 partners store and access personal data, like cookies, on your device.",
                "You can accept cookies or manage your consent choices at any time on this page.",
                "With your consent we use precise location data to show content and measure it.",
                title="Example News",
            ),
            Reason.COOKIE_WALL,
            "cookie",
        ),
        (
            page(
                "This story is for subscribers. Log in or create an account to read on, or look at our subscriptions.",
                title="Night trains",
            ),
            Reason.PAYWALL,
            "login",
        ),
        (
            "<html><head><title>News</title></head><body><form><input type='password'></form></body></html>",
            Reason.PAYWALL,
            "login",
        ),
        (
            f"<html><head><title>News</title>{FILLER}</head><body><div id='root'></div></body></html>",
            Reason.SCRIPT_ONLY,
            "script",
        ),
        (
            f"<html><body>{FILLER}<noscript>You need to enable JavaScript to run this app.</noscript></body></html>",
            Reason.SCRIPT_ONLY,
            "script",
        ),
        (page("Three words only."), Reason.NO_TEXT, "too little text"),
        (
            "<html><head><title>x</title></head><body></body></html>",
            Reason.NO_TEXT,
            "too little text",
        ),
    ],
)
def test_a_page_without_an_article_says_why(html: str, reason: Reason, named: str) -> None:
    failure = refused(html)
    assert failure.reason is reason
    assert not failure.hard
    assert named in failure.message


def test_articles_about_cookies_passwords_and_errors_are_articles() -> None:
    talk = "Every web site now asks about cookies, and readers log in with a password they forget. "
    assert (
        "cookies"
        in read(
            page(
                *[f"{talk * 3}{number}" for number in range(6)],
                title="Why error 404 pages and cookies annoy",
            )
        ).text
    )
    assert (
        BODY["en"][0]
        in read(page(*BODY["en"], "Subscribe to our letter.", title="Peace is no longer near")).text
    )


def test_a_short_korean_notice_is_an_article() -> None:
    assert read(page(BODY["ko"][0])).language == "ko"


def test_too_large_a_page_is_refused() -> None:
    failure = refused(article() + " " * 5_000_000)
    assert (failure.reason, failure.hard) == (Reason.TOO_LARGE, True)


def test_text_is_capped() -> None:
    assert (
        len(read(page(*[f"{number} {BODY['en'][0]}" for number in range(2_000)])).text) <= 200_000
    )


@pytest.mark.parametrize(
    "bomb",
    [
        "<table><tr><td colspan='9007199254740991' rowspan='9007199254740991'>x</td></tr></table>",
        "<div>" * 100_000,
        "<span>" * 100_000 + "deep",
        "<p>x" * 2_000,
    ],
    ids=["colspan", "div", "span", "paragraphs"],
)
def test_bombs_are_bounded(bomb: str) -> None:
    result = read_page(article(around=bomb).encode(), URL, "text/html")
    assert isinstance(result, Extraction | Failure)
