"""Stage 16: productivity, luck and cost change the appeal of firms."""

from __future__ import annotations

import math

from sim.behaviour.spillover import imitation
from sim.core.equation import equation
from sim.core.luck import exponential, normal
from sim.core.plain import buffer
from sim.core.stage import stage


@equation
def shock_size(scale, size_exponent, log_staff):
    """Standard deviation of annual growth shocks: large firms fluctuate less (E31).

    sigma(L) = sigma_0 max(L, 1)^-beta
    scale  log points/year      size_exponent  -      log_staff  ln max(L, 1), log persons
    Returns log points/year.      Source: Amaral et al. 1997 (high).
    """
    return scale * math.exp(-size_exponent * log_staff)


@equation
def growth_shock(sigma, multiplier, z, cap):
    """Growth shock of a quarter, compensated so that its exponential has mean one (E31).

    eps = sigma sqrt(W/4) z + ln(1 - min(sigma^2/2, cap))/4
    sigma  log points/year      multiplier  W ~ Exp(1) of firm and year      z  standard normal
    Returns log points.      Mixing over W makes annual growth Laplace: Bottazzi, Secchi 2006.
    """
    return (
        sigma * math.sqrt(multiplier / 4.0) * z
        + math.log(1.0 - min(sigma * sigma / 2.0, cap)) / 4.0
    )


@equation
def log_change(now, before, least):
    """Change of a size in logs; 0 where the cell was empty before (E30).

    now, before, least  persons; an empty cell has fewer than ``least``      Returns log points.
    """
    if before < least:
        return 0.0
    return math.log(max(now, 1.0)) - math.log(max(before, 1.0))


@equation
def protected_knowledge(knowledge, imitated, cover):
    """Knowledge that stays with its owner (E30).   Ka = Kn (1 - imit (1 - cover))

    knowledge  million yuan      imitated  share of S that others imitate
    cover  share that patents cover, 0 without a granted patent      Returns million yuan.
    """
    return knowledge * (1.0 - imitated * (1.0 - cover))


@equation
def reference_knowledge(median, trend):
    """Knowledge that a firm needs for an effect (E30): Kn0, in step with rivals all over the world.

    Kn0 exp(trend): the knowledge of the world grows with the market, as in E28
    median  of R&D-active firms in 2023, million yuan
    trend  growth of the market since then, log points      Returns million yuan.
    """
    return median * math.exp(trend)


@equation
def knowledge_effect(protected, reference):
    """What knowledge adds to productivity above the kink (E30).   max(ln 2, ln(1 + Ka/Kn0)) - ln 2

    protected, reference  Ka, Kn0, million yuan
    Returns log points, 0 up to the reference.
    """
    if protected <= reference or reference <= 0.0:
        return 0.0
    return math.log(0.5 + 0.5 * protected / reference)


@equation
def absorption(intensity, half, mean):
    """How well a firm takes up knowledge from outside (E30).   rho/(rho + 0.05)/mean

    intensity  R&D share of revenue      half  intensity of half absorption, share
    mean  of the industry's R&D-active firms, -      Returns a ratio, 0 without R&D.
    """
    if intensity <= 0.0 or mean <= 0.0:
        return 0.0
    return intensity / (intensity + half) / mean


@equation
def cost_change(labour_cost_share, wage_change, skill_change, rent_share, rent_change):
    """Change of unit cost from pay and rent (E31).

    lsva d ln(w/h) + va fs d ln r      shares of revenue; changes in log points
    Returns log points.
    """
    return labour_cost_share * (wage_change - skill_change) + rent_share * rent_change


@stage
def appeal(firms, cells, parks, industries, law, assume, luck, clock, ledger, budgets):
    """Productivity grows with the trend, quality, neighbours and status; luck does the rest.

    Every agglomeration term is a change and a deviation from the mean of the industry in the city:
    growth of the whole city creates no productivity (E30, E31).
    """
    count = len(industries)
    around = buffer(len(cells))
    skill = buffer(len(cells))
    mean = buffer(count)
    staff = buffer(count)
    spilled = buffer(len(cells))
    spilled_mean = buffer(count)
    imitated = imitation(
        assume.imitation_share,
        assume.imitation_enforcement_slope,
        law.zone.ip_enforcement * budgets.part[ledger.city],
        assume.imitation_enforcement_reference,
    )
    for cell in cells:
        if cell.spillover > 0.0 and cell.spillover_last > 0.0:
            spilled[cell.row] = math.log(cell.spillover / cell.spillover_last)
            spilled_mean[cell.industry] += spilled[cell.row] * cell.own_staff
        gain = (
            assume.localisation_elasticity
            * log_change(cell.own_staff, cell.own_staff_last, assume.empty_cell_staff)
            + assume.density_elasticity
            * log_change(cell.reach, cell.reach_last, assume.empty_cell_staff)
            + assume.upstream_elasticity
            * log_change(cell.suppliers, cell.suppliers_last, assume.empty_cell_staff)
        )
        around[cell.row] = gain
        skill[cell.row] = math.log(cell.human_capital / cell.human_capital_last)
        mean[cell.industry] += gain * cell.own_staff
        staff[cell.industry] += cell.own_staff
    reference = buffer(count)
    for industry in industries:
        reference[industry.row] = industry.knowledge_reference
        if clock.elapsed >= 0:  # knowledge stands still in burn-in
            reference[industry.row] = reference_knowledge(
                industry.knowledge_reference, industry.demand_trend
            )
    for firm in firms:
        if not firm.operating:
            continue
        park = parks[firm.park]
        k = firm.industry
        cell_here = cells[firm.park * count + k]
        gained = assume.tfp_trend / 4.0
        if firm.age < assume.quality_growth_age_limit:
            gained += assume.firm_quality_growth * firm.quality / 4.0
        if cell_here.own_staff_last >= assume.empty_cell_staff and staff[k] > 0.0:
            gained += around[cell_here.row] - mean[k] / staff[k]
        if firm.research_share > 0.0:
            if staff[k] > 0.0:
                gained += (
                    assume.spillover_elasticity
                    * absorption(
                        firm.research_share * (1.0 - firm.relabelled_share),
                        assume.absorption_half,
                        industries[k].absorption_mean,
                    )
                    * (spilled[cell_here.row] - spilled_mean[k] / staff[k])
                )
            cover = 0.0
            if firm.patents > 0.0:
                cover = assume.imitation_cover[k]
            effect = knowledge_effect(
                protected_knowledge(firm.knowledge, imitated, cover),
                reference[k],
            )
            gained += assume.research_elasticity * (effect - firm.knowledge_effect)
            firm.knowledge_effect = effect
        gained += (
            assume.zone_direct_share * assume.zone_status_effect * (park.status - park.status_last)
        )
        gained -= assume.congestion_elasticity * (park.congestion - park.congestion_last)
        firm.log_productivity += gained
        rent_share = firm.value_added_share * (
            assume.rent_share_office * (1.0 - assume.plant_share[k])
            + assume.rent_share_plant * assume.plant_share[k]
        )
        dearer = cost_change(
            firm.labour_cost_share,
            math.log(firm.wage / firm.wage_last),
            skill[cell_here.row],
            rent_share,
            firm.log_rent - firm.log_rent_last,
        )
        if clock.quarter_of_year == 0 or firm.growth_multiplier == 0.0:
            firm.growth_multiplier = exponential(luck.year.multiplier, firm.uid, 0)
        sigma = shock_size(
            assume.growth_shock_scale, assume.growth_shock_size_exponent, firm.log_staff
        )
        firm.appeal += (assume.demand_elasticity - 1.0) * (gained - dearer) + growth_shock(
            sigma,
            firm.growth_multiplier,
            normal(luck.growth, firm.uid, 0),
            assume.shock_compensation_cap,
        )
        if firm.first_order > 0:
            firm.appeal += assume.first_order_growth
