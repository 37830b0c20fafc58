"""How far a run is, for whoever watches."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""``progress(stage, done, total)``; ``total`` is 0 while it is not known."""


def silent(_stage: str, _done: int, _total: int) -> None:
    """Nobody watches."""
