from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import channels, digest
from monitor.channels import Content
from monitor.channels.base import Renderer
from monitor.config import Folders, Settings
from monitor.model import Copy, Delivery, DeliveryState, Digest
from monitor.readers import readers

NOW = datetime(2024, 11, 5, 22, 0, tzinfo=UTC)


def render(issue: Digest, name: str) -> str:
    """Stands for the digest's own rendering, with what is hard to send."""
    return f"{name} of {issue.id}\n.\nFrom here: 북한군, КНДР, {'long ' * 300}\n\n.dot\n"


def content(issue: Digest, renderer: Renderer = render) -> Content:
    """An issue as it was kept."""
    return Content(issue.reader, lambda: issue, renderer, digest.top)


def copy_of(issue: Digest, channel: str, recipient: str, state: DeliveryState) -> Copy:
    """A copy whose newest state is ``state``, and that was in no other that counts."""
    return Copy(
        Delivery(issue.id, channel, recipient, state, NOW),
        reserved_at=NOW,
        waits=state is DeliveryState.WAITING,
        unknowns=state is DeliveryState.UNKNOWN,
        sents=state is DeliveryState.SENT,
    )


def addresses(settings: Settings, folders: Folders) -> list[tuple[str, str]]:
    """Everyone who gets a copy of the daily digest."""
    return channels.recipients(readers(settings)[0], settings, folders)


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
