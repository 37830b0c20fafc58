"""What is new in a mailbox: the door to mail, which changes nothing behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.http import NetworkPolicy
from monitor.http.faults import Problem
from monitor.http.imapsession import Account, Head, Session, TooLong, session
from monitor.model import Failure, Reason

__all__ = ["Account", "Letter", "Limits", "Mail", "Place", "fetch_mail"]

# How many messages are asked at once how large they are.
_HANDFUL = 100


@dataclass(frozen=True, slots=True)
class Place:
    """How far a mailbox was read; ids mean nothing once its ``validity`` changed."""

    validity: int
    uid: int

    @classmethod
    def of(cls, text: str | None) -> Place | None:
        """The place that ``str`` made, else None."""
        found = re.fullmatch(r"(\d{1,10}):(\d{1,10})", text or "", re.ASCII)
        return cls(int(found[1]), int(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.validity}:{self.uid}"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it came; ``arrived`` is when the server got it."""

    uid: int
    arrived: datetime
    body: bytes


@dataclass(slots=True)
class Mail:
    """What a mailbox had: ``failures`` tell what was left out, and why it ended early."""

    place: Place
    letters: list[Letter] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Limits:
    """``message`` and ``total`` in bytes; ``messages`` and ``total`` for one visit."""

    message: int = 10_000_000
    messages: int = 200
    total: int = 100_000_000


def fetch_mail(
    account: Account,
    place: Place | None,
    policy: NetworkPolicy,
    *,
    key: str,
    wanted: Callable[[bytes], bool],
    limits: Limits,
) -> Mail | Failure:
    """The messages after ``place``, oldest first; without one, the newest. Never raises.

    ``wanted`` is asked with the raw header ``From``; what it turns down is not downloaded. ``key``
    is what failures are said to happen to.
    """
    mail: Mail | None = None
    visit = _Visit(key, wanted, limits)
    try:
        with session(account, policy) as opened:
            validity = opened.examine(account.folder)
            if place is None or place.validity != validity:
                place = Place(validity, 0)
            mail = Mail(place)
            visit.read(opened, mail)
    except Problem as problem:
        failure = Failure("fetch", key, problem.reason, problem.message, hard=problem.hard)
        if mail is None or (mail == Mail(mail.place) and mail.place == place):
            return failure
        mail.failures.append(failure)
    return mail


@dataclass
class _Visit:
    """What is taken out of an open mailbox, and what is told of the rest."""

    key: str
    wanted: Callable[[bytes], bool]
    limits: Limits

    def read(self, opened: Session, mail: Mail) -> None:
        """Fills ``mail`` step by step, so that what arrived before a fault is kept."""
        uids = opened.newer(mail.place.uid)
        old = len(uids) - self.limits.messages if not mail.place.uid else 0
        if old > 0:
            self._tell(mail, Reason.TOO_OLD, "{} older messages are not read", old)
            uids = uids[old:]
        read = self._count(opened, mail, uids[: self.limits.messages])
        waiting = "{} more messages wait in the mailbox; the next run goes on with them"
        self._tell(mail, Reason.POSTPONED, waiting, len(uids) - read)

    def _count(self, opened: Session, mail: Mail, uids: list[int]) -> int:
        """How many of these messages are done with."""
        large = others = gone = done = total = 0
        size = self.limits.message
        try:
            for start in range(0, len(uids), _HANDFUL):
                some = uids[start : start + _HANDFUL]
                heads = opened.heads(some)
                gone += len(some) - len(heads)
                for head in heads:
                    if total > self.limits.total:
                        return uids.index(head.uid)
                    if not self.wanted(head.sender):
                        others += 1
                    elif head.size > size:
                        large += 1
                    else:
                        total += self._take(opened, mail, head)
                    mail.place = replace(mail.place, uid=head.uid)
                mail.place = replace(mail.place, uid=some[-1])
                done += len(some)
        finally:
            told = f"{{}} messages are larger than the limit of {size / 1e6:g} MB and were not read"
            self._tell(mail, Reason.TOO_LARGE, told, large)
            told = "{} messages of senders that are not in the list were left alone"
            self._tell(mail, Reason.UNWANTED, told, others)
            told = "{} messages were listed and then not to be had; look at the mailbox"
            self._tell(mail, Reason.GONE, told, gone)
        return done

    def _take(self, opened: Session, mail: Mail, head: Head) -> int:
        try:
            body = opened.body(head.uid, self.limits.message)
        except TooLong:  # it would be so next time, too
            mail.place = replace(mail.place, uid=head.uid)
            raise
        if body is not None:
            mail.letters.append(Letter(head.uid, head.arrived, body))
        return len(body or b"")

    def _tell(self, mail: Mail, reason: Reason, message: str, count: int) -> None:
        if count > 0:
            failure = Failure("fetch", self.key, reason, message.format(count), count=count)
            mail.failures.append(failure)
