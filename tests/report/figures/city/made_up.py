"""A made-up result of the tiny zone with ranks, moves and firms, to be checked with pen and paper.

Places are the rest of the city, riverside, old-mill and harbour; quarters are 2024Q1 to 2025Q4.
"""

from dataclasses import replace

import numpy as np

from sim.measure.records import Records
from sim.report.result import Results
from sim.runs import experiment
from sim.runs.experiment import Place
from sim.runs.plan import plan
from sim.runs.setting import Setting
from sim.runs.specs import Keep
from tests.report.conftest import GAIN, PLAIN
from tests.runs.conftest import provenance_of
from tests.runs.made_up import WORLD, Scenario

SIZES = (1.0, 10.0, 100.0, 1000.0)  # of firms that were there at the start, staff


def records(scenario, replicate):
    """Made-up numbers of a run; the scenario gain is better in what follows.

    Revenue of the parks: 100, 400, 900 and with the gain four times as much in old-mill. Ranks at
    the end of 2024: 1, 2, 3; of 2025: 2, 1, 3, and in the second replicate 3, 1, 2. Harbour is
    under notice in 2024 with the gain, in 2025 delisted in the second replicate.
    """
    size = scenario.last - scenario.first + 1
    second = np.arange(size) >= 4
    better = scenario.gain > 0.0
    revenue = np.zeros((size, 4))
    revenue[:] = [5000.0, 100.0, 1600.0 if better else 400.0, 900.0]
    services = np.zeros((size, 4))
    services[:] = [0.0, 0.2, 0.4, 0.6 + 0.1 * replicate]
    rank = np.zeros((size, 4))
    rank[3] = [0, 1, 2, 3]
    rank[second] = [0, 3, 1, 2] if replicate else [0, 2, 1, 3]
    notices = np.zeros((size, 4))
    notices[3, 3] = float(better)
    status = np.ones((size, 4))
    status[second, 3] = 1.0 - float(better) * replicate
    talents = np.zeros((size, 5, 5))
    talents[:, 4, 1] = 10.0 + 2.0 * replicate  # a quarter, from outside to riverside
    talents[:, 1, 1] = 99.0  # from a park to itself is no move
    firms = np.zeros((size, 4, 5))
    firms[0, 0, 2] = 8.0 if better else 4.0
    births = np.full(size, 5.0)
    return Records(
        quarters={
            "quarter": scenario.first + np.arange(size),
            "births_city": births,
            "revenue": revenue[:, 1:].sum(1),
        },
        parks={
            "revenue": revenue,
            "services": services,
            "rank": rank,
            "notices": notices,
            "status": status,
        },
        industries={"revenue": np.outer(revenue[:, 1:].sum(1), [0.25, 0.75])},
        flows={"talents": talents, "firms": firms},
        programmes={name: np.zeros((size, 2, 3)) for name in ("asked", "paid", "forgone")},
        agents=agents(8.0 if better else 4.0 + replicate),
    )


def agents(alive):
    """Firms: four of the start, one row for ``alive`` entrants of 2024, one of 2025; a talent."""
    codes = [f"riverside/biomed/2010Q1/o{number}" for number in range(4)]
    codes += ["riverside/biomed/2024Q2/n0", "harbour/digital/2025Q1/v1", ""]
    size = len(codes)
    staff = np.array([*SIZES, 0.5, 0.5, np.nan])
    return {
        "kind": np.array([0] * 6 + [1]),
        "uid": np.arange(size),
        "code": np.array(codes, str),
        "weight": np.array([6.0, 2.0, 1.0, 1.0, alive, 3.0, 25.0]),
        "staff": staff,
        "revenue": 2.0 * staff,
    }


def simulate(spec):
    """What an engine calls for a run."""
    return records(spec.scenario, spec.replicate)


def indicators():
    """The register of the made-up model."""
    held = records(Scenario("plain"), 0)
    levels = (held.quarters, held.parks, held.industries, held.flows, held.programmes)
    return frozenset(name for level in levels for name in level if name != "quarter")


def tiny_result(folder, *, kept="last", replicates=2):
    """Run two made-up scenarios of the tiny zone, lay the result down and return it.

    kept  what of agents
    """
    plain, gain = Scenario("plain", title=PLAIN), Scenario("gain", 2.0, title=GAIN)
    scenarios = [plain, gain]
    world = replace(WORLD, keep=Keep(agents=kept))
    planned = plan(scenarios, [each.policy() for each in scenarios], replicates, 1, world)
    place = Place.of(planned, folder / "results" / "try")
    experiment.carry_out(planned, place, workers=1, job=simulate, names=indicators)
    made = provenance_of(
        planned, zone=Setting("tiny").labels(), keep={"agents": kept}, at=["2024Q4", "2025Q4"]
    )
    return Results(experiment.lay_down(planned, place, made, f"id: {planned.id}\n").folder)
