"""A result in memory, with rows of a design, whose numbers are known by hand."""

from types import SimpleNamespace

import pandas as pd

from sim.core import quarters as calendar

FIRST = calendar.parse("2025Q1")


class InMemory:
    """Scenario -> indicator -> (replicates, rows, quarters); an array alone is ``staff``.

    lost  runs that failed: (scenario, replicate, row)
    """

    def as_written(self):
        return self

    def __init__(self, values, lost=(), uncertainty="luck", headline=()):
        self.values = {
            name: held if isinstance(held, dict) else {"staff": held}
            for name, held in values.items()
        }
        self.lost = set(lost)
        self.provenance = SimpleNamespace(
            uncertainty=uncertainty, headline=list(headline), scenarios=[]
        )
        self.scenarios = list(values)
        self.reference = self.scenarios[0]
        self.levels = ["quarters"]
        _, self.rows, quarters = next(iter(self._held.values())).shape
        self.period = (FIRST, FIRST + quarters - 1)

    @property
    def _held(self):
        return self.values[self.reference]

    def indicators(self, level="quarters"):
        return list(self._held)

    def frame(self, level, indicators=()):
        pieces = []
        for scenario, held in self.values.items():
            replicates, rows, quarters = next(iter(held.values())).shape
            for replicate in range(replicates):
                for row in range(rows):
                    if (scenario, replicate, row) in self.lost:
                        continue
                    piece = pd.DataFrame({name: held[name][replicate, row] for name in indicators})
                    piece.insert(0, "quarter", [calendar.text(FIRST + q) for q in range(quarters)])
                    piece.insert(0, "replicate", replicate)
                    if rows > 1:
                        piece.insert(0, "row", row)
                    piece.insert(0, "scenario", scenario)
                    pieces.append(piece)
        return pd.concat(pieces, ignore_index=True)
