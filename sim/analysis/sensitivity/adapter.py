"""The estimators of SALib: the only place that calls them, on numbers that they can take.

SALib turns one missing value into indices of zero without a word, takes a constant output for one
that nothing drives, ignores the seed 0, and sets the random state and the warnings of the whole
process. Here an output is refused by name, factors are columns of the unit cube, and what SALib
changes is put back.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from sim.core.errors import InputError

SLICES = 10  # conditioning intervals of PAWN
DELTA_RESAMPLES = 25  # by which delta is freed of bias, and its interval found
_SAME = 1e-12  # of its size, within which an output counts as constant


def check(values: np.ndarray, name: str) -> None:
    """Raise InputError for an output with a number that is not finite, or without any variation.

    values  any shape      name  by which messages call the output
    """
    bad = int((~np.isfinite(values)).sum())
    if bad:
        what = f"{bad} of {values.size} values of {name} are no finite number."
        do = "Take another indicator or date, or find the runs with parksim status."
        raise InputError("sensitivity", what, do)
    if constant(values):
        what = f"{name} is the same in every row, so nothing drives it."
        raise InputError("sensitivity", what, "Take another indicator or a later date.")


def constant(values: np.ndarray) -> bool:
    """Return whether all numbers are the same but for rounding."""
    return bool(np.ptp(values) <= _SAME * np.abs(values).max(initial=0.0))


def first_order(a: np.ndarray, ab: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return S1 of each column (Saltelli et al. 2010).   mean of B (AB - A) / var(A, B)

    a, ab, b  outputs of the base rows, their exchanges and the other base, (blocks, resamples)
    """
    from SALib.analyze import sobol

    with _quiet():
        return sobol.first_order(a, ab, b)


def total_order(a: np.ndarray, ab: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return ST of each column (Jansen 1999).   mean of (A - AB)^2 / (2 var(A, B))"""
    from SALib.analyze import sobol

    with _quiet():
        return sobol.total_order(a, ab, b)


def pawn(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the median Kolmogorov-Smirnov distance of each factor (Pianosi & Wagener 2018).

    x  (rows, factors) on the unit cube      y  (rows,)
    """
    from SALib.analyze import pawn as method

    with _quiet():
        return np.asarray(method.analyze(_problem(x), x, y, S=SLICES)["median"])


def delta(x: np.ndarray, y: np.ndarray, seed: int, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return delta of each factor, freed of bias, with its half-width (Plischke et al. 2013).

    x, y   as of `pawn`      seed  any whole number      level  coverage, 0-1
    """
    from SALib.analyze import delta as method

    with _quiet():
        found = method.analyze(
            _problem(x), x, y, DELTA_RESAMPLES, level, seed=seed % (2**32 - 1) + 1, method="delta"
        )
    return found["delta_raw"], found["delta_raw_conf"]


def _problem(x: np.ndarray) -> dict[str, Any]:
    """Return the unit cube as SALib describes it; factors have numbers, some words it refuses."""
    count = x.shape[1]
    names = [f"x{number}" for number in range(count)]
    return {"num_vars": count, "names": names, "bounds": [[0.0, 1.0]] * count}


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the random state of NumPy and the handling of warnings as they were.

    SALib turns its notices on itself, so that they are recorded, which no filter undoes.
    """
    state, form = np.random.get_state(), warnings.formatwarning  # noqa: NPY002  SALib sets it
    try:
        with warnings.catch_warnings(record=True):
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002
        warnings.formatwarning = form
