"""The ends of levers: from a base scenario's value to the low and high end of what is plausible.

One lever at a time. A switch or a choice has each of its other values; parts of a sum take from the
others in proportion, so that the sum stays one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.policy.lever import ByColumn, Lever
from sim.policy.registers import Registers
from sim.scenario.amendment import Scenario

SIDES = ("low", "high")
BASES = ("no-reform", "opinion")


@dataclass(frozen=True)
class End:
    """A lever at one end of its plausible range.

    side     low or high
    value    the lever's, as the number that the law holds
    changes  lever -> value, the lever itself first and the other parts of its sum
    """

    lever: str
    side: str
    value: float
    changes: tuple[tuple[str, float | bool | str], ...]

    @property
    def id(self) -> str:
        """Id of the scenario."""
        return f"{self.lever}-{self.side}"

    def scenario(self, base: str, since: str, until: str) -> Scenario:
        """Return the scenario: the base with this lever changed.

        since, until  quarter of the change and last quarter of the run
        """
        found = Scenario(base).until(until).named(self.id)
        for lever, value in self.changes:
            found = found.change(lever, value, since=since)
        return found


def ends(registers: Registers, base: str, levers: Sequence[str] = ()) -> list[End]:
    """Return the ends of levers that differ from a base scenario, in the order of the registers.

    base    no-reform or opinion
    levers  ids; empty is all
    Raises InputError for a lever that is not registered.
    """
    chosen = [registers.lever(name) for name in levers] or registers.levers.values()
    found = []
    for lever in chosen:
        for side, value in zip(SIDES, lever.plausible, strict=True):
            if _by_column(lever, base) or value != value_in(lever, base):
                found.append(
                    End(lever.id, side, float(value), _changes(lever, value, registers, base))
                )
    return found


def value_in(lever: Lever, base: str) -> float:
    """Return a lever's value in a base scenario; of one that differs by park, the common one."""
    return lever.opinion_value if base == "opinion" else lever.before_value


def _by_column(lever: Lever, base: str) -> bool:
    return base != "opinion" and isinstance(lever.before, ByColumn)


def _changes(
    lever: Lever, value: float, registers: Registers, base: str
) -> tuple[tuple[str, float | bool | str], ...]:
    own = (lever.id, _written(lever, value))
    if not lever.part_of:
        return (own,)
    parts = [registers.lever(name) for name in registers.sum_groups[lever.part_of]]
    rest = sum(value_in(part, base) for part in parts if part is not lever)
    others = (
        (part.id, (1.0 - value) * value_in(part, base) / rest)
        for part in parts
        if part is not lever
    )
    return (own, *others)


def _written(lever: Lever, value: float) -> float | bool | str:
    """Return a value as a scenario file writes it."""
    if lever.kind == "switch":
        return bool(value)
    if lever.kind == "choice":
        return {number: name for name, number in lever.choices.items()}[int(value)]
    return int(value) if lever.kind == "integer" else float(value)
