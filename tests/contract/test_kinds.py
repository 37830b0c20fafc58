"""What every kind of source keeps to, on the recorded samples of each: see samples/__init__.py."""

from __future__ import annotations

import pickle
import re
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from monitor.config import wrong_option
from monitor.model import Failure, Reading, Reason
from monitor.sources import KINDS, entry_id
from monitor.urls import canonical
from tests.contract.samples import FOLDER, Sample, fields, samples

SAMPLES = samples()
# The documents that are damaged: those that hold entries.
WHOLE = [one for one in SAMPLES if one.expected.get("entries")]
DEEP = 20_000
SECRET = "canary-that-nobody-may-read"
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
UNREAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

named = pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.name)
damaged = pytest.mark.parametrize("sample", WHOLE, ids=lambda one: one.name)
kinds = pytest.mark.parametrize("kind", KINDS)
quick = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@kinds
def test_every_kind_has_samples(kind: str) -> None:
    assert kind in {one.kind for one in WHOLE}, f"record documents in {FOLDER / kind}"


@named
def test_a_sample_gives_what_is_expected(sample: Sample) -> None:
    found, expected = sample.read(), sample.expected
    if isinstance(found, Failure):
        assert found.reason == expected.get("failure"), found.message
        return
    assert "failure" not in expected, "this was expected to fail"
    assert len(found.entries) == len(expected["entries"])
    for entry, wanted in zip(found.entries, expected["entries"], strict=True):
        told = fields(entry)
        assert {key: told[key] for key in wanted} == wanted
    assert list(found.follow) == expected.get("follow", [])
    left_out: Counter[str] = Counter()
    for failure in found.failures:
        left_out[failure.reason.value] += failure.count
    assert dict(left_out) == expected.get("failures", {})


@named
def test_reading_is_pure_and_can_be_done_elsewhere(sample: Sample) -> None:
    read = KINDS[sample.kind].read
    job = pickle.loads(pickle.dumps(partial(read, sample.response(), sample.source)))
    first, second = job(), sample.read()
    assert first == second == pickle.loads(pickle.dumps(first))
    if isinstance(first, Reading) and isinstance(second, Reading):
        ids = [entry_id(entry) for entry in first.entries]
        assert None not in ids
        assert ids == [entry_id(entry) for entry in second.entries]


@named
def test_a_sample_keeps_to_the_contract(sample: Sample) -> None:
    keeps(sample.read())


@damaged
@pytest.mark.parametrize("body", [b"", b" \r\n", b"\0" * 1000, b"\xef\xbb\xbf"])
def test_nothing_is_no_news(sample: Sample, body: bytes) -> None:
    """An empty document is a fault of the source, and never a quiet day."""
    found = sample.read(body)
    keeps(found)
    assert isinstance(found, Failure) or (not found.entries and found.degraded)


@damaged
@quick
@given(body=st.binary(max_size=2000))
@example(body=b"\x1f\x8b\x08")
@example(body=b"<")
@example(body=b"<?xml version='1.0' encoding='rot13'?><a/>")
@example(body=b"[]")
def test_any_bytes_are_read_or_refused(sample: Sample, body: bytes) -> None:
    keeps(sample.read(body))


@damaged
@quick
@given(data=st.data())
def test_a_document_cut_off_is_read_or_refused(sample: Sample, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(sample.body)))
    keeps(sample.read(sample.body[:end]))


@damaged
@quick
@given(data=st.data())
def test_a_document_with_wrong_bytes_is_read_or_refused(
    sample: Sample, data: st.DataObject
) -> None:
    body = bytearray(sample.body)
    for place in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=8)):
        body[place] = data.draw(st.integers(0, 255))
    keeps(sample.read(bytes(body)))


@damaged
@pytest.mark.parametrize(
    "nest",
    [
        lambda body: b"<a>" * DEEP,
        lambda body: b"[" * DEEP,
        lambda body: b'{"a":' * DEEP,
        lambda body: body.replace(b">", b">" + b"<div>" * DEEP, 1),
        lambda body: body + b"<div>" * DEEP + b"x" + b"</div>" * DEEP,
        lambda body: b"(" * DEEP + body,
    ],
    ids=["elements", "lists", "objects", "inside", "after", "before"],
)
def test_20000_levels_end_in_time(sample: Sample, nest: Callable[[bytes], bytes]) -> None:
    started = time.process_time()
    keeps(sample.read(nest(sample.body)))
    assert time.process_time() - started < 10


@damaged
def test_entities_are_neither_expanded_nor_fetched(sample: Sample, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY e "ha"><!ENTITY e0 "ha">{bomb}<!ENTITY e10 "&e9;">]>'
    body = re.sub(rb"^\s*<\?xml.*?\?>", b"", sample.body)
    for doctype, name in ((outside, b"&e;"), (bomb, b"&e9;")):
        for document in (body, body.replace(b" ", name, 40), b"<a>" + name + b"</a>"):
            found = sample.read(doctype.encode() + document)
            keeps(found)
            assert SECRET not in repr(found)
            assert len(repr(found)) < 50 * len(sample.body) + 10_000


@kinds
def test_unknown_options_are_refused(kind: str) -> None:
    with pytest.raises(ValidationError):
        KINDS[kind].options.model_validate({"no_such_option": 1})
    options = KINDS[kind].options
    assert options.model_config.get("extra") == "forbid"
    assert options.__doc__, "the docstring says what the options mean"


@kinds
def test_a_kind_without_options_works_or_says_what_it_needs(kind: str) -> None:
    if mistake := wrong_option(KINDS[kind].options, {}):
        _, what, mend = mistake
        assert "need" in what + mend


@named
def test_options_of_samples_are_valid_and_bound_the_documents(sample: Sample) -> None:
    kind = KINDS[sample.kind]
    kind.options.model_validate(sample.source.options)
    assert 1 <= kind.limit(sample.source) <= 100
    assert kind.address(sample.source.url)
    assert kind.described


def keeps(found: Reading | Failure) -> None:
    """What holds for every reading of every kind, whatever was read."""
    assert pickle.loads(pickle.dumps(found)) == found
    failures = found.failures if isinstance(found, Reading) else (found,)
    for failure in failures:
        assert failure.key == "outlet"
        assert 5 < len(failure.message) < 500
        assert not CONTROL.search(failure.message)
        # A document that was cut off between two entries cost none that can be counted.
        assert failure.count > 0 or failure.reason is Reason.INCOMPLETE
    if isinstance(found, Failure):
        return
    for entry in found.entries:
        assert entry.source_id == "outlet"
        assert entry_id(entry)
        assert entry.url is None or canonical(entry.url) or entry.guid or entry.title
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
        assert not TAG.search(entry.title)
        assert not CONTROL.search(entry.title)
        assert len(entry.title) <= 1000
        for text in (entry.summary, entry.content, entry.guid or "", entry.author or ""):
            assert not UNREAL.search(text)
        for stamp in (entry.published_at, entry.updated_at):
            assert stamp is None or stamp.utcoffset() is not None
    assert all(link.startswith(("http://", "https://")) for link in found.follow)
    assert len(found.follow) == len(set(found.follow))
