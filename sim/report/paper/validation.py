"""How the model stands to what is known of the zone: the measured tables of `docs/validation`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.report.scale import MINUS
from sim.search.facts import SCORED
from sim.search.page import figure

_INSTALLED = Path(__file__).with_name("measured")
_CHECKOUT = Path(__file__).resolve().parents[3] / "docs" / "validation"
MEASURED = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
INSIDE = "inside"


@dataclass(frozen=True)
class Validation:
    """Facts and events that count: no inputs in disguise, no figures that were fitted.

    facts, events  tables with ``what, unit, least, most, value, result``
    version        of the model that was measured
    """

    facts: pd.DataFrame
    events: pd.DataFrame
    version: str

    @property
    def misses(self) -> pd.DataFrame:
        """What the model misses, facts first."""
        both = pd.concat([self.facts, self.events], ignore_index=True)
        return both[both["result"] != INSIDE]


def validation(folder: Path = MEASURED) -> Validation | None:
    """Return what was measured of the shipped zone, None if the tables are not there."""
    names = ("facts", "events")
    if not all((folder / f"{name}.csv").is_file() for name in names):
        return None
    facts, events = (pd.read_csv(folder / f"{name}.csv", dtype={"version": str}) for name in names)
    version = str(facts["version"].iloc[0])
    free = facts["built in"] == "no"
    facts = facts[free & facts["kind"].isin(SCORED)]
    return Validation(facts, events[events["built in"] == "no"], version)


def inside(found: pd.DataFrame) -> int:
    """Return how many of some facts or events lie in their band."""
    return int((found["result"] == INSIDE).sum())


def band(row: pd.Series) -> str:
    """Return the band of a fact as text."""
    return f"{_signed(row['least'])} … {_signed(row['most'])}"


def value(row: pd.Series) -> str:
    """Return what the model shows for a fact, with its interval."""
    low, high = (_signed(row[f"interval {end}"]) for end in ("low", "high"))
    return f"{_signed(row['value'])} [{low}, {high}]"


def miss(row: pd.Series) -> str:
    """Return how far the model lies from the band of a fact, with its sign."""
    near = min(max(row["value"], row["least"]), row["most"])
    return figure(float(row["value"] - near), sign=True).replace("-", MINUS)


def _signed(number: float) -> str:
    return figure(float(number)).replace("-", MINUS)
