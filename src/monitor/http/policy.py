"""What the client may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.http.addresses import Network


@dataclass(frozen=True)
class NetworkPolicy:
    """Times in seconds, ``max_body`` in unpacked bytes.

    ``allow`` opens networks that are not public; ``hosts`` says where a name really is (the target
    is checked like any other); ``ports`` are those a public address may be reached on. ``pause``
    lies between two requests to a host, which may take ``host_time`` of a run altogether.
    """

    allow: tuple[Network, ...] = ()
    hosts: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    ports: frozenset[int] = frozenset({80, 443})
    user_agent: str = "monitor/0.1 (scheduled news reader)"
    contact: str = ""
    pause: float = 1.0
    deadline: float = 30.0
    host_time: float = 900.0
    max_body: int = 10_000_000
    max_redirects: int = 5
    concurrency: int = 64

    @property
    def agent(self) -> str:
        """What we call ourselves."""
        return f"{self.user_agent} +{self.contact}" if self.contact else self.user_agent
