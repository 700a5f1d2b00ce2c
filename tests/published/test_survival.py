"""Survival of entrants: the life table on paper, and the register's hazards against the source."""

import numpy as np
import pytest

from sim.behaviour.leave import year_of_life
from sim.policy.assumed import Assumed
from sim.policy.registers import load
from sim.search.life_table import LifeTable

HAZARDS = Assumed(load()).exit_hazard


def table_of(yearly):
    """A large cohort that meets a yearly hazard, a quarter of it each quarter."""
    quarterly = np.repeat(np.asarray(yearly) / 4.0, 4)
    alive = np.concatenate([[1.0], np.cumprod(1.0 - quarterly)[:-1]])
    return LifeTable(1e6 * alive, 1e6 * alive * quarterly)


def registered(years):
    """The register's hazard of each year of life, by the place that `leave` looks up."""
    return [float(HAZARDS[year_of_life(4 * year + 1)]) for year in range(years)]


def test_the_registers_hazards_are_those_of_the_specification():
    # 3.2: 1.6, 6.3, 9.5, 9, 8.5, 8.5, 8.2, then 7 % a year
    expected = [0.016, 0.063, 0.095, 0.09, 0.085, 0.085, 0.082, 0.07, 0.07]
    assert registered(9) == pytest.approx(expected)


def test_five_years_of_the_hazards_alone_leave_70_percent():
    """(1-.004)^4 (1-.01575)^4 (1-.02375)^4 (1-.0225)^4 (1-.02125)^4 = 0.703; SAIC: 0.65-0.72."""
    survival = table_of(registered(12)).survival(5)
    assert survival == pytest.approx(0.703, abs=0.001)
    assert 0.65 < survival < 0.72


def test_the_hazards_rise_to_the_third_year_and_fall_after_the_seventh():
    life = table_of(registered(12))
    assert life.hazard(3, 3) / life.hazard(1, 1) == pytest.approx(9.5 / 1.6)
    assert life.hazard(8, 12) / life.hazard(3, 3) == pytest.approx(7.0 / 9.5)


def test_half_a_cohort_at_a_constant_hazard_is_gone_at_its_half_life():
    yearly = 4.0 * (1.0 - 0.5 ** (1.0 / 32.0))  # a half-life of 32 quarters
    assert table_of([yearly] * 12).median_life() == pytest.approx(8.0)
    assert table_of([yearly] * 5).median_life() == float("inf")


def test_firms_that_are_no_longer_watched_leave_the_risk_set():
    """100 at risk, 10 close, 45 are lost from sight, 9 of the other 45 close: 0.9 x 0.8."""
    life = LifeTable(np.array([100.0, 45.0, 36.0, 36.0]), np.array([10.0, 9.0, 0.0, 0.0]))
    assert life.survival(0.5) == pytest.approx(0.72)
    assert life.survival(1) == pytest.approx(0.72)
    assert life.hazard(1, 1) == pytest.approx(4.0 * 19.0 / 217.0)


def test_a_table_answers_for_no_more_years_than_it_has():
    life = LifeTable(np.array([100.0, 90.0]), np.array([10.0, 9.0]))
    with pytest.raises(ValueError, match="ends after 2 quarters"):
        life.survival(1)
    with pytest.raises(ValueError, match="nobody was at risk"):
        life.hazard(2, 2)
