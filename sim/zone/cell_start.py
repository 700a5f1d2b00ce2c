"""Cells and industries at the opening: sums over firms and talents, and what firms have near by."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.zone.lot import Lot
from sim.zone.talent_start import sampled_staff
from sim.zone.zone import Zone


def labour_factor(zone: Zone) -> np.ndarray:
    """Return c_pk = (L_pk/Y_pk)/(L_k/Y_k) by cell, 1 where there is none (specification 2.4)."""
    ratio = zone.staff[1:].sum(0) / np.maximum(zone.revenue[1:].sum(0), 1e-9)
    own = zone.staff / np.maximum(zone.revenue, 1e-9)
    return np.where((zone.staff > 0.0) & (ratio > 0.0), own / np.maximum(ratio, 1e-300), 1.0)


def within_reach(amount: np.ndarray, km: np.ndarray, reach: float) -> np.ndarray:
    """Return sum_q exp(-d_pq/reach) amount_q for every place p.

    amount  places x industries        km  distances, own distance on the diagonal
    """
    return np.exp(-km / reach) @ amount


def reach_columns(zone: Zone, staff: np.ndarray, reach: float) -> dict[str, np.ndarray]:
    """Return own staff, other staff and supplier staff within reach by cell (E30).

    staff  persons, places x industries
    """
    near = within_reach(staff, zone.km, reach)
    others = near.sum(1, keepdims=True) - near
    suppliers = near @ zone.links.supplier_weight.T
    out = {}
    for name, value in (("own_staff", staff), ("reach", others), ("suppliers", suppliers)):
        out[name] = value.ravel()
        out[f"{name}_last"] = value.ravel()
    return out


def cell_columns(
    zone: Zone, assumed, lot: Lot, firms: dict[str, np.ndarray], talents: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Return the columns of the table of cells, location left out.

    firms, talents  columns of those tables
    """
    shape = zone.firms.shape
    rows = zone.firms.size
    cell = firms["park"] * shape[1] + firms["industry"]

    def total(value: np.ndarray) -> np.ndarray:
        return np.bincount(cell, firms["weight"] * value, rows)

    staff = total(firms["staff"])
    revenue = total(firms["revenue"])
    bill = total(firms["staff"] * firms["wage"])
    skilled = staff * np.tile(assumed.talent_share, shape[0])
    industry = np.tile(np.arange(shape[1]), shape[0])
    share = np.where(zone.firms[1:] > 0.0, zone.firms[1:], 0.0)
    share = share / np.maximum(share.sum(0), 1e-300)
    entry = np.zeros(shape)
    entry[0] = assumed.rest_of_city_entry_rate / 4.0 * zone.firms[0]
    out = {
        "uid": lot.identities("cell", np.arange(rows), np.zeros(rows)),
        "park": np.repeat(np.arange(shape[0]), shape[1]),
        "industry": industry,
        "firms": total(np.ones(cell.size)),
        "staff": staff,
        "skilled_staff": skilled,
        "revenue": revenue,
        "value_added": total(firms["value_added_share"] * firms["revenue"]),
        "wage_bill": bill,
        "fill_rate": np.full(rows, assumed.fill_rate_start),
        "quit_rate": np.full(rows, assumed.quit_rate),
        "offer": np.where(staff > 0.0, bill / np.maximum(staff, 1e-9), 0.0),
        "labour_factor": labour_factor(zone).ravel(),
        "knowledge": total(firms["knowledge"]),
        "entry_base": entry.ravel(),
        "entry_share": np.concatenate((np.zeros((1, shape[1])), share)).ravel(),
    }
    return out | talent_sums(zone, assumed, talents)


def talent_sums(zone: Zone, assumed, talents: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return what cells know of the talents who work in them.

    Human capital and the trained share of a cell lean on the mean of the industry, which counts as
    much as `fill_prior_weight` rows; cells that the sample leaves out have that mean.
    """
    rows = zone.firms.size
    works = talents["employer"] >= 0
    cell = (talents["work_park"] * zone.industry_count + talents["industry"])[works]
    weight = talents["weight"][works]
    people = np.bincount(cell, weight, rows)
    number = np.bincount(cell, minlength=rows).astype(float)
    sampled = sampled_staff(zone, assumed) > 0.0

    def leaning(value: np.ndarray, default: float) -> np.ndarray:
        own = np.bincount(cell, value[works], rows)
        city = own.reshape(zone.firms.shape).sum(0)
        city_rows = number.reshape(zone.firms.shape).sum(0)
        mean = np.where(city_rows > 0.0, city / np.maximum(city_rows, 1.0), default)
        mean = np.tile(mean, len(zone.firms))
        prior = assumed.fill_prior_weight
        return np.where(sampled, (own + prior * mean) / (number + prior), mean)

    human = leaning(talents["human_capital"], 1.0)
    return {
        "talents": people,
        "rows": number,
        "human_capital": human,
        "human_capital_last": human,
        "trained_share": leaning(talents["trained"], assumed.trained_share_start),
    }


def university_knowledge(zone: Zone, assumed, knowledge: np.ndarray) -> np.ndarray:
    """Return what universities give to the pool of the park next to them (E28), million yuan.

    All universities together hold `university_knowledge_weight` of the knowledge of the parks'
    firms, each its share of their research.
    knowledge  Kn of the cells, places x industries
    """
    universities = np.zeros(len(zone.km))
    rows = zone.table("universities.csv")
    slugs = {slug: p for p, slug in enumerate(zone.gazetteer.park_slugs, 1)}
    for park, weight in zip(rows["nearest_park"], rows["research_weight"], strict=True):
        universities[slugs[park]] += weight
    return assumed.university_knowledge_weight * universities * knowledge[1:].sum()


def spillover_pool(
    zone: Zone,
    assumed,
    knowledge: np.ndarray,
    world: np.ndarray,
    rules: Mapping[str, float],
) -> np.ndarray:
    """Return the spillover pool S of each cell at the opening (E28), million yuan.

    S_pk = [sum_q sum_l omega_kl exp(-d_pq/delta_K) Kn_ql + w_U universities (1 + laboratories)]
           imit/imit_0 + w_X access Kn_world,k
    knowledge  Kn of the cells, places x industries        world  Kn outside the city, by industry
    rules      levers under the rules before
    """
    near = within_reach(knowledge, zone.km, assumed.spillover_decay)
    pool = near @ zone.links.relatedness.T
    laboratories = min(1.0, rules["university.joint_labs"] / assumed.joint_lab_saturation)
    pool = pool + university_knowledge(zone, assumed, knowledge)[:, None] * (1.0 + laboratories)
    imitation = assumed.imitation_share - assumed.imitation_enforcement_slope * (
        rules["ip.enforcement"] - assumed.imitation_enforcement_reference
    )
    outside = assumed.outside_knowledge_weight * rules["global.knowledge_access"]
    return pool * imitation / assumed.imitation_share + outside * world[None, :]


def industry_columns(
    zone: Zone,
    assumed,
    lot: Lot,
    firms: dict[str, np.ndarray],
    talents: dict[str, np.ndarray],
    wage_constant: np.ndarray,
    staff_log_mean: np.ndarray,
) -> dict[str, np.ndarray]:
    """Return the columns of the table of industries, location of X left out.

    E1  D_k0 = sum n Y / s_k        E2  O_k0 = sum n Y (1 - s_k)/s_k
    """
    size = zone.industry_count
    industry, weight = firms["industry"], firms["weight"]
    sales = np.bincount(industry, weight * firms["revenue"], size)
    staff = np.bincount(industry, weight * firms["staff"], size)
    share = np.asarray(assumed.market_share_city)
    knowledge = np.bincount(industry, weight * firms["knowledge"], size)
    active = firms["research_share"] > 0.0
    research = firms["research_share"] * firms["revenue"] * (1.0 - firms["relabelled_share"])
    half = assumed.absorption_half
    intensity = firms["research_share"] * (1.0 - firms["relabelled_share"])
    absorbing = intensity / (intensity + half)
    count = np.maximum(np.bincount(industry[active], weight[active], size), 1e-9)
    vacancies = assumed.quit_rate * staff / assumed.fill_rate_start
    idle = np.bincount(talents["industry"], talents["weight"] * talents["searching"], size)
    people = np.bincount(talents["industry"], talents["weight"], size)
    searchers = assumed.contact_rate_unemployed * idle + assumed.contact_rate_employed * (
        people - idle
    )
    wage = np.asarray(assumed.wage_start)
    return {
        "uid": lot.identities("industry", np.arange(size), np.zeros(size)),
        "leading": zone.leading,
        "demand": sales / share,
        "demand_start": sales / share,
        "outside_appeal": np.log(np.maximum(sales * (1.0 - share) / share, 1e-9)),
        "appeal_sum": sales,
        "appeal_effective_sum": sales,
        "city_share": share,
        "wage_mean": wage,
        "wage_start": wage,
        "wage_rival": wage,
        "wage_constant": wage_constant,
        "staff_log_mean": staff_log_mean,
        "fill_rate": np.full(size, assumed.fill_rate_start),
        "quit_rate": np.full(size, assumed.quit_rate),
        "vacancies": vacancies,
        "searchers": searchers,
        "tightness_start": vacancies / np.maximum(searchers, 1e-9),
        "world_knowledge": knowledge * (1.0 - share) / share,
        "knowledge_reference": _medians(firms["knowledge"], weight, industry, active, size),
        "research_median": _medians(research, weight, industry, active, size),
        "absorption_mean": np.bincount(
            industry[active], (weight * absorbing)[active], size
        ) / count,
    }  # fmt: skip


def _medians(
    value: np.ndarray, weight: np.ndarray, industry: np.ndarray, among: np.ndarray, size: int
) -> np.ndarray:
    """Return the weighted median by industry among some firms, 0 where there are none."""
    out = np.zeros(size)
    for k in range(size):
        rows = np.flatnonzero(among & (industry == k))
        if rows.size:
            rows = rows[np.argsort(value[rows], kind="stable")]
            line = np.cumsum(weight[rows])
            out[k] = value[rows[np.searchsorted(line, 0.5 * line[-1])]]
    return out
