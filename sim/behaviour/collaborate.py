"""Stage 22: chain leaders form consortia, districts joint projects; links end after some years."""

from __future__ import annotations

import math

import numpy as np

from sim.agents.firm import VENTURE_TYPE
from sim.core.equation import equation
from sim.core.luck import gumbel, uniform
from sim.core.plain import buffer, counters, order, pay, spend
from sim.core.stage import stage

MOST = 128  # consortia and joint projects of a year
SEATS = 16  # members of one, its leader included


@equation
def technology_fit(distance, best):
    """How much two firms can learn from each other (E41).   1 - ((x - best)/width)^2

    This is 4x(1 - x) at best = 0.5; the width is the longer side, so that the fit ends at 0 there.
    distance  technological distance x, a share 0-1      best  distance of the best fit
    Returns a share.
    """
    off = (distance - best) / max(best, 1.0 - best)
    return max(0.0, 1.0 - off * off)


@equation
def partner_weight(degree, exponent, km, reach, fit, rivalry):
    """Weight of a candidate in the choice of partners (E41).

    (degree + 1)^0.8 exp(-gw d/30) 4x(1 - x) (1 - rivalry)
    degree  links      exponent  -      km  effective km, 0 if distance does not count
    reach  km      fit, rivalry  share
    Returns a weight, 0 for somebody who cannot be a partner.
    """
    return math.exp(exponent * math.log(degree + 1.0) - km / reach) * fit * (1.0 - rivalry)


@equation
def joining_chance(base, subsidy):
    """Chance that an invited firm joins: the public share lowers its own cost (E41).

    base + subsidy, at most 1      base  share without subsidy      subsidy  public share of cost
    Returns a probability.
    """
    return min(1.0, base + subsidy)


@stage
def end_links(firms, links, assume, clock):
    """Links end when their life is over (E41)."""
    for link in links:
        if link.alive and clock.quarter - link.since >= assume.consortium_life:
            link.alive = False
            one = firms[link.firm]
            other = firms[link.partner]
            one.links -= 1.0
            other.links -= 1.0


@stage
def choose_leaders(firms, law, assume, luck, clock, ledger, budgets, consortia):
    """Find who leads the consortia and joint projects of the year, in keyed order (E41).

    There are as many as planned and as their payers can meet; a leader whose cash does not cover
    its own part steps back. City and special fund share the public part of a consortium.
    """
    consortia.count[0] = 0
    if clock.quarter_of_year == 0:
        part = 0.5 * (budgets.part[ledger.city] + budgets.part[ledger.special_fund])
        planned = law.zone.ladder_consortia_new
        projects = int(law.zone.link_joint_projects)
        wanted = int(planned * part + uniform(luck.rounding, 0, 0))
        subsidy = law.zone.ladder_consortia_subsidy
        own = assume.consortium_cost * (1.0 - subsidy)
        found = 0
        rows = counters(len(firms))
        keys = buffer(len(firms))
        for firm in firms:
            if firm.leader and firm.operating:
                rows[found] = firm.row
                keys[found] = uniform(luck.turn, firm.uid, 0)
                found += 1
        turn = order(keys, found)
        formed = 0
        for place in range(min(wanted, MOST // 2)):
            if found > 0:
                leader = firms[rows[turn[place % found]]]
                if leader.cash * leader.weight >= own:
                    leader.cash -= own / leader.weight
                    pay(ledger.flow, ledger.firms, ledger.outside, own)
                    consortia.leader[formed] = leader.row
                    consortia.number[formed] = place
                    consortia.remote[formed] = 0
                    formed += 1
        public = 0.5 * assume.consortium_cost * subsidy
        lost = max(0.0, planned - wanted)
        for payer in range(2):
            account = ledger.city
            if payer == 1:
                account = ledger.special_fund
            asked = public * (formed + lost)
            met = 0.0
            if formed + lost > 0.0:
                met = formed / (formed + lost)
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_consortia,
                account,
                ledger.outside,
                asked,
                met,
            )
        for project in range(min(projects, MOST - MOST // 2)):
            if found > 0:
                consortia.leader[formed] = rows[turn[found - 1 - project % found]]
                consortia.number[formed] = MOST + project
                consortia.remote[formed] = 1
                formed += 1
        consortia.count[0] = formed


@stage
def invite_partners(firms, parks, law, assume, luck, space, ledger, budgets, consortia):
    """Find the partners of every consortium: the best of about 64 keyed candidates, if they join.

    Candidates are R&D-active venture-type firms: of weighted rows nobody knows which of their firms
    would join. Joint projects look for partners in other districts and distance does not count.
    """
    count = consortia.count[0]
    seats = min(SEATS, int(assume.consortium_size)) - 1
    for place in range(count):
        for seat in range(SEATS):
            consortia.member[place, seat] = -1
            consortia.score[place, seat] = -1.0e9
    able = 0
    if count > 0:
        for firm in firms:
            if firm.operating and firm.kind == VENTURE_TYPE and firm.research_share > 0.0:
                able += 1
    chance = 0.0
    if able > 0:
        chance = assume.partner_candidates / able
    closer = 1.0 - (1.0 - law.zone.link_network_cost) * budgets.part[ledger.city]
    joins = joining_chance(assume.consortium_join, law.zone.ladder_consortia_subsidy)
    if count > 0:
        for candidate in firms:
            if not candidate.operating or candidate.kind != VENTURE_TYPE:
                continue
            if candidate.research_share <= 0.0:
                continue
            for place in range(count):
                key = int(consortia.number[place])
                if uniform(luck.candidate, candidate.uid, key) >= chance:
                    continue
                leader = firms[consortia.leader[place]]
                if leader.uid == candidate.uid:
                    continue
                km = space.km[leader.park, candidate.park]
                if leader.park != candidate.park:
                    km *= closer
                if consortia.remote[place] == 1:
                    km = 0.0
                    if parks[leader.park].district == parks[candidate.park].district:
                        continue
                mean = space.technology_distance[leader.industry, candidate.industry]
                x = mean + assume.link_technology_spread * (
                    uniform(luck.distance, candidate.uid, key) - 0.5
                )
                rivalry = 0.0
                if leader.industry == candidate.industry:
                    rivalry = assume.link_rivalry
                weight = partner_weight(
                    candidate.links,
                    assume.link_degree_exponent,
                    km,
                    assume.link_distance,
                    technology_fit(min(1.0, max(0.0, x)), assume.link_technology_optimum),
                    rivalry,
                )
                if weight <= 0.0:
                    continue
                score = math.log(weight) + gumbel(luck.partner, candidate.uid, key)
                seat = seats - 1
                if score <= consortia.score[place, seat]:
                    continue
                while seat > 0 and score > consortia.score[place, seat - 1]:
                    consortia.score[place, seat] = consortia.score[place, seat - 1]
                    consortia.member[place, seat] = consortia.member[place, seat - 1]
                    seat -= 1
                consortia.score[place, seat] = score
                consortia.member[place, seat] = candidate.row
        for formed in range(count):
            for invited in range(seats):
                who = consortia.member[formed, invited]
                if who >= 0:
                    guest = firms[who]
                    if uniform(luck.joins, guest.uid, int(consortia.number[formed])) >= joins:
                        consortia.member[formed, invited] = -1


@stage
def pay_joint_projects(firms, parks, law, assume, ledger, budgets, consortia):
    """The districts of leader and first partner pay half of a joint project each (E41).

    A side outside the parks' districts is paid by the city. A project of which a district cannot
    pay its half, or that finds no partner, does not take place.
    """
    for place in range(consortia.count[0]):
        if consortia.remote[place] == 0:
            continue
        first = -1
        for seat in range(SEATS):
            if first < 0 and consortia.member[place, seat] >= 0:
                first = consortia.member[place, seat]
        if first < 0:
            continue
        leader = firms[consortia.leader[place]]
        partner = firms[first]
        one = ledger.city
        if parks[leader.park].district >= 0:
            one = ledger.districts + parks[leader.park].district
        other = ledger.city
        if parks[partner.park].district >= 0:
            other = ledger.districts + parks[partner.park].district
        met = min(budgets.part[one], budgets.part[other])
        if met < 1.0:
            met = 0.0
        half = 0.5 * assume.joint_project_cost
        spend(ledger.flow, ledger.public, ledger.for_joint_projects, one, ledger.outside, half, met)
        spend(
            ledger.flow, ledger.public, ledger.for_joint_projects, other, ledger.outside, half, met
        )
        if met < 1.0:
            for lost in range(SEATS):
                consortia.member[place, lost] = -1


@stage
def join_links(firms, links, clock, births):
    """New links begin: both firms have one more (E41)."""
    for row in range(births.first_link, births.last_link):
        link = links[row]
        link.since = clock.quarter
        one = firms[link.firm]
        other = firms[link.partner]
        one.links += 1.0
        other.links += 1.0


def empty_consortia() -> dict[str, np.ndarray]:
    """Return room for the consortia and joint projects of a year.

    leader  row of the leading firm      member  rows of its partners, -1 = seat free
    number  key of its luck              remote  1 for joint projects of two districts
    """
    return {
        "count": np.zeros(1, np.int64),
        "leader": np.zeros(MOST, np.int64),
        "number": np.zeros(MOST, np.int64),
        "remote": np.zeros(MOST, np.int64),
        "member": np.full((MOST, SEATS), -1),
        "score": np.zeros((MOST, SEATS)),
    }


def pairs(consortia) -> tuple[np.ndarray, np.ndarray]:
    """Return the firms that the consortia of the year join, everyone in one with everyone."""
    one, other = [], []
    for place in range(int(consortia.count[0])):
        members = consortia.member[place]
        firms = [consortia.leader[place], *members[members >= 0]]
        for seat, firm in enumerate(firms):
            for partner in firms[seat + 1 :]:
                one.append(firm)
                other.append(partner)
    return np.array(one, np.int64), np.array(other, np.int64)


def collaborate(model):
    """Run stage 22: old links end, consortia and joint projects of the year are formed."""
    end_links(model)
    choose_leaders(model)
    invite_partners(model)
    pay_joint_projects(model)
    one, other = pairs(model.inputs["consortia"])
    first = model.links.table.append(one.size, {"firm": one, "partner": other})
    model.births.update({"first_link": first, "last_link": first + one.size})
    join_links(model)
