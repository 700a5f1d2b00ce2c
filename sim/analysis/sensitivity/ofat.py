"""One factor at a time: what an output changes from the base to each level of a factor."""

from __future__ import annotations

import numpy as np

from sim.analysis.interval import Interval, student
from sim.analysis.sensitivity.study import Study
from sim.core.errors import InputError

KEY = "swing"  # the measure that factors are ranked by


def measures(values: np.ndarray, study: Study, seed: int, level: float) -> dict[str, Interval]:
    """Return what the levels of each factor change, with t intervals under common luck.

    values  (1, rows, replicates): the base, then the levels, factor by factor
    Returns measure -> (k + 1,), the dummy last: ``at_low`` and ``at_high``, the effect of the
    lowest and the highest value, zero where that is the base; ``swing``, between the levels with
    the largest and the smallest mean. The dummy, which no run reads, changes nothing under common
    luck: zero, without a width.
    Raises InputError for rows that are no such design.
    """
    rows = values[0]
    base = rows[0]
    found: dict[str, list[Interval]] = {"swing": [], "at_low": [], "at_high": []}
    for places, inputs in _levels(study):
        changes = np.concatenate([np.zeros((1, base.size)), rows[places] - base])
        order = np.argsort(changes.mean(axis=1), kind="stable")
        found["swing"].append(student(changes[order[-1]] - changes[order[0]], level))
        found["at_low"].append(student(changes[int(np.argmin(inputs))], level))
        found["at_high"].append(student(changes[int(np.argmax(inputs))], level))
    for each in found.values():
        each.append(student(np.zeros_like(base), level))
    return {
        name: Interval(*(np.array([float(part) for part in parts]) for parts in zip(*each)))  # noqa: B905
        for name, each in found.items()
    }


def _levels(study: Study) -> list[tuple[list[int], np.ndarray]]:
    """Return for each factor its rows, and its values with that of the base first."""
    table = study.numbers
    varied = table != table[0]
    if (varied[1:].sum(axis=1) != 1).any():
        what = "The rows of this design do not vary one factor at a time."
        raise InputError("sensitivity", what, "The base row may break a constraint: loosen it.")
    found = []
    for column in range(table.shape[1]):
        places = np.flatnonzero(varied[:, column]).tolist()
        found.append((places, np.concatenate([table[:1, column], table[places, column]])))
    return found
