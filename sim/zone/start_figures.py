"""Start figures: what the opening should show by the zone's facts, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.zone.zone import Zone

MILLION_TO_BILLION = 1e-3
TRILLION = 1e6  # in million yuan

Columns = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class StartFigure:
    """A fact of kind ``start``, its band, and the figure of the opening."""

    id: str
    what: str
    unit: str
    low: float
    high: float
    got: float

    @property
    def ok(self) -> bool:
        """Whether the figure lies inside the band."""
        return self.low <= self.got <= self.high


@dataclass(frozen=True)
class ParkFigure:
    """A margin of one park: what the data give and what the opening has."""

    park: str
    what: str
    unit: str
    wanted: float
    got: float

    @property
    def ok(self) -> bool:
        """Whether the margin holds within 2 % or 2 units, whichever is larger."""
        return abs(self.got - self.wanted) <= max(0.02 * self.wanted, 2.0)


def start_figures(zone: Zone, tables: Mapping[str, Columns]) -> tuple[StartFigure, ...]:
    """Return every start fact of the zone that the opening shows by itself.

    tables  table -> column -> array, of the opening or of a model before its first quarter
    """
    state = _State(zone, tables)
    rows = zone.table("facts.csv")
    found = []
    for row, id in enumerate(rows["id"]):
        if rows["kind"][row] != "start" or id not in _FIGURES:
            continue
        got = float(_FIGURES[id](state))
        found.append(
            StartFigure(
                id,
                rows["statement"][row],
                rows["unit"][row],
                rows["low"][row],
                rows["high"][row],
                got,
            )
        )
    return tuple(found)


def park_figures(zone: Zone, tables: Mapping[str, Columns]) -> tuple[ParkFigure, ...]:
    """Return firms, staff, revenue and high-tech firms of each park."""
    state = _State(zone, tables)
    firms = state.firms
    high_tech = firms["hnte_years"] > 0
    figures = []
    for what, unit, wanted, value in (
        ("firms", "firms", zone.firms.sum(1)[1:], np.ones(firms["weight"].size)),
        ("staff", "persons", zone.staff.sum(1)[1:], firms["staff"]),
        ("revenue", "million yuan a year", zone.revenue.sum(1)[1:], firms["revenue"]),
        ("high-tech firms", "firms", zone.column("parks.csv", "hnte"), high_tech),
    ):
        got = np.bincount(firms["park"], firms["weight"] * value, len(wanted) + 1)[1:]
        figures.append(
            [
                ParkFigure(slug, what, unit, float(a), float(b))
                for slug, a, b in zip(zone.gazetteer.park_slugs, wanted, got, strict=True)
            ]
        )
    return tuple(figure for park in zip(*figures, strict=True) for figure in park)


class _State:
    """The opening as the figures read it: weights inside and outside the parks."""

    def __init__(self, zone: Zone, tables: Mapping[str, Columns]) -> None:
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
