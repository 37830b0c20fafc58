"""Newsletters: a mailbox asked over IMAP, or a maildir on this machine. Neither is changed."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from monitor.model import Failure, Reason, Response, Source
from monitor.sources.arrivals import File, Mark, absolute, arrivals, printable, read_file
from monitor.sources.kind import Gathered, Kind
from monitor.sources.message import read, sender_of

if TYPE_CHECKING:
    from monitor.http import NetworkPolicy

MAX_MESSAGE = 10_000_000
MAX_MESSAGES = 200
MAX_TOTAL = 100_000_000
_PORTS = {"imaps": 993, "imap": 143}
_KIND = {"content-type": "message/rfc822"}
_HEAD = re.compile(rb"^from:((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)


class Options(BaseModel):
    """Whose messages are read (addresses or domains; empty means all), and how we log in.

    ``password_env`` names the environment variable of the password; ``plain`` allows ``imap://``,
    where anyone on the way can read it.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    senders: list[str] = Field(default=[], alias="from")
    password_env: str = "MONITOR_IMAP_PASSWORD"  # noqa: S105 - a name, not a password
    plain: bool = False


def address(text: str) -> str | None:
    """The one spelling of a mailbox, without its password, or the absolute path of a maildir."""
    parts = _parts(text)
    if parts is None:
        return absolute(text)
    try:
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    if not parts.hostname or not parts.username:
        return None
    where = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    where += "" if port == _PORTS[parts.scheme] else f":{port}"
    user, folder = quote(unquote(parts.username), safe=""), quote(_folder(parts))
    return f"{parts.scheme}://{user}@{where}/{folder}"


def gather(source: Source, cursor: str | None, policy: NetworkPolicy) -> Gathered | Failure:
    """The messages that came since the last time, the oldest first. Never raises."""
    options = Options.model_validate(source.options)
    parts = _parts(source.url)
    if address(source.url) is None:
        message = f"not {KIND.described}; correct it"
        return Failure("fetch", source.id, Reason.BAD_RESPONSE, message, hard=True)
    if parts is None:
        return _gather_maildir(source, cursor, options)
    return _gather_imap(source, parts, cursor, policy, options)


def _gather_imap(
    source: Source, parts: SplitResult, cursor: str | None, policy: NetworkPolicy, options: Options
) -> Gathered | Failure:
    from monitor.http.imap import (  # noqa: PLC0415 - what reads saved files needs no network
        Account,
        Limits,
        Place,
        fetch_mail,
    )

    secure = parts.scheme == "imaps"
    if not secure and not options.plain:
        message = "imap:// would send the password in the clear; write imaps://, or plain: true"
        return Failure("fetch", source.id, Reason.FORBIDDEN_SCHEME, message, hard=True)
    password = os.environ.get(options.password_env) or unquote(parts.password or "")
    if not password:
        message = f"no password: set the environment variable {options.password_env}"
        return Failure("fetch", source.id, Reason.LOGIN, message, hard=True)
    account = Account(
        host=parts.hostname or "",
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=password,
        folder=_folder(parts),
        tls=secure,
        verify=source.verify_tls,
    )
    mail = fetch_mail(
        account,
        Place.of(cursor),
        policy,
        key=source.id,
        wanted=lambda sender: _is_wanted(sender, options.senders),
        limits=Limits(MAX_MESSAGE, MAX_MESSAGES, MAX_TOTAL),
    )
    if isinstance(mail, Failure):
        return mail
    validity = mail.place.validity
    documents = (
        _document(f"message {validity}:{letter.uid}", letter.body, letter.arrived)
        for letter in mail.letters
    )
    return Gathered(tuple(documents), tuple(mail.failures), str(mail.place))


def _gather_maildir(source: Source, cursor: str | None, options: Options) -> Gathered | Failure:
    mark = Mark.of(cursor)
    try:
        found = arrivals(Path(absolute(source.url) or ""), ("new", "cur"), mark)
    except OSError as error:
        message = f"not a maildir with new and cur ({error.strerror}); correct its path"
        return Failure("fetch", source.id, Reason.UNREADABLE, message, hard=True)
    documents: list[Response] = []
    failures: list[Failure] = []
    others = 0
    old = 0 if cursor else max(len(found) - MAX_MESSAGES, 0)
    if old:
        told = f"{old} older messages are not read"
        failures.append(_failure(source, Reason.TOO_OLD, told, old))
        found = found[old:]
    left = MAX_TOTAL
    for number, file in enumerate(found):
        if number == MAX_MESSAGES or (file.size > left and documents):
            rest = len(found) - number
            told = f"{rest} more messages wait in the maildir; the next run goes on with them"
            failures.append(_failure(source, Reason.POSTPONED, told, rest))
            break
        taken = _take(file, source)
        if isinstance(taken, Failure):
            failures.append(taken)
        elif taken is not None:
            if _is_wanted(_sender(taken.body), options.senders):
                documents.append(taken)
                left -= len(taken.body)
            else:
                others += 1
        mark = mark.moved_to(file)
    if others:
        told = f"{others} messages of senders that are not in the list were left alone"
        failures.append(_failure(source, Reason.UNWANTED, told, others))
    return Gathered(tuple(documents), tuple(failures), str(mark))


def _take(file: File, source: Source) -> Response | Failure | None:
    name = printable(file.name)
    if not file.regular:
        told = f"{name} is a link or a folder and was left alone; messages are files"
        return _failure(source, Reason.UNREADABLE, told)
    try:
        body = read_file(file, MAX_MESSAGE)
    except FileNotFoundError:  # moved since it was listed; it is met under its new name
        return None
    except OSError as error:
        told = f"{name} cannot be read ({error.strerror}); look at its permissions"
        return _failure(source, Reason.UNREADABLE, told)
    if body is None:
        told = f"{name} is larger than the limit of {MAX_MESSAGE / 1e6:g} MB and was not read"
        return _failure(source, Reason.TOO_LARGE, told)
    return _document(f"message {name}", body, file.dated)


def _is_wanted(sender: bytes, senders: list[str]) -> bool:
    """Whether a raw header ``From`` names one of these addresses or domains, or is of a part of one."""
    if not senders:
        return True
    found = sender_of(sender)[1].lower()
    domain = found.rpartition("@")[2]
    return any(
        wanted in {found, domain} or domain.endswith(f".{wanted}")
        for wanted in (one.lower().lstrip("@") for one in senders)
    )


def _sender(body: bytes) -> bytes:
    head = re.split(rb"\r?\n\r?\n", body[:200_000], maxsplit=1)[0]
    found = _HEAD.search(head)
    return found[1] if found else b""


def _parts(text: str) -> SplitResult | None:
    """An address with a scheme, in parts; None for a path."""
    if not re.match(r"imaps?:", text.strip(), re.IGNORECASE):
        return None
    try:
        return urlsplit(text.strip())
    except ValueError:
        return SplitResult("imap", "", "", "", "")


def _folder(parts: SplitResult) -> str:
    name = unquote(parts.path.strip("/")) or "INBOX"
    return "INBOX" if name.upper() == "INBOX" else name


def _document(name: str, body: bytes, arrived: datetime) -> Response:
    return Response(name, name, 200, _KIND, body, arrived)


def _failure(source: Source, reason: Reason, message: str, count: int = 1) -> Failure:
    return Failure("fetch", source.id, reason, message, count=count)


KIND = Kind(
    options=Options,
    read=read,
    address=address,
    described="an address like imaps://user@host/folder, or the path of a maildir",
    pages=False,
    gather=gather,
)
