"""A made-up scenario and recorder: what runs need from a model, with numbers known by hand."""

from dataclasses import dataclass, field

import numpy as np

from sim.core.errors import AccountingError
from sim.runs.plan import plan
from sim.runs.specs import World

FIRST = 4 * 2024
WORLD = World(zone="made-up", overrides=None, data="data", dynamics="dynamics", resolution="draft")


@dataclass(frozen=True)
class Scenario:
    """A scenario with one lever that adds to staff from the third quarter on."""

    id: str
    gain: float = 0.0
    first: int = FIRST
    last: int = FIRST + 7
    fails_in: tuple[int, ...] = ()
    title: dict = field(default_factory=dict, hash=False)

    def policy(self):
        return {"gain": self.gain, "first": self.first, "last": self.last, "f": self.fails_in}

    def to_yaml(self):
        return f"id: {self.id}\n"


@dataclass
class Records:
    quarters: dict
    parks: dict
    industries: dict
    flows: dict
    programmes: dict = field(default_factory=dict)


def records(scenario, replicate):
    """Staff of park p in quarter t: 100 p + replicate + gain p from t = 2; the rest loses half."""
    size = scenario.last - scenario.first + 1
    time = np.arange(size)
    on = (time >= 2)[:, None] * scenario.gain
    places = np.arange(4)
    staff = 100.0 * places + replicate + on * np.where(places == 0, -3.0, places)
    flows = np.zeros((size, 4, 5))
    flows[:, 1, 2] = 1.0 + replicate
    flows[5, 0, 4] = 7.0
    asked = np.zeros((size, 2, 3))
    asked[:, 0, 1] = np.where(time == 3, 10.0 + scenario.gain, 0.0)
    asked[:, 1, 2] = np.where(time == 4, 2.0, 0.0)
    return Records(
        quarters={
            "quarter": scenario.first + time,
            "staff": staff[:, 1:].sum(1),
            "rent_business": 4.0 + 0.1 * time,
        },
        parks={"staff": staff},
        industries={"staff": np.outer(staff[:, 1:].sum(1), [0.25, 0.75])},
        flows={"firms": flows},
        programmes={"asked": asked, "paid": 0.5 * asked, "forgone": 0.0 * asked},
    )


def simulate(spec):
    """What an engine calls for a run."""
    if spec.replicate in spec.scenario.fails_in:
        raise AccountingError("2024Q3", "people", 2.5)
    return records(spec.scenario, spec.replicate)


def indicators():
    """The register of the made-up model."""
    return frozenset({"staff", "rent_business", "firms", "asked", "paid", "forgone"})


def planned_runs(scenarios, replicates, seed=1):
    """The plan of some made-up scenarios."""
    return plan(scenarios, [each.policy() for each in scenarios], replicates, seed, WORLD)
