"""Newsletters out of real mailboxes: a server on loopback that can misbehave, and maildirs on disk."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.config import load_sources
from monitor.errors import ConfigError
from monitor.http import NetworkPolicy
from monitor.model import Failure, FeedEntry, Reading, Reason, Response, Source
from monitor.sources import KINDS, Gathered, entry_id
from monitor.sources import mailbox as module
from tests.support.hostile import SELF_SIGNED
from tests.support.imap import PASSWORD, MailServer, mail_server

KIND = KINDS["mailbox"]
NOW = datetime(2024, 11, 4, 6, 0, tzinfo=UTC)


def letter(
    number: int = 1,
    *,
    sender: str = "Harbour Letter <news@harbour.example>",
    text: str = "Ships left.",
) -> bytes:
    return (
        f"From: {sender}\r\nMessage-ID: <{number}@harbour.example>\r\nSubject: Issue {number}\r\n"
        f"Date: Mon, 4 Nov 2024 06:00:00 +0900\r\n\r\n{text}\r\n"
    ).encode()


def source(url: str, *, verify_tls: bool = False, **options: Any) -> Source:
    return Source("letters", "Letters", "mailbox", url, options=options, verify_tls=verify_tls)


def gather(where: Source, cursor: str | None = None, policy: NetworkPolicy | None = None) -> Any:
    assert KIND.gather
    return KIND.gather(where, cursor, policy or NetworkPolicy())


def visit(server: MailServer, cursor: str | None = None, **options: Any) -> Gathered:
    found = gather(source(server.url(), **options), cursor, server.policy())
    assert isinstance(found, Gathered), found
    return found


def refused(server: MailServer, deadline: float = 5.0) -> Failure:
    found = gather(source(server.url(), plain=not server.tls), None, server.policy(deadline))
    assert isinstance(found, Failure), found
    assert found.message[0].islower()
    assert PASSWORD not in repr(found)
    return found


def parse(raw: bytes | str) -> Reading | Failure:
    body = raw if isinstance(raw, bytes) else raw.encode()
    found = KIND.read(Response("message 1", "message 1", 200, {}, body, NOW), source("/mail"))
    assert isinstance(found, Reading | Failure)
    return found


def entry(raw: bytes | str) -> FeedEntry:
    found = parse(raw)
    assert isinstance(found, Reading), found
    return found.entries[0]


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_IMAP_PASSWORD", PASSWORD)


# --- over IMAP ---


def test_new_messages_are_read_once_and_nothing_is_changed() -> None:
    with mail_server({3: letter(3), 5: letter(5)}) as server:
        first = visit(server)
        assert [document.body for document in first.documents] == [letter(3), letter(5)]
        assert first.documents[0].fetched_at == datetime(2024, 11, 4, 4, 0, tzinfo=UTC)
        assert first.cursor == "7:5"
        assert visit(server, first.cursor).documents == ()  # a search names the last one anyway
        server.messages[9] = letter(9)
        later = visit(server, first.cursor)
    assert [document.body for document in later.documents] == [letter(9)]
    assert later.cursor == "7:9"
    verbs = {word for command in server.commands for word in command.split()[:2]}
    assert not verbs & {"SELECT", "STORE", "EXPUNGE", "COPY", "APPEND"}
    assert all("BODY.PEEK" in command for command in server.commands if "BODY" in command)


def test_a_mailbox_that_was_numbered_anew_is_read_anew() -> None:
    with mail_server({1: letter(1)}) as server:
        server.validity = 8
        again = visit(server, "7:500")
    assert len(again.documents) == 1
    assert again.cursor == "8:1"


def test_the_oldest_new_messages_come_first_and_the_rest_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MAX_MESSAGES", 3)
    with mail_server({number: letter(number) for number in range(1, 9)}) as server:
        fresh = visit(server)
        assert (fresh.cursor, [failure.count for failure in fresh.failures]) == ("7:8", [5])
        assert fresh.failures[0].reason is Reason.TOO_OLD
        some = visit(server, "7:2")
    assert some.cursor == "7:5"
    assert [(one.reason, one.count) for one in some.failures] == [(Reason.POSTPONED, 3)]


def test_a_visit_ends_where_it_holds_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TOTAL", 300)
    with mail_server({number: letter(number) for number in range(1, 9)}) as server:
        some = visit(server)
    assert some.cursor == f"7:{len(some.documents)}"
    assert [(one.reason, one.count) for one in some.failures] == [
        (Reason.POSTPONED, 8 - len(some.documents))
    ]


def test_only_the_senders_in_the_list_are_downloaded() -> None:
    messages = {
        1: letter(1),
        2: letter(2, sender="=?utf-8?q?news=40harbour.example=2C?= <a@private.example>"),
        3: letter(3, sender="X <x@mail.Outlet.example>"),
    }
    with mail_server(messages) as server:
        found = visit(server, **{"from": ["news@harbour.example", "outlet.example"]})
    assert [document.body for document in found.documents] == [messages[1], messages[3]]
    assert [(one.reason, one.count) for one in found.failures] == [(Reason.UNWANTED, 1)]
    assert not any("FETCH 2 (UID BODY.PEEK[])" in command for command in server.commands)
    assert found.cursor == "7:3"


def test_a_huge_message_is_counted_and_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_MESSAGE", 1000)
    with mail_server({1: letter(1, text="x" * 2000), 2: letter(2)}) as server:
        found = visit(server)
        assert [document.body for document in found.documents] == [letter(2)]
        assert [(one.reason, one.count) for one in found.failures] == [(Reason.TOO_LARGE, 1)]
        server.sizes[1] = 10  # it lies about its size
        found = visit(server)
    assert (found.documents, found.cursor) == ((), "7:1")
    assert found.failures[0].reason is Reason.TOO_LARGE


def test_a_wrong_password_is_said_without_repeating_anything() -> None:
    with mail_server({1: letter()}) as server:
        where = source(server.url(), password_env="OTHER")
        os.environ["OTHER"] = "guess"
        found = gather(where, None, server.policy())
        del os.environ["OTHER"]
    assert isinstance(found, Failure)
    assert (found.reason, found.hard) == (Reason.LOGIN, True)
    assert "guess" not in repr(found)
    assert "sesame" not in repr(found)


def test_a_password_in_the_address_serves_where_none_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MONITOR_IMAP_PASSWORD")
    with mail_server({1: letter()}) as server:
        found = gather(source(server.url()), None, server.policy())
        assert found.reason is Reason.LOGIN
        assert "MONITOR_IMAP_PASSWORD" in found.message
        assert server.connections == 0
        url = server.url().replace("@127", ":open%20%22sesame%22@127")
        assert len(gather(source(url), None, server.policy()).documents) == 1


def test_the_certificate_is_checked_unless_the_source_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with mail_server({1: letter()}) as server:
        strict = source(server.url(), verify_tls=True)
        found = gather(strict, None, server.policy())
        assert (found.reason, found.hard) == (Reason.TLS, True)
        assert server.commands == []
        monkeypatch.setenv("SSL_CERT_FILE", str(SELF_SIGNED))
        assert len(gather(strict, None, server.policy()).documents) == 1
        named = source(server.url(host="localhost"), verify_tls=True)
        assert gather(named, None, server.policy()).reason is Reason.TLS  # another name


def test_nothing_is_sent_in_the_clear_unless_allowed() -> None:
    with mail_server({1: letter()}, tls=False) as server:
        found = gather(source(server.url()), None, server.policy())
        assert found.reason is Reason.FORBIDDEN_SCHEME
        assert server.connections == 0
        assert len(visit(server, plain=True).documents) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "mail.example"])
def test_a_private_address_is_refused_before_it_is_connected_to(host: str) -> None:
    with mail_server({1: letter()}) as server:
        policy = NetworkPolicy(hosts={"mail.example": ("127.0.0.1", server.port)})
        found = gather(source(server.url(host=host)), None, policy)
        assert (found.reason, found.hard) == (Reason.FORBIDDEN_ADDRESS, True)
        assert "127.0.0.1" in found.message or "::1" in found.message
        assert server.connections == 0


@pytest.mark.parametrize("stage", ["greet", "login", "examine", "search", "heads", "body"])
@pytest.mark.parametrize("fault", ["silent", "drip", "flood"])
def test_a_server_without_end_ends_at_the_deadline(
    stage: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.http.imapsession.MAX_TOTAL", 1_000_000)
    with mail_server({1: letter()}, tls=False, **{stage: fault}) as server:
        found = refused(server, deadline=5 if fault == "flood" else 0.05)
    assert found.reason is (Reason.TOO_LARGE if fault == "flood" else Reason.TIMEOUT)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00\xff\xfe garbage\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"* 1 FETCH (UID 1 BODY[] {99999999999999999999}\r\n",
        b"* 1 FETCH (UID 1 BODY[] {" + b"9" * 5000 + b"}\r\n",
        b"* 1 FETCH (UID 1 BODY[] {5}\r\nlonger than promised)\r\n",
        b"* 1 FETCH (UID 1 BODY[] {500}\r\nshorter",
        b"* BYE closing\r\n",
        b"+ go on\r\n" * 50,
        b"* SEARCH one two -3 " + b"7" * 4000 + b"\r\n",
    ],
)
@pytest.mark.parametrize("stage", ["greet", "capability", "login", "examine", "search", "body"])
def test_garbage_is_a_failure_with_a_reason(stage: str, said: bytes) -> None:
    with mail_server({1: letter()}, tls=False, **{stage: said}) as server:
        found = gather(source(server.url(), plain=True), None, server.policy(1.0))
    if isinstance(found, Gathered):  # a message that is too long is not asked for again
        assert (found.documents, len(found.failures), stage) == ((), 1, "body")
        found = found.failures[0]
    assert found.message[0].islower()
    assert found.reason in {
        *(Reason.INCOMPLETE, Reason.BAD_RESPONSE, Reason.TOO_LARGE, Reason.UNREACHABLE),
        *([Reason.LOGIN] if stage == "login" else []),
    }


def test_what_came_before_the_connection_broke_is_kept() -> None:
    with mail_server({1: letter(1), 2: letter(2)}) as server:
        found = visit(server)
        assert found.cursor == "7:2"
        server.messages[3] = letter(3)
        server.messages[4] = letter(4)
        server.sizes[4] = 1
        monkey = b"* 2 FETCH (UID 4 BODY[] {500}\r\nshorter"
        original = server.faults

        class Later(dict[str, Any]):
            asked = 0

            def get(self, stage: str, default: Any = None) -> Any:
                Later.asked += stage == "body"
                return monkey if stage == "body" and Later.asked > 1 else default

        server.faults = Later(original)
        found = visit(server, found.cursor)
    assert [document.body for document in found.documents] == [letter(3)]
    assert found.cursor == "7:3"
    assert [one.reason for one in found.failures] == [Reason.INCOMPLETE]


def test_messages_that_are_gone_are_counted() -> None:
    with mail_server({1: letter(1), 2: letter(2)}, heads=b"") as server:
        server.faults = {"search": b""}
        found = refused(server)
        assert found.reason is Reason.INCOMPLETE
    with mail_server({2: letter(2)}) as server:
        server.messages = _Listed(server.messages)
        found = visit(server)
    assert [(one.reason, one.count) for one in found.failures] == [(Reason.GONE, 1)]
    assert len(found.documents) == 1


class _Listed(dict[int, bytes]):
    """Names a message that is not there."""

    def __iter__(self) -> Any:
        return iter([*super().__iter__(), 3])


def test_a_folder_that_is_not_there_is_named() -> None:
    with mail_server({1: letter()}) as server:
        found = gather(source(server.url("N%26W/Новости")), None, server.policy())
        assert "N&W/Новости" in found.message
        assert found.hard
        assert 'EXAMINE "N&-W/&BB0EPgQyBD4EQQRCBDg-"' in server.commands


# --- as a maildir ---


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (tmp_path / "mail" / part).mkdir(parents=True)
    return tmp_path / "mail"


def test_a_maildir_is_read_once_and_left_as_it_is(maildir: Path) -> None:
    (maildir / "new" / "1.desk").write_bytes(letter(1))
    (maildir / "cur" / "2.desk:2,S").write_bytes(letter(2))
    (maildir / "tmp" / "3.desk").write_bytes(letter(3))
    before = sorted(path for path in maildir.rglob("*"))
    first = gather(source(str(maildir)))
    assert {document.body for document in first.documents} == {letter(1), letter(2)}
    assert gather(source(str(maildir)), first.cursor).documents == ()
    assert sorted(path for path in maildir.rglob("*")) == before
    (maildir / "new" / "4.desk").write_bytes(letter(4))
    os.utime(maildir / "new" / "4.desk", (0, 0))  # an old date does not hide it
    later = gather(source(str(maildir)), first.cursor)
    assert [document.body for document in later.documents] == [letter(4)]


def test_a_maildir_may_not_lead_out_of_itself(maildir: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(letter(text="secret"))
    (maildir / "new" / "1").symlink_to(tmp_path / "secret")
    os.mkfifo(maildir / "new" / "2")
    found = gather(source(str(maildir)))
    assert found.documents == ()
    assert [one.reason for one in found.failures] == [Reason.UNREADABLE] * 2
    assert gather(source(str(maildir)), found.cursor).failures == ()


def test_a_maildir_keeps_to_limits_and_senders(
    maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_MESSAGE", 1000)
    monkeypatch.setattr(module, "MAX_MESSAGES", 4)
    for number in range(6):
        sender = "me@private.example" if number == 4 else "news@harbour.example"
        text = "x" * 2000 if number == 5 else "text"
        (maildir / "new" / f"{number}").write_bytes(letter(number, sender=sender, text=text))
    first = gather(source(str(maildir), **{"from": ["harbour.example"]}))
    assert [document.body for document in first.documents] == [
        letter(number, sender="news@harbour.example", text="text") for number in (2, 3)
    ]
    assert {(one.reason, one.count) for one in first.failures} == {
        (Reason.TOO_OLD, 2),
        (Reason.UNWANTED, 1),
        (Reason.TOO_LARGE, 1),
    }


def test_a_missing_maildir_is_named(tmp_path: Path) -> None:
    found = gather(source(str(tmp_path / "nowhere")))
    assert isinstance(found, Failure)
    assert "maildir" in found.message


# --- a message ---


def test_a_message_becomes_an_entry() -> None:
    found = entry(letter(text="First line\r\ngoes on. 1 < 2 & <b>\r\n\r\nSecond."))
    assert found.title == "Issue 1"
    assert found.guid == "<1@harbour.example>"
    assert found.author == "Harbour Letter"
    assert found.published_at == datetime(2024, 11, 3, 21, 0, tzinfo=UTC)
    assert found.content == "<p>First line goes on. 1 &lt; 2 &amp; &lt;b&gt;</p><p>Second.</p>"
    assert found.url is None


MULTI = """From: =?utf-8?b?{name}?= <n@h.example>\r\nSubject: {subject}\r\nMIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\nContent-Type: multipart/alternative; boundary=B\r\n\r
--B\r\nContent-Type: text/plain\r\n\r\nplain\r\n--B\r\nContent-Type: text/html; charset={charset}\r
Content-Transfer-Encoding: base64\r\n\r\n{html}\r\n--B--\r\n--A\r\nContent-Type: text/html\r
Content-Disposition: attachment; filename=x.html\r\n\r\n<p>{long}</p>\r\n--A--\r\n"""


def multi(html: bytes, charset: str = "utf-8", subject: str = "S") -> bytes:
    from base64 import b64encode

    return MULTI.format(
        name=b64encode("Ким, Иван".encode()).decode(),
        subject=subject,
        charset=charset,
        html=b64encode(html).decode(),
        long="attached " * 50,
    ).encode()


def test_the_html_for_people_is_chosen_and_attachments_are_not() -> None:
    found = entry(multi("<p>Войска</p>".encode("koi8-r"), "koi8-r"))
    assert found.content.strip() == "<p>Войска</p>"
    assert found.author == "Ким, Иван"
    # A letter cut in two between encoded words, as careless senders do.
    cut = "=?utf-8?b?0JLQvtC50YE=?= =?utf-8?b?0Lo=?= =?utf-8?q?=D0?= =?utf-8?q?=B0?= A\r\n\tB"
    assert entry(multi(b"<p>x</p>", subject=cut)).title == "Войска A B"
    raw = multi(b"<p>x</p>").replace(b"Subject: S", "Subject: 북한군 파병".encode())
    assert entry(raw).title == "북한군 파병"


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("utf-8", "windows-1251"),
        ("no-such-charset", "utf-8"),
        ("us-ascii", "utf-8"),
        ("", "euc-kr"),
    ],
)
def test_a_wrong_charset_survives(declared: str, real: str) -> None:
    text = {"euc-kr": "북한군이 러시아에 도착했다고 국방부가 어제 저녁 밝혔다. " * 3}.get(
        real, "Войска прибыли в Россию на учения, сообщили вчера вечером в министерстве. " * 3
    )
    assert text[:20] in entry(multi(f"<p>{text}</p>".encode(real), declared)).content


def test_a_message_says_where_it_can_be_read() -> None:
    page = b'<a href="https://h.example/shop">Shop</a> <a class=x href="https://h.example/i/9?a=1&amp;b=2"><b>View</b> in your browser</a>'
    assert entry(multi(page)).url == "https://h.example/i/9?a=1&b=2"
    archived = multi(page).replace(b"Subject", b"Archived-At: <https://l.example/m/1>\r\nSubject")
    assert entry(archived).url == "https://l.example/m/1"
    listed = letter().replace(b"Subject", b"List-Archive: <https://l.example/>\r\nSubject")
    assert entry(listed).url is None  # the same for every message of the list
    for link in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"):
        assert entry(multi(f'<a href="{link}">view in browser</a>'.encode())).url is None


@pytest.mark.parametrize("url", ["", "\r\n\r\n", "Subject: only\r\n\r\n  \r\n"])
def test_a_message_without_text_is_a_failure(url: str) -> None:
    found = parse(url)
    assert isinstance(found, Failure)
    assert found.reason is Reason.EMPTY


def test_an_encrypted_message_is_named() -> None:
    raw = "Subject: Secret\r\nContent-Type: multipart/encrypted; boundary=A\r\n\r\n--A\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--A--\r\n"
    found = parse(raw)
    assert isinstance(found, Failure)
    assert "encrypted" in found.message


@pytest.mark.parametrize(
    "raw",
    [
        'Subject: =?utf-8?b?!!!?= =?x?y?z\r\nDate: 99 Foo 99999 99:99:99 +99999\r\nFrom: <<>>,,"\r\n\r\ntext',
        "Subject: =?utf-8?b?a?=\r\nDate: Mon, 4 Nov 2024 06:00:00 +9999999999\r\nFrom: @\r\n\r\ntext",
        "Content-Type: multipart/mixed\r\n\r\ntext",
        "Content-Type: text/plain; charset*0*=utf-8''x; charset=\"\r\n\r\ntext",
        "Content-Type: text/plain; charset=zlib\r\nContent-Transfer-Encoding: base64\r\n\r\ndGV4dA=a",
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666\n!!!\ntext",
        "Date: " + "1" * 5000 + "\r\nFrom: " + "(" * 5000 + "\r\n\r\ntext",
        "Message-ID: "
        + "<" * 90_000
        + "\r\nSubject: "
        + "=?utf-8?q?a?= " * 90_000
        + "\r\n\r\ntext",
        "Sub\0ject: \0\x1b[31mred\r\n\r\nte\0xt",
    ],
    ids=len,
)
def test_hostile_headers_cost_no_message(raw: str) -> None:
    found = entry(raw)
    assert "xt" in found.content or "text" in found.content
    assert entry_id(found)
    assert "\0" not in repr(found)
    assert "\x1b" not in repr(found)


PART = "Content-Type: multipart/mixed; boundary=B{0}\r\n\r\n--B{0}\r\n"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("".join(PART.format(number) for number in range(5000)), "too many parts"),
        (PART.format(0) + "\r\nx\r\n--B0\r\n" * 500_000, "too many parts"),
        ("Content-Type: text/plain; " + ";" * 3_000_000, "nobody writes"),
    ],
    ids=["deep", "wide", "long"],
)
def test_what_would_take_minutes_to_parse_is_left(raw: str, said: str) -> None:
    found = parse(raw + "\r\n\r\ntext")
    assert isinstance(found, Failure)
    assert found.reason is Reason.UNREADABLE
    assert said in found.message


def test_without_a_message_id_the_same_message_is_the_same() -> None:
    raw = letter().replace(b"Message-ID", b"X-Other")
    assert entry(raw).guid == entry(raw).guid != entry(raw + b"!").guid


# --- in the list ---


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("IMAPS://Reader%40desk.example:secret@Mail.Example:993/", "imaps://Reader%40desk.example@mail.example/INBOX"),
        ("imap://r@m.example:1143/inbox", "imap://r@m.example:1143/INBOX"),
        ("imaps://r@m.example/News/Рус", "imaps://r@m.example/News/%D0%A0%D1%83%D1%81"),
        ("/var/mail/../mail/news/", "/var/mail/news"),
        ("imaps://m.example/INBOX", None),
        ("imaps://r@m.example:x/INBOX", None),
        ("imaps://r@[::1/INBOX", None),
        ("file:///var/mail", None),
        ("pop3://r@m.example", None),
        ("https://m.example", None),
        (" ", None),
    ],
)  # fmt: skip
def test_addresses_of_mailboxes(given: str, address: str | None) -> None:
    assert KIND.address(given) == address


def test_a_list_with_a_wrong_address_or_option_is_refused(tmp_path: Path) -> None:
    for url, options, said in (
        ("ftp://m.example", "{}", "imaps://user@host"),
        ("imaps://r@m.example", "{form: [x]}", "form"),
    ):
        listing = tmp_path / "sources.yaml"
        listing.write_text(
            f"sources:\n  - {{id: a, name: A, kind: mailbox, url: '{url}', options: {options}}}\n"
        )
        with pytest.raises(ConfigError, match=said):
            load_sources(listing, KINDS)
