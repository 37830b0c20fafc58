"""What commands share: options, the folders they mean, and how they print."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.config import Folders, bundled, load_settings
from monitor.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from monitor.config import Settings
    from monitor.model import Source
    from monitor.watch import Watchlists

SourcesOption = Annotated[Path, typer.Option("--sources", metavar="FILE", help="The source list.")]
WatchlistsOption = Annotated[
    Path, typer.Option("--watchlists", metavar="DIR", help="The folder of watchlists.")
]
WarehouseOption = Annotated[
    Path, typer.Option("--warehouse", metavar="DIR", help="The folder of the warehouse.")
]
DigestsOption = Annotated[
    Path, typer.Option("--digests", metavar="DIR", help="Where digests are written.")
]
ConfigOption = Annotated[
    Path, typer.Option("--config", metavar="FILE", help="Program settings (TOML).")
]
NowOption = Annotated[
    str | None,
    typer.Option("--now", metavar="ISO", help="Date the run as if it were this time (ISO 8601)."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]

SOURCES = Path("sources.yaml")
WATCHLISTS = Path("watchlists")
WAREHOUSE = Path("warehouse")
DIGESTS = Path("digests")
CONFIG = Path("monitor.toml")


def folders(
    sources: Path = SOURCES,
    watchlists: Path = WATCHLISTS,
    warehouse: Path = WAREHOUSE,
    digests: Path = DIGESTS,
) -> Folders:
    """The folders a command works with. Raises ``UsageError`` outside a working folder."""
    for path, what, option in (
        (sources, "is no source list", "--sources"),
        (watchlists, "are no watchlists", "--watchlists"),
    ):
        if not path.exists():
            raise UsageError(
                f"there {what} here",
                where=path.absolute(),
                mend="change to your working folder, make one with `monitor init DIR`,"
                f" or name the path with {option}",
            )
    return Folders(sources, watchlists, warehouse, digests)


def watchlists_folder(path: Path) -> Path:
    """The named folder; where the default one is absent, the watchlists that ship with us."""
    return bundled("watchlists") if path == WATCHLISTS and not path.exists() else path


def check_watchlist(watchlist_id: str, known: Watchlists) -> None:
    """Raises ``UsageError`` for an id that no watchlist has."""
    ids = [one.id for one in known.watchlists]
    if watchlist_id not in ids:
        raise UsageError(
            f"no watchlist has the id '{watchlist_id}'",
            mend=did_you_mean(watchlist_id, ids, f"known: {', '.join(ids)}"),
        )


def no_warehouse(folder: Path) -> UsageError:
    """What to say where a warehouse should be and is not."""
    return UsageError(
        "there is no warehouse yet",
        where=folder.absolute(),
        mend="run `monitor run` first, or name the folder with --warehouse",
    )


def settings(config: Path) -> Settings:
    """The program settings. A file that was named must exist. Raises ``ConfigError``."""
    if config != CONFIG and not config.exists():
        raise UsageError("there is no such settings file", where=config, mend="check --config")
    return load_settings(config)


def read_sources(path: Path) -> tuple[Source, ...]:
    """The source list. Raises ``ConfigError``."""
    from monitor.config import load_sources
    from monitor.sources import KINDS

    return load_sources(path, KINDS)


def moment(text: str | None, *, option: str = "--now") -> datetime:
    """A time as it was typed, in UTC; the current time for None. Raises ``UsageError``."""
    if text is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{option}: '{text}' is not a time", mend="write it like 2024-11-05T06:00:00Z"
        ) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def read_jsonl(path: Path, *, needs: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file, ``-`` for standard input, each with an id and ``needs``.

    Raises ``UsageError`` with the line.
    """
    name = "standard input" if str(path) == "-" else str(path)
    for number, line in enumerate(_lines(path, name), 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(
                f"not JSON: {error}", where=where, mend="write one whole object a line"
            ) from None
        missing = {"id", *needs} - found.keys() if isinstance(found, dict) else {"id"}
        if missing:
            raise UsageError(
                f'no article with "{missing.pop()}"',
                where=where,
                mend=", ".join(f'"{key}"' for key in ("id", "title", "text", *needs))
                + " belong in each line",
            )
        yield found


def _lines(path: Path, name: str) -> Iterator[str]:
    """The lines of a file one by one, so that a bad one is met when its turn comes."""
    try:
        with contextlib.ExitStack() as stack:
            file = sys.stdin.buffer if str(path) == "-" else stack.enter_context(path.open("rb"))
            for number, line in enumerate(file, 1):
                yield _decoded(line, f"{name}:{number}")
    except OSError as error:
        raise UsageError(
            f"cannot be read: {error.strerror}", where=name, mend="name a file, or - for stdin"
        ) from None


def _decoded(line: bytes, where: str) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("not UTF-8 text", where=where, mend="save the file as UTF-8") from None


def number_of(number: int, thing: str) -> str:
    """``1 article``, ``2 articles``."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """One JSON value on standard output, times in ISO 8601."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent, default=_plain) + "\n")


def print_line(value: Mapping[str, Any]) -> None:
    """One JSON object on one line."""
    print_json(value, indent=None)


def print_table(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows for a person, each value as ``shown``, and on standard error how many there are."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(shown(row[name]))) for name in names))
    # Piped, a table keeps its full width: only a terminal has an edge.
    console = Console(width=None if sys.stdout.isatty() else 10_000)
    console.print(table)
    note(number_of(table.row_count, "row"))


def shown(value: Any) -> str:
    """A value of the warehouse as text."""
    if value is None:
        return ""
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "hour") else f"{value:%Y-%m-%d}"
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value)
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def visible(text: str) -> str:
    """Text that cannot steer a terminal: control and direction characters become spaces."""
    return "".join(c if c.isprintable() else " " for c in text)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value)
    if isinstance(value, Decimal):
        return float(value)
    return value.hex() if isinstance(value, bytes) else str(value)


def say(text: str = "") -> None:
    """A line for a person, on standard output."""
    typer.echo(text)


def note(text: str) -> None:
    """A line for a person beside the output proper, on standard error."""
    typer.echo(text, err=True)
