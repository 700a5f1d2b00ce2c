"""Delta: how far the density of an output moves when a factor is known (Borgonovo 2007)."""

from __future__ import annotations

import numpy as np

from sim.analysis.interval import Interval
from sim.analysis.sensitivity import adapter
from sim.analysis.sensitivity.study import Study
from sim.core.errors import InputError

KEY = "delta"
MOST_ROWS = 1024  # its densities take time in proportion to the square of the rows


def measures(values: np.ndarray, study: Study, seed: int, level: float) -> dict[str, Interval]:
    """Return delta, for any design.

    values  (blocks, rows of a block, replicates); the first blocks, up to 1,024 rows, are taken
    Returns ``delta`` -> (k + 1,), the dummy last: a column of random numbers.
    Raises InputError for fewer rows than its densities need.
    """
    blocks = max(1, min(len(values), MOST_ROWS // values.shape[1]))
    inputs = study.with_random_column(seed)[:blocks]
    outputs = values[:blocks].mean(-1).ravel()
    found, half = adapter.delta(inputs.reshape(-1, inputs.shape[-1]), outputs, seed, level)
    if not np.isfinite([found, half]).all():
        what = f"{len(outputs)} rows are too few for the densities of delta."
        raise InputError("sensitivity", what, "Take --method pawn, or a design with more rows.")
    return {KEY: Interval(found, found - half, found + half)}
