"""Elementary effects of Morris (1991): what an output changes over the unit range of a factor."""

from __future__ import annotations

import numpy as np

from sim.analysis.interval import Interval
from sim.analysis.sensitivity import bootstrap, noise
from sim.analysis.sensitivity.study import Study

KEY = "mu_star"  # the measure that factors are ranked by


def measures(values: np.ndarray, study: Study, seed: int, level: float) -> dict[str, Interval]:
    """Return the measures of elementary effects in the unit of the output, with intervals.

    values  (trajectories, rows of one, replicates)
    Returns measure -> (k + 1,), the dummy last: ``mu_star``, the mean size of an effect
    (Campolongo et al. 2007), in which luck is left; ``strength``, the root of its mean square, and
    ``sigma``, the standard deviation over the space, both freed of luck; ``mu``, the mean effect,
    not a number for groups, whose factors move either way.
    """
    count = len(study.columns)
    found, step = effects(values, study)
    dummy = noise.dealt(values[:, 0], seed)[:, None] / step
    every = np.concatenate([found, dummy], axis=1)
    groups = np.array([*(study.group_sizes[name] > 1 for name in study.columns), False])

    def estimate(held: np.ndarray, draw: np.ndarray) -> dict[str, np.ndarray]:
        means = held.mean(-1)
        luck = noise.of_product(held, held)
        made: dict[str, list[np.ndarray]] = {}
        for column in range(count + 1):
            one, by_luck = means[:, column][draw], luck[:, column][draw].mean(axis=0)
            size, mean, square = np.abs(one).mean(0), one.mean(0), (one**2).mean(0)
            varied = (square - mean**2) * len(draw) / max(len(draw) - 1, 1)
            made.setdefault("mu_star", []).append(size)
            made.setdefault("strength", []).append(np.sqrt(np.maximum(square - by_luck, 0.0)))
            made.setdefault("sigma", []).append(np.sqrt(np.maximum(varied - by_luck, 0.0)))
            made.setdefault("mu", []).append(np.where(groups[column], np.nan, mean))
        return {name: np.array(each) for name, each in made.items()}

    return bootstrap.intervals(estimate, every, seed, level)


def effects(values: np.ndarray, study: Study) -> tuple[np.ndarray, float]:
    """Return the elementary effect of each column in each trajectory, and the step on the unit.

    values  (trajectories, rows of one, replicates)
    Returns (trajectories, columns, replicates): the change of the output over that of the factor; a
    group's over the step, whatever way its factors went.
    """
    unit = study.unit_blocks[: len(values)]
    moves = np.diff(unit, axis=1)
    changes = np.diff(values, axis=1)
    found = np.empty((len(values), len(study.columns), values.shape[-1]))
    step = float(np.abs(moves).max())
    where = np.abs(moves) > 1e-9
    for number, name in enumerate(study.columns):
        members = study.members(name)
        which = where[:, :, members[0]].argmax(axis=1)
        rows = np.arange(len(values))
        moved = moves[rows, which, members[0]]
        sign = np.sign(moved) if len(members) == 1 else np.ones(len(values))
        found[:, number] = changes[rows, which] / (sign * step)[:, None]
    return found, step
