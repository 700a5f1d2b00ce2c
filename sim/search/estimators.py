"""Estimators of the stylized facts: tails, tents, slopes, concentration and decomposition.

Firms are rows of a sample, so every estimator takes weights (firms that a row stands for). Known
answers on synthetic data are in ``tests/published``.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, special


def weighted_quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """Return the smallest value with at least the given share of weight at or below it.

    values, weights  (N,)      share  0-1      Raises ValueError without a row.
    """
    if len(values) == 0:
        raise ValueError("a quantile needs at least one row")
    order = np.argsort(values, kind="stable")
    line = np.cumsum(weights[order])
    place = int(np.searchsorted(line, share * line[-1] * (1.0 - 1e-12)))
    return float(values[order[min(place, len(order) - 1)]])


def hill_exponent(values: np.ndarray, weights: np.ndarray, top: float = 0.1) -> float:
    """Return the exponent of a power tail by maximum likelihood (Hill 1975).

    alpha = sum w / sum w ln(x / x_min) over the rows above x_min, the quantile 1 - top
    values  sizes above 0, (N,)      top  share of weight in the tail
    Source: Hill 1975; facts F1 (Axtell 2001).      Raises ValueError if the tail is empty.
    """
    least = weighted_quantile(values, weights, 1.0 - top)
    tail = values > least
    logs = float((weights[tail] * np.log(values[tail] / least)).sum())
    if logs <= 0.0:
        raise ValueError("the tail holds no row above its threshold")
    return float(weights[tail].sum()) / logs


def subbotin_shape(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the shape b of a Subbotin density around the median, by maximum likelihood.

    f(x) = exp(-|x - mu|^b / (b a^b)) / (2 a b^(1/b) Gamma(1 + 1/b)); the scale a has a closed form
    given b. b = 2 is normal, b = 1 Laplace (a tent on a logarithmic scale).
    values  growth rates, (N,)      Source: Bottazzi, Secchi 2006.
    """
    far = np.abs(values - weighted_quantile(values, weights, 0.5))
    logs = np.log(far[far > 0.0])
    mass = weights[far > 0.0] / weights.sum()

    def cost(log_shape: float) -> float:
        shape = math.exp(log_shape)
        scale = math.log(float((mass * np.exp(shape * logs)).sum())) / shape
        return scale + (math.log(shape) + 1.0) / shape + special.gammaln(1.0 + 1.0 / shape)

    found = optimize.minimize_scalar(cost, bounds=(math.log(0.1), math.log(10.0)), method="bounded")
    return math.exp(float(found.x))


def within_slope(
    values: np.ndarray, driver: np.ndarray, weights: np.ndarray, groups: np.ndarray
) -> float:
    """Return the slope of values on a driver inside groups: least squares with group constants.

    values, driver, weights  (N,)      groups  whole numbers from 0, (N,)
    """
    mass = np.bincount(groups, weights)
    used = np.maximum(mass, 1e-300)
    y = values - (np.bincount(groups, weights * values) / used)[groups]
    x = driver - (np.bincount(groups, weights * driver) / used)[groups]
    return float((weights * x * y).sum() / (weights * x * x).sum())


def spread_slope(
    growth: np.ndarray, size: np.ndarray, weights: np.ndarray, least_rows: int = 50
) -> float:
    """Return how the spread of growth falls with size: slope of ln sd on ln size over size classes.

    Size classes double; classes with fewer rows than ``least_rows`` are left out.
    growth  log points, (N,)      size  above 0, (N,)      Source: Amaral et al. 1997.
    Raises ValueError with fewer than three classes.
    """
    classes = np.floor(np.log2(np.maximum(size, 1.0))).astype(np.int64)
    middle, spread = [], []
    for number in np.unique(classes):
        rows = classes == number
        if rows.sum() < least_rows:
            continue
        mass = weights[rows] / weights[rows].sum()
        mean = (mass * growth[rows]).sum()
        middle.append(float((mass * np.log(np.maximum(size[rows], 1.0))).sum()))
        spread.append(0.5 * math.log(float((mass * (growth[rows] - mean) ** 2).sum())))
    if len(middle) < 3:
        raise ValueError("a slope over size classes needs three classes")
    return float(np.polyfit(middle, spread, 1)[0])


def concentration_index(
    staff: np.ndarray, herfindahl: np.ndarray, everyone: np.ndarray
) -> np.ndarray:
    """Return Ellison and Glaeser's gamma of every industry over places.

    G = sum (s_p - x_p)^2 with s_p the industry's and x_p everyone's share of place p;
    gamma = (G/(1 - sum x^2) - H)/(1 - H): 0 if firms choose places as everyone does.
    staff  (places, industries)      herfindahl  H over the industry's firms, (industries,)
    everyone  staff by place, (places,)
    Returns (industries,); not a number for an industry without staff or of a single firm.
    Source: Ellison, Glaeser 1997.
    """
    place = everyone / everyone.sum()
    total = staff.sum(axis=0)
    share = np.divide(staff, total, out=np.full(staff.shape, np.nan), where=total > 0)
    raw = ((share - place[:, None]) ** 2).sum(axis=0)
    excess = raw / (1.0 - (place**2).sum()) - herfindahl
    several = herfindahl < 1.0
    return np.divide(excess, 1.0 - herfindahl, out=np.full(len(total), np.nan), where=several)


def net_entry_share(
    before: tuple[np.ndarray, np.ndarray, np.ndarray],
    after: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> float:
    """Return the share of net entry in the growth of productivity between two dates.

    Growth of the size-weighted mean = within + between + cross of those who stay + entry - exit,
    entrants and leavers measured against the mean of the first date (Foster, Haltiwanger, Krizan
    2001); the share is (entry - exit)/growth.
    before, after  identities, size weights and log productivity of the firms, each (N,)
    Source: Brandt et al. 2012 use this form.      Raises ValueError if nothing grew.
    """
    (old, old_size, old_level), (new, new_size, new_level) = before, after
    start, end = old_size / old_size.sum(), new_size / new_size.sum()
    first = float((start * old_level).sum())
    growth = float((end * new_level).sum()) - first
    if growth == 0.0:
        raise ValueError("productivity did not change, so nothing has a share in it")
    entry = float((end * (new_level - first))[~np.isin(new, old)].sum())
    leaving = float((start * (old_level - first))[~np.isin(old, new)].sum())
    return (entry - leaving) / growth
