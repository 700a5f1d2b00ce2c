"""A design made larger: its first rows are those that were run, so that only the rest is run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sim.core.errors import InputError
from sim.runs import api
from sim.runs.experiment import Place
from sim.runs.results import Results
from sim.runs.setting import Setting
from sim.scenario import experiment_file

NESTED = ("sobol", "morris")  # designs of which a larger one begins with the same rows


def extended(results: Results, n: int, setting: Setting | None = None) -> api.Prepared:
    """Return the experiment of a result with more base rows or trajectories, ready to run.

    The result it leaves stands beside the old one and is the same as if it had been as large from
    the start; runs that are stored are used again.
    n        base rows (sobol, a power of two) or trajectories (morris)
    setting  where its words are looked up; by default that of the working folder
    Raises InputError for a design that is not nested, an n that is no larger, and whatever the
    experiment file would raise.
    """
    design = dict(results.experiment()["design"])
    if design["method"] not in NESTED:
        what = f"A design {design['method']} cannot be extended: a larger one has other rows."
        raise InputError("--extend", what, f"Take {' or '.join(NESTED)} from the start.")
    if n <= int(design["n"]):
        what = f"The design has n = {design['n']} already."
        raise InputError("--extend", what, f"Name a larger one, as --extend {2 * design['n']}")
    path = results.folder / "experiment.yaml"
    file = experiment_file.read(path, {"design": {**design, "n": n}})
    made = api.prepare_experiment(file, setting=setting)
    named = f"{made.plan.id}@{made.plan.hash8}"
    folder = Path(results.folder).parent / named
    place = replace(Place.of(made.plan, folder), store=results.store.folder)
    return replace(made, place=place)
