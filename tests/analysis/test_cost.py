import math

import numpy as np
import pytest

from sim.analysis.cost import cost_of_effects, fieller
from tests.analysis.test_targets import MadeUp, constant


def row(table, effect):
    (found,) = table[table["effect"] == effect].to_dict("records")
    return found


def test_a_job_costs_the_mean_yearly_money_over_the_jobs_gained():
    base = {"public_cost": constant(100, 100), "staff": constant(1000, 1000)}
    more = np.array([[0.0] * 4 + [40.0] * 4, [0.0] * 4 + [60.0] * 4])  # means 20 and 30 a year
    world = {"public_cost": base["public_cost"] + more, "staff": constant(1010, 1015)}
    found = row(cost_of_effects(MadeUp({"plain": base, "reform": world})), "staff")
    assert (found["cost"], found["gained"]) == (25.0, 12.5)
    assert found["cost_per_unit"] == 2.0


def test_moves_between_the_parks_and_the_rest_cancel_in_the_city():
    base = {"public_cost": constant(0, 0), "staff": constant(5, 5), "staff_city": constant(9, 9)}
    world = {"public_cost": constant(1, 1), "staff": constant(6, 6), "staff_city": constant(9, 9)}
    table = cost_of_effects(MadeUp({"plain": base, "reform": world}))
    assert row(table, "staff")["cost_per_unit"] == 1.0
    assert math.isnan(row(table, "staff_city")["cost_per_unit"])


def test_fieller_s_interval_solves_its_equation():
    top, bottom = np.array([9.0, 10.0, 11.0, 12.0]), np.array([4.0, 5.0, 5.0, 6.0])
    square = 3.182446305**2
    for bound in fieller(top, bottom):
        gap = top - bound * bottom  # the mean of T - x B lies just t standard errors from zero
        assert gap.mean() ** 2 == pytest.approx(square * gap.var(ddof=1) / 4)
    low, high = fieller(top, bottom)
    assert low < top.mean() / bottom.mean() < high


def test_an_effect_that_may_be_zero_has_no_cost_interval():
    assert all(math.isnan(each) for each in fieller(np.ones(4), np.array([-1.0, 1.0, -2.0, 2.0])))
    assert all(math.isnan(each) for each in fieller(np.ones(1), np.ones(1)))


def test_a_result_without_public_cost_has_no_table():
    assert cost_of_effects(MadeUp({"plain": {"staff": constant(1, 2)}})).empty
