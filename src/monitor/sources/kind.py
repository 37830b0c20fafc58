"""What a kind of source is: how it is written in the list, where its documents are, how they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from monitor.model import Failure, Reading, Response, Source
from monitor.urls import canonical

if TYPE_CHECKING:  # what reads saved files does not need the network
    from monitor.http import NetworkPolicy

MAX_DOCUMENTS = 100


@dataclass(frozen=True, slots=True)
class Gathered:
    """The new documents of a source that is not asked over HTTP, and where to go on next time."""

    documents: tuple[Response, ...]
    failures: tuple[Failure, ...] = ()
    cursor: str | None = None


Gather = Callable[[Source, str | None, "NetworkPolicy"], Gathered | Failure]


@dataclass(frozen=True)
class Kind:
    """One kind of source.

    ``options`` validates the kind's own keys in ``sources.yaml``. ``read`` gives the entries of one
    document; it is pure and lives at the top of a module, because it runs in a worker process.
    ``address`` gives the one spelling of a source's address, or None where it is not ``described``;
    ``start`` is the address that is asked for.

    A source of the web is one document (``accept`` is its request header) and those that it
    ``follow``s, which with ``immutable`` never change and are read once. ``limit`` is how many of
    them are read, ``max_body`` how many bytes one may have, where that is more than usual. With
    ``robots`` its robots.txt is obeyed for these documents too. Any other source has ``gather``,
    which takes the cursor of the last time; it runs in a thread and raises nothing.

    With ``pages`` false the entries are all there is: the addresses behind them are not asked for.
    """

    options: type[BaseModel]
    read: Callable[[Response, Source], Reading | Failure]
    accept: str = "*/*"
    address: Callable[[str], str | None] = canonical
    described: str = "an http or https address"
    start: Callable[[Source], str] = lambda source: source.url
    robots: bool = False
    immutable: bool = False
    pages: bool = True
    limit: Callable[[Source], int] = lambda _: MAX_DOCUMENTS
    max_body: int | None = None
    gather: Gather | None = None

    @property
    def is_stream(self) -> bool:
        """Whether each attempt brings only what came since the last one, which may be nothing."""
        return self.immutable or self.gather is not None
