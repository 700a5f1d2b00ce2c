"""Functions with known indices as a model: file, design, store and analysis are the real ones.

The inputs of a function are assumptions of a user's own folder, so that they can be factors; a run
writes the function's value, and luck if asked for, as the revenue of every quarter.
"""

from dataclasses import dataclass

import numpy as np

from sim.report.result import Results
from sim.runs import api, experiment
from sim.runs.folders import own_folders
from sim.runs.setting import Setting
from sim.scenario import experiment_file


@dataclass
class Records:
    quarters: dict
    parks: dict
    industries: dict
    flows: dict
    programmes: dict


def ishigami(x, a=7.0, b=0.1):
    """Ishigami and Homma (1990) on the unit cube; S1 .3139 .4424 0, ST .5576 .4424 .2437."""
    one, two, three = (np.pi * (2.0 * x[..., n] - 1.0) for n in range(3))
    return np.sin(one) + a * np.sin(two) ** 2 + b * three**4 * np.sin(one)


def setting_of(folder, names):
    """A folder of one's own in which every input is an assumption from 0 to 1."""
    (folder / "assumptions").mkdir(parents=True, exist_ok=True)
    (folder / "scenarios").mkdir(exist_ok=True)
    entries = [
        f"{name}:\n  label: {{en: Input {name}, zh: 输入{name}}}\n  unit: '-'\n"
        "  value: 0.5\n  low: 0\n  high: 1\n"
        for name in names
    ]
    (folder / "assumptions" / "inputs.yaml").write_text("".join(entries), "utf-8")
    (folder / "scenarios" / "toy.yaml").write_text(
        "id: toy\nextends: no-reform\nperiod: {from: 2023Q1, until: 2023Q2}\nresolution: draft\n",
        "utf-8",
    )
    (folder / "scenarios" / "plain.yaml").write_text("id: plain\nextends: toy\n", "utf-8")
    return Setting(zone_name="tiny", folders=own_folders([str(folder)]))


def prepared(folder, names, design, replicates=1, **keys):
    """An experiment of the toy with its inputs as factors, read from a file."""
    setting = setting_of(folder, names)
    written = keys.pop("factors", [{"name": n, "assumption": n, "dist": {"uniform": [0, 1]}}
                                   for n in names])  # fmt: skip
    data = {
        "schema": "parksim/experiment/1", "id": "toy-study", "scenarios": ["toy"],
        "headline": ["revenue"], "at": ["2023Q2"], "factors": written, "design": design,
        "replicates": replicates,
    }  # fmt: skip
    file = experiment_file.of_dict({**data, **keys})
    return api.prepare_experiment(file, setting=setting, out=folder / "results" / "toy")


def carried_out(ready, function, names, luck=None):
    """Run what the store does not hold and lay the result down.

    function  inputs (inputs,) -> number      luck  inputs, replicate -> number that is added
    """

    def job(spec):
        given = spec.scenario.assumptions
        x = np.array([given[name].value if name in given else 0.5 for name in names])
        value = function(x) + (luck(x, spec.replicate) if luck else 0.0)
        count = spec.scenario.last - spec.scenario.first + 1
        quarters = spec.scenario.first + np.arange(count)
        return Records(
            quarters={"quarter": quarters, "revenue": np.full(count, value)},
            parks={"revenue": np.full((count, 2), value)},
            industries={"revenue": np.full((count, 1), value)},
            flows={"firms": np.ones((count, 2, 3))},
            programmes={"asked": np.ones((count, 1, 1))},
        )

    failed = experiment.carry_out(
        ready.plan,
        ready.place,
        workers=1,
        job=job,
        names=lambda: frozenset({"revenue", "firms", "asked"}),
    )
    made = api.provenance_of(ready, "a test", len(failed))
    experiment.lay_down(ready.plan, ready.place, made, ready.text)
    return Results(ready.place.folder)


def keyed_luck(size):
    """Luck that a run owes to its inputs and replicate alone, as the seed of a run of its own."""

    def luck(x, replicate):
        seed = np.frombuffer(x.tobytes(), np.uint32)
        return size * np.random.default_rng([replicate, *seed]).standard_normal()

    return luck


def table(found, measure, block="mean"):
    """Return a measure by factor."""
    frame = found.frame
    own = frame[(frame["measure"] == measure) & (frame["block"] == block)]
    return dict(zip(own["factor"], own["value"], strict=True))
