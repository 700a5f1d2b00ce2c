"""A census of firms and people, taken after every quarter of a run: what facts need beside records.

Tables keep the present only; the census keeps who was there at the end of each year, what firms
sold in each year, how long entrants lived, and who changed jobs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.agents.firm import PROJECT
from sim.search.life_table import LifeTable

_KEPT = (
    "uid", "weight", "park", "industry", "age", "staff", "revenue", "wage", "log_productivity",
    "origin",
)  # fmt: skip
_ORIGINS = PROJECT + 1


@dataclass(frozen=True)
class YearEnd:
    """Operating firms at the end of a year: columns of `_KEPT`, and sales of the year.

    columns  name -> (N,)      sales  revenue of the year of firms that sold in all four quarters,
    million yuan, not a number for the others, (N,)
    """

    columns: dict[str, np.ndarray]
    sales: np.ndarray

    def inside(self) -> np.ndarray:
        """Return which firms work in the zone's parks."""
        return self.columns["park"] > 0


class Census:
    """Counts a model after each of its quarters; call `count` once before the first one, too.

    years      year -> YearEnd
    opened     year -> firms that began to operate in the parks, by origin code, (5,)
    tightness  posts a searcher by industry, (K,) a quarter
    pay        mean pay by industry, million yuan a person a year, (K,) a quarter
    tax        tax of firms and people of the parks, million yuan a year, one a quarter
    """

    def __init__(self) -> None:
        self.years: dict[int, YearEnd] = {}
        self.opened: dict[int, np.ndarray] = {}
        self.tightness: list[np.ndarray] = []
        self.pay: list[np.ndarray] = []
        self.tax: list[float] = []
        self._risk = np.zeros(0)
        self._closed = np.zeros(0)
        self._sales: dict[int, tuple[float, int]] = {}
        self._last: dict[str, np.ndarray] | None = None
        self._jobs: dict[str, np.ndarray] | None = None
        self._moved: list[tuple[float, float]] = []
        self._left: list[tuple[float, float]] = []

    @property
    def life(self) -> LifeTable:
        """The life table of firms that entered the parks since the opening."""
        return LifeTable(self._risk, self._closed)

    def count(self, model) -> None:
        """Take down the quarter that a model has just run."""
        firms = _operating(model)
        jobs = _people(model)
        if self._last is not None and self._jobs is not None:
            self._follow_firms(firms, model)
            self._follow_people(jobs)
            self._add_sales(firms, int(model.clock.quarter_of_year), int(model.clock.year))
            industries = model.tables["industries"]
            seekers = np.maximum(industries.column("searchers"), 1.0)
            self.tightness.append(industries.column("vacancies") / seekers)
            self.pay.append(industries.column("wage_mean").copy())
            self.tax.append(float(model.tables["districts"].column("tax_of_parks").sum()))
        self._last, self._jobs = firms, jobs

    def job_to_job(self, first: int, last: int) -> float:
        """Return the share of employed people with another employer a quarter later.

        first, last  quarters since the opening, the last one not included
        """
        moved, employed = np.sum(self._moved[first:last], axis=0)
        return float(moved / employed)

    def turnover(self, first: int, last: int) -> float:
        """Return the people a year who leave certified high-tech firms for another firm or city.

        first, last  quarters since the opening, the last one not included
        """
        gone, employed = np.sum(self._left[first:last], axis=0)
        return float(4.0 * gone / employed)

    def _follow_firms(self, firms: dict[str, np.ndarray], model) -> None:
        """Book one quarter of life of the entrants, and the openings of the quarter."""
        before = self._last
        entrant = (before["origin"] > 0) & (before["park"] > 0)
        stays = np.isin(before["uid"], firms["uid"])
        leaves_city = before["departing"] > 0
        age = before["age"]
        watched = entrant & ~leaves_city
        length = max(len(self._risk), int(age[watched].max(initial=-1)) + 1)
        for name, rows in (("_risk", watched), ("_closed", watched & ~stays)):
            held = np.zeros(length)
            held[: len(getattr(self, name))] = getattr(self, name)
            held += np.bincount(age[rows], before["weight"][rows], minlength=length)
            setattr(self, name, held)
        new = ~np.isin(firms["uid"], before["uid"]) & (firms["park"] > 0)
        born = np.bincount(firms["origin"][new], firms["weight"][new], minlength=_ORIGINS)
        year = int(model.clock.year)
        self.opened[year] = self.opened.get(year, np.zeros(_ORIGINS)) + born

    def _follow_people(self, jobs: dict[str, np.ndarray]) -> None:
        """Compare each person's employer with that of the quarter before."""
        before = self._jobs
        order = np.argsort(jobs["uid"])
        place = np.searchsorted(jobs["uid"][order], before["uid"])
        place = np.minimum(place, len(order) - 1)
        found = jobs["uid"][order][place] == before["uid"]
        now = np.where(found, jobs["employer"][order][place], -1)
        works = before["employer"] >= 0
        weight = before["weight"]
        changed = works & found & (now >= 0) & (now != before["employer"])
        self._moved.append((weight[changed].sum(), weight[works].sum()))
        certified = works & before["certified"]
        went = certified & (changed | ~found)
        self._left.append((weight[went].sum(), weight[certified].sum()))

    def _add_sales(self, firms: dict[str, np.ndarray], quarter_of_year: int, year: int) -> None:
        """Add a quarter's sales, and close the year in its last quarter."""
        if quarter_of_year == 0:
            self._sales = {}
        sold = firms["revenue"] / 4.0
        for uid, amount in zip(firms["uid"].tolist(), sold.tolist(), strict=True):
            total, quarters = self._sales.get(uid, (0.0, 0))
            self._sales[uid] = (total + amount, quarters + 1)
        if quarter_of_year < 3:
            return
        sales = np.array(
            [
                total if quarters == 4 else np.nan
                for total, quarters in map(self._sales.__getitem__, firms["uid"].tolist())
            ]
        )
        self.years[year] = YearEnd({name: firms[name] for name in _KEPT}, sales)


def _operating(model) -> dict[str, np.ndarray]:
    """Return copies of the kept columns of firms that operate."""
    firms = model.tables["firms"]
    rows = firms.column("alive") & firms.column("operating")
    return {name: firms.column(name)[rows] for name in (*_KEPT, "departing")}


def _people(model) -> dict[str, np.ndarray]:
    """Return who works for which firm, by identities, and whether that firm is certified."""
    firms, talents = model.tables["firms"], model.tables["talents"]
    rows = talents.column("alive")
    employer = talents.column("employer")[rows]
    works = employer >= 0
    safe = np.maximum(employer, 0)
    return {
        "uid": talents.column("uid")[rows],
        "weight": talents.column("weight")[rows],
        "employer": np.where(works, firms.column("uid")[safe], -1),
        "certified": works & (firms.column("hnte_years")[safe] > 0),
    }
