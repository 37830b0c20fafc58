"""Bytes to characters: what a body really is, and in which encoding it is written."""

from __future__ import annotations

import codecs
import re

from trafilatura.utils import detect_encoding

_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WebP image or a sound or video file"),
    (b"BM", "a BMP image"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"\x1aE\xdf\xa3", "a video file"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MEDIA_TYPE = re.compile(r"(image|video|audio|font|application)/\w")
_TAG = re.compile(rb"<[!/a-zA-Z][^>]*>", re.DOTALL)
_SCRIPT = re.compile(rb"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_FEED = re.compile(rb"<(rss|feed|rdf:RDF|urlset|sitemapindex|opml)\b")
_META_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,500}?charset|\?xml\b[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)

# What browsers read under these names (WHATWG Encoding, "Names and labels"): supersets of the
# encoding that is named, because the pages use the additional characters.
_READ_AS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
}
# A header that says this is often only the default of the server, so the page's own word wins.
_SERVER_DEFAULTS = frozenset({"cp1252"})


def kind_of(body: bytes, content_type: str | None = None) -> str | None:
    """What a body is if it is no HTML page ("a PDF document"), by its bytes; None for HTML."""
    head = body[:8192].replace(b"\x00", b"")  # UTF-16 is no reason to see no tags
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    signed = (kind for signature, kind in _SIGNATURES if body.startswith(signature))
    kind = next(signed, None)
    if not start:
        kind = "empty"
    elif body[4:8] == b"ftyp":
        kind = "a video or image file"
    elif kind is None and start[:1] in b"{[":
        kind = "JSON data"
    elif kind is None and (feed := _FEED.search(head)):
        kind = None if b"<html" in head[: feed.start()].lower() else "an XML feed or site map"
    elif kind is None and not _TAG.search(head):
        stated = (content_type or "").split(";")[0].strip().lower()
        kind = stated if _MEDIA_TYPE.match(stated) else "plain text or unknown data"
    return kind


def decode(body: bytes, content_type: str | None = None) -> str:
    """The characters of an HTML page; never fails, U+FFFD where nothing fits.

    In this order: byte order mark; UTF-8 if that is what the bytes are, whatever is declared (other
    encodings hardly ever pass for it by chance); the HTTP header; the page's own declaration; a guess.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    declared = _declared(body, content_type)
    if body.isascii():
        # ISO-2022-JP and HZ are written in ASCII bytes.
        seven_bit = next((name for name in declared if name.startswith(("iso2022", "hz"))), "ascii")
        return body.decode(seven_bit, "replace")
    for encoding, tolerated in (("utf-8", 0.02), *((name, 0.1) for name in declared)):
        text = body.decode(encoding, "replace")
        if _broken(text) <= tolerated:
            return text
    sample = b" ".join(_TAG.sub(b" ", _SCRIPT.sub(b" ", body)).split())
    for encoding in detect_encoding(sample[:20_000]):
        text = body.decode(encoding, "replace")
        if _broken(text) <= 0.1:
            return text
    return body.decode(declared[0] if declared else "utf-8", "replace")


def _declared(body: bytes, content_type: str | None) -> list[str]:
    header = [match[1] for match in _HEADER_CHARSET.finditer(content_type or "")]
    page = [match[1].decode("ascii") for match in _META_CHARSET.finditer(body[:8192])]
    names = [codec for label in header + page if (codec := _codec(label))]
    names = list(dict.fromkeys(names))
    return sorted(names, key=lambda name: name in _SERVER_DEFAULTS)


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(_READ_AS.get(label.lower(), label)).name
        b"a".decode(name)  # base64 and the like are codecs, too, but not of text
    except (LookupError, ValueError):
        return None
    return None if name.startswith(("utf-16", "utf-32")) else name  # a mark would have shown those


def _broken(text: str) -> float:
    """The share of U+FFFD among all characters outside ASCII."""
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") / foreign if foreign else 0.0
