"""Reading the articles that hit: whom and what they name, who says so, how many, and of which story.

Each batch is committed whole, with the stories that its articles joined, so that a run that dies
leaves no article half read; the next run takes up the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from monitor import claims, stories
from monitor.model import Analysis, Article, Joined, Mention, Subject
from monitor.progress import Progress, silent
from monitor.store.ledger import Ledger
from monitor.watch.gazetteer import Gazetteer, load_gazetteer

# How far from an article's own time the members lie that it is compared with. What it joins is much
# nearer, as `stories` decides; a story may carry on an earlier one of the month before.
LOOK_BACK = timedelta(days=30)
# Of the first run after an upgrade all past hits are read: a kill costs one batch, not all of it.
BATCH = 300


def analyse(ledger: Ledger, watchlists: Path, now: datetime, *, progress: Progress = silent) -> int:
    """Read every article that hit in a version not read yet; gives how many there were.

    ``watchlists`` is the folder whose vocabulary and gazetteer name things. An article that has a
    story keeps it, whatever an edit made of it. Raises ``ConfigError`` where the gazetteer is wrong.
    """
    places = ledger.unanalysed()
    if not places:
        return 0  # the names of everything would be read for nothing
    gazetteer = load_gazetteer(watchlists)
    for start in range(0, len(places), BATCH):
        articles = ledger.versions_at(places[start : start + BATCH])
        read = [(one, read_out(one, gazetteer)) for one in articles]
        ledger.analyse(read, _joined(ledger, read), now)
        progress("stories", min(start + BATCH, len(places)), len(places))
    return len(places)


def read_out(article: Article, gazetteer: Gazetteer) -> Analysis:
    """What stands in one version of an article."""
    mentions = gazetteer.mentions(article.title, article.text)
    attributions, figures = claims.read(article.title, article.text, article.language, mentions)
    return Analysis(article.id, article.version, mentions, attributions, figures)


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


def _subject(article: Article, mentions: tuple[Mention, ...]) -> Subject:
    """An article under its own time: when it was published, unless that is missing or to come."""
    at = article.published_at
    if at is None or at > article.first_seen_at:
        at = article.first_seen_at
    return Subject(article.id, article.language, at, article.title, article.text, mentions)
