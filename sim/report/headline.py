"""Headline indicators: what tables and figures show unless others are named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.core.errors import InputError, Problem
from sim.measure.register import Indicator, indicator

TABLE = (
    "firms",
    "staff",
    "talents",
    "revenue",
    "value_added",
    "wage",
    "rent_business",
    "vacancy_business",
    "vacancy_plant",
    "T2_revenue_fixed",
    "T3_revenue_park",
    "T4_employees_city",
    "T6_parks",
)
FIGURE = ("revenue", "staff", "firms", "T2_revenue_fixed", "rent_business", "vacancy_business")


def chosen(results: Any, wanted: Sequence[str], default: Sequence[str]) -> list[Indicator]:
    """Return the indicators to show: those named, or those of a default that the result holds.

    Raises InputError for one that is not registered or not in the result.
    """
    held = results.indicators()
    if not wanted:
        return [indicator(name) for name in default if name in held]
    problems, found = [], []
    for name in wanted:
        try:
            found.append(indicator(name))
            if name not in held:
                what = f'This result does not hold "{name}" for the zone.'
                problems.append(Problem("", what, "Look it up with: parksim show indicators"))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return found
