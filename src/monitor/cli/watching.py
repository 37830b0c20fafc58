"""The working life of a rule: check, explain, try, new, and the past read again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.briefing import brief
from monitor.cli.common import (
    WAREHOUSE,
    WATCHLISTS,
    JsonOption,
    NowOption,
    WarehouseOption,
    WatchlistsOption,
    check_watchlist,
    moment,
    no_warehouse,
    print_json,
    say,
    watchlists_folder,
)
from monitor.cli.progress import counted, waiting
from monitor.errors import UsageError

watchlist = typer.Typer(no_args_is_help=True, help="Check, explain, try and start watchlists.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(watchlist, name="watchlist")
    app.command()(brief)
    app.command()(rematch)


@watchlist.command()
def check(watchlists: WatchlistsOption = WATCHLISTS, json_output: JsonOption = False) -> None:
    """Read every watchlist, run its examples, say what is wrong.

    Each problem is named with file, line and how to mend it; ends with 2 where there is one.

    \b
    Example:
      monitor watchlist check
    """
    from monitor.watch import check as check_all
    from monitor.watch import load_watchlists

    folder = watchlists_folder(watchlists)
    with waiting("checking watchlists"):
        problems = check_all(folder)
    if json_output:
        print_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            say(str(problem))
    if problems:
        raise UsageError(
            f"{len(problems)} problem{'s' if len(problems) > 1 else ''}",
            where=folder,
            mend="see the lines named",
        )
    if not json_output:
        count = len(load_watchlists(folder).watchlists)
        say(f"{count} watchlists in {folder}: all examples behave")


@watchlist.command()
def explain(
    watchlist_id: Annotated[str, typer.Argument(metavar="ID", help="The watchlist.")],
    article: Annotated[
        str, typer.Argument(metavar="URL|FILE", help="A stored article's address, or a saved page.")
    ],
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    json_output: JsonOption = False,
) -> None:
    """Say rule by rule why an article matches, or does not.

    \b
    Example:
      monitor watchlist explain sanctions https://example.org/2024/11/05/story
      monitor watchlist explain sanctions saved-page.html
    """
    from monitor.watch import Matcher, load_watchlists
    from monitor.watch import explain as explain_match

    known = load_watchlists(watchlists_folder(watchlists))
    check_watchlist(watchlist_id, known)
    title, text = _article(article, warehouse)
    explanation = explain_match(Matcher(known), watchlist_id, title, text)
    if json_output:
        print_json(asdict(explanation))
        return
    for line in explanation.lines():
        say(line)


def _article(name: str, warehouse: Path) -> tuple[str, str]:
    if name.startswith(("http://", "https://")):
        from monitor.store.snapshot import ask
        from monitor.urls import canonical

        rows = ask(
            warehouse / "monitor.duckdb",
            "SELECT title, text FROM articles WHERE url = $url",
            {"url": canonical(name) or name},
        ).to_pylist()
        if not rows:
            raise UsageError(
                "no stored article has this address",
                where=name,
                mend="see the addresses in a digest, or: monitor sql @search --set word=…",
            )
        return rows[0]["title"], rows[0]["text"]
    from monitor.extract import read_files

    (row,) = read_files([Path(name)])
    if "error" in row:
        raise UsageError(str(row["error"]), where=name)
    return str(row["title"] or ""), str(row["text"])


@watchlist.command("try")
def try_edit(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="The edited folder of watchlists.")],
    since: Annotated[str, typer.Option("--since", metavar="90d", help="How far back.")] = "90d",
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    now: NowOption = None,
    json_output: JsonOption = False,
) -> None:
    """Say what an edit would have found, and lost, in the stored past.

    Edit a copy of the folder, try it, and put it in place when you like what you see.

    \b
    Example:
      cp -r watchlists edited
      monitor watchlist try edited --since 30d
    """
    from monitor.store.snapshot import ask
    from monitor.watch import Matcher, load_watchlists

    if not since.removesuffix("d").isdigit():
        raise UsageError(f"--since: '{since}' is not a time", mend="write days like 90d")
    old = Matcher(load_watchlists(watchlists_folder(watchlists)))
    new = Matcher(load_watchlists(path))
    start = moment(now) - timedelta(days=int(since.removesuffix("d")))
    rows = ask(
        warehouse / "monitor.duckdb",
        "SELECT article_id, title, text, url FROM articles WHERE first_seen_at >= $start::TIMESTAMPTZ"
        " ORDER BY first_seen_at",
        {"start": start.isoformat()},
    ).to_pylist()
    changes: list[dict[str, Any]] = []
    for row in counted(rows, "articles matched", len(rows)):
        given = (row["article_id"], row["title"], row["text"])
        before = {match.watchlist_id for match in old.match(*given)}
        after = {match.watchlist_id for match in new.match(*given)}
        changes += [
            {"change": "added", "watchlist": w, "title": row["title"], "url": row["url"]}
            for w in sorted(after - before)
        ] + [
            {"change": "lost", "watchlist": w, "title": row["title"], "url": row["url"]}
            for w in sorted(before - after)
        ]
    if json_output:
        print_json(changes)
        return
    for change in changes:
        sign = "+" if change["change"] == "added" else "-"
        say(f"{sign} {change['watchlist']:<24} {change['title']}")
    added = sum(change["change"] == "added" for change in changes)
    say(f"{len(rows)} stored articles: {added} hits added, {len(changes) - added} lost")


@watchlist.command()
def new(
    watchlist_id: Annotated[str, typer.Argument(metavar="ID", help="Lower case and dashes.")],
    title: Annotated[
        str | None, typer.Option("--title", help="What it is about; made from the id by default.")
    ] = None,
    watchlists: WatchlistsOption = WATCHLISTS,
) -> None:
    """Start a watchlist: a valid, commented file to change.

    \b
    Example:
      monitor watchlist new port-strikes --title "Strikes in ports"
    """
    from monitor.watch import new_watchlist

    title = title or watchlist_id.replace("-", " ").capitalize()
    path = new_watchlist(watchlists, watchlist_id, title)
    say(f"{path} is ready: edit it, then `monitor watchlist check`")


@watchlist.command()
def schema(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="watchlist, shared, vocabulary or brief.")
    ] = "watchlist",
    write: Annotated[
        bool, typer.Option("--write", help="Write all four to DIR/schemas instead.")
    ] = False,
    watchlists: WatchlistsOption = WATCHLISTS,
) -> None:
    """Print the JSON Schema of a kind of file, for completion in editors.

    \b
    Example:
      monitor watchlist schema --write
      monitor watchlist schema vocabulary
    """
    from monitor.watch import KINDS, json_schema, write_schemas

    if kind not in KINDS:
        raise UsageError(f"'{kind}' is no kind of file", mend=f"known: {', '.join(KINDS)}")
    if not write:
        print_json(json_schema(kind))
        return
    changed = write_schemas(watchlists)
    for path in changed:
        say(f"{path} written")
    if not changed:
        say(f"the schemas in {watchlists} are up to date")


def rematch(
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    now: NowOption = None,
    json_output: JsonOption = False,
) -> None:
    """Read the stored past again with the watchlists of now.

    What is found is marked as look-back: it is in the warehouse, and no digest tells it as news.

    \b
    Example:
      monitor rematch
    """
    from monitor.rematch import rematch as read_again
    from monitor.watch import load_watchlists

    if not (warehouse / "live.duckdb").exists():
        raise no_warehouse(warehouse)
    known = load_watchlists(watchlists)
    with waiting("reading the past again"):
        articles, hits = read_again(warehouse, known, now=moment(now))
    if json_output:
        print_json({"articles": articles, "hits": hits, "watchlists_version": known.version})
    else:
        say(f"{articles} stored articles read again with {watchlists}: {hits} hits stand")
