"""The digest by e-mail, at most once to each recipient.

    reserved  the issue is committed, nothing was tried
    sending   written just before DATA
    sent      the server took it (250)
    refused   the server said no for good (5xx): shown, not repeated
    waiting   not now (4xx), or no session before DATA: tried again by a later run
    unknown   the connection was lost after DATA: the server may have it, so it is not sent again

There is no exactly-once in mail (RFC 1047). The Message-ID comes from issue and recipient, so that
a repeat, if someone asks for one, can be recognised; its subject says so too. Nothing from a source
stands in a header. Without a ``host`` the messages are written as ``.eml`` files that any mail
program opens.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, model_validator

from monitor.channels.base import PATIENCE, Options, Outgoing, SentOptions, say, subject
from monitor.channels.file import make_folder, write_whole
from monitor.model import Delivery, DeliveryState

Address = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+$")
]
Security = Literal["starttls", "ssl", "none"]

_PORTS: dict[Security, int] = {"starttls": 587, "ssl": 465, "none": 25}
# Python folds a long subject before its first word, which leaves a space in front of it.
_POLICY = SMTP.clone(max_line_length=300)
WAITING, REFUSED, UNKNOWN = DeliveryState.WAITING, DeliveryState.REFUSED, DeliveryState.UNKNOWN


class EmailOptions(SentOptions):
    """``password_env`` names the environment variable; the password itself is never a setting.

    ``unsubscribe`` is the address of whoever takes people off the list.
    """

    sender: Address
    recipients: Annotated[tuple[Address, ...], Field(min_length=1)]
    host: str | None = None
    port: Annotated[int | None, Field(gt=0, lt=65536)] = None
    security: Security = "starttls"
    username: Annotated[str | None, StringConstraints(pattern=r"^[\x21-\x7e]+$")] = None
    password_env: str = "MONITOR_SMTP_PASSWORD"  # noqa: S105 - the name, not the secret
    ca_file: Path | None = None
    unsubscribe: Address | None = None
    timeout: Annotated[float, Field(gt=0)] = 30.0

    @model_validator(mode="after")
    def _encrypted_beyond_this_machine(self) -> Self:
        if self.security == "none" and self.host is not None and not _is_loopback(self.host):
            raise ValueError("security 'none' is only for a host on this machine; use starttls")
        return self


class Email:
    """One message a recipient, each with its own state."""

    options = EmailOptions
    patience = PATIENCE

    def recipients(self, options: Options, folder: Path) -> tuple[str, ...]:
        del folder
        return tuple(dict.fromkeys(EmailOptions.model_validate(options).recipients))

    def reaches(self, recipient: str, options: Options, folder: Path) -> bool:
        return recipient in self.recipients(options, folder)

    def deliver(self, outgoing: Outgoing, options: Options) -> Delivery:
        chosen = EmailOptions.model_validate(options)
        content = compose(outgoing, chosen).as_bytes()
        if chosen.host is None:
            return _write(outgoing, content)
        try:
            session = _session(chosen, chosen.host)
        except smtplib.SMTPAuthenticationError as error:
            return outgoing.ended(
                WAITING,
                f"{chosen.host} does not accept the user name or password ({error.smtp_code}); "
                f"mend username, or the password in {chosen.password_env}",
            )
        except (smtplib.SMTPException, OSError, LookupError) as error:
            return outgoing.ended(WAITING, f"no session with {chosen.host}: {say(error)}")
        try:
            state, detail = _transmit(session, outgoing, chosen.sender, content)
        finally:
            session.close()
        return outgoing.ended(state, detail)


def compose(outgoing: Outgoing, options: EmailOptions) -> EmailMessage:
    """The message for one recipient; the same issue gives the same bytes."""
    digest, recipient = outgoing.digest, outgoing.delivery.recipient
    domain = options.sender.rpartition("@")[2]
    key = _key(outgoing)
    root = f"<{digest.reader}.digest@{domain}>"
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = subject(digest, repeat=outgoing.repeat)
    message["From"] = options.sender
    message["To"] = recipient
    message["Date"] = format_datetime(digest.created_at.astimezone(ZoneInfo(digest.timezone)))
    message["Message-ID"] = f"<{key}@{domain}>"
    # A message that was never sent, which all issues for one reader answer: they are one thread.
    message["In-Reply-To"] = root
    message["References"] = root
    message["List-Id"] = f"<{digest.reader}.digest.{domain}>"
    if options.unsubscribe:
        wish = quote(f"unsubscribe {digest.reader}")
        message["List-Unsubscribe"] = f"<mailto:{options.unsubscribe}?subject={wish}>"
    message["Auto-Submitted"] = "auto-generated"
    # base64, because it survives every server: no bare line feeds, no long lines, no 8-bit.
    message.set_content(outgoing.render(digest, "text"), cte="base64")
    message.add_alternative(outgoing.render(digest, "email"), subtype="html", cte="base64")
    message.set_boundary(f"monitor-{key}")
    return message


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
    if not password.isascii():
        # smtplib would raise an error that quotes the letter.
        raise LookupError(
            f"the password in {options.password_env} has letters that cannot be sent at a log-in"
        )
    return password


def _transmit(
    session: smtplib.SMTP, outgoing: Outgoing, sender: str, content: bytes
) -> tuple[DeliveryState, str]:
    """One mail transaction: the state it ended in, and the server's words."""
    try:
        code, answer = session.mail(sender)
        if code == 250:
            code, answer = session.rcpt(outgoing.delivery.recipient)
        if code not in (250, 251):
            return (REFUSED if 500 <= code < 600 else WAITING), f"{code} {say(answer)}"
    except (smtplib.SMTPException, OSError) as error:
        return WAITING, f"the connection was lost before DATA: {say(error)}"
    outgoing.record(outgoing.ended(DeliveryState.SENDING, ""))
    said: bytes | str
    try:
        code, said = session.data(content)
    except smtplib.SMTPDataError as error:
        code, said = error.smtp_code, error.smtp_error
    except (smtplib.SMTPException, OSError) as error:
        return UNKNOWN, f"connection lost after DATA: {say(error)}; ask before it is sent again"
    # The message is in the server's hands or refused, whatever becomes of the farewell.
    with contextlib.suppress(smtplib.SMTPException, OSError):
        session.quit()
    state = {2: DeliveryState.SENT, 4: WAITING, 5: REFUSED}.get(code // 100, UNKNOWN)
    return state, f"{code} {say(said)}"


def _write(outgoing: Outgoing, content: bytes) -> Delivery:
    path = outgoing.folder / "outbox" / f"{_key(outgoing)}.eml"
    try:
        make_folder(path.parent)
        write_whole(path, content)
    except OSError as error:
        return outgoing.ended(WAITING, f"{path} cannot be written: {error.strerror}")
    return outgoing.ended(DeliveryState.SENT, f"no host is set; written to {path}")


def _key(outgoing: Outgoing) -> str:
    """The same for the same issue and recipient, and telling neither."""
    text = f"{outgoing.digest.id}\n{outgoing.delivery.recipient}"
    return sha256(text.encode()).hexdigest()[:32]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() in ("localhost", "localhost.")
