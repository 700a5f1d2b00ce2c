"""Scenarios by row of a design, and the factors that change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.core.errors import InputError, Problem
from sim.runs.designs.design import Design
from sim.runs.keys import digest
from sim.runs.plan import Variant
from sim.runs.setting import Setting
from sim.scenario.experiment import Experiment
from sim.scenario.factor import Factor, varied
from sim.scenario.resolved import ResolvedScenario

_TRIED = 8  # rows in which a factor is tried
_LEVELS = 3  # values of a factor that are tried in a row
_MOST_PROBLEMS = 10


class Policies:
    """What scenarios set apart from the registered baseline, as digests; each is made once."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._known: dict[int, tuple[ResolvedScenario, str]] = {}

    def of(self, scenario: ResolvedScenario) -> str:
        """Return the digest of a scenario. Raises InputError for a law that cannot be."""
        known = self._known.get(id(scenario))
        return known[1] if known else digest(self._setting.policy(scenario))

    def kept(self, scenario: ResolvedScenario) -> str:
        """Return the digest of a scenario that comes again, and keep it."""
        if id(scenario) not in self._known:
            self._known[id(scenario)] = scenario, self.of(scenario)
        return self._known[id(scenario)][1]


def variants(experiment: Experiment, design: Design, policies: Policies) -> list[Variant]:
    """Return every scenario of an experiment in every row of its design, row by row.

    Raises InputError for rows whose values no law can have.
    """
    for scenario in experiment.scenarios:
        policies.kept(scenario)
    found: list[Variant] = []
    problems: dict[str, Problem] = {}  # the first at each place
    for row, values in enumerate(design.values):
        for scenario in experiment.scenarios:
            one = varied(scenario, experiment.factors, values)
            try:
                found.append(Variant(row, one, policies.of(one)))
            except InputError as error:
                for each in _in_row(error.problems, row, experiment.factors, values):
                    problems.setdefault(each.where, each)
        if len(problems) >= _MOST_PROBLEMS:
            break
    if problems:
        raise InputError(list(problems.values())[:_MOST_PROBLEMS])
    return found


def inert(experiment: Experiment, design: Design, policies: Policies) -> list[str]:
    """Return the factors that change no run: whatever their value, the law is the same.

    Each is tried at several values in up to eight rows of the design.
    """
    picked = np.unique(np.linspace(0, design.rows - 1, _TRIED).round().astype(int))
    rows = design.values[picked]
    return [
        factor.name
        for number, factor in enumerate(experiment.factors)
        if not any(_matters(experiment, number, row, policies) for row in rows)
    ]


def _matters(experiment: Experiment, number: int, row: np.ndarray, policies: Policies) -> bool:
    """Return whether another value of one factor makes another run of a row."""
    factor = experiment.factors[number]
    values = dict.fromkeys([float(row[number]), *factor.distribution.levels(_LEVELS)])
    for scenario in experiment.scenarios:
        if scenario.id not in factor.where:
            continue
        seen = set(_digests(experiment, scenario, number, row, list(values), policies))
        if len(seen) > 1:
            return True
    return False


def _digests(
    experiment: Experiment,
    scenario: ResolvedScenario,
    number: int,
    row: np.ndarray,
    values: Sequence[float],
    policies: Policies,
) -> Iterator[str]:
    """Yield what a scenario is at some values of one factor; values that cannot be are left out."""
    for value in values:
        changed = row.copy()
        changed[number] = value
        try:
            yield policies.of(varied(scenario, experiment.factors, changed.tolist()))
        except InputError:
            continue


def _in_row(
    problems: Sequence[Problem], row: int, factors: Sequence[Factor], values: np.ndarray
) -> list[Problem]:
    """Return problems with the row and the values in which they came up."""
    shown = ", ".join(
        f"{each.name} {_short(each.spoken(value))}"
        for each, value in zip(factors[:6], values, strict=False)
    )
    return [
        Problem(each.where, each.what, f"This is row {row}: {shown}.\n{each.do}".rstrip())
        for each in problems
    ]


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
