"""For whom digests are made: the readers that ``monitor.toml`` names, each with its own memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.config import Settings
from monitor.errors import did_you_mean
from monitor.schedule import Schedule

# The one reader where none is named.
DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Reader:
    """One digest's settings, defaults filled in.

    Nothing in ``themes`` or ``languages`` means all of them. ``schedule`` is a cron line in ``timezone``,
    empty for an issue with every run. ``options`` are those of its channels, by the channel's name;
    ``own`` names the keys among them that are set for this reader alone.
    """

    name: str = DAILY
    title: str = ""
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    schedule: str = ""
    timezone: str = "UTC"
    stories_per_theme: int = 12
    others_per_story: int = 6
    channels: tuple[str, ...] = ("file",)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    own: frozenset[tuple[str, str]] = frozenset()

    def due(self, last: datetime | None, now: datetime) -> bool:
        """Whether a tick has passed since its last issue. The first issue is due at once."""
        if not self.schedule or last is None:
            return True
        return Schedule(self.schedule, self.timezone).after(last) <= now

    def folder(self, digests: Path) -> Path:
        """Where its files lie; those of the daily digest at the top, where it began."""
        return digests if self.name == DAILY else digests / self.name

    def issue_id(self, day: str, earlier: Collection[str]) -> str:
        """The id of an issue of ``day``, not among those of its ``earlier`` issues."""
        first = day if self.name == DAILY else f"{self.name}-{day}"
        if first not in earlier:
            return first
        number = 2
        while f"{first}-{number}" in earlier:
            number += 1
        return f"{first}-{number}"


def readers(settings: Settings) -> tuple[Reader, ...]:
    """The readers that are named, in their order; the daily one where none is."""
    common = settings.digest
    if not settings.digests:
        return (
            Reader(
                timezone=common.timezone,
                stories_per_theme=common.stories_per_theme,
                others_per_story=common.others_per_story,
                channels=common.channels,
                options=settings.channel,
            ),
        )
    found = []
    for name, given in settings.digests.items():
        channels = {**settings.channel, **given.channel}
        found.append(
            Reader(
                name=name,
                title=given.title or ("" if name == DAILY else name),
                themes=given.themes,
                languages=given.languages,
                schedule=given.schedule or "",
                timezone=given.timezone or common.timezone,
                stories_per_theme=given.stories_per_theme or common.stories_per_theme,
                others_per_story=(
                    common.others_per_story
                    if given.others_per_story is None
                    else given.others_per_story
                ),
                channels=common.channels if given.channels is None else given.channels,
                # Key by key: a reader's own recipients, and the server that serves them all.
                options={
                    one: {**settings.channel.get(one, {}), **given.channel.get(one, {})}
                    for one in channels
                },
                own=frozenset((one, key) for one, keys in given.channel.items() for key in keys),
            )
        )
    return tuple(found)


def check_themes(settings: Settings, known: Collection[str]) -> None:
    """Raises ``ConfigError`` with the line for a theme that no watchlist has."""
    for name, given in settings.digests.items():
        for theme in given.themes:
            if theme not in known:
                raise settings.error(
                    f"digest '{name}': no watchlist has the id '{theme}'",
                    "digests",
                    name,
                    "themes",
                    mend=did_you_mean(theme, known, f"known: {', '.join(sorted(known))}"),
                )
