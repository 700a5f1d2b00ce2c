"""The paths of no-reform that the specification expects, beside those of the model.

Bands are those of specification 3.1, 4.1 (F7, F25), 4.3 and 4.5; they are the specification's own
expectations, not observations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.agents.firm import ROUND_A, ROUND_B, ROUND_C, ROUND_D
from sim.search.evidence import Evidence
from sim.search.finding import Finding, finding
from sim.search.firm_block import Measure, size_effect
from sim.search.validation.stage_block import step_share
from sim.zone.zone import Zone

DRIFT = 0.01  # share: an alarm rings if a market's mean city share drifts further (4.3)
ENOUGH = 30  # replicates that the mean of a city share needs
SPIN_UP = 4  # quarters that do not count
SHARE = "city_share_"


def _ratio(name: str) -> Measure:
    """Return the measure of an indicator at the end over its first quarter."""
    return lambda e: float(e.records.quarters[name][-1] / e.records.quarters[name][0])


def _leading_growth(evidence: Evidence) -> float:
    """Return revenue growth a year of the city's leading industries, 2024 and 2025."""
    first = evidence.first_year
    return (
        evidence.leading("revenue_city", first + 2) / evidence.leading("revenue_city", first)
    ) ** 0.5 - 1.0


def _exits(evidence: Evidence) -> float:
    """Return firms closed or gone a year over firms, mean of the years after the first."""
    years = range(evidence.first_year + 1, evidence.last_year + 1)
    return float(np.mean([evidence.total("deaths", y) / evidence.mean("firms", y) for y in years]))


def _largest(name: str) -> Measure:
    """Return the measure of an indicator's largest value over the run."""
    return lambda e: float(e.records.quarters[name].max())


PATHS: tuple[tuple[str, str, str, tuple[float, float], Measure], ...] = (
    ("staff", "Staff of the parks at the end over the first quarter", "ratio", (1.1, 1.2),
     _ratio("staff")),
    ("revenue_growth", "Revenue growth of the parks, 2024-25", "per year", (0.04, 0.07),
     lambda e: e.growth("revenue", e.first_year, e.first_year + 2)),
    ("leading_growth", "Revenue growth of the leading industries, city, 2024-25", "per year",
     (0.08, 0.12), _leading_growth),
    ("wage_growth", "Real growth of pay in the parks, 2023 to the end", "per year", (0.03, 0.06),
     lambda e: e.growth("wage", e.first_year, e.last_year)),
    ("firm_growth", "Net growth of firms after the first year", "per year", (0.02, 0.03),
     lambda e: e.growth("firms", e.first_year + 1, e.last_year)),
    ("exits", "Firms that close or leave a year over firms", "share", (0.07, 0.09), _exits),
    ("vacancy_own_supply", "Vacancy of business parks 2025Q3, the model's own supply", "share",
     (0.265, 0.345), lambda e: float(e.records.quarters["vacancy_business"][e.place("2025Q3")])),
    ("F25_tower", "Vacancy of towers 2024", "share", (0.18, 0.23),
     lambda e: e.mean("vacancy_tower", 2024)),
    ("F25_plant", "Vacancy of plants 2024", "share", (0.03, 0.10),
     lambda e: e.mean("vacancy_plant", 2024)),
    ("vacancy_largest", "Largest vacancy of business parks", "share", (0.0, 0.45),
     _largest("vacancy_business")),
    ("staff_talent_gap", "Largest gap between skilled staff and talents", "share", (0.0, 0.02),
     _largest("staff_talent_gap")),
    ("F7_closings", "F7 with firms that close", "slope", (-0.02, 0.02),
     lambda e: size_effect(e, closings=True)),
    ("F10_a_b_ever", "F10, round A to B without a limit of time", "share", (0.33, 0.45),
     lambda e: step_share(e, ROUND_A, ROUND_B, within=np.inf)),
    ("F10_b_c_ever", "F10, round B to C without a limit of time", "share", (0.25, 0.40),
     lambda e: step_share(e, ROUND_B, ROUND_C, within=np.inf)),
    ("F10_c_d_ever", "F10, round C to D without a limit of time", "share", (0.22, 0.40),
     lambda e: step_share(e, ROUND_C, ROUND_D, within=np.inf)),
)  # fmt: skip

NOTES = (
    "City share: mean over the quarters from 2024 on less the share of the start; an alarm of "
    f"specification 4.3 that needs {ENOUGH} replicates, so with fewer it is an indication.",
)


def city_share_drift(evidence: Evidence, start: np.ndarray) -> np.ndarray:
    """Return how far the city's mean share of each market lies from the start.

    start  city share of every market that the drift of competitors was solved for, (K,)
    Returns (K,), shares.
    """
    share = evidence.records.industries["city_share"]
    return share[SPIN_UP:].mean(axis=0) - start


def values_of(evidence: Evidence) -> dict[str, float]:
    """Return what one replicate shows: path -> figure, then drift of the city share by market."""
    found = {id: float(measure(evidence)) for id, _, _, _, measure in PATHS}
    drift = city_share_drift(evidence, evidence.market_share).tolist()
    names = evidence.zone.gazetteer.industry_ids
    return found | {f"{SHARE}{name}": value for name, value in zip(names, drift, strict=True)}


def findings(zone: Zone, shown: Sequence[Mapping[str, float]]) -> list[Finding]:
    """Return every path, then the drift of the city share of each market.

    shown  `values_of` each replicate
    """

    def values(id: str) -> np.ndarray:
        return np.array([each[id] for each in shown])

    found = [
        finding(id, statement, unit, band, values(id), "path")
        for id, statement, unit, band, _ in PATHS
    ]
    for name in zone.gazetteer.industry_ids:
        words = (f"{SHARE}{name}", "Drift of the city's share of the market", "share")
        found.append(finding(*words, (-DRIFT, DRIFT), values(words[0]), "alarm"))
    return found
