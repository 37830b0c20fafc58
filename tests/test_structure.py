"""The walls of the house: who imports whom, where each library lives, what is locked."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*(ROOT / "src" / "monitor").rglob("*.py"), *(ROOT / "flows").rglob("*.py")])
LOCKS = ("requirements.lock", "requirements-dev.lock")

# A module imports from lower levels, or from its own where that is not the third: its members are
# siblings that meet only one level up.
LEVELS = (
    {"model", "errors"},
    {
        *("config", "engine", "http", "lock", "progress", "schedule", "spool"),
        *("folders", "folding", "numbers", "readers", "sentences", "settings_file", "tree"),
        *("unpack", "urls", "workers", "yamlfile"),
    },
    {
        *("channels", "demo", "digest", "extract", "sources", "store"),
        *("claims", "stories", "story_quality", "watch"),
    },
    {
        *("analyse", "checkup", "collect", "desk", "edits", "harvest", "job", "pipeline"),
        *("poll", "regroup", "rematch", "revisit", "rhythm", "sift", "site", "tell"),
    },
    {"flows"},
    {"__init__", "__main__", "cli"},
)
SIBLINGS = LEVELS[2]

# Where each library lives; pydantic describes files, so it may be wherever a file is read.
HOMES = {
    "ahocorasick_rs": {"watch"},
    "aiohttp": {"http", "demo"},
    "anyascii": {"stories"},
    "apprise": {"channels"},
    "charset_normalizer": {"sources"},
    "cronsim": {"schedule"},
    "css_inline": {"digest"},
    "daachorse": {"watch"},
    "duckdb": {"store"},
    "feedparser": {"sources"},
    "filelock": {"lock"},
    "jinja2": {"digest", "demo", "site"},
    "lark": {"watch"},
    "lxml": {"extract", "sources"},  # articles are HTML, and so are pages that list them
    "markupsafe": {"digest", "site"},
    "numpy": {"folding", "stories"},
    "pebble": {"workers"},
    "prefect": {"flows"},
    "py3langid": {"extract"},
    "pyarrow": {"store", "cli"},
    "protego": {"http"},
    "pydantic": SIBLINGS | {"config", "yamlfile"},
    "pydantic_settings": {"config"},
    "rich": {"cli"},
    "ruamel": {"yamlfile", "sources"},
    "trafilatura": {"extract"},
    "typer": {"cli"},
    "url_normalize": {"urls"},
    "warcio": {"sources"},
    "yaml": {"yamlfile"},
    "yarl": {"http"},
}

# Declared for what another package makes of them; pyproject.toml says why beside each.
NOT_IMPORTED = {"cssselect", "fastapi", "pytz"}

# The current time is asked for where a run is started, and handed down from there.
CLOCK = re.compile(r"\b(datetime|date)\.(now|utcnow|today)\(|\btime\.(time|time_ns|localtime)\(")
STARTERS = {"cli", "flows"}


def module(path: Path) -> str:
    """The name of the module or package of ours that a file belongs to."""
    if path.is_relative_to(ROOT / "flows"):
        return "flows"
    return path.relative_to(ROOT / "src" / "monitor").parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Full names of what a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            assert node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def ours(path: Path) -> set[str]:
    """The modules of ours, other than its own, that a file imports."""
    found = set()
    for name in imports(path):
        first, _, rest = name.partition(".")
        if first == "flows":
            found.add("flows")
        elif first == "monitor":
            found.add(rest.partition(".")[0])
    return found - {module(path)}


def theirs(path: Path) -> set[str]:
    """The libraries that a file imports."""
    roots = {name.partition(".")[0] for name in imports(path)}
    return roots - sys.stdlib_module_names - {"monitor", "flows"}


def level(name: str) -> int:
    return next(number for number, names in enumerate(LEVELS) if name in names)


def requirements() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {re.split(r"[<>=!~ ]", line)[0] for line in project["dependencies"]}


def test_every_module_has_its_level() -> None:
    assert {module(path) for path in SOURCES} == set().union(*LEVELS)
    assert len(set().union(*LEVELS)) == sum(map(len, LEVELS))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    here = module(path)
    for name in ours(path):
        assert level(name) <= level(here), f"{here} reaches up to {name}"
        assert not {here, name} <= SIBLINGS, f"{here} and {name} meet only one level up"


def test_no_module_needs_itself() -> None:
    needs: dict[str, set[str]] = {}
    for path in SOURCES:
        needs.setdefault(module(path), set()).update(ours(path))
    done: set[str] = set()
    while ready := {name for name, wanted in needs.items() if wanted <= done} - done:
        done |= ready
    assert done == set(needs), "these go round in a circle"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_library_has_its_home(path: Path) -> None:
    for library in theirs(path):
        assert library in HOMES, f"{library} needs a home"
        assert module(path) in HOMES[library], f"{library} lives in {HOMES[library]}"


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    imported = set().union(*(theirs(path) for path in SOURCES))
    packages = {"ruamel": "ruamel.yaml", "yaml": "pyyaml"}
    named = {packages.get(name, name.replace("_", "-")) for name in imported}
    assert named | NOT_IMPORTED == requirements()
    assert set(HOMES) == imported


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_time_is_an_argument(path: Path) -> None:
    if module(path) not in STARTERS:
        assert not CLOCK.search(path.read_text("utf-8"))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_versions_and_hashes_but_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?://|file:|^-|^ *--(?!hash=)", text, re.MULTILINE)
    pinned = [line for line in text.replace("\\\n", "").splitlines() if re.match(r"\w", line)]
    assert len(pinned) > 50
    for line in pinned:
        assert re.match(r"[\w.\-\[\]]+==[\w.+]+ ", line), line
        assert "--hash=sha256:" in line, line


def test_the_locks_agree() -> None:
    run, dev = (
        set(re.findall(r"^([\w.\-\[\]]+==[\w.+]+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in LOCKS
    )
    assert run <= dev
    locked = {line.partition("==")[0] for line in run}
    assert requirements() <= {name.replace("ruamel-yaml", "ruamel.yaml") for name in locked}


def test_levels_are_in_order() -> None:
    """A wall that nothing leans on could be dropped: each level uses the one below it."""
    for below, above in pairwise(LEVELS):
        used = set().union(*(ours(path) for path in SOURCES if module(path) in above))
        assert used & below
