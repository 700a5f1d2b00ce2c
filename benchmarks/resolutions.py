"""What it takes to turn rows of a design into scenarios with their keys, before anything runs."""

from __future__ import annotations

from time import process_time

from benchmarks.sheet import Sheet
from sim.runs.designs.methods import lay_out
from sim.runs.keys import run_key
from sim.runs.setting import Setting
from sim.runs.variants import Policies, variants
from sim.scenario.experiment_file import of_dict

BAR = 1.0  # seconds for 1,000
LEVERS = ("assessment.pass_mark", "assessment.fails_to_delist", "fund.early_share")
ASSUMPTIONS = ("delisting_fear", "spillover_decay")


def run(quick: bool) -> list[Sheet]:
    """Time a design of five factors over the Opinion, the setting loaded."""
    rows = 100 if quick else 1000
    sheet = Sheet("resolutions", ("resolutions", "least (s)", "bar (s)"))
    setting = Setting()
    factors = [{"lever": each} for each in LEVERS] + [{"assumption": each} for each in ASSUMPTIONS]
    took = []
    for seed in range(3):
        asked = of_dict(
            {"id": "rows", "scenarios": ["opinion"], "factors": factors,
             "design": {"method": "lhs", "n": rows, "seed": seed}}
        )  # fmt: skip
        experiment = setting.experiment(asked)
        design = lay_out(experiment)
        start = process_time()
        for each in variants(experiment, design, Policies(setting)):
            run_key(each.policy, seed=1, replicate=0, resolution="draft", data="", dynamics="")
        took.append(process_time() - start)
    sheet.add(rows, min(took), BAR * rows / 1000)
    sheet.notes = [
        "CPU time of one process, keys included; least of three designs of five factors."
    ]
    return [sheet]
