"""Whatever happens, and whoever reads when: a reader is told each thing once, and all of it."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from monitor import digest
from monitor.model import Attribution, Audience, Digest, Edit, Joined, Revision
from monitor.store.ledger import Ledger
from monitor.store.warehouse import LIVE
from tests.store.desk import DAY, NOW, article, begun, fetch, harvest, match, source
from tests.store.newsroom import Piece, publish, tell

THEMES = ("troops", "trade")
EVERYTHING = Audience("daily")
PART = Audience("part", ("troops",), ("en",))

piece = st.fixed_dictionaries(
    {
        "story": st.integers(0, 3),
        "language": st.sampled_from(("en", "ko")),
        "themes": st.sets(st.sampled_from(THEMES)),
        "origin": st.integers(0, 3),
        "shells": st.integers(1, 3),
        "copies": st.booleans(),
    }
)
day = st.fixed_dictionaries(
    {
        "pieces": st.lists(piece, min_size=2, max_size=4),
        "edits": st.booleans(),
        "rematch": st.booleans(),
        # One reads every morning, the other now and then.
        "readers": st.sampled_from(({EVERYTHING}, {EVERYTHING}, {EVERYTHING, PART})),
    }
)


@dataclass
class Desk:
    """A ledger, what was published so far, and what each reader has yet to be told, or was."""

    ledger: Ledger
    pieces: dict[str, Piece] = field(default_factory=dict)
    versions: Counter[str] = field(default_factory=Counter)
    themes: dict[str, list[str]] = field(default_factory=dict)
    due: dict[str, set[tuple[str, str]]] = field(
        default_factory=lambda: {EVERYTHING.reader: set(), PART.reader: set()}
    )
    last: dict[str, datetime] = field(default_factory=dict)
    new: dict[str, Counter[str]] = field(
        default_factory=lambda: {EVERYTHING.reader: Counter(), PART.reader: Counter()}
    )

    def publish(self, drawn: list[dict], now: datetime) -> None:
        found = [self.piece(one, now) for one in drawn]
        publish(self.ledger, *found)
        for one in found:
            for audience in (EVERYTHING, PART):
                for theme in one.themes:
                    self.expect(audience, one, theme)

    def piece(self, drawn: dict, now: datetime) -> Piece:
        same = [one for one in self.pieces.values() if one.story == str(drawn["story"])]
        origin = f"o{drawn['origin']}"
        one = Piece(
            f"a{len(self.pieces):03}",
            story=str(drawn["story"]),
            copy_of=same[-1].name if same and drawn["copies"] else "",
            at=now,
            language=drawn["language"],
            themes=sorted(drawn["themes"]),
            origins=[Attribution(origin, origin.upper(), "so he said", "text", 0, 4)],
            figures=[("shell", drawn["shells"], drawn["shells"])],
        )
        self.pieces[one.name], self.versions[one.name] = one, 1
        self.themes[one.name] = list(one.themes)
        return one

    def expect(self, audience: Audience, one: Piece, theme: str) -> None:
        if (not audience.themes or theme in audience.themes) and (
            not audience.languages or one.language in audience.languages
        ):
            self.due[audience.reader].add((one.name, theme))

    def edit(self, now: datetime) -> None:
        """The oldest article gets another number; what it matched for it still matches for."""
        name, one = next(iter(self.pieces.items()))
        self.versions[name] += 1
        version = self.versions[name]
        changed = replace(article(name, version=version, now=one.at), language=one.language)
        edit = Edit("text", f"Some {version - 1}.", f"Some {version}.", ("number",))
        brought = harvest(
            changed, hits=[match(name, theme) for theme in self.themes[name]], made=fetch(now=now)
        )
        self.ledger.commit([replace(brought, revisions=(Revision(name, version, (edit,)),))], now)

    def rematch(self, now: datetime) -> None:
        """ "Troops" now finds every article."""
        last = max(self.last.values(), default=None)
        found = []
        for name, one in self.pieces.items():
            stored = article(name, version=self.versions[name], now=one.at)
            found.append((stored, [match(name, "troops", f"v {now}")]))
            self.themes[name] = sorted({*self.themes[name], "troops"})
            for audience in (EVERYTHING, PART):
                # What could not have been told yet is still news to this reader.
                if one.at > self.last.get(audience.reader, NOW - DAY):
                    self.expect(audience, one, "troops")
        self.ledger.rematch(found, now, told_until=last)
        self.ledger.finish_rematch(
            f"v {now}", {"troops": f"c {now}"}, articles=len(found), hits=len(found), now=now
        )
        unread = [
            (article(one.name, now=one.at), one.analysis())
            for one in self.pieces.values()
            if not one.themes
        ]
        self.ledger.analyse(
            unread,
            Joined(tuple(one.member() for one in self.pieces.values() if not one.themes)),
            now,
        )

    def issue(self, audience: Audience, now: datetime) -> Digest:
        findings = self.ledger.untold(audience)
        made = digest.build(
            findings,
            facts=self.ledger.facts(findings, audience, until=now, timezone="Asia/Seoul"),
            labels={},
            denies=lambda *_: False,
            digest_id="d",
            watchlists=[(theme, theme) for theme in THEMES],
            telling=lambda *_: ("", ()),
            health=(),
            since=None,
            until=now,
            now=now,
            timezone="Asia/Seoul",
            run_id="",
            watchlists_version="",
            articles_read=0,
            already_told=0,
            previous={},
        )
        assert tell(self.ledger, now, audience) == findings
        self.check(audience, made, {one.article.id for one in findings})
        self.last[audience.reader] = now
        for one in findings:
            self.due[audience.reader].discard((one.article.id, one.match.watchlist_id))
        assert self.due[audience.reader] == set(), "something was lost"
        return made

    def check(self, audience: Audience, made: Digest, found: set[str]) -> None:
        """What is found is shown, or counted and in a story that is named as quiet."""
        shown = {story.story_id for theme in made.themes for story in theme.stories}
        quiet = {one.story_id for one in made.quiet}
        assert not shown & quiet
        assert {f"s-{self.pieces[name].story}" for name in found} <= shown | quiet
        assert made.articles + made.repeats == len(found)
        new = {
            story.story_id
            for theme in made.themes
            for story in theme.stories
            if story.state == "new"
        }
        assert len(new) == made.new_stories
        self.new[audience.reader].update(new)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that was made once."""
    ledger = begun(tmp_path_factory.mktemp("empty"), sources=[source()])
    with ledger.warehouse.session() as connection:
        connection.execute("CHECKPOINT live")
    return ledger.warehouse.live


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(days=st.lists(day, min_size=5, max_size=5))
def test_each_reader_is_told_each_thing_once_and_all_of_it(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, days: list[dict]
) -> None:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "warehouse").mkdir()
    shutil.copyfile(empty, folder / "warehouse" / LIVE)
    desk = Desk(begun(folder, sources=[source()]))
    for place, drawn in enumerate([*days, {"readers": {EVERYTHING, PART}}]):
        now = NOW + place * DAY
        desk.publish(drawn.get("pieces", []), now - timedelta(hours=1))
        if drawn.get("edits") and desk.pieces:
            desk.edit(now)
        if drawn.get("rematch"):
            desk.rematch(now)
        for audience in sorted(drawn["readers"], key=lambda one: one.reader):
            desk.issue(audience, now)
    assert [desk.ledger.untold(one) for one in (EVERYTHING, PART)] == [[], []]
    with desk.ledger.warehouse.session() as connection:
        twice = connection.execute(
            "SELECT reader, article_id, watchlist_id, article_version FROM digest_articles"
            " GROUP BY ALL HAVING count(*) > 1"
        ).fetchall()
        others = connection.execute(
            "SELECT article_id FROM digest_articles JOIN articles USING (article_id)"
            " WHERE reader = 'part' AND (watchlist_id <> 'troops' OR language <> 'en')"
        ).fetchall()
    assert twice == []
    assert others == []
    assert [count for new in desk.new.values() for count in new.values() if count > 1] == []
