"""Results of designs whose numbers are known by pen and paper: file, design and store are real.

Revenue is a function of the factors that grows with the years, staff is ten times as much; luck is
added to both, the same in all rows and scenarios.
"""

from dataclasses import dataclass

import numpy as np

from sim.report.result import Results
from sim.runs import api, experiment
from sim.runs.folders import own_folders
from sim.runs.setting import Setting
from sim.scenario import experiment_file

FACTORS = [
    {"assumption": "spillover_decay", "dist": {"uniform": [4, 20]}},
    {"assumption": "delisting_fear", "dist": {"uniform": [0, 2]}},
    {"name": "rents", "assumption": "rent_adjustment", "dist": {"uniform": [0.1, 0.2]}},
]
BASE = {"spillover_decay": 8.0, "delisting_fear": 1.0, "rent_adjustment": 0.12}
SCENARIOS = """\
id: {id}
title: {{en: {en}, zh: {zh}}}
extends: no-reform
clauses: {clauses}
period: {{from: 2023Q1, until: 2024Q4}}
resolution: draft
"""


@dataclass
class Records:
    quarters: dict
    parks: dict
    industries: dict
    flows: dict
    programmes: dict


def linear(x):
    """A tenth of the first factor and four times the second; the third does nothing."""
    return 0.1 * x[0] + 4.0 * x[1]


def made(folder, design, function=linear, *, luck=0.0, replicates=2, **keys):
    """A result of two scenarios, the second worth the function more than the first.

    function  factors (three,), or the clauses that stand if the design has no factors
    luck      that replicate r adds r times where the first factor is below 12
    """
    (folder / "scenarios").mkdir(parents=True, exist_ok=True)
    for id, en, zh, clauses in (
        ("before", "Before", "改革前", "{only: []}"),
        ("after", "After", "改革后", "all"),
    ):
        text = SCENARIOS.format(id=id, en=en, zh=zh, clauses=clauses)
        (folder / "scenarios" / f"{id}.yaml").write_text(text, "utf-8")
    data = {
        "schema": "parksim/experiment/1", "id": "made", "scenarios": ["before", "after"],
        "headline": ["revenue"], "at": ["2024Q4"], "design": design, "replicates": replicates,
    }  # fmt: skip
    if design["method"] != "attribution":
        data["factors"] = FACTORS
    setting = Setting(zone_name="tiny", folders=own_folders([str(folder)]))
    file = experiment_file.of_dict({**data, **keys})
    ready = api.prepare_experiment(file, setting=setting, out=folder / "results" / "made")

    def job(spec):
        given = spec.scenario.assumptions
        x = [given[name].value if name in given else base for name, base in BASE.items()]
        value = 0.0
        if spec.scenario.id == "after":
            value = function(x if "factors" in data else spec.scenario.clauses)
            value += luck * spec.replicate * (x[0] < 12.0)
        years = 1.0 + np.arange(8) // 4
        revenue = 100.0 + spec.replicate + value * years
        return Records(
            quarters={"quarter": spec.scenario.first + np.arange(8), "revenue": revenue,
                      "staff": 10.0 * revenue},
            parks={"revenue": np.ones((8, 2))},
            industries={"revenue": np.ones((8, 1))},
            flows={"firms": np.ones((8, 2, 3))},
            programmes={"asked": np.ones((8, 1, 1))},
        )  # fmt: skip

    names = frozenset({"revenue", "staff", "firms", "asked"})
    failed = experiment.carry_out(ready.plan, ready.place, workers=1, job=job, names=lambda: names)
    made_by = api.provenance_of(ready, "a test", len(failed))
    experiment.lay_down(ready.plan, ready.place, made_by, ready.text)
    return Results(ready.place.folder)
