"""A real mail server on loopback, small and, on request, hostile.

    with mail_server({1: MESSAGE}) as server:
        gather(Source(url=server.url(), …), None, server.policy())

``faults`` says at which command to misbehave: bytes are sent in place of the answer, after which the
connection is closed; ``"silent"`` and ``"drip"`` hold it. ``commands`` is what arrived.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_network

from monitor.http import NetworkPolicy
from tests.support.hostile import SELF_SIGNED

USER, PASSWORD = "reader@desk.example", 'open "sesame"'


@dataclass
class MailServer:
    """A running server; ``messages`` are the raw messages of INBOX by UID."""

    messages: dict[int, bytes]
    tls: bool = True
    validity: int = 7
    faults: dict[str, bytes | str] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def url(self, folder: str = "INBOX", host: str = "127.0.0.1") -> str:
        scheme = "imaps" if self.tls else "imap"
        return f"{scheme}://reader%40desk.example@{host}:{self.port}/{folder}"

    def policy(self, deadline: float = 5.0) -> NetworkPolicy:
        return NetworkPolicy(allow=(ip_network("127.0.0.1/32"),), deadline=deadline)


@contextmanager
def mail_server(
    messages: dict[int, bytes], *, tls: bool = True, **faults: bytes | str
) -> Iterator[MailServer]:
    server = MailServer(messages, tls, faults=faults)
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        accepting = threading.Thread(target=_accept, args=(server, listening, threads))
        accepting.start()
        try:
            yield server
        finally:
            server.stopped.set()
            with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1):
                pass  # wakes the thread that waits for a connection
            for thread in (accepting, *threads):
                thread.join(5)


def _accept(server: MailServer, listening: socket.socket, threads: list[threading.Thread]) -> None:
    while True:
        made, _ = listening.accept()
        if server.stopped.is_set():
            made.close()
            return
        server.connections += 1
        thread = threading.Thread(target=_serve, args=(server, made))
        threads.append(thread)
        thread.start()


def _serve(server: MailServer, made: socket.socket) -> None:
    made.settimeout(5)
    with suppress(OSError), made:
        if server.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(SELF_SIGNED)
            made = context.wrap_socket(made, server_side=True)
        with made, made.makefile("rb") as lines:
            if _fails(server, made, "greet"):
                return
            made.sendall(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
            for line in lines:
                tag, _, rest = line.decode().strip().partition(" ")
                server.commands.append(rest)
                if not _answer(server, made, tag, rest):
                    return


def _answer(server: MailServer, made: socket.socket, tag: str, rest: str) -> bool:
    words = rest.split()
    name = words[1] if words[0] == "UID" else words[0]
    stage = {"FETCH": "body" if "BODY.PEEK[]" in rest else "heads"}.get(name, name.lower())
    if _fails(server, made, stage):
        return False
    said, end = [], "OK done"
    if name == "CAPABILITY":
        said.append(b"* CAPABILITY IMAP4rev1")
    elif name == "LOGIN":
        quoted = PASSWORD.replace('"', '\\"')
        end = "OK in" if rest == f'LOGIN "{USER}" "{quoted}"' else f"NO not {quoted}"
    elif name == "EXAMINE":
        end = "OK [READ-ONLY] done" if words[1] == '"INBOX"' else "NO no such folder"
        said.append(b"* %d EXISTS" % len(server.messages))
        said.append(b"* OK [UIDVALIDITY %d] valid" % server.validity)
    elif name == "SEARCH":
        first = int(words[3].partition(":")[0])
        found = [uid for uid in server.messages if uid >= first] or list(server.messages)[-1:]
        said.append(b"* SEARCH " + b" ".join(str(uid).encode() for uid in found))
    elif name == "FETCH":
        asked = set(map(int, words[2].split(",")))
        for number, (uid, body) in enumerate(server.messages.items(), 1):
            if uid in asked:
                said.append(_fetched(server, number, uid, body, whole=stage == "body"))
    elif name != "LOGOUT":
        end = "BAD unknown"
    made.sendall(b"".join(line + b"\r\n" for line in [*said, f"{tag} {end}".encode()]))
    return name != "LOGOUT"


def _fetched(server: MailServer, number: int, uid: int, body: bytes, *, whole: bool) -> bytes:
    if whole:
        return b"* %d FETCH (UID %d BODY[] {%d}\r\n%b)" % (number, uid, len(body), body)
    sender = re.search(rb"(?mi)^From:.*(?:\r?\n[ \t].*)*", body.partition(b"\r\n\r\n")[0])
    head = (sender[0].strip() if sender else b"") + b"\r\n\r\n"
    size = server.sizes.get(uid, len(body))
    told = b'UID %d RFC822.SIZE %d INTERNALDATE " 4-Nov-2024 05:00:00 +0100"' % (uid, size)
    # Some servers tell the rest after the literal.
    return b"* %d FETCH (BODY[HEADER.FIELDS (FROM)] {%d}\r\n%b %b)" % (
        number,
        len(head),
        head,
        told,
    )


def _fails(server: MailServer, made: socket.socket, stage: str) -> bool:
    fault = server.faults.get(stage)
    if fault is None:
        return False
    if isinstance(fault, bytes):
        made.sendall(fault)
    elif fault == "silent":
        server.stopped.wait()
    elif fault == "drip":
        while not server.stopped.wait(0.02):
            made.sendall(b"*")
    elif fault == "flood":
        while not server.stopped.is_set():
            made.sendall(b"* OK " + b"x" * 60_000 + b"\r\n")
    return True
