"""No lever is free: what costs money is booked, and more of it costs more (specification 2.6)."""

from functools import cache

import numpy as np
import pytest

from sim.model import ParkModel
from sim.policy.change import Change
from tests.laws.worlds import FIRST, REGISTERS, Reform, world

QUARTERS = 9
PAID = [(each.id, lever) for each in REGISTERS.programmes.values() for lever in each.levers]
DOWN = {"link.branch_cost", "link.network_cost", "land.standard_price"}  # less of it costs more
# Levers that say what a programme's money may buy, or what it costs whatever their level.
SHAPE = {
    "demonstration.prestige": "the ceremony costs the same, whatever is thought of it",
    "special_fund.leading_share": "splits the grants",
    "special_fund.mix_conversion": "slots bind before their money does",
    "incubator.closing_share": "closed carriers get no subsidy: it saves money",
    "fund.early_share": "splits guidance",
    "fund.hard_tech_share": "splits guidance",
    "fund.loss_tolerance": "which firms guided funds accept",
    "fund.reinvestment_multiple": "where guided funds invest",
}
# What happens too rarely for the made-up zone or for its first years: seen on the shipped zone.
RARE = {
    "pilot.replication",
    "link.branch_cost",
    "link.profit_share",
    "fund.profit_give_up",
    "ip.preexam_capacity",
}


def raised(name: str) -> Reform:
    """Return the rules before with one lever at the end of its range that costs most."""
    lever = REGISTERS.lever(name)
    most = lever.range[0] if name in DOWN else lever.range[1]
    if lever.kind == "switch":
        most = 1.0
    parts = [each.id for each in REGISTERS.levers.values() if each.part_of == lever.part_of]
    if not lever.part_of or len(parts) < 2:
        return Reform(Change(name, "value", float(most), FIRST, why="test"))
    return Reform(
        *(Change(each, "value", float(each == name), FIRST, why="test") for each in parts)
    )


def cost_of(model: ParkModel, quarters: int) -> dict[str, float]:
    """Run a model and return what each programme asked for and let go, million yuan."""
    total = np.zeros(len(model.ledger.programmes))
    for _ in range(quarters):
        model.step()
        total += (model.ledger.public[0] + model.ledger.public[2]).sum(axis=1)
    return dict(zip(model.ledger.programmes, total.tolist(), strict=True))


@cache
def before(shipped: bool = False) -> dict[str, float]:
    """Return the costs of the rules before, in the made-up or the shipped zone."""
    return cost_of(ParkModel(resolution="draft"), 16) if shipped else cost_of(world(), QUARTERS)


def test_every_lever_that_costs_money_stands_in_one_programme():
    once = [lever for _, lever in PAID]
    assert len(once) == len(set(once))
    assert set(SHAPE) | RARE | DOWN <= set(once)


@pytest.mark.parametrize(("programme", "lever"), [p for p in PAID if p[1] not in {*SHAPE, *RARE}])
def test_more_of_a_lever_costs_more(programme, lever):
    assert cost_of(world(raised(lever)), QUARTERS)[programme] > before()[programme]


@pytest.mark.slow
@pytest.mark.parametrize(("programme", "lever"), [p for p in PAID if p[1] in RARE])
def test_more_of_a_lever_costs_more_in_the_shipped_zone(programme, lever):
    cost = cost_of(ParkModel(raised(lever), resolution="draft"), 16)
    assert cost[programme] > before(shipped=True)[programme]


def test_nothing_is_paid_that_was_not_asked_for():
    model = world()
    for _ in range(5):
        model.step()
        asked, paid, forgone = model.ledger.public
        assert (paid <= asked * (1.0 + 1e-12) + 1e-12).all()
        assert (forgone >= 0.0).all()


@pytest.mark.parametrize("name", [each.id for each in REGISTERS.programmes.values()])
def test_a_programme_is_paid_by_its_payers(name):
    payers = set(REGISTERS.programmes[name].payers)
    levers = [lever for p, lever in PAID if p == name and not REGISTERS.lever(lever).part_of]
    model = world(Reform(*(change for lever in levers for change in raised(lever).changes)))
    booked = np.zeros(model.ledger.count)
    row = model.ledger.programmes.index(name)
    for _ in range(2):
        model.step()
        booked += model.ledger.public[:, row].sum(axis=0)
    names = {"city": "city", "special_fund": "special_fund", "centre": "centre"}
    allowed = {getattr(model.ledger, names[each]) for each in payers & set(names)}
    allowed.add(model.ledger.city)  # pays where a place has no district
    if "district" in payers:
        allowed |= set(range(model.ledger.districts, model.ledger.count))
    assert set(np.flatnonzero(booked)) <= allowed
