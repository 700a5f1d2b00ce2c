"""PAWN: how far the distribution of an output moves when a factor is held within a slice."""

from __future__ import annotations

import numpy as np

from sim.analysis.interval import Interval
from sim.analysis.sensitivity import adapter, bootstrap
from sim.analysis.sensitivity.study import Study
from sim.core.errors import InputError

KEY = "pawn"
RESAMPLES = 20  # each of them calls for as much work as the estimate itself
MOST_ROWS = 4096


def measures(values: np.ndarray, study: Study, seed: int, level: float) -> dict[str, Interval]:
    """Return the median Kolmogorov-Smirnov distance over slices, for any design.

    values  (blocks, rows of a block, replicates); the first blocks, up to 4,096 rows, are taken
    Returns ``pawn`` -> (k + 1,), the dummy last: a column of random numbers, which shows how far
    from zero a factor without influence comes out with so many rows and so much luck.
    Raises InputError for fewer than two rows a slice.
    """
    rows = values.shape[0] * values.shape[1]
    if rows < 2 * adapter.SLICES:
        what = f"{rows} rows are too few for PAWN, which needs {2 * adapter.SLICES}."
        raise InputError("sensitivity", what, "Run a design with more rows.")
    values = values[: max(1, MOST_ROWS // values.shape[1])]
    inputs = study.with_random_column(seed)[: len(values)]

    def estimate(held: np.ndarray, draw: np.ndarray) -> dict[str, np.ndarray]:
        means = held.mean(-1)
        found = [
            adapter.pawn(inputs[each].reshape(-1, inputs.shape[-1]), means[each].ravel())
            for each in draw.T
        ]
        return {KEY: np.array(found).T}

    return bootstrap.intervals(estimate, values, seed, level, RESAMPLES)
