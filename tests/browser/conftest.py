"""Chromium, started once for the tests here, and pages that tell what they asked for."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
PROGRAM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
# It asks nobody for updates, and no name but this machine's leads anywhere.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
WIDE, PHONE = {"width": 1200, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Visit:
    """An open page, what it complained of, and the addresses it asked for."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def barriers(self) -> list[str]:
        """What axe finds that keeps people out: serious or critical, with the place of each."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes'][:3]]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )


Visiting = Callable[..., Visit]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here are marked, and stay in one process, which starts one browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """For this package and not the session: while it is open, no other event loop can run."""
    if not PROGRAM.exists():
        pytest.fail(
            f"{PROGRAM} is not there. Install Chromium (apt-get install chromium), or name another "
            "in the environment variable CHROMIUM, or leave these tests out with -m 'not browser'.",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visiting]:
    """Opens an address: ``visit(url, viewport=PHONE, color_scheme="dark", script=False)``."""
    contexts = []

    def open_(url: str, *, script: bool = True, **options: Any) -> Visit:
        context = browser.new_context(
            java_script_enabled=script, **{"viewport": WIDE, "color_scheme": "light"} | options
        )
        contexts.append(context)
        visited = Visit(context.new_page())
        page = visited.page
        page.on("request", lambda request: visited.requests.append(request.url))
        page.on("pageerror", lambda error: visited.errors.append(str(error)))
        page.on(
            "console",
            lambda said: visited.errors.append(said.text) if said.type == "error" else None,
        )
        page.goto(url)
        return visited

    yield open_
    for context in contexts:
        context.close()
