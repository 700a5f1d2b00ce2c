"""Assumptions as stages read them."""

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.policy import registers as module
from sim.policy.assumed import Assumed


@pytest.fixture(scope="module")
def registers():
    return module.load()


def test_one_number_is_a_float(registers):
    assume = Assumed(registers)
    assert assume.demand_elasticity == 4.0
    assert type(assume.demand_elasticity) is float
    assert assume.column("demand_elasticity") == 4.0


def test_components_are_an_array_in_order_and_fields_of_their_own(registers):
    assume = Assumed(registers)
    assert assume.signal_reliability.tolist() == [0.30, 0.50, 0.60]
    assert assume.signal_reliability_proof_of_concept == 0.50
    assert assume.venture_cycle_2025_and_later == 0.9
    assert assume.hnte_research_threshold_revenue_50_200_m_yuan == 0.04


def test_an_assumption_by_industry_follows_the_zone(registers):
    assume = Assumed(registers, industries=["biomed", "ic"])
    assert assume.demand_growth_start.tolist() == [0.102, 0.131]
    assert assume.demand_growth_start_ic == 0.131


def test_an_industry_of_the_zone_without_a_value_is_an_error(registers):
    with pytest.raises(InputError) as caught:
        Assumed(registers, industries=["ic", "wood"])
    assert "demand_growth_start has no value for wood." in str(caught.value)


def test_an_override_replaces_a_number_or_one_component(registers):
    assume = Assumed(registers, {"spillover_decay": 12, "exit_hazard.year 1": 0.02})
    assert assume.spillover_decay == 12.0
    assert assume.exit_hazard[0] == assume.exit_hazard_year_1 == 0.02
    assert assume.exit_hazard[1] == 0.063
    again = Assumed(registers, {"exit_hazard.year_1": 0.03})
    assert again.exit_hazard_year_1 == 0.03
    assert Assumed(registers).exit_hazard_year_1 == 0.016


def test_columns_cannot_be_written_to(registers):
    assume = Assumed(registers)
    assert isinstance(assume.exit_hazard, np.ndarray)
    with pytest.raises(ValueError, match="read-only"):
        assume.exit_hazard[0] = 0.5


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"spilover_decay": 12}, 'Did you mean "spillover_decay"?'),
        ({"exit_hazard": 0.1}, "exit_hazard has a value for each item; name one of them."),
        ({"exit_hazard.year_99": 0.1}, "exit_hazard.year_1,"),
        ({"spillover_decay.ic": 3}, 'spillover_decay is one number; it has no "ic".'),
        ({"spillover_decay": "far"}, "spillover_decay is a number (km), not 'far'."),
    ],
)
def test_a_wrong_override_is_an_error_that_helps(registers, overrides, said):
    with pytest.raises(InputError) as caught:
        Assumed(registers, overrides)
    assert said in str(caught.value)


def test_an_unknown_column_is_an_error_with_the_nearest(registers):
    with pytest.raises(InputError, match="demand_elasticity"):
        Assumed(registers).column("demand_elastcity")


def test_the_single_value_of_many_is_refused(registers):
    with pytest.raises(ValueError, match="exit_hazard has a value for each item"):
        _ = registers.assumption("exit_hazard").value
