from math import exp

import numpy as np
import pytest

from sim.agents.bank import Bank
from sim.agents.cell import Cell
from sim.agents.district import District
from sim.agents.firm import LISTED, ROUND_D, SEED, VENTURE_TYPE, Firm
from sim.agents.fund import OUTSIDE, PRIVATE, Fund
from sim.agents.incubator import Incubator
from sim.agents.industry import Industry
from sim.agents.park import Park
from sim.agents.relations import Stake
from sim.agents.talent import Talent
from sim.core.errors import InputError
from sim.core.table import Table
from sim.zone.opening import open_zone
from sim.zone.start_figures import fact_figures, park_figures, start_figures

KINDS = {
    "firms": Firm,
    "talents": Talent,
    "funds": Fund,
    "incubators": Incubator,
    "stakes": Stake,
    "parks": Park,
    "districts": District,
    "banks": Bank,
    "industries": Industry,
    "cells": Cell,
}


@pytest.mark.parametrize("name", ["shanghai", "tiny"])
def test_every_column_is_declared_and_fits_its_table(opened, name):
    columns = opened(name).columns
    assert set(columns) == set(KINDS)
    for table, values in columns.items():
        made = Table(KINDS[table], table)
        assert set(values) <= set(made.schema), table
        made.append(len(values["uid"]), values)
        for column in values:
            assert np.isfinite(made.column(column)).all(), f"{table}.{column}"


def test_matrices_have_the_names_that_stages_read(tiny, opened):
    matrices = opened("tiny").matrices
    assert set(matrices) == {"km", "supplier_weight", "relatedness", "technology_distance"}
    assert matrices["km"] is tiny.km


def test_every_firm_sells_what_its_appeal_earns_at_the_opening(opened, assumptions):
    columns = opened("shanghai").columns
    firms, industries = columns["firms"], columns["industries"]
    k = firms["industry"]
    # E24: Y_i = D exp(a_i) / (sum n exp(a) + O)
    appeal = np.exp(firms["appeal"])
    total = np.bincount(k, firms["weight"] * appeal) + np.exp(industries["outside_appeal"])
    assert industries["demand"][k] * appeal / total[k] == pytest.approx(firms["revenue"])
    city = np.bincount(k, firms["weight"] * firms["revenue"])
    assert city / industries["demand"] == pytest.approx(assumptions["shanghai"].market_share_city)


def test_pay_adds_up_to_the_wage_of_the_industry(opened, assumptions):
    columns = opened("shanghai").columns
    firms, assumed = columns["firms"], assumptions["shanghai"]
    people = firms["weight"] * firms["staff"]
    pay = np.bincount(firms["industry"], people * firms["wage"])
    assert pay / np.bincount(firms["industry"], people) == pytest.approx(assumed.wage_start)
    assert firms["labour_cost_share"] * firms["revenue"] == pytest.approx(
        firms["wage"] * firms["staff"]
    )


def test_pay_follows_size_and_training(opened):
    columns = opened("shanghai").columns
    firms, industries, cells = columns["firms"], columns["industries"], columns["cells"]
    k = firms["industry"]
    cell = firms["park"] * len(industries["uid"]) + k
    # E23 at the opening: u wbar (L/Lbar)^0.048 (1 + 0.12 trained share), L/Lbar within [0.2, 5]
    ratio = np.clip(firms["staff"] / np.exp(industries["staff_log_mean"][k]), 0.2, 5.0)
    wage = industries["wage_constant"][k] * industries["wage_mean"][k] * ratio**0.048
    assert firms["wage"] == pytest.approx(wage * (1.0 + 0.12 * cells["trained_share"][cell]))


def test_labour_factors_are_those_of_the_specification(shanghai, opened):
    cells = opened("shanghai").columns["cells"]
    factor = cells["labour_factor"].reshape(shanghai.firms.shape)
    # with one labour share an industry Lingang would want 2.15 times its staff, Shibei 0.58 times
    expected = shanghai.staff / factor
    for park, times in (("lingang", 2.15), ("shibei", 0.58)):
        row = shanghai.gazetteer.parks(park)[0]
        assert expected[row].sum() / shanghai.staff[row].sum() == pytest.approx(times, abs=0.02)


def test_floor_held_is_the_floor_let_and_the_floor_needed(shanghai, opened, assumptions):
    columns = opened("shanghai").columns
    firms, parks, assumed = columns["firms"], columns["parks"], assumptions["shanghai"]
    plant = np.bincount(firms["park"], firms["weight"] * firms["plant_floor"])
    assert plant[1:] == pytest.approx(parks["let"][1:, 2])
    for office_class in (0, 1):
        rows = firms["office_class"] == office_class
        held = np.bincount(firms["park"][rows], (firms["weight"] * firms["office_floor"])[rows], 23)
        assert held[1:] == pytest.approx(parks["let"][1:, office_class])
    share = assumed.plant_share[firms["industry"]]
    per_office = np.where(firms["office_class"] == 1, 10.83, 9.13)
    need = firms["staff"] * ((1.0 - share) * per_office + share * 33.66)
    assert firms["floor_need"] == pytest.approx(need)
    assert firms["office_floor"] + firms["plant_floor"] == pytest.approx(need, rel=0.001)


def test_towers_stand_where_the_specification_says(shanghai, opened):
    parks = opened("shanghai").columns["parks"]
    towers = [shanghai.gazetteer.park_ids[p - 1] for p in np.flatnonzero(parks["stock"][:, 1] > 0)]
    assert towers == ["P04", "P06", "P09", "P14"]
    assert parks["stock"].sum(0) == pytest.approx([15.1e6, 3.4e6, 31e6], rel=0.01)
    assert parks["starts_base"].sum(0) == pytest.approx([450e3, 30e3, 120e3], rel=0.01)


def test_approval_takes_longer_without_a_body(shanghai, opened):
    parks = opened("shanghai").columns["parks"]
    # E12 before the Opinion: 60 exp(-0.8 x 0.4) days, 30 more without a body, which four parks have
    with_body = 60.0 * exp(-0.32)
    days = parks["approval_days"][1:]
    assert np.isclose(days, with_body).sum() == 4
    assert np.isclose(days, with_body + 30.0).sum() == 18


def test_services_spread_around_their_level(opened):
    services = np.concatenate(
        [opened("shanghai", replicate=r).columns["parks"]["services"][1:] for r in range(3)]
    )
    assert services.mean() == pytest.approx(0.45, abs=0.04)
    assert services.std() == pytest.approx(0.10, abs=0.03)


def test_reach_falls_with_distance(tiny, opened):
    cells = opened("tiny").columns["cells"]
    reach = cells["reach"].reshape(tiny.firms.shape)
    # Harbour, first industry: staff of the other two at 3, 6, 14.9 and 12.8 km with a reach of 8 km
    others = 700 * exp(-3 / 8) + 1500 * exp(-6 / 8) + 700 * exp(-14.9 / 8) + 800 * exp(-12.8 / 8)
    assert reach[3, 0] == pytest.approx(others)
    suppliers = cells["suppliers"].reshape(tiny.firms.shape)
    # it buys 0.6 from the second and 0.4 from the third industry
    second = 100 * exp(-3 / 8) + 900 * exp(-6 / 8) + 400 * exp(-14.9 / 8) + 700 * exp(-12.8 / 8)
    assert suppliers[3, 0] == pytest.approx(0.6 * second + 0.4 * (others - second))


@pytest.mark.parametrize("preset", ["draft", pytest.param("full", marks=pytest.mark.slow)])
def test_start_figures_lie_in_the_bands_of_the_facts(shanghai, opened, preset):
    columns = opened("shanghai", preset).columns
    figures = fact_figures(shanghai, columns)
    assert len(figures) >= 28
    # mean revenue of high-tech firms: 12,500 firms of 195 m yuan would need more R&D, at 3 % of
    # revenue, than their industries do
    assert [figure.id for figure in figures if not figure.ok] == ["hnte_revenue"]
    assert all(figure.ok for figure in park_figures(shanghai, columns))


@pytest.mark.parametrize("replicate", [0, 1])
def test_both_lists_of_unicorns_hold(opened, assumptions, replicate):
    firms = opened("shanghai", replicate=replicate).columns["firms"]
    unicorn = firms["unicorn"]
    assert unicorn.sum() == 66
    assert (unicorn & (firms["age"] <= 40)).sum() == 63
    private = firms["round"] != LISTED
    assert np.array_equal(unicorn, private & (firms["valuation"] >= 7100.0))


def test_only_venture_type_firms_have_money_from_funds_and_the_high_labels(opened):
    firms = opened("shanghai").columns["firms"]
    raised = (firms["round"] >= SEED) | firms["little_giant"] | firms["unicorn"]
    assert set(firms["kind"][raised]) == {VENTURE_TYPE}
    assert (firms["round"] == LISTED)[firms["park"] > 0].sum() == 435
    assert firms["champion"].sum() == 129
    assert (firms["little_giant"] | ~firms["champion"]).all()


def test_firms_do_as_much_research_as_their_industry(shanghai, opened, assumptions):
    firms, assumed = opened("shanghai", "standard").columns["firms"], assumptions["shanghai"]
    inside = firms["park"] > 0
    weight = firms["weight"] * inside
    active = firms["research_share"] > 0
    size = shanghai.industry_count
    share = np.bincount(firms["industry"], weight * active, size)
    share /= np.bincount(firms["industry"], weight, size)
    assert share == pytest.approx(assumed.research_active_share, abs=0.03)
    real = firms["research_share"] * (1.0 - firms["relabelled_share"])
    each = (assumed.research_intensity / assumed.research_active_share)[firms["industry"]]
    assert real[active] == pytest.approx(each[active])


def test_no_incubator_is_of_high_quality_yet(opened):
    incubators = opened("shanghai").columns["incubators"]
    assert incubators["uid"].size == 500
    assert incubators["quality"].mean() == pytest.approx(0.35, abs=0.02)
    assert incubators["quality"].std() == pytest.approx(0.12, abs=0.02)
    assert incubators["quality"].max() < 0.7


def test_funds_hold_two_and_a_half_years_of_investment(opened):
    funds = opened("shanghai").columns["funds"]
    kind = funds["kind"]
    assert (kind == PRIVATE).sum() == 250
    # 110 bn yuan a year, of which 35 % come from outside; funds of the city invest 40 % elsewhere
    local, outside = (
        funds["dry_powder"][rows].sum() for rows in (kind != OUTSIDE, kind == OUTSIDE)
    )
    assert local == pytest.approx(2.5 * 110_000 * 0.65 / 0.6)
    assert outside == pytest.approx(2.5 * 110_000 * 0.35)
    assert (funds["drawn"] + funds["dry_powder"] <= funds["commitment"] * (1 + 1e-12)).all()
    assert ((funds["quarters_left"] > 0) & (funds["quarters_left"] <= 40)).all()


def test_stakes_belong_to_funded_firms_and_to_the_funds_of_their_round(opened):
    columns = opened("shanghai").columns
    firms, funds, stakes = (columns[name] for name in ("firms", "funds", "stakes"))
    last = firms["round"][stakes["firm"]]
    assert ((last >= SEED) & (last <= ROUND_D)).all()
    assert np.bincount(stakes["firm"], stakes["share"]).max() < 1.0
    funded = (firms["round"] >= SEED) & (firms["round"] <= ROUND_D)
    number = np.bincount(stakes["firm"], minlength=firms["round"].size)
    assert (number[funded] == firms["round"][funded]).all()  # one a round so far
    assert (funds["round_focus"][stakes["fund"]] <= last).all()
    phi = np.bincount(
        stakes["firm"],
        stakes["share"] * funds["government_share"][stakes["fund"]],
        firms["round"].size,
    )
    assert firms["government_share"] == pytest.approx(phi)
    spent = np.bincount(stakes["fund"], stakes["cost"], funds["uid"].size)
    assert (spent <= funds["drawn"] * (1.0 - funds["outside_share"]) + 1e-6).all()


def test_the_solved_constants_are_those_of_the_specification(opened):
    solved = opened("shanghai", "standard").solved
    assert solved["exit_normaliser"] == pytest.approx(1.21, abs=0.005)
    firms = opened("shanghai", "standard").columns["firms"]
    research = firms["research_share"] * (1 - firms["relabelled_share"]) * firms["revenue"]
    rows = (research > 0) & (firms["park"] > 0)
    weight, research = firms["weight"][rows], research[rows]
    mean = np.average(research, weights=weight)
    rate = solved["spinoff_base"] * weight * (research / mean) ** 0.116
    assert 4.0 * rate.sum() == pytest.approx(1300.0)


def test_an_uncertain_start_draws_revenue_people_and_lists_within_their_ranges(shanghai, opened):
    drawn = [opened("shanghai", replicate=r, uncertain=True) for r in range(4)]
    factors = np.stack([o.zone.revenue[1:, 0] / shanghai.revenue[1:, 0] for o in drawn])
    assert np.abs(np.log(factors)).max() <= np.log(1.15) + 1e-12
    assert factors.std() > 0.03
    people = [
        (o.columns["talents"]["weight"] * shanghai.leading[o.columns["talents"]["industry"]]).sum()
        for o in drawn
    ]
    given = opened("shanghai").columns["talents"]
    base = (given["weight"] * shanghai.leading[given["industry"]]).sum()
    assert all(650 / 700 <= p / base <= 750 / 700 for p in people)
    assert np.std(people) > 0.005 * base
    assert all(64 <= o.columns["firms"]["unicorn"].sum() <= 68 for o in drawn)
    assert all(0.9 <= o.solved["registrations_factor"] <= 1.1 for o in drawn)


def test_a_certain_start_has_the_same_margins_in_every_replicate(opened):
    first, second = (opened("shanghai", replicate=r).zone for r in (0, 1))
    assert first.revenue is second.revenue


def test_an_unknown_resolution_gets_the_nearest_name(tiny, assumptions):
    with pytest.raises(InputError, match="standard"):
        open_zone(tiny, assumptions["tiny"], 1, 0, "standart")


def test_the_made_up_zone_is_small_and_whole(tiny, opened):
    columns = opened("tiny", "full").columns
    assert columns["firms"]["weight"].sum() == pytest.approx(300.0)
    figures = start_figures(tiny, opened("tiny", "full"))
    assert len(figures) == 3 + 3 * 4
    assert all(figure.ok for figure in figures)
