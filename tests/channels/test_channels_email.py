"""The e-mail channel against a real SMTP server on loopback."""

import asyncio
import datetime as dt
import email
import ipaddress
import ssl
from dataclasses import replace
from email import policy
from itertools import pairwise

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import ValidationError

from monitor import channels
from monitor.channels.email import EmailOptions
from monitor.config import DigestSettings, ReaderSettings, Settings
from monitor.errors import ConfigError
from monitor.model import DeliveryState
from tests.channels.conftest import NOW, addresses, content, copy_of, render
from tests.support.smtp import Mailbox, smtp_server

PASSWORD = "correct horse"  # not a secret: the loopback server below knows only this one
PEOPLE = ("ann@desk.example", "bo@desk.example", "cy@desk.example")


def mail_settings(**options):
    values = {
        "sender": "monitor@desk.example",
        "recipients": PEOPLE,
        "security": "none",
        "timeout": 5,
    }
    return Settings(digest=DigestSettings(channels=("email",)), channel={"email": values | options})


async def send(issue, folders, settings, state=DeliveryState.RESERVED, people=PEOPLE):
    """Deliver to ``people`` in order, at once: how each ended, and the whole ledger."""
    ledger = []
    ended = []
    for person in people:
        copy = copy_of(issue, "email", person, state)
        ended.append(
            await asyncio.to_thread(
                channels.deliver,
                copy,
                content(issue),
                settings,
                folders,
                now=NOW,
                record=ledger.append,
                at_once=True,
            )
        )
    return ended, ledger


async def deliver(copy, issue, folders, settings, now=NOW, at_once=False):
    """Deliver one copy; how it ended."""
    return await asyncio.to_thread(
        channels.deliver,
        copy,
        content(issue),
        settings,
        folders,
        now=now,
        record=lambda _: None,
        at_once=at_once,
    )


def states(deliveries):
    return [delivery.state.value for delivery in deliveries]


async def test_each_recipient_gets_one_message_of_their_own(issue, folders):
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        ended, ledger = await send(
            issue, folders, mail_settings(host="127.0.0.1", port=port), people=PEOPLE[:2]
        )
    assert states(ended) == ["sent", "sent"]
    assert states(ledger) == ["sending", "sent", "sending", "sent"]
    assert [to for to, _ in mailbox.taken] == [[PEOPLE[0]], [PEOPLE[1]]]
    wire = mailbox.taken[0][1]
    assert b"\n" not in wire.replace(b"\r\n", b"")
    assert wire.isascii()
    assert max(map(len, wire.splitlines())) < 998
    message = email.message_from_bytes(wire, policy=policy.default)
    assert message["Subject"] == "Monitor 2024-11-06: 3 stories on 0 themes"
    assert (message["From"], message["To"]) == ("monitor@desk.example", PEOPLE[0])
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<daily.digest.desk.example>"
    assert message["Date"].datetime == NOW
    assert str(message["Date"]).endswith("07:00:00 +0900")
    assert message["References"] == message["In-Reply-To"] == "<daily.digest@desk.example>"
    assert message["List-Unsubscribe"] is None
    plain, page = message.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == render(issue, "text")
    assert page.get_content().replace("\r\n", "\n") == render(issue, "email")
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")


async def test_a_reader_has_a_thread_and_a_list_of_its_own(issue, folders):
    desk = ReaderSettings(
        title="\u202eSanctions\u2028desk\r\nBcc: all@desk.example", channels=("email",)
    )
    settings = Settings(
        channel=mail_settings(host=None, unsubscribe="desk@desk.example").channel,
        digests={"sanctions-desk": desk},
    )
    made = replace(issue, id="sanctions-desk-2024-11-06", reader="sanctions-desk", title=desk.title)
    await send(made, folders, settings, people=PEOPLE[:1])
    (file,) = (folders.digests / "sanctions-desk" / "outbox").iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert not message.defects
    assert message["Subject"] == (
        "Sanctions desk Bcc: all@desk.example 2024-11-06: 3 stories on 0 themes"
    )
    assert (message["Bcc"], message["To"]) == (None, PEOPLE[0])
    assert message["List-Id"] == "<sanctions-desk.digest.desk.example>"
    assert message["In-Reply-To"] == "<sanctions-desk.digest@desk.example>"
    assert message["List-Unsubscribe"] == (
        "<mailto:desk@desk.example?subject=unsubscribe%20sanctions-desk>"
    )


async def test_what_its_recipient_may_have_already_says_so(issue, folders):
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port)
        for copy in (
            copy_of(issue, "email", PEOPLE[0], DeliveryState.RESERVED),
            replace(copy_of(issue, "email", PEOPLE[0], DeliveryState.RESERVED), unknowns=1),
            replace(copy_of(issue, "email", PEOPLE[0], DeliveryState.RESERVED), sents=1),
        ):
            await deliver(copy, issue, folders, settings)
    subject = "Monitor 2024-11-06: 3 stories on 0 themes"
    marked = f"{subject} (possible repeat)"
    assert [one["Subject"] for one in mailbox.messages] == [subject, marked, marked]
    assert len({one["Message-ID"] for one in mailbox.messages}) == 1


async def test_a_copy_that_waits_is_tried_later_and_later_and_then_given_up(issue, folders):
    mailbox = Mailbox(rcpt={PEOPLE[0]: "450 grey"})
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port)
        copy, tried = copy_of(issue, "email", PEOPLE[0], DeliveryState.RESERVED), []
        for minutes in range(0, 6 * 24 * 60, 5):
            now = NOW + dt.timedelta(minutes=minutes)
            before = len(mailbox.spoken)
            ended = await deliver(copy, issue, folders, settings, now=now)
            if len(mailbox.spoken) > before:
                tried.append(minutes / 60)
                copy = replace(copy, last=ended, waits=copy.waits + 1)
    assert tried[:7] == [0, 0.25, 0.75, 1.75, 3.75, 7.75, 15.75]
    assert {round(b - a, 2) for a, b in pairwise(tried[6:])} == {12.0}
    assert (copy.last.state, tried[-1]) == (DeliveryState.REFUSED, 123.75)
    assert copy.last.detail == "given up after 5 days: 450 grey"


async def test_a_person_does_not_wait_for_its_turn(issue, folders):
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port)
        copy = copy_of(issue, "email", PEOPLE[0], DeliveryState.WAITING)
        assert await deliver(copy, issue, folders, settings) is copy.last
        ended = await deliver(copy, issue, folders, settings, at_once=True)
    assert ended.state is DeliveryState.SENT


async def test_at_least_once_is_an_option_and_once_is_all(issue, folders):
    mailbox = Mailbox(drop=True)
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port, resend_unknown=True)
        copy = copy_of(issue, "email", PEOPLE[0], DeliveryState.UNKNOWN)
        ended = await deliver(copy, issue, folders, settings)
        assert (ended.state, len(mailbox.taken)) == (DeliveryState.UNKNOWN, 1)
        assert mailbox.messages[0]["Subject"].endswith("(possible repeat)")
        twice = replace(copy, last=ended, unknowns=2)
        assert await deliver(twice, issue, folders, settings) is ended
        # Nor are issues of long ago sent because the option is set now.
        late = NOW + dt.timedelta(days=6)
        assert await deliver(copy, issue, folders, settings, now=late) is copy.last
    assert len(mailbox.taken) == 1


async def test_a_fault_after_data_is_unknown_and_names_no_secret(
    issue, folders, monkeypatch, caplog
):
    def broken(session, content):
        raise RuntimeError(PASSWORD)

    monkeypatch.setattr("smtplib.SMTP.data", broken)
    async with smtp_server(Mailbox()) as port:
        ended, ledger = await send(
            issue, folders, mail_settings(host="127.0.0.1", port=port), people=PEOPLE[:1]
        )
    assert states(ledger) == ["sending", "unknown"]
    assert PASSWORD not in f"{ended} {caplog.text}"
    assert "email to ann@desk.example: RuntimeError in " in caplog.text


async def test_a_repeat_would_be_the_same_bytes_and_can_be_recognised(issue, folders):
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port)
        await send(issue, folders, settings)
        await send(issue, folders, settings, people=PEOPLE[:1])
    first, second, _, again = (taken for _, taken in mailbox.taken)
    assert again == first
    ids = [email.message_from_bytes(taken)["Message-ID"] for taken in (first, second)]
    assert ids[0] != ids[1]


async def test_one_refused_address_of_six_does_not_stop_the_others(issue, folders):
    people = tuple(f"{name}@desk.example" for name in ("a", "b", "c", "d", "e", "f"))
    mailbox = Mailbox(rcpt={people[1]: "550 no such\tperson here"})
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port, recipients=people)
        ended, ledger = await send(issue, folders, settings, people=people)
    assert states(ended) == ["sent", "refused", *["sent"] * 4]
    assert ended[1].detail == "550 no such person here"
    assert [d.state for d in ledger if d.recipient == people[1]] == [DeliveryState.REFUSED]
    assert [to for to, _ in mailbox.taken] == [[one] for one in people if one != people[1]]


@pytest.mark.parametrize(
    ("answers", "state", "ledger"),
    [
        ({"mail": "451 later"}, "waiting", ["waiting"]),
        ({"rcpt": {PEOPLE[0]: "450 grey"}}, "waiting", ["waiting"]),
        ({"at_data": "451 not now"}, "waiting", ["sending", "waiting"]),
        ({"data": "452 full"}, "waiting", ["sending", "waiting"]),
        ({"mail": "550 not from there"}, "refused", ["refused"]),
        ({"rcpt": {PEOPLE[0]: "550 nobody"}}, "refused", ["refused"]),
        ({"at_data": "554 no"}, "refused", ["sending", "refused"]),
        ({"data": "554 looks like spam"}, "refused", ["sending", "refused"]),
    ],
)
async def test_not_now_waits_and_never_is_refused(answers, state, ledger, issue, folders):
    mailbox = Mailbox(**answers)
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port)
        ended, recorded = await send(issue, folders, settings, people=PEOPLE[:1])
        assert (states(ended), states(recorded)) == ([state], ledger)
        said = next(iter((answers.get("rcpt") or {"": next(iter(answers.values()))}).values()))
        assert ended[0].detail == said
        # What is refused is not asked for a second time.
        before = len(mailbox.spoken)
        await send(issue, folders, settings, state=ended[0].state, people=PEOPLE[:1])
        assert (len(mailbox.spoken) > before) is (state == "waiting")


@pytest.mark.parametrize(("word", "ledger"), [("MAIL", ["waiting"]), ("RCPT", ["waiting"])])
async def test_a_server_that_stalls_before_data_means_waiting(word, ledger, issue, folders):
    mailbox = Mailbox(stall=word)
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port, timeout=0.2)
        ended, recorded = await send(issue, folders, settings, people=PEOPLE[:1])
    assert states(recorded) == ledger
    assert "lost before DATA" in ended[0].detail


async def test_a_connection_lost_after_data_is_unknown_and_not_sent_again(issue, folders):
    mailbox = Mailbox(drop=True)
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port)
        ended, ledger = await send(issue, folders, settings, people=PEOPLE[:1])
        assert states(ended) == ["unknown"]
        assert states(ledger) == ["sending", "unknown"]
        again, later = await send(
            issue, folders, settings, state=DeliveryState.UNKNOWN, people=PEOPLE[:1]
        )
    assert states(again) == ["unknown"]
    assert later == []
    assert len(mailbox.taken) == 1


async def test_a_server_that_stalls_after_the_body_is_unknown(issue, folders):
    mailbox = Mailbox(stall="BODY")
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port, timeout=0.3)
        ended, ledger = await send(issue, folders, settings, people=PEOPLE[:1])
        mailbox.until.set()
    assert states(ended) == ["unknown"]
    assert states(ledger) == ["sending", "unknown"]
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.REFUSED])
async def test_what_is_settled_is_left_alone(state, issue, folders):
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port)
        ended, ledger = await send(issue, folders, settings, state=state)
    assert {delivery.state for delivery in ended} == {state}
    assert (ledger, mailbox.spoken) == ([], [])


async def test_what_was_under_way_in_a_crash_is_unknown(issue, folders):
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port)
        ended, ledger = await send(issue, folders, settings, state=DeliveryState.SENDING)
    assert states(ended) == states(ledger) == ["unknown"] * 3
    assert mailbox.spoken == []


async def test_sending_is_on_record_before_the_server_has_the_message(issue, folders):
    mailbox = Mailbox()
    seen = []

    def record(delivery):
        seen.append((delivery.state.value, len(mailbox.taken)))

    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port)
        reserved = copy_of(issue, "email", PEOPLE[0], DeliveryState.RESERVED)
        await asyncio.to_thread(
            channels.deliver,
            reserved,
            content(issue),
            settings,
            folders,
            now=NOW,
            record=record,
        )
    assert seen == [("sending", 0), ("sent", 1)]


async def test_no_server_means_waiting(issue, folders):
    async with smtp_server(Mailbox()) as port:
        pass
    ended, ledger = await send(issue, folders, mail_settings(host="127.0.0.1", port=port))
    assert states(ended) == states(ledger) == ["waiting"] * 3


async def test_a_silent_server_means_waiting(issue, folders):
    async def silent(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        settings = mail_settings(host="127.0.0.1", port=port, timeout=0.2)
        ended, _ = await send(issue, folders, settings, people=PEOPLE[:1])
    assert states(ended) == ["waiting"]
    assert "no session with 127.0.0.1" in ended[0].detail


async def test_someone_who_left_the_list_gets_nothing(issue, folders):
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port, recipients=PEOPLE[:1])
        ended, _ = await send(issue, folders, settings, people=PEOPLE[:2])
    assert states(ended) == ["sent", "refused"]
    assert len(mailbox.taken) == 1


async def test_without_tls_from_the_server_nothing_is_said(issue, folders):
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port, security="starttls")
        ended, _ = await send(issue, folders, settings, people=PEOPLE[:1])
    assert states(ended) == ["waiting"]
    assert "STARTTLS" in ended[0].detail
    assert mailbox.spoken == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that signs itself: the server's context, and the file to trust."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    trusted, both = folder / "ca.pem", folder / "server.pem"
    trusted.write_bytes(pem)
    both.write_bytes(pem + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, trusted


def _authenticator(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"desk", PASSWORD.encode())
    return AuthResult(success=right, handled=right)


def _login(certificate, **options):
    context, trusted = certificate
    server = {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": _authenticator,
    }
    client = {"security": "starttls", "username": "desk", "host": "127.0.0.1"}
    return server, client | {"ca_file": trusted} | options


async def test_with_tls_and_a_password(issue, folders, certificate, monkeypatch):
    monkeypatch.setenv("MONITOR_SMTP_PASSWORD", PASSWORD)
    mailbox = Mailbox()
    server, client = _login(certificate)
    async with smtp_server(mailbox, **server) as port:
        ended, _ = await send(issue, folders, mail_settings(port=port, **client))
    assert states(ended) == ["sent"] * 3


async def test_a_wrong_password_waits_and_is_never_told(issue, folders, certificate, monkeypatch):
    monkeypatch.setenv("DESK_PASSWORD", "battery staple")
    mailbox = Mailbox()
    server, client = _login(certificate, password_env="DESK_PASSWORD")
    async with smtp_server(mailbox, **server) as port:
        ended, _ = await send(issue, folders, mail_settings(port=port, **client), people=PEOPLE[:1])
    assert states(ended) == ["waiting"]
    assert "DESK_PASSWORD" in ended[0].detail
    assert "battery" not in repr(ended)
    assert mailbox.spoken == []


async def test_a_password_that_cannot_be_sent_waits_and_is_never_told(
    issue, folders, certificate, monkeypatch
):
    monkeypatch.setenv("DESK_PASSWORD", "schlüssel")
    server, client = _login(certificate, password_env="DESK_PASSWORD")
    async with smtp_server(Mailbox(), **server) as port:
        ended, _ = await send(issue, folders, mail_settings(port=port, **client), people=PEOPLE[:1])
    assert states(ended) == ["waiting"]
    assert "the password in DESK_PASSWORD has letters" in ended[0].detail
    assert "ü" not in repr(ended)


async def test_a_missing_password_is_named(issue, folders, certificate, monkeypatch):
    monkeypatch.delenv("MONITOR_SMTP_PASSWORD", raising=False)
    server, client = _login(certificate)
    async with smtp_server(Mailbox(), **server) as port:
        ended, _ = await send(issue, folders, mail_settings(port=port, **client), people=PEOPLE[:1])
    assert "set the environment variable MONITOR_SMTP_PASSWORD" in ended[0].detail


async def test_an_unknown_certificate_is_not_trusted(issue, folders, certificate):
    mailbox = Mailbox()
    server, client = _login(certificate, ca_file=None)
    async with smtp_server(mailbox, **server) as port:
        ended, _ = await send(issue, folders, mail_settings(port=port, **client), people=PEOPLE[:1])
    assert states(ended) == ["waiting"]
    assert "CERTIFICATE_VERIFY_FAILED" in ended[0].detail
    assert mailbox.spoken == []


async def test_without_a_host_the_messages_are_files(issue, folders):
    ended, _ = await send(issue, folders, mail_settings(host=None))
    assert states(ended) == ["sent"] * 3
    files = sorted((folders.digests / "outbox").iterdir())
    assert len(files) == 3
    messages = [email.message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]
    assert {message["To"] for message in messages} == set(PEOPLE)
    assert not any(message.defects for message in messages)
    before = [file.read_bytes() for file in files]
    await send(issue, folders, mail_settings(host=None))
    assert [file.read_bytes() for file in files] == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "mail.desk.example", "security": "none"},
        {"recipients": ()},
        {"recipients": ("ann@desk.example\nBcc: all@desk.example",)},
        {"sender": "Monitor <monitor@desk.example>"},
        {"password": "in the file"},
        {"username": "desk\u2028x"},
    ],
)
def test_unsafe_settings_are_refused(wrong, folders):
    with pytest.raises(ConfigError) as caught:
        addresses(mail_settings(**wrong), folders)
    assert "in the file" not in str(caught.value)
    with pytest.raises(ValidationError):
        EmailOptions(**({"sender": "a@b.example", "recipients": ("c@d.example",)} | wrong))
