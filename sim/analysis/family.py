"""The headline family: what is asked before looking, and Holm's correction over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.core.errors import InputError, Problem
from sim.measure.register import indicator
from sim.policy.registers import load

HEADLINE = (
    "firms",
    "staff",
    "talents",
    "revenue",
    "value_added",
    "wage",
    "vacancy_business",
    "T2_revenue_fixed",
)  # what a comparison answers if nothing was declared


def headline(results: Any, wanted: Sequence[str] = ()) -> list[str]:
    """Return the headline indicators of a result.

    wanted  ids of indicators, or of targets, which stand for how the reference counts them; empty
            is what its experiment declared, else the registered family `HEADLINE`
    Raises InputError for an id that is not registered, or not held by the result if it was named.
    """
    held = results.indicators()
    counted = {}
    for each in getattr(results.provenance, "scenarios", ()):
        if each["id"] == results.reference:
            counted = each.get("count_as", {})
    if not wanted:
        declared = getattr(results.provenance, "headline", None) or HEADLINE
        found = [column for name in declared for column in columns(name, held, counted)]
        return list(dict.fromkeys(found))
    problems, found = [], []
    for name in wanted:
        stands_for = columns(name, held, counted)
        found += stands_for
        if not stands_for:
            try:
                indicator(name)
                what = f'This result does not hold "{name}" for the zone.'
                problems.append(Problem("", what, "Look it up with: parksim show indicators"))
            except InputError as error:
                problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return list(dict.fromkeys(found))


def columns(name: str, held: Sequence[str], counted: Mapping[str, str] | None = None) -> list[str]:
    """Return the indicators that a word of the headline stands for, of those that are held.

    counted  definition -> reading by which a target is counted; the first reading without
    """
    if name in held:
        return [name]
    target = load().targets.get(name)
    if target is None:
        return []
    if not target.definitions:
        return [each for each in target.indicators if each in held]
    readings = []
    for definition, choices in target.definitions.items():
        chosen = (counted or {}).get(definition)
        readings.append(chosen if chosen in choices else choices[0])
    column = "_".join((name, *readings))
    return [column] if column in held else []


def holm(probabilities: np.ndarray) -> np.ndarray:
    """Return probabilities corrected for a family of tests (Holm 1979).

    p(i)' = max over j <= i of min(1, (m - j + 1) p(j)), p(1) <= ... <= p(m).
    probabilities  of each test; those that are not numbers are no tests and stay so
    """
    probabilities = np.asarray(probabilities, float)
    found = np.full(probabilities.shape, np.nan)
    tests = np.flatnonzero(np.isfinite(probabilities))
    order = tests[np.argsort(probabilities[tests], kind="stable")]
    steps = np.arange(order.size, 0, -1) * probabilities[order]
    found[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return found
