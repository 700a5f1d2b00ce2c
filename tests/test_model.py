"""The model's front door: which scenarios it takes, and what it says of others."""

import pytest

import sim
from sim.core.errors import InputError


def test_a_model_takes_a_scenario_of_the_python_interface():
    scenario = sim.scenario("no-reform").change("floor.rent_subsidy", 0.1, since="2024")
    model = sim.ParkModel(scenario, zone="tiny", resolution="full")
    field = model.law.in_force(4 * 2024).column("floor_rent_subsidy")
    assert field[1:].tolist() == [0.1, 0.1, 0.1]
    assert model.law.in_force(4 * 2024 - 1).column("floor_rent_subsidy")[1:].tolist() == [0.0] * 3


def test_a_name_for_a_scenario_says_what_to_write():
    with pytest.raises(InputError, match=r'ParkModel\(sim.scenario\("opinion"\)\)'):
        sim.ParkModel("opinion")


def test_a_resolution_that_does_not_exist_is_named():
    with pytest.raises(InputError, match='There is no resolution "coarse"'):
        sim.ParkModel(resolution="coarse", zone="tiny")


def test_a_model_stops_at_the_end_of_its_period():
    model = sim.ParkModel(zone="tiny", resolution="draft")
    model.now = model.last + 1
    with pytest.raises(InputError, match="The period of this model ends in 2035Q4"):
        model.step()
