"""Delta: how far the density of an output moves when a factor is known (Borgonovo 2007)."""

from __future__ import annotations

import numpy as np

from sim.analysis.interval import Interval
from sim.analysis.sensitivity import adapter
from sim.analysis.sensitivity.study import Study

KEY = "delta"
MOST_ROWS = 2048  # its densities take time in proportion to the square of the rows


def measures(values: np.ndarray, study: Study, seed: int, level: float) -> dict[str, Interval]:
    """Return delta, for any design.

    values  (blocks, rows of a block, replicates); the first blocks, up to 2,048 rows, are taken
    Returns ``delta`` -> (k + 1,), the dummy last: a column of random numbers.
    """
    blocks = max(1, min(len(values), MOST_ROWS // values.shape[1]))
    inputs = study.with_random_column(seed)[:blocks]
    outputs = values[:blocks].mean(-1).ravel()
    found, half = adapter.delta(inputs.reshape(-1, inputs.shape[-1]), outputs, seed, level)
    return {KEY: Interval(found, found - half, found + half)}
