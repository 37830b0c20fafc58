"""What can go wrong on the way, and the sentence that says what to do about it."""

from __future__ import annotations

import errno
import socket
import ssl

import aiohttp

from monitor.model import Reason

AGAIN = "it will be tried again next time"
_OFFLINE = {socket.EAI_AGAIN, errno.ENETUNREACH, errno.ENETDOWN}


class Problem(Exception):
    """Ends a fetch; the client turns it into a ``Failure``, so it never leaves this package."""

    def __init__(
        self,
        reason: Reason,
        message: str,
        *,
        hard: bool = False,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.hard = hard
        self.status = status
        self.retry_after = retry_after


class ForbiddenAddress(OSError):
    """The connection would go to a place the policy does not open."""


class Dropped(aiohttp.ClientError):
    """The connection ended before the answer began."""


async def no_second_request(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keeps aiohttp from asking again at once: it does so, without our pause, on these errors."""
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise Dropped(str(error)) from error


def may_pass(error: Exception) -> bool:
    """Whether a connection was refused or broke, which a second try may mend."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return isinstance(error.os_error, ConnectionError)
    return isinstance(error, Dropped | aiohttp.ClientPayloadError)


def explained(error: aiohttp.ClientError | OSError, deadline: float) -> Problem:
    """The problem behind an exception of the network or of aiohttp."""
    root = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    number = getattr(root, "errno", None)
    reason, message, hard = Reason.UNREACHABLE, f"the site dropped the connection; {AGAIN}", False
    if isinstance(error, TimeoutError):
        reason, message = Reason.TIMEOUT, f"no complete answer within {deadline:g} seconds; {AGAIN}"
    elif isinstance(root, ForbiddenAddress):
        reason, message, hard = Reason.FORBIDDEN_ADDRESS, f"refused to connect: {root}", True
    elif isinstance(error, aiohttp.ClientSSLError) or isinstance(root, ssl.SSLError):
        detail = getattr(root, "verify_message", "") or "no secure connection possible"
        message = f"the site's certificate or encryption is not valid ({detail}); tell the site"
        reason, hard = Reason.TLS, True
    elif number in _OFFLINE:
        message = f"the host's name or network cannot be reached from here; {AGAIN}"
    elif isinstance(root, socket.gaierror):
        message = "there is no such host; check the spelling of the address"
    elif isinstance(root, ConnectionRefusedError):
        message = f"the site refused the connection; {AGAIN}"
    elif isinstance(error, aiohttp.ClientPayloadError):
        reason, message = Reason.INCOMPLETE, f"the answer was cut off or garbled; {AGAIN}"
    elif isinstance(error, aiohttp.InvalidURL):
        reason, hard = Reason.FORBIDDEN_ADDRESS, True
        message = "refused to connect: the host is an address written in an unusual form"
    elif isinstance(error, aiohttp.ClientResponseError):
        reason = Reason.BAD_RESPONSE
        message = f"the answer breaks the rules of HTTP or has too many headers; {AGAIN}"
    return Problem(reason, message, hard=hard)
