"""Academic start-ups: how many universities bring about, and what their support costs.

Part of stage 28 (`sim.behaviour.enter`), which founds them inside the flow of new firms.
"""

from __future__ import annotations

import math

from sim.core.equation import equation
from sim.core.plain import forgo, spend
from sim.core.stage import stage

M2_A_UNIT = 10000.0  # `university.space` counts 10,000 m2
MILLION = 1000000.0


@equation
def academic_entry(base, multiplier, share, share_reference, exponent, cap, space):
    """Academic start-ups of all universities in a year (E50).

    min(u_p multiplier (share/0.7)^0.5, cap space)
    base  u_p, firms/year      multiplier  -      share, share_reference  inventors' share of gains
    exponent  -      cap  firms/year for 10,000 m2      space  10,000 m2
    Returns firms/year.      Source: reform of incentives is weak: Sandstrom et al. 2018.
    """
    if share <= 0.0 or multiplier <= 0.0:
        return 0.0
    wanted = base * multiplier * math.exp(exponent * math.log(share / share_reference))
    return min(wanted, cap * space)


@equation
def venture_share_of_founders(share, factor, cap):
    """Venture-type share of academic start-ups and spin-offs (specification 2.2): twice, to 0.8.

    share  venture-type share of entrants      factor, cap  multiplier and highest share
    Returns a share.
    """
    return min(cap, factor * share)


@stage
def support_universities(parks, law, assume, solved, ledger, budgets):
    """Universities handle disclosures and give up gains; floor for start-ups costs rent (M10).

    The centre pays for universities; space is halved with the district of the park next to them.
    """
    disclosures = (
        assume.academic_entry_base
        * solved.zone_scale
        * law.zone.university_spinoff_multiplier
        / 4.0
    )
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_disclosures,
        ledger.centre,
        ledger.outside,
        assume.disclosure_cost * disclosures,
        budgets.part[ledger.centre],
    )
    forgo(
        ledger.public,
        ledger.for_disclosures,
        ledger.centre,
        law.zone.university_inventor_share * assume.disclosure_proceeds * disclosures,
    )
    floor = law.zone.university_space * solved.zone_scale * M2_A_UNIT
    rent = floor * assume.university_space_cost / MILLION / 4.0
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_academic_space,
        ledger.centre,
        ledger.developers,
        0.5 * rent,
        budgets.part[ledger.centre],
    )
    for park in parks:
        if park.district < 0:
            continue
        payer = ledger.districts + park.district
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_academic_space,
            payer,
            ledger.developers,
            0.5 * rent * solved.university_weight[park.row],
            budgets.part[payer],
        )
