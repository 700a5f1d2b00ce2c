"""A wage subsidy in one park, as two stages of one's own: firms want more people and cost less."""

from __future__ import annotations

import math

from sim.behaviour.appeal import appeal
from sim.behaviour.plan_staff import desired_staff, plan_staff, staff_change
from sim.core.constants import Constants
from sim.core.equation import equation
from sim.core.plain import pay
from sim.core.stage import stage
from sim.quarter import QUARTER


@equation
def cost_relief(demand_elasticity, labour_cost_share, share):
    """Gain of appeal when the city takes over a share of pay (E31, once).

    -(s_d - 1) lsva ln(1 - share)      share  share of pay      Returns log points.
    """
    return -(demand_elasticity - 1.0) * labour_cost_share * math.log(1.0 - share)


@stage
def post_subsidized(firms, industries, assume, subsidy):
    """Firms of the park want the people that the cheaper pay affords (E17, E18)."""
    for firm in firms:
        if firm.operating and firm.park == subsidy.park:
            market = industries[firm.industry]
            wanted = desired_staff(
                firm.labour_cost_share, firm.revenue_desired, firm.wage * (1.0 - subsidy.share)
            )
            change = staff_change(assume.staff_adjustment, wanted, firm.staff, market.quit_rate)
            firm.vacancies = 0.0
            if firm.cash >= 0.0:
                firm.vacancies = max(0.0, change) / assume.fill_rate_start
            firm.layoffs = min(max(0.0, -change), firm.staff)


@stage
def pay_subsidy(firms, assume, subsidy, clock, ledger):
    """The city pays its share of pay; lower cost raises appeal once, in the first quarter."""
    for firm in firms:
        if firm.operating and firm.park == subsidy.park:
            if clock.elapsed == 0:
                firm.appeal += cost_relief(
                    assume.demand_elasticity, firm.labour_cost_share, subsidy.share
                )
            paid = subsidy.share * firm.wage * firm.staff / 4.0
            firm.cash += paid
            pay(ledger.flow, ledger.city, ledger.firms, firm.weight * paid)


def subsidized_quarter(park: int, share: float) -> tuple:
    """Return the stages of a quarter in which the city pays a share of pay in one park."""
    terms = Constants({"park": park, "share": share})

    def subsidize_posts(model) -> None:
        model.inputs["subsidy"] = terms
        post_subsidized(model)

    stages = []
    for each in QUARTER:
        stages.append(each)
        if each is plan_staff:
            stages.append(subsidize_posts)
        elif each is appeal:
            stages.append(pay_subsidy)
    return tuple(stages)
