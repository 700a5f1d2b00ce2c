"""Stage 27, second part: large plant firms open a second site in a cheaper park (E48)."""

from __future__ import annotations

from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import pay, spend
from sim.core.stage import stage


@equation
def branch_cost(fixed, per_worker, workers, multiplier, profit_share, reference):
    """What a second site costs the firm, in its own eyes (E48).

    (5 + 0.1 workers) * link.branch_cost * (1.5 - link.profit_share)
    fixed  million yuan      per_worker  million yuan/person      workers  persons
    multiplier  link.branch_cost      profit_share, reference  share of tax, 1.5
    Returns million yuan.
    """
    return (fixed + per_worker * workers) * multiplier * (reference - profit_share)


@equation
def site_saving(floor, rent_here, rent_there, years, land_price, floor_area_ratio, mean_rent):
    """What a second site saves in rent and land (E48).

    F (r - r') 365 T/1e6 + F/FAR p (r - r')/rbar/1e6
    floor  m2      rents  yuan/m2/day      years  T      land_price  yuan/m2 at the mean rent
    Returns million yuan.      Prices of plots follow plant rents: the data give none by park.
    """
    cheaper = rent_here - rent_there
    land = floor / floor_area_ratio * land_price * cheaper / mean_rent
    return (floor * cheaper * 365.0 * years + land) / 1000000.0


@stage
def open_second_sites(firms, parks, industries, law, assume, luck, ledger, solved, budgets):
    """Large plant firms move plant staff to a cheaper park that leads in their industry (E48).

    A site opens after the lag and fills in four quarters; without quota the firm tries again. The
    city buys quota above that of the rules before, and supports sites where branches cost less.
    """
    part = budgets.part[ledger.city]
    places = len(parks)
    rents = 0.0
    for park in parks:
        park.second_sites = 0.0
        if park.row > 0:
            rents += park.rent[2] / (places - 1)
    for firm in firms:
        if not firm.operating:
            continue
        plant = assume.plant_share[firm.industry]
        if firm.park2 >= 0:
            site = parks[firm.park2]
            if firm.site_wait > 0:
                firm.site_wait -= 1
                if firm.site_wait == 0:
                    site.second_sites += firm.weight
            elif firm.plant2_share < plant:
                firm.plant2_share = min(
                    plant, firm.plant2_share + plant / assume.second_site_move_quarters
                )
            continue
        if firm.park == 0 or firm.staff <= assume.second_site_staff:
            continue
        if plant <= assume.second_site_plant_share:
            continue
        workers = plant * firm.staff
        floor = workers * assume.floor_per_plant_worker
        here = parks[firm.park]
        rules = law[firm.park]
        cost = branch_cost(
            assume.branch_cost_fixed,
            assume.branch_cost_per_worker,
            workers,
            1.0 - (1.0 - rules.link_branch_cost) * part,
            rules.link_profit_share,
            assume.profit_share_reference,
        )
        best = -1
        best_saving = cost
        for q in range(1, places):
            there = parks[q]
            if q != firm.park and there.leading[firm.industry] > 0.0:
                free = there.stock[2] - there.let[2]
                saving = site_saving(
                    floor,
                    here.rent[2],
                    there.rent[2],
                    assume.second_site_horizon,
                    assume.land_price_industrial,
                    law[q].floor_vertical_far,
                    rents,
                )
                if saving > best_saving and free >= floor:
                    best_saving = saving
                    best = q
        if best > 0:
            granted = rules.governance_quota_support
            u_quota = uniform(luck.quota, firm.uid, 0)
            if u_quota >= granted:
                continue
            if u_quota >= solved.quota_start:
                bought = 0.0
                if u_quota < solved.quota_start + (granted - solved.quota_start) * part:
                    bought = 1.0
                spend(
                    ledger.flow,
                    ledger.public,
                    ledger.for_quota,
                    ledger.city,
                    ledger.outside,
                    firm.weight * assume.quota_cost,
                    bought,
                )
                if bought == 0.0:
                    continue
            firm.park2 = best
            firm.site_wait = int(assume.second_site_lag)
            firm.cash -= assume.branch_cost_fixed + assume.branch_cost_per_worker * workers
            built = firm.weight * (
                assume.branch_cost_fixed + assume.branch_cost_per_worker * workers
            )
            pay(ledger.flow, ledger.firms, ledger.developers, built)
            helped = max(0.0, 1.0 - rules.link_branch_cost) / 0.1 * assume.second_site_support_cost
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_second_sites,
                ledger.city,
                ledger.outside,
                firm.weight * helped,
                part,
            )
