"""Running costs of the parks' administration and of what the city and districts offer there.

Part of stage 5 (`sim.behaviour.budget`). The stages in which these levers act scale them by the
part of the cost that the payer can meet, ``budgets.part``.
"""

from __future__ import annotations

from sim.core.equation import equation
from sim.core.plain import spend
from sim.core.stage import stage

MILLION_A_BILLION = 1000.0


@equation
def staff_cost(staff, pay_each):
    """Cost of people on the payroll of a park or the city in a quarter (specification 2.6).

    staff  persons      pay_each  million yuan/person/year      Returns million yuan/quarter.
    """
    return staff * pay_each / 4.0


@equation
def cost_per_tenth(level, cost):
    """Cost of a level that is priced by tenths, in a quarter (specification 2.6).

    level  0-1      cost  million yuan/year for each 0.1      Returns million yuan/quarter.
    """
    return level / 0.1 * cost / 4.0


@stage
def administer(parks, law, assume, ledger, budgets, solved):
    """Districts pay bodies, services, amenities; the city pays audits, praise and cases."""
    staff = 0.0
    count = 0.0
    for park in parks:
        if park.row > 0:
            staff += park.staff_total
            count += 1.0
    for park in parks:
        if park.district < 0:
            continue
        rules = law[park.row]
        account = ledger.districts + park.district
        part = budgets.part[account]
        share = 0.0
        if staff > 0.0:
            share = solved.zone_scale * park.staff_total / staff
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_bodies,
            account,
            ledger.outside,
            staff_cost(rules.body_exists * assume.body_base_staff, assume.service_staff_cost),
            part,
        )
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_body_staff,
            account,
            ledger.outside,
            staff_cost(rules.body_staff, assume.service_staff_cost),
            part,
        )
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_one_stop,
            account,
            ledger.outside,
            staff_cost(rules.services_one_stop * assume.one_stop_staff, assume.service_staff_cost),
            part,
        )
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_amenities,
            account,
            ledger.outside,
            rules.services_amenity * assume.amenity_cost * MILLION_A_BILLION * share / 4.0,
            part,
        )
    city = ledger.city
    able = budgets.part[city]
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_coordination,
        city,
        ledger.outside,
        staff_cost(
            law.zone.governance_city_coordination * assume.city_coordination_staff,
            assume.service_staff_cost,
        ),
        able,
    )
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_audits,
        city,
        ledger.outside,
        cost_per_tenth(law.zone.assessment_audit, assume.audit_cost) * count,
        able,
    )
    if law.zone.assessment_noise_known > 0:
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_score_publication,
            city,
            ledger.outside,
            assume.score_publication_cost / 4.0,
            able,
        )
    if law.zone.demonstration_prestige > 0.0:
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_commendation,
            city,
            ledger.outside,
            assume.commendation_cost / 4.0,
            able,
        )
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_benchmarks,
        city,
        ledger.outside,
        law.zone.demonstration_benchmarks * assume.benchmark_cost / 4.0,
        able,
    )
