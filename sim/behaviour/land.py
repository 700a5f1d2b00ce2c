"""Land of the parks: cleared and freed for building, sold with terms, its pieces merged.

Part of stage 8 (`sim.behaviour.build`).
"""

from __future__ import annotations

import math

from sim.agents.firm import START
from sim.core.equation import equation
from sim.core.luck import poisson
from sim.core.plain import forgo, pay, spend
from sim.core.stage import stage

M2_A_HA = 10000.0
M2_A_MU = 10000.0 / 15.0
MILLION = 1000000.0


@equation
def plot_price(standard_share, plain_price, standard_price):
    """Mean price of released industrial land (E15): standard plots are cheaper and carry terms.

    standard_share  share of area      prices  yuan/m2      Returns million yuan/ha.
    """
    mean = (1.0 - standard_share) * plain_price + standard_share * standard_price
    return mean * M2_A_HA / MILLION


@equation
def merged_distance(distance, before, after, elasticity):
    """Distance inside a park after some of its pieces merged (E14): d_pp (n/n_0)^0.5.

    distance  km      before, after  count of sub-parks      elasticity  -      Returns km.
    """
    return distance * math.exp(elasticity * math.log(after / before))


@equation
def keeps_terms(output, floor, floor_area_ratio, output_floor, tax_rate, tax_floor):
    """Whether a tenant of a standard plot keeps its terms after two years (E15).

    output  million yuan/year made in the plant      floor  m2      floors  million yuan/mu/year
    tax_rate  share of revenue      Returns 1 or 0.
    """
    land = floor / floor_area_ratio / M2_A_MU
    if output >= output_floor * land and tax_rate * output >= tax_floor * land:
        return 1
    return 0


@equation
def cheap_land_shift(effect, plain_price, price):
    """Change of a plant entrant's quality on a cheap plot without terms (E15).

    theta_land (2,390 - p)/100
    effect  theta_land, sd for 100 yuan/m2      plain_price, price  yuan/m2      Returns sd.
    Source: sign from the reform of minimum prices.
    """
    return effect * max(0.0, plain_price - price) / 100.0


@stage
def free_land(parks, districts, law, assume, ledger):
    """Districts clear land and stuck parcels, sell them, and the land bank grows (E13)."""
    area = 0.0
    count = 0.0
    for each in parks:
        if each.district >= 0:
            area += each.planned_area
            count += 1.0
    for park in parks:
        if park.district < 0:
            continue
        rules = law[park.row]
        district = districts[park.district]
        released = rules.land_release / 4.0 * park.planned_area * count / area
        freed = rules.district_stuck_parcels_released / 4.0 * park.stuck_parcels
        park.stuck_parcels -= freed
        cleared = released + freed * assume.stuck_parcel_area
        clearing = cleared * assume.land_clearing_cost
        sold = cleared * plot_price(
            rules.land_standard_share, assume.land_price_industrial, rules.land_standard_price
        )
        advance = (
            released
            * rules.land_reserve_share
            * assume.land_clearing_cost
            * assume.cleared_land_lead
            * assume.cleared_land_interest
        )
        account = ledger.districts + park.district
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_clearing,
            account,
            ledger.outside,
            clearing,
            1.0,
        )
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_cleared_land,
            account,
            ledger.banks,
            advance,
            1.0,
        )
        plain = plot_price(0.0, assume.land_price_industrial, 0.0)
        forgo(ledger.public, ledger.for_cheap_land, account, max(0.0, cleared * plain - sold))
        pay(ledger.flow, ledger.developers, account, sold)
        district.land_account += sold - clearing - advance
        park.land_bank += cleared


@stage
def merge_sub_parks(parks, law, assume, ledger, luck, clock):
    """Scattered pieces of a park merge, once a year; distances inside shrink (E14)."""
    if clock.quarter_of_year != 0:
        return
    for park in parks:
        if park.district < 0:
            continue
        merged = poisson(law[park.row].land_consolidation, luck.merge, park.uid, 0)
        merged = min(merged, park.sub_parks - 1)
        if merged <= 0:
            continue
        park.own_distance = merged_distance(
            park.own_distance,
            park.sub_parks,
            park.sub_parks - merged,
            assume.consolidation_distance_elasticity,
        )
        park.sub_parks -= merged
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_mergers,
            ledger.districts + park.district,
            ledger.outside,
            merged * assume.subpark_merger_cost,
            1.0,
        )


@stage
def check_plots(firms, parks, law, assume):
    """Tenants of standard plots that miss their terms pay a rent step from then on (E15)."""
    due = int(assume.standard_completion_months / 3.0)
    for firm in firms:
        if not firm.operating or firm.origin == START or firm.age != due:
            continue
        park = parks[firm.park]
        rules = law[firm.park]
        if park.district < 0 or firm.plant_floor <= 0.0 or rules.land_standard_output_floor <= 0.0:
            continue
        if not firm.standard_plot or firm.park != firm.birth_park:
            continue
        kept = keeps_terms(
            firm.revenue * assume.plant_share[firm.industry],
            firm.plant_floor,
            rules.floor_vertical_far,
            rules.land_standard_output_floor,
            assume.tax_rate,
            assume.standard_tax_minimum,
        )
        if kept == 0:
            firm.lease_step = assume.standard_rent_step
