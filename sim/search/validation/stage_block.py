"""What the stages of government, research, finance and networks show of the facts.

One function an id of the zone's register of facts, from the `Evidence` of a replicate to a figure
in the unit of the fact. Back-tests of what policy moves are read from the world in which the
Opinion was carried out as observed by 2025.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.agents.firm import ACADEMIC, LISTED, ROUND_A, ROUND_B, ROUND_C, ROUND_D, SEED
from sim.core import quarters
from sim.search.estimators import hill_exponent
from sim.search.evidence import Evidence
from sim.search.firm_block import TO_BILLION
from sim.search.validation.structure import count_elasticity, top_share
from sim.search.validation.ventures import Ventures

WITHIN = 8  # quarters in which a firm goes on to the next round (specification 3.1)
COHORTS = 6  # years of first rounds that are followed to the end of the run, seven years or more
BOUGHT = 3  # years of stakes that are followed: a fund ends after eight years
LARGEST = 0.011  # share of deals that are the hundred largest of a nation's 9,400

Measure = Callable[[Evidence], float]


def _rounds(ventures: Ventures, first: int, last: int) -> dict[str, np.ndarray]:
    """Return the rounds that closed from one year to another, both included."""
    rounds = ventures.rounds
    years = rounds["quarter"] // 4
    return {name: values[(years >= first) & (years <= last)] for name, values in rounds.items()}


def level_share(ventures: Ventures, year: int, level: int) -> float:
    """Return the share of a year's rounds of the city that have a level."""
    return float((_rounds(ventures, year, year)["level"] == level).mean())


def money(ventures: Ventures, year: int) -> float:
    """Return the money of a year's rounds of the city, bn yuan."""
    return float(_rounds(ventures, year, year)["size"].sum()) * TO_BILLION


def _first(rounds: dict[str, np.ndarray], level: int) -> dict[int, int]:
    """Return firm -> quarter of its first round of a level."""
    reached = rounds["level"] == level
    dates = zip(rounds["uid"][reached].tolist(), rounds["quarter"][reached].tolist(), strict=True)
    return dict(reversed(list(dates)))


def step_share(evidence: Evidence, level: int, then: int, within: float = WITHIN) -> float:
    """Return the share of firms with a round of a level that close one of ``then`` (F10).

    within  quarters in which they do
    """
    rounds, end = evidence.ventures.rounds, 4 * (evidence.first_year + COHORTS)
    later = _first(rounds, then)
    went_on = [
        uid in later and later[uid] - quarter <= within
        for uid, quarter in _first(rounds, level).items()
        if quarter < end
    ]
    return float(np.mean(went_on))


def seeded(evidence: Evidence) -> np.ndarray:
    """Return the firms whose first round was a seed round in the first years."""
    rounds = evidence.ventures.rounds
    cohort = (rounds["level"] == SEED) & (rounds["before"] < SEED)
    return rounds["uid"][cohort & (rounds["quarter"] // 4 < evidence.first_year + COHORTS)]


def unicorn_share(evidence: Evidence) -> float:
    """Return the share of seeded firms that became unicorns by the end of the run."""
    born = [uid for _, uid, _ in evidence.ventures.unicorns]
    return float(np.isin(seeded(evidence), born).mean())


def exit_share(evidence: Evidence) -> float:
    """Return the share of seeded firms that were sold or listed by the end of the run."""
    gone = [uid for _, uid, _ in evidence.ventures.exits]
    return float(np.isin(seeded(evidence), gone).mean())


def stakes(evidence: Evidence) -> tuple[np.ndarray, np.ndarray]:
    """Return cost and proceeds of the stakes bought in the first years that have ended."""
    dates = range(evidence.first, evidence.first + 4 * BOUGHT)
    ended = [
        (each.cost, each.back)
        for each in evidence.ventures.stakes.values()
        if each.back is not None and each.cost > 0.0 and each.quarter in dates
    ]
    cost, back = np.array(ended, float).T
    return cost, back


def multiples_tail(evidence: Evidence) -> float:
    """Return the Hill exponent of gross multiples, top tenth (F11)."""
    cost, back = stakes(evidence)
    return hill_exponent(back / cost, np.ones(cost.size))


def losing_share(evidence: Evidence) -> float:
    """Return the share of stakes that returned less than their cost (F11)."""
    cost, back = stakes(evidence)
    return float((back < cost).mean())


def distance_slope(evidence: Evidence) -> float:
    """Return the slope of ln chance of a deal on ln km between fund and firm (F12).

    Chance: rounds over pairs of an open fund of the round and a firm that closed it. Funds see the
    firms of a place together, so each place of firms has a constant.
    """
    deals, pairs = evidence.ventures.deals, evidence.ventures.pairs
    km = np.asarray(evidence.zone.km)
    office, place = np.nonzero(pairs > 0.0)
    offered = pairs[office, place]
    return count_elasticity(
        deals[office, place], np.log(km[office, place]), np.ones(place.size), place, offered
    )


def patent_elasticity(evidence: Evidence) -> float:
    """Return the elasticity of applications to R&D across firms inside industries (F14)."""
    parts = zip(*evidence.ventures.filings, strict=True)
    filed, research, industry, weight = (np.concatenate(part) for part in parts)
    return count_elasticity(filed, np.log(research), weight, industry.astype(np.int64))


def unicorn_years(evidence: Evidence) -> float:
    """Return the median age of firms that enter the list of unicorns, years (F17)."""
    return float(np.median([age for _, _, age in evidence.ventures.unicorns]) / 4.0)


def unicorn_births(evidence: Evidence, year: int) -> float:
    """Return the firms of the city that enter the list of unicorns in a year."""
    return float(sum(quarters.year(when) == year for when, _, _ in evidence.ventures.unicorns))


def board_firms(evidence: Evidence, ventures: Ventures, year: int) -> float:
    """Return the firms on the technology board at the end of a year.

    Those known at the opening and the board's part of the listings since.
    """
    listed = sum(what == LISTED and quarters.year(when) <= year for when, _, what in ventures.exits)
    return evidence.figures["board_start"] + listed / (1.0 + evidence.figures["other_boards"])


def leading_rounds(evidence: Evidence, year: int) -> float:
    """Return the share of a year's rounds that go to leading industries."""
    industry = _rounds(evidence.carried_out.ventures, year, year)["industry"]
    return float(evidence.zone.leading[industry].mean())


def tenant_money(evidence: Evidence, year: int) -> float:
    """Return high-quality incubators' share of the money that tenants raise in a year."""
    rounds = _rounds(evidence.carried_out.ventures, year, year)
    raised = rounds["size"][rounds["tenant"]].sum()
    return float(rounds["size"][rounds["best_tenant"]].sum() / max(raised, 1e-9))


def everywhere(evidence: Evidence, name: str, quarter: str) -> float:
    """Return an indicator of the whole city in a quarter of the world as carried out."""
    return float(evidence.carried_out.records.parks[name][evidence.place(quarter)].sum())


def programme_money(evidence: Evidence, year: int, *names: str) -> float:
    """Return what programmes paid in a year, bn yuan."""
    paid = evidence.records.programmes["paid"][evidence.span(year)]
    rows = [evidence.programmes.index(name) for name in names]
    return float(paid[:, rows].sum()) * TO_BILLION


def _of_year(name: str, year: int | None = None, scale: float = 1.0) -> Measure:
    """Return the measure of a figure of a year of the diary, by default the first."""
    return lambda e: scale * e.ventures.year[year or e.first_year][name]


def _carried(name: str, year: int) -> Measure:
    """Return the measure of a figure of a year of the diary in the world as carried out."""
    return lambda e: e.carried_out.ventures.year[year][name]


MEASURES: dict[str, Measure] = {
    "zone_hnte_net": lambda e: e.end("hnte", e.first_year) - e.opening["zone_hnte"],
    "zone_hnte_recognitions": _of_year("recognitions"),
    "hnte_tax": _of_year("high_tech_relief", scale=TO_BILLION),
    "super_deduction_city": _of_year("deduction_relief", scale=TO_BILLION),
    "rd_staff": _of_year("research_staff"),
    "academic_zone": lambda e: float(e.census.opened[e.first_year][ACADEMIC]),
    "unicorn_births_hurun": lambda e: unicorn_births(e, e.first_year),
    "star_2023": lambda e: board_firms(e, e.ventures, 2023),
    "vc_rounds_2023": lambda e: e.total("vc_rounds_city", 2023),
    "vc_money_2023": lambda e: money(e.ventures, 2023),
    "vc_zone_share": lambda e: (
        e.total("vc_rounds", e.first_year) / e.total("vc_rounds_city", e.first_year)
    ),
    "vc_stage_early": lambda e: level_share(e.ventures, e.first_year, SEED),
    "vc_stage_a": lambda e: level_share(e.ventures, e.first_year, ROUND_A),
    "loan_share_2023": _of_year("loan_share", 2023),
    "loan_share_hnte_2023": _of_year("loan_share_certified", 2023),
    "pledge_2023": _of_year("pledged", 2023, TO_BILLION),
    "special_fund_total": lambda e: programme_money(
        e, e.first_year, "special_fund_money", "matching"
    ),
    "notices_prior": lambda e: float(e.records.quarters["fails"][3::4].mean()),
    "F10_second": lambda e: float(
        np.isin(seeded(e), e.ventures.rounds["uid"][e.ventures.rounds["before"] >= SEED]).mean()
    ),
    "F10_a_b": lambda e: step_share(e, ROUND_A, ROUND_B),
    "F10_b_c": lambda e: step_share(e, ROUND_B, ROUND_C),
    "F10_c_d": lambda e: step_share(e, ROUND_C, ROUND_D),
    "F10_unicorn": unicorn_share,
    "F10_exit": exit_share,
    "F11_tail": multiples_tail,
    "F11_loss": losing_share,
    "F11_top": lambda e: top_share(stakes(e)[1]),
    "F12": distance_slope,
    "F14": patent_elasticity,
    "F15_clustering": lambda e: e.figures["clustering"],
    "F15_degree": lambda e: e.figures["links_of_top"],
    "F17": unicorn_years,
    "VC_concentration": lambda e: top_share(
        _rounds(e.ventures, e.first_year, e.first_year)["size"], LARGEST
    ),
    "B_incubators_2024": lambda e: float(
        e.carried_out.records.quarters["quality_incubators"][e.place("2024Q4")]
    ),
    "B_incubators_2025": lambda e: float(
        e.carried_out.records.quarters["quality_incubators"][e.place("2025Q3")]
    ),
    "B_incubator_finance": lambda e: tenant_money(e, 2024),
    "B_incubator_tenants": _carried("best_tenants_leading", 2024),
    "B_vc_rounds_2024": lambda e: float(
        e.carried_out.records.quarters["vc_rounds_city"][e.span(2024)].sum()
    ),
    "B_vc_money_2024": lambda e: money(e.carried_out.ventures, 2024),
    "B_vc_angel_2024": lambda e: level_share(e.carried_out.ventures, 2024, SEED),
    "B_vc_a_2024": lambda e: level_share(e.carried_out.ventures, 2024, ROUND_A),
    "B_vc_leading_2024": lambda e: leading_rounds(e, 2024),
    "B_loan_share_2024": _carried("loan_share", 2024),
    "B_loan_share_2025": _carried("loan_share", 2025),
    "B_loan_hnte_2024": _carried("loan_share_certified", 2024),
    "B_hnte_2024": lambda e: everywhere(e, "hnte", "2024Q4"),
    "B_little_giants_2025": lambda e: everywhere(e, "little_giants", "2025Q2"),
    "B_specialised_2025": lambda e: everywhere(e, "specialised_smes", "2025Q2"),
    "B_unicorns_2024": lambda e: everywhere(e, "unicorns", "2024Q4"),
    "B_unicorns_2024_list": _carried("young_unicorns", 2024),
    "B_star_2024": lambda e: board_firms(e, e.carried_out.ventures, 2024),
    "B_listed_2025": _carried("listed_born_inside_2", 2025),
}
NOTE = (
    "Back-tests of venture money, loans, certificates, unicorns, listings and incubators are read "
    "from the world in which the Opinion was carried out as observed by 2025."
)
INPUTS = {
    "science_spending": "the budgets of city and districts are limits taken from it",
    "B_upstairs_far": "the lever `floor.vertical_far` and its assumption hold it",
}
