"""The opening: the population and the accounts of the first quarter, as columns of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.agents.firm import START
from sim.policy.registers import load
from sim.zone import (
    cell_start,
    firm_start,
    floor_start,
    fund_start,
    incubator_start,
    location_start,
    park_start,
    research_start,
    solved_start,
    start_draws,
    venture_start,
)
from sim.zone.lot import Lot
from sim.zone.resolution import Resolution
from sim.zone.resolution import resolution as preset_of
from sim.zone.talent_start import talent_columns
from sim.zone.zone import Links, Zone

LEVERS_READ = (
    "services.one_stop",
    "industry.focus_strength",
    "ip.enforcement",
    "global.knowledge_access",
    "university.joint_labs",
    "platforms.pilot_plants",
    "talent.doctoral_places",
    "ip.pledge_ltv",
    "ip.risk_pool",
    "loan.venture_link",
    *fund_start.LEVERS_READ,
)

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Opening:
    """What a model starts from.

    columns  table -> column -> array; columns that are left out are 0, references -1
    km       distances between places, places x places
    links    supplier weights, relatedness and technological distance, industry x other industry
    solved   constants that are solved once: ``exit_normaliser``, ``spinoff_base``
    zone     the zone, with its margins as drawn
    """

    columns: dict[str, Columns]
    km: np.ndarray
    links: Links
    solved: dict[str, float]
    zone: Zone

    @property
    def matrices(self) -> dict[str, np.ndarray]:
        """The matrices by the names under which stages read them."""
        return {"km": self.km, **self.links._asdict()}


def rules_before(registers) -> dict[str, float]:
    """Return the levers under the rules before that the opening reads, from the registers."""
    return {name: float(registers.lever(name).before) for name in LEVERS_READ}


def open_zone(
    zone: Zone,
    assumed,
    seed: int,
    replicate: int,
    resolution: str | Resolution,
    rules: Mapping[str, float] | None = None,
    *,
    uncertain_start: bool = False,
) -> Opening:
    """Generate the start population (specification 2.4).

    assumed          assumptions of the run
    seed, replicate  decide the luck; the scenario has no part in it
    resolution       ``draft``, ``standard`` or ``full``
    rules            levers under the rules before; by default those of the shipped registers
    uncertain_start  whether start values with wide uncertainty are drawn (specification 3.3)
    """
    preset = preset_of(resolution)
    rules = rules_before(load()) if rules is None else rules
    lot = Lot(seed, replicate)
    drawn = start_draws.none(zone, assumed)
    if uncertain_start:
        drawn = start_draws.draw(zone, assumed, seed, replicate)
        zone = replace(zone, staff=drawn.staff, revenue=drawn.revenue)
    rows = firm_start.firm_rows(zone, assumed, lot, preset)
    talents = talent_columns(zone, assumed, lot, preset, rows)
    parks = park_start.park_columns(zone, assumed, lot, rules)
    known = cell_start.talent_sums(zone, assumed, talents)
    firms, wage_constant, log_mean = _firms(zone, assumed, lot, rows, parks, known["trained_share"])
    firms |= _knowledge_and_finance(zone, assumed, lot, rows, firms, drawn)
    works = talents["employer"] >= 0
    talents["wage"] = np.where(works, firms["wage"][np.maximum(talents["employer"], 0)], 0.0)
    cells = cell_start.cell_columns(zone, assumed, lot, firms, talents)
    industries = cell_start.industry_columns(
        zone, assumed, lot, firms, talents, wage_constant, log_mean
    )
    shape = zone.firms.shape
    reach = cell_start.reach_columns(
        zone, cells["staff"].reshape(shape), assumed.agglomeration_decay
    )
    cells |= reach
    pool = cell_start.spillover_pool(
        zone,
        assumed,
        cells["knowledge"].reshape(shape),
        industries["world_knowledge"],
        rules,
    ).ravel()
    cells |= {"spillover": pool, "spillover_last": pool}
    firms["knowledge_effect"] = research_start.knowledge_effect(
        assumed, firms, industries["knowledge_reference"], rules["ip.enforcement"]
    )
    location = _location(zone, assumed, firms, parks, cells, rules)
    parks["talents"] = cells["talents"].reshape(shape).sum(1)
    cells["location"] = location.constant.ravel()
    cells["location_value"] = location.value.ravel()
    industries["location_outside"] = location.outside
    incubators = venture_start.incubator_columns(zone, assumed, lot, rows)
    tenants, desks = incubator_start.seat_tenants(assumed, lot, firms, incubators)
    firms |= tenants
    incubators |= desks
    money = fund_start.fund_constants(zone, assumed, rules)
    funds = fund_start.fund_columns(zone, assumed, lot, rows, rules, money)
    stakes, held = fund_start.stake_columns(assumed, lot, firms, funds)
    firms |= held
    columns = {
        "firms": firms,
        "talents": talents,
        "funds": funds,
        "stakes": stakes,
        "incubators": incubators,
        "parks": parks,
        "districts": park_start.district_columns(zone, lot),
        "banks": park_start.bank_columns(zone, lot),
        "industries": industries,
        "cells": cells,
    }
    solved = {
        "exit_normaliser": solved_start.exit_normaliser(assumed),
        "spinoff_base": solved_start.spinoff_base(assumed, firms, zone.total("spin_offs_year")),
        "registrations_factor": drawn.registrations,
        **money,
    }
    return Opening(columns, zone.km, zone.links, solved, zone)


def _firms(
    zone: Zone,
    assumed,
    lot: Lot,
    rows: firm_start.Rows,
    parks: Columns,
    trained_share: np.ndarray,
) -> tuple[Columns, np.ndarray, np.ndarray]:
    """Return the columns of firms but knowledge and finance; u and ln Lbar by industry."""
    size = zone.industry_count
    uid, weight, staff = rows.uid, rows.weight, rows.staff
    park, industry = rows.cell // size, rows.cell % size
    age = firm_start.age_quarters(assumed, lot, rows, size)
    per_worker = np.where(zone.staff > 0.0, zone.revenue / np.maximum(zone.staff, 1e-9), 0.0)
    revenue = staff * per_worker.ravel()[rows.cell]
    wage, constant, log_mean = _wages(zone, assumed, rows, trained_share)
    share = wage * staff / revenue
    spread = assumed.value_added_spread
    value_added = np.asarray(assumed.value_added_share)[industry]
    value_added = value_added * share / np.asarray(assumed.labour_cost_share)[industry]
    value_added = value_added * np.exp(spread * lot.normals("value_added", uid) - 0.5 * spread**2)
    quality = assumed.firm_quality_spread * lot.normals("quality", uid)
    appeal = np.log(revenue)
    columns = {
        "uid": uid,
        "weight": weight,
        "park": park,
        "industry": industry,
        "kind": rows.venture.astype(np.int64),
        "origin": np.full(uid.size, START),
        "birth_quarter": zone.first_quarter - age,
        "birth_park": park,
        "birth_number": np.arange(uid.size) - np.searchsorted(rows.cell, rows.cell),
        "age": age,
        "operating": np.ones(uid.size, bool),
        "staff": staff,
        "value_added_share": value_added,
        "labour_cost_share": share,
        "quality": quality - assumed.cohort_quality_drift * age / 4.0,
        "appeal": appeal,
        "appeal_effective": appeal,
        "revenue_desired": revenue,
        "revenue": revenue,
        "revenue_last": revenue,
        "wage": wage,
        "wage_last": wage,
        "staff_desired": staff,
        "growth_multiplier": np.ones(uid.size),
        "cash": assumed.start_cash_years_of_wages
        * wage
        * staff
        * np.exp(assumed.cash_spread * lot.normals("cash", uid)),
        "lease_phase": uid % 12,
        "incubator_factor": np.ones(uid.size),
    }
    columns |= floor_start.floor_columns(
        zone, assumed, weight, staff, park, industry, parks["let"], parks["rent"]
    )
    return columns, constant, log_mean


def _wages(
    zone: Zone, assumed, rows: firm_start.Rows, trained_share: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return pay of each firm, and u and ln Lbar of each industry (E23).

    w_i = u_k wbar_k (L/Lbar_k)^size elasticity (1 + training wage x trained share); at the opening
    the firm's revenue per worker is what it aims at, so that rent sharing is 1. One u an industry
    makes sum n L w = wbar sum n L in the city.
    """
    size = zone.industry_count
    industry = rows.cell % size
    people = rows.weight * rows.staff
    total = np.bincount(industry, people, size)
    some = np.where(total > 0.0, total, 1.0)
    log_staff = np.log(np.maximum(rows.staff, 1.0))
    log_mean = np.bincount(industry, people * log_staff, size) / some
    ratio = np.clip(
        rows.staff / np.exp(log_mean)[industry], assumed.wage_ratio_floor, assumed.wage_ratio_cap
    )
    form = ratio**assumed.size_wage_elasticity
    form = form * (1.0 + assumed.training_wage * trained_share[rows.cell])
    form_mean = np.bincount(industry, people * form, size) / some
    constant = 1.0 / np.where(form_mean > 0.0, form_mean, 1.0)
    wage = (constant * np.asarray(assumed.wage_start))[industry] * form
    return wage, constant, log_mean


def _knowledge_and_finance(
    zone: Zone,
    assumed,
    lot: Lot,
    rows: firm_start.Rows,
    firms: Columns,
    drawn: start_draws.Draws,
) -> Columns:
    revenue, age = firms["revenue"], firms["age"]
    active = research_start.active_firms(zone, assumed, lot, rows, revenue, age)
    patents = research_start.research_columns(zone, assumed, lot, rows, active, revenue)["patents"]
    high_tech = research_start.high_tech_firms(
        zone, assumed, lot, rows, active, revenue, age, patents
    )
    out = research_start.research_columns(zone, assumed, lot, rows, active | high_tech, revenue)
    seen = firms | out
    out |= research_start.labels(zone, assumed, lot, rows, seen, high_tech, drawn.little_giants)
    out |= venture_start.venture_columns(zone, assumed, lot, rows, seen, drawn.unicorns)
    return out


def _location(
    zone: Zone,
    assumed,
    firms: Columns,
    parks: Columns,
    cells: Columns,
    rules: Mapping[str, float],
) -> location_start.Location:
    shape = zone.firms.shape
    park, industry = np.divmod(np.arange(zone.firms.size), shape[1])
    classes = park_start.floor_classes(zone)
    plant_share = np.asarray(assumed.plant_share)[industry]
    rent = floor_start.log_rent(parks["rent"], plant_share, park, classes[park]).reshape(shape)
    cells["log_rent"] = rent.ravel()
    value = location_start.place_value(
        assumed,
        log_rent=rent,
        own_staff=cells["staff"].reshape(shape),
        talents=cells["talents"].reshape(shape).sum(1),
        services=parks["services"],
        match=location_start.match_strength(assumed, parks["leading"][:, : shape[1]], rules),
        status=parks["status"],
        general_services=np.zeros(shape[0]),
    )
    keen = firms["weight"] * np.maximum(firms["staff"], 1.0) ** assumed.relocation_size_exponent
    keen = keen * np.maximum(firms["age"], 1.0) ** assumed.relocation_age_exponent
    movers = np.bincount(firms["park"] * shape[1] + firms["industry"], keen, zone.firms.size)
    return location_start.solve_location(assumed, value, zone.firms, movers.reshape(shape), zone.km)
