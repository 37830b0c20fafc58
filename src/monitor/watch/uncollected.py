"""Loading without the garbage collector, which would look again and again for what is not there."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collector: a vocabulary makes a million objects that stay, and no garbage.

    Without a pause, a third of the time of loading went into looking for some.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
