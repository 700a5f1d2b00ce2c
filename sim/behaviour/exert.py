"""Stage 3: park administrations divide their time between real effort and better-looking figures.

Effort pays most for a park near the mark: far above it nothing is at stake, far below it effort
does not help. The published values of e - 0.20, 0.60, 0.45, 0.19, 0.03 at S = 48, 52, 60, 68, 76,
and 1.00, 1.00, 0.65, 0.28, 0.05 after a notice - are the rest points of E6 where S is the score
without effort, S_last = S + b_e e + b_m m, where e is at most one (``effort_limit``) and the time
of the body does not bind (``body.staff`` of 130). With 120 people a notice gives 0.96 at 48 and 52.
"""

from __future__ import annotations

import math

from sim.behaviour.assess import BOTTOM_K
from sim.core.equation import equation
from sim.core.plain import buffer, order
from sim.core.stage import stage

FAR = 10000.0  # points: no park with status reaches this score


@equation
def density(z):
    """Density of the standard normal distribution (E6).   phi(z)

    z  sd      Returns a density, 1/sd.
    """
    return math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)


@equation
def marginal_benefit(fear, notice_fear, noticed, z, prestige, prize_weight, prize, z_top, spread):
    """What another point of the score is worth to a park (E6).

    MB = L_f phi(z)/s (1 + lambda notice) + (prestige + 2 prize) phi(z_top)/s
    fear, notice_fear, prestige, prize_weight  -      noticed  0 or 1      prize  share of the fund
    z, z_top  distance to the mark and to the last rewarded place, sd      spread  s, points
    Returns utility per point.      Source: Lazear, Rosen 1981; Holmstrom, Milgrom 1991 (form).
    """
    failing = fear * density(z) / spread * (1.0 + notice_fear * noticed)
    return failing + (prestige + prize_weight * prize) * density(z_top) / spread


@equation
def next_time(time, speed, points, benefit, cost, limit):
    """Share of time that a park gives to an activity, a quarter later (E6).

    e+ = e + eta_e/4 (b_e MB - c_e e), and the same for m with MB (1 - audit); within 0 and 1
    time, limit  share of staff time      speed  per year      points  points per unit of time
    benefit  utility per point      cost  -      Returns a share of staff time.
    """
    return min(limit, max(0.0, time + speed / 4.0 * (points * benefit - cost * time)))


@equation
def part_of_time(effort, manipulation, available):
    """Part of effort and manipulation for which there is time (E6): both shrink alike.

    effort, manipulation, available  share of staff time      Returns a share.
    """
    if effort + manipulation <= available:
        return 1.0
    return available / (effort + manipulation)


@stage
def exert(parks, law, assume, budgets, ledger):
    """Parks move their effort and manipulation towards what pays (E6).

    A park without status looks at the score that would bring it back. Where the last places fail,
    the mark is the score of the best of them. Time is the body's staff as far as it is paid.
    """
    places = len(parks)
    key = buffer(places)
    listed = 0
    key[0] = FAR
    for park in parks:
        if park.row > 0:
            key[park.row] = -park.score_measured
            if park.delisted:
                key[park.row] = FAR
            else:
                listed += 1
    place = order(key, places)
    best = max(0, min(int(assume.top_places), listed) - 1)
    top = parks[place[best]].score_measured
    mark = law.zone.assessment_pass_mark
    if law.zone.assessment_mode == BOTTOM_K:
        last = max(0, listed - int(law.zone.assessment_bottom_k))
        mark = parks[place[last]].score_measured
    spread = assume.score_uncertainty
    if law.zone.assessment_noise_known > 0:
        spread = assume.score_noise
    fear = 0.0
    if law.zone.assessment_public_notice > 0 or law.zone.assessment_delisting > 0:
        fear = assume.delisting_fear
    prestige = law.zone.demonstration_prestige * budgets.part[ledger.city]
    audit = law.zone.assessment_audit * budgets.part[ledger.city]
    for park in parks:
        if park.district < 0:
            continue
        threshold = mark
        if park.delisted:
            threshold = law.zone.assessment_pass_mark + assume.readmission_margin
        benefit = marginal_benefit(
            fear,
            assume.notice_fear,
            park.noticed,
            (park.score_measured - threshold) / spread,
            prestige,
            assume.prize_weight,
            law.zone.assessment_reward_share,
            (park.score_measured - top) / spread,
            spread,
        )
        effort = next_time(
            park.effort,
            assume.effort_speed,
            assume.effort_points,
            benefit,
            assume.effort_cost,
            assume.effort_limit,
        )
        manipulation = next_time(
            park.manipulation,
            assume.effort_speed,
            assume.manipulation_points,
            benefit * (1.0 - audit),
            assume.manipulation_cost,
            assume.effort_limit,
        )
        staff = law[park.row].body_staff * budgets.part[ledger.districts + park.district]
        fits = part_of_time(effort, manipulation, staff / assume.effort_staff_base)
        park.effort = effort * fits
        park.manipulation = manipulation * fits
