"""The methods by which an experiment's rows are laid out."""

from __future__ import annotations

from collections.abc import Callable

from sim.core.errors import InputError
from sim.runs.designs.attribution import attribution
from sim.runs.designs.design import Design
from sim.runs.designs.factorial import factorial
from sim.runs.designs.latin_hypercube import latin_hypercube
from sim.runs.designs.listed import listed
from sim.runs.designs.morris import morris
from sim.runs.designs.one_at_a_time import one_at_a_time
from sim.runs.designs.sobol import sobol
from sim.scenario.experiment import Experiment

METHODS: dict[str, Callable[[Experiment], Design]] = {
    "list": listed,
    "csv": listed,
    "ofat": one_at_a_time,
    "factorial": factorial,
    "lhs": latin_hypercube,
    "morris": morris,
    "sobol": sobol,
    "attribution": attribution,
}


def lay_out(experiment: Experiment) -> Design:
    """Return the rows of an experiment.

    Raises InputError for constraints that leave no row, too many rows, and the method auto, which
    chooses its rows as results come in.
    """
    method = experiment.design.method
    if method == "auto":
        what = "The method auto chooses its rows from results, so it cannot be laid out ahead."
        do = (
            "Run it by: parksim run; or take {method: morris, n: 20}, then {method: sobol, n: 256}."
        )
        raise InputError("design.method", what, do)
    return METHODS[method](experiment)
