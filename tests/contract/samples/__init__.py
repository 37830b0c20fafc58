"""The recorded documents of each kind, and what is to be read from them.

``samples/<kind>/<document>`` is a document as a source gave it, in any format; what is expected of it
stands in ``<document>.json`` beside it: ``url`` of the source, and where needed ``options``, the
``headers`` of the document, its own address ``at`` and ``now``, when it was fetched; then either ``failure`` (a reason) or ``entries`` (any fields of each, in order), ``follow`` and
``failures`` (a count for each reason). All text is our own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.model import Failure, FeedEntry, Reading, Response, Source
from monitor.sources import KINDS

FOLDER = Path(__file__).parent
NOW = "2024-11-04T06:00:00+00:00"


@dataclass(frozen=True)
class Sample:
    """One document and what is expected of it."""

    kind: str
    name: str
    body: bytes
    expected: dict[str, Any]

    @property
    def source(self) -> Source:
        options = self.expected.get("options", {})
        return Source("outlet", "Outlet", self.kind, self.expected["url"], options=options)

    def response(self, body: bytes | None = None) -> Response:
        return Response(
            url=self.expected.get("at", self.expected["url"]),
            final_url=self.expected.get("at", self.expected["url"]),
            status=200,
            headers=self.expected.get("headers", {}),
            body=self.body if body is None else body,
            fetched_at=datetime.fromisoformat(self.expected.get("now", NOW)),
        )

    def read(self, body: bytes | None = None) -> Reading | Failure:
        """The reading of the document, or of ``body`` in its place."""
        return KINDS[self.kind].read(self.response(body), self.source)


def samples() -> list[Sample]:
    return [
        Sample(
            kind=path.parent.name,
            name=f"{path.parent.name}/{path.name.removesuffix('.json')}",
            body=path.with_suffix("").read_bytes(),
            expected=json.loads(path.read_text("utf-8")),
        )
        for path in sorted(FOLDER.glob("*/*.json"))
        if path.with_suffix("").exists()
    ]


def fields(entry: FeedEntry) -> dict[str, Any]:
    """An entry with the names and spellings of the expectations."""
    return {
        "url": entry.url,
        "guid": entry.guid,
        "title": entry.title,
        "summary": entry.summary,
        "content": entry.content,
        "published": entry.published_at.isoformat() if entry.published_at else None,
        "updated": entry.updated_at.isoformat() if entry.updated_at else None,
        "author": entry.author,
        "language": entry.language,
        "page": entry.page.decode("utf-8", "replace"),
    }
