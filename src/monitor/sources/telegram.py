"""Public Telegram channels, from the preview that anybody can open in a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement
from pydantic import BaseModel, ConfigDict, Field

from monitor.model import Failure, FeedEntry, Reading, Reason, Response, Source
from monitor.sources.dates import moment
from monitor.sources.document import failure, text_of
from monitor.sources.entries import MAX_TITLE, plain, reading
from monitor.sources.kind import Kind
from monitor.sources.markup import lines, selected, tree_of, words

ACCEPT = "text/html"
MAX_BYTES = 5_000_000
MAX_TEXT = 200_000
TITLE = 120

_ADDRESS = re.compile(
    r"(?:@|(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?:s/)?)([a-z]\w{3,31})(?:/\d+)?/?(?:[?#].*)?",
    re.IGNORECASE | re.ASCII,
)
_POST = re.compile(r"(\w{1,64})/(\d{1,18})", re.ASCII)
_SENTENCE_END = re.compile(r"[.!?…]+[\"'»”)]*(?=\s)|[。！？]+[」』”)]*")
_CHANNEL = ".tgme_channel_info_header_title, .tgme_widget_message_owner_name"


class Options(BaseModel):
    """How much of a channel is read in one run.

    ``pages_back``: how many pages of older posts are read beside the newest; a page holds about
    twenty posts.
    """

    model_config = ConfigDict(extra="forbid")

    pages_back: int = Field(1, ge=0, le=5)


def address(text: str) -> str | None:
    """The preview of a channel, however the channel is written. Invitations have none."""
    found = _ADDRESS.fullmatch(text.strip())
    return f"https://t.me/s/{found[1].lower()}" if found else None


def start(source: Source) -> str:
    return address(source.url) or source.url


def limit(source: Source) -> int:
    return 1 + Options.model_validate(source.options).pages_back


def read(response: Response, source: Source) -> Reading | Failure:
    """The posts of a channel that have words, and the page before them as ``follow``. Pure."""
    decoded = text_of(response, source, MAX_BYTES)
    if isinstance(decoded, Failure):
        return decoded
    tree = tree_of(decoded.text)
    posts = selected(tree, ".tgme_widget_message[data-post]") if tree is not None else []
    if tree is None or not posts:
        return _without_posts(tree, response, source)
    name = next((words(one, MAX_TITLE) for one in selected(tree, _CHANNEL)), "")
    entries, numbers = [], []
    notices = silent = strange = 0
    for post in posts:
        place = _POST.fullmatch(post.get("data-post") or "")
        if place is None:
            strange += 1
            continue
        numbers.append(int(place[2]))
        text = _text(post)
        if "service_message" in (post.get("class") or ""):
            notices += 1
        elif not text:
            silent += 1
        else:
            entries.append(_entry(post, place[0], text, name or place[1], source))
    counted = (
        (silent, Reason.UNWANTED, "posts are pictures, videos or files without words"),
        (notices, Reason.UNWANTED, "posts are notices by Telegram itself"),
        (strange, Reason.NO_IDENTITY, "posts have no number"),
    )
    failures = tuple(
        failure(source, reason, f"{count} {what}; left out", count)
        for count, reason, what in counted
        if count
    )
    older = _older(numbers, posts, source)
    if not entries:
        return Reading((), failures, decoded.note, older)
    found = reading(entries, source.id, [decoded.note])
    return replace(found, failures=failures + found.failures, follow=older)


def _older(numbers: Iterable[int], posts: list[HtmlElement], source: Source) -> tuple[str, ...]:
    """The page of posts before these; ``limit`` says how often that goes on."""
    lowest = min(numbers, default=0)
    channel = (posts[0].get("data-post") or "").partition("/")[0]
    if lowest <= 1 or not Options.model_validate(source.options).pages_back:
        return ()
    return (f"https://t.me/s/{channel}?before={lowest}",)


def _entry(post: HtmlElement, place: str, text: str, name: str, source: Source) -> FeedEntry:
    """The mark "edited" has no time; an edit is noticed by its words."""
    dates = selected(post, ".tgme_widget_message_date time[datetime]")
    dates = dates or selected(post, "time[datetime]")
    origin = next(
        (words(one, TITLE) for one in selected(post, ".tgme_widget_message_forwarded_from_name")),
        "",
    )
    return FeedEntry(
        source_id=source.id,
        url=f"https://t.me/{place}",
        title=plain(_title(text)),
        content=_paragraphs(text),
        published_at=next((at for one in dates if (at := moment(one.get("datetime", "")))), None),
        # Beside the text, so that the name of another channel is not read as what was said.
        author=f"{name} (forwarded from {origin})" if origin else name,
    )


def _text(post: HtmlElement) -> str:
    """The channel's own words, with its line breaks: no quoted reply, no preview of a link."""
    found = selected(post, ".tgme_widget_message_text, .tgme_widget_message_poll_question")
    return next((lines(one, MAX_TEXT) for one in found if _own(one)), "")


def _own(text: HtmlElement) -> bool:
    around = " ".join(one.get("class") or "" for one in text.iterancestors())
    return "_message_reply" not in around and "_link_preview" not in around


def _title(text: str) -> str:
    """The first line that has a word; of a long one the first sentence, or as much as fits."""
    lines = (line for line in text.split("\n") if re.search(r"\w", line))
    line = next(lines, text.split("\n", 1)[0])
    if len(line) <= TITLE:
        return line
    ends = [found.end() for found in _SENTENCE_END.finditer(line[: TITLE + 1])]
    if ends:
        return line[: ends[0]]
    return line[: TITLE - 1].rsplit(" ", 1)[0].rstrip() + "…"


def _paragraphs(text: str) -> str:
    """As HTML, which is what the content of an entry is."""
    parts = (html.escape(part, quote=False) for part in re.split(r"\n\n+", text))
    return "".join(f"<p>{part}</p>".replace("\n", "<br>") for part in parts)


def _without_posts(
    tree: HtmlElement | None, response: Response, source: Source
) -> Reading | Failure:
    """Why a page has no posts: the end of a channel, none to see, or another page than expected."""
    query = parse_qs(urlsplit(response.final_url or response.url).query)
    history = selected(tree, ".tgme_channel_history") if tree is not None else []
    if history and (selected(history[0], ".tme_no_messages_found") or not words(history[0], 10)):
        if "before" in query:
            return Reading(())
        return failure(source, Reason.EMPTY, "the channel shows no posts to visitors")
    if tree is not None and not history and selected(tree, ".tgme_page"):
        message = (
            "Telegram shows no posts of this channel to visitors: it is private, restricted or gone,"
            " or its name is spelt differently; open the address in a browser"
        )
        return failure(source, Reason.NOT_A_FEED, message)
    if tree is not None and selected(tree, "[class*=tgme_]"):
        message = (
            "this is a page of Telegram, but its posts are not marked as they used to be; Telegram"
            " has changed its pages: look for a newer version of monitor"
        )
        return failure(source, Reason.LAYOUT_CHANGED, message)
    message = "this is no channel of Telegram; write its address like https://t.me/s/name"
    return failure(source, Reason.NOT_A_FEED, message)


KIND = Kind(
    options=Options,
    read=read,
    accept=ACCEPT,
    address=address,
    described="a public Telegram channel, like https://t.me/s/name or @name",
    robots=True,
    pages=False,
    start=start,
    limit=limit,
)
