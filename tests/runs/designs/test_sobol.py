"""Saltelli's blocks: A, then A with one column of B each, (B with one column of A each,) B."""

import numpy as np
import pytest
from SALib.sample import sobol as salib

from sim.runs.designs.methods import lay_out
from tests.runs.designs.made_up import experiment, factor


@pytest.mark.parametrize(("second", "block"), [(False, 5), (True, 8)])
def test_a_block_exchanges_one_column_at_a_time(second, block):
    made = lay_out(experiment("x", "y", "z", method="sobol", n=16, second_order=second))
    assert (made.rows, made.block) == (16 * block, block)
    for rows in made.unit.reshape(16, block, 3):
        one, other = rows[0], rows[-1]
        for column in range(3):
            wanted = one.copy()
            wanted[column] = other[column]
            assert np.array_equal(rows[1 + column], wanted)
            if second:
                wanted = other.copy()
                wanted[column] = one[column]
                assert np.array_equal(rows[4 + column], wanted)


def test_the_rows_are_those_of_salib():
    made = lay_out(experiment("x", "y", method="sobol", n=8, seed=3))
    problem = {"num_vars": 2, "names": ["x", "y"], "bounds": [[0, 1]] * 2}
    theirs = salib.sample(problem, 8, calc_second_order=False, seed=np.random.default_rng(3))
    assert np.array_equal(made.unit, theirs)


@pytest.mark.parametrize("constraints", [(), ("x + y < 1.8",)])
def test_more_base_rows_begin_with_the_same_rows(constraints):
    few, many = (
        lay_out(experiment("x", "y", method="sobol", n=n, seed=0, constraints=constraints))
        for n in (16, 64)
    )
    assert np.array_equal(few.values, many.values[: few.rows])


def test_seed_0_gives_the_same_rows_twice():
    one, other = (lay_out(experiment("x", method="sobol", n=4, seed=0)) for _ in range(2))
    assert np.array_equal(one.unit, other.unit)


def test_a_group_is_exchanged_as_one():
    made = lay_out(experiment(factor("x", group="g"), "y", factor("z", group="g"),
                              method="sobol", n=4))  # fmt: skip
    assert made.block == 4
    for rows in made.unit.reshape(4, 4, 3):
        changed = sorted(tuple((row != rows[0]).tolist()) for row in rows[1:3])
        assert changed == [(False, True, False), (True, False, True)]


def test_blocks_with_a_refused_row_are_left_out_as_a_whole():
    made = lay_out(experiment("x", "y", method="sobol", n=32, constraints=["x + y < 1.5"]))
    assert made.rows == 32 * 4 and made.refused > 0 and made.refused % 4 == 0
    assert (made.values.sum(axis=1) < 1.5).all()
    for rows in made.unit.reshape(32, 4, 2):
        assert np.array_equal(rows[1], [rows[3][0], rows[0][1]])
