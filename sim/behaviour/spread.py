"""Stage 6: parks try practices of service and copy them from each other."""

from __future__ import annotations

import math

from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import buffer, order, spend
from sim.core.stage import stage

PRACTICES = 10  # entries of the column of practices


@equation
def invention_chance(rate, autonomy, practices):
    """Chance that a park invents one practice in a quarter (E10).

    1 - exp(-0.3 autonomy/4/practices): a Poisson rate of 0.3 autonomy a year over all practices
    rate  count a year at autonomy 1      autonomy  0-1      practices  count
    Returns a probability.
    """
    return 1.0 - math.exp(-rate * autonomy / 4.0 / practices)


@equation
def adoption_chance(constant, peers, peer_share, gap, seen, support, endorsed, lack, services):
    """Chance that a park copies a practice in a quarter (E10).

    logit = -3 + 2 peer share + 1 gap + 1.5 replication endorsed - 1 (1 - Q)
    constant, peers, lack  log odds      peer_share, services  share      seen  log odds a sd
    gap  best adopter's score above its own, sd      support  log odds of an endorsed practice
    endorsed  0 or 1      Returns a probability.      Source: diffusion studies (shape).
    """
    odds = constant + peers * peer_share + seen * gap + support * endorsed
    odds -= lack * (1.0 - services)
    return 1.0 / (1.0 + math.exp(-odds))


@equation
def peer_weight(same_rank, same_district, by_rank, by_district, otherwise):
    """Weight of a park as an example to another (E10): 1 same rank, 0.5 same district, 0.2 other.

    same_rank, same_district  0 or 1      by_rank, by_district, otherwise  weights, -
    Returns a weight as a ratio.
    """
    if same_rank:
        return by_rank
    if same_district:
        return by_district
    return otherwise


@equation
def third(rank, parks):
    """Third of the league table, 1 of 3, in which a park stands (E10): its parks share a rank.

    rank  count, 1 is best      parks  count      Returns a count, 0-2.
    """
    return min(2, int(3 * max(0, rank - 1) / parks))


@stage
def spread(parks, law, assume, luck, ledger, budgets):
    """Parks invent practices, and copy those that others used at the start of the quarter (E10).

    The city endorses a practice that one of the best parks uses, and pays for each endorsed one. It
    publishes those whose best user scores highest, as many as it pays for: only there do others
    see the gap. Parks pay what they try out of their own budget (`sim.behaviour.serve`).
    """
    places = len(parks)
    count = places - 1
    city = ledger.city
    able = budgets.part[city]
    users = buffer(PRACTICES)
    best = buffer(PRACTICES)
    endorsed = buffer(PRACTICES)
    listed = 0.0
    for practice in range(PRACTICES):
        for park in parks:
            if park.row > 0 and park.practices[practice] > 0:
                users[practice] += 1.0
                best[practice] = max(best[practice], park.score)
                if 1 <= park.rank <= assume.top_places:
                    endorsed[practice] = 1.0
        listed += endorsed[practice]
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_practice_copies,
        city,
        ledger.outside,
        listed * law.zone.pilot_replication * assume.practice_copy_cost / 4.0,
        able,
    )
    published = buffer(PRACTICES)
    keys = buffer(PRACTICES)
    for practice in range(PRACTICES):
        keys[practice] = -best[practice]
    place = order(keys, PRACTICES)
    cases = int(law.zone.demonstration_benchmarks * able + 0.5)
    for r in range(min(cases, PRACTICES)):
        if users[place[r]] > 0.0:
            published[place[r]] = 1.0
    new = buffer(places * PRACTICES)
    support = assume.practice_hazard_endorsement * law.zone.pilot_replication * able
    for park in parks:
        park.trials = 0
        if park.row == 0:
            continue
        whole = 0.0
        for other in parks:
            if other.row > 0 and other.row != park.row:
                whole += peer_weight(
                    third(other.rank, count) == third(park.rank, count),
                    other.district == park.district,
                    assume.practice_peer_weight_same_rank,
                    assume.practice_peer_weight_same_district,
                    assume.practice_peer_weight_other,
                )
        for practice in range(PRACTICES):
            if park.practices[practice] > 0:
                continue
            if uniform(luck.invention, park.uid, practice) < invention_chance(
                assume.practice_invention_rate, law.zone.pilot_autonomy, PRACTICES
            ):
                new[park.row * PRACTICES + practice] = 2.0
                park.trials += 1
                continue
            if users[practice] == 0.0 or whole <= 0.0:
                continue
            peers = 0.0
            for other in parks:
                if other.row > 0 and other.row != park.row and other.practices[practice] > 0:
                    peers += peer_weight(
                        third(other.rank, count) == third(park.rank, count),
                        other.district == park.district,
                        assume.practice_peer_weight_same_rank,
                        assume.practice_peer_weight_same_district,
                        assume.practice_peer_weight_other,
                    )
            gap = 0.0
            if published[practice] > 0.0:
                gap = max(0.0, best[practice] - park.score) / assume.score_spread
            chance = adoption_chance(
                assume.practice_hazard_constant,
                assume.practice_hazard_peers,
                peers / whole,
                gap,
                assume.practice_hazard_gap,
                support,
                endorsed[practice],
                assume.practice_hazard_capability_gap,
                park.services,
            )
            if uniform(luck.adoption, park.uid, practice) < chance:
                new[park.row * PRACTICES + practice] = 1.0
    for park in parks:
        for practice in range(PRACTICES):
            if new[park.row * PRACTICES + practice] > 0.0:
                park.practices[practice] = 1.0
            if new[park.row * PRACTICES + practice] > 1.0:
                park.practice_own[practice] = 1.0
