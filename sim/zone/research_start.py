"""Research at the opening: who does R&D, knowledge and patents, and who is certified for it."""

from __future__ import annotations

import numpy as np

from sim.zone.firm_start import Rows
from sim.zone.lot import Lot
from sim.zone.zone import Zone

_QUEUE = 8  # quarters of the queue of applications
_WAITING = 5  # quarters from application to grant that the queue holds at the opening


def active_firms(zone: Zone, assumed, lot: Lot, firms: Rows, revenue: np.ndarray) -> np.ndarray:
    """Return which firms do R&D, true or false a row.

    Venture-type firms do; of the others as many as the industry's share of R&D-active firms asks,
    large and small firms apart and evenly along revenue, so that the share of the industry's
    revenue agrees as well.
    """
    size = zone.industry_count
    outside = zone.column("industries.csv", "rest_research_active_share")
    share = np.stack([outside, np.asarray(assumed.research_active_share)])
    place = (firms.cell >= size).astype(np.int64)
    industry = firms.cell % size
    stratum = (place * 2 + firms.large) * size + industry
    strata = 4 * size
    wanted = share[np.arange(strata) // (2 * size), np.arange(strata) % size]
    weight = np.bincount(stratum, firms.weight, strata)
    given = np.bincount(stratum, firms.weight * firms.venture, strata)
    rest = weight - given
    chance = np.clip((wanted * weight - given) / np.where(rest > 0.0, rest, 1.0), 0.0, 1.0)
    ordinary = np.flatnonzero(~firms.venture)
    order = ordinary[np.lexsort((revenue[ordinary], stratum[ordinary]))]
    kind = stratum[order]
    line = np.cumsum(chance[kind])
    first = np.searchsorted(kind, np.arange(strata))
    base = np.where(first > 0, np.concatenate(([0.0], line))[first], 0.0)
    line = line - base[kind] + lot.uniforms("research_active", np.arange(strata))[kind]
    before = np.concatenate(([0.0], line[:-1]))
    start = np.zeros(order.size, bool)
    start[first[first < order.size]] = True
    before = np.where(start, line - chance[kind], before)
    active = firms.venture.copy()
    active[order] = np.floor(line) > np.floor(before)
    return active


def research_columns(
    zone: Zone,
    assumed,
    lot: Lot,
    firms: Rows,
    active: np.ndarray,
    revenue: np.ndarray,
) -> dict[str, np.ndarray]:
    """Return R&D share, relabelled share, knowledge and patents of each firm.

    rho_i = rho_k / active_k for R&D-active firms (E26). A firm within 1.5 points below its
    threshold reports the threshold if at most the relabelled share of what it reports is other
    cost. Kn = R/(dK + g) with keyed noise; patents rise with R^eP over the patent cost factor.
    """
    industry = firms.cell % zone.industry_count
    each = np.asarray(assumed.research_intensity) / np.asarray(assumed.research_active_share)
    true = np.where(active, each[industry], 0.0)
    threshold = research_threshold(assumed, revenue)
    gap = threshold - true
    relabel = np.where(active & (gap > 0.0) & (gap <= 0.015), gap / threshold, 0.0)
    relabel = np.where(relabel <= assumed.relabelled_share, relabel, 0.0)
    research = true * revenue
    growth = np.asarray(assumed.demand_growth_start)[industry]
    noise = zone.total("knowledge_spread")
    knowledge = research / (assumed.research_depreciation + growth)
    knowledge = knowledge * np.exp(noise * lot.normals("knowledge", firms.uid) - 0.5 * noise**2)
    granted, waiting = _patents(zone, assumed, lot, firms, research, industry)
    return {
        "research_share": np.where(relabel > 0.0, threshold, true),
        "relabelled_share": relabel,
        "knowledge": knowledge,
        "knowledge_last": knowledge,
        "patents": granted,
        "applications": waiting,
    }


def research_threshold(assumed, revenue: np.ndarray) -> np.ndarray:
    """Return the R&D share that the high-tech certificate asks of a firm (E42)."""
    low, middle, high = np.asarray(assumed.hnte_research_threshold)
    return np.where(revenue < 50.0, low, np.where(revenue <= 200.0, middle, high))


def _patents(
    zone: Zone, assumed, lot: Lot, firms: Rows, research: np.ndarray, industry: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return granted patents and the queue of applications, whole numbers a firm."""
    cost = np.asarray(assumed.patent_cost_factor)[industry]
    pull = np.where(research > 0.0, research, 1.0) ** assumed.patent_elasticity / cost
    pull = np.where(research > 0.0, pull, 0.0)
    pull = pull * np.exp(lot.normals("patents", firms.uid) - 0.5)
    inside = firms.cell >= zone.industry_count
    pull = pull / max(float((firms.weight * pull)[inside].sum()), 1e-9)
    round_off = lot.uniforms("patents_rounding", firms.uid)
    granted = np.floor(zone.total("valid_patents") * pull + round_off * (pull > 0.0))
    quarterly = zone.total("patent_grants_year") / 4.0 * pull
    waiting = np.zeros((firms.uid.size, _QUEUE))
    for quarter in range(_WAITING):
        u = lot.uniforms("applications", firms.uid, quarter)
        waiting[:, quarter] = np.floor(quarterly + u * (pull > 0.0))
    return granted, waiting


def certificates(
    zone: Zone,
    assumed,
    lot: Lot,
    firms: Rows,
    columns: dict[str, np.ndarray],
    giants: tuple[float, float],
) -> dict[str, np.ndarray]:
    """Return the labels of the opening: high-tech, innovative SME, little giant, champion, leader.

    columns  age, revenue, research_share and staff of each firm
    giants   little giants of the rest and of the parks

    High-tech firms are drawn by age and revenue so that each park has its number; little giants
    among venture-type firms; innovative SMEs are the little giants and more; national champions
    are the oldest and largest little giants.
    """
    uid, weight = firms.uid, firms.weight
    size = zone.industry_count
    park, industry = firms.cell // size, firms.cell % size
    place = (park > 0).astype(np.int64)
    years, revenue = columns["age"] / 4.0, columns["revenue"]
    share = columns["research_share"]
    active = share > 0.0
    log_sales = np.log(np.maximum(revenue, 1e-3))
    meets = share >= research_threshold(assumed, revenue) - 1e-12
    score = (
        zone.total("hnte_age_slope") * np.log1p(years)
        + zone.total("hnte_revenue_slope") * log_sales
        + lot.normals("hnte", uid)
        + 1.0 * meets
    )
    wanted = np.concatenate(([zone.total("hnte_rest")], zone.column("parks.csv", "hnte")))
    hnte = choose(score, weight, park, wanted, active & (years >= 1.0), weight == 1.0)

    score = log_sales + lot.normals("little_giant", uid)
    can = firms.venture & active & (years >= 3.0) & (revenue >= 50.0)
    giant = choose(score, weight, place, np.array(giants), can, can)

    score = 0.5 * log_sales + lot.normals("innovative_sme", uid) + 10.0 * giant
    small = (columns["staff"] < 1000.0) | giant
    can = active & (years >= 2.0) & (revenue >= assumed.specialised_revenue_rule) & small
    can &= (share >= assumed.specialised_research_rule) | giant
    wanted = np.array([zone.total("innovative_smes_rest"), zone.total("innovative_smes")])
    sme = choose(score, weight, place, wanted, can, can & (weight == 1.0))

    score = log_sales + np.log1p(years) + 5.0 * (revenue >= 400.0) + 5.0 * (years >= 10.0)
    everywhere = np.zeros(uid.size, np.int64)
    wanted = np.array([zone.total("national_champions_city")])
    champion = choose(score, weight, everywhere, wanted, giant, giant)

    leader = np.zeros(uid.size, bool)
    for k in range(size):
        rows = np.flatnonzero(active & (industry == k) & (weight == 1.0))
        leader[rows[np.argsort(-revenue[rows], kind="stable")[:2]]] = True
    left = np.floor(assumed.hnte_validity * lot.uniforms("hnte_left", uid)) + 1.0
    return {
        "hnte_years": np.where(hnte, left, 0.0),
        "innovative_sme": sme,
        "little_giant": giant,
        "champion": champion,
        "simon_draw": lot.uniforms("simon", uid),
        "leader": leader,
    }


def choose(
    score: np.ndarray,
    weight: np.ndarray,
    group: np.ndarray,
    wanted: np.ndarray,
    eligible: np.ndarray,
    single: np.ndarray,
) -> np.ndarray:
    """Return the rows with the best scores of each group whose weights add up to a number.

    wanted    real firms by group        single  rows of weight 1 that may fill what is left
    """
    rows = np.flatnonzero(eligible)
    chosen = np.zeros(score.size, bool)
    if not rows.size:
        return chosen
    rows = rows[np.lexsort((-score[rows], group[rows]))]
    owner = group[rows]
    first = np.searchsorted(owner, np.arange(wanted.size))
    line = np.cumsum(weight[rows])
    base = np.concatenate(([0.0], line))[first]
    taken = line - base[owner] <= wanted[owner] + 1e-9
    # nothing after the first row that does not fit, so that the best stay the best
    broken = np.cumsum(~taken)
    taken &= broken == np.concatenate(([0], broken))[first][owner]
    chosen[rows[taken]] = True
    lack = np.rint(wanted - np.bincount(owner[taken], weight[rows[taken]], wanted.size))
    spare = ~taken & single[rows]
    place = np.cumsum(spare)
    before = np.concatenate(([0], place))[first]
    filling = spare & (place - before[owner] <= lack[owner])
    chosen[rows[filling]] = True
    return chosen
