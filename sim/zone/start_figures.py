"""Start figures: what the opening should show by the zone's facts, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.zone.opening import Opening
from sim.zone.zone import Zone

MILLION_TO_BILLION = 1e-3
TRILLION = 1e6  # in million yuan

Tables = Mapping[str, Mapping[str, np.ndarray]]


@dataclass(frozen=True)
class StartFigure:
    """A figure of the opening beside what it should be.

    id           id of the fact, or park and margin
    figure       what is counted, in words
    wanted       middle of the fact's band, or the margin of the data
    low, high    band; a margin may be off by 2 % or 2 units, whichever is larger
    got          weighted figure of the opening
    """

    id: str
    figure: str
    unit: str
    wanted: float
    low: float
    high: float
    got: float

    @property
    def ok(self) -> bool:
        """Whether the figure lies inside the band."""
        return self.low <= self.got <= self.high


def start_figures(zone: Zone, opening: Opening | Tables) -> tuple[StartFigure, ...]:
    """Return every start fact that the opening shows by itself, then the margins of the parks.

    opening  an opening, or table -> column -> array of a model before its first quarter
    """
    tables = opening.columns if isinstance(opening, Opening) else opening
    return (*fact_figures(zone, tables), *park_figures(zone, tables))


def fact_figures(zone: Zone, tables: Tables) -> tuple[StartFigure, ...]:
    """Return the facts of kind ``start`` that the opening shows by itself."""
    state = _State(zone, tables)
    rows = zone.table("facts.csv")
    found = []
    for row, id in enumerate(rows["id"]):
        if rows["kind"][row] == "start" and id in _FIGURES:
            low, high = rows["low"][row], rows["high"][row]
            words, unit = rows["statement"][row], rows["unit"][row]
            got = float(_FIGURES[id](state))
            found.append(StartFigure(id, words, unit, 0.5 * (low + high), low, high, got))
    return tuple(found)


def park_figures(zone: Zone, tables: Tables) -> tuple[StartFigure, ...]:
    """Return firms, staff, revenue and high-tech firms of each park."""
    state = _State(zone, tables)
    firms = state.firms
    margins = (
        ("firms", "firms", zone.firms.sum(1)[1:], np.ones(firms["weight"].size)),
        ("staff", "persons", zone.staff.sum(1)[1:], firms["staff"]),
        ("revenue", "million yuan/year", zone.revenue.sum(1)[1:], firms["revenue"]),
        ("high-tech firms", "firms", zone.column("parks.csv", "hnte"), state.high_tech),
    )
    found = []
    for park, slug in enumerate(zone.gazetteer.park_slugs):
        here = firms["park"] == park + 1
        for what, unit, wanted, value in margins:
            aim, slack = float(wanted[park]), max(0.02 * float(wanted[park]), 2.0)
            got = float((firms["weight"] * value)[here].sum())
            name = f"{slug} {what}"
            found.append(StartFigure(name, name, unit, aim, aim - slack, aim + slack, got))
    return tuple(found)


class _State:
    """The opening as the figures read it: weights inside and outside the parks."""

    def __init__(self, zone: Zone, tables: Tables) -> None:
        self.zone = zone
        self.firms, self.talents = tables["firms"], tables["talents"]
        self.parks, self.incubators = tables["parks"], tables["incubators"]
        self.weight = self.firms["weight"]
        self.inside = self.weight * (self.firms["park"] > 0)
        self.lead = zone.leading[self.firms["industry"]]
        self.lead_people = zone.leading[self.talents["industry"]] * self.talents["weight"]

    def zone_sum(self, value: np.ndarray | str) -> float:
        """Sum a column or an array over the firms of the parks."""
        return float((self.inside * (self.firms[value] if isinstance(value, str) else value)).sum())

    def city_sum(self, value: np.ndarray) -> float:
        """Sum an array over the firms of the city."""
        return float((self.weight * value).sum())

    @property
    def research(self) -> np.ndarray:
        """Real R&D of each firm, million yuan a year."""
        firms = self.firms
        return firms["research_share"] * (1.0 - firms["relabelled_share"]) * firms["revenue"]

    @property
    def wages(self) -> np.ndarray:
        """Pay of each firm, million yuan a year."""
        return self.firms["staff"] * self.firms["wage"]

    @property
    def high_tech(self) -> np.ndarray:
        """Which firms have the high-tech certificate."""
        return self.firms["hnte_years"] > 0

    @property
    def park_revenue(self) -> np.ndarray:
        """Revenue of the parks, the largest first."""
        total = np.bincount(self.firms["park"], self.weight * self.firms["revenue"])
        return np.sort(total[1:])[::-1]

    def median(self, value: np.ndarray) -> float:
        """Return the median of firms of the parks."""
        order = np.argsort(value, kind="stable")
        line = np.cumsum(self.inside[order])
        return float(value[order[np.searchsorted(line, 0.5 * line[-1])]])

    def unicorns(self, oldest: float) -> float:
        """Count unicorns of the city that are at most so many quarters old."""
        return self.city_sum(self.firms["unicorn"] & (self.firms["age"] <= oldest))

    @property
    def commute(self) -> float:
        """Mean way from home to work, km."""
        talents = self.talents
        km = self.zone.km[talents["home_park"], talents["work_park"]]
        works = talents["weight"] * (talents["employer"] >= 0)
        return float((works * km).sum() / works.sum())

    def vacancy(self, kind: int) -> float:
        """Return the vacant share of a class of floor in the parks."""
        return float(1.0 - self.parks["let"][1:, kind].sum() / self.parks["stock"][1:, kind].sum())


_YOUNG_QUARTERS = 40

_FIGURES: dict[str, Callable[[_State], float]] = {
    "zone_firms": lambda s: s.inside.sum(),
    "zone_staff": lambda s: s.zone_sum("staff"),
    "zone_revenue": lambda s: s.zone_sum("revenue") * MILLION_TO_BILLION,
    "zone_hnte": lambda s: s.zone_sum(s.high_tech),
    "hnte_age": lambda s: s.city_sum(s.high_tech * s.firms["age"] / 4.0) / s.city_sum(s.high_tech),
    "hnte_revenue": lambda s: (
        s.zone_sum(s.high_tech * s.firms["revenue"]) / s.zone_sum(s.high_tech)
    ),
    "zone_little_giants": lambda s: s.zone_sum("little_giant"),
    "zone_specialised": lambda s: s.zone_sum("innovative_sme"),
    "research_active_zone": lambda s: s.zone_sum(s.firms["research_share"] > 0),
    "zone_research": lambda s: s.zone_sum(s.research) * MILLION_TO_BILLION,
    "zone_grants": lambda s: 4.0 * s.zone_sum(s.firms["applications"][:, 0]),
    "zone_valid_patents": lambda s: s.zone_sum("patents"),
    "zone_wage": lambda s: s.zone_sum(s.wages) / s.zone_sum("staff"),
    "labour_cost_share_zone": lambda s: s.zone_sum(s.wages) / s.zone_sum("revenue"),
    "leading_city": lambda s: s.city_sum(s.lead * s.firms["revenue"]) * MILLION_TO_BILLION,
    "leading_zone_share": lambda s: (
        s.zone_sum(s.lead * s.firms["revenue"]) / s.city_sum(s.lead * s.firms["revenue"])
    ),
    "leading_zone_staff": lambda s: s.zone_sum(s.lead * s.firms["staff"]),
    "leading_talents_city": lambda s: s.lead_people.sum(),
    "leading_talents_zone": lambda s: (s.lead_people * (s.talents["work_park"] > 0)).sum(),
    "park_top_share": lambda s: s.park_revenue[0] / s.park_revenue.sum(),
    "park_top3_share": lambda s: s.park_revenue[:3].sum() / s.park_revenue.sum(),
    "park_hhi": lambda s: ((s.park_revenue / s.park_revenue.sum()) ** 2).sum(),
    "trillion_parks_start": lambda s: (s.park_revenue >= TRILLION).sum(),
    "unicorns_hurun_2023": lambda s: s.unicorns(np.inf),
    "unicorns_mst10_2022": lambda s: s.unicorns(_YOUNG_QUARTERS),
    "vacancy_2023q1": lambda s: s.vacancy(0),
    "carriers_city": lambda s: s.incubators["uid"].size,
    "commute_km": lambda s: s.commute,
    "size_mean": lambda s: s.zone_sum("staff") / s.inside.sum(),
    "size_median": lambda s: s.median(s.firms["staff"]),
}
