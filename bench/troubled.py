"""The rolling web as a site, with its faults, and what it keeps of the runs for the oracle."""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from bench.rolling import Item, Scale, World
from bench.web import Reply, Request

RETRY_AFTER = timedelta(minutes=100)
BOMB = gzip.compress(bytes(2**26), 1)
# Some of what stands in these is read, so it need not be stored, but may be.
READ_IN_PART = {"broken-xml", "wrong-charset"}
SILENT = {"never", "reset", "close", "short"}


@dataclass
class Record:
    """What the web saw and answered; (source, run) of each feed that was asked for."""

    asked: set[tuple[int, int]] = field(default_factory=set)
    answered: set[tuple[int, int]] = field(default_factory=set)
    in_part: set[tuple[int, int]] = field(default_factory=set)
    conditional: int = 0
    not_changed: int = 0
    in_full: int = 0
    too_early: list[str] = field(default_factory=list)
    closed: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    silent: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    faults: Counter[str] = field(default_factory=Counter)


class RollingSite:
    """The world as a site. Told the number of a run, it goes on to it; told None, it gives its record."""

    def __init__(self, scale: Scale, times: Sequence[datetime]) -> None:
        self._world = World(scale, times)
        self._times = times
        self._run = 0
        self._record = Record()
        self._closed_until: dict[str, datetime] = {}
        self._silences: Counter[str] = Counter()

    def tell(self, word: int | None) -> Any:
        if word is None:
            return self._record
        self._run = word
        self._silences.clear()
        now = self._times[word]
        self._record.closed[word] |= {h for h, until in self._closed_until.items() if now < until}
        return None

    def answer(self, request: Request) -> Reply:
        now, run = self._times[self._run], self._run
        if now < self._closed_until.get(request.host, now):
            self._record.too_early.append(f"run {run}: {request.host}{request.path}")
        reply, fault = self._reply(request)
        if reply.status == 429:
            self._closed_until[request.host] = now + RETRY_AFTER
            self._record.closed[run].add(request.host)
        self._silences[request.host] = self._silences[request.host] + 1 if fault in SILENT else 0
        if self._silences[request.host] >= 3:
            self._record.silent[run].add(request.host)
        return reply

    def _reply(self, request: Request) -> tuple[Reply, str | None]:
        path = request.path.partition("?")[0]
        if path == "/robots.txt":
            fault = self._world.robots_fault(request.host, self._run)
            rules = b"User-agent: *\nDisallow: /private/\n"
            return (_faulty(fault, b"", path) if fault else Reply(rules)), fault
        if found := re.fullmatch(r"/s(\d+)/feed", path):
            return self._feed(int(found[1]), request)
        if found := re.fullmatch(r"/s(\d+)/a/(\d+)", path):
            source, number = int(found[1]), int(found[2])
            fault = self._world.page_fault(source, number, self._run)
            page = _page(
                self._world.title(source, number, self._run),
                self._world.text(source, number, self._run),
            )
            return (_faulty(fault, page, path) if fault else _html(page)), fault
        return Reply(status=404), "404"

    def _feed(self, source: int, request: Request) -> tuple[Reply, str | None]:
        key, record = (source, self._run), self._record
        record.asked.add(key)
        body = _feed(self._world.items(source, self._run))
        tag = f'"{hash(body) & 0xFFFFFFFF:x}"'
        headers = {"Content-Type": "application/rss+xml", "ETag": tag}
        fault = self._world.fault(source, self._run)
        if fault:
            record.faults[fault] += 1
            faulty = _faulty(fault, body, request.path)
            if fault in READ_IN_PART:
                record.in_part.add(key)
                # It goes by the name of the whole, as where the name is the date of the last story.
                faulty = replace(faulty, headers=headers)
            return faulty, fault
        record.answered.add(key)
        sent = request.headers.get("if-none-match")
        record.conditional += sent is not None
        if self._world.habits(source).heeds_conditions and sent == tag:
            record.not_changed += 1
            return Reply(status=304, headers=headers), None
        record.in_full += 1
        # Some servers close the connection although it could be used again.
        return Reply(body, headers=headers, end="close" if source % 4 == 0 else "keep"), None


def _feed(items: Sequence[Item]) -> bytes:
    entries = "".join(
        f"<item><title>{one.title}</title><link>{one.address.replace('&', '&amp;')}</link>"
        f"<guid isPermaLink='false'>{one.guid}</guid><description>{one.summary}</description>"
        f"<pubDate>{format_datetime(one.published)}</pubDate></item>"
        for one in items
    )
    return f"<rss version='2.0'><channel><title>Feed</title>{entries}</channel></rss>".encode()


def _page(title: str, text: str) -> bytes:
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body>"
        f"<nav><a href=/>Home</a></nav><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    ).encode()


def _html(body: bytes, **headers: str) -> Reply:
    return Reply(body, headers={"Content-Type": "text/html; charset=utf-8", **headers})


def _faulty(fault: str, body: bytes, path: str) -> Reply:
    """The answer that ``body`` would have been."""
    wall = _page(
        "Before you go on", "We and our partners use cookies. Please accept them to read on."
    )
    middle = len(body) * 2 // 3
    headers = {"Content-Type": "application/rss+xml"}
    packed = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
    replies = {
        "never": Reply(end="hang"),
        "reset": Reply(end="reset"),
        "close": Reply(end="drop"),
        "short": Reply(body[:middle], headers=headers, end="short"),
        "429": Reply(status=429, headers={"Retry-After": f"{RETRY_AFTER.total_seconds():.0f}"}),
        "truncated-gzip": Reply(gzip.compress(body)[:-20], headers=packed),
        "bomb": Reply(BOMB, headers=packed),
        "html": _html(wall),
        "cookie-wall": _html(wall),
        "empty": _html(b""),
        "broken-xml": Reply(body[:middle], headers=headers),
        "wrong-charset": Reply(
            b"<?xml version='1.0' encoding='utf-8'?>" + body.replace(b"In short", b"\xc2 \xea\xf0"),
            headers=headers,
        ),
        "redirect-loop": Reply(status=302, headers={"Location": path}),
        "pdf": Reply(b"%PDF-1.7\n" + bytes(2_000), headers={"Content-Type": "application/pdf"}),
        "deep": _html(body.replace(b"<article>", b"<article>" + b"<div>" * 3_000)),
    }
    return replies.get(fault) or Reply(b"no", int(fault))
