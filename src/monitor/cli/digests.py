"""Digests: printed again, made for any window, listed with their copies, sent once more."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    CONFIG,
    DIGESTS,
    WAREHOUSE,
    WATCHLISTS,
    ConfigOption,
    DigestsOption,
    JsonOption,
    NowOption,
    WarehouseOption,
    WatchlistsOption,
    check_watchlist,
    moment,
    print_json,
    say,
    settings,
    watchlists_folder,
)
from monitor.errors import NotDelivered, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.desk import Desk
    from monitor.model import Delivery

ReaderOption = Annotated[
    str | None,
    typer.Option("--reader", metavar="NAME", help="The digest of [digests.NAME] in the settings."),
]


class DigestFormat(StrEnum):
    MD = "md"
    HTML = "html"
    TEXT = "text"
    JSON = "json"
    ATOM = "atom"
    JSONFEED = "jsonfeed"
    EMAIL = "email"


app = typer.Typer(rich_markup_mode=None)


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="digest")


@app.callback(invoke_without_command=True)
def digest(
    context: typer.Context,
    since: Annotated[
        str | None, typer.Option("--since", metavar="ISO", help="From then on.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="ISO", help="Up to then.")] = None,
    issue: Annotated[str | None, typer.Option("--id", metavar="ID", help="A past digest.")] = None,
    reader: ReaderOption = None,
    watchlist: Annotated[
        str | None, typer.Option("--watchlist", metavar="ID", help="One theme only.")
    ] = None,
    output: Annotated[
        DigestFormat, typer.Option("--format", help="How to print.")
    ] = DigestFormat.MD,
    send: Annotated[bool, typer.Option("--send", help="Try undelivered copies again.")] = False,
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    digests: DigestsOption = DIGESTS,
    config: ConfigOption = CONFIG,
    now: NowOption = None,
) -> None:
    """Print a digest again, or make one for any window of time.

    Without options it is the last one. A window is made from what is stored and changes nothing:
    what it tells stays new for the next issue.

    \b
    Example:
      monitor digest --format html > today.html
      monitor digest --since 2024-11-01 --until 2024-11-08 --watchlist sanctions
      monitor digest --reader sanctions-desk
      monitor digest --send
    """
    if context.invoked_subcommand is not None:
        return
    from monitor import desk as desks
    from monitor.digest import render
    from monitor.watch import load_watchlists

    desk = _desk(warehouse, watchlists, digests, config, now)
    if send:
        _require(desks.send_again(desk))
        say("nothing is left to deliver")
        return
    start = moment(since, option="--since") if since else None
    end = moment(until, option="--until") if until else desk.now
    if start is not None and start >= end:
        raise UsageError(
            f"the window ends before it begins: {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC",
            mend="give --since an earlier time than --until",
        )
    if since is None and until is None:
        made = desks.past(desk, issue, reader)
    else:
        made = desks.window(desk, since=start, until=end, reader=reader)
    if watchlist is not None:
        known = load_watchlists(desk.watchlists)
        check_watchlist(watchlist, known)
        titles = {one.id: one.title for one in known.watchlists}
        made = desks.only(made, watchlist, titles[watchlist])
    sys.stdout.write(render(made, output.value))


@app.command("list")
def list_issues(
    reader: ReaderOption = None,
    json_output: JsonOption = False,
    warehouse: WarehouseOption = WAREHOUSE,
    config: ConfigOption = CONFIG,
) -> None:
    """List the issues, the oldest first, and what became of each copy.

    \b
    Example:
      monitor digest list
      monitor digest list --reader sanctions-desk --json
    """
    from monitor import desk as desks

    desk = _desk(warehouse, WATCHLISTS, DIGESTS, config, None)
    found = desks.issues(desk, reader)
    copies: dict[str, list[Delivery]] = {}
    for copy in desk.holdings().copies():
        copies.setdefault(copy.last.digest_id, []).append(copy.last)
    if json_output:
        print_json(
            [
                asdict(one)
                | {
                    "copies": [
                        {
                            "channel": copy.channel,
                            "recipient": copy.recipient,
                            "state": copy.state,
                            "at": copy.at,
                            "detail": copy.detail,
                        }
                        for copy in copies.get(one.digest_id, ())
                    ]
                }
                for one in found
            ]
        )
        return
    for one in found:
        say(f"{one.digest_id}  for {one.reader}, up to {one.until:%Y-%m-%d %H:%M} UTC")
        for last in copies.get(one.digest_id, ()):
            say(f"  {last.state:<8}  {desks.name(last)}  {last.detail}".rstrip())


@app.command()
def resend(
    issue: Annotated[str, typer.Argument(metavar="ID", help="The issue, as in `digest list`.")],
    to: Annotated[
        str | None, typer.Option("--to", metavar="RECIPIENT", help="Only to this recipient.")
    ] = None,
    channel: Annotated[
        str | None, typer.Option("--channel", metavar="NAME", help="Only by this channel.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Also what is on record as sent.")] = False,
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    digests: DigestsOption = DIGESTS,
    config: ConfigOption = CONFIG,
    now: NowOption = None,
) -> None:
    """Send copies again that were refused or may be lost.

    These are the copies whose state is refused or unknown. Ask the recipient first. The message keeps its Message-ID, and where the recipient may have it
    already its subject ends with "(possible repeat)".

    \b
    Example:
      monitor digest resend 2024-11-06 --to desk@example.org
    """
    from monitor import desk as desks

    desk = _desk(warehouse, watchlists, digests, config, now)
    ended = desks.resend(desk, issue, to=to, channel=channel, force=force)
    for one in ended:
        say(f"{one.state:<8}  {desks.name(one)}  {one.detail}".rstrip())
    _require([one for one in ended if one.state != "sent"])


def _desk(warehouse: Path, watchlists: Path, digests: Path, config: Path, now: str | None) -> Desk:
    from monitor.desk import Desk

    return Desk(
        warehouse=warehouse,
        watchlists=watchlists_folder(watchlists),
        digests=digests,
        settings=settings(config),
        now=moment(now),
    )


def _require(failed: list[Delivery]) -> None:
    if failed:
        raise NotDelivered(
            "; ".join(f"{one.channel} to {one.recipient}: {one.detail}" for one in failed),
            mend="see: monitor digest list",
        )
