"""No change may make the watchlists worse on the labelled articles."""

import json

from tests.gate.measure import FLOORS, articles, figures

LANGUAGES = {"en", "ru", "uk", "ko", "zh", "ja", "de", "fr", "es"}


def test_every_figure_is_at_or_above_its_floor() -> None:
    floors = json.loads(FLOORS.read_text())
    reached = figures()
    assert set(floors) == set(reached)
    below = {
        name: (reached[name], floor) for name, floor in floors.items() if reached[name] < floor
    }
    assert not below, "see `monitor eval … --show errors`; floors: python -m tests.gate.pin"


def test_the_set_is_large_mixed_and_half_of_it_traps() -> None:
    found = articles()
    assert len({row["id"] for row in found}) == len(found) > 1000
    traps = sum(not row["labels"] for row in found)
    assert 0.4 < traps / len(found) < 0.6
    assert {row["lang"] for row in found} == LANGUAGES
