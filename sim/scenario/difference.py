"""What differs between two scenarios, clause by clause, and since when it can matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.core import quarters
from sim.core.errors import Problem
from sim.policy.change import Change
from sim.policy.law import Law
from sim.policy.lever import Lever
from sim.policy.line import Line
from sim.policy.registers import Registers
from sim.policy.timing import first_action, first_visible
from sim.scenario.places import Places
from sim.scenario.resolved import ResolvedScenario, component

_MOST_LINES = 3  # groups of parks that one text names
_MOST_NAMES = 4  # parks or industries that one text names
_WORDS = {
    "en": {
        "from": "{value} from {quarter}", "to": "{value} to {end}", "over": " over {count}",
        "until": " until {quarter}", "in": " in {names}", "for": " for {names}",
        "by_park": "{value} by park", "baseline": "as before", "scale": "x{amount:g}",
        "add": "{amount:+g}", "parks": "{count} parks",
        "industries": "{count} industries", "on": "on", "off": "off", "named": "{names}: {line}",
        "then": "; ", "beside": " / ", "and": ", ", "ordered": "ordered", "open": "not ordered",
    },
    "zh": {
        "from": "自{quarter}起为{value}", "to": "{value}至{end}", "over": "（{count}个季度内到位）",
        "until": "，至{quarter}止", "in": "（{names}）", "for": "（{names}）",
        "by_park": "逐园区改为{value}", "baseline": "原值", "scale": "原值的{amount:g}倍",
        "add": "原值{amount:+g}", "parks": "{count}个园区",
        "industries": "{count}个产业", "on": "开", "off": "关", "named": "{names}：{line}",
        "then": "；", "beside": "／", "and": "、", "ordered": "实施", "open": "未实施",
    },
}  # fmt: skip
_DATE = re.compile(r"(?<!\d)(?<!\d\.)(20\d\d(?:Q[1-4])?)(?!\d|\.\d)")


@dataclass(frozen=True)
class Difference:
    """One thing in which two scenarios differ.

    clause           clause of a lever; else ``assumption``, ``definition``, ``event`` or ``run``
    name             id of what differs
    one, other       its value in either scenario, as text
    action, visible  first quarter in which a stage can read two values, and in which a consequence
                     can be seen; None: does not apply
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
            text += f", can be seen from {quarters.text(self.visible)}"
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
    found.extend(_events(one, other, places, _WORDS[language]))
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
    """Return a warning for each lever whose first consequence lies behind all dates of a question.

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
                f"have no visible consequence before {quarters.text(each.visible)}."
            )
            warnings.append(Problem(each.name, what, "Ask for a later date, or change it earlier."))
    return warnings


def dates_in(text: str) -> list[int]:
    """Return the quarters that a text names; a year counts as its last quarter."""
    return [quarters.parse(word) + (0 if "Q" in word else 3) for word in _DATE.findall(text)]


def spoken_lines(law: Law, lever: Lever, places: Places, language: str = "en") -> str:
    """Return a lever's line of quarters in words, such as ``60; 70 from 2025Q1``."""
    voice = _Voice(lever, places, language)
    changes = law.changes_of(lever.id)
    by_park = lever.opinion.by_park and lever.clause in law.clauses
    lines = [line for line in law.pieces(lever.id) if line.parks != (0,)]
    if by_park or len(lines) > _MOST_LINES:
        pieces = [voice.value(lever.before_value)]
        if by_park:
            pieces.append(voice.say("by_park", value=voice.value(lever.opinion_value)))
        return voice.say("then").join([*pieces, *map(voice.change, changes)])
    return voice.say("beside").join(voice.line(line, alone=len(lines) == 1) for line in lines)


@dataclass(frozen=True)
class _Voice:
    """Says values, changes and lines of one lever in a language."""

    lever: Lever
    places: Places
    language: str

    def say(self, name: str, **values: object) -> str:
        return _WORDS[self.language][name].format(**values)

    def value(self, value: float) -> str:
        if self.lever.kind == "choice":
            return next(name for name, number in self.lever.choices.items() if number == value)
        if self.lever.kind == "switch":
            return self.say("on" if value else "off")
        return f"{value:.6g}"

    def change(self, change: Change) -> str:
        """Return a change in words, such as ``x1.2 from 2024Q1 over 12 in 3 parks``."""
        if change.kind in ("scale", "add", "baseline"):
            value = self.say(change.kind, amount=change.amount)
        else:
            value = self.value(change.amount)
        words = [self.say("from", value=value, quarter=quarters.text(change.start))]
        if change.over > 1:
            words.append(self.say("over", count=change.over))
        if change.until is not None:
            words.append(self.say("until", quarter=quarters.text(change.until)))
        if change.parks is not None:
            words.append(self.say("in", names=self._parks(change.parks)))
        if change.industries is not None:
            words.append(self.say("for", names=self._industries(change.industries)))
        return "".join(words)

    def line(self, line: Line, alone: bool) -> str:
        """Return a line in words; with the places that it holds for unless it stands alone."""
        pieces: list[tuple[str, str]] = []
        for piece in line.pieces:
            value = self.value(piece.value)
            if piece.end != piece.value:
                value = self.say("to", value=value, end=self.value(piece.end))
            if pieces and pieces[-1][0] == value:
                continue
            since = self.say("from", value=value, quarter=quarters.text(piece.first))
            pieces.append((value, since if pieces else value))
        text = self.say("then").join(each for _, each in pieces)
        if alone:
            return text
        industries = dict.fromkeys(line.industries)
        names = self._industries(industries) if industries else self._parks(line.parks)
        return self.say("named", names=names, line=text)

    def _parks(self, parks: Iterable[int]) -> str:
        chinese = [label.zh for label in self.places.park_labels]
        names = chinese if self.language == "zh" else self.places.park_slugs
        return self._few([names[park - 1] for park in parks if park], "parks")

    def _industries(self, industries: Iterable[int]) -> str:
        chinese = [label.zh for label in self.places.industry_labels]
        names = chinese if self.language == "zh" else self.places.industry_ids
        return self._few([names[each] for each in industries], "industries")

    def _few(self, names: list[str], kind: str) -> str:
        if len(names) <= _MOST_NAMES:
            return self.say("and").join(names)
        return self.say(kind, count=len(names))


def _rank(lever: Lever, registers: Registers) -> tuple[int, str]:
    order = list(registers.clauses)
    return (order.index(lever.clause) if lever.clause in order else len(order), lever.id)


def _events(
    one: ResolvedScenario, other: ResolvedScenario, places: Places, words: Mapping[str, str]
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

    first, second = spoken(one), spoken(other)
    for text in [each for each in first if each not in second]:
        yield Difference("event", text, words["ordered"], words["open"])
    for text in [each for each in second if each not in first]:
        yield Difference("event", text, words["open"], words["ordered"])
