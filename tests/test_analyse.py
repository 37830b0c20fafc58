"""Reading what hit: in batches, each whole, each article once a version and of one story for good."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor import analyse as module
from monitor import claims
from monitor.analyse import analyse
from monitor.config import bundled
from monitor.model import Attribution, Figure, Joined, Mention, StoryLink, StoryMember
from monitor.pipeline import find_stories
from monitor.store.ledger import Ledger
from tests.store.desk import (
    DAY,
    NOW,
    article,
    begun,
    count,
    fetch,
    harvest,
    match,
    program,
    rows,
    source,
    warehouse,
)
from tests.support.desk import desk

WATCHLISTS = bundled("watchlists")
NAMED = Mention("russia", "theme", "text", 0, 6)
REPORT = (
    "Russia and North Korea signed a plan for a railway bridge over the Tumen river on Monday, the"
    " transport ministry said. Work begins in the spring, when the ice is gone, and is to take two"
    " years. The old crossing carries one train a day."
)


def told(
    title: str, text: str, language: str, mentions: Sequence[Mention]
) -> tuple[tuple[Attribution, ...], tuple[Figure, ...]]:
    """Every text that names Russia gives one figure, the length of its language's name."""
    del title
    if not mentions:
        return (), ()
    figure = Figure("soldier", "", 10, 10, "", "nis", "text", 0, len(language), text[:2], 0, 6)
    return (Attribution("nis", "NIS", "NIS said", "text", 0, 4),), (figure,)


@pytest.fixture(autouse=True)
def _claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "read", told)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return begun(tmp_path)


def store(ledger: Ledger, *names: str, days: int = 0, version: int = 1, text: str = "") -> None:
    at = NOW + days * DAY
    found = [
        replace(article(one, version=version, text=text or f"{one}. Russia.", now=at), title=one)
        for one in names
    ]
    ledger.commit([harvest(*found, hits=[match(one.id) for one in found])], at)


def stories(ledger: Ledger) -> dict[str, str]:
    return dict(rows(ledger, "SELECT article_id, story_id FROM story_articles"))


def test_what_hit_is_read_and_gets_its_story(ledger: Ledger) -> None:
    store(ledger, "a")
    ledger.commit([harvest(article("miss", text="Russia."))], NOW)
    assert analyse(ledger, WATCHLISTS, NOW) == 1
    assert rows(ledger, "SELECT article_id, concept FROM mentions") == [("a", "russia")]
    assert rows(ledger, "SELECT origin, name FROM attributions") == [("nis", "NIS")]
    assert rows(ledger, "SELECT thing, low, text, sentence FROM claims") == [
        ("soldier", 10, "a.", "a. Rus")
    ]
    assert stories(ledger) == {"a": "s-a"}
    assert analyse(ledger, WATCHLISTS, NOW) == 0


def test_names_are_not_loaded_where_nothing_is_to_be_read(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Path] = []
    load = module.load_gazetteer
    monkeypatch.setattr(
        module, "load_gazetteer", lambda folder: (loaded.append(folder), load(folder))[1]
    )
    analyse(ledger, WATCHLISTS, NOW)
    assert loaded == []
    store(ledger, "a")
    analyse(ledger, WATCHLISTS, NOW)
    assert loaded == [WATCHLISTS]


def test_an_edit_is_read_again_and_stays_in_its_story(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(ledger, "a", text=REPORT)
    store(ledger, "b", text=REPORT.replace("two years", "some years"))
    analyse(ledger, WATCHLISTS, NOW)
    before = stories(ledger)
    assert len(set(before.values())) == 1
    store(ledger, "b", days=1, version=2, text="Nothing at all.")
    # Whether it would belong elsewhere by now is not even asked.
    monkeypatch.setattr(module.stories, "join", None)
    assert analyse(ledger, WATCHLISTS, NOW + DAY) == 1
    assert rows(ledger, "SELECT article_version FROM analyses WHERE article_id = 'b'") == [(2,)]
    assert rows(ledger, "SELECT article_id FROM claims") == [("a",)]
    assert stories(ledger) == before


def test_batches_join_what_those_before_them_brought(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    store(ledger, *"abcde", text=REPORT)
    steps: list[tuple[str, int, int]] = []
    analyse(ledger, WATCHLISTS, NOW, progress=lambda *step: steps.append(step))
    assert steps == [("stories", 2, 5), ("stories", 4, 5), ("stories", 5, 5)]
    assert set(stories(ledger).values()) == {"s-a"}


def test_the_past_joins_the_stories_of_its_time(ledger: Ledger) -> None:
    store(ledger, "a", days=-90, text=REPORT)
    analyse(ledger, WATCHLISTS, NOW - 90 * DAY)
    # Found by new rules only now, but of that time.
    store(ledger, "b", days=-89, text=REPORT)
    store(ledger, "c", text=REPORT)
    analyse(ledger, WATCHLISTS, NOW)
    assert stories(ledger) == {"a": "s-a", "b": "s-a", "c": "s-c"}


def test_members_that_are_near_two_articles_come_once(ledger: Ledger) -> None:
    store(ledger, "a", "b")
    analyse(ledger, WATCHLISTS, NOW)
    near = (NOW - DAY, NOW, NOW + 9 * DAY)
    found = ledger.story_members(near, 2 * DAY)
    assert [one.article_id for one in found] == ["a", "b"]
    assert ledger.story_members((NOW - 3 * DAY, NOW + 3 * DAY), 2 * DAY) == []


@pytest.mark.parametrize(
    ("published", "own"),
    [
        (NOW - timedelta(hours=5), NOW - timedelta(hours=5)),
        (None, NOW),
        (NOW + timedelta(hours=5), NOW),
    ],
    ids=["dated", "undated", "in the future"],
)
def test_an_article_is_compared_by_its_own_time(
    ledger: Ledger, published: datetime | None, own: datetime
) -> None:
    one = replace(article("a"), published_at=published)
    ledger.commit([harvest(one, hits=[match("a")])], NOW)
    analyse(ledger, WATCHLISTS, NOW)
    assert rows(ledger, "SELECT dated_at FROM story_member") == [(own,)]


def test_a_process_killed_between_two_batches_leaves_no_half_analysis(tmp_path: Path) -> None:
    code = (
        "import os, signal\n"
        "from monitor import analyse as module, claims\n"
        "from tests.test_analyse import WATCHLISTS, store, told\n"
        "ledger = begun(Path(sys.argv[1]))\n"
        "store(ledger, *'abcd')\n"
        "module.BATCH = 2\n"
        "read = []\n"
        "def kill(*words):\n"
        "    read.append(words)\n"
        "    if len(read) == 4:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return told(*words)\n"
        "claims.read = kill\n"
        "module.analyse(ledger, WATCHLISTS, NOW)\n"
    )
    ended = subprocess.run(program(code, tmp_path), capture_output=True, text=True, check=False)
    assert ended.returncode < 0, ended.stderr
    ledger = begun(tmp_path)
    tables = ("analysis", "mention", "attribution", "figure", "story_member")
    assert [count(ledger, table) for table in tables] == [2] * 5
    assert analyse(ledger, WATCHLISTS, NOW) == 2
    assert [count(ledger, table) for table in tables] == [4] * 5
    assert analyse(Ledger(warehouse(tmp_path)), WATCHLISTS, NOW) == 0


@pytest.mark.parametrize(
    ("written", "language", "origin"),
    [
        ("Dniprovsky Tchas", "fr", "dnipro-chas"),
        ("Дніпровський час", "uk", "dnipro-chas"),
        ("Dniprovsky Vestnik", "fr", "name:dniprovsky vestnik"),
        # Few consonants meet by chance.
        ("Pilot", "en", "name:pilot"),
    ],
)
def test_an_outlet_that_is_named_by_ear_is_the_outlet(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    written: str,
    language: str,
    origin: str,
) -> None:
    ledger = begun(
        tmp_path,
        sources=[
            replace(source("dnipro-chas"), name="Дніпровський час", language="uk"),
            replace(source("varta"), name="Варта", language="uk"),
        ],
    )

    def said(*_: object) -> tuple[tuple[Attribution, ...], tuple[Figure, ...]]:
        read = f"name:{written.lower()}"
        figure = Figure("soldier", "", 10, 10, "", read, "text", 0, 2, "10", 0, 6)
        return (Attribution(read, written, "said", "text", 0, 4),), (figure,)

    monkeypatch.setattr(claims, "read", said)
    one = replace(article("a", source="varta"), language=language)
    ledger.commit([harvest(one, hits=[match("a")], made=fetch(name="varta"))], NOW)
    analyse(ledger, WATCHLISTS, NOW)
    assert rows(ledger, "SELECT origin FROM attributions") == [(origin,)]
    assert rows(ledger, "SELECT origin FROM claims") == [(origin,)]


def test_concepts_are_called_by_their_names(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(*_: object) -> tuple[tuple[Attribution, ...], tuple[Figure, ...]]:
        spies = "south-korean-intelligence"
        origins = (
            Attribution(spies, "국정원", "said", "text", 0, 4),
            Attribution("name:institute", "Institute", "said", "text", 6, 9),
        )
        figure = Figure("artillery-piece", "", 10, 10, "", spies, "text", 0, 2, "10", 0, 6)
        return origins, (
            replace(figure, thing="soldier"),
            replace(figure, thing="no-such-thing", origin="name:institute"),
        )

    monkeypatch.setattr(claims, "read", said)
    store(ledger, "a", text=REPORT.replace("Russia", "The Kursk region"))
    analyse(ledger, WATCHLISTS, NOW)
    service = "South Korea's National Intelligence Service"
    assert rows(ledger, "SELECT thing_label, origin_name FROM claims ORDER BY place") == [
        ("soldiers", service),
        ("no such thing", "Institute"),
    ]
    assert rows(ledger, "SELECT name FROM story_origins ORDER BY 1") == [("Institute",), (service,)]
    named = dict(rows(ledger, "SELECT concept, label FROM mentions"))
    assert named["kursk-region"] == "Kursk region"
    analyse(ledger, WATCHLISTS, NOW)


def test_why_an_article_is_in_its_story_is_said_in_names(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    reasons = ("places: kursk-region, nowhere", "names: dead", "97 %")
    member = StoryMember("a", "s-a", "en", NOW, b"", "event", "b", reasons)
    link = StoryLink("s-a", "s-b", ("event: casualty",))
    monkeypatch.setattr(module.stories, "join", lambda *_: Joined((member,), (link,)))
    store(ledger, "a")
    analyse(ledger, WATCHLISTS, NOW)
    assert rows(
        ledger, "SELECT because FROM story_member UNION ALL SELECT because FROM story_link"
    ) == [
        ('["places: Kursk region, nowhere", "names: dead", "97 %"]',),
        ('["event: casualties and losses"]',),
    ]


def test_names_that_cannot_be_read_do_not_keep_back_the_digest(tmp_path: Path) -> None:
    with desk(tmp_path / "desk") as it:
        job = it.job(NOW)
        broken = tmp_path / "watchlists"
        (broken / "gazetteer").mkdir(parents=True)
        (broken / "gazetteer" / "people.yaml").write_text("concepts: none", "utf-8")
        job = replace(job, watchlists=replace(job.watchlists, folder=broken))
        ledger = begun(tmp_path)
        store(ledger, "a")
        said = find_stories(ledger, job, lambda *_: None)
    assert "were not put into stories" in said
    assert "people.yaml:1" in said
    assert [one.article.id for one in ledger.untold()] == ["a"]
    assert analyse(ledger, WATCHLISTS, NOW) == 1
