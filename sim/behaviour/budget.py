"""Stage 5: public budgets: what payers can spend, the districts' accounts, the parks' money.

Every quarter each payer may spend a quarter of its yearly limit and what it has left over; the
share of its requests that this covers, judged by what was asked the quarter before, is
``budgets.part``. What was spent beyond is taken off the next quarters; what is left at the end of
the year lapses. Districts borrow what they spend beyond their income.
"""

from __future__ import annotations

import math

from sim.behaviour.administer import administer
from sim.behaviour.special_fund import place_projects, share_fund
from sim.core.equation import equation
from sim.core.plain import buffer, pay
from sim.core.stage import stage

MILLION_A_BILLION = 1000.0


@equation
def affordable_part(left, asked):
    """Share of its requests that a payer can meet (specification 2.6), 0 to 1.

    left, asked  million yuan      Returns a share.
    """
    if asked <= 0.0 or left >= asked:
        return 1.0
    return max(0.0, left / asked)


@equation
def carried_over(left, paid, limit, new_year):
    """What a payer may still spend in a quarter (specification 2.6).

    left  before last quarter's payments, million yuan      paid  last quarter, million yuan
    limit  million yuan/year      new_year  0 or 1: what was left lapses, what was overspent stays
    Returns million yuan.
    """
    rest = left - paid
    if new_year:
        rest = min(0.0, rest)
    return rest + limit / 4.0


@equation
def park_money(tax, local_share, district_share, base_share, extra_share, firm_share):
    """Budget of a park administration (E8).   (0.05 + park_share) 0.45 x 0.5 T by firms

    tax  of the district's firms in the parks, million yuan/year      other arguments  shares
    Returns million yuan/year.
    """
    return (base_share + extra_share) * local_share * district_share * tax * firm_share


@equation
def services_change(elasticity, services, points):
    """Change of a district's general services through points given to its parks (E8).

    0.05 ln((G - points)/G), where 0.01 of G is always left
    services  G, million yuan/year      points  million yuan/year      elasticity  eta_gs, -
    Returns log points of amenity.      Source: contested (Li, Zhou 2005; Pang et al. 2023).
    """
    if services <= 0.0:
        return 0.0
    return elasticity * math.log(max(services - points, 0.01 * services) / services)


@equation
def services_money(share, revenue, reaction, debt_share, debt, points):
    """General services of a district (specification 2.6), not below 0.

    g T + reaction (d T - debt) - points: a share of local tax T, less what goes to the parks, more
    or less as debt stands below or above its share d of 2023
    revenue, points  million yuan/year      share, debt_share  g and d, shares of T
    debt  less savings, million yuan      reaction  per year      Returns million yuan/year.
    Source: Bohn 1998 (form).
    """
    room = reaction * (debt_share * revenue - debt)
    return max(0.0, share * revenue + room - points)


@stage
def ration(districts, law, assume, ledger, budgets, solved, clock):
    """Set how much of its requests each payer can meet this quarter (specification 2.6).

    The technology budgets of city and districts grow with local tax; the districts' is shared by
    local tax. The special fund may spend what city and districts put into it; the centre has no
    limit.
    """
    tax = 0.0
    tax_start = 0.0
    for district in districts:
        if clock.elapsed <= 1:
            district.revenue_start = district.revenue
        tax += district.revenue
        tax_start += district.revenue_start
    growth = MILLION_A_BILLION
    if tax_start > 0.0:
        growth *= tax / tax_start
    new_year = clock.quarter_of_year == 0
    city = ledger.city
    budgets.left[city] = carried_over(
        budgets.left[city], budgets.paid[city], assume.city_technology_budget * growth, new_year
    )
    budgets.part[city] = affordable_part(budgets.left[city], budgets.asked[city])
    put_in = (1.0 - assume.special_fund_district_share) * budgets.part[city]
    for district in districts:
        account = ledger.districts + district.row
        share = 0.0
        if tax > 0.0:
            share = district.revenue / tax
        budgets.left[account] = carried_over(
            budgets.left[account],
            budgets.paid[account],
            assume.district_technology_budget * growth * share,
            new_year,
        )
        budgets.part[account] = affordable_part(budgets.left[account], budgets.asked[account])
        put_in += assume.special_fund_district_share * share * budgets.part[account]
    fund = ledger.special_fund
    budgets.left[fund] = carried_over(
        budgets.left[fund],
        budgets.paid[fund],
        law.zone.special_fund_size * MILLION_A_BILLION * solved.zone_scale * put_in,
        new_year,
    )
    budgets.part[fund] = affordable_part(budgets.left[fund], budgets.asked[fund])


@stage
def fund_parks(parks, districts, cells, law, assume, clock):
    """Districts set the budgets of their parks for the year, and match the special fund (E8).

    The budget of 2023 is set again in its second quarter, when the first taxes are booked. Parks of
    a district share its money by firms; the points above the base leave its general services.
    """
    if clock.quarter_of_year != 0 and clock.elapsed != 1:
        return
    firms = buffer(len(parks))
    firms_district = buffer(len(districts))
    for cell in cells:
        firms[cell.park] += cell.firms
        if parks[cell.park].district >= 0:
            firms_district[parks[cell.park].district] += cell.firms
    for district in districts:
        district.park_share = 0.0
        district.points = 0.0
    for park in parks:
        if park.district < 0:
            continue
        home = districts[park.district]
        rules = law[park.row]
        share = 0.0
        if firms_district[park.district] > 0.0:
            share = firms[park.row] / firms_district[park.district]
        money = park_money(
            home.tax_of_parks,
            assume.local_tax_share,
            assume.district_tax_share,
            assume.park_budget_base_share,
            rules.district_park_share,
            share,
        )
        points = park_money(
            home.tax_of_parks,
            assume.local_tax_share,
            assume.district_tax_share,
            0.0,
            rules.district_park_share,
            share,
        )
        received = park.research_money + park.conversion_money + park.facility_money
        park.matching = rules.district_extra_matching * received
        park.budget = money + park.matching
        home.park_share += money
        home.points += points


@stage
def balance_districts(districts, parks, assume, ledger, budgets, clock):
    """Districts pay general services and interest, and borrow what the quarter before lacked.

    In 2023, the spin-up, general services are what income leaves after all other payments, with
    debt as it stands; their share of local tax in that year holds from 2024 on, less the points
    that go to the parks (E8). From then on debt takes up whatever a district pays beyond its
    income, and services give way slowly where debt outgrows local tax (specification 2.6). What a
    district has left when its debt is paid off is saved, and lets services grow in the same way.
    """
    for district in districts:
        account = ledger.districts + district.row
        net = budgets.net[account]
        if clock.elapsed > 4:
            owed = district.debt - district.savings - net
            district.debt = max(0.0, owed)
            district.savings = max(0.0, -owed)
        elif clock.elapsed > 0:
            district.spare += net + district.general_services / 4.0
            district.taxed += district.revenue / 4.0
            district.services_share = max(0.0, district.spare / max(district.taxed, 1e-9))
            district.debt_share = district.debt / max(district.revenue, 1e-9)
        if clock.elapsed > 0:
            district.general_services = services_money(
                district.services_share,
                district.revenue,
                assume.debt_reaction,
                district.debt_share,
                district.debt - district.savings,
                district.points,
            )
        interest = assume.debt_rate * district.debt / 4.0
        pay(ledger.flow, account, ledger.outside, district.general_services / 4.0)
        pay(ledger.flow, account, ledger.banks, interest)
    for park in parks:
        if park.district >= 0:
            home = districts[park.district]
            park.general_services = services_change(
                assume.amenity_elasticity_general_services,
                home.general_services + home.points,
                home.points,
            )


def budget(model) -> None:
    """Run stage 5: limits, special fund, park budgets, districts, administration, projects."""
    ration(model)
    share_fund(model)
    fund_parks(model)
    balance_districts(model)
    administer(model)
    place_projects(model)
