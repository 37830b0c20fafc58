"""Many runs over a web that rolls on and is never quite well: nothing is lost, doubled or leaked."""

from __future__ import annotations

import pytest

from bench.rolling import Scale
from bench.soak import PAUSE, Soak, soak

# One soak is enough for all of them.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("soak")]


@pytest.fixture(scope="module")
def soaked(tmp_path_factory: pytest.TempPathFactory) -> Soak:
    scale = Scale(sources=24, hosts=8, runs=6, seed=3)
    return soak(scale, tmp_path_factory.mktemp("soak"), deadline=2.0)


def test_what_stood_in_a_feed_that_answered_is_stored_once(soaked: Soak) -> None:
    assert soaked.must > 100
    assert soaked.lost == ()
    assert soaked.doubled == ()
    assert soaked.invented == ()


def test_no_run_failed_and_nothing_is_left_in_the_spool(soaked: Soak) -> None:
    assert soaked.faults.total() > 20
    assert soaked.failed_runs == ()
    assert soaked.left_in_spool == ()


def test_every_source_that_is_well_is_asked_and_believed(soaked: Soak) -> None:
    assert soaked.unasked == ()
    assert soaked.misjudged == ()


def test_hosts_are_treated_with_manners(soaked: Soak) -> None:
    assert soaked.faults["429"] > 0
    assert soaked.too_early == ()
    assert soaked.most_at_once == 1
    assert soaked.closest >= PAUSE


def test_what_has_not_changed_is_not_sent_again(soaked: Soak) -> None:
    assert soaked.conditional > 20
    assert soaked.not_changed > 0.2 * soaked.conditional


def test_memory_and_files_are_given_back(soaked: Soak) -> None:
    first, last = soaked.memory[1], soaked.memory[-1]
    assert last.own - first.own < 100
    assert last.files <= first.files + 2
