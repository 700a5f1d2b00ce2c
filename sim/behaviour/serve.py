"""Stage 7: what a park's budget buys: services of the administration, and approval time."""

from __future__ import annotations

import math

from sim.agents.firm import BUSINESS, TOWER
from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import buffer, spend
from sim.core.stage import stage

PRACTICES = 10  # entries of the column of practices
MILLION = 1000000.0


@equation
def operator_money(floor, operated_share, fee, quality_fee, quality, quality_start):
    """Fees of professional operators in a park (E11): 60 yuan/m2/year, 10 more per 0.1 of quality.

    floor  let office floor, m2      operated_share  share of it
    fee, quality_fee  yuan/m2/year      quality, quality_start  0-1, a quality 0.1 better costs more
    Returns million yuan/year.
    """
    better = max(0.0, quality - quality_start) / 0.1
    return floor * operated_share * (fee + quality_fee * better) / MILLION


@equation
def mixed_quality(operated, operator_quality, own_quality):
    """Quality of what the budget buys (E11).   Qmix = os Q_op + (1 - os) Q_own

    operated  os, share of floor      operator_quality, own_quality  0-1      Returns 0-1.
    """
    return operated * operator_quality + (1.0 - operated) * own_quality


@equation
def service_effort(effort, money, firms, quality):
    """Service effort of a park (E11).   x = (1 + e_service) money/firms Qmix

    effort  time of the service head, share of staff      money  million yuan/year
    firms  count of firms      quality  Qmix, 0-1      Returns million yuan/firm/year.
    """
    return (1.0 + effort) * money / max(firms, 1.0) * quality


@equation
def service_target(level, now, reference, exponent, practices):
    """Service level towards which a park moves (E11).

    clip(Q_0 (x/x_0)^0.5 + practices, 0, 1)
    level  Q_0 of the opening, 0-1      now, reference  x and x_0, million yuan/firm/year
    exponent  0.5      practices  0-1      Returns 0-1.
    """
    bought = level
    if reference > 0.0 and now > 0.0:
        bought = level * math.exp(exponent * math.log(now / reference))
    elif reference > 0.0:
        bought = 0.0
    return min(1.0, max(0.0, bought + practices))


@equation
def next_services(level, target, speed):
    """Service level a quarter later (E11).   Q+ = Q + 0.04 (Qtar - Q)

    level, target  0-1      speed  share a quarter, 0.04      Returns 0-1.
    """
    return level + speed * (target - level)


@equation
def practice_gain(gain, own, copied_part, fit):
    """What a practice adds to the service level (E10): 0.02 if invented, 0.6 x fit of it if copied.

    gain  0-1      own  0 or 1      copied_part, fit  share      Returns 0-1.
    """
    if own > 0.0:
        return gain
    return gain * copied_part * fit


@equation
def approval_time(base, slope, one_stop, effort_slope, effort, delay, body):
    """Approval time of firms (E12).   tau = 60 exp(-0.8 one_stop - 0.2 e_env) + 30 (1 - body)

    base, delay  days      slope, effort_slope  b_os, b_eff, -      one_stop  0-1
    effort  time of the environment head, share of staff      body  0-1      Returns days.
    Source: Tian, Xu 2022 (sign).
    """
    return base * math.exp(-slope * one_stop - effort_slope * effort) + delay * (1.0 - body)


@stage
def serve(parks, cells, law, assume, luck, ledger, budgets, clock):
    """Parks pay operators, trials and their own services; service level and days follow (E11, E12).

    All of it comes out of the park's budget line (E8); fees above the budget lower the operated
    floor. The service effort of the opening is the reference to which the level of the opening
    belongs. What the district cannot pay of bodies and one-stop service does not act.
    """
    firms = buffer(len(parks))
    for cell in cells:
        firms[cell.park] += cell.firms
    for park in parks:
        if park.district < 0:
            continue
        rules = law[park.row]
        account = ledger.districts + park.district
        fees = operator_money(
            park.let[BUSINESS] + park.let[TOWER],
            rules.operator_floor_share,
            assume.operator_fee,
            assume.operator_quality_fee,
            rules.operator_quality,
            assume.service_own_level,
        )
        able = 1.0
        if fees > park.budget:
            able = park.budget / fees
        paid = spend(
            ledger.flow,
            ledger.public,
            ledger.for_operators,
            account,
            ledger.outside,
            fees / 4.0,
            able,
        )
        left = park.budget / 4.0 - paid
        tried = min(left, park.trials * assume.practice_trial_cost)
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_practice_trials,
            account,
            ledger.outside,
            tried,
            1.0,
        )
        left -= tried
        matched = min(left, park.matching / 4.0)
        spend(
            ledger.flow, ledger.public, ledger.for_matching, account, ledger.outside, matched, 1.0
        )
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_park_services,
            account,
            ledger.outside,
            left - matched,
            1.0,
        )
        park.service_money = 4.0 * left
        effort = service_effort(
            park.effort * law.zone.assessment_weight_service,
            park.service_money,
            firms[park.row],
            mixed_quality(
                rules.operator_floor_share * able,
                rules.operator_quality,
                assume.service_own_level,
            ),
        )
        if clock.elapsed <= 1:
            park.service_reference = effort
        gained = 0.0
        for practice in range(PRACTICES):
            if park.practices[practice] > 0:
                gained += practice_gain(
                    assume.practice_gain,
                    park.practice_own[practice],
                    assume.practice_payoff_copy,
                    uniform(luck.ever.fit, park.uid, practice),
                )
        target = service_target(
            park.services_start,
            effort,
            park.service_reference,
            assume.service_budget_exponent,
            gained,
        )
        park.services = next_services(park.services, target, assume.service_decay)
        park.approval_days = approval_time(
            assume.approval_days_base,
            assume.approval_onestop_slope,
            rules.services_one_stop * budgets.part[account],
            assume.approval_effort_slope,
            park.effort * law.zone.assessment_weight_environment,
            assume.approval_body_delay,
            rules.body_exists * budgets.part[account],
        )
