"""The values that a factor may have: its distribution as a file writes it, and its bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.core import quarters
from sim.core.errors import Problem
from sim.policy.lever import Lever
from sim.scenario.distribution import Distribution, distribution
from sim.scenario.experiment_form import DistributionForm
from sim.scenario.factor import Factor, number_of

FAMILIES = tuple(DistributionForm.model_fields)
_SLACK = 1e-9  # of a range, by which rounding may leave it


def plausible(lever: Lever) -> Distribution:
    """Return the distribution over a lever's plausible range, or over all that it can be."""
    if lever.kind == "switch":
        return Distribution("boolean", (0.5,))
    if lever.kind == "choice":
        return Distribution("choice", tuple(float(each) for each in range(len(lever.choices))))
    low, high = map(float, lever.plausible)
    return Distribution("integers" if lever.kind == "integer" else "uniform", (low, high))


@dataclass(frozen=True)
class Values:
    """Of which kind the values of a factor are; name, kind, names, switch as of the factor."""

    name: str
    kind: str
    names: tuple[str, ...] = ()
    switch: bool = False

    @property
    def families(self) -> tuple[str, ...]:
        """Families that they can be drawn from."""
        if self.switch:
            return "boolean", "choice"
        if self.names:
            return ("choice",)
        if self.kind in ("start", "ramp"):
            return "integers", "choice"
        return tuple(each for each in FAMILIES if each != "boolean")

    def read(
        self,
        written: DistributionForm | str | None,
        default: Distribution | None,
        place: Callable[..., str],
    ) -> tuple[Distribution | None, list[Problem]]:
        """Return the distribution that is written, or the default, with what is wrong.

        written  its form, the word ``boolean``, or None
        place    function from keys of the factor to the place that messages name
        """
        if written is None:
            if default is not None:
                return default, []
            what = f"{self.name} has no range of its own."
            return None, [Problem(place(), what, f"Add dist, one of {', '.join(self.families)}.")]
        if isinstance(written, str):
            written = DistributionForm(boolean=0.5)
        given = [key for key in FAMILIES if getattr(written, key) is not None]
        if len(given) != 1:
            what = "A distribution is of one family."
            return None, [Problem(place("dist"), what, f"Write one of {', '.join(FAMILIES)}.")]
        family = given[0]
        if family not in self.families:
            what = f"{self.name} cannot be {family}."
            do = f"Take {' or '.join(self.families)}."
            return None, [Problem(place("dist", family), what, do)]
        return self._filled(family, getattr(written, family), place)

    def _filled(
        self, family: str, words: list | float, place: Callable[..., str]
    ) -> tuple[Distribution | None, list[Problem]]:
        """Return a family with its parameters; those that are values are read as values."""
        as_values = family in ("integers", "choice")
        kind = self.kind if as_values else "level"
        names, switch = (self.names, self.switch) if as_values else ((), False)
        numbers, problems = [], []
        for number, word in enumerate(words if isinstance(words, list) else [words]):
            try:
                numbers.append(number_of(word, self.name, kind, names, switch))
            except ValueError as error:
                at = (number,) if isinstance(words, list) else ()
                problems.append(Problem(place("dist", family, *at), str(error), "Correct it."))
        if problems:
            return None, problems
        found, wrong = distribution(family, numbers)
        return found, [Problem(place("dist", family), wrong, "Correct it.")] if wrong else []


def outside(factor: Factor, low: float, high: float, place: str) -> list[Problem]:
    """Return that a factor leaves a range which it may not leave, or nothing."""
    least, most = factor.distribution.support
    slack = _SLACK * (high - low)
    if factor.beyond or (low - slack <= least and most <= high + slack):
        return []
    what = (
        f"{factor.subject} ranges from {low:g} to {high:g} ({factor.unit}), "
        f"and {factor.name} from {least:g} to {most:g}."
    )
    do = "Stay in the range, as by truncated_normal, or add beyond_range: true and a why."
    return [Problem(place, what, do)]


def broken(factor: Factor, subject: str, place: str, least: int | None = None) -> list[Problem]:
    """Return that some value of a factor is no whole number, or below the least one."""
    drawn = factor.distribution
    problems = []
    if not drawn.discrete or any(each != int(each) for each in drawn.values):
        do = "Take {integers: [low, high]}, both ends included."
        problems.append(Problem(place, f"{subject} is a whole number.", do))
    if least is not None and drawn.support[0] < least:
        problems.append(Problem(place, f"{subject} is at least {least}.", f"Begin at {least}."))
    return problems


def outside_period(factor: Factor, first: int, last: int, place: str) -> list[Problem]:
    """Return that some date of a factor lies outside the period of its scenarios, or nothing."""
    least, most = (int(each) for each in factor.distribution.support)
    if first <= least <= most <= last:
        return []
    what = (
        f"{factor.name} runs from {quarters.text(least)} to {quarters.text(most)}, outside the "
        f"period, {quarters.text(first)} to {quarters.text(last)}."
    )
    return [Problem(place, what, "Choose quarters within it.")]
