import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import urls
from monitor.urls import article_id, canonical, shown

PLAIN = "https://example.com/a"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (PLAIN, PLAIN),
        (f"  {PLAIN}\n", PLAIN),
        ("HTTPS://Example.COM:443/a", PLAIN),
        ("https://example.com./a", PLAIN),
        ("https://desk:secret@example.com/a", PLAIN),
        ("https://example.com/x/../b/./../a", PLAIN),
        ("https://example.com/a#comments", PLAIN),
        ("https://example.com/a?utm_source=rss&utm_medium=feed&fbclid=1", PLAIN),
        ("https://example.com/a?at_medium=RSS&at_campaign=X&ns_campaign=1", PLAIN),
        ("https://example.com/a?ref=rss&from=twitter", PLAIN),
        ("https://m.example.com/a", PLAIN),
        ("https://mobile.example.com/a", PLAIN),
        ("https://amp.example.com/a", PLAIN),
        ("https://example.com/a/amp", PLAIN),
        ("https://example.com/a?amp=1", PLAIN),
        ("https://example.com/a?outputType=amp", PLAIN),
        ("https://www.google.com/amp/s/example.com/a", PLAIN),
        ("https://example-com.cdn.ampproject.org/c/s/example.com/a", PLAIN),
        ("https://example.com/a.amp.html", "https://example.com/a.html"),
        ("https://ko.m.example.org/a", "https://ko.example.org/a"),
        ("http://example.com:80", "http://example.com/"),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
        ("https://example.com/a?b=%3d", "https://example.com/a?b=%3D"),
        ("https://example.com/%7ea/%ec%a0%84", "https://example.com/~a/%EC%A0%84"),
        ("https://example.com/전?가=나", "https://example.com/%EC%A0%84?%EA%B0%80=%EB%82%98"),
        ("http://пример.рф/x", "http://xn--e1afmkfd.xn--p1ai/x"),
        ("http://аpple.com/", "http://xn--pple-43d.com/"),
        ("http://[2606:4700::1111]:80/a", "http://[2606:4700::1111]/a"),
    ],
)
def test_one_spelling(url: str, expected: str) -> None:
    assert canonical(url) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/view?20241105",
        "https://example.com/?cid=1&eid=3&uid=2",
        "https://example.com/?id=&p=1",
        "https://example.com/?ref=report-7&source=un",
        "https://example.com/amp",
        "https://m.com/a",
        "http://example.com/a",
    ],
)
def test_what_may_name_an_article_stays(url: str) -> None:
    assert canonical(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "feed", "/a", "//example.com/a", "mailto:a@example.com", "javascript:alert(1)", "data:,x",
        "file:///etc/passwd", "tag:example.com,2024:1", "http://", "http:///a", "http://a b.com/",
        "http://example.com:99999/", "http://[::bad/", f"http://{'a' * 70}.com/",
        f"http://example.com/{'a' * 5000}",
    ],
)  # fmt: skip
def test_what_is_no_web_address_has_no_spelling(url: str) -> None:
    assert canonical(url) is None


@pytest.mark.parametrize(
    "url", ["http://example.com/a", "https://www.example.com/a", "https://example.com/a/"]
)
def test_scheme_www_and_last_slash_do_not_make_another_article(url: str) -> None:
    assert article_id(url) == article_id(PLAIN)


# One article in two spellings, as feeds, newsletters, phones and social networks carry them.
SAME = [
    ("http://outlet.example/a", "https://outlet.example/a"),
    ("http://www.outlet.example/a", "https://outlet.example/a"),
    ("https://outlet.example/a/", "https://outlet.example/a"),
    ("https://OUTLET.example/a", "https://outlet.example/a"),
    ("https://outlet.example:443/a", "https://outlet.example/a"),
    ("http://outlet.example:80/a", "https://outlet.example:443/a"),
    ("https://outlet.example./a", "https://outlet.example/a"),
    ("https://outlet.example/a#top", "https://outlet.example/a"),
    ("https://outlet.example/a?", "https://outlet.example/a"),
    ("https://outlet.example", "https://outlet.example/"),
    ("https://outlet.example/b/../a", "https://outlet.example/a"),
    ("https://outlet.example//a", "https://outlet.example/a"),
    (" https://outlet.example/a ", "https://outlet.example/a"),
    ("https://reader@outlet.example/a", "https://outlet.example/a"),
    ("https://outlet.example/%61", "https://outlet.example/a"),
    ("https://outlet.example/%d0%b0", "https://outlet.example/%D0%B0"),
    ("https://outlet.example/전쟁", "https://outlet.example/%EC%A0%84%EC%9F%81"),
    ("https://пример.example/a", "https://xn--e1afmkfd.example/a"),
    ("https://m.outlet.example/a", "https://outlet.example/a"),
    ("https://mobile.outlet.example/a", "https://www.outlet.example/a"),
    ("https://amp.outlet.example/a", "https://outlet.example/a"),
    ("https://ko.m.outlet.example/a", "https://ko.outlet.example/a"),
    ("https://outlet.example/a/amp", "https://outlet.example/a"),
    ("https://outlet.example/a/amp/", "https://outlet.example/a"),
    ("https://outlet.example/a.amp", "https://outlet.example/a"),
    ("https://outlet.example/a.amp.html", "https://outlet.example/a.html"),
    ("https://outlet.example/a?amp", "https://outlet.example/a"),
    ("https://outlet.example/a?amp=1&id=2", "https://outlet.example/a?id=2"),
    ("https://outlet.example/a?outputType=amp", "https://outlet.example/a"),
    ("https://www.google.com/amp/s/outlet.example/a", "https://outlet.example/a"),
    ("https://outlet-example.cdn.ampproject.org/c/s/outlet.example/a", "https://outlet.example/a"),
    ("https://outlet.example/a?utm_source=rss", "https://outlet.example/a"),
    ("https://outlet.example/a?id=1&utm_medium=feed&utm_campaign=x", "https://outlet.example/a?id=1"),
    ("https://outlet.example/a?UTM_Source=rss", "https://outlet.example/a"),
    ("https://outlet.example/a?fbclid=x", "https://outlet.example/a?gclid=y"),
    ("https://outlet.example/a?yclid=x&ysclid=y", "https://outlet.example/a"),
    ("https://outlet.example/a?mc_cid=1&mc_eid=2", "https://outlet.example/a"),
    ("https://outlet.example/a?at_medium=RSS&at_campaign=KARANGA", "https://outlet.example/a"),
    ("https://outlet.example/a?ns_mchannel=rss", "https://outlet.example/a"),
    ("https://outlet.example/a?cmpid=rss", "https://outlet.example/a"),
    ("https://outlet.example/a?ref=rss", "https://outlet.example/a"),
    ("https://outlet.example/a?source=twitter&via=telegram", "https://outlet.example/a"),
    ("https://outlet.example/a?smid=x&smtyp=cur", "https://outlet.example/a"),
    ("https://outlet.example/a?igshid=x&mibextid=y", "https://outlet.example/a"),
    ("https://outlet.example/a?_ga=1&_gl=2", "https://outlet.example/a"),
    ("https://outlet.example/a?b=2&a=1", "https://outlet.example/a?a=1&b=2"),
    ("https://outlet.example/a?a=1&&b=2", "https://outlet.example/a?a=1&b=2"),
    ("http://m.outlet.example/a/?utm_source=x#y", "https://www.outlet.example/a"),
]  # fmt: skip
# Two articles whose addresses differ only in what might be taken for nothing.
DIFFERENT = [
    ("https://outlet.example/a", "https://outlet.example/b"),
    ("https://outlet.example/a", "https://outlet.example/A"),
    ("https://outlet.example/a?id=1", "https://outlet.example/a?id=2"),
    ("https://outlet.example/a?id=1", "https://outlet.example/a"),
    ("https://outlet.example/view?20241105", "https://outlet.example/view?20241106"),
    ("https://outlet.example/?cid=1", "https://outlet.example/?cid=2"),
    ("https://outlet.example/?uid=1", "https://outlet.example/?eid=1"),
    ("https://outlet.example/?p=1", "https://outlet.example/?page=1"),
    ("https://outlet.example/?ref=report-7", "https://outlet.example/?ref=report-8"),
    ("https://outlet.example/?source=un", "https://outlet.example/"),
    ("https://outlet.example/?from=seoul", "https://outlet.example/?from=tokyo"),
    ("https://outlet.example/?feed=12", "https://outlet.example/?feed=13"),
    ("https://outlet.example/amp", "https://outlet.example/"),
    ("https://outlet.example/amplify", "https://outlet.example/lify"),
    ("https://outlet.example/a/amp/b", "https://outlet.example/a/b"),
    ("https://outlet.example/camp", "https://outlet.example/c"),
    ("https://outlet.example/?camp=1", "https://outlet.example/"),
    ("https://m.example/a", "https://example/a"),
    ("https://ko.outlet.example/a", "https://outlet.example/a"),
    ("https://ko.outlet.example/a", "https://ja.outlet.example/a"),
    ("https://news.outlet.example/a", "https://www.outlet.example/a"),
    ("https://wwwoutlet.example/a", "https://outlet.example/a"),
    ("https://outlet.example:8080/a", "https://outlet.example/a"),
    ("https://outlet.example/a%2Fb", "https://outlet.example/a/b"),
    ("https://outlet.example/a?x=1%262", "https://outlet.example/a?x=1&2"),
    ("https://outlet.example/a.html", "https://outlet.example/a"),
    ("https://outlet.example/a?b=", "https://outlet.example/a?c="),
    ("https://оutlet.example/a", "https://outlet.example/a"),
    ("https://outlet.example/статья", "https://outlet.example/статьи"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_an_article_has_one_name_in_all_spellings(one: str, other: str) -> None:
    assert article_id(canonical(one) or "") == article_id(canonical(other) or "-")


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_articles_keep_two_names(one: str, other: str) -> None:
    assert article_id(canonical(one) or "") != article_id(canonical(other) or "")


@given(
    st.from_regex(
        r"https?://[a-z0-9.-]{1,12}\.[a-z]{2,5}(/[A-Za-z0-9_.~,:;=@()!*'-]{0,5}){0,3}"
        r"(\?[A-Za-z0-9_.~,:;=@()!*'/&?+-]{0,20})?",
        fullmatch=True,
    )
)
@settings(max_examples=400, deadline=None)
def test_tidy_addresses_are_spelled_as_all_others_are(url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        tidy = canonical(url)
        patch.setattr(urls, "_TIDY", re.compile("(?!)"))
        assert canonical(url) == tidy


@pytest.mark.parametrize(
    "tail",
    [
        "a-" * 2_000,
        "a.b/" + "a/" * 2_000,
        "a.bc/?" + "a=b&" * 900 + "^",
        "a.bc/?" + "a" * 4_000 + "^",
    ],
)
def test_hostile_addresses_take_bounded_time(tail: str) -> None:
    canonical(f"http://{tail}")


def test_an_article_id_is_short_and_differs() -> None:
    ids = {article_id(f"{PLAIN}?id={n}") for n in range(1000)}
    assert len(ids) == 1000
    assert {len(one) for one in ids} == {16}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (PLAIN, PLAIN),
        ("https://desk:planted@example.com/a", PLAIN),
        ("https://desk:pl@nted@example.com/a", PLAIN),
        ("https://example.com/a?token=planted&id=1", "https://example.com/a?token=***&id=1"),
        ("https://example.com/a?api_key=planted", "https://example.com/a?api_key=***"),
        ("http://пример.рф/x", "http://xn--e1afmkfd.xn--p1ai/x"),
        ("https://example.com/\x1b[31ma\u202e", "https://example.com/[31ma"),
    ],
)
def test_what_is_printed_is_safe(url: str, expected: str) -> None:
    assert shown(url) == expected
