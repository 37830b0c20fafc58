"""What commands share: options, the folders they mean, and how they print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.config import Folders, bundled, load_settings
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.config import Settings
    from monitor.model import Source

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
    for path, what in ((sources, "source list"), (watchlists, "watchlists")):
        if not path.exists():
            raise UsageError(
                f"there are no {what} here" if path == watchlists else f"there is no {what} here",
                where=path.absolute(),
                mend="change to your working folder, make one with `monitor init DIR`,"
                f" or name the path with --{'watchlists' if path == watchlists else 'sources'}",
            )
    return Folders(sources, watchlists, warehouse, digests)


def watchlists_folder(path: Path) -> Path:
    """The named folder; where the default one is absent, the watchlists that ship with us."""
    return bundled("watchlists") if path == WATCHLISTS and not path.exists() else path


def settings(config: Path) -> Settings:
    """The program settings. A file that was named must exist. Raises ``ConfigError``."""
    if config != CONFIG and not config.exists():
        raise UsageError("the settings file does not exist", where=config, mend="check the path")
    return load_settings(config)


def read_sources(path: Path) -> tuple[Source, ...]:
    """The source list. Raises ``ConfigError``."""
    from monitor.config import load_sources
    from monitor.sources import KINDS

    return load_sources(path, {name: kind.options for name, kind in KINDS.items()})


def moment(text: str | None, *, option: str = "--now") -> datetime:
    """A time as it was typed, in UTC; the current time for None. Raises ``UsageError``."""
    if text is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{option} {text} is no time", mend="write it like 2024-11-05T06:00:00Z"
        ) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file, ``-`` for standard input. Raises ``UsageError``."""
    name = "standard input" if str(path) == "-" else str(path)
    try:
        lines: Iterable[str] = (
            sys.stdin if str(path) == "-" else path.read_text("utf-8").split("\n")
        )
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except ValueError as error:
                raise UsageError(f"not JSON: {error}", where=f"{name}:{number}") from None
            if not isinstance(found, dict) or "id" not in found:
                raise UsageError(
                    'each line is an object with at least "id", "title" and "text"',
                    where=f"{name}:{number}",
                )
            yield found
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", where=name) from None


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """One JSON value on standard output, times in ISO 8601."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent, default=_plain) + "\n")


def print_line(value: Mapping[str, Any]) -> None:
    """One JSON object on one line."""
    print_json(value, indent=None)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value)
    return str(value)


def say(text: str = "") -> None:
    """A line for a person, on standard output."""
    typer.echo(text)


def note(text: str) -> None:
    """A line for a person beside the output proper, on standard error."""
    typer.echo(text, err=True)
