"""Stage 15, second part: applications for patents, pre-examination, grants."""

from __future__ import annotations

import math

from sim.core.equation import equation
from sim.core.luck import negative_binomial_quantile, uniform
from sim.core.plain import buffer, counters, order, spend
from sim.core.stage import stage

QUEUE = 8  # quarters of the queue of applications


@equation
def expected_applications(scale, research, median, elasticity, spilled, postdocs, postdoc_patents):
    """Applications that a firm files in a quarter, on average (E27).

    c_k (R/Rmed)^eP (S/Sbar)^0.1/4 + 0.125 postdocs
    scale  c_k, applications/year      research, median  million yuan/year      elasticity  eP
    spilled  (S/Sbar)^0.1 of the cell, -      postdocs  count a firm
    postdoc_patents  applications a post and year      Returns applications/quarter.
    """
    if research <= 0.0 or median <= 0.0:
        return 0.0
    own = scale * math.exp(elasticity * math.log(research / median)) * spilled
    return (own + postdoc_patents * postdocs) / 4.0


@equation
def most_applications(scale, research, median, elasticity, from_posts):
    """Upper bound of the mean of E27 that costs no logarithm.   x^eP <= 1 + eP (x - 1) up to eP = 1

    scale  c_k (S/Sbar)^0.1, applications/year      research, median  million yuan/year
    elasticity  eP      from_posts  applications of postdocs/year      Returns applications/quarter.
    """
    if median <= 0.0 or elasticity > 1.0:
        return 1.0
    return (scale * (1.0 + elasticity * (research / median - 1.0)) + from_posts) / 4.0


@equation
def none_before(most, dispersion):
    """Uniforms below this bring no application (E27).   1/(1 + mean), or 1 - mean if nu > 1

    P(none) = (1 + mean/nu)^-nu >= 1/(1 + mean) up to nu = 1 (Bernoulli); P(any) <= mean (Markov).
    most  upper bound of the mean, count      dispersion  nu      Returns a probability.
    """
    if dispersion <= 1.0 and most > -1.0:
        return 1.0 / (1.0 + most)
    return 1.0 - most


@equation
def relative_pool(pool, mean, elasticity):
    """How the pool of a cell raises its firms' applications (E27).   (S/Sbar)^0.1

    pool, mean  million yuan      elasticity  -      Returns a ratio.
    """
    if pool <= 0.0 or mean <= 0.0:
        return 1.0
    return math.exp(elasticity * math.log(pool / mean))


@equation
def quarters_to_grant(months, u):
    """Quarters from application to grant, rounded by a keyed draw (E27).

    floor(months/3 + u), from 1 to 8
    months  months to grant      u  uniform
    Returns a whole number of quarters.
    """
    return int(min(8.0, max(1.0, math.floor(max(0.0, months) / 3.0 + u))))


@equation
def second_draw(u, probability):
    """Uniform that is left in a draw once it has decided something of a probability (E27).

    u, probability  share      Returns a uniform, independent of whether u < probability.
    """
    if u < probability:
        return u / probability
    return (u - probability) / (1.0 - probability)


@stage
def file_applications(firms, cells, industries, assume, luck, clock, solved):
    """Patents are granted whose time has come; R&D-active firms file new applications (E27).

    The queue of a firm holds what will be granted, by quarters; `examine` fills it.
    """
    count = len(industries)
    spilled = buffer(len(cells))
    for cell in cells:
        cell.granted = 0.0
        cell.applied = 0.0
        spilled[cell.row] = relative_pool(
            cell.spillover, solved.spillover_mean[cell.industry], assume.patent_spillover_elasticity
        )
    for firm in firms:
        if firm.research_share <= 0.0 or not firm.operating:
            continue
        k = firm.industry
        here = cells[firm.park * count + k]
        granted = firm.applications[0]
        for quarter in range(QUEUE - 1):
            firm.applications[quarter] = firm.applications[quarter + 1]
        firm.applications[QUEUE - 1] = 0.0
        if granted > 0.0:
            if firm.patents == 0.0:
                firm.first_granted = clock.quarter
            firm.patents += granted
            here.granted += firm.weight * granted
        u = uniform(luck.filed, firm.uid, 0)
        firm.filed = 0
        if u < none_before(
            most_applications(
                solved.patent_scale[k] * spilled[here.row],
                firm.research,
                industries[k].research_median,
                assume.patent_elasticity,
                assume.postdoc_patents * firm.postdocs,
            ),
            assume.patent_dispersion,
        ):
            continue
        mean = expected_applications(
            solved.patent_scale[k],
            firm.research,
            industries[k].research_median,
            assume.patent_elasticity,
            spilled[here.row],
            firm.postdocs,
            assume.postdoc_patents,
        )
        firm.filed = negative_binomial_quantile(u, mean, assume.patent_dispersion)
        here.applied += firm.weight * firm.filed


@stage
def examine(firms, industries, law, assume, luck, ledger, budgets):
    """Decide which applications will be granted and when (E27).

    Applications of eligible fields are pre-examined in keyed order of the firms, as many as the
    office can take (a row of n firms takes n places an application); the others wait for the
    ordinary time. The city pays staff and cases.
    """
    queued = 0
    others = 0
    rows = counters(len(firms))
    keys = buffer(len(firms))
    outside = counters(len(firms))
    for firm in firms:
        if firm.filed > 0 and firm.operating:
            if assume.preexam_field[firm.industry] > 0.0:
                rows[queued] = firm.row
                keys[queued] = uniform(luck.queue, firm.uid, 0)
                queued += 1
            else:
                outside[others] = firm.row
                others += 1
    part = budgets.part[ledger.city]
    capacity = law.zone.ip_preexam_capacity * part
    left = capacity
    turn = order(keys, queued)
    for place in range(queued + others):
        row = rows[turn[place]] if place < queued else outside[place - queued]
        applicant = firms[row]
        k = applicant.industry
        u = uniform(luck.lag, applicant.uid, 0)
        slow = quarters_to_grant(assume.grant_lag_months - industries[k].grant_lag_cut, u)
        fast = min(slow, quarters_to_grant(law.zone.ip_preexam_lag_months, u))
        for number in range(applicant.filed):
            fate = uniform(luck.fate, applicant.uid, number)
            wait = slow
            if place < queued and left >= applicant.weight:
                rest = second_draw(fate, assume.grant_probability)
                if rest < assume.preexam_eligible_share:
                    left -= applicant.weight
                    wait = fast
            if fate < assume.grant_probability:
                applicant.applications[wait - 1] += 1.0
    if part > 0.0:
        cases = (capacity - left) / part
        staff = assume.preexam_staff / 1000.0 * 4.0 * cases
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_preexamination,
            ledger.city,
            ledger.outside,
            assume.preexam_case_cost / 1000000.0 * cases + assume.service_staff_cost / 4.0 * staff,
            part,
        )
