"""Records: the indicators of a run, quarter by quarter, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.measure.indicators import by_industry, by_park, cell_sums, for_zone
from sim.measure.public_money import programmes
from sim.measure.register import check_names
from sim.measure.targets import targets

LEVELS = ("quarters", "parks", "industries", "flows", "programmes")


@dataclass
class Records:
    """Indicators of a run; Q quarters, P parks, K industries, M programmes, A accounts.

    quarters    name -> (Q,), the zone; ``quarter`` is the number of the quarter
    parks       name -> (Q, P + 1), row 0 = rest of the city
    industries  name -> (Q, K), the zone's parks
    flows       ``firms`` and ``staff`` -> (Q, P + 1, P + 2), moves from row to column; the last
                column is outside. ``talents`` -> (Q, P + 2, P + 2): people come from outside, too
    programmes  ``asked``, ``paid``, ``forgone`` -> (Q, M, A), million yuan of the quarter
    agents      columns of firms and talents at the end; only where they are asked for
    """

    quarters: dict[str, np.ndarray] = field(default_factory=dict)
    parks: dict[str, np.ndarray] = field(default_factory=dict)
    industries: dict[str, np.ndarray] = field(default_factory=dict)
    flows: dict[str, np.ndarray] = field(default_factory=dict)
    programmes: dict[str, np.ndarray] = field(default_factory=dict)
    agents: dict[str, np.ndarray] = field(default_factory=dict)


class Recorder:
    """Takes down the indicators of a model after each quarter.

    keep  levels to take down, any of quarters, parks, industries, flows, programmes
    """

    def __init__(self, keep=LEVELS) -> None:
        self.keep = tuple(keep)
        self._rows: dict[str, list[dict[str, object]]] = {name: [] for name in self.keep}
        self._checked = False

    def record(self, model) -> None:
        """Take down the quarter that the model has just run."""
        sums = cell_sums(model)
        parks = by_park(model, sums)
        rows: dict[str, dict[str, object]] = {"parks": parks}
        rows["quarters"] = {
            "quarter": model.clock.quarter,
            **for_zone(model, parks, sums),
            **targets(model, sums),
        }
        rows["industries"] = by_industry(model, sums)
        rows["flows"] = {name: matrix.copy() for name, matrix in model.moves.values.items()}
        rows["programmes"] = programmes(model)
        if not self._checked:
            check_names(rows)
            self._checked = True
        for level in self.keep:
            self._rows[level].append(rows[level])

    @property
    def records(self) -> Records:
        """Everything taken down so far."""
        stacked = {
            level: {name: np.array([row[name] for row in rows]) for name in rows[0]}
            for level, rows in self._rows.items()
            if rows
        }
        return Records(**stacked)
