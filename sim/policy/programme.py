"""Public programmes: the lines of budgets through which levers cost money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.core.label import Label
from sim.policy.entry import Entry

OWN_RULE = frozenset(
    "park_services matching operators practice_trials clearing cleared_land cheap_land mergers "
    "standard_plants upstairs empty_floor shared_tax guidance public_gains".split()
)  # paid from a line of their own (E8), from land income and debt (E13), or held as an asset


@dataclass(frozen=True)
class Programme(Entry):
    """One line of a budget.

    payers  who pays: city, district, special_fund, centre
    levers  ids of the levers that it pays for; none for what every law has to pay
    basis   unit cost and what it is counted on, in words
    transfer  whether it moves money between public budgets, so that totals leave it out
    """

    label: Label
    payers: tuple[str, ...]
    levers: tuple[str, ...]
    basis: str
    transfer: bool

    @property
    def limited(self) -> bool:
        """Whether its payers pay it from their technology budget (specification 2.6)."""
        return self.id not in OWN_RULE

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Programme:
        """Return the programme of an entry of the compiled register."""
        plain["label"] = Label(**plain["label"])
        for key in ("payers", "levers"):
            plain[key] = tuple(plain[key])
        return super().of(plain)
