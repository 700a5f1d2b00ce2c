"""What one replicate shows: records, census, diary of ventures and opening of no-reform.

The world of no-reform runs twice: with the model's own supply of floor over the whole period, and
with the observed completions as input until these end. A third world, up to the end of 2025, has
what was carried out of the Opinion by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.agents.firm import PLANT
from sim.core import quarters
from sim.measure.records import Records
from sim.model import ParkModel
from sim.scenario.amendment import Scenario
from sim.search.census import Census
from sim.search.validation.structure import clustering_ratio, top_share
from sim.search.validation.ventures import Ventures
from sim.zone.start_figures import fact_figures
from sim.zone.zone import Zone

CARRIED_OUT = "observed-2023-2025"
BOARD = "star_2022"  # fact that holds the firms on the technology board at the opening


@dataclass(frozen=True)
class Run:
    """Records and diary of ventures of one world."""

    records: Records
    ventures: Ventures


@dataclass(frozen=True)
class Evidence:
    """One replicate.

    records   indicators of the run with the model's own supply of floor
    observed  indicators of the run with observed completions, up to the last of them
    census    firms and people of the first run
    ventures  rounds, exits, stakes, loans and labels of the first run
    carried_out  run with what was carried out of the Opinion by the end of 2025
    opening   figures of the opening by the id of the fact
    figures   ``clustering`` and ``links_of_top`` of collaborations at the end; ``board_start``,
              firms on the technology board at the opening, and ``other_boards``, other listings for
              one of that board
    programmes  names of public programmes in the order of the records
    export_share, market_share  of each industry: exports over revenue, city over market, (K,)
    """

    zone: Zone
    records: Records
    observed: Records
    census: Census
    ventures: Ventures
    carried_out: Run
    opening: dict[str, float]
    figures: dict[str, float]
    programmes: tuple[str, ...]
    export_share: np.ndarray
    market_share: np.ndarray

    @property
    def first(self) -> int:
        """Number of the first quarter."""
        return int(self.records.quarters["quarter"][0])

    @property
    def first_year(self) -> int:
        """Calendar year of the opening."""
        return quarters.year(self.first)

    @property
    def last_year(self) -> int:
        """Last calendar year."""
        return quarters.year(int(self.records.quarters["quarter"][-1]))

    def span(self, year: int) -> slice:
        """Return the quarters of a year as places in the records."""
        start = 4 * year - self.first
        return slice(start, start + 4)

    def place(self, quarter: str) -> int:
        """Return the place of a quarter such as ``2025Q3`` in the records."""
        return quarters.parse(quarter) - self.first

    def mean(self, name: str, year: int) -> float:
        """Return the mean of an indicator of the zone over a year."""
        return float(self.records.quarters[name][self.span(year)].mean())

    def total(self, name: str, year: int) -> float:
        """Return the sum of an indicator of the zone over the quarters of a year."""
        return float(self.records.quarters[name][self.span(year)].sum())

    def end(self, name: str, year: int) -> float:
        """Return an indicator of the zone at the end of a year."""
        return float(self.records.quarters[name][self.span(year)][-1])

    def growth(self, name: str, first: int, last: int) -> float:
        """Return the growth a year of an indicator's yearly mean."""
        return (self.mean(name, last) / self.mean(name, first)) ** (1.0 / (last - first)) - 1.0

    def leading(self, name: str, year: int) -> float:
        """Return the year's mean of an indicator over the zone's leading industries."""
        values = self.records.industries[name][self.span(year)]
        return float(values[:, self.zone.leading].sum(axis=1).mean())


def gather(zone: Zone, replicate: int, seed: int, resolution: str) -> Evidence:
    """Run the three worlds of a replicate and return what they show."""
    diary = Ventures()
    world = partial(ParkModel, zone=zone, replicate=replicate, seed=seed, resolution=resolution)
    model = world(quarter=diary.quarter)
    living = {
        name: {
            column: table.column(column)[_present(table)]
            for column in table.schema
        }
        for name, table in model.tables.items()
    }  # fmt: skip
    opening = {figure.id: figure.got for figure in fact_figures(zone, living)}
    opening |= _offices(model.tables["parks"])
    del living
    census = Census()
    census.count(model)
    for _ in range(model.first, model.last + 1):
        model.step()
        census.count(model)
    given = world(completions="observed")
    given.run_for(max(given.observed, default=given.first) - given.first + 1)
    later = Ventures()
    carried_out = world(Scenario(CARRIED_OUT), quarter=later.quarter)
    carried_out.run_for(carried_out.last - carried_out.first + 1)
    return Evidence(
        zone=zone,
        records=model.records,
        observed=given.records,
        census=census,
        ventures=diary,
        carried_out=Run(carried_out.records, later),
        opening=opening,
        figures=_figures(model),
        programmes=tuple(model.registers.programmes),
        export_share=np.asarray(model.assumed.export_share),
        market_share=np.asarray(model.assumed.market_share_city),
    )


def _offices(parks) -> dict[str, float]:
    """Return vacancy and mean rent of the parks' offices, business floor and towers, by fact."""
    stock, let, rent = (parks.column(name)[1:, :PLANT] for name in ("stock", "let", "rent"))
    return {
        "vacancy_offices_2023q1": float(1.0 - let.sum() / stock.sum()),
        "rent_offices_2023q1": float((rent * stock).sum() / stock.sum()),
    }


def _figures(model) -> dict[str, float]:
    """Return figures of the model's last state, and of the technology board at its opening."""
    found = {"other_boards": float(model.assumed.listing_other_boards)}
    facts = model.zone.table("facts.csv")
    bands = zip(facts["low"], facts["high"], strict=True)
    middle = {id: 0.5 * (low + high) for id, (low, high) in zip(facts["id"], bands, strict=True)}
    found["board_start"] = float(middle.get(BOARD, 0.0))
    graph = model.collaborations()
    joined = graph.number_of_edges() > 0
    found["clustering"] = clustering_ratio(graph) if joined else float("nan")
    found["links_of_top"] = (
        top_share(np.array([n for _, n in graph.degree])) if joined else float("nan")
    )
    return found


def _present(table) -> np.ndarray:
    """Return the rows that live and, for firms, operate."""
    alive = table.column("alive") if "alive" in table.schema else np.ones(len(table), bool)
    return alive & table.column("operating") if "operating" in table.schema else alive
