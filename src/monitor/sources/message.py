"""One e-mail as one article: its subject, its sender, and the text it was sent for.

Headers are read with Python's older policy: the newer one raises on headers that hostile or careless
senders write, and does not join letters that were cut in two between encoded words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from monitor.model import Failure, FeedEntry, Reading, Reason, Response, Source
from monitor.sources.charset import decode, strip_control
from monitor.sources.entries import MAX_TITLE, plain, web_link
from monitor.sources.plaintext import paragraphs

# Each part inside a part is read again from the beginning, so depth costs time.
MAX_NESTED = 30
MAX_PARTS = 200
MAX_BORDERS = 20_000
MAX_HEADER = 4000

_NESTED = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
# Python takes minutes to split a header of a million semicolons.
_ENDLESS = re.compile(rb"^content-type:(?:[^\n]|\n[ \t]){4000}", re.IGNORECASE | re.MULTILINE)
_SEALED = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
_ANCHOR = re.compile(r"<a\b([^<>]*)>((?:[^<]|<(?!/?a\b)){0,300})</a", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# "View in browser", in the languages we read.
_IN_BROWSER = re.compile(
    r"in (?:your |a |the |web )?browser|on the web\b|\b(?:view|read|open) (?:it |this \w+ )?online|"
    r"web version|online[- ]?version|im browser|dans (?:votre|le|un) navigateur|"
    r"en (?:el|su|tu) navegador|nel (?:tuo )?browser|в браузере|у браузері|веб-верси|"
    r"브라우저|웹에서 보기|浏览器|瀏覽器|网页版|ブラウザ|w przeglądarce",
    re.IGNORECASE,
)


def read(response: Response, source: Source) -> Reading | Failure:
    """The entry of one RFC 822 message. Pure; meant for a worker process."""
    body = response.body
    if not body.strip():
        return _failure(source, Reason.EMPTY, "a message is empty and was skipped")
    nested = len(_NESTED.findall(body))
    if nested > MAX_NESTED or (nested and body.count(b"\n--") > MAX_BORDERS):
        message = "a message is made of too many parts and was skipped"
        return _failure(source, Reason.UNREADABLE, message)
    if _ENDLESS.search(body):
        message = "a message has a header of a length that nobody writes and was skipped"
        return _failure(source, Reason.UNREADABLE, message)
    try:
        letter = BytesParser(policy=policy.compat32).parsebytes(body)
        texts, sealed = _texts(letter)
    # What the parser makes of a message that was built to break it.
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        message = f"a message could not be parsed ({type(error).__name__}) and was skipped"
        return _failure(source, Reason.UNREADABLE, message)
    subject = " ".join(header(letter, "Subject").split())[:MAX_TITLE]
    if not texts:
        what = "is encrypted" if sealed else "holds no text"
        return _failure(source, Reason.EMPTY, f"“{subject[:80]}” {what} and was skipped")
    content, is_html = texts
    guid = " ".join(_raw(letter, "Message-ID").decode("utf-8", "replace").split())
    name, sender = sender_of(_raw(letter, "From"))
    entry = FeedEntry(
        source_id=source.id,
        url=_own_address(letter, content if is_html else ""),
        title=subject,
        guid=strip_control(guid)[:1000] or hashlib.sha256(body).hexdigest(),
        content=content if is_html else paragraphs(content),
        published_at=_date(header(letter, "Date")),
        author=name or sender or None,
    )
    return Reading((entry,))


def header(letter: Message, name: str) -> str:
    """The decoded value of a header, on one line; what cannot be decoded is shown as it is."""
    return decoded(_raw(letter, name))


def decoded(raw: bytes) -> str:
    """A header's bytes as text: encoded words, and letters that were never encoded."""
    text = " ".join(decode(raw[:MAX_HEADER]).text.split())
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return strip_control("".join(_piece(data, charset) for data, charset in pieces)).strip()


def sender_of(raw: bytes) -> tuple[str, str]:
    """Name and address in a raw header ``From``; of several senders the last.

    Python's own parser calls itself for every bracket, and so ends with an error on many.
    """
    text = strip_control(raw[:MAX_HEADER].decode("utf-8", "replace"))
    # Parted before it is decoded: a decoded name may hold brackets.
    name, bracket, rest = text.rpartition("<")
    if not bracket:
        return "", re.sub(r"\([^()]*\)", "", text).strip()
    named = name.strip().removeprefix('"').removesuffix('"')
    return plain(decoded(named.encode())), rest.partition(">")[0].strip()


def _piece(data: bytes | str, charset: str | None) -> str:
    if isinstance(data, str):
        return data
    if charset is None:  # what stood between encoded words, letter by letter
        return data.decode("raw-unicode-escape", "replace")
    return decode(data, f"charset={charset}").text


def _raw(letter: Message, name: str) -> bytes:
    """The first header of this name, as it came."""
    for key, value in letter.raw_items():
        if key.lower() == name.lower():
            return str(value).encode("utf-8", "surrogateescape")
    return b""


def _texts(letter: Message) -> tuple[tuple[str, bool] | None, bool]:
    """The text for people and whether it is HTML; and whether something is encrypted."""
    pages: list[str] = []
    words: list[str] = []
    sealed = False
    for part in _parts(letter):
        kind = part.get_content_type()
        if kind.startswith("multipart/") and not part.is_multipart():
            kind = "text/plain"  # it names no boundary, so nobody can part it
        sealed = sealed or kind in _SEALED
        if part.is_multipart() or _raw(part, "Content-Disposition").lower().startswith(b"attach"):
            continue
        if kind in {"text/html", "text/plain"}:
            text = _text(part)
            if text.strip():
                (pages if kind == "text/html" else words).append(text)
    if pages:
        return (max(pages, key=len), True), sealed
    return (("\n\n".join(words), False) if words else None), sealed


def _parts(letter: Message) -> Iterator[Message]:
    """The message and what is inside it, in order, up to a limit."""
    waiting = [letter]
    for _ in range(MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        yield part
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list):
            waiting.extend(one for one in reversed(inner) if isinstance(one, Message))


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    charset = part.get_param("charset") or ""
    if isinstance(charset, tuple):  # RFC 2231: charset, language, value
        charset = charset[2]
    declared = f"charset={charset}" if charset else ""
    return decode(payload, declared).text if isinstance(payload, bytes) else ""


def _own_address(letter: Message, page: str) -> str | None:
    """Where this very message can be read: its place in an archive, or its "view in browser".

    ``List-Archive`` is not asked: it is the same for all messages of a list, which would make them
    one article.
    """
    archived = web_link(header(letter, "Archived-At").strip("<>"), "")
    if archived:
        return archived
    for found in _ANCHOR.finditer(page):
        if _IN_BROWSER.search(plain(found[2])):
            target = _HREF.search(found[1])
            link = web_link(plain(target[1] or target[2] or ""), "") if target else None
            if link:
                return link
    return None


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text[:100])
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, LookupError, OverflowError):
        return None


def _failure(source: Source, reason: Reason, message: str) -> Failure:
    return Failure("read", source.id, reason, message)
