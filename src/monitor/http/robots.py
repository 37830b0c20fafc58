"""What a site lets robots read, and how fast: RFC 9309, read by protego.

A site that has no robots.txt is open. One that fails to say is closed for now, and asked again in
the next run. A feed or sitemap that the operator listed is published for programs, so robots.txt is
read for pages only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from protego import Protego

from monitor.http.faults import Problem
from monitor.http.statuses import duration
from monitor.model import Reason
from monitor.urls import shown

MAX_BYTES = 1_000_000
# Ten pages of such a site would take ten minutes; a slower site is not for us to read.
MAX_DELAY = 60.0
_NOT_ITS_RULES = {
    Reason.TIMEOUT,
    Reason.UNREACHABLE,
    Reason.RATE_LIMITED,
    Reason.POSTPONED,
    Reason.FORBIDDEN_ADDRESS,
}


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site; without any, everything is open. ``closed`` is why nothing is."""

    rules: Any = None
    closed: Problem | None = None

    def delay(self, agent: str) -> float:
        """Seconds that the site wants between two requests."""
        found = self.rules.crawl_delay(agent) if self.rules else None
        return max(0.0, float(found or 0.0))

    def check(self, url: str, agent: str) -> None:
        """Raises ``Problem`` where ``url`` is not for us."""
        if self.closed:
            message = f"closed for now, its robots.txt cannot be read: {self.closed.message}"
            reason = self.closed.reason if self.closed.reason in _NOT_ITS_RULES else Reason.ROBOTS
            raise Problem(reason, message, retry_after=self.closed.retry_after)
        if self.delay(agent) > MAX_DELAY:
            wait = duration(self.delay(agent))
            what = f"the site lets robots ask only every {wait} (robots.txt), too slow to be read"
            raise Problem(Reason.ROBOTS, what, hard=True)
        if self.rules and not self.rules.can_fetch(url, agent):
            what = f"the site does not let robots read {shown(url)} (robots.txt); ask it for access"
            raise Problem(Reason.ROBOTS, what, hard=True)


def robots_from(status: int, body: bytes) -> Robots:
    """The rules in an answer: a site that answers "not here" has none."""
    if 200 <= status < 300:
        return Robots(Protego.parse(body.decode("utf-8-sig", "replace")))
    return Robots()


def robots_after(problem: Problem) -> Robots:
    """The rules of a site whose robots.txt could not be read."""
    if problem.status is not None and 400 <= problem.status < 500 and problem.status != 429:
        return Robots()
    return Robots(closed=problem)
