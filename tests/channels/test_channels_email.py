"""The e-mail channel against a real SMTP server on loopback."""

import asyncio
import datetime as dt
import email
import ipaddress
import ssl
from contextlib import asynccontextmanager
from email import policy

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import ValidationError

from monitor import channels
from monitor.channels.email import EmailOptions
from monitor.config import DigestSettings, Settings
from monitor.errors import ConfigError
from monitor.model import Delivery, DeliveryState
from tests.channels.conftest import NOW, render

PASSWORD = "correct horse"  # not a secret: the loopback server below knows only this one
PEOPLE = ("ann@desk.example", "bo@desk.example", "cy@desk.example")


class Mailbox:
    """An SMTP server's mind: what it refuses, what it drops, and what it took."""

    def __init__(self, rcpt=None, data="250 OK", drop=False, until=None):
        self.rcpt = rcpt or {}
        self.data = data
        self.drop = drop
        self.until = until
        self.taken = []
        self.spoken = []

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        self.spoken.append("MAIL")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append((envelope.rcpt_tos, envelope.original_content))
        if self.drop:
            server.transport.abort()
        if self.until:
            await self.until.wait()
        return self.data


@asynccontextmanager
async def smtp_server(mailbox, **options):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, hostname="localhost", loop=loop, **options), "127.0.0.1", 0
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def mail_settings(**options):
    values = {
        "sender": "monitor@desk.example",
        "recipients": PEOPLE,
        "security": "none",
        "timeout": 5,
    }
    return Settings(digest=DigestSettings(channels=("email",)), channel={"email": values | options})


async def send(issue, folders, settings, state=DeliveryState.RESERVED, people=PEOPLE):
    """Deliver to ``people`` in order: how each ended, and the whole ledger."""
    ledger = []
    ended = []
    for person in people:
        delivery = Delivery(issue.id, "email", person, state, NOW)
        ended.append(
            await asyncio.to_thread(
                channels.deliver,
                delivery,
                issue,
                settings,
                folders,
                render=render,
                now=NOW,
                record=ledger.append,
            )
        )
    return ended, ledger


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
    assert message["List-Id"] == "<digest.desk.example>"
    assert message["Date"].datetime == NOW
    plain, page = message.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == render(issue, "text")
    assert page.get_content().replace("\r\n", "\n") == render(issue, "email")
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")


async def test_a_repeat_would_be_the_same_bytes_and_can_be_recognised(issue, folders):
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        settings = mail_settings(host="127.0.0.1", port=port)
        await send(issue, folders, settings)
        await send(issue, folders, settings, people=PEOPLE[:1])
    first, second, _, again = (content for _, content in mailbox.taken)
    assert again == first
    ids = [email.message_from_bytes(content)["Message-ID"] for content in (first, second)]
    assert ids[0] != ids[1]


async def test_one_refused_address_does_not_stop_the_others(issue, folders):
    mailbox = Mailbox(rcpt={PEOPLE[1]: "550 no such\tperson here"})
    async with smtp_server(mailbox) as port:
        ended, ledger = await send(issue, folders, mail_settings(host="127.0.0.1", port=port))
    assert states(ended) == ["sent", "refused", "sent"]
    assert ended[1].detail == "550 no such person here"
    assert [d.state for d in ledger if d.recipient == PEOPLE[1]] == [DeliveryState.REFUSED]


@pytest.mark.parametrize(
    ("mailbox", "state"),
    [
        (Mailbox(rcpt={PEOPLE[0]: "451 later"}), "waiting"),
        (Mailbox(data="452 full"), "waiting"),
        (Mailbox(data="554 looks like spam"), "refused"),
    ],
)
async def test_not_now_waits_and_never_is_refused(mailbox, state, issue, folders):
    async with smtp_server(mailbox) as port:
        ended, _ = await send(
            issue, folders, mail_settings(host="127.0.0.1", port=port), people=PEOPLE[:1]
        )
    assert states(ended) == [state]


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
    mailbox = Mailbox(until=asyncio.Event())
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
        reserved = Delivery(issue.id, "email", PEOPLE[0], DeliveryState.RESERVED, NOW)
        await asyncio.to_thread(
            channels.deliver,
            reserved,
            issue,
            settings,
            folders,
            render=render,
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
    ],
)
def test_unsafe_settings_are_refused(wrong, folders):
    with pytest.raises(ConfigError) as caught:
        channels.recipients(mail_settings(**wrong), folders)
    assert "in the file" not in str(caught.value)
    with pytest.raises(ValidationError):
        EmailOptions(**({"sender": "a@b.example", "recipients": ("c@d.example",)} | wrong))
