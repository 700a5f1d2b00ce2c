"""A plan, a store and a result of made-up runs."""

import pytest

from sim.runs import experiment
from sim.runs.experiment import Place
from sim.runs.provenance import Provenance
from tests.runs.made_up import Scenario, indicators, planned_runs, simulate

ZONE = {
    "id": "riverside",
    "name": {"en": "Riverside", "zh": "河畔"},
    "parks": [
        {"id": "rest-of-city", "en": "Rest of the city", "zh": "全市其他地区"},
        {"id": "old-mill", "en": "Old Mill", "zh": "老磨坊"},
        {"id": "harbour", "en": "Harbour", "zh": "港口"},
        {"id": "hill", "en": "Hill", "zh": "山"},
    ],
    "industries": [
        {"id": "chips", "en": "Chips", "zh": "芯片"},
        {"id": "other", "en": "Other", "zh": "其他"},
    ],
    "programmes": [
        {"id": "prizes", "en": "Prizes", "zh": "奖励"},
        {"id": "training", "en": "Training", "zh": "培训"},
    ],
    "accounts": ["firms", "city", "old-town"],
}


def provenance_of(planned, **values):
    given = {
        "id": f"{planned.id}@{planned.hash8}",
        "command": "parksim run plain gain",
        "date": "2026-01-01T00:00:00Z",
        "versions": {"parksim": "0.1.0"},
        "lock": "",
        "registers": "r",
        "data": "data",
        "dynamics": "dynamics",
        "seed": planned.seed,
        "replicates": planned.replicates,
        "resolution": "draft",
        "first": "2024Q1",
        "last": "2025Q4",
        "scenarios": [
            {"id": s.id, "title": s.title, "question": {}, "files": {}} for s in planned.scenarios
        ],
        "zone": ZONE,
    }
    return Provenance(**{**given, **values})


def result_of(folder, *scenarios, replicates=4, workers=1):
    """Run made-up scenarios and lay the result down in ``folder/results/try``."""
    planned = planned_runs(scenarios, replicates)
    place = Place.of(planned, folder / "results" / "try")
    failed = experiment.carry_out(planned, place, workers=workers, job=simulate, names=indicators)
    made = provenance_of(planned, failed=len(failed))
    return experiment.lay_down(planned, place, made, f"id: {planned.id}\n")


@pytest.fixture
def result(tmp_path):
    return result_of(tmp_path, Scenario("plain"), Scenario("gain", 2.0))
