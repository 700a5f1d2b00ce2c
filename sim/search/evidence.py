"""What one replicate of no-reform shows: its records, its census, its opening, two ways of supply.

The same world runs twice: with the model's own supply of floor over the whole period, and with the
observed completions as input until these end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.core import quarters
from sim.measure.records import Records
from sim.model import ParkModel
from sim.search.census import Census
from sim.zone.start_figures import fact_figures
from sim.zone.zone import Zone


@dataclass(frozen=True)
class Evidence:
    """One replicate.

    records   indicators of the run with the model's own supply of floor
    observed  indicators of the run with observed completions, up to the last of them
    census    firms and people of the first run
    opening   figures of the opening by the id of the fact
    export_share, market_share  of each industry: exports over revenue, city over market, (K,)
    """

    zone: Zone
    records: Records
    observed: Records
    census: Census
    opening: dict[str, float]
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
    """Run a replicate of no-reform both ways and return what it shows."""
    model = ParkModel(zone=zone, replicate=replicate, seed=seed, resolution=resolution)
    living = {
        name: {
            column: table.column(column)[_present(table)]
            for column in table.schema
        }
        for name, table in model.tables.items()
    }  # fmt: skip
    opening = {figure.id: figure.got for figure in fact_figures(zone, living)}
    del living
    census = Census()
    census.count(model)
    for _ in range(model.first, model.last + 1):
        model.step()
        census.count(model)
    given = ParkModel(
        zone=zone, replicate=replicate, seed=seed, resolution=resolution, completions="observed"
    )
    given.run_for(max(given.observed, default=given.first) - given.first + 1)
    return Evidence(
        zone=zone,
        records=model.records,
        observed=given.records,
        census=census,
        opening=opening,
        export_share=np.asarray(model.assumed.export_share),
        market_share=np.asarray(model.assumed.market_share_city),
    )


def _present(table) -> np.ndarray:
    """Return the rows that live and, for firms, operate."""
    alive = table.column("alive") if "alive" in table.schema else np.ones(len(table), bool)
    return alive & table.column("operating") if "operating" in table.schema else alive
