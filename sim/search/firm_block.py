"""What the firm block shows: every fact that firms, people, land and markets can produce.

One function an id of the zone's register of facts, from the `Evidence` of a replicate to a figure
in the unit of the fact.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.search.estimators import (
    concentration_index,
    hill_exponent,
    net_entry_share,
    spread_slope,
    subbotin_shape,
    within_slope,
)
from sim.search.evidence import Evidence

TO_BILLION = 1e-3  # million yuan
TEN_YEARS = 10
SAMPLED_STAFF = 20.0  # firms of the growth statistics of Bottazzi and Secchi have 20 staff and more
OLDEST = 15  # years of age that share a constant in F7
CENTRAL = ("downtown", "downtown edge")


def tail(evidence: Evidence) -> float:
    """Return the Hill exponent of staff in the parks at the end (F1)."""
    last = evidence.census.years[evidence.last_year]
    rows = last.inside()
    return hill_exponent(last.columns["staff"][rows], last.columns["weight"][rows])


def sales_growth(evidence: Evidence) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return growth of yearly sales, staff before and weight of the parks' firms, all years.

    Growth is in log points less the mean of the industry in the year; 2023 is spin-up.
    """
    growth, staff, weight = [], [], []
    for year in range(evidence.first_year + 1, evidence.last_year):
        before, after = evidence.census.years[year], evidence.census.years[year + 1]
        _, old, new = np.intersect1d(
            before.columns["uid"], after.columns["uid"], return_indices=True
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            change = np.log(after.sales[new] / before.sales[old])
        rows = np.isfinite(change) & (before.columns["park"][old] > 0)
        change, kept = change[rows], old[rows]
        mass, industry = before.columns["weight"][kept], before.columns["industry"][kept]
        mean = np.bincount(industry, mass * change) / np.maximum(np.bincount(industry, mass), 1e-9)
        growth.append(change - mean[industry])
        staff.append(before.columns["staff"][kept])
        weight.append(mass)
    return np.concatenate(growth), np.concatenate(staff), np.concatenate(weight)


def growth_shape(evidence: Evidence) -> float:
    """Return the Subbotin shape of yearly growth of firms with 20 staff and more (F2)."""
    growth, staff, weight = sales_growth(evidence)
    rows = staff >= SAMPLED_STAFF
    return subbotin_shape(growth[rows], weight[rows])


def growth_spread(evidence: Evidence) -> float:
    """Return the slope of ln sd of yearly growth on ln staff (F3)."""
    return spread_slope(*sales_growth(evidence))


def size_effect(evidence: Evidence, closings: bool = False) -> float:
    """Return the slope of staff growth on ln staff with age held fixed (F7).

    As in Haltiwanger et al. 2013: growth 2(L' - L)/(L' + L), size the mean of both dates, firms
    weighted by it, a constant for each year of age; firms that stay, or with closings as -2.
    """
    growth, size, mass, age = [], [], [], []
    for year in range(evidence.first_year + 1, evidence.last_year):
        before, after = evidence.census.years[year].columns, evidence.census.years[year + 1].columns
        order = np.argsort(after["uid"])
        place = np.searchsorted(after["uid"][order], before["uid"])
        found = order[np.minimum(place, len(order) - 1)]
        stays = after["uid"][found] == before["uid"]
        later = np.where(stays, after["staff"][found], 0.0)
        mean = 0.5 * (before["staff"] + later)
        rows = (before["park"] > 0) & (mean > 0.0) & (stays | closings)
        growth.append(((later - before["staff"]) / np.maximum(mean, 1e-300))[rows])
        size.append(np.log(np.maximum(mean[rows], 1.0)))
        mass.append((before["weight"] * mean)[rows])
        age.append(np.minimum(before["age"][rows] // 4, OLDEST))
    return within_slope(*(np.concatenate(each) for each in (growth, size, mass, age)))


def entry_share(evidence: Evidence) -> float:
    """Return the share of net entry in the growth of lnA in the parks over ten years (F9)."""
    first = evidence.first_year
    dates = []
    for year in (first, first + TEN_YEARS):
        end = evidence.census.years[year]
        rows = end.inside()
        columns = {name: values[rows] for name, values in end.columns.items()}
        size = columns["weight"] * columns["staff"]
        dates.append((columns["uid"], size, columns["log_productivity"]))
    return net_entry_share(*dates)


def concentration(evidence: Evidence) -> np.ndarray:
    """Return gamma of Ellison and Glaeser by industry over the parks at the end (F18)."""
    end = evidence.census.years[evidence.last_year]
    rows = end.inside()
    park, industry, weight, size = (
        end.columns[name][rows] for name in ("park", "industry", "weight", "staff")
    )
    parks, count = evidence.zone.park_count, evidence.zone.industry_count
    cells = np.bincount((park - 1) * count + industry, weight * size, parks * count)
    staff = cells.reshape(parks, count)
    total = np.maximum(staff.sum(axis=0), 1e-300)
    herfindahl = np.bincount(industry, weight * size**2, count) / total**2
    return concentration_index(staff, herfindahl, staff.sum(axis=1))


def size_wage(evidence: Evidence) -> float:
    """Return the slope of ln pay on ln staff inside industries of the parks (F20)."""
    end = evidence.census.years[evidence.last_year]
    rows = end.inside() & (end.columns["staff"] > 0.0)
    columns = {name: values[rows] for name, values in end.columns.items()}
    size = np.log(np.maximum(columns["staff"], 1.0))
    return within_slope(
        np.log(columns["wage"]), size, columns["weight"], columns["industry"].astype(np.int64)
    )


def wage_tightness(evidence: Evidence) -> float:
    """Return the slope of a quarter's pay growth on posts a searcher over those of 2023.

    Industries of all quarters after 2023, with a constant a quarter.
    """
    tight, pay = np.array(evidence.census.tightness), np.log(np.array(evidence.census.pay))
    relative = tight[4:] / np.maximum(tight[:4].mean(axis=0), 1e-9)
    growth = pay[4:] - pay[3:-1]
    groups = np.repeat(np.arange(len(growth)), growth.shape[1])
    ones = np.ones(growth.size)
    return within_slope(growth.ravel(), np.log(np.maximum(relative, 1e-9)).ravel(), ones, groups)


def relocation(evidence: Evidence) -> float:
    """Return the firms of the parks that move to another district or city in the first year.

    The rest of the city counts as another district.
    """
    moves = evidence.records.flows["firms"][:4].sum(axis=0)
    district = evidence.zone.gazetteer.districts
    other = district[:, None] != district[None, :]
    between = (moves[1:, : len(district)] * other[1:]).sum()
    return float((between + moves[1:, -1].sum()) / evidence.records.quarters["firms"][:4].mean())


def far_growth(evidence: Evidence) -> float:
    """Return staff growth a year of new towns less that of central parks, 2023 to the end."""
    rows = evidence.zone.table("parks.csv")
    far = np.asarray(rows["new_town"]) > 0
    near = np.isin(np.asarray(rows["character"]), CENTRAL)
    staff = evidence.records.parks["staff"][:, 1:]
    years = evidence.last_year - evidence.first_year

    def growth(parks: np.ndarray) -> float:
        return float(np.log(staff[-1, parks].sum() / staff[3, parks].sum()) / years)

    return growth(far) - growth(near)


def tax_share(evidence: Evidence) -> float:
    """Return taxes of firms and people of the parks over revenue in the first year."""
    return float(np.mean(evidence.census.tax[:4]) / evidence.mean("revenue", evidence.first_year))


def export_share(evidence: Evidence) -> float:
    """Return exports over revenue of the parks in the first year."""
    revenue = evidence.records.industries["revenue"][:4].mean(axis=0)
    return float((revenue * evidence.export_share).sum() / revenue.sum())


def pay_rise(evidence: Evidence) -> float:
    """Return the growth of mean pay in leading industries from the second to the fifth quarter."""
    lead = evidence.zone.leading
    pay = evidence.records.industries["wage_mean"][:, lead]
    weight = evidence.records.industries["staff_city"][0, lead]
    return float((weight * np.log(pay[4] / pay[0])).sum() / weight.sum())


def net_inflow(evidence: Evidence) -> float:
    """Return the growth a year of leading talents of the city over the first year."""
    people = evidence.records.quarters["T4_employees_city"]
    return float(people[4] / people[0] - 1.0)


def rent_change(evidence: Evidence) -> float:
    """Return the change of business rent over three quarters to 2025Q3, completions observed."""
    rent = evidence.observed.quarters["rent_business"]
    last = evidence.place("2025Q3")
    return float(rent[last] / rent[last - 3] - 1.0)


def absorption(evidence: Evidence) -> float:
    """Return the business floor let in addition in 2025Q3, million m2, completions observed."""
    let = evidence.observed.quarters["let_business"]
    last = evidence.place("2025Q3")
    return float((let[last] - let[last - 1]) * 1e-6)


def firm_growth(evidence: Evidence) -> float:
    """Return the growth a year of the number of firms from the end of 2023 to the end."""
    first, last = evidence.first_year, evidence.last_year
    return (evidence.end("firms", last) / evidence.end("firms", first)) ** (1 / (last - first)) - 1


Measure = Callable[[Evidence], float]


def park_revenue(slugs: tuple[str, ...], word: str, year: int, quarters: int) -> Measure | None:
    """Return the measure of one park's revenue over the first quarters of a year, bn yuan.

    slugs  of the zone's parks      word  first word of the park's slug
    Returns None unless exactly one park is meant.
    """
    found = [park for park, slug in enumerate(slugs, 1) if slug.split("-")[0] == word]
    if len(found) != 1:
        return None

    def measure(evidence: Evidence) -> float:
        start = evidence.span(year).start
        revenue = evidence.records.parks["revenue"][start : start + quarters, found[0]]
        return float(revenue.sum() / 4.0 * TO_BILLION)

    return measure


MEASURES: dict[str, Measure] = {
    "zone_firms": lambda e: e.end("firms", e.first_year),
    "zone_entry": lambda e: e.total("births", e.first_year),
    "zone_exit": lambda e: e.total("deaths", e.first_year),
    "zone_net_growth": firm_growth,
    "zone_staff": lambda e: e.end("staff", e.first_year),
    "zone_revenue": lambda e: e.mean("revenue", e.first_year) * TO_BILLION,
    "zone_revenue_growth": lambda e: e.growth("revenue", e.first_year, e.first_year + 1),
    "loss_makers": lambda e: e.mean("loss_makers", e.first_year),
    "zone_profit": lambda e: e.mean("profit_share", e.first_year),
    "zone_tax": tax_share,
    "zone_exports": export_share,
    "zone_wage": lambda e: e.mean("wage", e.first_year),
    "labour_cost_share_zone": lambda e: (
        e.mean("wage_bill", e.first_year) / e.mean("revenue", e.first_year)
    ),
    "leading_city": lambda e: e.leading("revenue_city", e.first_year) * TO_BILLION,
    "leading_zone_share": lambda e: (
        e.leading("revenue", e.first_year) / e.leading("revenue_city", e.first_year)
    ),
    "leading_zone_staff": lambda e: e.leading("staff", e.first_year),
    "leading_talents_city": lambda e: e.mean("T4_employees_city", e.first_year),
    "leading_talents_zone": lambda e: e.mean("T4_employees_parks", e.first_year),
    "talent_net_inflow": net_inflow,
    "trillion_parks_start": lambda e: e.end("T3_revenue_park", e.first_year),
    "registrations_city_2023": lambda e: e.mean("T6_city", 2023),
    "registrations_zone_2023": lambda e: e.mean("T6_parks", 2023),
    "spinoffs_zone": lambda e: float(e.census.opened[e.first_year][3]),
    "turnover": lambda e: e.census.turnover(0, 4),
    "job_to_job": lambda e: e.census.job_to_job(0, 4),
    "relocation": relocation,
    "commute_km": lambda e: e.mean("commute_km", e.first_year),
    "pay_rise": pay_rise,
    "F1": tail,
    "F2": growth_shape,
    "F3": growth_spread,
    "F4": lambda e: e.census.life.survival(5),
    "F4_median": lambda e: e.census.life.median_life(),
    "F5_rise": lambda e: e.census.life.hazard(3, 3) / e.census.life.hazard(1, 1),
    "F5_fall": lambda e: e.census.life.hazard(8, 12) / e.census.life.hazard(3, 3),
    "F7": size_effect,
    "F9": entry_share,
    "F18_leading": lambda e: float(concentration(e)[e.zone.leading].mean()),
    "F18_most": lambda e: float((concentration(e) > 0.0).mean()),
    "F20": size_wage,
    "F21": lambda e: (
        e.mean("commute_km", e.first_year + TEN_YEARS) / e.mean("commute_km", e.first_year) - 1.0
    ),
    "F22_vacancy": lambda e: float(
        e.observed.quarters["vacancy_business"][e.place("2025Q3")]
    ),
    "F22_rent": rent_change,
    "WAGE_tightness": wage_tightness,
    "VACANCY_order": lambda e: (
        e.end("vacancy_business", e.first_year) / e.end("vacancy_plant", e.first_year)
    ),
    "NEWTOWN_growth": far_growth,
    "B_leading_2024": lambda e: e.leading("revenue_city", 2024) * TO_BILLION,
    "B_leading_2025": lambda e: e.leading("revenue_city", 2025) * TO_BILLION,
    "B_leading_share_2025": lambda e: e.leading("revenue", 2025) / e.leading("revenue_city", 2025),
    "B_parks_kept": lambda e: float(
        (e.records.parks["status"][e.place("2025Q2"), 1:] > 0.0).sum()
    ),
    "B_absorption_2025q3": absorption,
}  # fmt: skip
