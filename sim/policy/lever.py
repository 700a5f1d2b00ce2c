"""A lever: one number, switch or choice that the policy sets, with its clause and its bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.core import quarters
from sim.core.label import Label
from sim.policy.entry import Entry

BY_PARK = "by park"


@dataclass(frozen=True)
class ByColumn:
    """A value that differs by park: a column of the zone's parks file, with its default elsewhere.

    default  value where the file has no such column, and in the rest of the city
    column   name of the column
    """

    default: float
    column: str


@dataclass(frozen=True)
class Opinion:
    """The value of a lever under the Opinion.

    from_  quarter from which it holds, or ``by park``: park by park at the dates of the phase-in
    value  number, or name of a choice
    """

    from_: str
    value: float | str

    @property
    def by_park(self) -> bool:
        """Whether each park has its own date."""
        return self.from_ == BY_PARK

    @property
    def start(self) -> int | None:
        """First quarter as a number, or None if each park has its own."""
        return None if self.by_park else quarters.parse(self.from_)


@dataclass(frozen=True)
class Lever(Entry):
    """One lever of the register.

    also        other names by which people look for it, by language
    kind        number, integer, share, switch or choice
    range       what can be meant at all; plausible: default interval of sensitivity analysis
    scope       zone, park, industry or district: what may have a value of its own
    before      value before the Opinion; opinion: value under it and since when
    choices     names of a choice with their numbers from 0, else empty
    part_of     name of the group whose parts sum to one, else empty
    acts        when a change can act: ``quarterly`` or ``yearly Q1``
    indicators  indicator -> expected sign ``+``, ``-`` or ``?``
    filled      keys that a user's lever left out and that were filled in
    """

    label: Label
    also: dict[str, tuple[str, ...]]
    clause: str
    kind: str
    unit: str
    range: tuple[float, float]
    plausible: tuple[float, float]
    scope: str
    before: float | str | ByColumn
    opinion: Opinion
    choices: dict[str, int]
    part_of: str
    acts: str
    cost: str
    mechanism: str
    indicators: dict[str, str]
    observable: str
    source: str
    confidence: str
    filled: tuple[str, ...]

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Lever:
        """Return the lever of an entry of the compiled register."""
        if isinstance(plain["before"], dict):
            plain["before"] = ByColumn(**plain["before"])
        plain["opinion"] = Opinion(plain["opinion"]["from"], plain["opinion"]["value"])
        plain["label"] = Label(**plain["label"])
        plain["also"] = {language: tuple(names) for language, names in plain["also"].items()}
        for key in ("range", "plausible", "filled"):
            plain[key] = tuple(plain[key])
        return super().of(plain)

    @property
    def field(self) -> str:
        """Name by which a stage reads the lever: its id with ``_`` for ``.``."""
        return self.id.replace(".", "_")

    @property
    def before_value(self) -> float:
        """The value before the Opinion as a number; of a value by park, the one elsewhere."""
        before = self.before
        return float(before.default if isinstance(before, ByColumn) else self.value_in(before))

    @property
    def opinion_value(self) -> float:
        """The value under the Opinion as a number."""
        return float(self.value_in(self.opinion.value))

    @property
    def changed_by_opinion(self) -> bool:
        """Whether the Opinion moves the lever; one that it leaves alone can explain nothing."""
        return isinstance(self.before, ByColumn) or self.before_value != self.opinion_value

    def value_in(self, value: float | str | bool) -> float:
        """Return a value as the number that the law holds: a choice by its place, a switch 0 or 1.

        Raises KeyError for a name that is none of the choices; `check` says it to people.
        """
        if isinstance(value, str):
            return self.choices[value]
        return int(value) if isinstance(value, bool) else value

    def check(self, value: Any) -> str | None:
        """Return what is wrong with a value, or None: first its kind, then its range."""
        return self.misfit(value) or self.outside(value)

    def misfit(self, value: Any) -> str | None:
        """Return why a value cannot be one of this lever at all, or None."""
        if self.kind == "choice":
            named = ", ".join(self.choices)
            known = value in self.choices if isinstance(value, str) else _is_number(value)
            if known and (isinstance(value, str) or value in self.choices.values()):
                return None
            return f"{self.id} is one of {named}, not {_shown(value)}."
        if self.kind == "switch":
            fits = isinstance(value, bool) or (_is_number(value) and value in (0, 1))
            return None if fits else f"{self.id} is true or false, not {_shown(value)}."
        if not _is_number(value):
            return f"{self.id} is a number ({self.unit}), not {_shown(value)}."
        if self.kind == "integer" and value != int(value):
            return f"{self.id} is a whole number ({self.unit}), not {value:g}."
        if self.kind == "share" and not 0 <= value <= 1:
            return f"{self.id} is a share from 0 to 1, not {value:g}."
        return None

    def outside(self, value: float | str | bool) -> str | None:
        """Return that a value of the right kind lies outside the range, or None."""
        low, high = self.range
        if low <= self.value_in(value) <= high:
            return None
        return f"{self.id} ranges from {low:g} to {high:g} ({self.unit}), not {value:g}."


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
