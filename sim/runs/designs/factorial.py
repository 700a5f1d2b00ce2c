"""Full factorial: every level of a factor with every level of all others."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from sim.runs.designs.design import Design, check_size, without_refused
from sim.scenario.experiment import Experiment

LEVELS = 2


def factorial(experiment: Experiment) -> Design:
    """Return all combinations of levels, the last factor changing fastest.

    A factor's levels are ``Distribution.levels``. Rows that break a constraint are left out.
    Raises InputError if there are too many or none is left.
    """
    count = experiment.design.levels or LEVELS
    levels = [each.distribution.levels(count) for each in experiment.factors]
    check_size(math.prod(map(len, levels)))
    return without_refused(experiment, np.array(list(product(*levels))))
