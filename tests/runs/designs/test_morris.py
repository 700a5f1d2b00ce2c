"""Trajectories (Morris 1991): one factor a step, by two thirds of its unit on a grid of four."""

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.runs.designs.methods import lay_out
from sim.scenario.distribution import Distribution
from tests.runs.designs.made_up import experiment, factor


def steps(made):
    """Differences within each trajectory, (trajectories, steps, factors)."""
    return np.diff(made.unit.reshape(-1, made.block, made.unit.shape[1]), axis=1)


def test_each_step_moves_one_factor_and_each_factor_moves_once():
    made = lay_out(experiment("x", "y", "z", method="morris", n=12))
    assert (made.rows, made.block) == (48, 4)
    moved = np.abs(steps(made)) > 1e-12
    assert (moved.sum(axis=2) == 1).all()
    assert (moved.sum(axis=1) == 1).all()
    assert np.allclose(np.abs(steps(made))[moved], 2 / 3)
    assert np.allclose(made.unit * 3, np.round(made.unit * 3)), "a grid of four levels"


def test_a_group_moves_together():
    made = lay_out(
        experiment(factor("x", group="g"), "y", factor("z", group="g"), method="morris", n=6)
    )
    assert made.block == 3
    for trajectory in np.abs(steps(made)) > 1e-12:
        assert sorted(map(tuple, trajectory.tolist())) == [
            (False, True, False),
            (True, False, True),
        ]


def test_more_trajectories_begin_with_the_same():
    few, many = (lay_out(experiment("x", "y", method="morris", n=n, seed=0)) for n in (4, 9))
    assert np.array_equal(few.values, many.values[: few.rows])


def test_every_step_of_a_factor_with_few_values_changes_its_value():
    few = Distribution("integers", (1.0, 3.0))
    switch = Distribution("boolean", (0.5,))
    made = lay_out(experiment(factor("x", few), factor("y", switch), method="morris", n=20))
    values = np.diff(made.values.reshape(-1, 3, 2), axis=1)
    assert ((values != 0).sum(axis=2) == 1).all()


def test_a_trajectory_with_a_refused_row_is_drawn_again_as_a_whole():
    made = lay_out(experiment("x", "y", method="morris", n=10, constraints=["x + y < 1.5"]))
    assert made.rows == 30 and made.refused % 3 == 0 and made.refused > 0
    assert (made.values.sum(axis=1) < 1.5).all()
    assert ((np.abs(steps(made)) > 1e-12).sum(axis=2) == 1).all()


def test_one_group_of_all_factors_is_refused():
    one = experiment(factor("x", group="g"), factor("y", group="g"), method="morris", n=2)
    with pytest.raises(InputError, match="one group"):
        lay_out(one)
