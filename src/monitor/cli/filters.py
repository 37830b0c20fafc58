"""Each stage alone, as a filter: files or JSON lines in, one JSON object a line out."""

from __future__ import annotations

import json
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
    show: Annotated[
        str | None, typer.Option("--show", metavar="errors", help="List the articles that fail.")
    ] = None,
    json_output: JsonOption = False,
) -> None:
    """Measure on labelled articles: precision, recall and F1, and how stories were joined.

    Each line has "labels" beside the article, and may have "also" (themes that count neither way),
    "lang" and "story".

    Example: monitor eval labelled.jsonl --show errors
    """
    from monitor.stories import cluster as join
    from monitor.story_quality import story_quality
    from monitor.watch import Matcher, load_watchlists
    from monitor.watch import evaluate as measure

    rows = list(read_jsonl(file))
    result = measure(Matcher(load_watchlists(watchlists_folder(watchlists))), rows)
    quality = story_quality(rows, join(rows))
    if json_output:
        stories = {"stories": quality.to_json()} if quality else {}
        print_json(json.loads(result.to_json()) | stories)
        return
    say(f"{result.articles} articles, macro F1 {result.macro_f1:.3f}")
    say(f"{'':<26}{'precision':>10}{'recall':>8}{'F1':>8}{'found':>8}{'wrong':>7}{'missed':>8}")
    scores = {"relevant at all": result.relevance, "all decisions": result.micro}
    for name, score in (scores | {**result.watchlists, **result.languages}).items():
        say(
            f"{name:<26}{score.precision:>10.3f}{score.recall:>8.3f}{score.f1:>8.3f}"
            f"{score.tp:>8}{score.fp:>7}{score.fn:>8}"
        )
    if quality:
        say(
            f"stories: B-cubed F1 {quality.f1:.3f} (precision {quality.precision:.3f}, recall"
            f" {quality.recall:.3f}); pairs found {quality.pairs_found} of {quality.pairs}, across"
            f" languages {quality.cross_language_pairs_found} of {quality.cross_language_pairs};"
            f" joined wrongly {quality.pairs_joined_wrongly}"
        )
    if show == "errors":
        for kind, mistakes in (
            ("wrong ", result.false_positives),
            ("missed", result.false_negatives),
        ):
            for one in mistakes:
                note = f"  ({one.note})" if one.note else ""
                say(
                    f"{kind} {one.watchlist_id:<24} {one.article_id} [{one.language}] {one.title}{note}"
                )
