"""An SMTP server on loopback that says no, says not now, stalls or goes away, as it is told."""

from __future__ import annotations

import asyncio
import email
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP


class Mailbox:
    """A server's mind: how it answers, and what it took.

    ``mail``, ``rcpt`` (by address) and ``data`` are its answers to MAIL, RCPT and the message,
    ``at_data`` one to the word DATA. It stalls at the word ``stall`` (MAIL, RCPT, DATA), or with
    the message in its hands (``BODY``), until ``until`` is set, and drops the connection there
    with ``drop``.
    """

    def __init__(
        self,
        *,
        mail: str = "250 OK",
        rcpt: Mapping[str, str] | None = None,
        at_data: str = "",
        data: str = "250 OK",
        stall: str = "",
        drop: bool = False,
    ) -> None:
        self.mail = mail
        self.rcpt = dict(rcpt or {})
        self.at_data = at_data
        self.data = data
        self.stall = stall
        self.drop = drop
        self.until = asyncio.Event()
        self.taken: list[tuple[list[str], bytes]] = []
        self.spoken: list[str] = []

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, as a mail program reads it."""
        return [
            email.message_from_bytes(content, policy=policy.default)  # type: ignore[misc]
            for _, content in self.taken
        ]

    async def wait_at(self, word: str) -> None:
        self.spoken.append(word)
        if self.stall == word:
            await self.until.wait()

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        await self.wait_at("MAIL")
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        await self.wait_at("RCPT")
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append((envelope.rcpt_tos, envelope.original_content))
        if self.drop:
            assert server.transport
            server.transport.abort()
        await self.wait_at("BODY")
        return self.data


class Server(SMTP):
    """Answers the word DATA as its mailbox says."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        mailbox = self.event_handler
        await mailbox.wait_at("DATA")
        if mailbox.at_data:
            await self.push(mailbox.at_data)
        else:
            await super().smtp_DATA(arg)


@asynccontextmanager
async def smtp_server(mailbox: Mailbox, **options: Any) -> AsyncIterator[int]:
    """Serves ``mailbox``; gives the port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Server(mailbox, hostname="localhost", loop=loop, **options), "127.0.0.1", 0
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        mailbox.until.set()
        server.close()
        await server.wait_closed()
