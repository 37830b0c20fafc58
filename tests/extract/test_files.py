"""Files as fetched, a row each."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from monitor.extract import read_files
from tests.extract.pages import BODY, article


def test_every_file_gives_a_row(tmp_path: Path) -> None:
    head = (
        '<link rel="canonical" href="https://news.example.org/a">'
        '<meta property="article:published_time" content="2025-03-02T08:30:00Z">'
        '<meta name="author" content="A. Writer">'
    )
    good = article(head=head).encode()
    bodies = {
        "good.html": good,
        "good.html.gz": gzip.compress(good),
        "broken.html.gz": gzip.compress(good)[:-20],
        "garbage.gz": b"\x1f\x8b\x08garbage",
        "bomb.html.gz": gzip.compress(b"<p>" + b" " * 20_000_000),
        "paper.html": b"%PDF-1.7",
        "empty.html": b"",
    }
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    names = [*bodies, "missing.html", "."]
    rows = list(read_files(tmp_path / name for name in names))

    assert [row["file"] for row in rows] == [str(tmp_path / name) for name in names]
    for row in rows[:2]:
        assert row == {
            "file": row["file"],
            "url": "https://news.example.org/a",
            "title": "Night trains at the bridge",
            "text": row["text"],
            "language": "en",
            "published": "2025-03-02T08:30:00+00:00",
            "author": "A. Writer",
        }
        assert BODY["en"][1] in (row["text"] or "")
    assert all(set(row) == {"file", "error"} and row["error"] for row in rows[2:])
    assert "larger than" in (rows[4]["error"] or "")
    json.dumps(rows)
