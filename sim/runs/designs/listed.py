"""Rows that somebody gives: ``method: list`` in the file itself, ``method: csv`` in a table."""

from __future__ import annotations

import numpy as np

from sim.runs.designs.design import Design, check_size, design_of, without_refused
from sim.scenario.experiment import Experiment


def listed(experiment: Experiment) -> Design:
    """Return the rows that were given; one row without values if nothing varies.

    Raises InputError if no row keeps the constraints.
    """
    if not experiment.factors:
        return design_of(experiment, np.empty((1, 0)))
    check_size(len(experiment.given))
    return without_refused(experiment, np.array(experiment.given, dtype=float))
