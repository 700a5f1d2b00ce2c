"""A made-up result whose figures can be checked with pen and paper.

Replicates r = 0 to 3, quarters t = 0 to 7 (2024Q1 to 2025Q4); the scenario gain acts from t = 2 on.
"""

import numpy as np

from sim.report.result import Results
from sim.runs import experiment
from sim.runs.experiment import Place
from tests.report.conftest import GAIN, PLAIN
from tests.runs.conftest import provenance_of
from tests.runs.made_up import Records, Scenario, planned_runs

RUNGS = {"hnte": 4000.0, "specialised_smes": 900.0, "little_giants": 40.0, "unicorns": 5.0}
CLASSES = {"business": 4.0, "tower": 6.0, "plant": 1.0}


def records(scenario, replicate):
    """Revenue of parks 1 to 3: 100, 200, 700 at first; the gain is 10 (r + 1), all for park 1.

    The share of T5 is 18 + r incubators, and 2 more with the gain; staff is 600 + 3 r, and 12 more.
    """
    size = scenario.last - scenario.first + 1
    on = (np.arange(size) >= 2) * scenario.gain
    flat = np.ones(size)
    revenue = np.zeros((size, 4))
    revenue[:] = [5000.0, 100.0, 200.0, 700.0]
    revenue[:, 1] += on * 5.0 * (replicate + 1)
    staff = np.zeros((size, 4))
    staff[:] = np.array([900.0, 200.0, 200.0, 200.0]) + replicate
    staff[:, 1] += 6.0 * on
    zone = {
        "quarter": scenario.first + np.arange(size),
        "revenue": revenue[:, 1:].sum(1),
        "staff": staff[:, 1:].sum(1),
        "T5_certified": (18.0 + replicate) * flat + on,
        "approval_days": 20.0 - np.arange(size) * (scenario.gain > 0.0),
        "inequality_parks": 0.25 * flat,
        "delisted_parks": 0.5 * on,
    }
    zone |= {name: (size_of + replicate) * flat + on for name, size_of in RUNGS.items()}
    for name, rent in CLASSES.items():
        zone[f"rent_{name}"] = rent * flat - 0.1 * on
        zone[f"vacancy_{name}"] = 0.1 * flat + 0.01 * replicate + 0.02 * on
    flows = np.zeros((size, 4, 5))
    flows[:, 1, 2] = 1.0 + replicate
    return Records(
        quarters=zone,
        parks={"revenue": revenue, "staff": staff},
        industries={"staff": np.outer(zone["staff"], [0.25, 0.75])},
        flows={"firms": flows},
        programmes={name: np.zeros((size, 2, 3)) for name in ("asked", "paid", "forgone")},
    )


def simulate(spec):
    """What an engine calls for a run."""
    return records(spec.scenario, spec.replicate)


def indicators():
    """The register of the made-up model."""
    held = records(Scenario("plain"), 0)
    levels = (held.quarters, held.parks, held.industries, held.flows, held.programmes)
    return frozenset(name for level in levels for name in level if name != "quarter")


def made_up_result(folder, *scenarios, replicates=4, **provenance):
    """Run made-up scenarios, lay the result down and return it."""
    planned = planned_runs(scenarios, replicates)
    place = Place.of(planned, folder / "results" / "try")
    experiment.carry_out(planned, place, workers=1, job=simulate, names=indicators)
    said = [
        {"id": each.id, "title": each.title, "question": {}, "files": {}, "count_as": {}}
        | ({"acts": {"gain": "2024Q3", "delist_park": "2025Q1"}} if each.gain else {})
        for each in planned.scenarios
    ]
    made = provenance_of(planned, scenarios=said, **provenance)
    return Results(experiment.lay_down(planned, place, made, f"id: {planned.id}\n").folder)


def pair(folder, **provenance):
    """Return the result of two scenarios."""
    given = {"headline": ["revenue", "staff"], "at": ["2024Q4", "2025Q4"], **provenance}
    plain, gain = Scenario("plain", title=PLAIN), Scenario("gain", 2.0, title=GAIN)
    return made_up_result(folder, plain, gain, **given)
