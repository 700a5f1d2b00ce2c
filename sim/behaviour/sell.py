"""Stage 14: firms sell what their staff and floor allow; rivals serve the rest."""

from __future__ import annotations

import math

from sim.behaviour.orders import follow_leaders, place_orders
from sim.behaviour.plan_staff import sales
from sim.core.equation import equation
from sim.core.plain import buffer
from sim.core.stage import stage


@equation
def shortage(held, wanted, floor):
    """Log of what is held over what is wanted, never above zero (E24).

    held, wanted  persons or m2      floor  smallest ratio counted      Returns log points <= 0.
    """
    if held >= wanted:
        return 0.0
    return math.log(max(held / wanted, floor))


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
            shortage(
                firm.staff, firm.staff_desired - firm.research_staff, assume.shortage_ratio_floor
            ),
            assume.space_shortage_elasticity,
            missing_floor,
        )
        firm.pull_effective = firm.pull
        if firm.appeal_effective != firm.appeal:
            firm.pull_effective = math.exp(firm.appeal_effective)
        market.appeal_effective_sum += firm.weight * firm.pull_effective


@stage
def serve_markets(firms, industries, assume):
    """Split every market by effective appeal; unserved demand goes to rivals (E24).

    First orders replace a part of what the market buys and add to their winners' sales (E25).
    """
    outside = buffer(len(industries))
    for rivals in industries:
        outside[rivals.row] = math.exp(rivals.outside_appeal)
    for firm in firms:
        if not firm.operating:
            continue
        market = industries[firm.industry]
        firm.revenue_last = firm.revenue
        firm.revenue = sales(
            market.demand - assume.first_order_replacement * market.orders,
            firm.pull_effective,
            market.appeal_effective_sum,
            outside[firm.industry],
        )
        if firm.order_filled > 0.0:
            firm.revenue += (1.0 + assume.first_order_premium) * firm.order_filled
    for industry in industries:
        served = industry.appeal_effective_sum + outside[industry.row]
        industry.city_share = industry.appeal_effective_sum / served


def sell(model):
    """Run stage 14: first orders, effective appeal, the markets, leaders' orders.

    Burn-in knows no orders: it is the same under every law.
    """
    opened = model.clock.elapsed >= 0
    if opened:
        place_orders(model)
    limit_appeal(model)
    serve_markets(model)
    if opened:
        follow_leaders(model)
