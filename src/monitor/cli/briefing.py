"""The brief as a checklist on the terminal."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    WAREHOUSE,
    WATCHLISTS,
    JsonOption,
    NowOption,
    WarehouseOption,
    WatchlistsOption,
    moment,
    number_of,
    print_json,
    say,
    watchlists_folder,
)

if TYPE_CHECKING:
    from monitor.watch import ClaimView, Finding

_WIDTH = 100
_FINDINGS = """
SELECT DISTINCT watchlist_id, rule, article_id, source_id
FROM evidences JOIN articles USING (article_id)
WHERE first_seen_at > $since::TIMESTAMPTZ AND first_seen_at <= $until::TIMESTAMPTZ
"""


def brief(
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, help="Count what came in so many days.")
    ] = 7,
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    now: NowOption = None,
    json_output: JsonOption = False,
) -> None:
    """Print the brief as a checklist of its claims.

    What answers each claim, and how much was found:
    [x] something was found, [ ] nothing in these days, [!] no rule answers the claim. The days end
    with the last run, unless --now says otherwise. Before the first run nothing is counted.

    \b
    Example:
      monitor brief --days 30
    """
    from monitor.watch import checklist, load_watchlists

    known = load_watchlists(watchlists_folder(watchlists))
    until = _until(warehouse, now)
    since = until - timedelta(days=days) if until else None
    findings = _findings(warehouse, since, until) if since and until else None
    claims = checklist(known, findings)
    if json_output:
        listed = [asdict(one) | {"answered": one.answered} for one in claims]
        print_json({"brief": known.brief, "since": since, "until": until, "claims": listed})
        return
    say(known.brief)
    answered = sum(one.answered for one in claims)
    window = f"; the {days} days to {until:%Y-%m-%d %H:%M} UTC" if until else "; nothing stored yet"
    say(f"{len(claims)} claims, {answered} answered{window}\n")
    for one in claims:
        for line in _lines(one):
            say(line)


def _until(warehouse: Path, now: str | None) -> datetime | None:
    """The end of the window; None where nothing is stored."""
    from monitor.store.snapshot import ask

    snapshot = warehouse / "monitor.duckdb"
    if not snapshot.exists():
        return None
    if now:
        return moment(now)
    rows = ask(snapshot, "SELECT max(finished_at) AS last FROM runs").to_pylist()
    last: datetime | None = rows[0]["last"]
    return last


def _findings(warehouse: Path, since: datetime, until: datetime) -> list[Finding]:
    from monitor.store.snapshot import ask
    from monitor.watch import Finding

    window = {"since": since.isoformat(), "until": until.isoformat()}
    rows = ask(warehouse / "monitor.duckdb", _FINDINGS, window).to_pylist()
    return [Finding(**row) for row in rows]


def _lines(view: ClaimView) -> list[str]:
    found = view.found
    box = "[!]" if not view.answered else "[x]" if found and found.articles else "[ ]"
    counts = ""
    if found and found.articles:
        counts = f"  ({number_of(found.articles, 'article')}, {number_of(found.outlets, 'outlet')})"
    out = _wrapped(f"{box} {view.claim.id} {view.claim.text}{counts}", "        ")
    for one in view.answers:
        where = f"{one.watchlist_id}/{one.indicator or '?'}"
        hits = f"{number_of(one.found.hits, 'hit')}: " if one.found else ""
        text = one.text or "the watchlist names the claim, and none of its indicators does"
        state = "" if one.status == "active" else f" ({one.status})"
        missing = "" if one.rules or not one.indicator else " – no rule looks for it"
        out += _wrapped(f"        {where}{state}  {hits}{text}{missing}", " " * 12)
    if not view.answers:
        out.append("        nothing answers this claim")
    return out


def _wrapped(line: str, indent: str) -> list[str]:
    return textwrap.wrap(line, _WIDTH, subsequent_indent=indent, break_long_words=False)
