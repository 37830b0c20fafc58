"""The top of a digest in a chat, by way of apprise: what changed, and the first headlines.

    reserved  the issue is committed, nothing was tried
    sending   written just before the message is handed to apprise
    sent      the service took it
    waiting   the service said no, or was not reached: tried again by a later run
    unknown   it cannot be told whether the service has it, or has only a part: not sent again
    refused   given up after five days of waiting

The addresses hold secrets, so they stand in an environment variable, and are shown as ``slack://…``
wherever they are named. While it is not set there is one copy for all that it will hold, which waits.
apprise opens its own connections, which our guards on addresses do not see (docs/decisions/0012). It
is imported here alone, and only when something is sent.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from monitor.channels.base import PATIENCE, Options, Outgoing, SentOptions, one_line, subject
from monitor.channels.file import stem
from monitor.model import Delivery, DeliveryState

# Loggers that name addresses with their secrets, in whole or in part.
_TALKATIVE = ("apprise", "urllib3", "requests", "requests_oauthlib")
# What apprise says where the request had gone out when something went wrong, or a part arrived.
_GONE_OUT = re.compile(
    r"read timed out|connection aborted|connection broken|remote end closed|incompleteread"
    r"|reset by peer|unhandled notification exception| - INFO - sent ",
    re.IGNORECASE,
)
_STATUS = re.compile(r"error=(\d{3})")
# An "@everyone" in a headline would call everyone, and "<…>" is markup to some services.
_HARMLESS = str.maketrans({"@": "＠", "<": "‹", ">": "›"})


class AppriseOptions(SentOptions):
    """``urls_env`` names the environment variable that holds the addresses, with spaces between.

    ``top`` is how many headlines are sent, and ``base_url`` where the digests are served.
    """

    urls_env: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    top: Annotated[int, Field(ge=0, le=50)] = 5
    base_url: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = ""


class AppriseChannel:
    """One message for each address, each with its own state."""

    options = AppriseOptions
    patience = PATIENCE

    def recipients(self, options: Options, folder: Path) -> tuple[str, ...]:
        del folder
        chosen = AppriseOptions.model_validate(options)
        return tuple(_addresses(chosen)) or (_all(chosen),)

    def reaches(self, recipient: str, options: Options, folder: Path) -> bool:
        del folder
        chosen = AppriseOptions.model_validate(options)
        addresses = _addresses(chosen)
        # While there are none, nobody can say that it is no longer among them.
        return not addresses or recipient in (*addresses, _all(chosen))

    def deliver(self, outgoing: Outgoing, options: Options) -> Delivery:
        chosen = AppriseOptions.model_validate(options)
        addresses, recipient = _addresses(chosen), outgoing.delivery.recipient
        if not addresses:
            detail = f"set the environment variable {chosen.urls_env}; it holds no address"
            return outgoing.ended(DeliveryState.WAITING, detail)
        meant = [addresses[recipient]] if recipient in addresses else list(addresses.values())
        title = subject(outgoing.digest, repeat=outgoing.repeat)
        body = _body(outgoing, chosen)
        with _silenced():
            services = [_service(address) for address in meant]
            if None in services:
                return outgoing.ended(
                    DeliveryState.WAITING,
                    f"not an address that apprise knows; mend {chosen.urls_env}",
                )
            outgoing.record(outgoing.ended(DeliveryState.SENDING, ""))
            arrived, said = _notify(services, title, body)
        if arrived:
            return outgoing.ended(DeliveryState.SENT, "the service took it")
        if _GONE_OUT.search(said):
            return outgoing.ended(
                DeliveryState.UNKNOWN,
                "the connection was lost, or only a part arrived; look there before it is sent again",
            )
        status = _STATUS.search(said)
        answer = f"the service answered {status[1]}" if status else "the service was not reached"
        return outgoing.ended(DeliveryState.WAITING, answer)


def _addresses(options: AppriseOptions) -> dict[str, str]:
    """The addresses by what they are called: their scheme, and a number where there are several.

    By place and not by a checksum, so that a new token for a channel is still the same recipient,
    and nothing of the old one is kept.
    """
    seen: Counter[str] = Counter()
    found = {}
    for address in os.environ.get(options.urls_env, "").split():
        scheme = one_line(address.partition("://")[0])[:20] if "://" in address else "?"
        seen[scheme] += 1
        number = f" {seen[scheme]}" if seen[scheme] > 1 else ""
        found[f"{scheme}://…{number}"] = address
    return found


def _all(options: AppriseOptions) -> str:
    """The recipient that stands for all addresses, while it is not known what they are."""
    return f"${options.urls_env}"


def _service(address: str) -> Any:
    """What apprise makes of an address; None where it knows none like it."""
    from apprise import Apprise, AppriseAsset, PersistentStoreMode  # noqa: PLC0415 - slow to load

    asset = AppriseAsset(
        app_id="monitor",
        app_desc="monitor",
        app_url="",
        async_mode=False,
        storage_mode=PersistentStoreMode.MEMORY,  # no tokens on disk
    )
    service = Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if service is not None:
        # The ledger decides what is tried again, and what counts as sent.
        service.retry, service.optional = 0, False
    return service


def _notify(services: list[Any], title: str, body: str) -> tuple[bool, str]:
    """Whether a message arrived everywhere, and what apprise said to itself of it; never to be shown."""
    from apprise import Apprise, LogCapture, NotifyFormat  # noqa: PLC0415

    sender = Apprise(asset=services[0].asset)
    sender.add(services)
    with LogCapture(level=logging.DEBUG) as said:  # type: ignore[no-untyped-call]
        arrived = sender.notify(body=body, title=title, body_format=NotifyFormat.TEXT)
        return bool(arrived), said.getvalue()


@contextlib.contextmanager
def _silenced() -> Iterator[None]:
    """Nothing of what these loggers say reaches a handler of ours, at any level.

    Nor do warnings of the libraries that apprise loads for all its services.
    """
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    before = [logger.propagate for logger in loggers]
    handler = logging.NullHandler()
    for logger in loggers:
        logger.propagate = False
        logger.addHandler(handler)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, propagate in zip(loggers, before, strict=True):
            logger.propagate = propagate
            logger.removeHandler(handler)


def _body(outgoing: Outgoing, options: AppriseOptions) -> str:
    """The top of the digest, harmless to a chat, then where all of it is."""
    digest = outgoing.digest
    lines = [_calm(line) for line in outgoing.top(digest, options.top).splitlines()]
    if options.base_url:
        folder = "" if digest.reader == "daily" else f"{digest.reader}/"
        page = f"{options.base_url.rstrip('/')}/{folder}{stem(digest.id)}.html"
        lines += ["", f"All of it: {page}"]
    return "\n".join(lines)


def _calm(line: str) -> str:
    """A line in which nothing calls anyone or is markup; an address by itself stays one."""
    if re.fullmatch(r"https?://[^\s<>]+", line):
        return line.replace("@", "%40")
    return one_line(line).translate(_HARMLESS)
