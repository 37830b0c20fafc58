"""Clean text: what may stay in a title, in a paragraph, and what HTML means as plain text."""

from __future__ import annotations

import html
import re
import unicodedata

from lxml import etree
from lxml.html import HTMLParser, fragment_fromstring

MAX_TEXT = 200_000
MAX_TITLE = 500

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, and what is invisible inside words and would hide a name from the matcher (soft hyphen,
# zero-width space, word joiner, byte order mark). The joiners of Persian and Hindi stay.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)
_WIDE = re.compile(r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_BLANKS = re.compile(r"[^\S\n]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});")

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote br center dd div dl dt fieldset figcaption figure "
        "footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul ",
    )
)
_HIDDEN = ("script", "style", "noscript", "template", "iframe", "object", "svg", "head")


def weight(text: str) -> int:
    """The length of a text as if it were English: a Han, kana or Hangul letter says as much as three."""
    return len(text) + 2 * len(_WIDE.findall(text))


def clean(text: str) -> str:
    """NFC, ``\\n`` as the only line end, single blanks, no control and no invisible characters."""
    if not text.isascii():
        # Pairs of surrogates become the character they mean, lone ones U+FFFD.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    return _BLANKS.sub(" ", text).strip()


def clean_line(text: str | None, limit: int = MAX_TITLE) -> str:
    """One line of plain text, at most ``limit`` characters; tags and entities are resolved."""
    if not text:
        return ""
    text = text[: limit * 20]
    if _TAG.search(text):
        text = plain_text(text)
    line = " ".join(clean(html.unescape(text)).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def paragraphs(lines: str) -> str:
    """Lines as paragraphs: a blank line between them, at most ``MAX_TEXT`` characters in all."""
    kept = (line.strip() for line in clean(lines).split("\n"))
    return "\n\n".join(line for line in kept if line)[:MAX_TEXT].rstrip()


def plain_text(markup: str) -> str:
    """The text of an HTML fragment, a paragraph per block. Plain text stays, entities resolved."""
    if not _TAG.search(markup):
        return paragraphs(html.unescape(markup) if _ENTITY.search(markup) else markup)
    try:
        root = fragment_fromstring(
            clean(markup), create_parent="div", parser=HTMLParser(encoding="utf-8")
        )
    except (etree.LxmlError, ValueError):
        return paragraphs(html.unescape(_TAG.sub(" ", markup)))
    etree.strip_elements(root, *_HIDDEN, with_tail=False)
    for node in root.iter():
        if node.text and node.tag != "pre":
            node.text = node.text.replace("\n", " ")
        if node.tail:
            node.tail = node.tail.replace("\n", " ")
        if node.tag in _BLOCKS:
            node.text = "\n" + (node.text or "")
            node.tail = "\n" + (node.tail or "")
        elif not isinstance(node.tag, str):
            node.text = None
        elif node.tag in ("td", "th"):
            node.tail = " " + (node.tail or "")
    return paragraphs("".join(str(part) for part in root.itertext()))
