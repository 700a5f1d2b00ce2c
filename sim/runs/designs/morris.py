"""Trajectories of Morris (1991): each step moves one factor, or one group of factors.

Nested: a larger n begins with the same trajectories.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.core.errors import InputError
from sim.runs.designs.design import Design, drawn, seed_of
from sim.scenario.experiment import Experiment

LEVELS = 4


def morris(experiment: Experiment) -> Design:
    """Return n trajectories on a grid of the unit cube; one with a refused row is drawn again.

    A trajectory has a row more than there are factors or groups.
    Raises InputError if all factors are in one group.
    """
    from SALib.sample import morris as method

    problem = problem_of(experiment)
    levels = experiment.design.levels or LEVELS
    steps = len(set(problem.get("groups", problem["names"])))

    def draw(count: int) -> np.ndarray:
        stream = np.random.default_rng(seed_of(experiment))
        return method.sample(problem, count, num_levels=levels, seed=stream)

    return drawn(experiment, draw, experiment.design.n or 1, steps + 1)


def problem_of(experiment: Experiment) -> dict[str, Any]:
    """Return the factors as SALib takes them, on the unit cube; an ungrouped one is its own group.

    Raises InputError if all factors are in one group, from which nothing can be learned.
    """
    factors = experiment.factors
    names = [each.name for each in factors]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    if not any(each.group for each in factors):
        return problem
    groups = [f"group {each.group}" if each.group else each.name for each in factors]
    if len(set(groups)) == 1:
        what = "All factors are in one group, so nothing can be told apart."
        raise InputError(factors[0].place, what, "Make two groups, or none.")
    return {**problem, "groups": groups}
