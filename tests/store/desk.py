"""Values for tests of the warehouse, and a ledger on a folder of its own."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.config import bundled
from monitor.model import (
    Analysis,
    Article,
    Attribution,
    Evidence,
    Fetch,
    Figure,
    Harvest,
    Joined,
    JoinedBy,
    Match,
    Outcome,
    Seen,
    Source,
    StoryLink,
    StoryMember,
    Validators,
)
from monitor.store.ledger import Ledger
from monitor.store.warehouse import Warehouse

NOW = datetime(2024, 11, 6, 6, tzinfo=UTC)
DAY = timedelta(days=1)


def warehouse(folder: Path, *, patience: float = 0.0) -> Warehouse:
    found = Warehouse(folder / "warehouse", bundled("warehouse"), patience=patience)
    found.prepare()
    return found


def begun(folder: Path, now: datetime = NOW, sources: Sequence[Source] = ()) -> Ledger:
    """A ledger whose run has begun."""
    ledger = Ledger(warehouse(folder))
    watchlist = {
        "watchlists_version": "v1",
        "watchlist_id": "troops",
        "title": "Troops",
        "status": "active",
    }
    rule = {
        "watchlists_version": "v1",
        "watchlist_id": "troops",
        "rule": "sent",
        "claim_id": "1.1",
        "claim": "Troops were sent.",
    }
    ledger.begin(
        now=now,
        watchlists_version="v1",
        watchlists=[watchlist],
        rules=[rule],
        sources=sources or (source(),),
    )
    return ledger


def source(name: str = "gazette") -> Source:
    return Source(name, name.title(), "feed", f"https://{name}.example/feed", "en", "KR")


def article(
    name: str, *, version: int = 1, text: str = "", now: datetime = NOW, source: str = "gazette"
) -> Article:
    return Article(
        id=name,
        source_id=source,
        url=f"https://gazette.example/{name}",
        title=f"Title of {name}",
        text=text or f"Text {version} of {name}.",
        language="en",
        published_at=now,
        first_seen_at=now,
        version=version,
    )


def match(article_id: str, watchlist: str = "troops", version: str = "v1") -> Match:
    evidence = Evidence("sent", "text", 0, 4, "Text", 0, 6)
    return Match(article_id, watchlist, version, 1.0, (evidence,))


def fetch(
    outcome: Outcome = Outcome.OK,
    *,
    run: str = "run",
    now: datetime = NOW,
    detail: str = "",
    validators: Validators | None = None,
    name: str = "gazette",
) -> Fetch:
    address = f"https://{name}.example/feed"
    found = validators or Validators()
    return Fetch(run, name, address, outcome, detail, now, 0.1, validators=found)


def harvest(*articles: Article, hits: Sequence[Match] = (), made: Fetch | None = None) -> Harvest:
    made = made or fetch()
    return Harvest(
        source=source(made.source_id),
        fetch=made,
        articles=articles,
        matches=tuple(hits),
        seen=tuple(Seen(one.id, f"{one.id}-{one.version}") for one in articles),
    )


def member(name: str, story: str = "", *, like: str = "", copy: bool = False) -> StoryMember:
    """``name`` in the story of its own, or as a copy of ``like``, or by its event."""
    joined_by: JoinedBy = "copy" if copy else "event" if story else "first"
    because = ("92 %",) if copy else ("Orlov", "Rajin") if story else ()
    return StoryMember(name, story or f"s-{name}", "en", NOW, b"\x00", joined_by, like, because)


def attribution(origin: str, name: str = "") -> Attribution:
    return Attribution(origin, name or origin, f"{origin} said", "text", 0, 4)


def analysed(
    ledger: Ledger,
    articles: Mapping[str, Sequence[Attribution]],
    members: Sequence[StoryMember] = (),
    links: Sequence[StoryLink] = (),
    figures: Sequence[Figure] = (),
) -> None:
    """Store whom articles have what from, and the stories they joined; each has all ``figures``."""
    read = [
        (article(name), Analysis(name, 1, (), tuple(said), tuple(figures)))
        for name, said in articles.items()
    ]
    ledger.analyse(read, Joined(tuple(members), tuple(links)), NOW)


def rows(ledger: Ledger, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with ledger.warehouse.session() as connection:
        return connection.execute(sql, list(values)).fetchall()


def count(ledger: Ledger, table: str) -> int:
    with ledger.warehouse.session() as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def program(code: str, *arguments: object) -> list[str]:
    """A process of its own that has this module's names."""
    text = f"import sys\nfrom pathlib import Path\nfrom tests.store.desk import *\n{code}"
    return [sys.executable, "-c", text, *map(str, arguments)]
