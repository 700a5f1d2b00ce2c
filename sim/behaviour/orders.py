"""Stage 14, first part: public first orders, references of demonstration bases, leaders' orders.

A contract lasts as long as its winner's growth (`firms.first_order`, counted down in `leave`) and
is an annual rate like all sales. A quarter of the year's budget is given in new contracts.
"""

from __future__ import annotations

from sim.agents.firm import VENTURE_TYPE
from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import buffer, counters, order, spend
from sim.core.stage import stage


@equation
def leaders_shift(shift, city_sales, young_sales, limit):
    """Sales that leaders' orders move to young certified firms of an industry (E25).

    shift x city sales, at most limit x what the giving group sells; 0 if one group is empty
    shift  share of leaders' orders above that of the opening, which is in the sales of then
    sales  million yuan/year      limit  share
    Returns million yuan/year; negative if orders move to the other firms.
    """
    others = city_sales - young_sales
    if young_sales <= 0.0 or others <= 0.0:
        return 0.0
    return max(-limit * young_sales, min(limit * others, shift * city_sales))


@stage
def place_orders(firms, parks, industries, law, assume, luck, solved, ledger, budgets, under_way):
    """Public buyers give first orders to young listed firms of the parks in keyed order (E25).

    A contract is `first_order_size` of the winner's sales. The public buyer pays 0.4 of it, city
    and district half each: its premium and what it does not replace of others' orders. Money runs
    through the outside market, which pays all sales of firms. Firms behind the last contract get
    the reference of a demonstration base, as many as the bases serve.
    """
    size = len(firms)
    row = counters(size)
    key = buffer(size)
    count = 0
    public = 1.0 + assume.first_order_premium - assume.first_order_replacement
    half = 0.5 * public / 4.0
    for industry in industries:
        industry.orders = 0.0
    bases = law.zone.market_demonstration_bases * solved.zone_scale
    capital = max(0.0, bases - under_way.bases[0])
    under_way.bases[0] = max(bases, under_way.bases[0])
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_demonstration_bases,
        ledger.city,
        ledger.outside,
        capital * assume.demonstration_base_capital
        + bases * assume.demonstration_base_running / 4.0,
        budgets.part[ledger.city],
    )
    for firm in firms:
        if firm.kind != VENTURE_TYPE or not firm.operating:
            continue
        if firm.first_order <= 0:
            firm.public_order = 0.0
        firm.order_filled = 0.0
        if (
            firm.park > 0
            and not firm.referenced
            and firm.age <= 4.0 * assume.first_order_age_limit
            and (firm.innovative_sme or firm.little_giant)
        ):
            row[count] = firm.row
            key[count] = uniform(luck.turn, firm.uid, 0)
            count += 1
    turn = order(key, count)
    money = law.zone.market_first_order_budget * solved.zone_scale * 1000.0 / 4.0
    places = int(
        bases * assume.demonstration_base_firms / 4.0 * budgets.part[ledger.city]
        + uniform(luck.places, 0, 0)
    )
    for place in range(count):
        if money <= 0.0 and places <= 0:
            break
        winner = firms[row[turn[place]]]
        if money > 0.0:
            winner.public_order = min(money, assume.first_order_size * winner.revenue)
            money -= winner.public_order
        else:
            places -= 1
        winner.referenced = True
        winner.first_order = int(assume.first_order_growth_quarters)
    for supplier in firms:
        if supplier.public_order <= 0.0 or not supplier.operating:
            continue
        by_city = spend(
            ledger.flow,
            ledger.public,
            ledger.for_first_orders,
            ledger.city,
            ledger.outside,
            half * supplier.public_order,
            budgets.part[ledger.city],
        )
        buyer = ledger.city
        if parks[supplier.park].district >= 0:
            buyer = ledger.districts + parks[supplier.park].district
        by_district = spend(
            ledger.flow,
            ledger.public,
            ledger.for_first_orders,
            buyer,
            ledger.outside,
            half * supplier.public_order,
            budgets.part[buyer],
        )
        paid = (by_city + by_district) * 4.0
        supplier.order_filled = paid / public if public > 0.0 else supplier.public_order
        industries[supplier.industry].orders += supplier.order_filled


@stage
def follow_leaders(firms, industries, law, assume, solved):
    """Chain leaders order from young certified firms what others of the city would sell (E25)."""
    shift = law.zone.ladder_leader_orders - solved.leader_orders_start
    if shift == 0.0:
        return
    count = len(industries)
    city = buffer(count)
    young = buffer(count)
    for firm in firms:
        if firm.operating:
            city[firm.industry] += firm.weight * firm.revenue
            if firm.age < 4.0 * assume.leader_orders_age_limit and (
                firm.hnte_years > 0.0 or firm.innovative_sme or firm.little_giant
            ):
                young[firm.industry] += firm.weight * firm.revenue
    for seller in firms:
        if seller.operating:
            k = seller.industry
            moved = leaders_shift(shift, city[k], young[k], assume.leader_orders_limit)
            if moved != 0.0:
                if seller.age < 4.0 * assume.leader_orders_age_limit and (
                    seller.hnte_years > 0.0 or seller.innovative_sme or seller.little_giant
                ):
                    seller.revenue *= 1.0 + moved / young[k]
                else:
                    seller.revenue *= 1.0 - moved / (city[k] - young[k])
