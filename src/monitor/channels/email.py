"""The digest by e-mail, at most once to each recipient.

    reserved  the issue is committed, nothing was tried
    sending   written just before DATA
    sent      the server took it (250)
    refused   the server said no for good (5xx): shown, not repeated
    waiting   not now (4xx), or no session before DATA: tried again by the next run
    unknown   the connection was lost after DATA: the server may have it, so it is not sent again

There is no exactly-once in mail (RFC 1047). The Message-ID comes from issue and recipient, so that
a repeat, if someone asks for one, can be recognised. Nothing from a source stands in a header.
Without a ``host`` the messages are written as ``.eml`` files that any mail program opens.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, model_validator

from monitor.channels.base import SETTLED, Options, Outgoing
from monitor.channels.file import make_folder, write_whole
from monitor.errors import NotDelivered
from monitor.model import Delivery, DeliveryState, Digest

Address = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+$")
]
Security = Literal["starttls", "ssl", "none"]

_PORTS: dict[Security, int] = {"starttls": 587, "ssl": 465, "none": 25}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_LONGEST_DETAIL = 200


class EmailOptions(Options):
    """``password_env`` names the environment variable; the password itself is never a setting."""

    sender: Address
    recipients: Annotated[tuple[Address, ...], Field(min_length=1)]
    host: str | None = None
    port: Annotated[int | None, Field(gt=0, lt=65536)] = None
    security: Security = "starttls"
    username: str | None = None
    password_env: str = "MONITOR_SMTP_PASSWORD"  # noqa: S105 - the name, not the secret
    ca_file: Path | None = None
    timeout: Annotated[float, Field(gt=0)] = 30.0

    @model_validator(mode="after")
    def _encrypted_beyond_this_machine(self) -> Self:
        if self.security == "none" and self.host is not None and not _is_loopback(self.host):
            raise ValueError("security 'none' is only for a host on this machine; use starttls")
        return self


@dataclass(frozen=True)
class _Attempt:
    """How one attempt ended. ``again`` is False where the next recipient would fare the same."""

    state: DeliveryState
    detail: str
    again: bool = True


class Email:
    """One message a recipient, each with its own state."""

    options = EmailOptions

    def deliver(self, outgoing: Outgoing, options: Options) -> tuple[Delivery, ...]:
        chosen = EmailOptions.model_validate(options)
        deliveries = []
        blocked: _Attempt | None = None
        for recipient in dict.fromkeys(chosen.recipients):
            before = outgoing.states.get(recipient, DeliveryState.RESERVED)
            if before in SETTLED:
                continue
            if before is DeliveryState.SENDING:
                attempt = _Attempt(DeliveryState.UNKNOWN, "the run ended while it was being sent")
            elif blocked is not None:
                attempt = blocked
            else:
                attempt = _deliver_one(outgoing, chosen, recipient)
                blocked = None if attempt.again else attempt
            delivery = _delivery(outgoing, recipient, attempt.state, attempt.detail)
            outgoing.record(delivery)
            deliveries.append(delivery)
        return tuple(deliveries)


def compose(outgoing: Outgoing, options: EmailOptions, recipient: str) -> EmailMessage:
    """The message for one recipient; the same issue gives the same bytes."""
    digest = outgoing.digest
    domain = options.sender.rpartition("@")[2]
    key = sha256(f"{digest.id}\n{recipient}".encode()).hexdigest()[:32]
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _subject(digest)
    message["From"] = options.sender
    message["To"] = recipient
    message["Date"] = format_datetime(digest.created_at.astimezone(ZoneInfo(digest.timezone)))
    message["Message-ID"] = f"<{key}@{domain}>"
    message["List-Id"] = f"<digest.{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    # base64, because it survives every server: no bare line feeds, no long lines, no 8-bit.
    message.set_content(outgoing.render(digest, "text"), cte="base64")
    message.add_alternative(outgoing.render(digest, "html"), subtype="html", cte="base64")
    message.set_boundary(f"monitor-{key}")
    return message


def _subject(digest: Digest) -> str:
    day = digest.created_at.astimezone(ZoneInfo(digest.timezone)).date().isoformat()
    stories = digest.new_stories + digest.developed_stories + digest.edited_stories
    if not stories:
        return f"Monitor {day}: nothing new"
    return (
        f"Monitor {day}: {stories} {'story' if stories == 1 else 'stories'} "
        f"on {len(digest.themes)} {'theme' if len(digest.themes) == 1 else 'themes'}"
    )


def _deliver_one(outgoing: Outgoing, options: EmailOptions, recipient: str) -> _Attempt:
    content = compose(outgoing, options, recipient).as_bytes()
    if options.host is None:
        return _write(outgoing.folder / "outbox", outgoing.digest.id, recipient, content)

    def sending() -> None:
        outgoing.record(_delivery(outgoing, recipient, DeliveryState.SENDING, ""))

    try:
        session = _session(options, options.host)
    except smtplib.SMTPAuthenticationError as error:
        return _Attempt(
            DeliveryState.WAITING,
            f"{options.host} does not accept the user name or password ({error.smtp_code}); "
            f"mend username, or the password in {options.password_env}",
            again=False,
        )
    except (smtplib.SMTPException, OSError, LookupError) as error:
        detail = f"no session with {options.host}: {_say(error)}"
        return _Attempt(DeliveryState.WAITING, detail, again=False)
    try:
        return _transmit(session, options.sender, recipient, content, sending)
    finally:
        session.close()


def _session(options: EmailOptions, host: str) -> smtplib.SMTP:
    """An encrypted, logged-in session. Raises ``SMTPException``, ``OSError`` or ``LookupError``."""
    port = options.port or _PORTS[options.security]
    name = options.sender.rpartition("@")[2]
    context = ssl.create_default_context(cafile=options.ca_file)
    session: smtplib.SMTP
    if options.security == "ssl":
        session = smtplib.SMTP_SSL(
            host, port, local_hostname=name, timeout=options.timeout, context=context
        )
    else:
        session = smtplib.SMTP(host, port, local_hostname=name, timeout=options.timeout)
    try:
        session.ehlo_or_helo_if_needed()
        if options.security == "starttls":
            session.starttls(context=context)
        if options.username is not None:
            session.login(options.username, _password(options))
    except BaseException:
        session.close()
        raise
    return session


def _password(options: EmailOptions) -> str:
    password = os.environ.get(options.password_env)
    if not password:
        raise LookupError(f"set the environment variable {options.password_env}")
    return password


def _transmit(
    session: smtplib.SMTP,
    sender: str,
    recipient: str,
    content: bytes,
    sending: Callable[[], None],
) -> _Attempt:
    """One mail transaction; ``sending`` is called just before DATA."""
    try:
        code, answer = session.mail(sender)
        if code == 250:
            code, answer = session.rcpt(recipient)
        if code not in (250, 251):
            refused = 500 <= code < 600
            state = DeliveryState.REFUSED if refused else DeliveryState.WAITING
            return _Attempt(state, f"{code} {_say(answer)}")
    except (smtplib.SMTPException, OSError) as error:
        return _Attempt(
            DeliveryState.WAITING, f"the connection was lost before DATA: {_say(error)}"
        )
    sending()
    try:
        attempt = _answered(*session.data(content))
    except smtplib.SMTPDataError as error:
        return _answered(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        return _Attempt(
            DeliveryState.UNKNOWN,
            f"the connection was lost after DATA ({_say(error)}); "
            "ask the recipient before it is sent again",
        )
    # The message is in the server's hands already, whatever becomes of the farewell.
    with contextlib.suppress(smtplib.SMTPException, OSError):
        session.quit()
    return attempt


def _answered(code: int, answer: bytes | str) -> _Attempt:
    """What the server's answer to the whole message means."""
    detail = f"{code} {_say(answer)}"
    if 200 <= code < 300:
        return _Attempt(DeliveryState.SENT, detail)
    if 400 <= code < 500:
        return _Attempt(DeliveryState.WAITING, detail)
    if 500 <= code < 600:
        return _Attempt(DeliveryState.REFUSED, detail)
    return _Attempt(DeliveryState.UNKNOWN, f"an answer outside of SMTP: {detail}")


def _write(outbox: Path, digest_id: str, recipient: str, content: bytes) -> _Attempt:
    name = sha256(f"{digest_id}\n{recipient}".encode()).hexdigest()[:32]
    path = outbox / f"{name}.eml"
    try:
        make_folder(outbox)
        write_whole(path, content)
    except OSError as error:
        raise NotDelivered(
            f"the message could not be written: {error.strerror}",
            where=outbox,
            mend="free some space or mend the folder's permissions, then: monitor digest --send",
        ) from error
    return _Attempt(DeliveryState.SENT, f"no host is set; written to {path}")


def _delivery(outgoing: Outgoing, recipient: str, state: DeliveryState, detail: str) -> Delivery:
    return Delivery(outgoing.digest.id, "email", recipient, state, outgoing.now, detail)


def _say(answer: object) -> str:
    """A server's words on one short line."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return _CONTROLS.sub(" ", text).strip()[:_LONGEST_DETAIL]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() in ("localhost", "localhost.")
