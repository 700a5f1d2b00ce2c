"""Pay of industries and firms: the trend, tight markets, size and surplus (E23).

Part of stage 13 (`sim.behaviour.match`).
"""

from __future__ import annotations

import math

from sim.behaviour.world import fading_growth
from sim.core.equation import equation
from sim.core.plain import buffer
from sim.core.stage import stage


@equation
def wage_growth(trend, slope, tightness, tightness_start, clip):
    """Growth of mean pay of an industry in a quarter (E23).

    d ln w = g_w/4 + 0.05 clip((vac/seek)/(vac/seek)_2023 - 1, +-0.3)
    trend  log points/year      slope  log points/quarter      tightness  posts a searcher
    clip  largest deviation counted      Returns log points.
    """
    pressure = 0.0
    if tightness_start > 0.0:
        pressure = min(clip, max(-clip, tightness / tightness_start - 1.0))
    return trend / 4.0 + slope * pressure


@equation
def clipped_ratio(value, reference, low, high):
    """``value / reference`` kept between ``low`` and ``high`` (E23); 1 where there is no reference.

    value, reference  same unit      low, high  ratios      Returns a ratio.
    """
    if reference <= 0.0 or value <= 0.0:
        return 1.0
    return min(high, max(low, value / reference))


@equation
def firm_wage(constant, wage_mean, log_size, size_elasticity, log_surplus, sharing, training):
    """Pay of a firm (E23).

    w = u wbar (L/Lbar)^0.048 (Y lsva/(L w_last))^0.08 (1 + 0.12 trained share)
    constant  u, one an industry  -      wage_mean  million yuan/person/year
    log_size, log_surplus  ln of the two ratios, log points
    size_elasticity, sharing  -      training  share of pay
    Returns million yuan/person/year.      Source: Bloom et al. (size), Card et al. 2018 (sharing).
    """
    return (
        constant
        * wage_mean
        * math.exp(size_elasticity * log_size + sharing * log_surplus)
        * (1.0 + training)
    )


@stage
def set_wages(firms, cells, industries, assume, clock):
    """Pay rises with the trend and tight markets; firms pay by size and surplus (E23)."""
    count = len(industries)
    logs = buffer(count)
    staff = buffer(count)
    for firm in firms:
        if firm.operating:
            mass = firm.weight * firm.staff
            firm.log_staff = math.log(max(firm.staff, 1.0))
            logs[firm.industry] += mass * firm.log_staff
            staff[firm.industry] += mass
    for industry in industries:
        k = industry.row
        if staff[k] > 0.0:
            industry.staff_log_mean = logs[k] / staff[k]
        tightness = industry.vacancies / max(industry.searchers, 1.0)
        start = 0.0
        if clock.elapsed < 4:
            if clock.elapsed >= 0:
                industry.tightness_start += tightness / 4.0
        else:
            start = industry.tightness_start
        trend = fading_growth(
            assume.wage_growth_start,
            assume.wage_growth_long,
            max(clock.time, clock.opening_time),
            clock.opening_time,
            assume.wage_growth_fade,
        )
        industry.wage_mean *= math.exp(
            wage_growth(
                trend, assume.wage_curve_slope, tightness, start, assume.wage_tightness_clip
            )
        )
    for payer in firms:
        if not payer.operating:
            continue
        market = industries[payer.industry]
        cell = cells[payer.park * count + payer.industry]
        payer.wage_last = payer.wage
        surplus = clipped_ratio(
            payer.revenue * payer.labour_cost_share,
            payer.staff * payer.wage_last,
            assume.wage_ratio_floor,
            assume.wage_ratio_cap,
        )
        payer.wage = firm_wage(
            market.wage_constant,
            market.wage_mean,
            payer.log_staff - market.staff_log_mean,
            assume.size_wage_elasticity,
            math.log(surplus),
            assume.rent_sharing,
            assume.training_wage * cell.trained_share,
        )
