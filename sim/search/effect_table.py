"""The table of what each lever does, measured lever by lever and shipped with the registers.

Each lever is moved alone from its value before to the low and the high end of its plausible range,
in paired worlds; `make lever-effects` runs it.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from sim import policy
from sim.core.errors import InputError

SHIPPED = Path(policy.__file__).parent / "lever_effects.csv"
MAKE = "make lever-effects"


@dataclass(frozen=True)
class Effect:
    """What one lever does to one indicator at either end of its plausible range.

    low_value, high_value    ends of the range, in the lever's unit
    effect_low, effect_high  mean of the paired differences to the rules before, with the bounds of
                             its interval (``_from``, ``_to``), in ``unit``; not a number at an end
                             that is the value before
    expected                 sign that the register expects: ``+``, ``-`` or ``?``; empty: none
    agrees                   yes, no, or null if the intervals hold zero; empty: no sign expected
    cost_low, cost_high      public money a year, million yuan; not a number if it was not measured
    base                     scenario in which the lever is moved      replicates  pairs of worlds
    """

    lever: str
    indicator: str
    low_value: float
    high_value: float
    effect_low: float
    effect_low_from: float
    effect_low_to: float
    effect_high: float
    effect_high_from: float
    effect_high_to: float
    unit: str
    expected: str
    agrees: str
    cost_low: float
    cost_high: float
    base: str
    replicates: float


COLUMNS = tuple(field.name for field in fields(Effect))
_TEXTS = frozenset({"lever", "indicator", "unit", "expected", "agrees", "base"})


def effects(path: Path = SHIPPED) -> tuple[Effect, ...]:
    """Return the rows of a table; none if nobody has made it yet.

    Raises InputError for a table with other columns or with text in place of a number.
    """
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            what = f"The table has no column {', '.join(missing)}."
            raise InputError(path.name, what, f"Make it again: {MAKE}")
        return tuple(_effect(row, f"{path.name}:{reader.line_num}") for row in reader)


def effects_of(lever: str, table: Sequence[Effect]) -> list[Effect]:
    """Return the rows of a lever, in the order of the table."""
    return [each for each in table if each.lever == lever]


def _effect(row: dict[str, str], where: str) -> Effect:
    values: dict[str, str | float] = {}
    for name in COLUMNS:
        text = (row[name] or "").strip()
        try:
            values[name] = text if name in _TEXTS else float(text or math.nan)
        except ValueError:
            what = f'"{text}" in column {name} is no number.'
            raise InputError(where, what, f"Make it again: {MAKE}") from None
    return Effect(**values)  # type: ignore[arg-type]
