"""Archives made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from monitor.digest import to_json
from monitor.model import (
    Archive,
    ArchiveArticle,
    ArchiveFigure,
    ArchiveIssue,
    ArchiveSource,
    ArchiveStory,
    ArchiveTheme,
)
from tests.digest import issues

NOW = datetime(2024, 11, 16, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def article(name: str = "one", at: datetime = NOW, **more: object) -> ArchiveArticle:
    made = ArchiveArticle(
        article_id=name,
        title=f"Report {name}",
        url=f"https://wire.example/{name}",
        outlet="Meridian Wire",
        stance="agency",
        country="GB",
        language="en",
        at=at,
        first_seen_at=at,
        why="opened the story",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def story(
    name: str = "one", articles: Sequence[ArchiveArticle] = (), at: datetime = NOW, **more: object
) -> ArchiveStory:
    held = tuple(articles) or (article(name, at),)
    made = ArchiveStory(
        story_id=f"s-{name}",
        headline=held[0].title,
        language=held[0].language,
        country=held[0].country,
        first_seen_at=min(one.first_seen_at for one in held),
        last_seen_at=max(one.first_seen_at for one in held),
        outlets=len({one.outlet for one in held}),
        copies=0,
        origins=("NIS",),
        languages=tuple(sorted({one.language for one in held})),
        voices=tuple(sorted({one.stance for one in held if one.stance})),
        themes=("troops",),
        articles=held,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def figure(place: int = 1) -> ArchiveFigure:
    return ArchiveFigure(
        "soldiers", "", 10_000, 12_000, "at-least", "NIS", "Hanbit", "ko", f"문장 {place}"
    )


def several() -> tuple[ArchiveStory, ...]:
    """Stories of two months, the newest first; the second carries on the third."""
    told = article(
        "ko",
        NOW - 20 * HOUR,
        title="국정원 북한군 파병",
        outlet="한빛일보",
        stance="independent",
        language="ko",
        country="KR",
        why="the same event: names: Kursk",
        sentence="국정원은 북한군이 러시아에 도착했다고 밝혔다.",
        marks=((5, 8), (10, 13)),
    )
    return (
        story(
            "trains",
            (
                article(
                    "trains",
                    NOW - DAY,
                    sentence="North Korean troops reached Kursk.",
                    marks=((0, 19), (28, 33)),
                ),
                told,
                article("copy", NOW, language="zh", country="TW", why="a copy: 97 %"),
            ),
            copies=1,
            origins=("NIS", "국정원", "HUR"),
            themes=("arms", "troops"),
            figures=(figure(),),
            told=("2024-11-16", "lost"),
            followed_by=("s-none",),
        ),
        story(
            "banks",
            (article("banks", NOW - 2 * DAY, stance="state-media", outlet="KCNA", language="ru"),),
            follows="s-old",
            themes=("gone",),
            origins=("KCNA",),
        ),
        story("cafe", (article("cafe", NOW - 3 * DAY, title="Ｃａｆé in 新疆, 2 rooms"),)),
        story("old", at=NOW - 30 * DAY, followed_by=("s-banks",), themes=()),
    )


def source(name: str = "wire", **more: object) -> ArchiveSource:
    made = ArchiveSource(
        source_id=name,
        name=name.title(),
        kind="feed",
        stance="agency",
        language="en",
        country="GB",
        url=f"https://{name}.example/feed",
        articles=1_204,
        hits=21,
        last_new_at=NOW,
        outcome="ok",
        detail="30 items",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def issue(name: str) -> ArchiveIssue:
    """The issue of the day that it is called after."""
    return ArchiveIssue(name, "daily", date.fromisoformat(name), to_json(issues.rich()))


def archive(stories: Sequence[ArchiveStory] | None = None) -> Archive:
    return Archive(
        until=NOW,
        timezone="UTC",
        themes=(
            ArchiveTheme("arms", "Arms and shells", (0,) * 27 + (2,)),
            ArchiveTheme("quiet", "Nothing yet", (0,) * 28),
            ArchiveTheme("troops", "Troops", tuple(range(28))),
        ),
        stories=several() if stories is None else tuple(stories),
        sources=(
            source(),
            source("silent", last_new_at=None, outcome="failed_hard", detail="410 gone", hits=0),
        ),
        issues=(issue("2024-11-16"), issue("2024-11-10")),
    )
