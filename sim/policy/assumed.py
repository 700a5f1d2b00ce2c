"""The assumptions of a run as the stages read them: ``assume.labour_cost_share``."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

import numpy as np

from sim.core.errors import InputError, Problem
from sim.policy.assumption import Assumption, slug
from sim.policy.registers import Registers


class Assumed:
    """The value of every assumption: a float, or an array in the order of its components.

    registers   the registers
    overrides   ``id`` or ``id.component`` -> value that replaces the registered one
    industries  industries of the zone in their order; an assumption by industry follows it

    Each component is an attribute of its own as well: ``assume.exit_hazard_year_1``.
    Raises InputError for an unknown id or component, and for an industry without a value.
    """

    version = 0  # no value changes once it is read

    def __init__(
        self,
        registers: Registers,
        overrides: Mapping[str, float] | None = None,
        industries: Sequence[str] = (),
    ) -> None:
        self._columns: dict[str, float | np.ndarray] = {}
        overrides = overrides or {}
        replaced, problems = _sorted_out(registers, overrides)
        for assumption in registers.assumptions.values():
            problems.extend(self._take(assumption, replaced, industries))
        if problems:
            raise InputError(problems)
        self.__dict__.update(self._columns)

    def column(self, name: str) -> float | np.ndarray:
        """Return the value of an attribute. Raises InputError with the nearest name."""
        if name in self._columns:
            return self._columns[name]
        nearest = difflib.get_close_matches(name, self._columns, n=1, cutoff=0.5)
        advice = f'Did you mean "{nearest[0]}"?' if nearest else ""
        raise InputError("", f'There is no assumption "{name}".', advice)

    @property
    def names(self) -> tuple[str, ...]:
        """All attributes, components included."""
        return tuple(self._columns)

    def _take(
        self,
        assumption: Assumption,
        replaced: Mapping[tuple[str, str], float],
        industries: Sequence[str],
    ) -> list[Problem]:
        values = {
            point.index: float(replaced.get((assumption.id, point.index), point.value))
            for point in assumption.points
        }
        if not assumption.by:
            self._columns[assumption.id] = values[""]
            return []
        order = list(industries) if assumption.by == "industry" and industries else list(values)
        missing = [index for index in order if index not in values]
        if missing:
            what = f"{assumption.id} has no value for {', '.join(missing)}."
            return [Problem(assumption.place, what, "Give every industry of the zone a value.")]
        column = np.array([values[index] for index in order])
        column.flags.writeable = False
        self._columns[assumption.id] = column
        for index in order:
            self._columns[f"{assumption.id}_{slug(index)}"] = values[index]
        return []


def _sorted_out(
    registers: Registers, overrides: Mapping[str, float]
) -> tuple[dict[tuple[str, str], float], list[Problem]]:
    replaced: dict[tuple[str, str], float] = {}
    problems: list[Problem] = []
    for name, value in overrides.items():
        whole, _, part = name.partition(".")
        try:
            assumption = registers.assumption(whole)
        except InputError as error:
            problems.extend(error.problems)
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            problems.append(Problem("", f"{name} is a number ({assumption.unit}), not {value!r}."))
            continue
        index = [each for each in assumption.index or ("",) if slug(each) == slug(part)]
        if index:
            replaced[assumption.id, index[0]] = value
            continue
        if assumption.by:
            what = f"{whole} has a value for each {assumption.by}; name one of them."
            advice = f"Write one of: {', '.join(f'{whole}.{slug(i)}' for i in assumption.index)}."
        else:
            what, advice = f'{whole} is one number; it has no "{part}".', f"Write {whole}."
        problems.append(Problem("", what, advice))
    return replaced, problems
