"""A design: rows of factor values, and the rejection of rows that break a constraint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.core.errors import InputError
from sim.scenario.experiment import Experiment

MOST_ROWS = 1_000_000
_MOST_DRAWS = 256  # blocks drawn for each one that is wanted, before it is given up


@dataclass(frozen=True)
class Design:
    """The rows of an experiment.

    method   as the file names it
    names    factors, in the order of the columns
    values   as numbers, shape (rows, factors)
    unit     the same rows on the unit cube, or None where the method has none
    block    rows that belong together: a trajectory, a base row with its exchanges, a permutation
    refused  rows that broke a constraint and were left out or drawn again with their block
    """

    method: str
    names: tuple[str, ...]
    values: np.ndarray
    unit: np.ndarray | None = None
    block: int = 1
    refused: int = 0

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.values)

    def tables(self, experiment: Experiment) -> dict[str, pd.DataFrame]:
        """Return the rows as tables: ``row``, then a column for each factor.

        ``design`` has the values in the factor's unit: dates as ``2024Q1``, choices by name,
        switches and clauses as true or false; ``unit``, where the method has it, the unit cube.
        """
        rows = pd.Series(np.arange(self.rows), name="row")
        columns = {
            factor.name: [factor.spoken(value) for value in self.values[:, number]]
            for number, factor in enumerate(experiment.factors)
        }
        found = {"design": pd.DataFrame({"row": rows, **columns})}
        if self.unit is not None:
            units = dict(zip(self.names, self.unit.T, strict=True))
            found["unit"] = pd.DataFrame({"row": rows, **units})
        return found


def design_of(experiment: Experiment, values: np.ndarray, unit: np.ndarray | None = None) -> Design:
    """Return a design of an experiment's method without blocks."""
    names = tuple(each.name for each in experiment.factors)
    return Design(experiment.design.method, names, values, unit)


def seed_of(experiment: Experiment) -> int:
    """Return the seed of a design: its own, else that of the experiment."""
    seed = experiment.design.seed
    return experiment.seed if seed is None else seed


def valued(experiment: Experiment, unit: np.ndarray) -> np.ndarray:
    """Return the values of factors at rows of the unit cube, shape (rows, factors)."""
    columns = [each.distribution.at(u) for each, u in zip(experiment.factors, unit.T, strict=True)]
    return np.column_stack(columns)


def feasible(experiment: Experiment, values: np.ndarray) -> np.ndarray:
    """Return which rows keep all constraints."""
    columns = {each.name: values[:, number] for number, each in enumerate(experiment.factors)}
    held = np.ones(len(values), dtype=bool)
    for constraint in experiment.constraints:
        held &= constraint.holds(columns)
    return held


def without_refused(experiment: Experiment, values: np.ndarray) -> Design:
    """Return given rows without those that break a constraint.

    Raises InputError if none is left.
    """
    held = feasible(experiment, values)
    if not held.any():
        raise _none_left(experiment)
    names = tuple(each.name for each in experiment.factors)
    refused = int((~held).sum())
    return Design(experiment.design.method, names, values[held], refused=refused)


def drawn(
    experiment: Experiment, draw: Callable[[int], np.ndarray], count: int, block: int = 1
) -> Design:
    """Return blocks of rows that keep all constraints; a block with a row that does not is dropped.

    draw   function from a number of blocks to their rows on the unit cube; a larger number begins
           with the same rows
    count  blocks that are wanted
    block  rows of a block
    Raises InputError if there would be too many rows, or next to none can be kept.
    """
    check_size(count * block)
    blocks = count
    while True:
        unit = draw(blocks)
        values = valued(experiment, unit)
        held = feasible(experiment, values).reshape(-1, block).all(axis=1)
        chosen = np.flatnonzero(held)[:count]
        if len(chosen) == count:
            break
        if blocks >= _MOST_DRAWS * count or blocks * block >= 4 * MOST_ROWS:
            raise _none_left(experiment)
        blocks *= 2
    rows = (chosen[:, None] * block + np.arange(block)).ravel()
    return Design(
        experiment.design.method,
        tuple(each.name for each in experiment.factors),
        values[rows],
        unit[rows],
        block,
        int(chosen[-1] + 1 - count) * block,
    )


def check_size(rows: int) -> None:
    """Raise InputError for a design with too many rows."""
    if rows > MOST_ROWS:
        what = f"This design has {rows:,} rows; at most {MOST_ROWS:,} can be planned."
        raise InputError("design", what, "Lessen n, the levels or the factors.")


def _none_left(experiment: Experiment) -> InputError:
    texts = " and ".join(f'"{each.text}"' for each in experiment.constraints)
    what = f"Next to no row of this design keeps {texts}."
    return InputError("constraints", what, "Loosen them, or narrow the factors.")
