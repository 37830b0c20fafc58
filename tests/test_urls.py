import pytest

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
