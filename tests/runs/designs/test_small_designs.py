"""Lists, one factor at a time, factorials and permutations of clauses, worked out by hand."""

from math import factorial as permutations

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.runs.designs.methods import lay_out
from sim.scenario.distribution import Distribution
from tests.runs.designs.made_up import experiment, factor

MARK = factor("mark", Distribution("uniform", (50.0, 70.0)), base=60.0)
FAILS = factor("fails", Distribution("integers", (1.0, 2.0)), base=2.0)


def test_without_factors_there_is_one_row():
    made = lay_out(experiment(method="list"))
    assert (made.rows, made.values.shape) == (1, (1, 0))


def test_given_rows_stay_in_order_and_refused_ones_are_left_out():
    rows = ((55.0, 1.0), (65.0, 1.0), (65.0, 2.0))
    made = lay_out(experiment(MARK, FAILS, method="list", given=rows))
    assert made.values.tolist() == [list(row) for row in rows]
    kept = lay_out(experiment(MARK, FAILS, method="list", given=rows,
                              constraints=["mark < 60 or fails > 1"]))  # fmt: skip
    assert kept.values.tolist() == [[55.0, 1.0], [65.0, 2.0]]
    assert kept.refused == 1


def test_one_at_a_time_has_the_base_and_each_other_level_of_each_factor():
    made = lay_out(experiment(MARK, FAILS, method="ofat", levels=3))
    assert made.values.tolist() == [[60, 2], [50, 2], [70, 2], [60, 1]]


def test_a_factorial_has_every_level_with_every_other():
    made = lay_out(experiment(MARK, FAILS, method="factorial"))
    assert made.values.tolist() == [[50, 1], [50, 2], [70, 1], [70, 2]]


def test_a_factorial_that_is_too_large_is_refused():
    many = experiment(*[f"x{n}" for n in range(20)], method="factorial", levels=2)
    with pytest.raises(InputError, match="1,048,576 rows"):
        lay_out(many)


def test_constraints_that_leave_no_row_are_named():
    for design in ({"method": "lhs", "n": 5}, {"method": "factorial"}):
        with pytest.raises(InputError, match="x > 2"):
            lay_out(experiment("x", "y", constraints=["x > 2"], **design))


def test_a_permutation_lets_one_clause_more_stand_at_each_step():
    clauses = [factor(f"M{n}", Distribution("boolean", (0.5,)), switch=True) for n in range(1, 5)]
    made = lay_out(experiment(*clauses, method="attribution", n=6))
    assert (made.rows, made.block) == (2 * 4 + 6 * 5, 5)
    blocks = made.values[8:].reshape(6, 5, 4)
    assert (blocks[:, 0] == 0).all() and (blocks[:, -1] == 1).all()
    assert (np.diff(blocks, axis=1).sum(axis=2) == 1).all()
    orders = np.diff(blocks, axis=1).argmax(axis=2)
    assert np.array_equal(orders[1], orders[0][::-1]), "every second one is the one before back"
    many = lay_out(experiment(*clauses, method="attribution", n=9))
    assert np.array_equal(many.values[: made.rows], made.values)


def test_clauses_and_on_request_pairs_stand_alone_and_removed_ahead_of_the_permutations():
    clauses = [factor(f"M{n}", Distribution("boolean", (0.5,)), switch=True) for n in range(3)]
    made = lay_out(experiment(*clauses, method="attribution", n=1))
    alone = [[1, 0, 0], [0, 1, 1], [0, 1, 0], [1, 0, 1], [0, 0, 1], [1, 1, 0]]
    assert made.values[:6].tolist() == alone
    pairs = lay_out(experiment(*clauses, method="attribution", n=1, second_order=True))
    assert pairs.values[6:12].tolist() == [[1, 1, 0], [0, 0, 1], [1, 0, 1], [0, 1, 0], [0, 1, 1],
                                           [1, 0, 0]]  # fmt: skip
    assert np.array_equal(pairs.values[12:], made.values[6:])


def test_permutations_are_drawn_evenly():
    clauses = [factor(f"M{n}", Distribution("boolean", (0.5,)), switch=True) for n in range(3)]
    made = lay_out(experiment(*clauses, method="attribution", n=1200))
    orders = np.diff(made.values[6:].reshape(1200, 4, 3), axis=1).argmax(axis=2)
    _, counts = np.unique(orders, axis=0, return_counts=True)
    assert len(counts) == permutations(3)
    assert counts.min() > 150, "200 are expected of each; 150 is four standard deviations below"


def test_tables_speak_in_the_units_of_the_factors():
    how = factor("how", Distribution("choice", (0.0, 1.0)), names=("absolute", "bottom_k"))
    stands = factor("M5", Distribution("boolean", (0.5,)), switch=True)
    asked = experiment(MARK, FAILS, how, stands, method="list", given=((55.0, 2.0, 1.0, 0.0),))
    table = lay_out(asked).tables(asked)["design"]
    assert table.to_dict("records") == [
        {"row": 0, "mark": 55.0, "fails": 2, "how": "bottom_k", "M5": False}
    ]


def test_the_method_auto_says_what_to_begin_with():
    with pytest.raises(InputError, match="method: morris, n: 20"):
        lay_out(experiment("x", method="auto"))
