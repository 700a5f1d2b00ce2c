"""Luck in an output that is a mean over few replicates: how much of an index it is, and without it.

An estimator of sensitivity is a mean of products of outputs. If both factors of a product are means
over the same r replicates, luck adds to it the covariance of both over replicates, over r:

    E[u v] = f_u f_v + cov(u, v) / r

With independent luck that is c, the mean variance within rows over r, so that
ST = (num - c) / (var - c) and S1 = num / (var - c). Rows that share their luck keep part of it in
common, which cancels in a difference; the covariance is therefore taken of the very differences
that an estimator multiplies. That is right for independent and for common luck, and for a factor
that changes nothing at all, whose rows are the same runs.
"""

from __future__ import annotations

import numpy as np

FEWEST_FOR_SPREAD = 4  # replicates: two numbers of the spread in each row


def of_product(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return what luck adds to the product of two means over the same replicates.

    one, other  (..., replicates)
    Returns (...); zero with one replicate, of which luck cannot be told.
    """
    count = one.shape[-1]
    if count < 2:
        return np.zeros(one.shape[:-1])
    apart = (one - one.mean(-1, keepdims=True)) * (other - other.mean(-1, keepdims=True))
    return apart.sum(-1) / (count - 1) / count


def centred(values: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Return outputs without the mean of each replicate, which is luck that all rows share.

    values  (..., replicates)      base  (rows, replicates), over which the mean is taken
    """
    return values - base.mean(axis=0)


def luck_share(values: np.ndarray) -> float:
    """Return the share of luck in the variance of single runs.

    within / (between + within), with the variance within a row, and that between the means of rows
    freed of what luck adds to it.
    values  (rows, replicates)
    Returns a share, 0-1; not a number with one replicate.
    """
    count = values.shape[-1]
    if count < 2:
        return float("nan")
    within = float(values.var(axis=-1, ddof=1).mean())
    even = centred(values, values)
    between = float(even.mean(-1).var(ddof=1) - of_product(even, even).mean())
    whole = max(between, 0.0) + within
    return within / whole if whole > 0.0 else float("nan")


def spread(values: np.ndarray) -> np.ndarray | None:
    """Return the variance of luck as an output of its own, from replicates two by two.

    (y1 - y2)^2 / 2 has the variance of luck in that row as its mean, and pairs without a replicate
    in common are replicates of it, so that all that is done with outputs can be done with it.
    values  (..., replicates)
    Returns (..., half as many), or None with fewer than four replicates.
    """
    count = values.shape[-1]
    if count < FEWEST_FOR_SPREAD:
        return None
    pairs = values[..., : count // 2 * 2].reshape(*values.shape[:-1], -1, 2)
    return (pairs[..., 0] - pairs[..., 1]) ** 2 / 2.0


def dealt(values: np.ndarray, seed: int) -> np.ndarray:
    """Return what a factor changes that does nothing but deal out the luck anew.

    A factor that nothing reads leaves every run as it is, so that all its indices are exactly zero
    and tell nothing. This dummy moves luck instead: in each replicate the residuals of rows are
    dealt to other rows, twice, and the difference is what it changed.
    values  base rows, (rows, replicates)      seed  of the dealing
    Returns (rows, replicates); not numbers with one replicate.
    """
    rows, count = values.shape
    if count < 2:
        return np.full(values.shape, np.nan)
    even = centred(values, values)
    residuals = (even - even.mean(-1, keepdims=True)) * np.sqrt(count / (count - 1))
    stream = np.random.default_rng([seed, rows, count])
    hands = [stream.permuted(residuals, axis=0) for _ in range(2)]
    return hands[1] - hands[0]
