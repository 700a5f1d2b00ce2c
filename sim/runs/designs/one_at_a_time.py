"""One factor at a time: the base row, then each factor over its levels with all others at base."""

from __future__ import annotations

import numpy as np

from sim.runs.designs.design import Design, check_size, without_refused
from sim.scenario.experiment import Experiment

LEVELS = 2  # low and high, beside the base


def one_at_a_time(experiment: Experiment) -> Design:
    """Return the base row and, factor by factor, a row for each level that is not the base.

    A factor's levels are ``Distribution.levels``: from the low to the high end of its distribution.
    Raises InputError if no row keeps the constraints.
    """
    base = np.array([each.base for each in experiment.factors])
    levels = [
        [level for level in factor.distribution.levels(experiment.design.levels or LEVELS)
         if level != factor.base]
        for factor in experiment.factors
    ]  # fmt: skip
    check_size(1 + sum(map(len, levels)))
    rows = [base]
    for number, each in enumerate(levels):
        for level in each:
            row = base.copy()
            row[number] = level
            rows.append(row)
    return without_refused(experiment, np.array(rows))
