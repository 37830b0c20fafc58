"""One IMAP connection: where it may go, how long it may take, how much it may hold.

The name is resolved once, every address of it is checked, and the socket goes to the checked one;
TLS is verified against the name. Mailboxes are opened for reading only.
"""

from __future__ import annotations

import base64
import imaplib
import io
import re
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from monitor.http import NetworkPolicy
from monitor.http.addresses import refusal
from monitor.http.faults import AGAIN, ForbiddenAddress, Problem, explained
from monitor.model import Reason

PORTS = frozenset({143, 993})
# A login, a list and some hundred messages take longer than one page.
DEADLINES = 4
# The ids of a million messages come on one line.
MAX_LINE = 10_000_000
MAX_HEADER = 100_000
# Of everything the server says; a run takes less than this out of one mailbox.
MAX_TOTAL = 300_000_000

_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,15})\b")
_ARRIVED = re.compile(rb'\bINTERNALDATE "\s*([^"]{20,26})"')
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What imaplib makes of an answer that breaks the rules of IMAP.
_GARBLED = (imaplib.IMAP4.error, ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox and how to get there. Without ``tls`` all of it can be read on the way."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    tls: bool = True
    verify: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """What is asked of a message before it is fetched; ``sender`` is the raw header ``From``."""

    uid: int
    size: int
    arrived: datetime
    sender: bytes


class TooLong(Problem):
    """One message is larger than the server said that it was."""

    def __init__(self) -> None:
        message = "a message is larger than the server says and was not read"
        super().__init__(Reason.TOO_LARGE, message)


@contextmanager
def session(account: Account, policy: NetworkPolicy) -> Iterator[Session]:
    """A connection that is logged in. Raises ``Problem``, and nothing else for the network."""
    deadline = policy.deadline * DEADLINES
    until = time.monotonic() + deadline
    try:
        made = _connected(account, policy)
    except OSError as error:
        raise explained(error, policy.deadline) from error
    except UnicodeError as error:
        message = "there is no such host; check the spelling of the address"
        raise Problem(Reason.UNREACHABLE, message) from error
    try:
        opened = Session(made, until, policy.deadline)
        opened.enter(account)
        yield opened
        with suppress(Problem, OSError, *_GARBLED):
            opened.logout()
    except TimeoutError as error:
        raise explained(error, deadline) from error
    except (OSError, imaplib.IMAP4.abort) as error:
        message = f"the mail server broke off or answered with garbage; {AGAIN}"
        raise Problem(Reason.INCOMPLETE, message) from error
    except _GARBLED as error:
        message = f"the mail server's answer breaks the rules of IMAP; {AGAIN}"
        raise Problem(Reason.BAD_RESPONSE, message) from error
    finally:
        made.close()


def _connected(account: Account, policy: NetworkPolicy) -> socket.socket:
    """A socket to a checked address, encrypted where it should be. Raises ``OSError``."""
    host, port = policy.hosts.get(account.host, (account.host, account.port))
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ports = PORTS | {account.port}
    for *_, place in found:
        why = refusal(str(place[0]), int(place[1]), allow=policy.allow, ports=ports)
        if why:
            raise ForbiddenAddress(why)
    last: OSError = socket.gaierror(socket.EAI_NONAME, "no address")
    for family, kind, proto, _, place in found:
        made = socket.socket(family, kind, proto)
        try:
            made.settimeout(policy.deadline)
            made.connect(place)
            return _encrypted(made, account) if account.tls else made
        except OSError as error:
            made.close()
            last = error
            if isinstance(error, ssl.SSLError):  # another address has the same certificate
                break
    raise last


def _encrypted(made: socket.socket, account: Account) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    if not account.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(made, server_hostname=account.host)


class Session(imaplib.IMAP4):
    """What is asked of a mail server. ``Problem`` says what went wrong, as far as we can tell."""

    def __init__(self, made: socket.socket, until: float, patience: float) -> None:
        self._made = made
        self._limited = _Limited(made, until, patience)
        self._longest = MAX_HEADER
        super().__init__()

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        """Takes the socket it was given instead of one of its own."""
        del host, port, timeout
        self.sock = self._made
        self.file = self._reader = io.BufferedReader(self._limited)

    def read(self, size: int) -> bytes:
        """A literal. Python would first set aside the memory for all that is merely promised."""
        if size > self._longest:
            raise TooLong
        return self._reader.read(size)

    def readline(self) -> bytes:
        line = self._reader.readline(MAX_LINE + 1)
        if len(line) > MAX_LINE:
            raise _too_much()
        return line

    def enter(self, account: Account) -> None:
        """Log in; what the server says to it is not repeated, for it may hold the password."""
        if not all(word.isascii() and word.isprintable() for word in _words(account)):
            message = "the user name or password holds letters that IMAP cannot send; change it"
            raise Problem(Reason.LOGIN, message, hard=True)
        if "LOGINDISABLED" in self.capabilities:
            message = "the mail server takes no password over this connection; use imaps://"
            raise Problem(Reason.LOGIN, message, hard=True)
        try:
            self.login(quoted(account.user), account.password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            message = (
                "the mail server refused the user name or password; check both, some providers "
                "want a password made for programs"
            )
            raise Problem(Reason.LOGIN, message, hard=True) from None

    def examine(self, folder: str) -> int:
        """Open a folder for reading only. Gives its UIDVALIDITY."""
        answer, _ = self.select(quoted(utf7(folder)), readonly=True)
        if answer != "OK":
            message = f"there is no folder “{folder}” in the mailbox; correct the address"
            raise Problem(Reason.BAD_RESPONSE, message, hard=True)
        _, (validity, *_) = self.response("UIDVALIDITY")
        if not isinstance(validity, bytes) or not validity.isdigit():
            message = "the mail server gives no lasting numbers to messages; use a maildir"
            raise Problem(Reason.BAD_RESPONSE, message, hard=True)
        return int(validity[:10])

    def newer(self, uid: int) -> list[int]:
        """The ids after ``uid``, in order."""
        # The last message is named even where its id is smaller.
        found = self._asked("SEARCH", f"UID {uid + 1}:*")
        ids = {int(one[:11]) for line in found if line for one in line.split() if one.isdigit()}
        return sorted(one for one in ids if uid < one < 2**32)

    def heads(self, uids: Sequence[int]) -> list[Head]:
        """Size, time and sender of these messages, in order; those that are gone are missing."""
        what = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (FROM)])"
        found = {}
        for told, literal in _records(self._asked("FETCH", ",".join(map(str, uids)), what)):
            uid, size = _UID.search(told), _SIZE.search(told)
            if uid and size and int(uid[1]) in uids:
                arrived = _ARRIVED.search(told)
                sender = literal.partition(b":")[2].strip()
                when = _time(arrived[1]) if arrived else _EPOCH
                found[int(uid[1])] = Head(int(uid[1]), int(size[1]), when, sender)
        return [found[uid] for uid in sorted(found)]

    def body(self, uid: int, limit: int) -> bytes | None:
        """A whole message, which stays unread in the mailbox; None if it is gone."""
        self._longest = limit
        try:
            found = self._asked("FETCH", str(uid), "(UID BODY.PEEK[])")
        finally:
            self._longest = MAX_HEADER
        for told, literal in _records(found):
            number = _UID.search(told)
            if number and int(number[1]) == uid and b"BODY[]" in told.upper():
                return literal
        return None

    def _asked(self, command: str, *words: str) -> list[Any]:
        answer, found = self.uid(command, *words)
        if answer != "OK":
            message = f"the mail server refused to list or send messages; {AGAIN}"
            raise Problem(Reason.BAD_RESPONSE, message)
        return found


class _Limited(io.RawIOBase):
    """What comes over a socket, until the deadline and up to ``MAX_TOTAL`` bytes.

    A limit on each read would not do: a byte a second keeps to it for ever.
    """

    def __init__(self, made: socket.socket, until: float, patience: float) -> None:
        self._made = made
        self._until = until
        self._patience = patience
        self._left = MAX_TOTAL

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._made.settimeout(min(left, self._patience))
        count = self._made.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise _too_much()
        return count


def utf7(name: str) -> str:
    """A folder's name as IMAP spells it (RFC 3501, 5.1.3)."""

    def shifted(found: re.Match[str]) -> str:
        packed = base64.b64encode(found[0].encode("utf-16-be", "surrogatepass")).decode()
        return f"&{packed.rstrip('=').replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+", shifted, name.replace("&", "&-"))


def quoted(text: str) -> str:
    """A string of IMAP."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _words(account: Account) -> tuple[str, str]:
    return account.user, account.password


def _records(found: Sequence[Any]) -> Iterator[tuple[bytes, bytes]]:
    """imaplib's pieces put together: what is told of each message, and its literal."""
    told, literal = b"", b""
    for piece in found:
        if isinstance(piece, tuple):
            told, literal = told + piece[0], piece[1]
        elif isinstance(piece, bytes):
            yield told + piece, literal
            told, literal = b"", b""


def _time(text: bytes) -> datetime:
    try:
        found = datetime.strptime(text.decode("ascii"), "%d-%b-%Y %H:%M:%S %z")
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return _EPOCH


def _too_much() -> Problem:
    message = f"the mail server sent more than it may, and was not listened to; {AGAIN}"
    return Problem(Reason.TOO_LARGE, message)
