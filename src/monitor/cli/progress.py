"""Progress for a person at a terminal, and nothing where the output is piped."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from monitor.progress import Progress, silent

if TYPE_CHECKING:
    from rich.progress import TaskID

T = TypeVar("T")


@contextlib.contextmanager
def progress() -> Iterator[Progress]:
    """Gives ``show(stage, done, total)``; the lines vanish when the work is done."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[count]}"),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                # What nobody knows the length of is over when something else begins.
                for task in bars.tasks:
                    bars.update(task.id, visible=task.total is not None)
                tasks[stage] = bars.add_task(stage, total=total or None, count="")
            count = f"{done} of {total}" if total else str(done or "")
            bars.update(tasks[stage], completed=done, total=total or None, count=count)

        yield show


@contextlib.contextmanager
def waiting(what: str) -> Iterator[None]:
    """Shows that something is under way of which nobody knows how far it is."""
    with progress() as show:
        show(what, 0, 0)
        yield


def counted(rows: Iterable[T], what: str, total: int = 0) -> Iterator[T]:
    """The rows as they are, counted on the terminal while the output goes elsewhere."""
    if sys.stdout.isatty():
        yield from rows
        return
    with progress() as show:
        for number, row in enumerate(rows):
            show(what, number, total)
            yield row
