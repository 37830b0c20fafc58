"""Reading the articles that hit: whom and what they name, who says so, how many, and of which story.

Each batch is committed whole, with the stories that its articles joined, so that a run that dies
leaves no article half read; the next run takes up the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from monitor import claims, stories
from monitor.model import Analysis, Article, Joined, Mention, Subject
from monitor.progress import Progress, silent
from monitor.store.ledger import Ledger
from monitor.store.reading.sources import SourceName
from monitor.watch.gazetteer import Gazetteer, load_gazetteer

# How far from an article's own time the members lie that it is compared with. What it joins is much
# nearer, as `stories` decides; a story may carry on an earlier one of the month before.
LOOK_BACK = timedelta(days=30)
# Of the first run after an upgrade all past hits are read: a kill costs one batch, not all of it.
BATCH = 300
_AS_WRITTEN = {"name", "names", "word", "words"}
# Names with fewer consonants meet by chance.
_CONSONANTS = 4


def analyse(ledger: Ledger, watchlists: Path, now: datetime, *, progress: Progress = silent) -> int:
    """Read every article that hit in a version not read yet; gives how many there were.

    ``watchlists`` is the folder whose vocabulary and gazetteer name things. An article that has a
    story keeps it, whatever an edit made of it. Raises ``ConfigError`` where the gazetteer is wrong.
    """
    places = ledger.unanalysed()
    if not places:
        return 0  # the names of everything would be read for nothing
    gazetteer = load_gazetteer(watchlists)
    with ledger.warehouse.session():
        ledger.name_concepts(gazetteer.concepts())
        outlets = known_outlets(ledger.source_names())
    for start in range(0, len(places), BATCH):
        with ledger.warehouse.session():
            articles = ledger.versions_at(places[start : start + BATCH])
            read = [(one, read_out(one, gazetteer, outlets)) for one in articles]
            ledger.analyse(read, _worded(_joined(ledger, read), gazetteer.labels), now)
        progress("stories", min(start + BATCH, len(places)), len(places))
    return len(places)


def read_out(article: Article, gazetteer: Gazetteer, outlets: Mapping[str, str]) -> Analysis:
    """What stands in one version of an article; ``outlets`` are those of ``known_outlets``."""
    mentions = gazetteer.mentions(article.title, article.text)
    attributions, figures = claims.read(article.title, article.text, article.language, mentions)
    meant = {
        one.origin: outlets[heard]
        for one in attributions
        if one.origin.startswith("name:")
        and (heard := stories.skeleton(one.name, article.language)) in outlets
    }
    return Analysis(
        article.id,
        article.version,
        mentions,
        tuple(replace(one, origin=meant.get(one.origin, one.origin)) for one in attributions),
        tuple(replace(one, origin=meant.get(one.origin, one.origin)) for one in figures),
    )


def known_outlets(names: Iterable[SourceName]) -> dict[str, str]:
    """Our sources by the consonants of their names, for those who write them by ear.

    Names that sound like those of another source, or have few consonants, are left out.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in names:
        found[stories.skeleton(one.name, one.language or "")].add(one.origin)
    return {
        heard: next(iter(origins))
        for heard, origins in found.items()
        if len(origins) == 1 and len(heard.removeprefix("a")) >= _CONSONANTS
    }


def _joined(ledger: Ledger, read: Sequence[tuple[Article, Analysis]]) -> Joined:
    """The stories of those that have none."""
    placed = ledger.in_stories(article.id for article, _ in read)
    new = [
        _subject(article, analysis.mentions)
        for article, analysis in read
        if article.id not in placed
    ]
    if not new:
        return Joined(())
    return stories.join(new, ledger.story_members((one.at for one in new), LOOK_BACK))


def _worded(joined: Joined, labels: Mapping[str, str]) -> Joined:
    """With the reasons as a person calls what they name: ``place: Kursk region``."""
    return Joined(
        tuple(replace(one, because=_reasons(one.because, labels)) for one in joined.members),
        tuple(replace(one, because=_reasons(one.because, labels)) for one in joined.links),
    )


def _reasons(because: Iterable[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    told = []
    for reason in because:
        kind, colon, named = reason.partition(": ")
        # Names and words stand as an article spells them.
        if colon and kind not in _AS_WRITTEN:
            named = ", ".join(labels.get(one, one) for one in named.split(", "))
        told.append(kind + colon + named)
    return tuple(told)


def _subject(article: Article, mentions: tuple[Mention, ...]) -> Subject:
    """An article under its own time: when it was published, unless that is missing or to come."""
    at = article.published_at
    if at is None or at > article.first_seen_at:
        at = article.first_seen_at
    return Subject(article.id, article.language, at, article.title, article.text, mentions)
