"""Two worlds differ only where a policy reaches (architecture, Luck, promise a)."""

import pytest

from sim.model import ParkModel
from sim.policy.change import Change
from sim.quarter import QUARTER
from tests.laws import worlds
from tests.laws.worlds import FIRST, SECOND_YEAR, ZONE, Reform, by_uid, differences, levers, state

FIXED = [lever for lever in levers() if isinstance(lever.before, int | float)]
STRONG = {
    "floor.rent_subsidy": 0.5,
    "talent.housing_subsidy": 24000.0,
    "talent.train_share": 0.3,
    "industry.focus_strength": 0.0,
    "global.export_access": 0.5,
    "global.talent_inflow": 0.2,
    "services.amenity": 1.0,
    "land.release": 60.0,
}
PLACES = {"services.amenity": (1,)}  # the same in all parks, it would move nobody


def world(reform=None, **arguments):
    """Return a model in which every person has a row, so that small levers show."""
    return worlds.world(reform, resolution="full", **arguments)


def quarters(model, number):
    """Run some quarters and return the state after each."""
    found = []
    for _ in range(number):
        model.step()
        found.append(state(model))
    return found


@pytest.fixture(scope="module")
def baseline():
    """States of six quarters under the rules before the Opinion."""
    return quarters(world(), 6)


def test_the_same_world_twice_is_the_same(baseline):
    for one, other in zip(baseline, quarters(world(), 6), strict=True):
        assert not differences(one, other)


def test_a_model_without_a_scenario_runs_under_the_rules_before_the_opinion(baseline):
    plain = ParkModel(zone=ZONE, resolution="full")
    for one, other in zip(baseline, quarters(plain, 6), strict=True):
        assert not differences(one, other)


@pytest.mark.parametrize("kind, amount", [("baseline", 0.0), ("scale", 1.0), ("add", 0.0)], ids=str)
def test_a_change_that_changes_nothing_gives_the_baseline_bit_for_bit(baseline, kind, amount):
    chosen = [lever for lever in levers() if lever.kind in ("number", "share")]
    reform = Reform(*(Change(lever.id, kind, amount, FIRST + 1) for lever in chosen))
    for one, other in zip(baseline, quarters(world(reform), 6), strict=True):
        assert not differences(one, other)


def test_every_lever_written_at_its_value_before_gives_the_baseline(baseline):
    reform = Reform(*(Change(lever.id, "value", lever.before, FIRST + 1) for lever in FIXED))
    assert len(FIXED) > 20
    for one, other in zip(baseline, quarters(world(reform), 6), strict=True):
        assert not differences(one, other)


@pytest.mark.parametrize("lever", STRONG)
def test_worlds_are_equal_until_the_first_difference_acts(baseline, lever):
    reform = Reform(
        Change(lever, "value", STRONG[lever], SECOND_YEAR, parks=PLACES.get(lever), why="test")
    )
    run = quarters(world(reform), 6)
    for quarter in range(4):
        assert not differences(baseline[quarter], run[quarter]), f"differ in quarter {quarter}"
    assert differences(baseline[5], run[5]), "the lever has acted"


def test_another_replicate_is_another_world(baseline):
    other = quarters(world(replicate=1), 1)
    assert set(other[0]["firms.uid"]) != set(baseline[0]["firms.uid"]) or differences(
        {"staff": baseline[0]["firms.staff"]}, {"staff": other[0]["firms.staff"]}
    )


UID = 4_321_987_654_321


def extra_firm(operates):
    """Return a step that lets one firm more enter the first park in its first quarter."""

    def step(model):
        if model.clock.quarter > FIRST:
            return
        firms = model.tables["firms"]
        values = {name: firms.column(name)[0] for name in firms.schema}
        values |= {"uid": UID, "operating": operates, "approval_wait": 1000, "weight": 1.0}
        values |= {"office_floor": 0.0, "plant_floor": 0.0, "park2": -1, "age": 0}
        firms.append(1, values)

    return (*QUARTER, step)


def test_an_extra_entrant_that_still_waits_changes_nothing(baseline):
    model = world(quarter=extra_firm(False))
    for quarter in range(6):
        model.step()
        for table in ("talents", "parks", "cells", "industries", "districts", "slots"):
            for column in model.tables[table].schema:
                if model.tables[table].schema[column].of == "firms":
                    continue  # rows of firms that came later have moved by one
                name = f"{table}.{column}"
                assert not differences(
                    {name: model.tables[table].column(column)}, baseline[quarter]
                ), f"{name} differs in quarter {quarter}"


def test_an_extra_entrant_changes_nobody_elses_luck():
    plain, more = world(), world(quarter=extra_firm(True))
    for _ in range(4):
        plain.step()
        more.step()
    for column in ("quality", "growth_multiplier", "lease_phase", "simon_draw"):
        one, other = by_uid(plain, "firms", column), by_uid(more, "firms", column)
        common = set(one) & set(other)
        assert UID not in one
        assert len(common) > 0.9 * len(one)
        assert all(one[uid] == other[uid] for uid in common), column
