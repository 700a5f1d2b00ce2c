"""Saltelli's design for the indices of Sobol (Saltelli 2002): n base rows with their exchanges.

Nested: a larger n begins with the same rows, so that runs of a smaller one are used again.
"""

from __future__ import annotations

import numpy as np

from sim.runs.designs.design import Design, drawn, seed_of
from sim.runs.designs.morris import problem_of
from sim.scenario.experiment import Experiment


def sobol(experiment: Experiment) -> Design:
    """Return n blocks A, AB_1 ... AB_k, (BA_1 ... BA_k,) B on the unit cube, scrambled.

    BA is there for indices of the second order alone. A block with a refused row is left out, and
    the sequence goes on.
    Raises InputError if all factors are in one group.
    """
    from SALib.sample import sobol as method

    problem = problem_of(experiment)
    second = bool(experiment.design.second_order)
    columns = len(set(problem.get("groups", problem["names"])))

    def draw(count: int) -> np.ndarray:
        stream = np.random.default_rng(seed_of(experiment))
        return method.sample(problem, count, calc_second_order=second, seed=stream)

    block = (2 if second else 1) * columns + 2
    return drawn(experiment, draw, experiment.design.n or 1, block)
