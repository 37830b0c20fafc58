"""What one attempt at every source says about the list: what to change in it, and where.

Pure: from the fetches to lines for a person, those first that need something done.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from monitor.model import Fetch, Outcome, Reason
from monitor.urls import article_id, canonical, shown


class State(StrEnum):
    """What is the matter with a source; before ``LATER`` a person has something to do."""

    DEAD = "dead"
    MOVED = "moved"
    UNREACHABLE = "unreachable"
    BARRED = "barred"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    OFFLINE = "offline"
    LATER = "try later"
    ODD = "odd"
    OK = "ok"


ANSWERS = (State.MOVED, State.ODD, State.OK)
_ORDER = list(State)
_BY_REASON = {
    Reason.FORBIDDEN_ADDRESS: State.REFUSED,
    Reason.FORBIDDEN_SCHEME: State.REFUSED,
    Reason.ROBOTS: State.BARRED,
    Reason.PAYWALL: State.BARRED,
    Reason.ROBOT_CHECK: State.BARRED,
    Reason.TLS: State.CERTIFICATE,
    Reason.GONE: State.DEAD,
    Reason.UNREACHABLE: State.UNREACHABLE,
    Reason.REDIRECTS: State.UNREACHABLE,
    Reason.NETWORK_DOWN: State.OFFLINE,
    Reason.EMPTY: State.EMPTY,
    **dict.fromkeys(
        (Reason.NOT_A_FEED, Reason.UNREADABLE, Reason.TOO_LARGE, Reason.BAD_ENCODING),
        State.UNREADABLE,
    ),
    **dict.fromkeys((Reason.LAYOUT_CHANGED, Reason.NOT_HTML), State.UNREADABLE),
    **dict.fromkeys((Reason.TIMEOUT, Reason.RATE_LIMITED, Reason.INCOMPLETE), State.LATER),
    **dict.fromkeys((Reason.BAD_RESPONSE, Reason.POSTPONED), State.LATER),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``where`` is the place of the source in its file, ``mend`` what to write or do there."""

    fetch: Fetch
    state: State
    where: str
    what: str
    mend: str = ""


def judge(
    fetches: Iterable[Fetch], places: Mapping[str, str], addresses: Mapping[str, str]
) -> list[Verdict]:
    """One verdict a fetch, the most urgent first, and the list's own order among the like.

    ``places`` and ``addresses`` say of every source of the list, by id, where it stands and what
    address it has.
    """
    taken = {article_id(canonical(url) or url): name for name, url in addresses.items()}
    found = [_verdict(fetch, places.get(fetch.source_id, ""), taken) for fetch in fetches]
    return sorted(found, key=lambda one: _ORDER.index(one.state))


def lines(verdicts: Sequence[Verdict]) -> list[str]:
    """What to print: a line or two for each source that is not simply well, then the totals."""
    told = [one for one in verdicts if one.state is not State.OK]
    place = max((len(one.where) for one in told), default=0)
    name = max((len(one.fetch.source_id) for one in told), default=0)
    written = []
    for state, group in groupby(told, key=lambda one: one.state):
        same = list(group)
        if state is State.OFFLINE:
            written.append(f"{state:<11}  {len(same)} sources: {same[0].what}")
            continue
        for one in same:
            written.append(
                f"{state:<11}  {one.where:<{place}}  {one.fetch.source_id:<{name}}  {one.what}"
            )
            if one.mend:
                written.append(f"  → {one.mend}")
    return [*written, totals(verdicts)]


def totals(verdicts: Sequence[Verdict]) -> str:
    """How many sources answer, and how many there are of each other state."""
    counts = Counter(one.state for one in verdicts)
    good = sum(counts[state] for state in ANSWERS)
    rest = ", ".join(f"{counts[s]} {s}" for s in _ORDER if counts[s] and s is not State.OK)
    return f"{good} of {len(verdicts)} sources answer{f': {rest}' if rest else ''}"


def _verdict(fetch: Fetch, where: str, taken: Mapping[str, str]) -> Verdict:
    state = _state(fetch)
    if state is State.MOVED and fetch.moved_to:
        address = shown(fetch.moved_to)
        other = taken.get(article_id(canonical(fetch.moved_to) or ""), fetch.source_id)
        mend = f"write there: url: {json.dumps(address, ensure_ascii=False)}"
        if other != fetch.source_id:
            mend = f"remove it: {address} is the source {other}"
        return Verdict(fetch, state, where, "the site moved it for good, and says where to", mend)
    mend = {
        State.CERTIFICATE: "write there: verify_tls: false, if you take this site as it is",
        State.DEAD: f"write its new address at {where}, or remove it" if where else "",
    }.get(state, "")
    return Verdict(fetch, state, where, fetch.detail, mend)


def _state(fetch: Fetch) -> State:
    if fetch.outcome in {Outcome.OK, Outcome.UNCHANGED, Outcome.DEGRADED}:
        if fetch.moved_to:
            return State.MOVED
        if fetch.outcome is Outcome.DEGRADED:
            return State.ODD if fetch.items else State.EMPTY
        return State.OK
    if fetch.reason in _BY_REASON:
        return _BY_REASON[fetch.reason]
    return State.REFUSED if fetch.outcome is Outcome.REFUSED else _by_status(fetch)


def _by_status(fetch: Fetch) -> State:
    status = fetch.http_status
    if status is None:
        return State.DEAD if fetch.outcome is Outcome.FAILED_HARD else State.UNREACHABLE
    if status in {404, 410}:
        return State.DEAD
    if status in {408, 425, 429} or status >= 500:
        return State.LATER
    return State.BARRED if status >= 400 else State.UNREADABLE
