"""The register of indicators against the levers and targets that name them."""

import pytest

from sim.measure.register import indicators
from sim.policy.registers import load

REGISTERS = load()


@pytest.mark.parametrize("lever", REGISTERS.levers.values(), ids=lambda lever: lever.id)
def test_what_a_lever_is_said_to_move_is_measured_for_the_zone(lever):
    for name in lever.indicators:
        assert "zone" in indicators()[name].levels, name


@pytest.mark.parametrize("target", REGISTERS.targets.values(), ids=lambda target: target.id)
def test_what_a_target_without_a_number_asks_for_is_measured(target):
    for name in target.indicators:
        assert "zone" in indicators()[name].levels, name


def test_every_indicator_serves_targets_and_clauses_that_exist():
    for each in indicators().values():
        assert set(each.targets) <= set(REGISTERS.targets), each.id
        assert set(each.clauses) <= set(REGISTERS.clauses), each.id
        assert each.better in ("up", "down", "none"), each.id
        assert each.label["en"] and each.label["zh"], each.id


def test_every_reading_of_a_target_has_its_column():
    from itertools import product

    for target in REGISTERS.targets.values():
        for readings in product(*target.definitions.values()) if target.definitions else ():
            assert "_".join((target.id, *readings)) in indicators()
