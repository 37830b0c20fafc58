"""A door that must never be knocked at: an address that no test allows.

Hostile answers lead here in every way they know. Whoever connects is counted, and the whole suite
fails for it.
"""

from __future__ import annotations

import socket
import threading


class Canary:
    """Listens on a loopback address outside of all that tests allow."""

    def __init__(self, address: str = "127.66.66.66") -> None:
        self.connections: list[str] = []
        self._listener = socket.create_server((address, 0))
        self.address, self.port = self._listener.getsockname()[:2]
        threading.Thread(target=self._listen, daemon=True).start()

    def url(self, path: str = "/secret", host: str = "") -> str:
        """An address that leads here; ``host`` is another spelling of it."""
        return f"http://{host or self.address}:{self.port}{path}"

    def _listen(self) -> None:
        while True:
            connection, place = self._listener.accept()
            self.connections.append(f"{place[0]}:{place[1]}")
            connection.close()


CANARY = Canary()
