"""Stage 10: firms decide how many people they want: sales at full capacity, then posts."""

from __future__ import annotations

import math

from sim.core.equation import equation
from sim.core.plain import buffer
from sim.core.stage import stage


@equation
def sales(demand, pull, pull_sum, outside):
    """Sales of a firm: its share of the market by appeal (E17, E24).

    Y = D e^a / (sum n e^a + O)
    demand, pull_sum, outside  million yuan/year      pull  e^a, million yuan/year
    Returns million yuan/year.      Source: specification (market shares, not production functions).
    """
    return demand * pull / (pull_sum + outside)


@equation
def desired_staff(labour_cost_share, revenue, wage):
    """Staff at which pay takes its share of revenue (E17).   L* = lsva Y / w

    labour_cost_share  -      revenue  million yuan/year      wage  million yuan/person/year
    Returns persons.
    """
    return labour_cost_share * revenue / wage


@equation
def staff_change(staff_adjustment, desired, staff, quit_rate):
    """People to find (or, if negative, to let go) in a quarter (E18).

    x = lambda_L (L* - L) + q L
    staff_adjustment, quit_rate  share/quarter      desired, staff  persons
    Returns persons.      Replacement of leavers keeps staff from sinking below L* for ever.
    """
    return staff_adjustment * (desired - staff) + quit_rate * staff


@stage
def add_appeal(firms, industries):
    """Sum the appeal of the city's firms by industry, over all parks and the rest of the city."""
    for industry in industries:
        industry.appeal_sum = 0.0
    for firm in firms:
        if not firm.operating:
            continue
        market = industries[firm.industry]
        firm.pull = math.exp(firm.appeal)
        market.appeal_sum += firm.weight * firm.pull


@stage
def post_vacancies(firms, industries, assume):
    """Firms move part of the way to their desired staff; without cash they do not hire (E18)."""
    outside = buffer(len(industries))
    for industry in industries:
        outside[industry.row] = math.exp(industry.outside_appeal)
    for firm in firms:
        if not firm.operating:
            continue
        market = industries[firm.industry]
        firm.revenue_desired = sales(
            market.demand, firm.pull, market.appeal_sum, outside[firm.industry]
        )
        firm.staff_desired = (
            desired_staff(firm.labour_cost_share, firm.revenue_desired, firm.wage)
            + firm.research_staff
        )
        change = staff_change(
            assume.staff_adjustment, firm.staff_desired, firm.staff, market.quit_rate
        )
        firm.vacancies = 0.0
        if firm.cash >= 0.0:
            firm.vacancies = max(0.0, change) / assume.fill_rate_start
        firm.layoffs = min(max(0.0, -change), firm.staff)


def plan_staff(model):
    """Run stage 10: sales at full capacity, desired staff, vacancies and layoffs."""
    add_appeal(model)
    post_vacancies(model)
