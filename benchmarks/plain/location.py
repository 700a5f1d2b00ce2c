"""What places are worth in the plain model, and the firms that enter there."""

from __future__ import annotations

import math

from benchmarks.plain.firm import SPIN_OFF, Firm
from sim.behaviour.enter import expected_entry
from sim.behaviour.move import match_strength, place_value


def value_places(model) -> None:
    """Stage 27: what every park is worth to every industry."""
    assume = model.assume
    for cell in model.cells:
        park = cell.park
        leading = park.leading[cell.industry.row]
        cell.location_value = (
            place_value(
                assume.location_rent,
                cell.log_rent,
                assume.location_own_industry,
                cell.staff,
                assume.location_talent,
                park.talents,
            )
            + assume.location_services * park.services
            + match_strength(
                assume.location_lead_bonus,
                assume.location_lead_malus,
                park.rules.industry_focus_strength,
                leading,
                float(sum(park.leading)),
                assume.lead_attention_reference,
            )
            + assume.location_status * park.status
            + park.general_services
            + cell.location
        )
        cell.deaths = 0.0


def receive_firms(model) -> None:
    """Stage 28: entrants by cell, ordinary and venture-type."""
    assume = model.assume
    index = assume.registrations_index
    year = min((model.quarter - model.opening_quarter) // 4, len(index) - 1)
    for industry in model.industries:
        registered = model.solved.registrations[industry.row] * index[year]
        pull = [math.exp(cell.location_value) for cell in industry.cells[1:]]
        total = sum(pull)
        for place, cell in enumerate(industry.cells):
            park = cell.park
            mean, weight = cell.entry_base, model.sample.weight_rest
            if place > 0:
                weight = model.sample.weight_parks
                cell.entry_share = pull[place - 1] / total
                mean = expected_entry(
                    assume.conversion_share,
                    registered,
                    cell.entry_share,
                    park.approval_days,
                    park.approval_days_start,
                    assume.entry_approval_elasticity,
                )
            venture = industry.venture_type_share
            ordinary = model.rng.poisson(mean * (1.0 - venture)) / weight
            for _ in range(int(ordinary + model.random.random())):
                found_firm(model, cell, weight, kind=0)
            for _ in range(model.rng.poisson(mean * venture)):
                found_firm(model, cell, 1.0, kind=1)


def receive_spinoffs(model) -> None:
    """Stage 28: firms that people of R&D-active firms found."""
    parents = [firm for firm in model.agents_by_type[Firm] if firm.spinoffs]
    for parent in parents:
        for _ in range(parent.spinoffs):
            found_spinoff(model, parent)


def found_firm(model, cell, weight, kind, origin=1, inherited=None) -> None:
    """Found a firm that waits for approval (E51); a spin-off inherits part of its quality."""
    assume, draw = model.assume, model.random
    k = cell.industry.row
    quality = draw.gauss(0.0, 1.0)
    if inherited is None:
        years = (model.quarter - model.opening_quarter) / 4.0
        quality += assume.cohort_quality_drift * years
    else:
        quality = inherited + math.sqrt(1.0 - assume.spinoff_quality_correlation**2) * quality
    spread = assume.value_added_spread
    research = 0.0
    if draw.random() < assume.research_active_share[k]:
        research = assume.research_intensity[k] / assume.research_active_share[k]
    wait = int(cell.park.approval_days / assume.days_in_quarter_waiting + draw.random())
    plants = cell.industry.plant_share > assume.second_site_plant_share
    if cell.park.row > 0 and plants:
        wait += draw.random() >= cell.park.rules.governance_quota_support
    Firm(
        model,
        weight=weight,
        cell=cell,
        kind=kind,
        origin=origin,
        staff=assume.entrant_size_median * math.exp(draw.gauss(0.0, assume.entrant_size_sigma)),
        labour_cost_share=assume.labour_cost_share[k] * cell.labour_factor,
        value_added_share=assume.value_added_share[k]
        * cell.labour_factor
        * math.exp(draw.gauss(0.0, spread) - spread * spread / 2.0),
        quality=quality,
        research_share=research,
        lease_phase=int(12.0 * draw.random()),
        growth_multiplier=draw.expovariate(1.0),
        approval_wait=wait,
    )


def found_spinoff(model, parent) -> None:
    """Found a firm of a firm's people, near it or where new firms go (E50)."""
    assume, draw = model.assume, model.random
    industry, cell = parent.cell.industry, parent.cell
    chance = min(
        assume.spinoff_venture_cap, assume.spinoff_venture_factor * industry.venture_type_share
    )
    kind = int(parent.weight == 1.0 and draw.random() < chance)
    if draw.random() >= assume.spinoff_near_share:
        parks = industry.cells[1:]
        cell = draw.choices(parks, [each.entry_share for each in parks])[0]
    inherited = assume.spinoff_quality_correlation * parent.quality
    found_firm(model, cell, parent.weight, kind, SPIN_OFF, inherited)
