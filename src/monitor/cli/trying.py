"""What an edit of the watchlists would change, in the stored past and on labelled articles."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import (
    WAREHOUSE,
    WATCHLISTS,
    JsonOption,
    WarehouseOption,
    WatchlistsOption,
    print_json,
    read_jsonl,
    say,
    watchlists_folder,
)
from monitor.cli.filters import check_labels
from monitor.cli.progress import counted, waiting
from monitor.errors import ConfigError, Mistakes, UsageError

if TYPE_CHECKING:
    from monitor.watch import Evaluation


def try_edit(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="One edited file, or an edited folder.")
    ],
    since: Annotated[
        str, typer.Option("--since", metavar="90d", help="How far back from the newest article.")
    ] = "90d",
    labelled: Annotated[
        Path | None,
        typer.Option("--labelled", metavar="FILE.jsonl", help="Measure on these articles too."),
    ] = None,
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    json_output: JsonOption = False,
) -> None:
    """Say what an edit would have found, and lost, in the stored past.

    Edit a copy of one file, or of the folder, try it, and put it in place when you like what you
    see. A watchlist is tried in place of the one of its id, another file in place of the one of its
    name. With labelled articles it also says what the edit does to precision and recall.

    \b
    Example:
      cp watchlists/sanctions.yaml /tmp/sanctions.yaml
      monitor watchlist try /tmp/sanctions.yaml --since 30d --labelled labelled.jsonl
    """
    from monitor.watch import Matcher, check, evaluate, load_watchlists

    if not since.removesuffix("d").isdigit():
        raise UsageError(f"--since: '{since}' is not a time", mend="write days like 90d")
    known = watchlists_folder(watchlists)
    old = Matcher(load_watchlists(known))
    with _edited(path, known) as folder:
        new = Matcher(load_watchlists(folder))
        unruly = len(check(folder))
    measured = None
    if labelled:
        lines = list(read_jsonl(labelled, needs=("labels",)))
        check_labels(lines, {*old.watchlists.ids(), *new.watchlists.ids()})
        with waiting("measuring"):
            measured = evaluate(old, lines), evaluate(new, lines)
    rows = _stored(warehouse, int(since.removesuffix("d")), measured)
    changes: list[dict[str, Any]] = []
    for row in counted(rows, "articles matched", len(rows)):
        given = (row["article_id"], row["title"], row["text"])
        before = {match.watchlist_id for match in old.match(*given)}
        after = {match.watchlist_id for match in new.match(*given)}
        for change, themes in (("added", after - before), ("lost", before - after)):
            changes += [
                {"change": change, "watchlist": one, "title": row["title"], "url": row["url"]}
                for one in sorted(themes)
            ]
    if json_output:
        figures = _figures(*measured) if measured else None
        print_json(
            {
                "articles": len(rows),
                "changes": changes,
                "examples_that_fail": unruly,
                "labelled": figures,
            }
        )
        return
    for one in changes:
        sign = "+" if one["change"] == "added" else "-"
        say(f"{sign} {one['watchlist']:<24} {one['title']}")
    added = sum(one["change"] == "added" for one in changes)
    say(f"{len(rows)} stored articles: {added} hits added, {len(changes) - added} lost")
    if unruly:
        say(
            f"{unruly} examples do not behave; `monitor watchlist check` names them once it is saved"
        )
    if measured:
        _tell_figures(*measured)


@contextmanager
def _edited(path: Path, known: Path) -> Iterator[Path]:
    """The folder to try: ``path`` itself, or ``known`` with this one file in place of its own.

    Raises ``UsageError``; a ``ConfigError`` names the files that the user knows.
    """
    if path.is_dir():
        yield path
        return
    place = _place(path)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / known.name
        shutil.copytree(known, folder)
        shutil.copyfile(path, folder / place)
        try:
            yield folder
        except ConfigError as error:
            mistakes = Mistakes()
            for one in (error, *error.others):
                theirs = path if one.path == str(folder / place) else Path(one.path)
                theirs = known / theirs.relative_to(folder) if folder in theirs.parents else theirs
                mistakes.add(
                    ConfigError(
                        one.what, path=theirs, line=one.line, column=one.column, mend=one.mend
                    )
                )
            mistakes.stop()


def _place(path: Path) -> Path:
    """Where an edited file belongs in a folder of watchlists. Raises ``ConfigError``."""
    from monitor.yamlfile import read_yaml

    written = read_yaml(path).data
    if isinstance(written, dict):
        if "concepts" in written:
            return Path("vocabulary", path.name)
        if "rules" in written and written.get("id"):
            return Path(Path(f"{written['id']}.yaml").name)
    return Path(path.name)


def _stored(warehouse: Path, days: int, measured: object) -> list[dict[str, Any]]:
    """The articles of the last ``days``; where labelled ones were measured, there need be none."""
    from monitor.store.snapshot import ask

    snapshot = warehouse / "monitor.duckdb"
    if measured and not snapshot.exists():
        return []
    found: list[dict[str, Any]] = ask(
        snapshot,
        "SELECT article_id, title, text, url FROM articles WHERE first_seen_at >="
        " (SELECT max(first_seen_at) FROM articles) - to_days($days::INTEGER) ORDER BY first_seen_at",
        {"days": str(days)},
    ).to_pylist()
    return found


def _figures(before: Evaluation, after: Evaluation) -> dict[str, Any]:
    """Both measurements side by side; watchlists that only one folder has stand alone."""
    pairs = (("before", before), ("after", after))
    return {
        "articles": before.articles,
        "macro_f1": {name: round(one.macro_f1, 4) for name, one in pairs},
        "relevance": {name: one.relevance.as_json() for name, one in pairs},
        "all": {name: one.micro.as_json() for name, one in pairs},
        "watchlists": {
            theme: {
                name: one.watchlists[theme].as_json()
                for name, one in pairs
                if theme in one.watchlists
            }
            for theme in {**before.watchlists, **after.watchlists}
        },
    }


def _tell_figures(before: Evaluation, after: Evaluation) -> None:
    figures = _figures(before, after)
    macro = figures["macro_f1"]
    say(
        f"\n{before.articles} labelled articles: macro F1 {macro['before']:.3f} →"
        f" {macro['after']:.3f}"
    )
    say(f"{'':<26}{'precision':>18}{'recall':>18}{'F1':>18}")
    rows = {"relevant at all": figures["relevance"], "all decisions": figures["all"]}
    changed = {
        theme: sides
        for theme, sides in figures["watchlists"].items()
        if sides.get("before") != sides.get("after")
    }
    for name, sides in (rows | changed).items():
        cells = (
            " → ".join(
                f"{sides[side][figure]:.3f}" if side in sides else "–"
                for side in ("before", "after")
            )
            for figure in ("precision", "recall", "f1")
        )
        say(f"{name:<26}" + "".join(f"{cell:>18}" for cell in cells))
    if not changed:
        say("no watchlist changes on them")
