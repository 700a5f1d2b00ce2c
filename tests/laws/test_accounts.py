"""Accounts close in any world: money, people, firms and floor, whatever the law says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.policy.change import Change
from tests.laws.worlds import FIRST, Reform, levers, world

QUARTERS = 6
FREE = [lever for lever in levers() if not lever.part_of and lever.kind != "choice"]


def change(lever, part, start, park):
    """Return a change to a value inside the plausible range."""
    low, high = lever.plausible
    amount = low + part * (high - low)
    if lever.kind in ("integer", "switch"):
        amount = float(round(amount))
    parks = None
    if lever.scope == "park" and park:
        parks = (park,)
    return Change(lever.id, "value", amount, FIRST + start, parks=parks, why="test")


@st.composite
def reforms(draw):
    """Draw a law with up to eight levers anywhere in their plausible ranges."""
    chosen = draw(st.lists(st.sampled_from(FREE), min_size=1, max_size=8, unique_by=lambda x: x.id))
    return Reform(
        *(
            change(
                lever,
                draw(st.floats(0.0, 1.0)),
                draw(st.integers(0, QUARTERS - 1)),
                draw(st.integers(0, 3)),
            )
            for lever in chosen
        )
    )


def cash_of_firms(model):
    column = model.tables["firms"].column
    return float((column("weight") * column("cash"))[column("operating")].sum())


def people(model):
    column = model.tables["talents"].column
    return float(column("weight")[column("alive")].sum())


def number_of_firms(model):
    column = model.tables["firms"].column
    return float(column("weight")[column("operating")].sum())


def floor_held(model):
    """Floor that firms hold by park and class, added up firm by firm."""
    held = np.zeros((len(model.tables["parks"]), 3))
    column = {name: model.tables["firms"].column(name) for name in ("park", "park2", "weight")}
    office = model.tables["firms"].column("office_floor")
    plant = model.tables["firms"].column("plant_floor")
    plant2 = model.tables["firms"].column("plant2_floor")
    kind = model.tables["firms"].column("office_class")
    for row in np.flatnonzero(model.tables["firms"].column("operating")):
        park, weight = column["park"][row], column["weight"][row]
        held[park, kind[row]] += weight * office[row]
        held[park, 2] += weight * plant[row]
        if column["park2"][row] >= 0:
            held[column["park2"][row], 2] += weight * plant2[row]
    return held[1:]


def check_quarter(model):
    """Run a quarter and hold every stock against its flows."""
    cash, souls, firms = cash_of_firms(model), people(model), number_of_firms(model)
    model.step()
    flow, cells, parks = model.ledger.flow, model.tables["cells"], model.tables["parks"]
    assert (flow >= 0.0).all(), "nobody pays less than nothing"
    inflow = model.ledger.net(model.ledger.firms)
    scale = max(1.0, float(flow.sum()))
    assert abs(cash_of_firms(model) - cash - inflow) < 1e-6 * scale
    came, gone = model.people.column("flow")
    assert people(model) == pytest.approx(souls + came - gone, rel=1e-9)
    births, deaths = cells.column("births").sum(), cells.column("deaths").sum()
    assert number_of_firms(model) == pytest.approx(firms + births - deaths, rel=1e-9)
    let, stock = parks.column("let")[1:], parks.column("stock")[1:]
    assert floor_held(model) == pytest.approx(let, abs=1e-3)
    assert (let <= stock + 1e-3).all()
    assert (cells.column("filled") <= cells.column("posted")).all()
    assert cells.column("arrivals").sum() <= cells.column("departures").sum() + 1e-9


@settings(max_examples=12)
@given(reform=reforms())
def test_accounts_close_under_any_plausible_law(reform):
    model = world(reform)
    for _ in range(QUARTERS):
        check_quarter(model)


@pytest.mark.slow
@settings(max_examples=60)
@given(reform=reforms(), replicate=st.integers(0, 3))
def test_accounts_close_for_three_years_under_any_plausible_law(reform, replicate):
    model = world(reform, replicate=replicate)
    for _ in range(12):
        check_quarter(model)


def test_accounts_close_with_every_lever_at_either_end_of_its_plausible_range():
    for part in (0.0, 1.0):
        model = world(Reform(*(change(lever, part, 1, 0) for lever in FREE)))
        for _ in range(QUARTERS):
            check_quarter(model)


def test_people_at_work_belong_to_the_firm_and_place_they_work_in():
    model = world()
    for _ in range(QUARTERS):
        model.step()
    talents, firms = model.tables["talents"], model.tables["firms"]
    works = talents.column("alive") & (talents.column("employer") >= 0)
    employer = talents.column("employer")[works]
    assert firms.column("operating")[employer].all()
    assert np.array_equal(talents.column("industry")[works], firms.column("industry")[employer])


def test_firms_and_talents_never_share_an_identity():
    model = world()
    for _ in range(QUARTERS):
        model.step()
    for name in ("firms", "talents"):
        uids = model.tables[name].column("uid")[model.tables[name].column("alive")]
        assert np.unique(uids).size == uids.size, name
