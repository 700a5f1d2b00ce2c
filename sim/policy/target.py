"""Targets of the Opinion and the definitions by which each can be counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.core.label import Label
from sim.policy.entry import Entry


@dataclass(frozen=True)
class Definition(Entry):
    """A switch between readings of a term, such as what counts as a hidden champion.

    choices  reading -> label; the first is the one reported when a scenario says nothing
    """

    label: Label
    choices: dict[str, Label]

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Definition:
        """Return the definition of an entry of the compiled register."""
        plain["label"] = Label(**plain["label"])
        plain["choices"] = {name: Label(**label) for name, label in plain["choices"].items()}
        return super().of(plain)


@dataclass(frozen=True)
class Target(Entry):
    """One target.

    at_least, at_most  bounds of the number aimed at in ``unit``; None: the target names none
    due                quarter by which it is to be met
    definitions        definition -> readings that this target is reported under
    indicators         indicator -> direction asked for, of a target without a number
    start              where it stood; reading: what the numbers ask for
    computed_in        equations that lead to it
    """

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

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Target:
        """Return the target of an entry of the compiled register."""
        plain["heading"], plain["summary"] = Label(**plain["heading"]), Label(**plain["summary"])
        plain["definitions"] = {
            name: tuple(readings) for name, readings in plain["definitions"].items()
        }
        return super().of(plain)
