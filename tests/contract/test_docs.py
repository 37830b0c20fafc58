"""What docs/kinds.md shows is true: its kind works, its examples load, its options are all of them."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from monitor import sources
from monitor.config import load_sources
from monitor.sources import KINDS
from tests.contract import test_kinds as contract
from tests.contract.samples import Sample, fields

TEXT = (Path(__file__).parents[2] / "docs" / "kinds.md").read_text("utf-8")


def blocks(language: str, text: str = TEXT) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def section(kind: str) -> str:
    found = re.search(rf"^## {kind}\n(.*?)(?=^## )", TEXT, re.DOTALL | re.MULTILINE)
    assert found, f"docs/kinds.md has no section on {kind}"
    return found[1]


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sample]:
    """The worked example as a registered kind, and its sample."""
    (code,) = blocks("python")
    module = ModuleType("headlines")
    monkeypatch.setitem(sys.modules, "headlines", module)
    exec(compile(code, "docs/kinds.md", "exec"), module.__dict__)
    monkeypatch.setitem(sources.KINDS, "headlines", module.KIND)
    (document,), (expected,) = blocks("text"), blocks("json")
    return Sample("headlines", "headlines.txt", document.encode(), json.loads(expected))


def test_the_worked_example_reads_its_sample(sample: Sample) -> None:
    found = sample.read()
    told = [fields(entry) for entry in found.entries]  # type: ignore[union-attr]
    assert [{key: one[key] for key in ("url", "title")} for one in told] == (
        sample.expected["entries"]
    )
    skipped = Sample(sample.kind, sample.name, sample.body, {**sample.expected, "options": {}})
    assert len(skipped.read().entries) == 3  # type: ignore[union-attr]


def test_the_worked_example_keeps_to_the_contract(sample: Sample) -> None:
    contract.test_a_sample_gives_what_is_expected(sample)
    contract.test_reading_is_pure_and_can_be_done_elsewhere(sample)
    contract.test_unknown_options_are_refused(sample.kind)
    for body in (b"", b"\0", b"\xff\t\xfe\n", b"javascript:x\t\n", b"\t" * 20_000):
        contract.keeps(sample.read(body))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_section_with_its_options_and_an_example(
    kind: str, tmp_path: Path
) -> None:
    text = section(kind)
    options = KINDS[kind].options.model_fields
    shown = dict(re.findall(r"^\| `(\w+)` \| .* \| `?([^|`]*)`? \|$", text, re.MULTILINE))
    assert set(shown) == {field.alias or name for name, field in options.items()}
    for name, field in options.items():
        if isinstance(field.default, int):
            assert shown[field.alias or name] == str(field.default).lower()
    examples = blocks("yaml", text)
    assert examples
    for number, example in enumerate(examples):
        listing = tmp_path / f"{number}.yaml"
        listing.write_text("sources:\n" + textwrap.indent(example, "  "))
        assert load_sources(listing, KINDS)[0].kind == kind
