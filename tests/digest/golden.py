"""What the rich issue looks like in each format: ``python -m tests.digest.golden`` writes it anew.

Read the difference before it is committed: it is what every reader will see.
"""

from pathlib import Path

from monitor.digest import FORMATS, render
from monitor.model import Format
from tests.digest.issues import rich

FOLDER = Path(__file__).parent / "golden"
SUFFIXES: dict[Format, str] = {
    "md": "md",
    "html": "html",
    "email": "email.html",
    "text": "txt",
    "json": "json",
    "atom": "atom",
    "jsonfeed": "feed.json",
}


def path(format_: Format) -> Path:
    return FOLDER / f"rich.{SUFFIXES[format_]}"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for format_ in FORMATS:
        path(format_).write_bytes(render(rich(), format_).encode())


if __name__ == "__main__":
    main()
