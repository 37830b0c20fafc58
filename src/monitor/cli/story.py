"""Stories: which there are, why an article is in one, and what a person decides of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.common import (
    WAREHOUSE,
    JsonOption,
    NowOption,
    WarehouseOption,
    moment,
    no_warehouse,
    number_of,
    print_json,
    print_table,
    say,
    visible,
)
from monitor.cli.progress import waiting
from monitor.errors import UsageError, did_you_mean

story = typer.Typer(
    no_args_is_help=True, help="List stories, say why they are one, split and join them."
)

StoryArgument = Annotated[
    str,
    typer.Argument(
        metavar="STORY", help="Its id, or that of one of its articles, or how one begins."
    ),
]
_LISTED = """
WITH about AS (
    SELECT DISTINCT story_id FROM hits WHERE $watchlist = '' OR watchlist_id = $watchlist
)
SELECT story_id, last_seen_at, article_count, outlet_count, origin_count, languages, headline
FROM stories SEMI JOIN about USING (story_id)
WHERE last_seen_at > $since::TIMESTAMPTZ AND last_seen_at <= $until::TIMESTAMPTZ
ORDER BY last_seen_at DESC, article_count DESC, story_id
"""
_MEMBERS = """
SELECT article_id, published_at, first_seen_at,
       coalesce(sources.name, source_id) AS outlet, stance, articles.language, title,
       articles.url,
       story_id, joined_by, resembles, because, story_articles.moved, story_articles.moved_at, copy, found_in
FROM story_articles
JOIN story_membership USING (article_id, story_id)
JOIN articles USING (article_id)
LEFT JOIN sources USING (source_id)
WHERE story_id = $story
ORDER BY coalesce(published_at, first_seen_at), article_id
"""
_ORIGINS = """
SELECT origin, name, article_count FROM story_origins WHERE story_id = $story
ORDER BY article_count DESC, first_seen_at, origin
"""
_FIGURES = """
SELECT thing, thing_label, unit, low, high, bound, origin, origin_name, outlet, article_id, sentence
FROM claims
WHERE story_id = $story AND NOT copy ORDER BY thing, unit, first_seen_at, article_id, place
"""
_LINKS = """
SELECT 'follows' AS link, follows AS story_id, because FROM story_links WHERE story_id = $story
UNION ALL
SELECT 'followed by', story_id, because FROM story_links WHERE follows = $story
ORDER BY ALL DESC
"""


def add_to(app: typer.Typer) -> None:
    app.add_typer(story, name="story")


@story.command("list")
def list_stories(
    days: Annotated[
        int,
        typer.Option(
            "--days", metavar="N", min=1, max=36_500, help="Those that had news in so many days."
        ),
    ] = 7,
    watchlist: Annotated[
        str, typer.Option("--watchlist", metavar="ID", help="One theme only.")
    ] = "",
    warehouse: WarehouseOption = WAREHOUSE,
    now: NowOption = None,
    json_output: JsonOption = False,
) -> None:
    """List stories, the latest first, with their three numbers.

    They are articles, outlets, and independent origins: those who really said it. The days end with the last run, unless --now says otherwise.

    \b
    Example:
      monitor story list --days 30 --watchlist sanctions
    """
    if watchlist:
        _check_watchlist(warehouse, watchlist)
    until = moment(now) if now else _last_run(warehouse)
    window = {"since": (until - timedelta(days=days)).isoformat(), "until": until.isoformat()}
    found = _ask(warehouse, _LISTED, watchlist=watchlist, **window)
    if json_output:
        print_json(found)
        return
    print_table(
        ("story", "last seen", "articles", "outlets", "origins", "languages", "headline"),
        [
            {
                "story": one["story_id"],
                "last seen": one["last_seen_at"],
                "articles": one["article_count"],
                "outlets": one["outlet_count"],
                "origins": one["origin_count"],
                "languages": one["languages"],
                "headline": one["headline"],
            }
            for one in found
        ],
    )


@story.command()
def show(
    name: StoryArgument, warehouse: WarehouseOption = WAREHOUSE, json_output: JsonOption = False
) -> None:
    """Say what a story is made of, and why each article is in it.

    \b
    Example:
      monitor story show s-3f0c9a
      monitor story show 3f0c9a --json
    """
    from monitor.regroup import story_called
    from monitor.store.holdings import Holdings
    from monitor.store.snapshot import Snapshot

    story_id = story_called(Holdings(Snapshot(warehouse / "monitor.duckdb")), name)
    (head,) = _ask(warehouse, "FROM stories WHERE story_id = $story", story=story_id)
    members = _ask(warehouse, _MEMBERS, story=story_id)
    for one in members:
        one["because"] = json.loads(one["because"])
    links = _ask(warehouse, _LINKS, story=story_id)
    for one in links:
        one["because"] = json.loads(one["because"])
        one["headline"] = _headline(warehouse, one["story_id"])
    origins = _ask(warehouse, _ORIGINS, story=story_id)
    figures = _ask(warehouse, _FIGURES, story=story_id)
    if json_output:
        print_json(
            head | {"links": links, "origins": origins, "figures": figures, "articles": members}
        )
        return
    _print_head(head, links, origins)
    _print_figures(figures)
    say()
    _print_members(members)


@story.command()
def split(
    name: StoryArgument,
    articles: Annotated[
        list[str], typer.Argument(metavar="ARTICLE…", help="Ids, or how they begin.")
    ],
    warehouse: WarehouseOption = WAREHOUSE,
    now: NowOption = None,
    json_output: JsonOption = False,
) -> None:
    """Take articles out of a story, to be one of their own.

    No run undoes it, and articles that come later join the one that they resemble. Ends with 3
    while a run is at work.

    \b
    Example:
      monitor story split s-3f0c9a 81d2 77ab
    """
    from monitor.regroup import split as split_story

    _check_warehouse(warehouse)
    with waiting("splitting"):
        made = split_story(warehouse, name, articles, moment(now))
    if json_output:
        print_json(asdict(made))
        return
    say(f"{made.story_id}: {number_of(len(made.articles), 'article')} out of {made.left[0]}")


@story.command()
def join(
    name: StoryArgument,
    others: Annotated[
        list[str], typer.Argument(metavar="OTHER…", help="The stories that are the same one.")
    ],
    warehouse: WarehouseOption = WAREHOUSE,
    now: NowOption = None,
    json_output: JsonOption = False,
) -> None:
    """Make one story of several.

    All articles of the others belong to the first. No run undoes it. The ids of the others still find the story. Ends with 3 while a run is at work.

    \b
    Example:
      monitor story join s-3f0c9a s-81d2 s-77ab
    """
    from monitor.regroup import join as join_stories

    _check_warehouse(warehouse)
    with waiting("joining"):
        made = join_stories(warehouse, name, others, moment(now))
    if json_output:
        print_json(asdict(made))
        return
    say(
        f"{made.story_id}: {number_of(len(made.articles), 'article')} more, from {', '.join(made.left)}"
    )


def _check_warehouse(folder: Path) -> None:
    if not (folder / "live.duckdb").exists():
        raise no_warehouse(folder)


def _check_watchlist(warehouse: Path, watchlist: str) -> None:
    known = [one["watchlist_id"] for one in _ask(warehouse, "SELECT watchlist_id FROM watchlists")]
    if watchlist not in known:
        raise UsageError(
            f"no watchlist has the id '{watchlist}'",
            mend=did_you_mean(watchlist, known, f"known: {', '.join(sorted(known))}"),
        )


def _last_run(warehouse: Path) -> datetime:
    (row,) = _ask(warehouse, "SELECT max(coalesce(finished_at, started_at)) AS last FROM runs")
    last: datetime | None = row["last"]
    return last or moment(None)


def _headline(warehouse: Path, story_id: str) -> str:
    rows = _ask(warehouse, "SELECT headline FROM stories WHERE story_id = $story", story=story_id)
    return str(rows[0]["headline"])


def _ask(warehouse: Path, sql: str, **values: str) -> list[dict[str, Any]]:
    from monitor.store.snapshot import ask

    found: list[dict[str, Any]] = ask(warehouse / "monitor.duckdb", sql, values).to_pylist()
    return found


def _print_head(
    head: Mapping[str, Any],
    links: Sequence[Mapping[str, Any]],
    origins: Sequence[Mapping[str, Any]],
) -> None:
    copies = f" ({head['copies']} of them copies)" if head["copies"] else ""
    lines = [
        ("", head["headline"]),
        ("story", head["story_id"]),
        (
            "numbers",
            (
                f"{number_of(head['article_count'], 'article')}{copies},"
                f" {number_of(head['outlet_count'], 'outlet')},"
                f" {number_of(head['origin_count'], 'independent origin')}"
            ),
        ),
        (
            "seen",
            f"{head['first_seen_at']:%Y-%m-%d %H:%M} to {head['last_seen_at']:%Y-%m-%d %H:%M}",
        ),
        ("languages", ", ".join(head["languages"])),
        ("voices", ", ".join(head["voices"] or ())),
        ("origins", ", ".join(f"{one['name']} ({one['article_count']})" for one in origins)),
    ]
    for link in links:
        because = f": {', '.join(link['because'])}" if link["because"] else ""
        lines.append((link["link"], f"{link['story_id']} {link['headline']}{because}"))
    for label, text in lines:
        say(visible(f"{label:<12} {text}" if label else text))


def _print_figures(figures: Sequence[Mapping[str, Any]]) -> None:
    from monitor.digest.figures import worded
    from monitor.model import StatedFigure

    for one in figures:
        amount = (one[name] for name in ("article_id", "thing", "unit", "low", "high", "bound"))
        what = worded(StatedFigure(*amount), one["thing_label"])
        who = one["origin_name"] or "no origin given"
        say(visible(f"{'figure':<12} {what} – {who}, in {one['outlet']} {one['article_id']}"))


def _print_members(members: Sequence[Mapping[str, Any]]) -> None:
    outlets = {one["article_id"]: one["outlet"] for one in members}
    print_table(
        ("article", "time", "outlet", "stance", "language", "headline", "why"),
        [
            {
                "article": one["article_id"],
                "time": one["published_at"] or one["first_seen_at"],
                "outlet": one["outlet"],
                "stance": one["stance"],
                "language": one["language"],
                "headline": one["title"],
                "why": _why(one, outlets),
            }
            for one in members
        ],
    )


def _why(one: Mapping[str, Any], outlets: Mapping[str, str]) -> str:
    """Why an article is in its story, in words."""
    shared = ", ".join(one["because"])
    like = outlets.get(one["resembles"], one["resembles"])
    if one["joined_by"] == "first":
        found = "first"
    elif one["joined_by"] == "copy":
        found = f"copy of {like}" + (f": {shared}" if shared else "")
    else:
        found = f"event: {shared or f'like {like}'}"
    if not one["moved"]:
        return found
    if one["found_in"] == one["story_id"]:
        return f"{found}; put back by hand on {one['moved_at']:%Y-%m-%d}"
    done = {"split": "split off", "join": "joined"}[one["moved"]]
    return f"{done} by hand on {one['moved_at']:%Y-%m-%d}; found in {one['found_in']}"
