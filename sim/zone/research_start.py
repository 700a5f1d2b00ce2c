"""Research at the opening: who does R&D, knowledge and patents, and who is certified for it."""

from __future__ import annotations

import numpy as np

from sim.zone.firm_start import Rows
from sim.zone.lot import Lot
from sim.zone.zone import Zone

_QUEUE = 8  # quarters of the queue of applications
_WAITING = 5  # quarters from application to grant that the queue holds at the opening


def active_firms(
    zone: Zone, assumed, lot: Lot, firms: Rows, revenue: np.ndarray, age: np.ndarray
) -> np.ndarray:
    """Return which firms do R&D, true or false a row.

    Venture-type firms do; of the others as many as the industry's share of R&D-active firms asks,
    large and small firms apart and evenly along revenue, so that the share of the industry's
    revenue agrees as well. Old firms are likelier to do R&D, and firms of parks that have many
    certified firms.
    revenue  million yuan a year        age  quarters
    """
    size = zone.industry_count
    outside = zone.column("industries.csv", "rest_research_active_share")
    share = np.stack([outside, np.asarray(assumed.research_active_share)])
    place = (firms.cell >= size).astype(np.int64)
    stratum = (place * 2 + firms.large) * size + firms.cell % size
    strata = 4 * size
    wanted = share[np.arange(strata) // (2 * size), np.arange(strata) % size]
    weight = np.bincount(stratum, firms.weight, strata)
    given = np.bincount(stratum, firms.weight * firms.venture, strata)
    rows = np.flatnonzero(~firms.venture)
    rows = rows[np.lexsort((revenue[rows], stratum[rows]))]
    kind = stratum[rows]
    keen = _active_cells(zone, share).ravel()[firms.cell[rows]]
    keen = keen * (1.0 + age[rows] / 4.0) ** zone.total("research_age_slope")
    chance = _chances(keen, firms.weight[rows], kind, np.maximum(wanted * weight - given, 0.0))
    # along the line of chances every whole number that is passed is one active row
    line = np.concatenate(([0.0], np.cumsum(chance)))
    first = np.searchsorted(kind, np.arange(strata))
    shift = (lot.uniforms("research_active", np.arange(strata)) - line[first])[kind]
    active = firms.venture.copy()
    active[rows] = np.floor(line[1:] + shift) > np.floor(line[:-1] + shift)
    return active


def _chances(
    keen: np.ndarray, weight: np.ndarray, kind: np.ndarray, wanted: np.ndarray
) -> np.ndarray:
    """Return chances in proportion to ``keen``, at most 1, whose weights add up to a number."""
    chance = np.zeros(keen.size)
    level = np.zeros(wanted.size)
    for _ in range(12):
        found = np.bincount(kind, weight * np.minimum(level[kind] * keen, 1.0), wanted.size)
        open_ = np.where(level[kind] * keen < 1.0, weight * keen, 0.0)
        slope = np.bincount(kind, open_, wanted.size)
        level = level + np.where(slope > 0.0, (wanted - found) / np.where(slope > 0, slope, 1), 0.0)
        chance = np.minimum(level[kind] * keen, 1.0)
    return chance


def _active_cells(zone: Zone, share: np.ndarray) -> np.ndarray:
    """Return the share of R&D-active firms by cell: by industry, and enough for each park.

    Parks whose industries would give fewer than 1.5 times their certified firms get more, others
    less, so that each industry keeps its number (raking).
    share  of R&D-active firms by place (rest, parks) and industry
    """
    firms = np.maximum(zone.firms, 1e-9)
    active = np.concatenate((share[:1], np.tile(share[1], (zone.park_count, 1)))) * firms
    total = active[1:].sum(0)
    least = 1.5 * zone.column("parks.csv", "hnte")
    for _ in range(30):
        inside = active[1:]
        inside *= np.maximum(least / np.maximum(inside.sum(1), 1e-9), 1.0)[:, None]
        inside *= total / np.maximum(inside.sum(0), 1e-9)
        np.minimum(inside, 0.95 * firms[1:], out=inside)
    return active / firms


def reported_research(
    zone: Zone, assumed, firms: Rows, active: np.ndarray, revenue: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the R&D share that firms report and the part of it that is relabelled cost (E26).

    rho_i = rho_k / active_k for R&D-active firms. A firm little below its threshold reports the
    threshold if at most the relabelled share of what it reports is other cost.
    """
    industry = firms.cell % zone.industry_count
    each = np.asarray(assumed.research_intensity) / np.asarray(assumed.research_active_share)
    true = np.where(active, each[industry], 0.0)
    threshold = research_threshold(assumed, revenue)
    gap = threshold - true
    relabel = np.where(active & (gap > 0.0) & (gap <= assumed.relabel_window), gap / threshold, 0.0)
    relabel = np.where(relabel <= assumed.relabelled_share, relabel, 0.0)
    return np.where(relabel > 0.0, threshold, true), relabel


def high_tech_firms(
    zone: Zone,
    assumed,
    lot: Lot,
    firms: Rows,
    active: np.ndarray,
    revenue: np.ndarray,
    age: np.ndarray,
    patents: np.ndarray,
) -> np.ndarray:
    """Return which firms have the high-tech certificate: each park has its number.

    Drawn among R&D-active firms that have the patents it asks for, by age and revenue, those that
    meet the threshold first; where a park has too few of them, firms without patents are drawn, and
    then firms without R&D, which do some from then on.
    """
    share, _ = reported_research(zone, assumed, firms, active, revenue)
    score = (
        zone.total("hnte_age_slope") * np.log1p(age / 4.0)
        + zone.total("hnte_revenue_slope") * np.log(np.maximum(revenue, 1e-3))
        + lot.normals("hnte", firms.uid)
        + 1.0 * (share >= research_threshold(assumed, revenue) - 1e-12)
        - 100.0 * (patents < assumed.hnte_patents)
        - 1000.0 * ~active
    )
    wanted = np.concatenate(([zone.total("hnte_rest")], zone.column("parks.csv", "hnte")))
    park = firms.cell // zone.industry_count
    old = age >= 4.0 * assumed.hnte_age_years
    return choose(score, firms.weight, park, wanted, old, old & (firms.weight == 1.0))


def research_columns(
    zone: Zone, assumed, lot: Lot, firms: Rows, active: np.ndarray, revenue: np.ndarray
) -> dict[str, np.ndarray]:
    """Return R&D share, relabelled share, knowledge and patents of each firm.

    Kn = R/(dK + g) with keyed noise; patents rise with R^eP over the patent cost factor.
    """
    industry = firms.cell % zone.industry_count
    share, relabel = reported_research(zone, assumed, firms, active, revenue)
    research = share * (1.0 - relabel) * revenue
    growth = np.asarray(assumed.demand_growth_start)[industry]
    noise = zone.total("knowledge_spread")
    knowledge = research / (assumed.research_depreciation + growth)
    knowledge = knowledge * np.exp(noise * lot.normals("knowledge", firms.uid) - 0.5 * noise**2)
    granted, waiting = _patents(zone, assumed, lot, firms, research, industry)
    return {
        "research_share": share,
        "relabelled_share": relabel,
        "knowledge": knowledge,
        "patents": granted,
        "applications": waiting,
    }


def research_threshold(assumed, revenue: np.ndarray) -> np.ndarray:
    """Return the R&D share that the high-tech certificate asks of a firm (E42)."""
    low, middle, high = np.asarray(assumed.hnte_research_threshold)
    small, large = np.asarray(assumed.hnte_revenue_bracket)
    return np.where(revenue < small, low, np.where(revenue <= large, middle, high))


def protected_knowledge(
    assumed, knowledge: np.ndarray, patents: np.ndarray, industry: np.ndarray, enforcement: float
) -> np.ndarray:
    """Return Ka = Kn (1 - imit (1 - cover_k 1[Pg > 0])) of each firm, million yuan (E30)."""
    imitated = assumed.imitation_share - assumed.imitation_enforcement_slope * (
        enforcement - assumed.imitation_enforcement_reference
    )
    cover = np.asarray(assumed.imitation_cover)[industry] * (patents > 0.0)
    return knowledge * (1.0 - np.maximum(imitated, 0.0) * (1.0 - cover))


def knowledge_effect(
    assumed, firms: dict[str, np.ndarray], reference: np.ndarray, enforcement: float
) -> np.ndarray:
    """Return max(0, ln(1 + Ka/Kn0) - ln 2) of each firm, whose changes E30 reads.

    reference  Kn0 by industry, million yuan        enforcement  under the rules before
    """
    industry = firms["industry"]
    own = protected_knowledge(assumed, firms["knowledge"], firms["patents"], industry, enforcement)
    base = reference[industry]
    ratio = np.where(base > 0.0, own / np.where(base > 0.0, base, 1.0), 0.0)
    return np.maximum(0.0, np.log((1.0 + ratio) / 2.0))


def grants_by_industry(
    zone: Zone, assumed, weight: np.ndarray, research: np.ndarray, cell: np.ndarray
) -> np.ndarray:
    """Return grants a year of the parks by industry in 2023, adding up to the zone's figure (E27).

    An industry gets grants in proportion to its R&D over (`research_per_grant` x cost factor).
    weight, research, cell  of each firm: real firms, million yuan a year, park x industry
    """
    size = zone.industry_count
    inside = cell >= size
    spent = np.bincount(cell[inside] % size, (weight * research)[inside], size)
    grants = spent / (assumed.research_per_grant * np.asarray(assumed.patent_cost_factor))
    return zone.total("patent_grants_year") * grants / max(float(grants.sum()), 1e-300)


def _patents(
    zone: Zone, assumed, lot: Lot, firms: Rows, research: np.ndarray, industry: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return granted patents and the queue of applications, whole numbers a firm.

    Within an industry patents rise with R^eP; industries share them by what a grant costs.
    """
    pull = np.where(research > 0.0, research, 1.0) ** assumed.patent_elasticity
    pull = np.where(research > 0.0, pull, 0.0)
    pull = pull * np.exp(lot.normals("patents", firms.uid) - 0.5)
    inside = firms.cell >= zone.industry_count
    share = grants_by_industry(zone, assumed, firms.weight, research, firms.cell)
    share = share / max(float(share.sum()), 1e-9)
    total = np.bincount(industry[inside], (firms.weight * pull)[inside], zone.industry_count)
    pull = pull * (share / np.maximum(total, 1e-300))[industry]
    round_off = lot.uniforms("patents_rounding", firms.uid)
    granted = np.floor(
        zone.figure("valid_patents", assumed, "start_patents_valid") * pull
        + round_off * (pull > 0.0)
    )
    quarterly = zone.total("patent_grants_year") / 4.0 * pull
    waiting = np.zeros((firms.uid.size, _QUEUE))
    for quarter in range(_WAITING):
        u = lot.uniforms("applications", firms.uid, quarter)
        waiting[:, quarter] = np.floor(quarterly + u * (pull > 0.0))
    return granted, waiting


def labels(
    zone: Zone,
    assumed,
    lot: Lot,
    firms: Rows,
    columns: dict[str, np.ndarray],
    high_tech: np.ndarray,
    giants: tuple[float, float],
) -> dict[str, np.ndarray]:
    """Return the labels of the opening: high-tech, innovative SME, little giant, champion, leader.

    columns    age, revenue, research_share and staff of each firm
    high_tech  which firms have that certificate
    giants     little giants of the rest and of the parks

    Little giants are drawn among venture-type firms; innovative SMEs are the little giants and
    more; national champions are the oldest and largest little giants.
    """
    uid, weight = firms.uid, firms.weight
    size = zone.industry_count
    park, industry = firms.cell // size, firms.cell % size
    place = (park > 0).astype(np.int64)
    years, revenue = columns["age"] / 4.0, columns["revenue"]
    share = columns["research_share"]
    active = share > 0.0
    log_sales = np.log(np.maximum(revenue, 1e-3))

    score = log_sales + lot.normals("little_giant", uid)
    can = firms.venture & active & (years >= assumed.little_giant_age_years)
    can &= revenue >= assumed.little_giant_revenue_small
    giant = choose(score, weight, place, np.array(giants), can, can)

    score = 0.5 * log_sales + lot.normals("innovative_sme", uid) + 10.0 * giant
    small = (columns["staff"] < 1000.0) | giant
    can = active & (years >= assumed.specialised_age_years) & small
    can &= revenue >= assumed.specialised_revenue_rule
    can &= (share >= assumed.specialised_research_rule) | giant
    wanted = np.array(
        [
            zone.total("innovative_smes_rest"),
            zone.figure("innovative_smes", assumed, "specialised_firms_start"),
        ]
    )
    sme = choose(score, weight, place, wanted, can, can & (weight == 1.0))

    score = log_sales + np.log1p(years) + 5.0 * (revenue >= assumed.national_champion_revenue)
    score = score + 5.0 * (columns["age"] >= assumed.national_champion_age)
    everywhere = np.zeros(uid.size, np.int64)
    wanted = np.array([zone.figure("national_champions_city", assumed, "national_champions_start")])
    champion = choose(score, weight, everywhere, wanted, giant, giant)

    leader = np.zeros(uid.size, bool)
    most = int(assumed.leaders_per_industry)
    for k in range(size):
        rows = np.flatnonzero(active & (industry == k) & (weight == 1.0))
        leader[rows[np.argsort(-revenue[rows], kind="stable")][:most]] = True
    left = np.floor(assumed.hnte_validity * lot.uniforms("hnte_left", uid)) + 1.0
    return {
        "hnte_years": np.where(high_tech, left, 0.0),
        "label_quarters": 4.0
        * np.floor(assumed.certificate_review / 4.0 * lot.uniforms("review", uid)),
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
    found = np.bincount(owner, weight[rows] * chosen[rows], wanted.size)
    for number in np.flatnonzero(wanted - found > 1.0):
        _exchange(chosen, rows[owner == number], weight, single, wanted[number] - found[number])
    return chosen


def _exchange(
    chosen: np.ndarray, rows: np.ndarray, weight: np.ndarray, single: np.ndarray, lack: float
) -> None:
    """Take one row more and give up the worst single rows that it makes superfluous, in place.

    rows  of one group, the best first
    """
    singles = rows[chosen[rows] & single[rows]][::-1]
    more = [row for row in rows[~chosen[rows]] if weight[row] - lack < singles.size + 0.5]
    if more:
        chosen[singles[: int(round(weight[more[0]] - lack))]] = False
        chosen[more[0]] = True
