"""What the analysis of a large design takes, its runs being there: indices with their intervals."""

from __future__ import annotations

from time import perf_counter, process_time

import numpy as np

from benchmarks.sheet import Sheet
from sim.analysis.sensitivity.indices import analysed
from sim.analysis.sensitivity.outputs import Output
from sim.analysis.sensitivity.study import Study
from sim.runs.designs.methods import lay_out
from sim.runs.setting import Setting
from sim.scenario import experiment_file
from sim.scenario.library import SHIPPED

BAR = 20.0  # seconds for 100,000 rows
FACTORS, REPLICATES = 12, 2
METHODS = {"sobol": ("sobol", "pawn", "delta"), "morris": ("morris",)}


def run(quick: bool) -> list[Sheet]:
    """Time the analysis of one output of a design of twelve factors, two replicates a row."""
    sheet = Sheet("indices", ("design", "analysis", "rows", "CPU (s)", "wall (s)", "bar (s)"))
    setting = Setting()
    shipped = experiment_file.read(SHIPPED / "experiments" / "all-levers.yaml")
    grouped = shipped.head.factors[:FACTORS]
    factors = [{k: v for k, v in each.items() if k != "group"} for each in grouped]
    for design, methods in METHODS.items():
        asked = experiment_file.of_dict(
            {"id": "rows", "scenarios": ["no-reform", "opinion"], "factors": factors,
             "design": {"method": design, "n": 64 if quick else 8192, "seed": 1}}
        )  # fmt: skip
        laid = lay_out(setting.experiment(asked))
        unit = np.asarray(laid.unit)
        study = Study(design, laid.names, ("",) * len(laid.names), False, laid.values, unit)
        luck = np.random.default_rng(1).standard_normal((len(unit), REPLICATES))
        values = unit[:, :3].sum(axis=1)[:, None] + 0.3 * luck
        for method in methods:
            start, begun = process_time(), perf_counter()
            analysed([Output("revenue", "2030Q4", "", values)], study, method)
            took = process_time() - start, perf_counter() - begun
            sheet.add(design, method, len(values), *took, None if quick else BAR)
    sheet.notes = [
        f"One output of {FACTORS} factors and {REPLICATES} replicates: a sum of three factors with "
        "luck; intervals and the share of luck are in it. Delta takes the first 1,024 rows."
    ]
    return [sheet]
