"""The real command line: in this process where that is enough, in its own where it is not."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import main
from tests.support.hostile import FEED

COMMAND = (sys.executable, "-m", "monitor")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Cli = Callable[..., Ended]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """``cli("sql", "--list")`` in this process, from the entry point to the exit code."""

    def run(*words: object, stdin: str | bytes = "") -> Ended:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "argv", ["monitor", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), "utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Ended(int(ended.value.code or 0), told.out, told.err)

    return run


def monitor(*words: object, cwd: Path, stdin: str = "") -> Ended:
    """The same in a process of its own."""
    done = subprocess.run(
        [*COMMAND, *map(str, words)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which one morning of the sample web has been run. Tests only read it."""
    folder = tmp_path_factory.mktemp("ran") / "demo"
    done = monitor("demo", folder, "--days", 1, "--no-prefect", cwd=folder.parent)
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def desk(ran: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory is the folder of ``ran``."""
    monkeypatch.chdir(ran)
    return ran


@pytest.fixture
def own(ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder of ``ran`` that may be written."""
    folder = shutil.copytree(ran, tmp_path / "desk")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory is an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


Pages = dict[str, tuple[int, str, bytes]]


@dataclass(frozen=True)
class Site:
    """A small web server. ``pages`` maps a path to status, content type and body.

    The body of a redirect is where it leads.
    """

    address: str
    pages: Pages

    def sources(self, folder: Path) -> Path:
        """A source list with one source a page, named after it."""
        entries = "".join(
            f"  - {{id: {path.strip('/')}, name: {path}, kind: feed, url: {self.address}{path}}}\n"
            for path in self.pages
        )
        file = folder / "sources.yaml"
        file.write_text(f"sources:\n{entries}", "utf-8")
        return file


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Serves a good feed, a page, an empty feed and an error on loopback, and is asked at once."""
    monkeypatch.setenv("MONITOR_FETCH__PAUSE", "0")
    html = b"<!doctype html><html><head><title>Home</title></head><body>Hello</body></html>"
    empty = b'<?xml version="1.0"?><rss version="2.0"><channel><title>E</title></channel></rss>'
    pages: Pages = {
        "/good": (200, "application/rss+xml", FEED),
        "/page": (200, "text/html; charset=utf-8", html),
        "/empty": (200, "application/rss+xml", empty),
        "/gone": (410, "text/html", html),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = pages.get(self.path, (404, "text/plain", b""))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if 300 <= status < 400:
                self.send_header("Location", body.decode())
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    yield Site(f"http://127.0.0.1:{server.server_port}", pages)
    server.shutdown()
    server.server_close()
