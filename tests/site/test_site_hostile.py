"""Text from outside stays text on every page, whichever field of the archive it comes by."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import PurePosixPath

import pytest
from lxml import html

from monitor.digest.escape import link, visible
from monitor.model import Archive
from monitor.site import pages
from tests.digest.planting import BAD_URLS, BEGINNINGS, HOSTILE, places, planted
from tests.site.archives import archive

# Our own: a setting that was checked, and a digest, which has tests of its own.
NOT_FREE = {"Archive.timezone", "ArchiveIssue.content"}
# Known to programs alone.
NOT_SHOWN = {
    "ArchiveArticle.article_id",
    "ArchiveArticle.country",
    "ArchiveFigure.bound",
    "ArchiveIssue.reader",
    "ArchiveSource.kind",
    "ArchiveSource.source_id",
    "ArchiveSource.url",
    "ArchiveStory.country",
    "ArchiveStory.follows",
    "ArchiveStory.followed_by",
    "ArchiveStory.story_id",
    "ArchiveTheme.watchlist_id",
    # Links, which are checked, and tags, which are left out where they are none.
    "ArchiveArticle.url",
    "ArchiveArticle.language",
    "ArchiveFigure.language",
    "ArchiveSource.language",
    "ArchiveStory.language",
}
FIELDS = sorted(places(Archive) - NOT_FREE)


def hostile(field: str | None = None, text: str = HOSTILE, *, each: bool = False) -> Archive:
    """``text`` in all fields or in one; with ``each`` no two are the same."""
    counted = iter(range(10**6))

    def plant(place: str, old: str) -> str:
        if place in NOT_FREE or field not in (None, place):
            return old
        return f"{text}{next(counted)}" if each else text

    return planted(archive(), plant)


def ours(built: dict[str, str]) -> Iterator[tuple[str, html.HtmlElement, str]]:
    """The pages but for the digests."""
    for name, page in built.items():
        if name.endswith(".html") and not name.startswith("digests/"):
            yield name, html.fromstring(page), page


@cache
def tags() -> frozenset[str]:
    return frozenset(
        str(one.tag) for _, root, _ in ours(dict(pages(archive()))) for one in root.iter()
    )


def check(built: dict[str, str]) -> None:
    for name, root, page in ours(built):
        assert {str(one.tag) for one in root.iter()} <= tags(), name
        assert len(root.xpath("//script | //style")) == 2
        assert not root.xpath("//@*[starts-with(name(), 'on')] | //@src | //@style")
        for target in root.xpath("//@href"):
            inside = ":" not in target and not target.startswith(("/", "\\"))
            assert inside or link(target) == target, f"{name}: {target}"
        unseen = {
            character
            for character in page
            if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
        }
        assert unseen <= {"\n"}, f"{name}: {unseen!r}"
    for name in built:
        path = PurePosixPath(name)
        assert len(path.parts) <= 2
        assert ".." not in path.parts
        assert set(name) <= set(SAFE), name


SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./"


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_becomes_markup_or_a_link_or_unseen(field: str) -> None:
    built = dict(pages(hostile(field)))
    check(built)
    shown = visible(HOSTILE)[:40]  # origins are cut
    found = any(shown in " ".join(root.text_content().split()) for _, root, _ in ours(built))
    assert found == (field not in NOT_SHOWN)


@pytest.mark.parametrize(
    "text", [HOSTILE, *BEGINNINGS, *BAD_URLS, "../../etc/passwd", "/x", "a\\b"]
)
def test_all_fields_at_once_are_no_worse(text: str) -> None:
    check(dict(pages(hostile(text=text))))
    check(dict(pages(hostile(text=text, each=True))))


def unlike(make: Callable[[str], str]) -> Archive:
    names = {"ArchiveStory.story_id", "ArchiveTheme.watchlist_id", "ArchiveIssue.digest_id"}
    return planted(archive(), lambda place, old: make(old) if place in names else old)


def test_things_with_names_that_are_no_file_names_have_a_page_each() -> None:
    built = dict(pages(unlike(lambda name: f"../{name}")))
    assert len(built) == len(dict(pages(archive())))
    check(built)


@pytest.mark.parametrize("url", [one for one in BAD_URLS if one])
def test_an_address_that_is_none_is_no_link(url: str) -> None:
    built = dict(pages(hostile("ArchiveArticle.url", url)))
    check(built)
    assert not any(
        target.startswith(("http", "java", "data", "//"))
        for _, root, _ in ours(built)
        for target in root.xpath("//@href")
    )
