"""What a person decides of stories: articles leave one, or several stories are one.

A decision is a row for each article it is about; the last one counts, and no run undoes it. Nothing
is found anew: what joins one of these articles later joins the story that it was put into.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from monitor.config import bundled
from monitor.errors import UsageError
from monitor.lock import run_lock
from monitor.model import Move
from monitor.store.holdings import Holdings
from monitor.store.ledger import Ledger
from monitor.store.warehouse import Warehouse

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Regrouped:
    """The articles that were put into a story, and the stories that they left."""

    story_id: str
    articles: tuple[str, ...]
    left: tuple[str, ...]


def story_called(holdings: Holdings, name: str) -> str:
    """The story with this id, or with an article of this id, or a part of it that fits no other.

    Raises ``UsageError``.
    """
    found = holdings.stories_called(name) if name else []
    if not found:
        raise UsageError(
            f"no story and no article has the id '{name}'",
            mend="see: monitor story list --days 30",
        )
    if len(found) > 1:
        raise UsageError(
            f"'{name}' begins the ids of {len(found)} stories: {_some(found)}",
            mend="write more of it",
        )
    return found[0]


def split(folder: Path, story: str, articles: Sequence[str], now: datetime) -> Regrouped:
    """Articles leave a story and are one of their own. Raises ``UsageError`` and ``LockHeld``."""
    with _deciding(folder, now) as ledger:
        old = story_called(ledger, story)
        members = ledger.articles_of_story(old)
        wanted = {_article(members, one, old) for one in articles}
        leaving = [one for one in members if one in wanted]
        if len(leaving) == len(members):
            raise UsageError(
                f"nothing would be left of {old}: these are all its articles",
                mend="name fewer of them",
            )
        new = _fresh(ledger, f"s-{leaving[0]}")
        ledger.move([Move(one, new, "split", now) for one in leaving])
    return Regrouped(new, tuple(leaving), (old,))


def join(folder: Path, story: str, others: Sequence[str], now: datetime) -> Regrouped:
    """All articles of the others belong to a story. Raises ``UsageError`` and ``LockHeld``."""
    with _deciding(folder, now) as ledger:
        kept = story_called(ledger, story)
        left = list(dict.fromkeys(story_called(ledger, one) for one in others))
        if kept in left:
            raise UsageError(f"{kept} would be joined to itself", mend="name another story")
        moving = [one for other in left for one in ledger.articles_of_story(other)]
        ledger.move([Move(one, kept, "join", now) for one in moving])
    return Regrouped(kept, tuple(moving), tuple(left))


@contextmanager
def _deciding(folder: Path, now: datetime) -> Iterator[Ledger]:
    """The ledger while no run is at work; what was decided is published at the end."""
    warehouse = Warehouse(folder, bundled("warehouse"))
    with run_lock(folder, now):
        yield Ledger(warehouse)
        warehouse.publish()


def _article(members: dict[str, datetime], name: str, story: str) -> str:
    found = [one for one in members if one == name] or [
        one for one in members if name and one.startswith(name)
    ]
    if len(found) == 1:
        return found[0]
    what = f"'{name}' begins the ids of {len(found)} articles" if found else f"no article '{name}'"
    raise UsageError(f"{story}: {what}", mend=f"its articles are {_some(found or list(members))}")


def _fresh(holdings: Holdings, wanted: str) -> str:
    """The wanted id, or with a number behind it where a story has it."""
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(one for one in chain((wanted,), numbered) if not holdings.articles_of_story(one))


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_SHOWN]) + (", …" if len(ids) > _SHOWN else "")
