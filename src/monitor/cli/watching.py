"""The working life of a rule: check, explain, try, new, and the past read again."""

from __future__ import annotations

import sys
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.briefing import brief
from monitor.cli.common import (
    WAREHOUSE,
    WATCHLISTS,
    JsonOption,
    NowOption,
    WarehouseOption,
    WatchlistsOption,
    check_watchlist,
    moment,
    no_warehouse,
    print_json,
    say,
    watchlists_folder,
)
from monitor.cli.progress import counted, waiting
from monitor.cli.trying import try_edit
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.watch import Problem, Watchlists

_PAST_DAYS = 30
_PAST_MOST = 3_000
_PAST = """
SELECT title, text FROM articles
WHERE first_seen_at > (SELECT max(first_seen_at) FROM articles) - to_days($days::INTEGER)
ORDER BY first_seen_at DESC, article_id LIMIT $most::BIGINT
"""

watchlist = typer.Typer(no_args_is_help=True, help="Check, explain, try and start watchlists.")


def add_to(app: typer.Typer) -> None:
    watchlist.command("try")(try_edit)
    app.add_typer(watchlist, name="watchlist")
    app.command()(brief)
    app.command()(rematch)


@watchlist.command()
def check(
    strict: Annotated[bool, typer.Option("--strict", help="Warnings are errors too.")] = False,
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    json_output: JsonOption = False,
) -> None:
    """Read every watchlist, run its examples, say what is wrong.

    Each problem is named with file, line and how to mend it; ends with 2 where there is one.
    Warnings stand apart: a name that means other things too, a concept that nothing uses, a
    watchlist that fires on too much of what is stored, a rule that never did.

    \b
    Example:
      monitor watchlist check --strict
    """
    from monitor.watch import check as check_all
    from monitor.watch import lint, load_watchlists

    folder = watchlists_folder(watchlists)
    warnings: tuple[Problem, ...] = ()
    with waiting("checking watchlists"):
        problems = check_all(folder)
        known = None if any(one.refused for one in problems) else load_watchlists(folder)
        if known:
            warnings = lint(known)
    if known:
        warnings += _lint_past(known, warehouse)
    if json_output:
        kinds = (("error", problems), ("warning", warnings))
        print_json([asdict(one) | {"kind": kind} for kind, listed in kinds for one in listed])
    else:
        for problem in problems:
            say(str(problem))
        if warnings:
            say(("\n" if problems else "") + "Warnings, which stop nothing:")
        for warning in warnings:
            say(str(warning))
    wrong = [*problems, *(warnings if strict else ())]
    if wrong:
        raise UsageError(
            f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}",
            where=folder,
            mend="see the lines named",
        )
    if known and not json_output:
        warned = f", {len(warnings)} warnings" if warnings else ""
        say(f"{len(known.watchlists)} watchlists in {folder}: all examples behave{warned}")


def _lint_past(known: Watchlists, warehouse: Path) -> tuple[Problem, ...]:
    """Warnings from what is stored; none where nothing is."""
    from monitor.store.snapshot import ask
    from monitor.watch import lint_past

    snapshot = warehouse / "monitor.duckdb"
    if not snapshot.exists():
        return ()
    rows = ask(snapshot, _PAST, {"days": str(_PAST_DAYS), "most": str(_PAST_MOST)}).to_pylist()
    articles = ((row["title"], row["text"]) for row in counted(rows, "articles read", len(rows)))
    return lint_past(known, articles, _PAST_DAYS)


@watchlist.command()
def explain(
    watchlist_id: Annotated[str, typer.Argument(metavar="ID", help="The watchlist.")],
    article: Annotated[
        str | None,
        typer.Argument(
            metavar="URL|FILE", help="A stored article's address, a saved page, or a .txt file."
        ),
    ] = None,
    example: Annotated[
        int | None,
        typer.Option("--example", metavar="LINE", help="The example on this line of the file."),
    ] = None,
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    json_output: JsonOption = False,
) -> None:
    """Say rule by rule why an article matches, or does not.

    \b
    Example:
      monitor watchlist explain sanctions https://example.org/2024/11/05/story
      monitor watchlist explain sanctions saved-page.html
      monitor watchlist explain sanctions --example 120
    """
    from monitor.watch import Matcher, load_watchlists
    from monitor.watch import explain as explain_match

    known = load_watchlists(watchlists_folder(watchlists))
    check_watchlist(watchlist_id, known)
    if (article is None) == (example is None):
        raise UsageError("which article?", mend="name its address or file, or --example LINE")
    title, text = (
        _article(article, warehouse) if article else _example(known, watchlist_id, example)
    )
    explanation = explain_match(Matcher(known), watchlist_id, title, text)
    if json_output:
        print_json(asdict(explanation))
        return
    for line in explanation.lines():
        say(line)


def _example(known: Watchlists, watchlist_id: str, line: int | None) -> tuple[str, str]:
    one = known.get(watchlist_id)
    found = next((it for it in one.examples if it.line == line), None)
    if found is None:
        lines = ", ".join(str(it.line) for it in one.examples)
        raise UsageError(
            f"no example begins on line {line}", where=one.path, mend=f"they begin on {lines}"
        )
    return found.title, found.text


def _article(name: str, warehouse: Path) -> tuple[str, str]:
    if name.startswith(("http://", "https://")):
        from monitor.store.snapshot import ask
        from monitor.urls import canonical

        rows = ask(
            warehouse / "monitor.duckdb",
            "SELECT title, text FROM articles WHERE url = $url",
            {"url": canonical(name) or name},
        ).to_pylist()
        if not rows:
            raise UsageError(
                "no stored article has this address",
                where=name,
                mend="see the addresses in a digest, or: monitor sql @search --set word=…",
            )
        return rows[0]["title"], rows[0]["text"]
    if name.endswith(".txt"):
        from monitor.yamlfile import decoded

        path = Path(name)
        if not path.is_file():
            raise UsageError("no such file", where=name, mend="check the path")
        text = decoded(path, path.read_bytes())
        if not text.strip():
            raise UsageError("the file is empty", where=name, mend="put the article's text there")
        return "", text
    from monitor.extract import read_files

    (row,) = read_files([Path(name)])
    if "error" in row:
        raise UsageError(
            str(row["error"]), where=name, mend="a saved page is HTML; name a plain text .txt"
        )
    return str(row["title"] or ""), str(row["text"])


@watchlist.command()
def concepts(
    word: Annotated[
        str | None, typer.Argument(metavar="WORD", help="Only concepts with this in id or name.")
    ] = None,
    watchlists: WatchlistsOption = WATCHLISTS,
    json_output: JsonOption = False,
) -> None:
    """List the concepts that a rule may speak of.

    \b
    Example:
      monitor watchlist concepts
      monitor watchlist concepts railway
    """
    from monitor.watch import concepts_with

    found = concepts_with(watchlists_folder(watchlists), word or "")
    if json_output:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        say(f"{one.concept:<24} {one.count:>5}  {', '.join(one.names)}")
    if not found:
        say(f"no concept has '{word}': write it as words: [{word}]")


@watchlist.command()
def new(
    watchlist_id: Annotated[str, typer.Argument(metavar="ID", help="Lower case and dashes.")],
    title: Annotated[
        str | None, typer.Option("--title", help="What it is about; made from the id by default.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", help="Who answers for it: a role, not a person.")
    ] = None,
    claim: Annotated[
        list[str] | None,
        typer.Option("--claim", metavar="N", help="A claim of the brief it answers; repeatable."),
    ] = None,
    word: Annotated[
        list[str] | None,
        typer.Option(
            "--word", metavar="WORD", help="What must be said beside both countries; repeatable."
        ),
    ] = None,
    watchlists: WatchlistsOption = WATCHLISTS,
) -> None:
    """Start a watchlist: a few questions, and a valid file.

    On a terminal it asks for what no option gives; Enter takes the answer in brackets.

    \b
    Example:
      monitor watchlist new port-strikes
      monitor watchlist new port-strikes --title "Strikes in ports" --claim 4.2 --word "strike*"
    """
    from monitor.watch import load_watchlists, new_watchlist

    known = load_watchlists(watchlists)
    title = title or _ask("What is it about", watchlist_id.replace("-", " ").capitalize())
    owner = owner or _ask("Who answers for it (a role)", "desk")
    if not claim and sys.stdin.isatty():
        for one in known.claims.values():
            say(f"  {one.id:<4} {one.text}")
    claims = claim or _listed(
        _ask("Which claims of the brief", next(iter(known.claims)), allowed=known.claims)
    )
    words = word or _listed(
        _ask("Words beside both countries, * for any ending", "cooperat*, agreement")
    )
    path = new_watchlist(watchlists, watchlist_id, title, owner=owner, claims=claims, words=words)
    say(f"{path} is ready: edit its examples and rules, then `monitor watchlist check`")


def _ask(question: str, usual: str, allowed: Collection[str] | None = None) -> str:
    """The answer of whoever sits at the terminal; the usual one where nobody does.

    It is asked again until every part of it is ``allowed``.
    """

    def checked(answer: str) -> str:
        unknown = [one for one in _listed(answer) if allowed is not None and one not in allowed]
        if unknown:
            raise typer.BadParameter(f"'{unknown[0]}' is none of those above")
        return answer

    if not sys.stdin.isatty():
        return usual
    return str(typer.prompt(question, default=usual, value_proc=checked))


def _listed(answer: str) -> list[str]:
    return [part for one in answer.split(",") if (part := one.strip())]


@watchlist.command("import")
def import_names(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list, XML as published.")],
    into: Annotated[
        Path, typer.Option("--into", metavar="PATH", help="A file of the vocabulary to write.")
    ],
    program: Annotated[
        list[str] | None,
        typer.Option("--program", metavar="NAME", help="Only entries of such a programme."),
    ] = None,
    watchlists: WatchlistsOption = WATCHLISTS,
    json_output: JsonOption = False,
) -> None:
    """Make a vocabulary of the names on an official list.

    Reads the UN's consolidated list and OFAC's SDN list. Every person, entity and vessel becomes a
    concept, under one for each kind and one for all, named after the file. Names that would find
    other things too are left out, and said.

    \b
    Example:
      monitor watchlist import consolidated.xml --into vocabulary/un-1718.yaml --program DPRK
      monitor watchlist import sdn.xml --into vocabulary/ofac.yaml --program DPRK --program RUSSIA
    """
    from monitor.watch import import_list

    with waiting("reading the list"):
        made = import_list(file, watchlists, into, program or ())
    if json_output:
        print_json(asdict(made))
        return
    say(f"{watchlists / into}: {made.entries} entries, {made.names} names of the {made.title}")
    reasons: dict[str, list[str]] = {}
    for one in made.dropped:
        reasons.setdefault(one.why, []).append(f"{one.name} [{one.reference}]")
    if reasons:
        say("\nLeft out:")
    for why, names in sorted(reasons.items()):
        say(f"  {why}: {', '.join(names)}")
    if made.missing:
        say(f"  no name is left of: {', '.join(made.missing)}")
    say(f"\nUse it in a rule: all: [{into.stem}]")


@watchlist.command()
def schema(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="watchlist, shared, vocabulary or brief.")
    ] = "watchlist",
    write: Annotated[
        bool, typer.Option("--write", help="Write all four to DIR/schemas instead.")
    ] = False,
    watchlists: WatchlistsOption = WATCHLISTS,
) -> None:
    """Print the JSON Schema of a kind of file, for editors.

    \b
    Example:
      monitor watchlist schema --write
      monitor watchlist schema vocabulary
    """
    from monitor.watch import KINDS, json_schema, write_schemas

    if kind not in KINDS:
        raise UsageError(f"'{kind}' is no kind of file", mend=f"known: {', '.join(KINDS)}")
    if not write:
        print_json(json_schema(kind))
        return
    changed = write_schemas(watchlists)
    for path in changed:
        say(f"{path} written")
    if not changed:
        say(f"the schemas in {watchlists} are up to date")


def rematch(
    everything: Annotated[
        bool, typer.Option("--all", help="For all watchlists, not only those that changed.")
    ] = False,
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    now: NowOption = None,
    json_output: JsonOption = False,
) -> None:
    """Read the stored past again for the watchlists that changed.

    What is found is marked as look-back: it is in the warehouse, and no digest tells it as news.

    \b
    Example:
      monitor rematch
      monitor rematch --all
    """
    from monitor.rematch import rematch as read_again
    from monitor.watch import load_watchlists

    if not (warehouse / "live.duckdb").exists():
        raise no_warehouse(warehouse)
    known = load_watchlists(watchlists)
    with waiting("reading the past again"):
        done = read_again(warehouse, known, now=moment(now), everything=everything)
    if json_output:
        print_json(asdict(done) | {"watchlists_version": known.version})
    elif not done.watchlists:
        say("the past was read with these watchlists already; --all reads it again all the same")
    else:
        say(f"{done.articles} stored articles read again: {done.hits} hits stand")
        say(f"for {', '.join(done.watchlists)}")
