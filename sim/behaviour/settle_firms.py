"""Stage 25: the money of the quarter: sales, pay, rent, research, interest and taxes."""

from __future__ import annotations

from sim.agents.firm import PLANT
from sim.core.equation import equation
from sim.core.plain import buffer, forgo, pay, spend
from sim.core.stage import stage

DAYS = 365.0
MILLION = 1000000.0


@equation
def yearly_rent(rent, floor):
    """Rent of a year (E45).   r 365/10^6 F

    rent  yuan/m2/day      floor  m2      Returns million yuan/year.
    """
    return rent * DAYS / MILLION * floor


@equation
def bought_research(research, nonlabour_share, saving, sharing, staff, staff_limit):
    """Research cost besides pay (E45): shared instruments save small firms up to a tenth (M8).

    0.4 R (1 - 0.1 sharing 1[L < 50])
    research  million yuan/year      nonlabour_share, saving  share of R&D      sharing  0-1
    staff, staff_limit  persons
    Returns million yuan/year.
    """
    if staff < staff_limit:
        return nonlabour_share * research * (1.0 - saving * sharing)
    return nonlabour_share * research


@equation
def profit(value_added, wages, rent, bought, interest, turnover_tax):
    """Profit before company tax (E45).   va Y - w L - r F - 0.4 R - i Db - turnover tax

    all  million yuan/year      Returns million yuan/year.
    """
    return value_added - wages - rent - bought - interest - turnover_tax


@equation
def company_tax(earned, research, deduction, rate):
    """Company tax (E45).   tau [profit - R]+

    earned, research  million yuan/year      deduction  extra deduction, share of R&D (1: 100 %)
    rate  share of profit
    Returns million yuan/year.      Source: national rule since 2023 (high).
    """
    return rate * max(0.0, earned - deduction * research)


@equation
def company_tax_rate(ordinary, certified_rate, special_rate, certified, special, extra_points):
    """Company tax rate of a firm (E45), the lowest that it may use.

    ordinary and other rates  share of profit      certified, special  1 or 0
    extra_points  points of tax off for certified firms beyond the national rule
    Returns a share of profit.
    """
    rate = ordinary
    if certified:
        rate = max(0.0, certified_rate - extra_points / 100.0)
    if special:
        rate = min(rate, special_rate)
    return rate


@equation
def turnover_tax_rate(tax_rate, tax_personal, tax_company, value_added):
    """Turnover and other taxes over value added (E45): all tax less personal and company tax.

    taxes, value_added  share of revenue in the zone      Returns a share of value added.
    """
    return (tax_rate - tax_personal - tax_company) / value_added


@equation
def personal_tax_rate(tax_personal, labour_share, value_added):
    """Personal tax over pay (E45); 7.7 % with the figures of the zone.

    tax_personal, value_added  share of revenue      labour_share  share of value added
    Returns a share of pay.
    """
    return tax_personal / (labour_share * value_added)


@stage
def open_profits(firms, parks, law, assume):
    """Profit of every firm at the opening, from its own figures and before any debt (E45)."""
    turnover_rate = turnover_tax_rate(
        assume.tax_rate, assume.tax_personal, assume.tax_company, assume.value_added_zone
    )
    for firm in firms:
        if not firm.operating:
            continue
        park = parks[firm.park]
        value_added = firm.value_added_share * firm.revenue
        rent = yearly_rent(park.rent[firm.office_class], firm.office_floor) + yearly_rent(
            park.rent[PLANT], firm.plant_floor
        )
        bought = bought_research(
            firm.revenue * firm.research_share * (1.0 - firm.relabelled_share),
            assume.research_nonlabour_share,
            assume.sharing_saving,
            law[firm.park].services_sharing,
            firm.staff,
            assume.sharing_staff_limit,
        )
        firm.profit = profit(
            value_added, firm.wage * firm.staff, rent, bought, 0.0, turnover_rate * value_added
        )


@stage
def settle_firms(firms, parks, districts, banks, law, assume, solved, ledger, budgets):
    """Firms sell and pay; the centre takes its share of the tax, district and city the rest (E45).

    Tax of firms outside the parks reaches the districts in the proportions of the opening. The
    district of a park pays the rent subsidy of its young firms. Tax of a second site is due where
    the site stands; its district gives a share to that of the firm (`link.profit_share`, E48).
    Shared instruments stand in the parks by their staff: 0.3 billion yuan a year for each tenth of
    `services.sharing`, district and special fund half each (M8).
    """
    for district_before in districts:
        district_before.shared_tax = 0.0
    taxed_firms = buffer(len(parks))
    taxed_people = buffer(len(parks))
    received = 0.0
    turnover_rate = turnover_tax_rate(
        assume.tax_rate, assume.tax_personal, assume.tax_company, assume.value_added_zone
    )
    personal_rate = personal_tax_rate(
        assume.tax_personal, assume.labour_share_zone, assume.value_added_zone
    )
    for firm in firms:
        if not firm.operating:
            continue
        park = parks[firm.park]
        rules = law[firm.park]
        plant2_rent = 0.0
        if firm.park2 >= 0:
            plant2_rent = yearly_rent(parks[firm.park2].rent[PLANT], firm.plant2_floor)
        rent = (
            yearly_rent(park.rent[firm.office_class], firm.office_floor)
            + yearly_rent(park.rent[PLANT], firm.plant_floor) * (1.0 + firm.lease_step)
            + plant2_rent
        )
        helper = ledger.city
        shared = rules.services_sharing
        if park.district >= 0:
            helper = ledger.districts + park.district
            shared *= 0.5 * (budgets.part[helper] + budgets.part[ledger.special_fund])
        promised = 0.0
        if firm.age < assume.rent_subsidy_quarters:
            promised = rules.floor_rent_subsidy * rent
        subsidy = promised * budgets.part[helper]
        value_added = firm.value_added_share * firm.revenue
        wages = firm.wage * firm.staff
        bought = bought_research(
            firm.research,
            assume.research_nonlabour_share,
            assume.sharing_saving,
            shared,
            firm.staff,
            assume.sharing_staff_limit,
        )
        interest = assume.loan_rate * firm.debt
        turnover_tax = turnover_rate * value_added
        helped = 0.0
        if firm.hnte_years > 0.0 or firm.innovative_sme or firm.little_giant:
            helped = 0.5 * rules.loan_interest_subsidy * interest
        interest -= helped * (budgets.part[ledger.city] + budgets.part[helper])
        firm.profit = profit(value_added, wages, rent - subsidy, bought, interest, turnover_tax)
        rate = company_tax_rate(
            assume.company_tax_rate,
            assume.company_tax_rate_hnte,
            assume.special_regime_tax,
            firm.hnte_years > 0.0,
            park.special_regime and assume.special_regime_industry[firm.industry] > 0.0,
            rules.tax_hnte_extra,
        )
        tax = company_tax(firm.profit, firm.research, assume.super_deduction, rate)
        firm.cash += (firm.profit - tax) / 4.0
        if firm.cash < 0.0:
            firm.negative_cash += 1
        else:
            firm.negative_cash = 0

        n = firm.weight / 4.0
        if firm.hnte_years > 0.0 and rules.tax_hnte_extra > 0.0:
            national = company_tax_rate(
                assume.company_tax_rate,
                assume.company_tax_rate_hnte,
                assume.special_regime_tax,
                1,
                park.special_regime and assume.special_regime_industry[firm.industry] > 0.0,
                0.0,
            )
            due = company_tax(firm.profit, firm.research, assume.super_deduction, national)
            forgo(ledger.public, ledger.for_high_tech_tax, ledger.city, n * (due - tax))
        pay(ledger.flow, ledger.outside, ledger.firms, n * value_added)
        pay(ledger.flow, ledger.firms, ledger.households, n * wages)
        pay(ledger.flow, ledger.firms, ledger.developers, n * (rent - subsidy))
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_rent_subsidies,
            helper,
            ledger.developers,
            n * promised,
            budgets.part[helper],
        )
        pay(ledger.flow, ledger.firms, ledger.outside, n * bought)
        pay(ledger.flow, ledger.firms, ledger.banks, n * interest)
        received += n * interest
        if helped > 0.0:
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_interest_subsidies,
                ledger.city,
                ledger.banks,
                n * helped,
                budgets.part[ledger.city],
            )
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_interest_subsidies,
                helper,
                ledger.banks,
                n * helped,
                budgets.part[helper],
            )
        abroad = 0.0
        if firm.park2 >= 0:
            abroad = firm.plant2_share
            taxed_firms[firm.park2] += n * abroad * (turnover_tax + tax)
            taxed_people[firm.park2] += n * abroad * personal_rate * wages
        taxed_firms[firm.park] += n * (1.0 - abroad) * (turnover_tax + tax)
        taxed_people[firm.park] += n * (1.0 - abroad) * personal_rate * wages
        if abroad > 0.0 and rules.link_profit_share > 0.0 and park.district >= 0:
            site = parks[firm.park2]
            if site.district != park.district:
                given = spend(
                    ledger.flow,
                    ledger.public,
                    ledger.for_shared_tax,
                    ledger.districts + site.district,
                    ledger.districts + park.district,
                    rules.link_profit_share
                    * n
                    * abroad
                    * (turnover_tax + tax + personal_rate * wages)
                    * assume.local_tax_share
                    * assume.district_tax_share,
                    1.0,
                )
                districts[park.district].shared_tax += given
                districts[site.district].shared_tax -= given

    for lender in banks:
        lender.interest = received / len(banks)
    staff = 0.0
    for host in parks:
        if host.district >= 0:
            staff += host.staff_total
    rest = 0.0
    for each in districts:
        rest += each.tax_of_rest
        each.tax_of_parks = 0.0
    from_rest = 0.0
    for place in parks:
        p = place.row
        taken = taxed_firms[p] + taxed_people[p]
        place.tax = 4.0 * taken
        local = assume.local_tax_share
        city = local * (1.0 - assume.district_tax_share)
        if place.district < 0 and rest <= 0.0:
            city = local
        pay(ledger.flow, ledger.firms, ledger.centre, (1.0 - local) * taxed_firms[p])
        pay(ledger.flow, ledger.households, ledger.centre, (1.0 - local) * taxed_people[p])
        pay(ledger.flow, ledger.firms, ledger.city, city * taxed_firms[p])
        pay(ledger.flow, ledger.households, ledger.city, city * taxed_people[p])
        for d in range(len(districts)):
            part = 0.0
            if place.district == d:
                part = 1.0
            elif place.district < 0 and rest > 0.0:
                part = districts[d].tax_of_rest / rest
            if part > 0.0:
                share = part * local * assume.district_tax_share
                account = ledger.districts + d
                pay(ledger.flow, ledger.firms, account, share * taxed_firms[p])
                pay(ledger.flow, ledger.households, account, share * taxed_people[p])
        if place.district >= 0:
            home = districts[place.district]
            home.tax_of_parks += 4.0 * taken
            instruments = 0.0
            if staff > 0.0:
                share = solved.zone_scale * place.staff_total / staff
                instruments = share * assume.amenity_cost * 1000.0 / 4.0
            half = 0.5 * law[p].services_sharing * instruments
            owner = ledger.districts + place.district
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_sharing,
                owner,
                ledger.outside,
                half,
                budgets.part[owner],
            )
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_sharing,
                ledger.special_fund,
                ledger.outside,
                half,
                budgets.part[ledger.special_fund],
            )
        else:
            from_rest += 4.0 * taken
    for district in districts:
        if rest > 0.0:
            district.tax_of_rest = from_rest * district.tax_of_rest / rest
        district.revenue = (
            assume.local_tax_share
            * assume.district_tax_share
            * (district.tax_of_parks + district.tax_of_rest)
        )
