"""The source list: what is in it, whether it answers, how it has been, and OPML both ways."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import (
    CONFIG,
    SOURCES,
    ConfigOption,
    JsonOption,
    NowOption,
    SourcesOption,
    moment,
    note,
    print_json,
    read_sources,
    say,
    settings,
)
from monitor.cli.health import coverage, health
from monitor.cli.progress import progress
from monitor.cli.running import AllowOption, OnlyOption
from monitor.config import Folders, bundled, networks
from monitor.model import Source
from monitor.urls import shown, without_secrets

# What is told of the sources that were not taken as they are.
MAX_NAMED, MAX_NAME = 20, 60

sources = typer.Typer(no_args_is_help=True, help="List, check, watch, import and export sources.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(sources, name="sources")
    sources.command()(health)
    app.command()(coverage)


@sources.command("list")
def list_sources(path: SourcesOption = SOURCES, json_output: JsonOption = False) -> None:
    """List the sources.

    \b
    Example:
      monitor sources list
    """
    found = read_sources(path)
    if json_output:
        print_json(
            [
                {
                    "id": one.id,
                    "name": one.name,
                    "kind": one.kind,
                    "url": shown(one.url),
                    "language": one.language,
                    "country": one.country,
                    "stance": one.stance,
                    "note": one.note,
                    "folder": one.folder,
                    "verify_tls": one.verify_tls,
                    "aliases": one.aliases,
                }
                for one in found
            ]
        )
        return
    for one in found:
        say(
            f"{one.id:<24} {one.language or '':<3} {one.country or '':<3} {one.stance:<12}"
            f" {one.name} – {shown(one.url)}"
        )


@sources.command()
def check(
    path: SourcesOption = SOURCES,
    only: OnlyOption = None,
    config: ConfigOption = CONFIG,
    allow_network: AllowOption = None,
    now: NowOption = None,
    json_output: JsonOption = False,
) -> None:
    """Ask every source once; nothing is stored.

    Tells first what needs something done (dead, moved, refused, no feed at all), what to do, and on
    which line of the list; then what may pass by itself, and the totals. Ends with 0 also where
    sources fail.

    \b
    Example:
      monitor sources check
      monitor sources check --only tass-en --json
    """
    from monitor.job import prepare
    from monitor.pipeline import probe
    from monitor.sources.listing import places
    from monitor.sources.verdict import judge, lines

    chosen = settings(config)
    job = prepare(
        Folders(path, bundled("watchlists"), Path(), Path()),
        chosen,
        now=moment(now),
        only=tuple(only or ()),
        allow=networks((*chosen.fetch.allow, *(allow_network or ()))),
    )
    with progress() as show:
        found = asyncio.run(probe(job, show))
    addresses = {one.id: one.url for one in read_sources(path)}
    verdicts = judge(found, places(path), addresses)
    if json_output:
        print_json(
            [
                {
                    "id": one.fetch.source_id,
                    "state": one.state,
                    "outcome": one.fetch.outcome,
                    "items": one.fetch.items,
                    "detail": one.fetch.detail,
                    "where": one.where,
                    "mend": one.mend,
                    "moved_to": shown(one.fetch.moved_to) if one.fetch.moved_to else None,
                }
                for one in verdicts
            ]
        )
        return
    for line in lines(verdicts):
        say(line)


@sources.command("import")
def import_opml(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="An OPML file.")],
    path: SourcesOption = SOURCES,
    trust: Annotated[
        bool,
        typer.Option(
            "--trust", help="Take local folders, mailboxes and certificate exceptions too."
        ),
    ] = False,
) -> None:
    """Add the sources of an OPML file to the source list.

    Its folders are kept. Known addresses are left alone, and so are the comments in the list. What
    would read files or a mailbox is left out, and named, unless the file is to be trusted.

    \b
    Example:
      monitor sources import feeds.opml
      monitor sources import our-own.opml --trust
    """
    from monitor.sources.listing import add_to_list

    done = add_to_list(file, path, trust=trust)
    kinds = Counter(one.kind for one in done.added)
    listed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    say(
        f"{len(done.added)} sources added to {path}{f' ({listed})' if listed else ''},"
        f" {done.known} were there already"
    )
    if done.skipped:
        say(f"{done.skipped} outlines left out: they have no address that can be read")
    if done.withheld:
        say(
            f"{len(done.withheld)} sources left out: {_named(done.withheld)}; they read files or"
            " mailboxes, or name a secret; --trust takes them too"
        )
    if done.checked:
        say(
            f"{len(done.checked)} sources added without their certificate exception:"
            f" {_named(done.checked)}; where it is wanted, write verify_tls: false in the list"
        )


def _named(found: Sequence[Source]) -> str:
    """The names of the first of them; a stranger wrote these, so nothing in them moves the cursor."""
    from monitor.sources.arrivals import printable

    first = ", ".join(printable(one.name[:MAX_NAME]) for one in found[:MAX_NAMED])
    more = len(found) - MAX_NAMED
    return f"{first} and {more} more" if more > 0 else first


@sources.command("export")
def export_opml(path: SourcesOption = SOURCES) -> None:
    """Print the source list as OPML.

    Its folders are nested. Passwords and keys in addresses are left out, and that is said.

    \b
    Example:
      monitor sources export > feeds.opml
    """
    from monitor.sources.opml import to_opml

    found = read_sources(path)
    sys.stdout.write(to_opml(found))
    if secret := [one.id for one in found if without_secrets(one.url) != one.url]:
        note(f"passwords and keys were left out of the addresses of: {', '.join(secret)}")
