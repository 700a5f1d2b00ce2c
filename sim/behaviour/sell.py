"""Stage 14: firms sell what their staff and floor allow; rivals serve the rest."""

from __future__ import annotations

import math

from sim.behaviour.plan_staff import sales
from sim.core.equation import equation
from sim.core.stage import stage


@equation
def shortage(held, wanted, floor):
    """Log of what is held over what is wanted, never above zero (E24).

    held, wanted  persons or m2      floor  smallest ratio counted      Returns log points <= 0.
    """
    if wanted <= 0.0:
        return 0.0
    return min(0.0, math.log(max(held / wanted, floor)))


@equation
def effective_appeal(appeal, staff_elasticity, staff_shortage, floor_elasticity, floor_shortage):
    """Appeal after missing staff and floor (E24).

    a' = a + kappa_L min(0, ln L/L*) + kappa_F min(0, ln F/need)
    appeal  ln million yuan/year      shortages  log points <= 0      Returns ln million yuan/year.
    """
    return appeal + staff_elasticity * staff_shortage + floor_elasticity * floor_shortage


@stage
def limit_appeal(firms, industries, assume):
    """Take missing staff and floor off the appeal of firms, and sum it by industry."""
    for industry in industries:
        industry.appeal_effective_sum = 0.0
    for firm in firms:
        if not firm.operating:
            continue
        market = industries[firm.industry]
        missing_floor = 0.0
        if firm.park > 0:
            held = firm.office_floor + firm.plant_floor + firm.plant2_floor
            missing_floor = shortage(held, firm.floor_need, assume.shortage_ratio_floor)
        firm.appeal_effective = effective_appeal(
            firm.appeal,
            assume.staff_shortage_elasticity,
            shortage(firm.staff, firm.staff_desired, assume.shortage_ratio_floor),
            assume.space_shortage_elasticity,
            missing_floor,
        )
        market.appeal_effective_sum += firm.weight * math.exp(firm.appeal_effective)


@stage
def serve_markets(firms, industries):
    """Split every market by effective appeal; unserved demand goes to rivals (E24)."""
    for firm in firms:
        if not firm.operating:
            continue
        market = industries[firm.industry]
        firm.revenue_last = firm.revenue
        firm.revenue = sales(
            market.demand,
            firm.appeal_effective,
            market.appeal_effective_sum,
            math.exp(market.outside_appeal),
        )
    for industry in industries:
        served = industry.appeal_effective_sum + math.exp(industry.outside_appeal)
        industry.city_share = industry.appeal_effective_sum / served


def sell(model):
    """Run stage 14: effective appeal, then the markets."""
    limit_appeal(model)
    serve_markets(model)
