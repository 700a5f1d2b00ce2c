"""Which change of a scenario a factor works on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sim.core import quarters
from sim.core.errors import InputError, Problem
from sim.policy.change import Change, misfits
from sim.policy.law import Law
from sim.policy.lever import Lever
from sim.scenario.experiment_form import FactorForm
from sim.scenario.factor import Target
from sim.scenario.places import Places
from sim.scenario.reading import quarter
from sim.scenario.resolved import ResolvedScenario

_OWN = ("over", "until", "industries")  # what a factor says of a change that it brings along


class Targeting:
    """Finds the change that sets a lever in a scenario.

    It is the one change of the lever in the scenario's files; of several, the one that begins in
    the factor's ``from``. Without any it is the Opinion's own value, if the clause stands and comes
    everywhere in one quarter. Else the factor brings a change along, and says ``from`` when.

    laws  law of each scenario by id
    """

    def __init__(self, places: Places, laws: Mapping[str, Law]) -> None:
        self.places, self.laws = places, laws

    def target(
        self,
        form: FactorForm,
        kind: str,
        lever: Lever,
        scenario: ResolvedScenario,
        place: Callable[..., str],
    ) -> Target:
        """Return the change that a factor works on in one scenario.

        kind   level, start or ramp
        place  function from keys of the factor to the place that messages name
        Raises InputError with all that leaves the change open.
        """
        problems: list[Problem] = []
        start = None
        if form.from_ is not None:
            start = quarter(form.from_, place("from"), problems)
        parks = self._named(form.parks, place, problems)
        if problems:
            raise InputError(problems)
        own = [each for each in scenario.changes if each.lever == lever.id]
        fitting = [
            each for each in own if start in (None, each.start) and parks in (None, each.parks)
        ]
        if len(fitting) == 1:
            return self._present(form, kind, fitting[0], scenario, place)
        if len(fitting) > 1:
            starts = ", ".join(quarters.text(each.start) for each in fitting)
            what = f"{scenario.id} changes {lever.id} more than once: from {starts}."
            do = "Say which is meant, as from: 2025Q1, and with parks if both begin then."
            raise InputError(place(), what, do)
        return self._absent(form, kind, lever, scenario, place, start, parks)

    def base(
        self, kind: str, lever: Lever, target: Target, scenario: ResolvedScenario
    ) -> float | None:
        """Return the value that a scenario has where a factor varies, None if it has several."""
        change = target.change
        if kind != "level":
            return float(change.start if kind == "start" else change.over)
        if target.present or target.dated or change.kind in ("scale", "add"):
            return float(change.amount)
        law = self.laws[scenario.id]
        window, cells = law.ground.window(change), law.ground.cells(change)
        values = law.paths[lever.field][window][(slice(0, 1), *cells)]
        return float(values.flat[0]) if values.size and (values == values.flat[0]).all() else None

    def _present(
        self,
        form: FactorForm,
        kind: str,
        change: Change,
        scenario: ResolvedScenario,
        place: Callable[..., str],
    ) -> Target:
        named = [key for key in _OWN if getattr(form, key) is not None]
        if named:
            what = f"{scenario.id} has this change already, with its own {named[0]}."
            raise InputError(place(named[0]), what, "Delete the line.")
        if kind == "level" and change.kind != (form.sets or "value"):
            what = f"{scenario.id} changes {change.lever} by {change.kind}."
            do = f"Add sets: {change.kind}, and a dist for it."
            if change.kind == "baseline":
                do = "Name another change, or say from when on it varies."
            raise InputError(place(), what, do)
        if kind == "ramp" and change.lever in scenario.vocabulary.choices:
            what = f"{change.lever} has no steps, so it has no ramp."
            raise InputError(place("moves"), what, "Vary its date with moves: from.")
        return Target(change, present=True)

    def _absent(
        self,
        form: FactorForm,
        kind: str,
        lever: Lever,
        scenario: ResolvedScenario,
        place: Callable[..., str],
        start: int | None,
        parks: tuple[int, ...] | None,
    ) -> Target:
        sets = form.sets or "value"
        dated = lever.clause in scenario.clauses and not lever.opinion.by_park
        begins = lever.opinion.start if dated else None
        plain = parks is None and all(getattr(form, key) is None for key in _OWN)
        if dated and plain and sets == "value" and start in (None, begins):
            if kind == "ramp" and lever.kind in ("switch", "choice"):
                what = f"{lever.id} has no steps, so it has no ramp."
                raise InputError(place("moves"), what, "Vary its date with moves: from.")
            change = Change(lever.id, "value", lever.opinion_value, begins)
            return Target(change, present=False, dated=True)
        if kind != "level":
            what = f"{scenario.id} has no change of {lever.id} that could be moved."
            do = "Name scenarios that change it with where: [...], or vary its value."
            raise InputError(place("moves"), what, do)
        if start is None:
            start = begins
        if start is None:
            what = f"{scenario.id} does not change {lever.id}: it is open from when on it varies."
            do = "Add from: 2025Q1, or name scenarios that change it with where: [...]."
            raise InputError(place(), what, do)
        return Target(self._brought(form, lever, scenario, place, start, parks), present=False)

    def _brought(
        self,
        form: FactorForm,
        lever: Lever,
        scenario: ResolvedScenario,
        place: Callable[..., str],
        start: int,
        parks: tuple[int, ...] | None,
    ) -> Change:
        """Return the change that a factor brings along, with the value that the lever has."""
        problems: list[Problem] = []
        until = None
        if form.until is not None:
            until = quarter(form.until, place("until"), problems)
        if not scenario.first <= start <= scenario.last:
            span = f"{quarters.text(scenario.first)} to {quarters.text(scenario.last)}"
            what = f"{quarters.text(start)} is outside the period, {span}."
            problems.append(Problem(place("from"), what, "Choose a quarter within it."))
        elif until is not None and until < start:
            what = f"This change ends in {quarters.text(until)}, before it begins."
            problems.append(Problem(place("until"), what, "Let it end later."))
        kind = form.sets or "value"
        change = Change(
            lever=lever.id,
            kind=kind,
            amount={"value": lever.before_value, "scale": 1.0, "add": 0.0}[kind],
            start=start,
            over=form.over or 1,
            until=until,
            parks=parks,
            industries=self._named(form.industries, place, problems, "industries"),
            why=form.why,
            beyond=form.beyond_range,
        )
        problems.extend(replace(each, where=place()) for each in misfits(change, lever))
        if problems:
            raise InputError(problems)
        return change

    def _named(
        self,
        words: list[str] | None,
        place: Callable[..., str],
        problems: list[Problem],
        kind: str = "parks",
    ) -> tuple[int, ...] | None:
        """Return parks or industries by number, None if none are named."""
        if words is None:
            return None
        found: dict[Any, None] = {}
        for number, word in enumerate(words):
            try:
                where = place(kind, number)
                meant: Any = (
                    self.places.parks(word, where)
                    if kind == "parks"
                    else (self.places.industry(word, where),)
                )
                found.update(dict.fromkeys(meant))
            except InputError as error:
                problems.extend(error.problems)
        return tuple(sorted(found))
