"""Quarters as whole numbers: ``4 * year + (quarter - 1)``; written ``2024Q1``."""

from __future__ import annotations

import re

from sim.core.errors import InputError

_FORM = re.compile(r"^(\d{4})(?:Q([1-4]))?$")


def parse(value: str | int) -> int:
    """Return the number of a quarter written ``2024Q1``; a year alone means its first quarter.

    Raises InputError if the text is neither.
    """
    match = _FORM.match(str(value).strip())
    if match is None:
        raise InputError("", f'"{value}" is not a quarter.', "Write it as 2024Q1, or a year.")
    return 4 * int(match.group(1)) + int(match.group(2) or 1) - 1


def text(quarter: int) -> str:
    """Return a quarter as people write it, ``2024Q1``."""
    return f"{quarter // 4}Q{quarter % 4 + 1}"


def year(quarter: int) -> int:
    """Return the calendar year of a quarter."""
    return quarter // 4


def of_year(quarter: int) -> int:
    """Return the place of a quarter in its year, 0 to 3."""
    return quarter % 4
