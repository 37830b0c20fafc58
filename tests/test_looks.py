"""Runs look again only at what the list still asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.hostile import answer, hostile
from tests.test_changing_web import PAGE, Desk, _feed

NOW = datetime(2024, 11, 5, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_a_source_that_left_the_list_takes_no_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.collect.MAX_LOOKS", 1)
    async with hostile() as server:
        for name in ("kept", "left"):
            page = PAGE.replace(b"Soldiers", name.encode())
            server.pages[f"/{name}"] = answer(page, content_type="text/html")
            server.pages[f"/{name}-feed"] = answer(_feed((name, server.url(f"/{name}"))))
        await Desk(tmp_path, server, "/kept-feed").run(NOW)
        await Desk(tmp_path, server, "/kept-feed", "/left-feed").run(NOW + HOUR)
        desk = Desk(tmp_path, server, "/kept-feed")
        await desk.run(NOW + 8 * HOUR)
        assert desk.query("SELECT title FROM looks JOIN articles USING (article_id)") == [("kept",)]
