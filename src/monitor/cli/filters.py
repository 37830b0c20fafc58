"""Each stage alone, as a filter: files or JSON lines in, one JSON object a line out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import (
    WATCHLISTS,
    JsonOption,
    WatchlistsOption,
    print_json,
    print_line,
    read_jsonl,
    say,
    watchlists_folder,
)

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Saved files.")]
Lines = Annotated[
    Path,
    typer.Argument(metavar="FILE.jsonl", help="Articles, one JSON object a line; - for stdin."),
]


def add_to(app: typer.Typer) -> None:
    for command in (entries, extract, match, cluster):
        app.command()(command)
    app.command("eval")(evaluate)


def entries(files: Files) -> None:
    """Read feeds as fetched and print their entries, one JSON object a line.

    A file that cannot be read gives {"file", "error"} and the command goes on.

    Example: monitor entries saved/*.xml | head
    """
    from monitor.sources import read_files

    for row in read_files(files):
        print_line(row)


def extract(files: Files) -> None:
    """Read HTML pages as fetched and print title, text, date and author, one JSON object a line.

    Example: monitor extract page.html | jq -r .text
    """
    from monitor.extract import read_files

    for row in read_files(files):
        print_line(row)


def match(file: Lines, watchlists: WatchlistsOption = WATCHLISTS) -> None:
    """Match articles {"id", "title", "text"} and print one line a hit, with its evidence.

    Offsets are in code points of the field as given.

    Example: monitor match articles.jsonl | jq .watchlist
    """
    from monitor.watch import Matcher, load_watchlists

    matcher = Matcher(load_watchlists(watchlists_folder(watchlists)))
    for row in read_jsonl(file):
        title, text = str(row.get("title") or ""), str(row.get("text") or "")
        for found in matcher.match(str(row["id"]), title, text):
            print_line(
                {
                    "article_id": found.article_id,
                    "watchlist": found.watchlist_id,
                    "score": found.score,
                    "evidence": [
                        {
                            "rule": evidence.rule,
                            "field": evidence.field,
                            "start": evidence.start,
                            "end": evidence.end,
                            "text": evidence.text,
                        }
                        for evidence in found.evidence
                    ],
                }
            )


def cluster(file: Lines) -> None:
    """Join articles that tell the same story and print {"article_id", "story_id"} for each.

    Example: monitor cluster articles.jsonl
    """
    from monitor.stories import cluster as join

    for article_id, story_id in join(read_jsonl(file)).items():
        print_line({"article_id": article_id, "story_id": story_id})


def evaluate(
    file: Lines,
    watchlists: WatchlistsOption = WATCHLISTS,
    json_output: JsonOption = False,
) -> None:
    """Measure the watchlists on labelled articles: precision, recall and F1.

    Each line has "labels" and "also" beside the article; a theme in "also" counts neither way.

    Example: monitor eval labelled.jsonl
    """
    from monitor.watch import Matcher, load_watchlists
    from monitor.watch import evaluate as measure

    matcher = Matcher(load_watchlists(watchlists_folder(watchlists)))
    evaluation = measure(matcher, list(read_jsonl(file)))
    if json_output:
        print_json(evaluation.to_json())
    else:
        for line in evaluation.lines():
            say(line)
