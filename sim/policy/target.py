"""Targets of the Opinion and the definitions by which each can be counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.core.label import Label


@dataclass(frozen=True)
class Definition:
    """A switch between readings of a term, such as what counts as a hidden champion.

    choices  reading -> label; the first is the one reported when a scenario says nothing
    """

    id: str
    label: Label
    choices: dict[str, Label]
    place: str

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Definition:
        """Return the definition of an entry of the compiled register."""
        choices = {name: Label(**label) for name, label in plain["choices"].items()}
        return cls(plain["id"], Label(**plain["label"]), choices, plain["place"])


@dataclass(frozen=True)
class Target:
    """One target.

    at_least, at_most  bounds of the number aimed at in ``unit``; None: the target names none
    due                quarter by which it is to be met
    definitions        definition -> readings that this target is reported under
    indicators         indicator -> direction asked for, of a target without a number
    start              where it stood; reading: what the numbers ask for
    computed_in        equations that lead to it
    """

    id: str
    heading: Label
    summary: Label
    at_least: float | None
    at_most: float | None
    unit: str
    due: str
    definitions: dict[str, tuple[str, ...]]
    indicators: dict[str, str]
    start: str
    reading: str
    computed_in: str
    source: str
    confidence: str
    place: str

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Target:
        """Return the target of an entry of the compiled register."""
        entry = dict(plain)
        entry["heading"], entry["summary"] = Label(**plain["heading"]), Label(**plain["summary"])
        entry["definitions"] = {
            name: tuple(readings) for name, readings in plain["definitions"].items()
        }
        return cls(**entry)
