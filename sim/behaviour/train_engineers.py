"""Stage 11, second part: doctoral places and post-doctoral posts bring research people to firms."""

from __future__ import annotations

from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import pay, spend
from sim.core.stage import stage
from sim.zone.knowledge_start import COHORTS


@equation
def people_of_row(people, weight, total, u):
    """Whole people whom a row of hosts gets, rounded by a keyed draw (E19).

    floor(people weight/total + u): every R&D-active firm is as likely as another
    people  count to place      weight, total  firms of the row and of all hosts      u  uniform
    Returns a whole number, rising with the people to place.
    """
    return int(people * weight / total + u)


@stage
def train_engineers(firms, law, assume, luck, clock, ledger, budgets, under_way):
    """Doctoral students start once a year and join a host after their training (E19).

    Posts are filled yearly. The city pays the places while they train and half of the posts, the
    hosts the other half. Hosts are keyed R&D-active firms of the parks; a post stays with its host
    as long as there are as many.
    """
    of_city = budgets.part[ledger.city]
    now = clock.quarter % COHORTS
    delay = int(assume.doctoral_delay)
    planned = 0.0
    under_way.places[now] = 0.0
    if clock.quarter_of_year == 0:
        planned = law.zone.talent_doctoral_places
        under_way.places[now] = planned * of_city
    in_training = 0.0
    for back in range(delay):
        in_training += under_way.places[(clock.quarter - back) % COHORTS]
    arriving = under_way.places[(clock.quarter - delay) % COHORTS]
    cost = assume.doctoral_cost / 4.0
    asked = cost * (in_training + planned * (1.0 - of_city))
    if asked > 0.0:
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_doctoral_places,
            ledger.city,
            ledger.outside,
            asked,
            cost * in_training / asked,
        )
    hosts = 0.0
    if arriving > 0.0 or clock.quarter_of_year == 0:
        for firm in firms:
            if firm.research_share > 0.0 and firm.operating and firm.park > 0:
                hosts += firm.weight
    posts = law.zone.talent_postdoc_posts
    half = 0.5 * assume.postdoc_cost / 4.0
    filled = 0.0
    for host in firms:
        if host.research_share <= 0.0 or not host.operating:
            continue
        if hosts > 0.0 and host.park > 0:
            host.doctors += (
                people_of_row(arriving, host.weight, hosts, uniform(luck.doctors, host.uid, 0))
                / host.weight
            )
            if clock.quarter_of_year == 0:
                host.postdocs = (
                    people_of_row(
                        posts * of_city, host.weight, hosts, uniform(luck.ever.posts, host.uid, 0)
                    )
                    / host.weight
                )
        if host.postdocs > 0.0:
            host.cash -= half * host.postdocs
            filled += host.weight * host.postdocs
    pay(ledger.flow, ledger.firms, ledger.outside, half * filled)
    lost = posts * (1.0 - of_city)
    if filled + lost > 0.0:
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_postdoc_posts,
            ledger.city,
            ledger.outside,
            half * (filled + lost),
            filled / (filled + lost),
        )
