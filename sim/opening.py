"""The opening of a model: tables filled, eight quarters of burn-in, figures set to the start.

Burn-in lets staff, appeal and pay find the spread of a running economy (specification 2.4, item
11). Then staff, revenue and pay are set back to the start figures cell by cell, and the
markets to the start.
"""

from __future__ import annotations

import numpy as np

from sim.agents.bank import Bank
from sim.agents.cell import Cell
from sim.agents.district import District
from sim.agents.firm import Firm
from sim.agents.fund import Fund
from sim.agents.incubator import Incubator
from sim.agents.industry import Industry
from sim.agents.park import Park
from sim.agents.relations import Link, Slot, Stake
from sim.agents.talent import Talent
from sim.behaviour.collaborate import empty_consortia
from sim.behaviour.enter import fill_queue
from sim.behaviour.lend import start_loans
from sim.behaviour.move import value_places
from sim.behaviour.raise_funds import start_venture
from sim.behaviour.scorecard import open_scorecard, open_scoring
from sim.behaviour.seek import start_seeking
from sim.behaviour.settle_firms import open_profits
from sim.behaviour.tally import tally
from sim.quarter import BURN_IN
from sim.zone.knowledge_start import start_research, under_way
from sim.zone.opening import open_zone, rules_before
from sim.zone.resolution import RESOLUTIONS
from sim.zone.series import appeal_drift
from sim.zone.solved_start import university_weight, venture_outside

KINDS = {
    "firms": Firm,
    "talents": Talent,
    "funds": Fund,
    "incubators": Incubator,
    "parks": Park,
    "districts": District,
    "banks": Bank,
    "industries": Industry,
    "cells": Cell,
    "stakes": Stake,
    "links": Link,
    "slots": Slot,
}
PROJECTS = 32  # large plants that may be placed in one quarter
_REMEMBERED: dict[tuple, dict] = {}


def open_model(model) -> None:
    """Fill the tables of a model with the population of its first quarter."""
    for name, kind in KINDS.items():
        model.inputs[name] = model.add_table(name, kind)
    resolution = RESOLUTIONS[model.resolution]
    count = len(model.zone.gazetteer.industry_ids)
    places = model.zone.gazetteer.park_count + 1
    model.sample.update(
        {
            "persons": float(resolution.talents),
            "weight_parks": float(resolution.parks),
            "weight_rest": float(resolution.rest),
        }
    )
    model.moves.update({name: np.zeros((places, places + 1)) for name in ("firms", "staff")})
    model.moves.update({"talents": np.zeros((places + 1, places + 1))})
    model.people.update({"flow": np.zeros(2), "stock": np.zeros(3), "first": 0})
    model.births.update({"first": 0, "last": 0, "parents": 0})
    accounts = model.ledger.count
    model.budgets.update({"part": np.ones(accounts), "left": np.zeros(accounts)})
    model.projects.update(
        {name: np.zeros(PROJECTS, np.int64) for name in ("park", "industry", "staff", "number")}
    )
    model.projects.update({"count": np.zeros(1, np.int64)})
    model.scoring.update(open_scoring())
    bases = float(model.law.ground.before["market_demonstration_bases"].flat[0])
    model.under_way.update({"bases": np.full(1, bases)})
    model.under_way.update(under_way(model.zone, model.registers))
    model.consortia.update(empty_consortia())
    key = (
        model.zone.digest,
        model.registers.digest,
        model.overrides,
        model.seed,
        model.replicate,
        model.resolution,
        model.engine,
        model.uncertainty,
    )
    found = _REMEMBERED.get(key)
    if found is None:
        opening = open_zone(
            model.zone,
            model.assumed,
            model.seed,
            model.replicate,
            model.resolution,
            rules_before(model.registers),
            uncertain_start=model.uncertainty == "start",
        )
        for name, columns in opening.columns.items():
            table = model.tables[name]
            table.append(len(columns["uid"]), columns)
        model.space.update({name: np.array(m) for name, m in opening.matrices.items()})
        model.solved.update(opening.solved)
        _complete(model, count)
        _burn_in(model)
        open_profits(model)
        start_loans(model)
        start_seeking(model)
        start_venture(model)
        _REMEMBERED.clear()
        if model.resolution != "full":
            _REMEMBERED[key] = {
                "tables": {name: table.snapshot() for name, table in model.tables.items()},
                "space": {name: np.copy(m) for name, m in model.space.values.items()},
                "solved": dict(model.solved.values),
                "people": {"stock": model.people.column("stock").copy()},
            }
        return
    for name, snapshot in found["tables"].items():
        model.tables[name].restore(snapshot)
    model.space.update({name: np.copy(m) for name, m in found["space"].items()})
    model.solved.update(found["solved"])
    model.people.update({"stock": found["people"]["stock"].copy()})
    start_venture(model)
    model.enter_quarter(model.first)


def _complete(model, count: int) -> None:
    """Set what follows from the opening population: access, density, markets, slots."""
    industries, cells = model.tables["industries"], model.tables["cells"]
    law = model.law.ground.before
    access = law["global_export_access"][0, 0]
    industries.column("access_start")[...] = access
    industries.column("wage_rival")[...] = industries.column("wage_start")
    cells.column("sampled")[...] = (cells.column("park") > 0) | industries.column("leading")[
        cells.column("industry")
    ]
    model.solved.update(_solved(model))
    model.enter_quarter(model.first)
    tally(model)
    settle_history(model)
    lay_out_slots(model)


def _solved(model) -> dict[str, object]:
    """Return the constants of the zone that stages read and nobody changes.

    newcomers_scale  the zone's staff over the register's, by industry: 1 for the register's zone
    venture_outside  venture-type firms a firm outside the parks over that in the parks, by industry
    registrations    firms registered in a quarter of the first year, by industry (E49)
    university_weight  share of the universities' research next to each place
    zone_scale       the zone's firms over the register's: 1 for the register's zone
    quota_start, leader_orders_start  levers of the rules before
    """
    assumed, zone = model.assumed, model.zone
    firms, industries = model.tables["firms"], model.tables["industries"]
    zone_firms, zone_staff = zone.firms[1:].sum(axis=0), zone.staff[1:].sum(axis=0)
    reference = np.asarray(assumed.firms_start)
    a_quarter = assumed.registrations_day_zone * assumed.days_in_quarter_registrations
    factor = float(model.solved.column("registrations_factor"))
    share = firms.column("research_share")
    active = (share > 0) & (firms.column("park") > 0)
    weight = firms.column("weight")[active]
    research = share * (1.0 - firms.column("relabelled_share")) * firms.column("revenue")
    research = research[active]
    leading = industries.column("leading")
    return {
        "outside_appeal_drift": appeal_drift(zone),
        "newcomers_scale": zone_staff / np.asarray(assumed.staff_start),
        "registrations": factor * a_quarter * zone_firms / reference.sum(),
        "research_mean": float((weight * research).sum() / max(weight.sum(), 1e-9)),
        "knowledge_access_start": rules_before(model.registers)["global.knowledge_access"],
        "leading_staff_share": float(zone_staff[leading].sum() / zone_staff.sum()),
        "venture_outside": venture_outside(zone),
        "university_weight": university_weight(zone),
        "zone_scale": float(zone_firms.sum() / reference.sum()),
        "quota_start": float(model.law.ground.before["governance_quota_support"].flat[0]),
        "leader_orders_start": float(model.law.ground.before["ladder_leader_orders"].flat[0]),
    }


def _burn_in(model) -> None:
    """Run the quarters of burn-in, then set figures and markets to the start."""
    cells, industries = model.tables["cells"], model.tables["industries"]
    target = {name: cells.column(name).copy() for name in ("staff", "revenue")}
    quarters = int(model.assumed.start_burn_in_quarters)
    for quarter in range(model.first - quarters, model.first):
        model.enter_quarter(quarter)
        for stage in BURN_IN:
            stage(model)
    model.enter_quarter(model.first)
    _rescale(model, target)
    industries.column("demand_trend")[...] = 0.0
    industries.column("tightness_start")[...] = 0.0
    industries.column("wage_rival")[...] = industries.column("wage_start")
    firms = model.tables["firms"]
    firms.column("log_productivity")[...] = 0.0
    tally(model)
    settle_history(model)
    model.tables["parks"].column("density_start")[...] = model.tables["parks"].column("staff_total")
    model.tables["parks"].column("congestion")[...] = 0.0
    model.tables["parks"].column("congestion_last")[...] = 0.0
    value_places(model)
    open_scorecard(model)
    model.solved.update(start_research(model))
    model.enter_quarter(model.first - 1)
    fill_queue(model)
    model.enter_quarter(model.first)
    lay_out_slots(model)


def _rescale(model, target: dict[str, np.ndarray]) -> None:
    """Set staff, revenue and pay to the start figures by cell; people keep their places.

    Revenue is a flow of 2023: the first quarter stands below the year's mean by the growth of the
    market in a quarter and a half.
    """
    firms, talents = model.tables["firms"], model.tables["talents"]
    cells, industries = model.tables["cells"], model.tables["industries"]
    count = len(industries)
    live = firms.column("operating")
    industry = firms.column("industry")
    cell = firms.column("park") * count + industry
    weight = firms.column("weight") * live
    growth = np.asarray(model.assumed.demand_growth_start)
    flow = np.exp(-1.5 * growth / 4.0)
    wanted = {
        "staff": target["staff"],
        "revenue": target["revenue"] * flow[cells.column("industry")],
    }
    factor = {}
    for name in ("staff", "revenue"):
        got = np.bincount(cell, weight * firms.column(name), minlength=len(cells))
        factor[name] = np.where(got > 0, wanted[name] / np.maximum(got, 1e-300), 1.0)[cell]
    firms.column("staff")[...] *= factor["staff"]
    revenue = firms.column("revenue")
    revenue *= factor["revenue"]
    firms.column("revenue_last")[...] = revenue
    total = np.bincount(industry, weight * revenue, minlength=count)
    effective = firms.column("appeal_effective")
    level = np.where(live, np.log(np.maximum(revenue, 1e-300)), effective) - effective
    firms.column("appeal")[...] += level
    effective += level
    share = np.asarray(model.assumed.market_share_city)
    industries.column("demand_start")[...] = total / share
    industries.column("demand")[...] = total / share
    industries.column("outside_appeal")[...] = np.log(total * (1.0 - share) / share)
    staff = np.bincount(industry, weight * firms.column("staff"), minlength=count)
    bill = np.bincount(
        industry, weight * firms.column("staff") * firms.column("wage"), minlength=count
    )
    start = industries.column("wage_start")
    scale = start * staff / bill
    constant = industries.column("wage_constant")
    constant *= scale * industries.column("wage_mean") / start
    industries.column("wage_mean")[...] = start
    firms.column("wage")[...] *= scale[industry]
    firms.column("wage_last")[...] = firms.column("wage")
    firms.column("staff_desired")[...] = (
        firms.column("labour_cost_share") * revenue / firms.column("wage")
    )
    _rescale_people(model, talents, cells, count)


def _rescale_people(model, talents, cells, count: int) -> None:
    """Let the talents who work in a cell stand for its skilled staff exactly."""
    share = np.asarray(model.assumed.talent_share)
    firms = model.tables["firms"]
    employer = talents.column("employer")
    works = employer >= 0
    cell = talents.column("work_park") * count + talents.column("industry")
    held = np.bincount(cell[works], talents.column("weight")[works], minlength=len(cells))
    firm_cell = firms.column("park") * count + firms.column("industry")
    mass = firms.column("weight") * firms.column("operating") * firms.column("staff")
    skilled = np.bincount(firm_cell, mass, minlength=len(cells)) * share[cells.column("industry")]
    factor = np.where((held > 0) & (skilled > 0), skilled / np.maximum(held, 1e-300), 1.0)
    talents.column("weight")[...] *= np.where(works, factor[cell], 1.0)


def settle_history(model) -> None:
    """Let last quarter's figures equal the present ones, so that the first changes are zero."""
    cells = model.tables["cells"]
    for name in ("own_staff", "reach", "suppliers", "human_capital"):
        cells.column(f"{name}_last")[...] = cells.column(name)


def lay_out_slots(model) -> None:
    """Make room for the slot tables of the cells, which `match` lays (architecture, Luck 3).

    A cell's table has a power of two places, at least four a firm; it grows when it is half full.
    """
    firms, cells, slots = model.tables["firms"], model.tables["cells"], model.tables["slots"]
    count = len(model.tables["industries"])
    live = firms.column("operating")
    cell = (firms.column("park") * count + firms.column("industry"))[live]
    rows = np.bincount(cell, minlength=len(cells))
    wanted = 2 ** np.ceil(np.log2(np.maximum(4 * rows, 64))).astype(np.int64)
    places = np.maximum(cells.column("slot_count"), wanted * cells.column("sampled"))
    cells.column("slot_count")[...] = places
    cells.column("slot_first")[...] = np.concatenate([[0], np.cumsum(places)[:-1]])
    cells.column("staff_a_slot")[...] = np.maximum(
        1.0, cells.column("staff") / np.maximum(0.25 * places, 1.0)
    )
    total = int(places.sum())
    if len(slots) < total:
        slots.append(total - len(slots))


def upkeep(model) -> None:
    """Close the year: give rows of firms and people that left free, make room for slot tables.

    A table is compacted when a tenth of its rows or more stand empty; no number depends on it.
    """
    if model.clock.quarter_of_year != 3:
        return
    for name in ("firms", "talents", "funds", "stakes"):
        alive = model.tables[name].column("alive")
        if alive.sum() < 0.9 * alive.size:
            model.compact(name)
    lay_out_slots(model)
