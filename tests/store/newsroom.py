"""Articles with all that is read out of them, in a line each, and issues that tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from monitor.model import (
    Analysis,
    Article,
    Attribution,
    Audience,
    Facts,
    Figure,
    Finding,
    Joined,
    Mention,
    StoryMember,
)
from monitor.store.holdings import StoredDigest
from monitor.store.ledger import Ledger
from tests.store.desk import NOW, article, attribution, fetch, harvest, match, member

EVERYTHING = Audience()


@dataclass(frozen=True)
class Piece:
    """An article of the story "s-" and ``story`` that hits ``themes``.

    ``actors`` are named so many times; ``figures`` are (thing, low, high), of the
    first of ``origins``.
    """

    name: str
    story: str = ""
    copy_of: str = ""
    at: datetime = NOW
    published: datetime | None = None
    source: str = "gazette"
    language: str = "en"
    themes: Sequence[str] = ("troops",)
    origins: Sequence[Attribution] = ()
    actors: Mapping[str, int] = field(default_factory=dict)
    figures: Sequence[tuple[str, float, float]] = ()
    text: str = ""

    def member(self) -> StoryMember:
        story = f"s-{self.story}" if self.story else ""
        return member(self.name, story, like=self.copy_of, copy=bool(self.copy_of))

    def analysis(self) -> Analysis:
        mentions = tuple(
            Mention(actor, "person", "text", 10 * place, 10 * place + 5)
            for actor, times in self.actors.items()
            for place in range(times)
        )
        origin = self.origins[0].origin if self.origins else ""
        figures = tuple(
            Figure(thing, "", low, high, "", origin, "text", 5, 7, "10", 0, 12)
            for thing, low, high in self.figures
        )
        return Analysis(self.name, 1, mentions, tuple(self.origins), figures)


def publish(ledger: Ledger, *pieces: Piece) -> None:
    """What outlets brought is stored with its hits, and read; all of one time at once."""
    for at, together in groupby(pieces, key=lambda one: one.at):
        brought = [(piece, written(piece)) for piece in together]
        ledger.commit(
            [
                harvest(
                    one,
                    hits=[match(one.id, theme) for theme in piece.themes],
                    made=fetch(name=piece.source, now=at),
                )
                for piece, one in brought
            ],
            at,
        )
        ledger.analyse(
            [(one, piece.analysis()) for piece, one in brought],
            Joined(tuple(piece.member() for piece, _ in brought if piece.themes)),
            at,
        )


def written(piece: Piece) -> Article:
    one = article(piece.name, now=piece.at, source=piece.source, text=piece.text)
    return replace(one, published_at=piece.published or piece.at, language=piece.language)


def tell(
    ledger: Ledger, at: datetime, audience: Audience = EVERYTHING, *, name: str = ""
) -> list[Finding]:
    """The next issue of a reader: what it tells is told."""
    findings = ledger.untold(audience)
    ledger.reserve(
        StoredDigest(name or f"{audience.reader} {at:%Y-%m-%d %H:%M}", at, "{}"),
        since=None,
        findings=findings,
        deliveries=[],
        now=at,
        reader=audience.reader,
    )
    return findings


def facts(ledger: Ledger, at: datetime, audience: Audience = EVERYTHING) -> Facts:
    return ledger.facts(ledger.untold(audience), audience, until=at, timezone="UTC")


__all__ = ["Piece", "attribution", "facts", "publish", "tell"]
