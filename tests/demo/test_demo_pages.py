"""The pages are realistic but fair: an ordinary extractor finds the prose and little else."""

import itertools

import pytest
from trafilatura import bare_extraction

from monitor.demo import load_web
from monitor.demo.pages import render_page
from tests.demo.tiny import day

NOW = day(25)


def squeezed(text: str) -> str:
    return "".join(text.split())


def faults_of_page(web, article):
    """What an extractor misses of the prose of a page, and what it takes for prose."""
    page = bare_extraction(render_page(web, article, NOW), fast=True, include_comments=False)
    text = page.text if page else ""
    prose = squeezed(article.edition(NOW).text)
    missing = [p for p in article.edition(NOW).paragraphs if squeezed(p) not in squeezed(text)]
    strange = [line for line in text.splitlines() if squeezed(line) not in prose]
    return missing + strange


def test_extractor_finds_the_prose_and_none_of_the_rest(web):
    bundled = load_web()
    pages = [(w, article) for w in (web, bundled) for article in w.articles]
    bad = {article.address: found for w, article in pages if (found := faults_of_page(w, article))}
    assert len(bad) <= 0.05 * len(pages), bad


def test_every_page_carries_its_boilerplate(web):
    for article in web.articles:
        page = render_page(web, article, NOW).decode(article.outlet.encoding)
        plain = page.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
        outlet = article.outlet
        for line in (*outlet.menu, *outlet.most_read, *article.aside, outlet.footer):
            assert line in plain, (article.address, line)


def test_what_surrounds_an_article_is_not_said_by_it():
    web = load_web()
    for article in web.articles:
        outlet, words = article.outlet, web.wording(article.outlet)
        around = (*outlet.most_read, outlet.footer, words.newsletter, words.comment, *article.aside)
        for line in around:
            assert line not in article.edition(NOW).text, (article.id, line)


def test_read_also_points_to_an_earlier_article_of_the_outlet(web):
    second = next(a for a in web.articles if a.id == "t-uk2")
    assert '<a href="/2024/11/05/ferry-t-uk">' in render_page(web, second, NOW).decode()


def test_layouts_differ(web):
    layouts = {a.outlet.layout: render_page(web, a, NOW) for a in web.articles}
    assert len(layouts) >= 4
    assert any(b"<article" not in page for page in layouts.values())
    assert any(b"application/ld+json" in page for page in layouts.values())
    assert all(a != b for a, b in itertools.combinations(layouts.values(), 2))


@pytest.mark.parametrize("name", ["t-author", "t-ru", "t-ko", "t-json", "t-title"])
def test_pages_say_title_and_day(web, name):
    article = next(a for a in web.articles if a.id == name)
    page = bare_extraction(render_page(web, article, NOW), url=article.address, with_metadata=True)
    assert squeezed(page.title) == squeezed(article.edition(NOW).title)
    assert page.date == f"{article.published_at:%Y-%m-%d}"
