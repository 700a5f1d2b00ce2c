"""The design of a result as an analysis needs it: factors, groups, blocks, the unit cube."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from sim.core.errors import InputError
from sim.runs.sample import numbers

DUMMY = "dummy"
DESIGNED = ("sobol", "morris", "ofat")  # methods that need their own design
GIVEN = ("pawn", "delta")  # methods that take any rows


@dataclass(frozen=True)
class Study:
    """Rows of a design and what they are for.

    method   of the design, as the experiment names it
    names    of the factors
    groups   of each factor, empty if it has none
    second   whether the rows for indices of the second order are there
    numbers  values of the factors, (rows, factors)
    unit     the same on the unit cube; ranks where the design has none
    """

    method: str
    names: tuple[str, ...]
    groups: tuple[str, ...]
    second: bool
    numbers: np.ndarray
    unit: np.ndarray

    @cached_property
    def group_sizes(self) -> Counter[str]:
        """Number of factors of each column."""
        return Counter(self._labels)

    @property
    def columns(self) -> tuple[str, ...]:
        """What the design tells apart: factors, or groups and factors without one."""
        return tuple(self.group_sizes)

    @property
    def block(self) -> int:
        """Rows that belong together: a trajectory, base rows with their exchanges, or all."""
        count = len(self.columns)
        if self.method == "sobol":
            return (2 if self.second else 1) * count + 2
        if self.method == "morris":
            return count + 1
        return len(self.numbers) if self.method == "ofat" else 1

    @property
    def unit_blocks(self) -> np.ndarray:
        """The unit cube by block, (blocks, rows of a block, factors)."""
        return self.unit.reshape(-1, self.block, len(self.names))

    def members(self, column: str) -> list[int]:
        """Return the places of the factors of a column."""
        return [place for place, label in enumerate(self._labels) if label == column]

    def with_random_column(self, seed: int) -> np.ndarray:
        """Return the unit cube by block with a last column of random numbers."""
        stream = np.random.default_rng([seed, len(self.unit)])
        column = stream.random(len(self.unit)).reshape(-1, self.block, 1)
        return np.concatenate([self.unit_blocks, column], axis=2)

    def of_blocks(self, held: np.ndarray) -> Study:
        """Return the study of some blocks.

        held  numbers of blocks, or which of them
        """
        shape = (-1, self.block, len(self.names))
        numbers, unit = (
            each.reshape(shape)[held].reshape(-1, len(self.names))
            for each in (self.numbers, self.unit)
        )
        return replace(self, numbers=numbers, unit=unit)

    @property
    def _labels(self) -> tuple[str, ...]:
        if self.method not in ("sobol", "morris"):
            return self.names
        return tuple(g or name for g, name in zip(self.groups, self.names, strict=True))


def study(results: Any) -> Study:
    """Return the study of a result (`sim.runs.results.Results`).

    Raises InputError for one without factors, and for rows that do not fill their blocks.
    """
    design = results.design().set_index("row").sort_index()
    asked = results.experiment()
    method = str(asked["design"]["method"])
    written = {str(each["name"]): each for each in asked.get("factors", ())}
    names = tuple(design.columns)
    values = np.column_stack([numbers(design[name]) for name in names])
    cube = results.unit()
    if cube is None:
        unit = np.column_stack([_ranks(column, n) for n, column in enumerate(values.T)])
    else:
        unit = cube.set_index("row").sort_index()[list(names)].to_numpy(float)
    found = Study(
        method,
        names,
        tuple(_group(written.get(name, {})) for name in names),
        bool(asked["design"].get("second_order")),
        values,
        unit,
    )
    if len(values) % found.block:
        what = f"{len(values)} rows are no whole number of blocks of {found.block}."
        raise InputError(str(results.folder), what, "Run the experiment again to complete it.")
    return found


def method_of(found: Study, wanted: str = "") -> str:
    """Return the method of analysis: the one wanted, else that of the design, else PAWN.

    Raises InputError for one that there is not, or whose design this is not.
    """
    known = (*DESIGNED, *GIVEN)
    if found.method == "attribution":
        what = "The factors of this result are clauses that join one after the other."
        do = "What each contributes is said by: parksim compare --attribution"
        raise InputError("sensitivity", what, do)
    if not wanted:
        return found.method if found.method in DESIGNED else "pawn"
    if wanted not in known:
        what = f'There is no method "{wanted}".'
        raise InputError("--method", what, f"Choose one of {', '.join(known)}.")
    if wanted in DESIGNED and wanted != found.method:
        what = f"The method {wanted} needs its own design, and this one is {found.method}."
        do = f"Write design: {{method: {wanted}}}, or choose {' or '.join(GIVEN)}."
        raise InputError("--method", what, do)
    if wanted in GIVEN and found.method == "ofat":
        what = f"{wanted} needs rows that vary all factors together, and here one varies at a time."
        raise InputError("--method", what, "Take ofat, or a design lhs, morris or sobol.")
    return wanted


def _group(written: dict[str, Any]) -> str:
    return f"group {written['group']}" if written.get("group") else ""


def _ranks(values: np.ndarray, seed: int) -> np.ndarray:
    """Return values as ranks on the unit interval; equal ones come in random order."""
    ties = np.random.default_rng([seed, len(values)]).random(len(values))
    order: Sequence[int] = np.lexsort((ties, values))
    found = np.empty(len(values))
    found[order] = (np.arange(len(values)) + 0.5) / len(values)
    return found
