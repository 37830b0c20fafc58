"""Findings and digests, in a line each."""

from datetime import UTC, datetime, timedelta

from monitor import digest as digests
from monitor.model import (
    Article,
    Claim,
    Digest,
    Evidence,
    Facts,
    Finding,
    Match,
    Outcome,
    Source,
    SourceHealth,
)

NOW = datetime(2024, 11, 5, 22, 0, tzinfo=UTC)
WATCHLISTS = [("troops", "Troop deployment"), ("sanctions", "Sanctions"), ("china", "China’s role")]
INDICATORS = {"deployed": "men-arrive"}
CLAIMS = {"deployed": (Claim("3.1", "Reports say that troops were sent."),)}

WIRE = Source("wire", "Meridian Wire", "feed", "http://wire.example.com/", "en", "GB", "agency")
DAILY = Source("daily", "한빛일보", "feed", "http://daily.example.com/", "ko", "KR", "independent")
STATE = Source("state", "海东日报", "feed", "http://state.example.com/", "zh", "CN", "state-media")


def finding(number: int, *, watchlist: str = "troops", story: str = "s-1", **changes) -> Finding:
    """One finding; ``text``, ``title``, ``words``, ``hours``, ``source``, ``score`` shape it."""
    text = changes.pop("text", f"North Korean soldiers reached Russia, report {number} says.")
    title = changes.pop("title", f"Soldiers arrive, report {number}")
    words = changes.pop("words", () if "evidence" in changes else ("soldiers",))
    source = changes.pop("source", WIRE)
    hours = changes.pop("hours", number)
    article = Article(
        id=f"a-{number}",
        source_id=source.id,
        url=f"http://{source.id}.example.com/{number}",
        title=title,
        text=text,
        language=source.language,
        published_at=NOW - timedelta(hours=hours),
        first_seen_at=NOW - timedelta(hours=hours - 1),
        **changes.pop("article", {}),
    )
    evidence = tuple(
        Evidence("deployed", "text", at, at + len(word), word, 0, len(text), word)
        for word in words
        if (at := text.index(word)) >= 0
    )
    evidence = changes.pop("evidence", evidence)
    match = Match(article.id, watchlist, "v1", changes.pop("score", 1.0), evidence)
    return Finding(article, source, match, story, NOW, **changes)


def build(*findings: Finding, **changes) -> Digest:
    values = {
        "facts": Facts(),
        "labels": {},
        "denies": lambda *_: False,
        "digest_id": "2024-11-06",
        "watchlists": WATCHLISTS,
        "telling": lambda _, rule: (INDICATORS.get(rule, ""), CLAIMS.get(rule, ())),
        "health": (SourceHealth("wire", WIRE.name, Outcome.OK, "", NOW, None, 9, 2),),
        "since": NOW - timedelta(days=1),
        "until": NOW,
        "now": NOW,
        "timezone": "Asia/Seoul",
        "run_id": "r-1",
        "watchlists_version": "3f9a",
        "articles_read": 412,
        "already_told": 31,
        "previous": {"troops": 1, "sanctions": 2},
    }
    return digests.build(findings, **values | changes)
