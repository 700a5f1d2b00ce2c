"""Stage 28: registrations are counted, firms enter, and wait for approval and floor."""

from __future__ import annotations

import math

import numpy as np

from sim.behaviour.academic import (
    academic_entry,
    support_universities,
    venture_share_of_founders,
)
from sim.behaviour.found import found_firms, open_firms
from sim.core.equation import equation
from sim.core.luck import poisson, uniform
from sim.core.plain import buffer
from sim.core.stage import stage


@equation
def expected_entry(conversion, registrations, share, days, days_start, elasticity):
    """Operating firms that enter a cell in a quarter (E50).

    psi reg_k share_pk (tau/tau_0)^-0.15
    conversion, share  -      registrations  firms/quarter      days, days_start  approval time
    Returns firms/quarter.      Source: specification; elasticity recalled (low).
    """
    speed = math.exp(elasticity * math.log(max(days, 1.0) / max(days_start, 1.0)))
    return conversion * registrations * share * speed


@equation
def spinoff_rate(hazard, weight, research, research_mean, elasticity):
    """Firms that the people of an R&D-active firm found in a quarter (E50).

    h0 n (R/Rbar)^0.116
    hazard  firms/firm/quarter      weight  firms the row stands for      elasticity  -
    research, research_mean  million yuan/year      Returns firms/quarter.
    Source: Babina, Howell 2024 (medium).
    """
    if research <= 0.0 or research_mean <= 0.0:
        return 0.0
    return hazard * weight * math.exp(elasticity * math.log(research / research_mean))


@stage
def count_entrants(
    cells, parks, industries, law, assume, luck, clock, sample, solved, budgets, ledger
):
    """Registrations (no agents) and entrants of every cell, as rows of the sample (E49, E50).

    Registrations of an industry are one draw for the zone, which no policy moves; parks share them.
    Academic start-ups are a part of the flow: what universities bring about others do not.
    """
    academic_year = solved.zone_scale * academic_entry(
        assume.academic_entry_base,
        law.zone.university_spinoff_multiplier,
        law.zone.university_inventor_share,
        assume.inventor_share_reference,
        assume.academic_share_exponent,
        assume.academic_space_cap,
        law.zone.university_space * budgets.part[ledger.centre],
    )
    count = len(industries)
    total = buffer(count)
    filed = buffer(count)
    for k in range(count):
        expected = solved.registrations[k] * clock.registrations_index
        filed[k] = float(poisson(expected, luck.registrations, k, 0))
    for park in parks:
        park.registrations = 0.0
    for cell in cells:
        cell.births = 0.0
        if cell.park > 0:
            subsidy = law[cell.park].floor_rent_subsidy
            cell.entry_share = math.exp(
                cell.location_value - assume.location_rent * math.log(1.0 - subsidy)
            )
            total[cell.industry] += cell.entry_share
    for place in cells:
        k = place.industry
        p = parks[place.park]
        mean = place.entry_base
        if place.park > 0:
            place.entry_share = place.entry_share / total[k]
            registered = solved.registrations[k] * clock.registrations_index
            p.registrations += filed[k] * place.entry_share
            mean = expected_entry(
                assume.conversion_share,
                registered,
                place.entry_share,
                p.approval_days,
                p.approval_days_start,
                assume.entry_approval_elasticity,
            )
        venture = assume.venture_type_share[k]
        academic = (
            academic_year
            / 4.0
            * solved.university_weight[place.park]
            * assume.academic_entry_mix[k]
        )
        gifted = venture_share_of_founders(
            venture, assume.spinoff_venture_factor, assume.spinoff_venture_cap
        )
        mean = max(0.0, mean - academic)
        weight = sample.weight_parks
        if place.park == 0:
            weight = sample.weight_rest
            venture = min(1.0, venture * solved.venture_outside[k])
        new = float(poisson(mean * (1.0 - venture), luck.ordinary, place.row, 0))
        place.rows_to_found[0] = int(new / weight + uniform(luck.rounding, place.row, 0))
        place.rows_to_found[1] = poisson(mean * venture, luck.venture, place.row, 0)
        plain = float(poisson(academic * (1.0 - gifted), luck.academic, place.row, 0))
        place.rows_to_found[2] = int(plain / weight + uniform(luck.academic_rows, place.row, 0))
        place.rows_to_found[3] = poisson(academic * gifted, luck.academic_venture, place.row, 0)


@stage
def count_spinoffs(firms, industries, assume, luck, solved):
    """Firms founded by people of R&D-active firms, keyed by the parent (E50)."""
    for firm in firms:
        firm.spinoffs = 0
        if firm.operating and firm.park > 0 and firm.research_share > 0.0:
            rate = spinoff_rate(
                solved.spinoff_base,
                firm.weight,
                firm.research,
                solved.research_mean,
                assume.spinoff_research_elasticity,
            )
            firm.spinoffs = poisson(rate / firm.weight, luck.spinoffs, firm.uid, 0)


def found(model) -> slice:
    """Count entrants and spin-offs and give them rows; return the rows."""
    count_entrants(model)
    count_spinoffs(model)
    cells, firms = model.cells.table, model.firms.table
    parents = len(firms)
    plants = int(model.projects.count[0])
    rows = int(cells.column("rows_to_found").sum() + firms.column("spinoffs").sum()) + plants
    first = firms.append(rows)
    model.births.update({"first": first, "last": first + rows, "parents": parents})
    found_firms(model)
    return slice(first, first + rows)


def enter(model):
    """Run stage 28: count entrants and spin-offs, found them, open those whose wait is over."""
    support_universities(model)
    found(model)
    open_firms(model)


def fill_queue(model):
    """Fill the queue of the opening with those who would have entered the quarter before."""
    new = found(model)
    firms = model.firms.table
    waiting = firms.columns["approval_wait"][new]
    firms.columns["alive"][new] = waiting > 0
    waiting[...] = np.maximum(waiting - 1, 0)
