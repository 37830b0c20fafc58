"""The archive for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import (
    CONFIG,
    WAREHOUSE,
    ConfigOption,
    JsonOption,
    NowOption,
    WarehouseOption,
    moment,
    print_json,
    say,
    settings,
)
from monitor.cli.progress import waiting

SITE = Path("site")


def add_to(app: typer.Typer) -> None:
    app.command("site")(build_site)


def build_site(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where the pages are written.")
    ] = SITE,
    warehouse: WarehouseOption = WAREHOUSE,
    config: ConfigOption = CONFIG,
    now: NowOption = None,
    json_output: JsonOption = False,
) -> None:
    """Build a static archive for a browser.

    It has a page for each day, theme and story, one for the sources, and every digest as it was
    told to any reader. The pages ask nobody for anything: open index.html from a disk or a file share. Built again,
    only what changed is written.

    \b
    Example:
      monitor site
      monitor site /srv/share/monitor --warehouse /var/lib/monitor
    """
    from dataclasses import asdict

    from monitor.site import pages, write
    from monitor.store.holdings import Holdings
    from monitor.store.snapshot import Snapshot
    from monitor.store.warehouse import SNAPSHOT

    timezone = settings(config).digest.timezone
    with waiting("building the archive"):
        archive = Holdings(Snapshot(warehouse / SNAPSHOT)).archive(moment(now), timezone)
        written = write(folder, pages(archive))
    if json_output:
        print_json({"folder": str(folder), **asdict(written)})
        return
    say(
        f"{written.pages:,} pages, {written.changed:,} new or changed, {written.removed:,} taken away:"
        f" open {folder / 'index.html'}"
    )
