"""What matching costs, beside other ways to find many names in a text.

Run from a checkout: ``python -m bench.matching`` (about three minutes; ``--quick`` half a minute).
Every figure is the best of several rounds, in which the ways take turns; compare the ratios, for
machines differ and drift. Folding and the borders of words are included on both sides: every way is
only another search for literal strings inside the same scanner.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ahocorasick

from monitor.config import bundled
from monitor.folding import fold, is_han_or_kana
from monitor.watch import Matcher, load_watchlists
from monitor.watch.automaton import Find, ahocorasick_rs, daachorse
from monitor.watch.scanner import Scanner
from monitor.watch.vocabulary import term
from tests.gate.measure import articles

ARTICLE_BYTES = 4_800
SIZES = (100, 1_000, 10_000, 100_000)
SHARE, PRESENT = 0.3, 3_000


def pyahocorasick(strings: list[str]) -> Find:
    """The automaton that most projects take."""
    automaton = ahocorasick.Automaton()
    for number, string in enumerate(strings):
        automaton.add_word(string, (number, len(string)))
    automaton.make_automaton()
    return lambda text: [
        (last - length + 1, last + 1, number) for last, (number, length) in automaton.iter(text)
    ]


def re_loop(strings: list[str]) -> Find:
    """One regular expression after the other."""
    patterns = [re.compile(re.escape(string)) for string in strings]
    return lambda text: [
        (*found.span(), number)
        for number, pattern in enumerate(patterns)
        for found in pattern.finditer(text)
    ]


def alternation(strings: list[str]) -> Find:
    """One regular expression of all strings; names inside other names are lost."""
    numbers = {string: number for number, string in enumerate(strings)}
    pattern = re.compile("|".join(map(re.escape, sorted(strings, key=len, reverse=True))))
    return lambda text: [(*found.span(), numbers[found[0]]) for found in pattern.finditer(text)]


WAYS: Mapping[str, Callable[[list[str]], Find]] = {
    "daachorse (ours)": daachorse,
    "ahocorasick-rs": ahocorasick_rs,
    "pyahocorasick": pyahocorasick,
    "re alternation": alternation,
    "re loop": re_loop,
}
# Articles and terms that a slow way is spared: it gets the first articles, and no more terms.
SLOW = {"re alternation": (8, 10_000), "re loop": (8, 10_000)}


def texts() -> list[str]:
    """Articles of about ``ARTICLE_BYTES`` bytes, made of labelled ones in their own language."""
    by_language: dict[str, list[str]] = {}
    for row in articles():
        by_language.setdefault(row["lang"], []).append(f"{row['title']}.\n\n{row['text']}")
    chosen = random.Random(7)
    made: list[str] = []
    for _ in range(6):
        for listed in by_language.values():
            chosen.shuffle(listed)
            held = ""
            for text in listed:
                held += f"{text}\n\n"
                if len(held.encode()) >= ARTICLE_BYTES:
                    made.append(held)
                    held = ""
    chosen.shuffle(made)
    return made


def vocabulary(made: Sequence[str]) -> list[str]:
    """``SIZES[-1]`` names in nine languages, a word or two each, as names are.

    Of the first hundred, thousand and ten thousand 30 % stand in the texts, 3,000 in all; the rest
    are made of words and halves of words of the texts and stand nowhere, as most of a long list.
    """
    chosen = random.Random(11)
    whole = "\n".join(fold(text).text for text in made)
    words = sorted({word for word in re.findall(r"\w{5,}", whole) if not is_han_or_kana(word[0])})
    pairs = sorted(set(re.findall(r"\b[^\W\d]{3,} [^\W\d]{3,}\b", whole)))
    runs = re.findall(r"[\u3041-\u30ff\u4e00-\u9fff]{3,}", whole)
    wide = sorted({run[at : at + 3] for run in runs for at in range(0, len(run) - 2, 3)})
    present = [name for kind in (words, pairs, wide) for name in chosen.sample(kind, PRESENT // 3)]
    chosen.shuffle(present)
    listed: dict[str, None] = {}
    while len(listed) < SIZES[-1]:
        if present and chosen.random() < SHARE:
            listed[present.pop()] = None
            continue
        one, other = (chosen.choice(chosen.choice((words, wide))) for _ in range(2))
        blended = one[: len(one) // 2 + 1] + other[len(other) // 2 :]
        name = chosen.choice((blended, f"{one} {other}"))
        if len(listed) > SIZES[-2] or name not in whole:
            listed[name] = None
    return list(listed)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table."""

    way: str
    terms: int
    build: float
    memory: float
    megabytes: float
    articles: float
    hits: int


def resident() -> float:
    """Megabytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def best(rounds: int, calls: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """The least seconds of each call; they take turns."""
    least: dict[str, float] = {}
    for _ in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            spent = time.perf_counter() - start
            least[name] = min(least.get(name, spent), spent)
    return least


def compare(made: Sequence[str], names: Sequence[str], rounds: int) -> list[Line]:
    """Every way over the same texts with the same terms."""
    terms = [term(name) for name in names]
    scanners: dict[str, Scanner] = {}
    built: dict[str, tuple[float, float]] = {}
    for way, build in WAYS.items():
        if way in SLOW and len(names) > SLOW[way][1]:
            continue
        gc.collect()
        before, start = resident(), time.perf_counter()
        scanners[way] = Scanner(terms, build)
        built[way] = time.perf_counter() - start, resident() - before
    given = {way: made[: SLOW[way][0]] if way in SLOW else made for way in scanners}

    def scan(way: str) -> list[int]:
        scanner = scanners[way]
        return [len(scanner.scan(text)) for text in given[way]]

    seconds = best(rounds, {way: (lambda way=way: scan(way)) for way in scanners})
    reference = [sorted(scanners["pyahocorasick"].scan(text)) for text in made]
    lines = []
    for way, scanner in scanners.items():
        found = [sorted(scanner.scan(text)) for text in given[way]]
        if way != "re alternation" and found != reference[: len(found)]:
            raise SystemExit(f"{way} does not find what pyahocorasick finds")
        size = sum(len(text.encode()) for text in given[way]) / 1e6
        lines.append(
            Line(
                way,
                len(names),
                *built[way],
                size / seconds[way],
                len(given[way]) / seconds[way],
                sum(map(len, found)),
            )
        )
    return lines


def table(lines: Sequence[Line]) -> None:
    """Print the rows, each with its ratio to pyahocorasick of the same number of terms."""
    print(
        f"{'':<18}{'terms':>8}{'build s':>9}{'MB held':>9}{'MB/s':>9}{'articles/s':>12}{'hits':>9}{'×':>8}"
    )
    peers = {one.terms: one.megabytes for one in lines if one.way == "pyahocorasick"}
    for one in lines:
        ratio = one.megabytes / peers[one.terms]
        print(
            f"{one.way:<18}{one.terms:>8,}{one.build:>9.2f}{one.memory:>9.1f}{one.megabytes:>9.2f}"
            f"{one.articles:>12,.0f}{one.hits:>9,}{ratio:>8.2f}"
        )


def watchlists(folder: Path, names: Sequence[str], count: int) -> Path:
    """A folder of ``count`` watchlists that share ``names`` out among them."""
    folder.mkdir()
    (folder / "brief.yaml").write_text("title: Bench\nclaims:\n  - {id: '1', text: A claim.}\n")
    share = len(names) // count
    for number in range(count):
        listed = names[number * share : (number + 1) * share]
        words = "\n".join(f"      - '{name}'" for name in listed)
        (folder / f"list-{number}.yaml").write_text(
            f"id: list-{number}\ntitle: List {number}\nowner: bench\nstatus: active\n"
            "claims: ['1']\nindicators: [{id: one, claims: ['1'], text: One.}]\n"
            f"rules:\n  - id: words\n    indicator: one\n    words:\n{words}\n"
            "examples:\n  hit: [none]\n  miss: [none]\n"
        )
    return folder


def many_watchlists(made: Sequence[str], names: Sequence[str], rounds: int) -> None:
    """The same terms in ten watchlists and in a thousand."""
    with tempfile.TemporaryDirectory() as name:
        matchers = {
            count: Matcher(load_watchlists(watchlists(Path(name) / str(count), names, count)))
            for count in (10, 1_000)
        }
    seconds = best(
        rounds,
        {
            str(count): lambda matcher=matcher: [matcher.match("", "", text) for text in made]
            for count, matcher in matchers.items()
        },
    )
    size = sum(len(text.encode()) for text in made) / 1e6
    print(
        f"\n{len(names):,} terms in 10 watchlists: {size / seconds['10']:.1f} MB/s; in 1,000:"
        f" {size / seconds['1000']:.1f} MB/s; cost × {seconds['1000'] / seconds['10']:.2f}"
    )


def new_list(names: Sequence[str], rounds: int) -> None:
    """The past read again for one new watchlist of 100 terms, and for all of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = watchlists(Path(name) / "lists", names, 1)
        for path in bundled("watchlists").glob("**/*.yaml"):
            target = folder / path.relative_to(bundled("watchlists"))
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
        text = (folder / "list-0.yaml").read_text()
        (folder / "list-0.yaml").write_text(text.replace("claims: ['1']", "claims: ['1.1']"))
        known = load_watchlists(folder)
    whole, one = Matcher(known), Matcher(known, only={"list-0"})
    past = [(row["title"], row["text"]) for row in articles()]
    hits = {
        "all": sum(match.watchlist_id == "list-0" for it in past for match in whole.match("", *it)),
        "new": sum(len(one.match("", *it)) for it in past),
    }
    if hits["all"] != hits["new"]:
        raise SystemExit(f"the new list alone finds {hits['new']}, among all {hits['all']}")
    seconds = best(
        rounds,
        {
            "all": lambda: [whole.match("", *it) for it in past],
            "new": lambda: [one.match("", *it) for it in past],
        },
    )
    print(
        f"\n{len(past)} labelled articles, {len(known.names):,} names: all watchlists"
        f" {seconds['all'] / len(past) * 1e3:.3f} ms an article, the new one of {len(names)} terms alone"
        f" {seconds['new'] / len(past) * 1e3:.3f} ms; cost × {seconds['new'] / seconds['all']:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, no 100,000 terms")
    quick = parser.parse_args().quick
    rounds = 2 if quick else 5
    made = texts()
    size = sum(len(text.encode()) for text in made) / 1e6
    print(f"{len(made)} articles, {size:.2f} MB in nine languages\n")
    names = vocabulary(made)
    lines: list[Line] = []
    for count in SIZES[:-1] if quick else SIZES:
        lines += compare(made, names[:count], rounds)
    table(lines)
    ours = {one.terms: one.megabytes for one in lines if one.way == next(iter(WAYS))}
    if not quick:
        print(f"\n100,000 terms cost × {ours[1_000] / ours[100_000]:.2f} of 1,000")
    many_watchlists(made, names[: SIZES[2]], rounds)
    new_list(names[:100], rounds)


if __name__ == "__main__":
    main()
