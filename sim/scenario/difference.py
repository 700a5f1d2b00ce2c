"""What differs between two scenarios, clause by clause, and since when it can matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.core import quarters
from sim.core.errors import Problem
from sim.policy.lever import Lever
from sim.policy.registers import Registers
from sim.policy.timing import first_action, first_visible
from sim.scenario.places import Places
from sim.scenario.resolved import ResolvedScenario, component
from sim.scenario.words.lever_line import spoken_lines

_ORDERED = {"en": ("not ordered", "ordered"), "zh": ("未实施", "实施")}
_DATE = re.compile(r"(?<!\d)(?<!\d\.)(20\d\d(?:Q[1-4])?)(?!\d|\.\d)")


@dataclass(frozen=True)
class Difference:
    """One thing in which two scenarios differ.

    clause           clause of a lever; else ``assumption``, ``definition``, ``event`` or ``run``
    name             id of what differs
    one, other       its value in either scenario, as text
    action, visible  first quarter in which a stage can read two values, and in which it bites: by
                     rules of assessment, in which a park can lose its status; None: does not apply
    """

    clause: str
    name: str
    one: str
    other: str
    action: int | None = None
    visible: int | None = None

    def __str__(self) -> str:
        text = f"{self.clause:<10} {self.name}: {self.one} | {self.other}"
        if self.action is not None:
            text += f"; acts from {quarters.text(self.action)}"
        if self.visible is not None and self.visible != self.action:
            text += f", bites from {quarters.text(self.visible)}"
        return text


def difference(
    one: ResolvedScenario,
    other: ResolvedScenario,
    registers: Registers,
    places: Places,
    park_columns: Mapping[str, np.ndarray],
    language: str = "en",
) -> list[Difference]:
    """Return all in which two scenarios differ: levers by clause, then assumptions and the rest.

    language  of the values as text

    Levers that move park by park are compared at the phase-in dates of seed 0, replicate 0.
    """
    laws = [each.law(each.ground(registers, places, park_columns), 0, 0) for each in (one, other)]
    action, visible = first_action(*laws), first_visible(*laws)
    start = max(law.first for law in laws)
    span = min(each.last for each in (one, other)) - start + 1
    common = {law.first: slice(start - law.first, start - law.first + span) for law in laws}
    found = []
    for lever in sorted(registers.levers.values(), key=lambda each: _rank(each, registers)):
        paths = [law.paths[lever.field][common[law.first]] for law in laws]
        if not np.array_equal(*paths):
            texts = [spoken_lines(law, lever, places, language) for law in laws]
            when = action.get(lever.id), visible.get(lever.id)
            found.append(Difference(lever.clause, lever.id, *texts, *when))
    for name in sorted({*one.assumptions, *other.assumptions}):
        registered = component(registers.assumptions, name).value
        values = [each.overrides.get(name, registered) for each in (one, other)]
        if values[0] != values[1]:
            found.append(Difference("assumption", name, *(f"{value:g}" for value in values)))
    for name in sorted({*one.count_as, *other.count_as}):
        usual = next(iter(registers.definitions[name].choices))
        readings = [each.count_as.get(name, usual) for each in (one, other)]
        if readings[0] != readings[1]:
            found.append(Difference("definition", name, *readings))
    found.extend(_events(one, other, places, language))
    spans = [f"{quarters.text(each.first)}-{quarters.text(each.last)}" for each in (one, other)]
    for name, texts in (
        ("period", spans),
        ("resolution", [one.resolution, other.resolution]),
        ("completions", [one.completions, other.completions]),
    ):
        if texts[0] != texts[1]:
            found.append(Difference("run", name, *texts))
    return found


def too_early(
    differences: Iterable[Difference], question: str, asked: Iterable[int] = ()
) -> list[Problem]:
    """Return a warning for each lever that bites only after all dates of a question.

    question  text; quarters and years in it count as dates, a year as its last quarter
    asked     further quarters that are asked for
    """
    dates = [*asked, *dates_in(question)]
    if not dates:
        return []
    latest = max(dates)
    warnings = []
    for each in differences:
        if each.visible is not None and each.visible > latest:
            what = (
                f"The question looks no further than {quarters.text(latest)}, but {each.name} can "
                f"delist no park before {quarters.text(each.visible)}."
            )
            warnings.append(Problem(each.name, what, "Ask for a later date, or change it earlier."))
    return warnings


def dates_in(text: str) -> list[int]:
    """Return the quarters that a text names; a year counts as its last quarter."""
    return [quarters.parse(word) + (0 if "Q" in word else 3) for word in _DATE.findall(text)]


def _rank(lever: Lever, registers: Registers) -> tuple[int, str]:
    order = list(registers.clauses)
    return (order.index(lever.clause) if lever.clause in order else len(order), lever.id)


def _events(
    one: ResolvedScenario, other: ResolvedScenario, places: Places, language: str
) -> Iterable[Difference]:
    def spoken(scenario: ResolvedScenario) -> list[str]:
        return [
            " ".join(
                [
                    quarters.text(act.quarter),
                    act.event,
                    *(places.park_slugs[park - 1] for park in act.parks),
                    *(places.industry_ids[each] for each in act.industries),
                    *act.firms,
                ]
            )
            for act in scenario.events
        ]

    no, yes = _ORDERED[language]
    first, second = spoken(one), spoken(other)
    for text in [each for each in first if each not in second]:
        yield Difference("event", text, yes, no)
    for text in [each for each in second if each not in first]:
        yield Difference("event", text, no, yes)
