"""Stage 13: people and posts meet; pay follows.

Seats are posted by cell (park x industry). People choose an industry, then a park, then look into
eight places of the cell's slot table, in which a firm holds places in proportion to its staff.
"""

from __future__ import annotations

import math

from sim.behaviour.wages import set_wages
from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import buffer, counters, order
from sim.core.stage import stage

NEVER = 1.0e300  # quarters; later than any time drawn


@equation
def seats(vacancies, founding, correction, gap, fill_rate, persons, u):
    """Seats that a cell posts, in rows of the sample (E21).

    posted = floor((v + F/fr + 0.25 [L - N - F]+/fr)/r + u)
    vacancies  persons      founding  first staff of new firms that is not yet sampled, F, persons
    correction  share/quarter      gap  L - N, persons      fill_rate  of last quarter, share
    persons  r      u  uniform      The correction keeps staff and sampled people together: missing
    people are sought at last quarter's filling, surplus ones let go (docs/decisions/0005).
    Returns rows.
    """
    missing = (founding + correction * max(0.0, gap - founding)) / fill_rate
    return math.floor((vacancies + missing) / persons + u) * 1.0


@equation
def smoothed_rate(events, exposed, prior_weight, prior_rate):
    """Rate of a small cell, pulled towards the rate of its industry (E22).

    (events + m rate_k)/(exposed + m)      events, exposed, prior_weight  rows      Returns a share.
    """
    return (events + prior_weight * prior_rate) / (exposed + prior_weight)


@equation
def accepts(wage_new, wage_old, shock, taste, switch_cost, commute_cost, further):
    """Whether a person takes an offer (E21).

    ln w_new + taste * shock > ln w_old + switch cost + c_d d
    wages  million yuan/person/year      shock  logistic      taste, switch_cost  log points
    commute_cost  log points/km      further  km of commute      Returns 1 or 0.
    """
    gain = math.log(wage_new / wage_old) + taste * shock
    if gain > switch_cost + commute_cost * further:
        return 1
    return 0


@stage
def lay_slots(firms, cells, slots, industries, assume, luck):
    """Lay the slot tables anew: places by size, found by probing, half full at most.

    Each place stands for an equal part of its firm's posts, which count the people whom the sample
    has not yet given it. A firm's places depend on its identity and size alone, so that they stay
    where they are from quarter to quarter and from world to world. Fields ``slot_first``,
    ``slot_count`` and ``staff_a_slot`` of the cell are data of the year.
    """
    count = len(industries)
    for slot in slots:
        slot.firm = -1
        slot.posts = 0.0
    for firm in firms:
        if not firm.operating:
            continue
        cell = cells[firm.park * count + firm.industry]
        if cell.slot_count > 0:
            wanted = firm.weight * max(firm.staff, 1.0) / cell.staff_a_slot
            held = int(
                min(wanted, cell.slot_count / 4.0) + uniform(luck.ever.rounding, firm.uid, 0)
            )
            held = max(held, 1)
            skilled = firm.weight * assume.talent_share[firm.industry]
            missing = skilled * (firm.staff - firm.founding) - firm.people
            posts = (
                skilled * (firm.vacancies + firm.founding)
                + assume.stock_correction * max(0.0, missing)
            ) / held
            for number in range(held):
                for probe in range(16):
                    u = uniform(luck.ever.place, firm.uid, number * 16 + probe)
                    slot_tried = slots[cell.slot_first + int(u * cell.slot_count)]
                    if slot_tried.firm < 0:
                        slot_tried.firm = firm.row
                        slot_tried.posts = posts
                        break


@stage
def post_seats(firms, talents, cells, industries, assume, luck, sample):
    """Lay people off, count people and posts, and post seats by cell (E18, E21)."""
    count = len(industries)
    vacancies = buffer(len(cells))
    founding = buffer(len(cells))
    offered = buffer(len(cells))
    staff = buffer(len(cells))
    surplus = buffer(len(cells))
    for cell in cells:
        cell.rows = 0.0
        cell.filled = 0.0
        if cell.talents > 0.0:
            over = cell.talents - (cell.skilled_staff - cell.founding)
            surplus[cell.row] = assume.stock_correction * max(0.0, over) / cell.talents
        cell.talents = 0.0
    dismissed = buffer(len(firms))  # share of its people whom a firm lays off
    for each in firms:
        each.people = 0.0
        if each.layoffs > 0.0:
            dismissed[each.row] = each.layoffs / max(each.staff, each.layoffs)
    for talent in talents:
        if not talent.alive:
            continue
        if talent.employer >= 0:
            firm = firms[talent.employer]
            firm.people += talent.weight
            share = surplus[talent.work_park * count + talent.industry] + dismissed[firm.row]
            if share > 0.0 and uniform(luck.layoff, talent.uid, 0) < share:
                talent.employer = -1
                talent.tenure = 0
                firm.people -= talent.weight
        if talent.employer >= 0:
            cell_now = cells[talent.work_park * count + talent.industry]
            cell_now.rows += 1.0
            cell_now.talents += talent.weight
    for maker in firms:
        if not maker.operating:
            continue
        c = maker.park * count + maker.industry
        skilled = maker.weight * assume.talent_share[maker.industry]
        vacancies[c] += skilled * maker.vacancies
        offered[c] += skilled * maker.vacancies * maker.wage
        staff[c] += skilled * (maker.staff - maker.layoffs)
        founding[c] += skilled * maker.founding
    for industry in industries:
        industry.vacancies = 0.0
    for post in cells:
        c = post.row
        market = industries[post.industry]
        post.posted = 0.0
        post.offer = market.wage_mean
        if vacancies[c] > 0.0:
            post.offer = offered[c] / vacancies[c]
        market.vacancies += vacancies[c]
        if post.sampled:
            post.posted = seats(
                vacancies[c],
                founding[c],
                assume.stock_correction,
                staff[c] - post.talents,
                max(market.fill_rate, 0.5 * assume.fill_rate_start),
                sample.persons,
                uniform(luck.rounding, c, 0),
            )


@stage
def search(
    firms,
    talents,
    cells,
    slots,
    parks,
    industries,
    law,
    assume,
    luck,
    space,
    moves,
    budgets,
    ledger,
):
    """People search, choose industry, park and firm, and accept or stay (E21).

    Searchers choose a cell in row order and look for places cell by cell, which no choice depends
    on and which keeps the cell's slot table at hand; those who accept are served in keyed order
    while seats last. Largest of ln w + Gumbel is taken as smallest of exponential over weight: the
    same choice with one logarithm less, and none where a candidate cannot win (-ln u is never
    below 1 - u).
    """
    count = len(industries)
    places = len(parks)
    pull = buffer(places * count * places)
    posted = buffer(count)
    for industry in industries:
        industry.searchers = 0.0
    for cell in cells:
        p = cell.park
        posted[cell.industry] += cell.posted
        if cell.posted > 0.0:
            there = parks[p]
            amenity = law[p].services_amenity
            if there.district >= 0:
                amenity *= budgets.part[ledger.districts + there.district]
            worth = (
                cell.posted
                * cell.offer
                * math.exp(assume.amenity_weight * amenity + there.general_services)
            )
            for home in range(places):
                near = math.exp(-assume.distance_decay_jobs * space.km[home, p])
                pull[(home * count + cell.industry) * places + p] = worth * near
    total = 0.0
    for k in range(count):
        total += posted[k]
    seekers = 0
    for talent in talents:
        if not talent.alive:
            continue
        chance = assume.contact_rate_employed
        if talent.employer < 0:
            chance = assume.contact_rate_unemployed
        talent.searching = uniform(luck.search, talent.uid, 0) < chance
        if talent.searching:
            seekers += 1
            industries[talent.industry].searchers += talent.weight
    who = counters(seekers)
    aim = counters(seekers)
    offer = counters(seekers)
    first_of = counters(len(cells) + 1)
    seekers = 0
    for person in talents:
        if not (person.alive and person.searching):
            continue
        k = person.industry
        if uniform(luck.stay, person.uid, 0) >= assume.stay_in_industry:
            left = uniform(luck.industry, person.uid, 0) * total
            k = 0
            while k < count - 1 and left >= posted[k]:
                left -= posted[k]
                k += 1
        best = -1
        best_time = NEVER
        first = (person.home_park * count + k) * places
        for q in range(places):
            if pull[first + q] > 0.0:
                u_park = uniform(luck.park, person.uid, q)
                if 1.0 - u_park < best_time * pull[first + q]:
                    time = -math.log(u_park) / pull[first + q]
                    if time < best_time:
                        best_time = time
                        best = q
        if best < 0 or cells[best * count + k].slot_count == 0:
            continue
        who[seekers] = person.row
        aim[seekers] = best * count + k
        first_of[best * count + k + 1] += 1
        seekers += 1
    for number in range(len(cells)):
        first_of[number + 1] += first_of[number]
    by_cell = counters(seekers)
    uids = counters(seekers)
    for seeker in range(seekers):
        line = first_of[aim[seeker]]
        first_of[aim[seeker]] += 1
        by_cell[line] = seeker
        uids[line] = talents[who[seeker]].uid
    for line in range(seekers):
        target = cells[aim[by_cell[line]]]
        chosen = -1
        chosen_time = NEVER
        for probe in range(int(assume.job_probes)):
            u = uniform(luck.seat, uids[line], probe)
            slot = slots[target.slot_first + int(u * target.slot_count)]
            if slot.posts > 0.0:
                u_seat = uniform(luck.choice, uids[line], probe)
                if 1.0 - u_seat < chosen_time * slot.posts:
                    time_seat = -math.log(u_seat) / slot.posts
                    if time_seat < chosen_time:
                        chosen_time = time_seat
                        chosen = slot.firm
        offer[by_cell[line]] = chosen
    keys = buffer(seekers)
    takers = 0
    for candidate in range(seekers):
        judge = talents[who[candidate]]
        if offer[candidate] < 0 or offer[candidate] == judge.employer:
            continue
        firm = firms[offer[candidate]]
        near_home = cells[aim[candidate]]
        old_wage = assume.reservation_wage_share * industries[judge.industry].wage_mean
        further = space.km[judge.home_park, near_home.park]
        if judge.employer >= 0:
            old_wage = firms[judge.employer].wage
            further -= space.km[judge.home_park, judge.work_park]
        u_taste = uniform(luck.taste, judge.uid, 0)
        shock = math.log(u_taste / (1.0 - u_taste))
        if (
            accepts(
                firm.wage,
                old_wage,
                shock,
                assume.taste_spread,
                assume.switch_cost,
                assume.commute_cost,
                further,
            )
            == 1
        ):
            who[takers] = who[candidate]
            aim[takers] = aim[candidate]
            offer[takers] = offer[candidate]
            keys[takers] = uniform(luck.queue, judge.uid, 0)
            takers += 1
    served = order(keys, takers)
    for turn in range(takers):
        place = served[turn]
        taken = cells[aim[place]]
        if taken.filled >= taken.posted:
            continue
        taken.filled += 1.0
        hired = talents[who[place]]
        if hired.employer >= 0:
            before = cells[hired.work_park * count + hired.industry]
            before.quits += 1.0
        hired.employer = offer[place]
        hired.industry = taken.industry
        if hired.work_park != taken.park:
            moves.talents[hired.work_park, taken.park] += hired.weight
            hired.work_park = taken.park
        hired.tenure = 0
        hired.searching = False
        far = space.km[hired.home_park, taken.park] > assume.home_move_distance
        if far and uniform(luck.home, hired.uid, 0) < assume.home_move_share:
            hired.home_park = taken.park


@stage
def hire(firms, cells, industries, assume):
    """Staff follows: posts fill at the cell's rate, people quit at the cell's rate (E22)."""
    count = len(industries)
    posted = buffer(count)
    filled = buffer(count)
    quits = buffer(count)
    rows = buffer(count)
    for cell in cells:
        if cell.sampled:
            k = cell.industry
            posted[k] += cell.posted
            filled[k] += cell.filled
            quits[k] += cell.quits
            rows[k] += cell.rows
    for industry in industries:
        j = industry.row
        industry.fill_rate = assume.fill_rate_start
        if posted[j] > 0.0:
            industry.fill_rate = filled[j] / posted[j]
        if rows[j] > 0.0:
            industry.quit_rate = min(1.0, quits[j] / rows[j])  # some quit before rows are counted
    for place in cells:
        market = industries[place.industry]
        place.fill_rate = assume.fill_rate_start
        place.quit_rate = market.quit_rate
        if place.sampled:
            place.fill_rate = smoothed_rate(
                place.filled, place.posted, assume.fill_prior_weight, market.fill_rate
            )
            place.quit_rate = smoothed_rate(
                place.quits, place.rows, assume.fill_prior_weight, market.quit_rate
            )
        place.quits = 0.0
    for firm in firms:
        if not firm.operating:
            continue
        here = cells[firm.park * count + firm.industry]
        stay = firm.staff - firm.staff * here.quit_rate - firm.layoffs
        firm.staff = max(0.0, stay) + firm.vacancies * here.fill_rate
        firm.founding = 0.0


def match(model):
    """Run stage 13: seats, search, hires and quits, pay."""
    post_seats(model)
    lay_slots(model)
    search(model)
    hire(model)
    set_wages(model)
