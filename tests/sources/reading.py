"""A document in, a reading out, for the tests of every kind."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.model import Failure, Reading, Reason, Response, Source
from monitor.sources import KINDS

NOW = datetime(2024, 11, 4, 6, 0, tzinfo=UTC)


class Desk:
    """Reads documents as one source of a kind would."""

    def __init__(self, kind: str, address: str) -> None:
        self.kind = kind
        self.address = address

    def parse(
        self, body: bytes | str, *, at: str = "", content_type: str = "", **options: object
    ) -> Reading | Failure:
        data = body.encode() if isinstance(body, str) else body
        KINDS[self.kind].options.model_validate(options)
        source = Source("outlet", "Outlet", self.kind, self.address, options=options)
        address = at or self.address
        headers = {"content-type": content_type} if content_type else {}
        return KINDS[self.kind].read(Response(address, address, 200, headers, data, NOW), source)

    def read(self, body: bytes | str, **more: object) -> Reading:
        found = self.parse(body, **more)
        assert isinstance(found, Reading), found
        return found

    def fail(self, body: bytes | str, **more: object) -> Failure:
        found = self.parse(body, **more)
        assert isinstance(found, Failure), found
        assert found.stage == "read"
        assert found.key == "outlet"
        return found


def counts(found: Reading) -> dict[Reason, int]:
    """What a reading left out, by reason."""
    return {one.reason: one.count for one in found.failures}
