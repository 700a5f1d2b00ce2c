"""Causes of a difference, on made-up stages whose shares follow from pen and paper."""

import numpy as np
import pytest

import sim
from sim.analysis.divergence import Moment, Number
from sim.core import quarters
from sim.core.stage import stage
from sim.runs.setting import Setting
from sim.search.anatomy import anatomy
from sim.search.tracing.chain import Chain
from sim.search.tracing.counterfactual import Counterfactual
from sim.search.tracing.side_by_side import SideBySide, Watched

TINY = Setting("tiny")
BASE = sim.scenario("no-reform").until("2024Q4")
SINCE = "2023Q3"
QUARTER = quarters.parse(SINCE)


@stage
def levy(parks, law):
    """Two columns that a lever each decides; every park has both."""
    for park in parks:
        park.budget = 10.0 * law[park.row].floor_rent_subsidy
        park.score = 10.0 * law[park.row].services_amenity


@stage
def hand_on(firms, parks):
    """The firm adds both with weights 3 and 1, and multiplies them."""
    for firm in firms:
        home = parks[firm.park]
        firm.cash = 3.0 * home.budget + 1.0 * home.score
        firm.debt = (1.0 + home.budget) * (1.0 + home.score)
        firm.leader = home.budget > 0.5 and home.score > 0.5


@stage
def pool(industries, firms):
    """Every firm feeds its industry."""
    for industry in industries:
        industry.orders = 0.0
    for firm in firms:
        market = industries[firm.industry]
        market.orders += firm.cash


STEPS = (levy, hand_on, pool)


def pair(*scenarios, steps=STEPS):
    """Return two worlds that run the made-up stages alone."""
    resolved = [TINY.resolve(each.named(f"world-{n}")) for n, each in enumerate(scenarios)]

    def make(world):
        return Watched(resolved[world], zone=TINY.zone, quarter=steps, resolution="draft")

    return SideBySide(make)


def changed(subsidy=0.0, amenity=0.0, parks=("riverside",)):
    """Return the base with a subsidy in some parks and better services everywhere."""
    scenario = BASE
    if subsidy:
        scenario = scenario.change(
            "floor.rent_subsidy", subsidy, since=SINCE, parks=list(parks), why="test"
        )
    if amenity:
        scenario = scenario.change("services.amenity", add=amenity, since=SINCE, why="test")
    return scenario


def firm_of(worlds, park):
    """Return the place of a firm of a park, by the number of the park."""
    firms = worlds.models.one.tables["firms"]
    return int(np.flatnonzero((firms.column("park") == park) & firms.column("operating"))[0])


def causes(worlds, step, number):
    """Return the shares of the inputs of a stage, by column."""
    worlds.halt_before(Moment(QUARTER, step.name))
    uid = int(worlds.divergence.pairings[number.owner].ids[number.place])
    held = Counterfactual(worlds.models, worlds.divergence, step, number, uid)
    return {each.number.field: each for each in held.causes()}


@pytest.fixture
def two_levers():
    """Both levers differ by 0.1, so both columns of the park differ by 1."""
    return pair(BASE, changed(0.1, 0.1))


def riverside(worlds):
    return TINY.zone.gazetteer.parks("riverside")[0]


def test_shares_of_a_sum_are_its_weights(two_levers):
    firm = firm_of(two_levers, riverside(two_levers))
    found = causes(two_levers, hand_on, Number("firms", "cash", firm))
    assert found["budget"].share == pytest.approx(0.75)
    assert found["score"].share == pytest.approx(0.25)


def test_shares_of_a_product_are_those_of_shapley(two_levers):
    """From (1 + 0)(1 + y) to (1 + 1)(2 + y): halves of what each adds first and last."""
    firm = firm_of(two_levers, riverside(two_levers))
    two_levers.halt_before(Moment(QUARTER, "hand_on"))
    y = float(two_levers.models.one.tables["parks"].column("score")[riverside(two_levers)])
    whole = 2.0 * (2.0 + y) - (1.0 + y)
    first, last = (1.0 + y), 2.0 * (2.0 + y) - (2.0 + y)
    found = causes(two_levers, hand_on, Number("firms", "debt", firm))
    assert found["budget"].share == pytest.approx(0.5 * (first + last) / whole)
    assert sum(each.share for each in found.values()) == pytest.approx(1.0)


def test_a_condition_that_needs_both_inputs_is_shared_by_both():
    zero = BASE.change("services.amenity", 0.0, since="2023Q1", why="test")
    both = zero.change("services.amenity", 0.1, since=SINCE, why="test").change(
        "floor.rent_subsidy", 0.1, since=SINCE, why="test"
    )
    worlds = pair(zero, both)
    found = causes(worlds, hand_on, Number("firms", "leader", firm_of(worlds, 1)))
    assert {name: each.share for name, each in found.items()} == {"budget": 0.5, "score": 0.5}


def test_the_own_park_stands_for_a_column_that_differs_in_all():
    worlds = pair(BASE, changed(0.1, parks=("riverside", "harbour", "old-mill")))
    home = TINY.zone.gazetteer.parks("harbour")[0]
    found = causes(worlds, hand_on, Number("firms", "cash", firm_of(worlds, home)))["budget"]
    assert (found.differing, found.number.place, found.own) == (3, home, 1.0)


def test_the_firm_that_carries_most_is_found_among_all():
    worlds = pair(BASE, changed(0.1))
    home = riverside(worlds)
    firm = firm_of(worlds, home)
    industry = int(worlds.models.one.tables["firms"].column("industry")[firm])
    found = causes(worlds, pool, Number("industries", "orders", industry))["cash"]
    firms = worlds.models.one.tables["firms"]
    row = worlds.divergence.pairings["firms"].rows.one[found.number.place]
    assert firms.column("park")[row] == home
    assert firms.column("industry")[row] == industry
    peers = (firms.column("park") == home) & (firms.column("industry") == industry)
    assert found.own == pytest.approx(1.0 / peers.sum())


def test_the_chain_leads_through_every_stage_back_to_the_lever():
    worlds = pair(BASE, changed(0.1))
    firm = firm_of(worlds, riverside(worlds))
    industry = int(worlds.models.one.tables["firms"].column("industry")[firm])
    uid = int(worlds.models.one.tables["industries"].column("uid")[industry])
    links, root = Chain(worlds, anatomy(STEPS)).of("industries", uid, Moment(QUARTER, "pool"))
    assert [(link.moment.stage, link.field) for link in links] == [
        ("pool", "orders"),
        ("hand_on", "cash"),
        ("levy", "budget"),
    ]
    assert (links[2].one, links[2].other, links[2].agent) == (0.0, 1.0, "riverside")
    assert (root.kind, root.name, root.park) == ("lever", "floor.rent_subsidy", "riverside")
    assert (root.one, root.other) == (0.0, 0.1)


def test_a_difference_that_began_earlier_is_followed_to_the_quarter_it_began_in():
    late = (hand_on, levy)  # firms read what the quarter before decided
    worlds = pair(BASE, changed(0.1), steps=late)
    uid = int(worlds.models.one.tables["firms"].column("uid")[firm_of(worlds, riverside(worlds))])
    links, root = Chain(worlds, anatomy(late)).of("firms", uid, Moment(QUARTER + 1, "hand_on"))
    assert [link.moment for link in links] == [
        Moment(QUARTER + 1, "hand_on"),
        Moment(QUARTER, "levy"),
    ]
    assert root.name == "floor.rent_subsidy"


def test_the_worlds_are_what_they_were_after_a_stage_was_tried_out(two_levers):
    firm = firm_of(two_levers, riverside(two_levers))
    two_levers.halt_before(Moment(QUARTER, "hand_on"))
    before = [model.tables["firms"].snapshot() for model in two_levers.models]
    causes_of = Counterfactual(
        two_levers.models,
        two_levers.divergence,
        hand_on,
        Number("firms", "cash", firm),
        int(two_levers.divergence.pairings["firms"].ids[firm]),
    )
    assert causes_of.causes()
    for model, columns in zip(two_levers.models, before, strict=True):
        for name, values in columns.items():
            np.testing.assert_array_equal(model.tables["firms"].column(name), values)
