"""What becomes of a copy whose sender dies, and what a person may decide of it.

A real warehouse, a real SMTP server, and a process that is killed between two steps.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import digest
from monitor.config import bundled
from monitor.desk import issues, resend, send_again
from monitor.errors import LockHeld, UsageError
from monitor.lock import run_lock
from monitor.model import Delivery, DeliveryState, Digest
from monitor.store.holdings import StoredDigest
from monitor.store.ledger import Ledger
from monitor.store.warehouse import Warehouse
from tests.support.sending import desk
from tests.support.smtp import Mailbox, smtp_server

NOW = datetime(2024, 11, 6, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANN, BO = "ann@desk.example", "bo@desk.example"

SETTINGS = """\
[digest]
channels = ["email"]
[channel.email]
sender = "monitor@desk.example"
recipients = ["{ann}", "{bo}"]
host = "127.0.0.1"
security = "none"
timeout = 5
port = {port}
{more}
"""


def laid_out(
    folder: Path,
    port: int,
    more: str = "",
    people: Sequence[str] = (ANN,),
    ann: str = ANN,
    content: str = "",
) -> Path:
    """A working folder with one issue, of which a copy is reserved for each of ``people``.

    With ``content`` there is an issue before it, kept as that.
    """
    (folder / "monitor.toml").write_text(SETTINGS.format(port=port, more=more, ann=ann, bo=BO))
    if not (folder / "warehouse").exists():
        warehouse = Warehouse(folder / "warehouse", bundled("warehouse"))
        warehouse.prepare()
        ledger = Ledger(warehouse)
        ledger.begin(now=NOW, watchlists_version="v", watchlists=[], rules=[], sources=[])
        if content:
            reserve(ledger, an_issue("2024-11-05"), people, content)
        reserve(ledger, an_issue(), people)
    return folder


def an_issue(name: str = "2024-11-06") -> Digest:
    return Digest(
        id=name,
        created_at=NOW,
        since=None,
        until=NOW,
        timezone="UTC",
        themes=(),
        nothing_on=(),
        health=(),
        articles_read=0,
        already_told=0,
        run_id="r",
        watchlists_version="v",
    )


def reserve(ledger: Ledger, made: Digest, people: Sequence[str], content: str = "") -> None:
    ledger.reserve(
        StoredDigest(made.id, NOW, content or digest.to_json(made)),
        since=None,
        findings=[],
        deliveries=[Delivery(made.id, "email", one, DeliveryState.RESERVED, NOW) for one in people],
        now=NOW,
    )


async def killed(folder: Path, when: str, state: str) -> None:
    """Send what waits in a process that dies ``when`` that state goes on record."""
    words = ("-m", "tests.support.sending", str(folder), NOW.isoformat(), when, state)
    process = await asyncio.create_subprocess_exec(sys.executable, *words)
    assert await process.wait() == -signal.SIGKILL


def record(folder: Path, recipient: str = ANN) -> list[str]:
    """The states of a copy in the order in which they went on record."""
    with Warehouse(folder / "warehouse", bundled("warehouse")).session() as connection:
        rows = connection.execute(
            "SELECT state FROM delivery WHERE recipient = ? ORDER BY rowid", [recipient]
        ).fetchall()
    return [state for (state,) in rows]


async def again(folder: Path, now: datetime = NOW + HOUR) -> list[Delivery]:
    """Another process sends what waits; gives what did not go."""
    return await asyncio.to_thread(send_again, desk(folder, now))


@pytest.mark.parametrize(
    ("when", "state", "taken", "then", "in_all"),
    [
        # Nothing had left: sent.
        ("before", "sending", 0, ["reserved", "sending", "sent"], 1),
        # It was on record that it might leave: unknown, although it had not.
        ("after", "sending", 0, ["reserved", "sending", "unknown"], 0),
        # The server had it, and that was not on record: unknown, and never sent again.
        ("before", "sent", 1, ["reserved", "sending", "unknown"], 1),
        ("after", "sent", 1, ["reserved", "sending", "sent"], 1),
    ],
)
async def test_killed_between_any_two_steps(
    when: str, state: str, taken: int, then: list[str], in_all: int, tmp_path: Path
) -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        folder = laid_out(tmp_path, port)
        await killed(folder, when, state)
        assert len(mailbox.taken) == taken
        failed = await again(folder)
        assert (record(folder), len(mailbox.taken)) == (then, in_all)
        assert [one.state for one in failed] == (["unknown"] if then[-1] == "unknown" else [])
        # However often it is tried, nothing comes of it any more, and it is not told again.
        assert await again(folder, NOW + 9 * HOUR) == []
        assert (record(folder), len(mailbox.taken)) == (then, in_all)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_killed_where_the_server_says_not_now(when: str, tmp_path: Path) -> None:
    mailbox = Mailbox(rcpt={ANN: "451 later"})
    async with smtp_server(mailbox) as port:
        folder = laid_out(tmp_path, port)
        await killed(folder, when, "waiting")
        mailbox.rcpt = {}
        assert await again(folder) == []
    assert record(folder)[-2:] == ["sending", "sent"]
    assert len(mailbox.taken) == 1


async def test_killed_where_the_server_refused(tmp_path: Path) -> None:
    mailbox = Mailbox(rcpt={ANN: "550 nobody"})
    async with smtp_server(mailbox) as port:
        folder = laid_out(tmp_path, port)
        await killed(folder, "after", "refused")
        assert await again(folder) == []
    assert record(folder) == ["reserved", "refused"]


async def test_by_option_what_is_unknown_is_sent_once_more(tmp_path: Path) -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        folder = laid_out(tmp_path, port, more="resend_unknown = true")
        await killed(folder, "before", "sent")
        await again(folder)
        assert record(folder)[-1] == "unknown"
        for _ in range(3):
            assert await again(folder) == []
    assert record(folder) == ["reserved", "sending", "unknown", "sending", "sent"]
    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert second["Subject"] == f"{first['Subject']} (possible repeat)"


async def test_one_who_dies_harms_no_other(tmp_path: Path) -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        folder = laid_out(tmp_path, port, people=(ANN, BO))
        await killed(folder, "after", "sending")
        await again(folder)
    assert (record(folder)[-1], record(folder, BO)[-1]) == ("unknown", "sent")


async def test_a_person_decides_what_is_unknown(tmp_path: Path) -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        folder = laid_out(tmp_path, port)
        await killed(folder, "before", "sent")
        # The clock may have been set back since: what was decided last counts.
        earlier = desk(folder, NOW - 48 * HOUR)
        (ended,) = await asyncio.to_thread(resend, earlier, "2024-11-06")
    assert ended.state is DeliveryState.SENT
    assert record(folder) == [
        *("reserved", "sending", "unknown"),
        *("reserved", "sending", "sent"),
    ]
    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert second["Subject"].endswith("(possible repeat)")
    # What is decided is published for all to see.
    assert [one.last.state for one in earlier.holdings().copies()] == [DeliveryState.SENT]
    assert [one.digest_id for one in issues(earlier, "daily")] == ["2024-11-06"]


async def test_what_was_refused_is_no_repeat_and_what_was_sent_needs_force(tmp_path: Path) -> None:
    mailbox = Mailbox(rcpt={ANN: "550 nobody"})
    async with smtp_server(mailbox) as port:
        folder = laid_out(tmp_path, port, people=(ANN, BO))
        await again(folder)
        mailbox.rcpt = {}
        (ended,) = await asyncio.to_thread(resend, desk(folder, NOW), "2024-11-06")
        assert (ended.recipient, ended.state) == (ANN, DeliveryState.SENT)
        with pytest.raises(UsageError, match="no copy of '2024-11-06' was refused") as none:
            await asyncio.to_thread(resend, desk(folder, NOW), "2024-11-06")
        assert "--force" in str(none.value)
        forced = await asyncio.to_thread(
            lambda: resend(desk(folder, NOW), "2024-11-06", to=BO, channel="email", force=True)
        )
    assert [(one.recipient, one.state) for one in forced] == [(BO, DeliveryState.SENT)]
    repeats = [str(one["Subject"]).endswith("(possible repeat)") for one in mailbox.messages]
    assert [one["To"] for one in mailbox.messages] == [BO, ANN, BO]
    assert repeats == [False, False, True]


async def test_a_person_is_told_what_cannot_be_sent(tmp_path: Path) -> None:
    mailbox = Mailbox(rcpt={ANN: "550 nobody"})
    async with smtp_server(mailbox) as port:
        folder = laid_out(tmp_path, port)
        await again(folder)
        asked = desk(folder, NOW)
        for words, said in (
            (("2024-11-07", {}), "there is no digest '2024-11-07'"),
            (("2024-11-06", {"to": "an@desk.example"}), "did you mean 'ann@desk.example'"),
            (("2024-11-06", {"channel": "mail"}), "did you mean 'email'"),
        ):
            with pytest.raises(UsageError, match=said):
                await asyncio.to_thread(lambda: resend(asked, words[0], **words[1]))  # noqa: B023
        laid_out(tmp_path, port, ann="someone@desk.example")
        with pytest.raises(UsageError, match="no longer among the recipients"):
            await asyncio.to_thread(resend, desk(folder, NOW), "2024-11-06")
        with run_lock(folder / "warehouse", NOW), pytest.raises(LockHeld):
            await asyncio.to_thread(resend, asked, "2024-11-06")
    assert record(folder) == ["reserved", "refused"]


async def test_what_waits_too_long_is_given_up_with_a_word(tmp_path: Path) -> None:
    mailbox = Mailbox(rcpt={ANN: "451 later"})
    async with smtp_server(mailbox) as port:
        folder = laid_out(tmp_path, port)
        (waits,) = await again(folder)
        (given_up,) = await again(folder, NOW + 24 * 7 * HOUR)
        assert (waits.state, given_up.state) == (DeliveryState.WAITING, DeliveryState.REFUSED)
        assert given_up.detail == "given up after 7 days: 451 later"
        # A person who decides to go on begins anew.
        (once_more,) = await asyncio.to_thread(
            resend, desk(folder, NOW + 24 * 8 * HOUR), "2024-11-06"
        )
    assert once_more.state is DeliveryState.WAITING


@pytest.mark.parametrize("content", ["{}", "[]", '{"themes": 1, "edited_stories": 1}'])
async def test_an_issue_that_cannot_be_read_waits_and_keeps_back_no_other(
    content: str, tmp_path: Path
) -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        folder = laid_out(tmp_path, port, content=content)
        (waits,) = await again(folder)
        assert (waits.digest_id, waits.state) == ("2024-11-05", DeliveryState.WAITING)
        assert waits.detail.startswith("the issue cannot be read as it is kept (")
        assert [message["Subject"] for message in mailbox.messages] == [
            "Monitor 2024-11-06: nothing new"
        ]
        # It does not wait for ever.
        (given_up,) = await again(folder, NOW + 24 * 6 * HOUR)
    assert given_up.state is DeliveryState.REFUSED
    assert given_up.detail.startswith("given up after 6 days: the issue cannot be read")


@pytest.mark.parametrize(("option", "days", "reads"), [("", 0, 0), ("yes", 0, 1), ("yes", 6, 0)])
async def test_what_is_unknown_is_read_only_where_it_may_be_sent(
    option: str, days: int, reads: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with smtp_server(Mailbox()) as port:
        folder = laid_out(tmp_path, port, more="resend_unknown = true" if option else "")
        await killed(folder, "after", "sending")
        await again(folder)
        assert record(folder)[-1] == "unknown"
        seen = []
        kept = Ledger.digest
        monkeypatch.setattr(
            Ledger, "digest", lambda self, name: seen.append(name) or kept(self, name)
        )
        await again(folder, NOW + (1 + 24 * days) * HOUR)
    assert len(seen) == reads
