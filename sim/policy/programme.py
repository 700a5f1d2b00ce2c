"""Public programmes: the lines of budgets through which levers cost money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.core.label import Label
from sim.policy.entry import Entry


@dataclass(frozen=True)
class Programme(Entry):
    """One line of a budget.

    payers  who pays: city, district, special_fund, centre
    levers  ids of the levers that it pays for; none for what every law has to pay
    basis   unit cost and what it is counted on, in words
    """

    label: Label
    payers: tuple[str, ...]
    levers: tuple[str, ...]
    basis: str

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Programme:
        """Return the programme of an entry of the compiled register."""
        plain["label"] = Label(**plain["label"])
        for key in ("payers", "levers"):
            plain[key] = tuple(plain[key])
        return super().of(plain)
