"""From bytes to text: byte order mark, UTF-8, the declared charset, and only then a guess."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How "<?" or "<r" look in encodings that announce themselves by their zeros.
_SHAPES = (
    (re.compile(rb"<\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0<"), "utf-32-be"),
    (re.compile(rb"<\0[?!\w]\0"), "utf-16-le"),
    (re.compile(rb"\0<\0[?!\w]"), "utf-16-be"),
)
# What the web means by these names: the larger set that software really writes.
_MEANT = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
    "ascii": "cp1252", "windows-1252": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "shift_jis": "cp932",
    "shift-jis": "cp932", "x-sjis": "cp932", "big5": "big5hkscs", "x-gbk": "gb18030",
    "utf-16": "utf-16-le", "unicode": "utf-16-le", "tis-620": "cp874", "iso-8859-11": "cp874",
}  # fmt: skip
# Python knows codecs that are no charsets (zlib, rot13, unicode_escape); a feed may not name them.
_CHARSET = re.compile(
    r"(?:utf-?(?:8|16|32)|us-ascii|iso-?8859|iso-2022|windows-|cp\d|koi8|euc|gb|big5|hz|mac|johab|tis|x-|latin|shift|ks_|ascii).{0,24}"
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
_PROLOG = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_META = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MARKUP = re.compile(rb"<[^<>]*>")
_ACCENTS = re.compile("[À-ÿ]{4,}")
_CONTROL_BYTES = bytes((*range(9), 11, 12, *range(14, 32), 127))
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without control characters; ``note`` says what was odd about its encoding."""

    text: str
    note: str | None = None


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of a document. UTF-8 wins over what is declared, because it cannot fit by chance."""
    text, note = _decode(body, content_type)
    clean = strip_control(text)
    if clean != text:
        note = note or "control characters were removed"
    return Decoded(clean, note)


def strip_control(text: str) -> str:
    """Without what may not stand in XML, in a database or on a terminal; tab and newline stay."""
    if text.isascii():  # most of what feeds carry is; this is three times as fast
        raw = text.encode()
        kept = raw.translate(None, _CONTROL_BYTES)
        return text if len(kept) == len(raw) else kept.decode()
    return _CONTROL.sub("", text)


def _decode(body: bytes, content_type: str) -> tuple[str, str | None]:
    wide = _self_evident(body)
    if wide is not None:
        return wide, None
    declared = _declared(body, content_type)
    # A text of ASCII bytes only is UTF-8 too, unless it says it shifts between sets (ISO-2022, HZ).
    if not body.isascii() or not declared:
        text = _strictly(body, "utf-8")
        if text is not None:
            wrong = declared and "utf-8" not in declared
            return text, f"declared as {declared[0]}, but is UTF-8" if wrong else None
    for name in declared:
        text = _strictly(body, name)
        if text is not None and not _looks_garbled(text):
            return text, None if name == declared[
                0
            ] else f"declared as {declared[0]}, but is {name}"
    return _guessed(body, declared)


def _self_evident(body: bytes) -> str | None:
    """The text, if a byte order mark or a pattern of zero bytes leaves no doubt about it."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for shape, encoding in _SHAPES:
        if shape.match(body):
            return body.decode(encoding, "replace")
    return None


def _declared(body: bytes, content_type: str) -> list[str]:
    """The charsets that header, prolog and HTML head name, in this order, and only real ones."""
    inside = (_PROLOG.search(body[:1024]), _META.search(body[:4096]))
    header = _HEADER.search(content_type)
    names = [header[1]] if header else []
    names += [found[1].decode("ascii", "replace") for found in inside if found]
    names = [name.lower() for name in names if _CHARSET.fullmatch(name.lower())]
    return list(dict.fromkeys("utf-8" if name == "utf8" else name for name in names))


def _strictly(body: bytes, name: str) -> str | None:
    for encoding in (_MEANT.get(name, name), name):
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def _looks_garbled(text: str) -> bool:
    """Latin-1 decodes any bytes, but no language written in it puts four accents in a row."""
    return len(_ACCENTS.findall(text)) >= 3


def _guessed(body: bytes, declared: list[str]) -> tuple[str, str | None]:
    # A few bad bytes in an otherwise fitting text are damage, not another encoding.
    for name in dict.fromkeys(["utf-8", *declared]):
        try:
            text = body.decode(_MEANT.get(name, name), "replace")
        except LookupError:
            continue
        strange = sum(not c.isascii() for c in text)
        # What is no UTF-8 does not fit it two times of three; other sets take nearly anything.
        share = 3 if name == "utf-8" else 10
        if text.count("\ufffd") * share <= strange and not _looks_garbled(text):
            return text, f"some characters are not valid {name} and were replaced"
    words = _MARKUP.sub(b" ", body)
    # Curly quotes and single accents in a Western text are too little for a statistical guess.
    if sum(byte > 127 for byte in words) * 50 < len(words):
        encoding = "cp1252"
    else:
        guesses = [one.encoding for one in from_bytes(words) if not _looks_garbled(str(one))]
        encoding = guesses[0] if guesses else "cp1252"
    said = f"declared as {declared[0]}, but " if declared else "no charset declared; "
    return body.decode(encoding, "replace"), f"{said}read as {encoding}, which is a guess"
