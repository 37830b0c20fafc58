"""Each stage alone, as a filter: files or JSON lines in, one JSON object a line out."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import (
    WATCHLISTS,
    JsonOption,
    WatchlistsOption,
    note,
    print_json,
    print_line,
    read_jsonl,
    say,
    watchlists_folder,
)
from monitor.cli.progress import counted, waiting
from monitor.config import wrong_option
from monitor.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from monitor.sources import Kind
    from monitor.story_quality import StoryQuality
    from monitor.watch import Evaluation

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Saved files; - is standard input.")
]
Lines = Annotated[
    Path,
    typer.Argument(metavar="FILE.jsonl", help="Articles, one JSON object a line; - for stdin."),
]


HALF = re.compile(r"[\ud800-\udfff]")


class Shown(StrEnum):
    ERRORS = "errors"


def add_to(app: typer.Typer) -> None:
    for command in (entries, extract, match, cluster):
        app.command()(command)
    app.command("eval")(evaluate)


def entries(
    files: Files,
    kind: Annotated[
        str | None,
        typer.Option("--kind", help="Read every file as a document of this kind of source."),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(
            "--option", metavar="KEY=VALUE", help="An option of the kind, as in sources.yaml."
        ),
    ] = None,
) -> None:
    """Read feeds, sitemaps, index pages; print entries as JSON lines.

    Feeds, sitemaps and previews of Telegram channels are told apart by what they hold. Other HTML
    pages need --kind page and an option that says which links are articles.

    A file that cannot be read gives {"file", "error"} and the command goes on. A - among the files
    is standard input.

    \b
    Example:
      monitor entries saved/*.xml | head
      curl -s https://example.org/rss | monitor entries -
      monitor entries --kind page --option selector="h2 a" news.html
    """
    from monitor.sources import KINDS, read_files

    if kind is None and option:
        raise UsageError("--option belongs to a kind", mend="add --kind, like --kind page")
    if kind is not None and kind not in KINDS:
        mend = did_you_mean(kind, KINDS, f"known: {', '.join(sorted(KINDS))}")
        raise UsageError(f"unknown kind '{kind}'", mend=mend)
    chosen = KINDS[kind] if kind else None
    options = _options(kind, chosen, option or ()) if kind and chosen else {}
    for row in _rows(files, lambda paths: read_files(paths, chosen, options), "files read"):
        print_line(row)


def _options(name: str, kind: Kind, written: Iterable[str]) -> dict[str, str]:
    """``KEY=VALUE`` as options of a kind; they are checked by the kind. Raises ``UsageError``."""
    found = {}
    for one in written:
        key, sign, value = one.partition("=")
        if not sign:
            raise UsageError(f"--option {one} has no value", mend="write it like selector=h2")
        found[key.strip()] = value
    if mistake := wrong_option(kind.options, found):
        _, what, mend = mistake
        known = f"options of kind {name}: {', '.join(sorted(kind.options.model_fields)) or 'none'}"
        raise UsageError(what, where="--option", mend=mend or known)
    return found


def extract(files: Files) -> None:
    """Read HTML pages as fetched; print articles as JSON lines.

    That is title, text, language, date and author of each.

    A file that cannot be read gives {"file", "error"} and the command goes on. A - among the files
    is standard input.

    \b
    Example:
      monitor extract page.html | jq -r .text
    """
    from monitor.extract import read_files

    for row in _rows(files, read_files, "pages read"):
        print_line(row)


def _rows(
    files: Sequence[Path], read: Callable[[Iterable[Path]], Iterator[Mapping[str, Any]]], what: str
) -> Iterator[Mapping[str, Any]]:
    for file in counted(files, what, len(files)):
        if str(file) != "-":
            yield from read([file])
            continue
        with tempfile.NamedTemporaryFile() as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
            copy.flush()
            for row in read([Path(copy.name)]):
                yield {**row, "file": "-"}


def match(file: Lines, watchlists: WatchlistsOption = WATCHLISTS) -> None:
    """Match articles; print one JSON line a hit, with its evidence.

    Each line in is {"id", "url", "title", "text", "lang"?, "published"?}, each line out is
    {"article_id", "watchlist", "score", "evidence"}. Offsets are in code points of the field as
    given.

    \b
    Example:
      monitor match articles.jsonl | jq -r .watchlist | sort | uniq -c
    """
    from monitor.watch import Matcher, load_watchlists

    matcher = Matcher(load_watchlists(watchlists_folder(watchlists)))
    for row in counted(_articles(file), "articles matched"):
        for found in matcher.match(row["id"], row["title"], row["text"]):
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


def _articles(file: Path, *, needs: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    for row in read_jsonl(file, needs=needs):
        yield row | {
            "id": str(row["id"]),
            "title": _whole(row.get("title")),
            "text": _whole(row.get("text")),
        }


def _whole(text: object) -> str:
    """Text without half characters, which JSON can carry and nothing else; offsets stay."""
    return HALF.sub("\N{REPLACEMENT CHARACTER}", str(text or ""))


def cluster(file: Lines, watchlists: WatchlistsOption = WATCHLISTS) -> None:
    """Join articles into stories; print one JSON line an article.

    Each line out is {"article_id", "story_id"}. Names of the watchlists' vocabulary and gazetteer
    are the same in every language, and so help to find one event in several.

    \b
    Example:
      monitor cluster articles.jsonl
    """
    from monitor.stories import cluster as join
    from monitor.watch.gazetteer import load_gazetteer

    mentions = load_gazetteer(watchlists_folder(watchlists)).mentions
    joined = join(counted(_articles(file), "articles compared"), mentions)
    for article_id, story_id in joined.items():
        print_line({"article_id": article_id, "story_id": story_id})


def evaluate(
    file: Lines,
    watchlists: WatchlistsOption = WATCHLISTS,
    show: Annotated[
        Shown | None, typer.Option("--show", help="List the articles that fail.")
    ] = None,
    baseline: Annotated[
        bool, typer.Option("--baseline", help="Beside plain word lists and search strings.")
    ] = False,
    json_output: JsonOption = False,
) -> None:
    """Measure matching and stories on labelled articles.

    Prints precision, recall and F1 for each watchlist and language. Each line has "labels" beside
    the article, and may have "also" (themes that count neither way), "lang" and "story". Stories
    are measured beside those that the overlap of headlines makes; follow-ups are articles of
    different stories on one theme, at most 14 days apart, and should not be joined.

    With --baseline the same articles are measured with the same words and less: each theme as a flat
    list of words, any of which is enough, and each rule as a search string over the whole article.

    \b
    Example:
      monitor eval labelled.jsonl --show errors
      monitor eval labelled.jsonl --baseline
    """
    from monitor.stories import cluster as join
    from monitor.story_quality import headline_overlap, story_quality
    from monitor.watch import Boolean, Flat, Matcher, load_watchlists
    from monitor.watch import evaluate as measure
    from monitor.watch.gazetteer import load_gazetteer

    folder = watchlists_folder(watchlists)
    known, mentions = load_watchlists(folder), load_gazetteer(folder).mentions
    rows = list(_articles(file, needs=("labels",)))
    if not rows:
        raise UsageError("no articles to measure on", where=file)
    check_labels(rows, set(known.ids()))
    with waiting("measuring"):
        result = measure(Matcher(known), rows)
        quality = story_quality(rows, join(rows, mentions))
        simpler = story_quality(rows, headline_overlap(rows))
        others = {
            name: measure(finder(known), rows)
            for name, finder in (("search strings", Boolean), ("flat word lists", Flat))
            if baseline
        }
    if json_output:
        more: dict[str, Any] = {}
        if quality and simpler:
            more["stories"] = quality.to_json() | {"headline_overlap": simpler.to_json()}
        if baseline:
            more["baseline"] = {
                name.replace(" ", "_"): json.loads(one.to_json()) for name, one in others.items()
            }
        print_json(json.loads(result.to_json()) | more)
    else:
        _tell(result)
        if quality and simpler:
            _tell_stories("stories", quality)
            _tell_stories("by the overlap of headlines", simpler)
        if baseline:
            _tell_beside({"these rules": result, **others})
        if show:
            _tell_mistakes(result)


def check_labels(rows: Sequence[Mapping[str, Any]], known: set[str]) -> None:
    """Labels are a list; those of no watchlist are named, because they count nowhere."""
    strange = set()
    for row in rows:
        for key in ("labels", "also"):
            labels = row.get(key) or []
            if not isinstance(labels, list) or not all(isinstance(one, str) for one in labels):
                raise UsageError(
                    f'"{key}" of article {row["id"]} is no list of watchlist ids',
                    mend=f'write it like "{key}": ["sanctions"], or [] for none',
                )
            strange |= set(labels) - known
    if strange:
        note(f"no watchlist has the id of these labels: {', '.join(sorted(strange))}")


def _tell(result: Evaluation) -> None:
    say(f"{result.articles} articles, macro F1 {result.macro_f1:.3f}")
    say(f"{'':<26}{'precision':>10}{'recall':>8}{'F1':>8}{'found':>8}{'wrong':>7}{'missed':>8}")
    scores = {"relevant at all": result.relevance, "all decisions": result.micro}
    for name, score in (scores | {**result.watchlists, **result.languages}).items():
        say(
            f"{name:<26}{score.precision:>10.3f}{score.recall:>8.3f}{score.f1:>8.3f}"
            f"{score.tp:>8}{score.fp:>7}{score.fn:>8}"
        )


def _tell_stories(name: str, quality: StoryQuality) -> None:
    say(
        f"{name}: B-cubed F1 {quality.f1:.3f} (precision {quality.precision:.3f}, recall"
        f" {quality.recall:.3f}); pairs found {quality.pairs_found} of {quality.pairs}, across"
        f" languages {quality.cross_language_pairs_found} of {quality.cross_language_pairs};"
        f" joined wrongly {quality.pairs_joined_wrongly}; follow-ups joined"
        f" {quality.follow_up_pairs_joined} of {quality.follow_up_pairs}"
    )


def _tell_beside(measured: Mapping[str, Evaluation]) -> None:
    """F1 of each way of finding, side by side; for all decisions precision and recall too."""
    say(f"\n{'':<26}" + "".join(f"{name:>18}" for name in measured))
    themes = next(iter(measured.values())).watchlists
    rows: dict[str, list[float]] = {
        "relevant at all, F1": [one.relevance.f1 for one in measured.values()],
        "macro F1": [one.macro_f1 for one in measured.values()],
        "all decisions, precision": [one.micro.precision for one in measured.values()],
        "all decisions, recall": [one.micro.recall for one in measured.values()],
        **{theme: [one.watchlists[theme].f1 for one in measured.values()] for theme in themes},
    }
    for name, figures in rows.items():
        say(f"{name:<26}" + "".join(f"{figure:>18.3f}" for figure in figures))


def _tell_mistakes(result: Evaluation) -> None:
    for kind, mistakes in (("wrong ", result.false_positives), ("missed", result.false_negatives)):
        for one in mistakes:
            why = f"  ({one.note})" if one.note else ""
            say(f"{kind} {one.watchlist_id:<24} {one.article_id} [{one.language}] {one.title}{why}")
