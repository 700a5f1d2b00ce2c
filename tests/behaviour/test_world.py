"""Stage 1: markets, competitors and pay elsewhere, against sums on paper (E1, E2, E20)."""

import math

import numpy as np
import pytest

from sim.behaviour.world import world
from tests.behaviour.city import SALES, in_both

OPENING = 4 * 2023
FADED = math.exp(-1.0 / 6.0)  # a year of fading over six years


def test_nothing_has_grown_in_the_opening_quarter():
    city = in_both(world, quarter=OPENING)
    assert np.array_equal(city.column("industries", "demand"), 4.0 * np.array(SALES))
    assert (city.column("industries", "wage_rival") == 0.25).all()
    assert city.column("industries", "outside_appeal") == pytest.approx(np.log([26460.0, 47070.0]))


def test_markets_grow_a_quarter_of_the_yearly_rate():
    city = in_both(world)  # 2024Q1
    grown = np.array([0.04 + 0.08 * FADED, 0.04]) / 4.0
    assert city.column("industries", "demand_trend") == pytest.approx(grown)
    assert city.column("industries", "demand") == pytest.approx(
        4.0 * np.array(SALES) * np.exp(grown)
    )


def test_markets_grow_in_the_burn_in_as_in_2023():
    city = in_both(world, quarter=OPENING - 8)
    assert city.column("industries", "demand_trend") == pytest.approx([0.03, 0.01])


def test_competitors_gain_appeal_by_trend_and_drift():
    city = in_both(world)
    before = np.log([26460.0, 47070.0])
    # 3 x 0.03/4 = 0.0225 and the drift of the industry
    gained = city.column("industries", "outside_appeal") - before
    assert gained == pytest.approx([0.0235, 0.0205])


def test_pay_elsewhere_follows_the_growth_of_pay():
    city = in_both(world)
    growth = (0.03 + 0.015 * FADED) / 4.0
    assert city.column("industries", "wage_rival") == pytest.approx(0.25 * math.exp(growth))


def test_access_widens_the_markets_of_exporters_alone():
    access = {"global_export_access": [[1.1, 1.1]] * 3}
    wide, plain = in_both(world, law=access), in_both(world)
    ratio = wide.column("industries", "demand") / plain.column("industries", "demand")
    assert ratio == pytest.approx([1.02, 1.0])  # a fifth of industry 0 is exported


def test_nobody_pays_for_the_world():
    assert not in_both(world).ledger.flow.any()
