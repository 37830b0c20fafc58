"""A first run on an empty machine: clean on screen, and nothing leaves the machine."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.config import bundled
from monitor.lock import run_lock
from tests.support.desk import FIRST, Desk, desk

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.xdist_group("prefect")]


@contextmanager
def trap() -> Iterator[tuple[str, list[bytes]]]:
    """A proxy that lets nothing through and remembers who asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(200))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def monitor_run(it: Desk, home: Path, proxy: str) -> subprocess.CompletedProcess[str]:
    hosts = "\n".join(f'"{name}" = "{host}:{port}"' for name, (host, port) in it.web.hosts.items())
    (it.folder / "monitor.toml").write_text(f"[fetch]\npause = 0.0\n[fetch.hosts]\n{hosts}\n")
    return subprocess.run(
        [
            *(sys.executable, "-m", "monitor", "run", "--now", FIRST.isoformat()),
            *("--watchlists", str(bundled("watchlists")), "--allow-network", "127.0.0.0/16"),
        ],
        cwd=it.folder,
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(home),
            "PREFECT_HOME": str(home / "prefect"),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "HTTP_PROXY": proxy,
            "HTTPS_PROXY": proxy,
            "NO_PROXY": "127.0.0.1,localhost",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_run_is_clean_and_sends_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with desk(tmp_path / "desk") as it, trap() as (proxy, asked):
        first = monitor_run(it, home, proxy)
        assert first.returncode == 0, first.stderr
        assert "20 sources (2 failed)" in first.stdout
        # Two lines of ours; nothing from Prefect, its server, or the tools below it.
        assert len(first.stderr.splitlines()) == 2, first.stderr
        assert (it.folder / "digests" / "2024-11-06.md").exists()

        with run_lock(it.folder / "warehouse", FIRST):
            second = monitor_run(it, home, proxy)
        assert second.returncode == 3
        assert "another run is at work on this warehouse" in second.stderr
        assert "Traceback" not in second.stderr
        assert len(second.stderr.splitlines()) == 4, second.stderr
    assert asked == []
