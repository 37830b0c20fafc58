"""``monitor demo``: the daily job on the bundled sample web, several mornings in a row."""

from __future__ import annotations

import shlex
import shutil
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from monitor.cli.common import note, say, settings
from monitor.cli.running import carry_out
from monitor.config import Folders, bundled, networks
from monitor.demo import SampleWeb, Web, in_thread, load_web, sources
from monitor.errors import UsageError
from monitor.job import prepare
from monitor.sources.listing import to_yaml

# A folder with this file was laid out by us and may be laid out again.
MARK = "demo.txt"
MORNING = clock(6, 0, tzinfo=UTC)
PORT = 8765
# After so many days there was something of everything; the rest is for those who want three weeks.
ENOUGH = 12


def show(folder: Path, *, days: int, prefect: bool, serve_only: bool) -> None:
    """Lay out ``folder`` and run ``days`` days of the sample web, or only serve it.

    Up to ``ENOUGH`` they end with the day of that number; more go on from the first.
    """
    started = time.monotonic()
    web = load_web()
    # Each morning tells of the day before.
    shown = web.days[: max(days, ENOUGH)][-days:]
    mornings = [datetime.combine(day, MORNING) + timedelta(days=1) for day in shown]
    with in_thread(SampleWeb(web, mornings[0], port=PORT if serve_only else 0)) as server:
        where = _lay_out(folder, web, server)
        if serve_only:
            server.now = mornings[-1]
            say(f"the sample web is served at {server.address[0]}:{server.address[1]}; in another")
            say(f"terminal: cd {folder} && monitor run --no-prefect --now {mornings[-1]:%Y-%m-%d}")
            say("stop with Ctrl-C")
            threading.Event().wait()
        if prefect:
            note("starting Prefect (about 20 seconds the first time) …")
        chosen = settings(folder / "monitor.toml")
        job = prepare(where, chosen, now=mornings[0], allow=networks(chosen.fetch.allow))
        for morning in mornings:
            server.now = morning
            report = carry_out(replace(job, now=morning), prefect=prefect)
            say(f"{morning:%a %d %b %Y}  {report.summary}")
    say()
    say(f"{len(mornings)} mornings in {time.monotonic() - started:.0f} s")
    say(f"digest     {where.digests / f'{mornings[-1]:%Y-%m-%d}.md'}  (and .html)")
    say(f"warehouse  {where.warehouse / 'monitor.duckdb'}")
    say("Try next:")
    if shutil.which("monitor") is None:
        say(f"  . {shlex.quote(str(Path(sys.executable).with_name('activate')))}")
    say(f"  cd {folder}")
    say("  monitor sql @brief")
    say("  monitor sql --list")
    say("  monitor watchlist explain troop-deployment " + _example(where))


def _example(where: Folders) -> str:
    from monitor.store.snapshot import ask

    rows = ask(
        where.warehouse / "monitor.duckdb",
        "SELECT url FROM hits JOIN articles USING (article_id)"
        " WHERE watchlist_id = 'troop-deployment' ORDER BY score DESC, url LIMIT 1",
    ).to_pylist()
    return str(rows[0]["url"]) if rows else "URL"


def _lay_out(folder: Path, web: Web, server: SampleWeb) -> Folders:
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise UsageError(
            "the folder holds something else", where=folder, mend="name another: monitor demo DIR"
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("Laid out by `monitor demo`, which replaces it each time.\n")
    shutil.copytree(bundled("watchlists"), folder / "watchlists")
    shutil.copyfile(bundled("prefect.toml"), folder / "prefect.toml")
    (folder / "sources.yaml").write_text(to_yaml(sources(web)), "utf-8")
    address = f"{server.address[0]}:{server.address[1]}"
    table = "\n".join(f'"{host}" = "{address}"' for host in server.hosts)
    (folder / "monitor.toml").write_text(
        "# The sample web: its hosts are served on this machine, so there is no need to be slow.\n"
        f'[fetch]\npause = 0.0\nallow = ["127.0.0.1/32"]\n\n[fetch.hosts]\n{table}\n',
        "utf-8",
    )
    return Folders(
        folder / "sources.yaml", folder / "watchlists", folder / "warehouse", folder / "digests"
    )
