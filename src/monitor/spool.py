"""Complete answers, kept on disk from the moment they arrive until the commit that stores them.

A run that dies leaves its answers here, and the next run takes them up before it asks again. One
file an answer, written beside, flushed and renamed, so that there is never half of one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from monitor.model import Response


class Spool:
    """``folder/<source id>/<hash of the address>``: a line of JSON, then the body as it came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, source_id: str, url: str, response: Response) -> None:
        """Keep the answer to ``url`` as it was asked for; once this returns, no crash loses it."""
        path = self._path(source_id, url)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        head = {
            "url": response.url,
            "final_url": response.final_url,
            "status": response.status,
            "headers": dict(response.headers),
            "fetched_at": response.fetched_at.isoformat(),
        }
        fresh = path.with_suffix(".part")
        with fresh.open("wb") as file:
            file.write(json.dumps(head).encode() + b"\n")
            file.write(response.body)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    def get(self, source_id: str, url: str) -> Response | None:
        """The answer kept for an address, or None."""
        try:
            head, _, body = self._path(source_id, url).read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        fields = json.loads(head)
        fields["fetched_at"] = datetime.fromisoformat(fields["fetched_at"])
        return Response(body=body, **fields)

    def waiting(self) -> tuple[str, ...]:
        """The ids of the sources that have answers here, in order."""
        if not self._folder.is_dir():
            return ()
        return tuple(
            sorted(
                path.name
                for path in self._folder.iterdir()
                if path.is_dir() and any(file.suffix != ".part" for file in path.iterdir())
            )
        )

    def discard(self, source_ids: Iterable[str]) -> None:
        """Forget the answers of these sources: they are committed."""
        for source_id in source_ids:
            shutil.rmtree(self._folder / source_id, ignore_errors=True)

    def _path(self, source_id: str, url: str) -> Path:
        return self._folder / source_id / hashlib.sha256(url.encode()).hexdigest()[:32]
