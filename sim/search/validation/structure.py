"""Estimators for ventures and networks: counts on a driver, shares of the top, clustering.

Known answers are in ``tests/published``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize

if TYPE_CHECKING:
    import networkx


def count_elasticity(
    counts: np.ndarray,
    driver: np.ndarray,
    weights: np.ndarray,
    groups: np.ndarray,
    exposure: np.ndarray | None = None,
) -> float:
    """Return b of counts that rise with exposure exp(constant of the group + b driver).

    Poisson pseudo-maximum likelihood; the constants are concentrated out, so that the score in b is
    sum_g [sum w y x - Y_g sum(w e x exp(bx)) / sum(w e exp(bx))] = 0.
    counts, driver, weights  (N,)      groups  whole numbers from 0, (N,)      exposure  (N,), or 1
    Source: Hausman, Hall, Griliches 1984; b is consistent if only the mean is right.
    Raises ValueError if no slope between -10 and 10 solves it.
    """
    offered = weights if exposure is None else weights * exposure
    groups = np.unique(groups, return_inverse=True)[1]
    total = np.bincount(groups, weights * counts)
    wanted = float((weights * counts * driver).sum())
    far = np.abs(driver).max(initial=0.0)

    def score(slope: float) -> float:
        power = offered * np.exp(slope * driver - abs(slope) * far)
        mass = np.maximum(np.bincount(groups, power), 1e-300)
        return wanted - float((total * np.bincount(groups, power * driver) / mass).sum())

    return float(optimize.brentq(score, -10.0, 10.0))


def top_share(values: np.ndarray, top: float = 0.1) -> float:
    """Return the share of the sum that the largest values hold, a share ``top`` of their number.

    values  none below 0, (N,)      Raises ValueError if there is nothing to share.
    """
    ordered = np.sort(np.asarray(values, float))[::-1]
    if ordered.sum() <= 0.0:
        raise ValueError("nothing to share")
    number = max(1, round(top * ordered.size))
    return float(ordered[:number].sum() / ordered.sum())


def clustering_ratio(graph: networkx.Graph) -> float:
    """Return mean clustering over that of a random graph of as many nodes and edges.

    A random graph has the clustering p = 2m/(n(n - 1)), the chance that two nodes are joined.
    Source: Watts, Strogatz 1998.      Raises ValueError for a graph without edges.
    """
    import networkx

    chance = networkx.density(graph)
    if chance <= 0.0:
        raise ValueError("a graph without edges has no clustering")
    return float(networkx.average_clustering(graph) / chance)
