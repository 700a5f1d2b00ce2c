"""Stage 15, first part: the knowledge that a cell learns from: neighbors, universities, world."""

from __future__ import annotations

import math

from sim.core.equation import equation
from sim.core.plain import buffer, spend
from sim.core.stage import stage

TENTH, TWENTIETH = 0.1, 0.05  # steps of levers by which their costs are stated


@equation
def imitation(share, slope, enforcement, reference):
    """Share of unprotected knowledge that others imitate (E28, E30).

    imit = 0.3 - 0.2 (enforcement - 0.5)
    share, slope  -      enforcement, reference  0-1      Returns a share, never below 0.
    """
    return max(0.0, share - slope * (enforcement - reference))


@equation
def closeness(km, network_cost, decay):
    """How much of the knowledge of a place arrives at another (E28).   exp(-gw d/delta_K)

    km, decay  km      network_cost  effective over real distance, 1 inside a park
    Returns a share.
    """
    return math.exp(-network_cost * km / decay)


@equation
def laboratory_reach(laboratories, saturation):
    """How far joint laboratories double what universities give (E28).

    min(1, laboratories/saturation): the share of the universities' work that they reach
    laboratories, saturation  count      Returns a share.
    """
    return min(1.0, laboratories / saturation)


@equation
def spillover_pool(near, university, laboratories, imitated, outside, access, world):
    """Knowledge that the firms of a cell can learn from (E28).

    S = [sum_q sum_l omega_kl exp(-gw d/delta_K) Kn_ql + w_U universities (1 + laboratories)]
        imitated + w_X access Kn_world
    near, world  million yuan      university  w_U times the universities' knowledge, million yuan
    laboratories  share of it that joint laboratories reach      imitated  imit over imit of 2023
    outside  w_X      access  0-1      Returns million yuan.
    """
    return (near + university * (1.0 + laboratories)) * imitated + outside * access * world


@stage
def spill(cells, parks, industries, law, assume, space, solved, ledger, budgets):
    """Work out the spillover pool of every cell from the knowledge of the quarter before (E28).

    Knowledge outside the city grows with the industry's market. City and special fund pay for
    enforcement, platforms between parks, links abroad and half of the joint laboratories.
    """
    count = len(industries)
    places = len(parks)
    of_city = budgets.part[ledger.city]
    of_fund = budgets.part[ledger.special_fund]
    enforcement = law.zone.ip_enforcement * of_city
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_enforcement,
        ledger.city,
        ledger.outside,
        assume.enforcement_cost * law.zone.ip_enforcement / TENTH / 4.0,
        of_city,
    )
    closer = 1.0 - law.zone.link_network_cost
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_joint_platforms,
        ledger.city,
        ledger.outside,
        assume.network_cost_support * max(0.0, closer) / TWENTIETH / 4.0,
        of_city,
    )
    further = law.zone.global_knowledge_access - solved.knowledge_access_start
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_foreign_research,
        ledger.special_fund,
        ledger.outside,
        assume.knowledge_access_cost * max(0.0, further) / TWENTIETH / 4.0,
        of_fund,
    )
    laboratories = law.zone.university_joint_labs
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_joint_labs,
        ledger.special_fund,
        ledger.outside,
        0.5 * assume.joint_lab_cost * laboratories / 4.0,
        of_fund,
    )
    access = solved.knowledge_access_start + further * of_fund
    imitated = (
        imitation(
            assume.imitation_share,
            assume.imitation_enforcement_slope,
            enforcement,
            assume.imitation_enforcement_reference,
        )
        / assume.imitation_share
    )
    reached = laboratory_reach(laboratories * of_fund, assume.joint_lab_saturation)
    near = buffer(places * places)
    for p in range(places):
        for q in range(places):
            cost = 1.0
            if p != q:
                cost = 1.0 - closer * of_city
            near[p * places + q] = closeness(space.km[p, q], cost, assume.spillover_decay)
    related = buffer(len(cells))
    for cell in cells:
        for j in range(count):
            related[cell.row] += (
                space.relatedness[cell.industry, j] * cells[cell.park * count + j].knowledge
            )
    for place in cells:
        k = place.industry
        pool = 0.0
        for q in range(places):
            pool += near[place.park * places + q] * related[q * count + k]
        place.spillover_last = place.spillover
        place.spillover = spillover_pool(
            pool,
            solved.university_knowledge[place.park],
            reached,
            imitated,
            assume.outside_knowledge_weight,
            access,
            industries[k].world_knowledge * math.exp(industries[k].demand_trend),
        )
