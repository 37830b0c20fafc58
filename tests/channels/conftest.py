from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.config import Folders
from monitor.model import Digest

NOW = datetime(2024, 11, 5, 22, 0, tzinfo=UTC)


def render(digest: Digest, name: str) -> str:
    """Stands for the digest's own rendering, with what is hard to send."""
    return f"{name} of {digest.id}\n.\nFrom here: 북한군, КНДР, {'long ' * 300}\n\n.dot\n"


@pytest.fixture
def issue() -> Digest:
    return Digest(
        id="2024-11-06",
        created_at=NOW,
        since=None,
        until=NOW,
        timezone="Asia/Seoul",
        themes=(),
        nothing_on=(),
        health=(),
        articles_read=4,
        already_told=0,
        run_id="r-1",
        watchlists_version="v1",
        new_stories=3,
    )


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(
        sources=tmp_path / "sources.yaml",
        watchlists=tmp_path / "watchlists",
        warehouse=tmp_path / "warehouse",
        digests=tmp_path / "deep" / "digests",
    )
