"""The three lines that say what changed: the first thing that is read, and often the only one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from monitor.digest.figures import quantity, span
from monitor.digest.lists import count, quotable, shorten, together
from monitor.digest.marks import title
from monitor.digest.story_words import language, language_tag, novelty, partial, stances
from monitor.digest.wording import burst_line, bursts, silence_line
from monitor.model import Digest, DigestFigure, DigestStory, Silence

_NEWS = {"figure": 3, "origin": 2, "actor": 1, "language": 1}
_TITLE = 120


@dataclass(frozen=True)
class Change:
    """One sentence: ``label`` and ``said`` are ours, ``quoted`` a headline in its own language.

    ``place`` is the number of the theme and of the story in it, from 1, where it speaks of one.
    """

    label: str
    said: str
    quoted: str = ""
    language: str = ""
    place: tuple[int, int] | None = None

    def __str__(self) -> str:
        quoted = f" “{self.quoted}”" if self.quoted else ""
        return f"{self.label}:{quoted}{self.said}"


def top_lines(digest: Digest) -> tuple[str, ...]:
    """At most three sentences that say what changed; ``Nothing new.`` where nothing did."""
    return tuple(str(change) for change in changes(digest)) or ("Nothing new.",)


def changes(digest: Digest) -> tuple[Change, ...]:
    """The biggest new story, the most telling development, the strongest sign; at most these three."""
    found = (_new(digest), _development(digest), _sign(digest))
    return tuple(change for change in found if change is not None)


def _new(digest: Digest) -> Change | None:
    fresh = [each for each in _stories(digest) if each[1].state == "new"]
    if not fresh:
        return None
    place, story = max(fresh, key=lambda each: (_size(each[1]), [-number for number in each[0]]))
    parts = []
    if story.origins and story.origins != (story.lead.outlet,):
        parts.append(f"said by {together([shorten(one, 60) for one in story.origins], 3)}")
    outlet, others = shorten(story.lead.outlet, 60), _size(story)[0] - 1
    beside = f"and {count(others, 'other outlet')}" if others > 0 else "alone"
    parts.append(f"in {outlet} {beside}")
    if partial(story):
        parts.append(stances(story))
    more = digest.new_stories - 1
    rest = f" And {count(more, 'other new story', 'other new stories')}." if more > 0 else ""
    return _quoting("New", place, story, f" – {'; '.join(parts)}.{rest}")


def _development(digest: Digest) -> Change | None:
    moved = [each for each in _stories(digest) if each[1].state in ("developed", "corrected")]
    if not moved:
        return None
    place, story = max(
        moved, key=lambda each: (_weight(each[1]), _size(each[1]), [-number for number in each[0]])
    )
    label = "Denied" if story.correction == "denied" else story.state.capitalize()
    said = novelty(story) if story.correction != "denied" or story.denies else ""
    return _quoting(label, place, story, f" – {said}." if said else ".")


def _sign(digest: Digest) -> Change | None:
    """A figure outside its range, else a burst, else a silence."""
    figures = [
        (place, figure)
        for place, story in _stories(digest)
        for figure in story.figures
        if _telling(figure)
    ]
    if figures:
        place, figure = max(figures, key=lambda each: _distance(each[1]))
        by = f"by {figure.origin}" if figure.origin else f"in {figure.outlet}"
        before = (
            f", outside the {span(*figure.earlier, figure.unit)} of before"
            if figure.earlier
            else ""
        )
        return Change("Figure", f" {quantity(figure)}, {shorten(by, 60)}{before}.", place=place)
    loud = bursts(digest)
    if loud:
        return Change("Burst", f" {burst_line(max(loud, key=lambda theme: theme.articles))}")
    if digest.silences:
        return Change("Silence", f" {silence_line(max(digest.silences, key=_long), digest)}")
    return None


def _quoting(label: str, place: tuple[int, int], story: DigestStory, said: str) -> Change:
    headline = quotable(title(story.lead.title), _TITLE)
    tag = language_tag(story.lead) if language(story.lead) else ""
    return Change(label, said, headline, tag, place)


def _stories(digest: Digest) -> Iterator[tuple[tuple[int, int], DigestStory]]:
    for theme_number, theme in enumerate(digest.themes, 1):
        for story_number, story in enumerate(theme.stories, 1):
            yield (theme_number, story_number), story


def _size(story: DigestStory) -> tuple[int, int]:
    """Outlets and articles; of issues that do not say, those that are shown."""
    shown = (story.lead, *story.others)
    return (
        story.outlets or len({article.outlet for article in shown}),
        story.articles or len(shown) + story.left_out,
    )


def _weight(story: DigestStory) -> int:
    if story.correction == "denied":
        return 10
    return sum(_NEWS[one.kind] for one in story.news) + 2 * bool(story.correction)


def _telling(figure: DigestFigure) -> bool:
    """Whether a figure leaves a range, and not only what was one figure."""
    return figure.outside and figure.earlier is not None and figure.earlier[0] < figure.earlier[1]


def _distance(figure: DigestFigure) -> float:
    """How far, in powers, a figure lies from the range of before."""
    low, high = (max(end, 1e-9) for end in figure.earlier or (1.0, 1.0))
    return max(log(max(figure.high, 1e-9) / high), log(low / max(figure.low, 1e-9)))


def _long(silence: Silence) -> float:
    return silence.days / max(silence.usual, 1e-9)
