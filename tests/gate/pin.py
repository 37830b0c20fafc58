"""Pin the floors at what is reached now: upwards, unless ``--lower`` is given."""

from __future__ import annotations

import json
import sys

from tests.gate.measure import FLOORS, figures

# Room for a change of one decision in a small language; more is a loss that someone must explain.
SLACK = 0.01


def main() -> None:
    lower = "--lower" in sys.argv[1:]
    before = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    reached = {name: round(max(value - SLACK, 0.0), 4) for name, value in figures().items()}
    floors = {
        name: value if lower else max(value, before.get(name, 0.0))
        for name, value in reached.items()
    }
    FLOORS.write_text(json.dumps(floors, indent=2, ensure_ascii=False) + "\n")
    for name, value in floors.items():
        print(f"{name:<36}{before.get(name, 0.0):>8.3f} → {value:.3f}")  # noqa: T201


if __name__ == "__main__":
    main()
