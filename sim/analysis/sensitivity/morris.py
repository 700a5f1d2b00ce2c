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
    not a number for groups, whose factors move either way. The dummy has as many
    effects a trajectory as that has rows, so that its mean is sure.
    """
    count, size = len(study.columns), values.shape[1]
    found, step = effects(values, study)
    dealt = noise.dealt(values.reshape(-1, values.shape[-1]), seed).reshape(values.shape)
    every = np.concatenate([found, dealt / step], axis=1)
    columns = [*([place] for place in range(count)), list(range(count, count + size))]
    groups = np.array([*(study.group_sizes[name] > 1 for name in study.columns), False])

    def estimate(held: np.ndarray, draw: np.ndarray) -> dict[str, np.ndarray]:
        luck = noise.of_product(held, held)
        means = held.mean(-1)
        made: dict[str, list[np.ndarray]] = {}
        for number, places in enumerate(columns):
            one, by_luck = (
                each[:, places][draw].transpose(0, 2, 1).reshape(-1, draw.shape[1])
                for each in (means, luck)
            )
            mean, square = one.mean(0), (one**2 - by_luck).mean(0)
            varied = (one**2).mean(0) - mean**2
            apart = varied * len(one) / max(len(one) - 1, 1) - by_luck.mean(0)
            made.setdefault("mu_star", []).append(np.abs(one).mean(0))
            made.setdefault("strength", []).append(np.sqrt(np.maximum(square, 0.0)))
            made.setdefault("sigma", []).append(np.sqrt(np.maximum(apart, 0.0)))
            made.setdefault("mu", []).append(np.where(groups[number], np.nan, mean))
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
