"""Stage 12: people come to the city and leave it."""

from __future__ import annotations

import math

from sim.core.equation import equation
from sim.core.luck import identity, uniform
from sim.core.plain import buffer, spend
from sim.core.stage import stage


@equation
def inflow(base, wage, wage_rival, wage_elasticity, housing, channels):
    """People who come to an industry of the city in a year (E20).

    base (w/w_rival)^eta_m housing channels
    base  persons/year      wages  million yuan/person/year      housing, channels  multipliers
    Returns persons/year.      Source: specification; elasticity recalled (medium).
    """
    return base * math.exp(wage_elasticity * math.log(wage / wage_rival)) * housing * channels


@equation
def housing_pull(subsidy, least, reference, elasticity):
    """How a housing subsidy multiplies inflow (E20).   (max(subsidy, 1000)/6000)^eta_h

    subsidy, least, reference  yuan/person/year      elasticity  -
    Returns a multiplier, 1 at the reference.
    """
    return math.exp(elasticity * math.log(max(subsidy, least) / reference))


@equation
def open_channels(returnees, students, channels, talent_inflow):
    """How foreign-trained people widen the inflow (E20).

    1 - returnees (1 - talent_inflow)/(students + channels)      persons/year; talent_inflow  -
    Returns a multiplier, 1 at talent_inflow 1.
    """
    return 1.0 - returnees * (1.0 - talent_inflow) / (students + channels)


@stage
def part(talents, firms, cells, parks, industries, assume, luck, people, moves):
    """People leave the city or retire at the yearly leaver rate; their firm loses them."""
    count = len(industries)
    outside = len(parks)
    for talent in talents:
        if not talent.alive:
            continue
        if uniform(luck.leave, talent.uid, 0) < assume.leaver_rate / 4.0:
            talent.alive = False
            people.flow[1] += talent.weight
            moves.talents[talent.work_park, outside] += talent.weight
            if talent.employer >= 0:
                firm = firms[talent.employer]
                cell_left = cells[firm.park * count + firm.industry]
                cell_left.quits += 1.0
                talent.employer = -1


@stage
def count_newcomers(industries, parks, cells, law, assume, luck, sample, solved, ledger, budgets):
    """Work out who comes: rows of newcomers by industry (E20).

    The city pays for the people whom the programme for foreign-trained people draws above 2023.
    """
    drawn = max(0.0, law.zone.global_talent_inflow - 1.0)
    part = budgets.part[ledger.city]
    openness = law.zone.global_talent_inflow - drawn * (1.0 - part)
    count = len(industries)
    leading = 0.0
    for industry in industries:
        if industry.leading:
            leading += assume.newcomers_base[industry.row]
    for industry in industries:
        k = industry.row
        staff = 0.0
        pull = 0.0
        for park in parks:
            cell = cells[park.row * count + k]
            if cell.sampled:
                rules = law[park.row]
                staff += cell.staff
                payer = ledger.city
                if park.district >= 0:
                    payer = ledger.districts + park.district
                pull += cell.staff * housing_pull(
                    rules.talent_housing_subsidy * budgets.part[payer],
                    assume.housing_subsidy_floor,
                    assume.housing_subsidy_reference,
                    assume.housing_elasticity,
                )
        housing = 1.0
        if staff > 0.0:
            housing = pull / staff
        base = assume.newcomers_base[k]
        if industry.leading and leading > 0.0:
            base += assume.industry_switchers * assume.newcomers_base[k] / leading
        year = inflow(
            max(0.0, base) * solved.newcomers_scale[k],
            industry.wage_mean,
            industry.wage_rival,
            assume.inflow_wage_elasticity,
            housing,
            open_channels(
                assume.returnees_year,
                assume.graduates_stem_staying,
                assume.inflow_channels,
                openness,
            ),
        )
        programme = year * (
            1.0
            - open_channels(
                assume.returnees_year,
                assume.graduates_stem_staying,
                assume.inflow_channels,
                1.0,
            )
            / open_channels(
                assume.returnees_year,
                assume.graduates_stem_staying,
                assume.inflow_channels,
                1.0 + drawn,
            )
        )
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_talent_programme,
            ledger.city,
            ledger.outside,
            programme / 4.0 * assume.talent_programme_cost,
            part,
        )
        rows = year / 4.0 / sample.persons
        industry.newcomers = int(rows + uniform(luck.newcomers, k, 0))


@stage
def settle_newcomers(
    talents,
    industries,
    parks,
    cells,
    law,
    assume,
    luck,
    sample,
    clock,
    people,
    ledger,
    moves,
    budgets,
):
    """Give newcomers an identity, a home and the housing subsidy; they search for work.

    Homes follow the staff of their industry and the pull of the park's housing subsidy.
    """
    count = len(industries)
    places = len(parks)
    weight = buffer(places)
    row = people.first
    for industry in industries:
        k = industry.row
        total = 0.0
        for park in parks:
            p = park.row
            cell = cells[p * count + k]
            weight[p] = 0.0
            if cell.sampled:
                host = ledger.city
                if park.district >= 0:
                    host = ledger.districts + park.district
                weight[p] = cell.staff * housing_pull(
                    law[p].talent_housing_subsidy * budgets.part[host],
                    assume.housing_subsidy_floor,
                    assume.housing_subsidy_reference,
                    assume.housing_elasticity,
                )
            total += weight[p]
        for number in range(industry.newcomers):
            talent = talents[row]
            row += 1
            talent.uid = identity(luck.ever.newcomer, k, clock.quarter * 1048576 + number)
            talent.industry = k
            talent.weight = sample.persons
            left = uniform(luck.home, talent.uid, 0) * total
            home = 0
            while home < places - 1 and left >= weight[home]:
                left -= weight[home]
                home += 1
            talent.home_park = home
            talent.work_park = home
            talent.employer = -1
            talent.searching = True
            talent.human_capital = 1.0
            u = uniform(luck.skill, talent.uid, 0)
            skill = 0
            while skill < 3 and u >= assume.skill_mix[skill]:
                u -= assume.skill_mix[skill]
                skill += 1
            talent.skill = skill
            people.flow[0] += sample.persons
            moves.talents[places, home] += sample.persons
            payer = ledger.city
            if home > 0:
                payer = ledger.districts + parks[home].district
            subsidy = law[home].talent_housing_subsidy / 1000000.0
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_housing,
                payer,
                ledger.households,
                sample.persons * assume.housing_takers * subsidy,
                budgets.part[payer],
            )


def move_people(model):
    """Run stage 12: leavers, then newcomers."""
    part(model)
    count_newcomers(model)
    rows = int(model.industries.table.column("newcomers").sum())
    model.people.update({"first": model.talents.table.append(rows)})
    settle_newcomers(model)
