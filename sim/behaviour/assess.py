"""Stage 2: the yearly assessment of the parks: scores, fails, notices, lost and regained status.

The first quarter of a year judges the year before. Mean and spread of the indicators are those of
2023, the base year, which every scenario shares; the scale of the score follows the weights of
the heads, so that a change of weights reorders parks and does not spread them.

A park is delisted by setting ``delisted`` to true and ``delisted_quarter`` to the quarter: its
status then falls by a quarter each quarter, and what it lost passes on in the next first quarter.
"""

from __future__ import annotations

import math

from sim.behaviour.scorecard import EFFORT, INDICATORS, QUARTERS
from sim.core.equation import equation
from sim.core.luck import normal, uniform
from sim.core.plain import buffer, order
from sim.core.stage import stage

HEADS = 4
LEADING = 16  # entries of the column of leading industries
RECEIVERS = 8  # entries of the column of receivers
BOTTOM_K = 1  # assessment.mode
CUMULATIVE = 1  # assessment.window
BEHIND = 10000.0  # points: delisted parks rank behind all others
ROUNDING = 1e-18  # of the mean, squared: less spread than this is none


@equation
def average(total, quarters):
    """Mean of an indicator over the year (E3).

    total  unit of the indicator, summed over      quarters  quarters      Returns the mean, or 0.
    """
    if quarters <= 0.0:
        return 0.0
    return total / quarters


@equation
def standard_score(value, mean, spread, clip):
    """Indicator in units of its spread of the base year, within bounds (E3); 0 without spread.

    clip((x - mean)/sd, -2.5, 2.5)
    value, mean, spread  unit of the indicator      clip  sd, 2.5      Returns sd.
    """
    if spread <= 0.0:
        return 0.0
    return min(clip, max(-clip, (value - mean) / spread))


@equation
def head_of(indicator):
    """Head of the assessment to which an indicator belongs (E3).

    indicator  count: 0-3 industry, 4-7 innovation, 8-10 environment, 11-13 service
    Returns a count, 0-3.
    """
    if indicator < 4:
        return 0
    if indicator < 8:
        return 1
    if indicator < 11:
        return 2
    return 3


@equation
def true_score(level, spread, heads, heads_spread, points, effort, effort_start):
    """Score of a park as it is (E3).   S = 76 + 7 Z/sd(Z) + b_e (e - e_2023)

    level, spread, points  points, 76, 7 and b_e      heads, heads_spread  Z and its sd of 2023, sd
    effort, effort_start  share of staff time      Returns points.
    """
    standing = 0.0
    if heads_spread > 0.0:
        standing = heads / heads_spread
    return level + spread * standing + points * (effort - effort_start)


@equation
def measured_score(score, points, manipulation, caught, penalty, noise, z):
    """Score as measured (E4).   S_meas = S + b_m m 1[not caught] - penalty m 1[caught] + s_M z

    score, points, penalty, noise  points      manipulation  share of staff time
    caught  0 or 1      z  standard normal      Returns points.
    """
    if caught:
        return score - penalty * manipulation + noise * z
    return score + points * manipulation + noise * z


@equation
def is_failed(mode, score, mark, rank, listed, tail):
    """Whether a park fails (E5): below the mark, or among the last ones of the table.

    mode  code, 0 mark, 1 last places      score, mark  points
    rank  count, 1 is best      listed  count of parks that are judged      tail  count
    Returns 1 or 0.
    """
    if mode == BOTTOM_K:
        if rank > listed - tail:
            return 1
        return 0
    if score < mark:
        return 1
    return 0


@equation
def next_status(status, delisted, quarters):
    """Status of a quarter on its way from 1 to 0 after a delisting, and back (E5).

    status  share      delisted  0 or 1      quarters  quarters from one end to the other, 4
    Returns a share.
    """
    if delisted:
        return max(0.0, status - 1.0 / quarters)
    return min(1.0, status + 1.0 / quarters)


@stage
def set_base_year(parks, assume, clock, scoring):
    """Take mean and spread of the indicators, and mean effort, from 2023, once (E3)."""
    if clock.quarter_of_year != 0 or clock.elapsed == 0 or scoring.known[0] > 0.0:
        return
    scoring.known[0] = 1.0
    scoring.effort[0] = 0.0
    number = len(parks) - 1.0
    for i in range(INDICATORS):
        total = 0.0
        square = 0.0
        for park in parks:
            if park.row > 0:
                total += average(park.year[i], park.year[QUARTERS])
        mean = total / number
        for park in parks:
            if park.row > 0:
                gap = average(park.year[i], park.year[QUARTERS]) - mean
                square += gap * gap
        scoring.mean[i] = mean
        scoring.spread[i] = 0.0
        if square > number * ROUNDING * mean * mean:
            scoring.spread[i] = math.sqrt(square / number)
    for park in parks:
        if park.row > 0:
            scoring.effort[0] += average(park.year[EFFORT], park.year[QUARTERS]) / number
            for j in range(INDICATORS):
                shown = standard_score(
                    average(park.year[j], park.year[QUARTERS]),
                    scoring.mean[j],
                    scoring.spread[j],
                    assume.score_indicator_clip,
                )
                park.head_start[head_of(j)] += shown / scoring.size[head_of(j)]


@stage
def score_parks(parks, law, assume, luck, clock, scoring, budgets, ledger):
    """Score the parks in the first quarter from the averages of the year before (E3, E4).

    Parks are ranked by what is measured; those without status come last. What audits find is
    scaled by what the city can pay for them. The sums of the year start again from 0.
    """
    if clock.quarter_of_year != 0 or clock.elapsed == 0:
        return
    places = len(parks)
    weight = buffer(HEADS)
    weight[0] = law.zone.assessment_weight_industry
    weight[1] = law.zone.assessment_weight_innovation
    weight[2] = law.zone.assessment_weight_environment
    weight[3] = law.zone.assessment_weight_service
    square = 0.0
    middle = 0.0  # 0 but for the clipping
    for park in parks:
        for h in range(HEADS):
            middle += weight[h] * park.head_start[h] / (places - 1.0)
    for park in parks:
        if park.row > 0:
            off = -middle
            for h in range(HEADS):
                off += weight[h] * park.head_start[h]
            square += off * off / (places - 1.0)
    audit = law.zone.assessment_audit * budgets.part[ledger.city]
    key = buffer(places)
    key[0] = 2.0 * BEHIND
    for park in parks:
        if park.row == 0:
            continue
        heads = -middle
        for h in range(HEADS):
            park.head_score[h] = 0.0
        for i in range(INDICATORS):
            shown = standard_score(
                average(park.year[i], park.year[QUARTERS]),
                scoring.mean[i],
                scoring.spread[i],
                assume.score_indicator_clip,
            )
            park.head_score[head_of(i)] += shown / scoring.size[head_of(i)]
        for h in range(HEADS):
            heads += weight[h] * park.head_score[h]
        park.score = true_score(
            assume.score_mean,
            assume.score_spread,
            heads,
            math.sqrt(square),
            assume.effort_points,
            average(park.year[EFFORT], park.year[QUARTERS]),
            scoring.effort[0],
        )
        park.score_measured = measured_score(
            park.score,
            assume.manipulation_points,
            park.manipulation,
            uniform(luck.year.caught, park.uid, 0) < audit,
            assume.audit_penalty,
            assume.score_noise,
            normal(luck.year.noise, park.uid, 0),
        )
        key[park.row] = -park.score_measured
        if park.delisted:
            key[park.row] += BEHIND
        for i in range(QUARTERS + 1):
            park.year[i] = 0.0
    place = order(key, places)
    for r in range(places - 1):
        ranked = parks[place[r]]
        ranked.rank = r + 1


@stage
def judge(parks, law, assume, clock):
    """Fail, notice and delist parks, and take delisted ones back (E5).

    Nothing is judged before the first judged year; a park without status is not judged and comes
    back when its waiting time is over and its score well above the mark.
    """
    if clock.quarter_of_year != 0 or clock.elapsed == 0:
        return
    listed = 0.0
    for each in parks:
        if each.row > 0 and not each.delisted:
            listed += 1.0
    judging = clock.year - 1 >= law.zone.assessment_first_judged_year
    for park in parks:
        if park.row == 0:
            continue
        park.judged = False
        park.noticed = False
        if park.delisted:
            waited = clock.quarter - park.delisted_quarter
            good = park.score_measured >= (
                law.zone.assessment_pass_mark + assume.readmission_margin
            )
            if waited >= law.zone.assessment_readmission_lag_quarters and good:
                park.delisted = False
                park.fails = 0
            continue
        if not judging:
            continue
        failed = is_failed(
            law.zone.assessment_mode,
            park.score_measured,
            law.zone.assessment_pass_mark,
            park.rank,
            listed,
            law.zone.assessment_bottom_k,
        )
        if failed == 0:
            if law.zone.assessment_window != CUMULATIVE:
                park.fails = 0
            continue
        park.judged = True
        park.fails += 1
        park.failed_year = clock.year - 1
        if law.zone.assessment_delisting > 0 and (
            park.fails >= law.zone.assessment_fails_to_delist
        ):
            park.delisted = True
            park.delisted_quarter = clock.quarter
        elif law.zone.assessment_public_notice > 0:
            park.noticed = True


@stage
def follow_status(parks, assume):
    """Status follows a delisting or a readmission over some quarters (E5)."""
    for park in parks:
        if park.row > 0:
            park.status = next_status(park.status, park.delisted, assume.status_phase_quarters)


@stage
def pass_on(parks, law, assume, clock):
    """Name who takes over from a delisted park, and hand over its cleared land once (E5).

    From the first quarter of the next year the best-ranked parks that share a leading industry
    with it receive its share of the special fund, its projects and its cleared land: the part of
    its land bank that is kept cleared (land.reserve_share). Without a match the best-ranked parks
    receive. Land moves as a quota of the district plans.
    """
    if clock.quarter_of_year != 0 or clock.elapsed == 0:
        return
    for park in parks:
        for slot in range(RECEIVERS):
            park.receivers[slot] = 0
        if park.row == 0 or not park.delisted or clock.quarter <= park.delisted_quarter:
            continue
        found = 0
        for attempt in range(2):
            if found > 0:
                continue
            for rank in range(1, len(parks)):
                for other in parks:
                    if other.row == 0 or other.delisted or other.rank != rank:
                        continue
                    match = attempt == 1
                    for k in range(LEADING):
                        if park.leading[k] > 0 and other.leading[k] > 0:
                            match = True
                    if match and found < assume.delisting_receivers and found < RECEIVERS:
                        park.receivers[found] = other.row
                        found += 1
        if found > 0 and clock.quarter - park.delisted_quarter <= 4:
            cleared = park.land_bank * law[park.row].land_reserve_share
            park.land_bank -= cleared
            for taker in range(found):
                parks[park.receivers[taker]].land_bank += cleared / found


def assess(model) -> None:
    """Run stage 2: base year, scores, verdicts, status, what delisted parks leave to others."""
    set_base_year(model)
    score_parks(model)
    judge(model)
    follow_status(model)
    pass_on(model)
