"""Made-up registers of a few levers for tests of the law."""

from __future__ import annotations

import numpy as np

from sim.core.label import Label
from sim.policy.clause import Clause
from sim.policy.ground import Ground
from sim.policy.lever import Lever, Opinion
from sim.policy.registers import Registers

FIRST = 4 * 2024  # 2024Q1
QUARTERS = 8  # to 2025Q4
NEVER = np.iinfo(np.int64).max


def lever(name: str, before, opinion, start: str = "2024Q3", **others) -> Lever:
    """Return a lever of clause M1 that moves from ``before`` to ``opinion`` at ``start``."""
    entry = {
        "id": name,
        "label": Label(name, name),
        "also": {"en": (), "zh": ()},
        "clause": "M1",
        "kind": "number",
        "unit": "points",
        "range": (0.0, 100.0),
        "plausible": (0.0, 100.0),
        "scope": "zone",
        "before": before,
        "opinion": Opinion(start, opinion),
        "choices": {},
        "part_of": "",
        "acts": "quarterly",
        "cost": "none",
        "mechanism": "made up",
        "indicators": {},
        "observable": "none",
        "source": "made up",
        "confidence": "assumed",
        "place": f"levers.yaml:{name}",
        "filled": (),
    }
    return Lever(**(entry | others))


def registers(*levers: Lever) -> Registers:
    """Return registers with two clauses, M1 and M2, and the given levers."""
    clauses = {
        name: Clause(
            name, "", "measure", Label(name, name), Label(name, name), Label(name, name), ()
        )
        for name in ("M1", "M2")
    }
    return Registers(clauses, {}, {}, {}, {each.id: each for each in levers}, {}, {}, "made up")


def ground(*levers: Lever, columns=None, districts=(0, 1, 1, 2)) -> Ground:
    """Return a ground of three parks, of which two share a district, and two industries."""
    return Ground(registers(*levers), FIRST, QUARTERS, columns or {}, 3, 2, np.array(districts))
