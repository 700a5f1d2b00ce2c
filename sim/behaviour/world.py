"""Stage 1: the world outside moves: markets, competitors, pay elsewhere. Nobody pays."""

from __future__ import annotations

import math

from sim.core.equation import equation
from sim.core.plain import spend
from sim.core.stage import stage

ACCESS_STEP = 0.05  # access for which the cost of services is quoted


@equation
def fading_growth(growth_start, growth_long, time, opening_time, fade):
    """Growth rate that fades from its start value to its long-run value (E1).

    g(t) = g_inf + (g_0 - g_inf) exp(-(t - 2023)/fade)
    growth_start, growth_long  log points a year     time, opening_time, fade  years
    Returns log points a year.      Source: specification, published growth 2021-23 (medium).
    """
    return growth_long + (growth_start - growth_long) * math.exp(-(time - opening_time) / fade)


@equation
def market(demand_start, trend, cycle, export_share, access, access_start):
    """Market an industry of the city sells to (E1).

    D = D_0 exp(sum g/4) exp(b_k cycle) [1 + x (access/access_0 - 1)]
    demand_start  million yuan/year      trend, cycle  log points      export_share, access  share
    Returns million yuan/year.      Source: specification; export shares assumed.
    """
    abroad = 1.0 + export_share * (access / access_start - 1.0)
    return demand_start * math.exp(trend + cycle) * abroad


@equation
def outside_drift(demand_elasticity, trend, drift):
    """Growth of the outside competitors' appeal in a quarter (E2).

    d ln O = (s_d - 1) tau/4 + adj
    demand_elasticity  -      trend  log points/year      drift  log points/quarter
    Returns log points.      Source: specification; adj is solved once with the zone.
    """
    return (demand_elasticity - 1.0) * trend / 4.0 + drift


@stage
def world(industries, law, assume, solved, clock, ledger, budgets):
    """Markets grow, outside competitors improve, pay elsewhere rises (E1, E2).

    The city pays services for going abroad: so much for every twentieth of access above the rules
    before, industries counted by their exports of the opening.
    """
    exports = 0.0
    for each in industries:
        exports += assume.export_share[each.row] * each.demand_start
    part = budgets.part[ledger.city]
    for industry in industries:
        k = industry.row
        growth = fading_growth(
            assume.demand_growth_start[k],
            assume.demand_growth_long[k],
            max(clock.time, clock.opening_time),
            clock.opening_time,
            assume.demand_growth_fade,
        )
        pay_growth = fading_growth(
            assume.wage_growth_start,
            assume.wage_growth_long,
            max(clock.time, clock.opening_time),
            clock.opening_time,
            assume.wage_growth_fade,
        )
        if clock.elapsed != 0:
            industry.demand_trend += growth / 4.0
            industry.outside_appeal += outside_drift(
                assume.demand_elasticity, assume.tfp_trend, solved.outside_appeal_drift[k]
            )
            industry.wage_rival *= math.exp(pay_growth / 4.0)
        gained = max(0.0, law.zone.global_export_access[k] - industry.access_start)
        weight = 0.0
        if exports > 0.0:
            weight = assume.export_share[k] * industry.demand_start / exports
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_export_services,
            ledger.city,
            ledger.outside,
            solved.zone_scale * weight * gained / ACCESS_STEP * assume.export_service_cost / 4.0,
            part,
        )
        industry.demand = market(
            industry.demand_start,
            industry.demand_trend,
            assume.demand_cycle_sensitivity * assume.demand_cycle_size,
            assume.export_share[k],
            law.zone.global_export_access[k] - gained * (1.0 - part),
            industry.access_start,
        )
