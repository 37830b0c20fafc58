"""The chat channel: apprise's own web requests to a real server on loopback."""

import json
import logging
import threading
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from monitor import channels
from monitor.channels.chat import AppriseChannel
from monitor.config import DigestSettings, ReaderSettings, Settings
from monitor.errors import ConfigError
from monitor.model import (
    DeliveryState,
    DigestArticle,
    DigestStory,
    DigestTheme,
    News,
    Outcome,
    SourceHealth,
)
from tests.channels.conftest import NOW, addresses, content, copy_of

# A headline as a chat is sent it.
BAD = "＠everyone ‹!channel› [x](javascript:alert)"
SECRET = "t0ken-that-nobody-may-see"


class Chat:
    """A chat service: what it answers, and what it was told."""

    def __init__(self, status=200, stall=False, drop=False):
        self.status = status
        self.stall = stall
        self.drop = drop
        self.told = []
        self.done = threading.Event()


@contextmanager
def service(chat):
    """Serves ``chat``; gives its address without the scheme."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            chat.told.append(json.loads(body))
            if chat.drop:
                self.close_connection = True
                return
            if chat.stall:
                chat.done.wait(10)
            self.send_response(chat.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Nobody reads it."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_):
            """Who stopped waiting is not there when the answer comes."""

    server = Quiet(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    try:
        yield f"127.0.0.1:{server.server_port}/{SECRET}"
    finally:
        chat.done.set()
        server.shutdown()
        server.server_close()


def chat_settings(**options):
    values = {"urls_env": "DESK_CHAT"} | options
    return Settings(digest=DigestSettings(channels=("apprise",)), channel={"apprise": values})


def send(issue, folders, settings, state=DeliveryState.RESERVED, **known):
    """Deliver the one copy there is: how it ended, and its ledger."""
    ((channel, recipient),) = addresses(settings, folders)
    ledger = []
    ended = channels.deliver(
        replace(copy_of(issue, channel, recipient, state), **known),
        content(issue),
        settings,
        folders,
        now=NOW,
        record=ledger.append,
        at_once=True,
    )
    return ended, [one.state.value for one in ledger]


def again(last, issue, folders, settings):
    """Deliver a copy that waits; how it ended."""
    copy = copy_of(issue, last.channel, last.recipient, last.state)
    return channels.deliver(
        copy, content(issue), settings, folders, now=NOW, record=lambda _: None, at_once=True
    )


@pytest.fixture
def busy(issue):
    """An issue with a hostile headline, two themes, and a source that failed."""

    def story(name, title):
        article = DigestArticle(
            article_id=name,
            title=title,
            url=f"https://outlet.example/@{name}",
            outlet="The Outlet",
            stance="independent",
            country=None,
            language="en",
            published_at=NOW,
            first_seen_at=NOW,
            sentence="",
            marks=(),
            rule="",
            claims=(),
        )
        return DigestStory(name, "new", article)

    def theme(name, *stories):
        return DigestTheme(name, name.title(), stories, previous=0, articles=len(stories))

    bad = story("bad", "@everyone <!channel>\u2028\u202e[x](javascript:alert)")
    moved = replace(story("third", "Third"), state="developed", news=(News("origin", "NIS"),))
    unlinked = story("b", "Second")
    unlinked = replace(unlinked, lead=replace(unlinked.lead, url="javascript:alert(1)"))
    health = [
        SourceHealth(name, name, outcome, "", None, None, 0, 0)
        for name, outcome in (("good", Outcome.OK), ("gone", Outcome.FAILED_HARD))
    ]
    return replace(
        issue,
        themes=(theme("troops", bad, moved), theme("treaty", unlinked, bad)),
        health=tuple(health),
        articles=3,
        outlets=1,
        developed_stories=1,
    )


def test_a_title_what_changed_and_the_first_headlines(busy, folders, monkeypatch):
    chat = Chat()
    with service(chat) as place:
        monkeypatch.setenv("DESK_CHAT", f"json://{place}")
        settings = chat_settings(top=2, base_url="https://digests.example/d/")
        ended, ledger = send(busy, folders, settings)
    assert (ended.state, ledger) == (DeliveryState.SENT, ["sending", "sent"])
    (told,) = chat.told
    assert told["title"] == "Monitor 2024-11-06: 4 stories on 2 themes"
    assert told["message"].splitlines() == [
        f"New: “{BAD}” – in The Outlet alone. And 2 other new stories.",
        "Developed: “Third” – new origin NIS.",
        "4 stories (3 new, 1 developed) from 3 articles of 1 outlet, on 2 of 2 themes.",
        "Incomplete: 1 of 2 sources could not be read: gone. Silence from there is not “no news”.",
        "",
        f"1. {BAD} – The Outlet (en)",
        "https://outlet.example/%40bad",
        "",
        "2. Second – The Outlet (en)",
        "",
        "All of it: https://digests.example/d/2024-11-06.html",
    ]


def test_nothing_new_is_told_too(issue, folders, monkeypatch):
    chat = Chat()
    with service(chat) as place:
        monkeypatch.setenv("DESK_CHAT", f"json://{place}")
        calm = replace(issue, new_stories=0, reader="daily", notice="Names could not be read.")
        send(calm, folders, chat_settings())
    assert chat.told[0]["title"] == "Monitor 2024-11-06: nothing new"
    assert chat.told[0]["message"].splitlines() == [
        "Nothing new on any theme.",
        "Incomplete: Names could not be read.",
    ]


def test_nothing_new_where_all_was_read_says_so(busy, folders, monkeypatch):
    chat = Chat()
    with service(chat) as place:
        monkeypatch.setenv("DESK_CHAT", f"json://{place}")
        send(replace(busy, themes=(), health=busy.health[:1]), folders, chat_settings())
    assert chat.told[0]["message"].splitlines() == [
        "Nothing new on any theme.",
        "1 of 1 source read without trouble.",
    ]


def test_all_of_it_lies_in_the_folder_of_its_reader(busy, folders, monkeypatch):
    chat = Chat()
    with service(chat) as place:
        monkeypatch.setenv("DESK_CHAT", f"json://{place}")
        settings = chat_settings(top=0, base_url="https://digests.example")
        named = settings.model_copy(update={"digests": {"desk": ReaderSettings()}})
        send(replace(busy, id="desk-2024-11-06", reader="desk"), folders, named)
    assert chat.told[0]["message"].splitlines()[-2:] == [
        "",
        "All of it: https://digests.example/desk/desk-2024-11-06.html",
    ]


@pytest.mark.parametrize(
    ("chat", "state", "detail"),
    [
        (Chat(status=500), "waiting", "the service answered 500"),
        (Chat(status=403), "waiting", "the service answered 403"),
        (Chat(stall=True), "unknown", "the connection was lost"),
        (Chat(drop=True), "unknown", "the connection was lost"),
    ],
)
def test_what_is_known_of_a_copy_is_what_is_on_record(
    chat, state, detail, issue, folders, monkeypatch
):
    with service(chat) as place:
        monkeypatch.setenv("DESK_CHAT", f"json://{place}?rto=0.3&cto=2&retry=3")
        ended, ledger = send(issue, folders, chat_settings())
        assert ledger == ["sending", state]
        assert ended.detail.startswith(detail)
        # Tried again where it did not arrive, and left alone where it may have.
        send(issue, folders, chat_settings(), DeliveryState(state))
    assert len(chat.told) == (2 if state == "waiting" else 1)


def test_a_service_that_is_not_there_means_waiting(issue, folders, monkeypatch):
    with service(Chat()) as place:
        pass
    monkeypatch.setenv("DESK_CHAT", f"json://{place}")
    ended, ledger = send(issue, folders, chat_settings())
    assert (ended.detail, ledger) == ("the service was not reached", ["sending", "waiting"])


def test_a_failure_is_no_success_because_an_address_says_so(issue, folders, monkeypatch):
    with service(Chat(status=500)) as place:
        monkeypatch.setenv("DESK_CHAT", f"json://{place}?optional=yes")
        assert send(issue, folders, chat_settings())[0].state is DeliveryState.WAITING


def test_a_repeat_says_so(issue, folders, monkeypatch):
    chat = Chat()
    with service(chat) as place:
        monkeypatch.setenv("DESK_CHAT", f"json://{place}")
        send(issue, folders, chat_settings(), unknowns=1)
    assert chat.told[0]["title"].endswith(" (possible repeat)")


@pytest.mark.parametrize("chat", [Chat(), Chat(status=500), Chat(drop=True)])
def test_no_secret_is_told_logged_or_kept(
    chat, issue, folders, monkeypatch, caplog, capfd, tmp_path
):
    monkeypatch.setenv("HOME", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    with service(chat) as place:
        monkeypatch.setenv("DESK_CHAT", f"json://user:{SECRET}@{place}")
        ended, _ = send(issue, folders, chat_settings())
    assert chat.told
    assert logging.getLogger("urllib3").propagate
    assert ended.recipient == "json://…"
    assert SECRET not in f"{ended} {caplog.text} {capfd.readouterr()}"
    assert not [one for one in tmp_path.rglob("*") if one.is_file() and "digests" not in str(one)]


def test_addresses_are_called_by_their_scheme_and_place(folders, monkeypatch):
    monkeypatch.setenv("DESK_CHAT", "slack://a/b/c\n json://h/1  json://h/2 \u202ex")
    assert [name for _, name in addresses(chat_settings(), folders)] == [
        "slack://…",
        "json://…",
        "json://… 2",
        "?://…",
    ]


def test_an_address_that_apprise_does_not_know_waits(issue, folders, monkeypatch):
    monkeypatch.setenv("DESK_CHAT", f"jsno://127.0.0.1/{SECRET}")
    ended, ledger = send(issue, folders, chat_settings())
    assert ledger == ["waiting"]
    assert ended.detail == "not an address that apprise knows; mend DESK_CHAT"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"urls_env": f"slack://{SECRET}"}, "channel.apprise.urls_env"),
        ({"urls": [f"slack://{SECRET}"]}, "channel.apprise.urls"),
        ({"base_url": "digests"}, "channel.apprise.base_url"),
    ],
)
def test_what_is_misspelt_stops_a_run_before_it_starts(options, said, folders, monkeypatch):
    monkeypatch.delenv("DESK_CHAT", raising=False)
    with pytest.raises(ConfigError) as caught:
        addresses(chat_settings(**options), folders)
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_while_the_variable_is_not_set_a_copy_waits_for_all_it_will_hold(
    empty, issue, folders, monkeypatch
):
    if empty is None:
        monkeypatch.delenv("DESK_CHAT", raising=False)
    else:
        monkeypatch.setenv("DESK_CHAT", empty)
    settings = chat_settings()
    assert addresses(settings, folders) == [("apprise", "$DESK_CHAT")]
    ended, ledger = send(issue, folders, settings)
    assert ledger == ["waiting"]
    assert ended.detail == "set the environment variable DESK_CHAT; it holds no address"
    first, second = Chat(), Chat()
    with service(first) as one, service(second) as two:
        monkeypatch.setenv("DESK_CHAT", f"json://{one} json://{two}")
        assert again(ended, issue, folders, settings).state is DeliveryState.SENT
    assert (len(first.told), len(second.told)) == (1, 1)


def test_one_copy_for_all_that_arrives_in_part_is_not_sent_again(issue, folders, monkeypatch):
    first, second = Chat(), Chat(status=500)
    waits = copy_of(issue, "apprise", "$DESK_CHAT", DeliveryState.WAITING).last
    with service(first) as one, service(second) as two:
        monkeypatch.setenv("DESK_CHAT", f"json://{one} json://{two}")
        assert again(waits, issue, folders, chat_settings()).state is DeliveryState.UNKNOWN


def test_a_variable_that_is_lost_gives_up_no_copy(issue, folders, monkeypatch):
    waits = copy_of(issue, "apprise", "json://…", DeliveryState.WAITING).last
    monkeypatch.delenv("DESK_CHAT", raising=False)
    waits = again(waits, issue, folders, chat_settings())
    assert waits.detail == "set the environment variable DESK_CHAT; it holds no address"
    monkeypatch.setenv("DESK_CHAT", "ntfy://topic")
    gone = again(waits, issue, folders, chat_settings())
    assert (gone.state, "no longer among" in gone.detail) == (DeliveryState.REFUSED, True)


def test_apprise_is_a_channel() -> None:
    assert isinstance(channels.CHANNELS["apprise"], AppriseChannel)
