"""Indices of Sobol: the share of the output's variance that a factor explains, freed of luck."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from sim.analysis.interval import Interval
from sim.analysis.sensitivity import adapter, bootstrap, noise
from sim.analysis.sensitivity.study import DUMMY, Study

KEY = "ST"  # the measure that factors are ranked by


def measures(values: np.ndarray, study: Study, seed: int, level: float) -> dict[str, Interval]:
    """Return S1, ST and, if the design allows it, S2, with intervals.

    values  (blocks, rows of a block, replicates), rows A, AB_1 ... AB_k, (BA_1 ... BA_k,) B
    Returns measure -> (k + 1,), the dummy last: S1 alone, ST with all interactions, ``ST_raw`` as
    it is before luck is taken off; S2 of pairs in the order of `pairs`.
    """
    count, second = len(study.columns), study.second
    exchanged = values[:, 0] + noise.dealt(values[:, 0], seed)
    with_dummy = np.insert(values, count + 1, exchanged, axis=1)

    def estimate(held: np.ndarray, draw: np.ndarray) -> dict[str, np.ndarray]:
        return indices(held, draw, count + 1, count if second else 0)

    return bootstrap.intervals(estimate, with_dummy, seed, level)


def pairs(study: Study) -> list[str]:
    """Return the names of the pairs of which S2 is known, in its order."""
    if not study.second:
        return []
    return [f"{one} × {other}" for one, other in combinations(study.columns, 2)]


def named(study: Study) -> tuple[str, ...]:
    """Return the names of the factors in the order of S1 and ST."""
    return (*study.columns, DUMMY)


def indices(
    values: np.ndarray, draw: np.ndarray, count: int, seconds: int = 0
) -> dict[str, np.ndarray]:
    """Return the indices of resamples.

    S1 = mean B (AB - A) / V,   ST = mean (A - AB)^2 / 2V,   S2 = mean (BA_i AB_j - A B) / V - S1_i
    - S1_j, every product and V freed of luck (`noise`). Outputs are taken from the mean of their
    replicate over the base rows.
    values   (blocks, rows of a block, replicates)      draw  blocks, (blocks, resamples)
    count    exchanged columns                          seconds  of which BA is there, too
    Returns S1, ST, ST_raw (count, resamples) and S2 (pairs, resamples); not a number where the
    variance is nothing but luck.
    """
    values = noise.centred(values, np.concatenate([values[:, 0], values[:, -1]]))
    means = values.mean(-1)
    a, b = values[:, 0], values[:, -1]
    base, other = means[:, 0][draw], means[:, -1][draw]
    variance = np.var(np.concatenate([base, other]), axis=0)
    luck = (noise.of_product(a, a) + noise.of_product(b, b)) / 2.0
    signal = variance - luck[draw].mean(axis=0)
    signal = np.where(signal > 0.0, signal, np.nan)
    first, total, raw = (np.empty((count, draw.shape[1])) for _ in range(3))
    for column in range(count):
        step = values[:, column + 1] - a
        exchanged = means[:, column + 1][draw]
        raw[column] = adapter.total_order(base, exchanged, other)
        alone = adapter.first_order(base, exchanged, other) * variance
        by_luck = noise.of_product(step, step)[draw].mean(axis=0) / 2.0
        total[column] = (raw[column] * variance - by_luck) / signal
        first[column] = (alone - noise.of_product(b, step)[draw].mean(axis=0)) / signal
    found = {"S1": first, "ST": total, "ST_raw": raw}
    if seconds:
        joint = []
        for one, two in combinations(range(seconds), 2):
            back, there = values[:, count + 1 + one], values[:, two + 1]
            product = back.mean(-1) * there.mean(-1) - a.mean(-1) * b.mean(-1)
            product = product - noise.of_product(back, there) + noise.of_product(a, b)
            joint.append(product[draw].mean(axis=0) / signal - first[one] - first[two])
        found["S2"] = np.array(joint)
    return found
