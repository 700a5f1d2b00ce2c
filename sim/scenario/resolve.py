"""From scenario files to a resolved scenario: the chain of parents, and what every word means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.core import quarters
from sim.core.errors import InputError, Problem
from sim.core.filling import nearest
from sim.core.label import Label
from sim.policy.change import Change, collisions, misfits
from sim.policy.lever import Lever
from sim.policy.registers import Registers
from sim.scenario.amount import kind_and_amount
from sim.scenario.forms import ActForm, ChangeForm
from sim.scenario.library import NO_CLAUSE, Library
from sim.scenario.places import Places
from sim.scenario.reading import Entry, ScenarioFile, quarter
from sim.scenario.resolved import Act, Override, ResolvedScenario, Vocabulary, component
from sim.zone.firm_code import firm_code

LARGEST = {"months": 60, "staff": 100_000}  # that an event may order
LAYERS = 1000  # ranks kept for each file of a chain; a resolved file may fill them


def resolve(
    scenario: str | ScenarioFile, library: Library, registers: Registers, places: Places
) -> ResolvedScenario:
    """Resolve a scenario, given by id, by path or as a file that was read.

    Raises InputError with all problems of its files.
    """
    file = library.find(scenario) if isinstance(scenario, str) else scenario
    chain, problems = _chain(file, library)
    for each in chain:
        problems.extend(each.problems)
    readings = [_Reading(each, depth, registers, places) for depth, each in enumerate(chain)]
    clauses: frozenset[str] = frozenset()
    changes: list[Change] = []
    events: list[Act] = []
    assumptions: dict[str, Override] = {}
    count_as: dict[str, str] = {}
    period = _nearest(chain, "period")
    resolution = _nearest(chain, "resolution")
    for reading in readings:
        own = reading.file is file
        clauses = reading.clauses(clauses)
        changes.extend(reading.changes(period if own else None))
        events.extend(reading.events(period))
        assumptions.update(reading.assumptions())
        count_as.update(reading.count_as())
        problems.extend(reading.problems)
    problems.extend(collisions(changes))
    for key, value in (("period", period), ("resolution", resolution)):
        if value is None and not problems:
            what = f"Neither this scenario nor its parents have a {key}."
            problems.append(Problem(file.place(key), what, "Add it, or extends: no-reform."))
    if problems:
        raise InputError(in_order(problems))
    title = file.title or _title(file, chain)
    return ResolvedScenario(
        id=file.id,
        title=title,
        question=file.question,
        clauses=clauses,
        changes=tuple(changes),
        events=tuple(sorted(events, key=lambda act: act.quarter)),
        assumptions=assumptions,
        count_as=count_as,
        first=period[0],
        last=period[1],
        resolution=resolution,
        completions=_nearest(chain, "completions") or "model",
        files={each.name: each.digest for each in chain},
        warnings=tuple(each for reading in readings for each in reading.warnings),
        vocabulary=_vocabulary(registers, places),
    )


def in_order(problems: list[Problem]) -> list[Problem]:
    """Return problems without repetitions, those of a file by line and column."""

    def position(problem: Problem) -> tuple[str, int, int]:
        name, line, column = (*problem.where.split("  ")[0].rsplit(":", 2), "", "")[:3]
        known = line.isdecimal() and column.isdecimal()
        return (name, int(line), int(column)) if known else (name, 0, 0)

    return sorted(dict.fromkeys(problems), key=position)


def _chain(file: ScenarioFile, library: Library) -> tuple[list[ScenarioFile], list[Problem]]:
    """Return a file with its ancestors, the oldest first; a chain that is broken ends there."""
    chain = [file]
    while chain[0].extends is not None:
        child = chain[0]
        where = child.place("extends")
        if "/" in child.extends or child.extends.endswith((".yaml", ".yml")):
            what = f'A scenario extends the id of another, not the path "{child.extends}".'
            return chain, [Problem(where, what, "Write the id, as in extends: opinion.")]
        if child.extends in [each.id for each in chain]:
            path = [each.id for each in reversed(chain)]
            path = [*path[path.index(child.extends) :], child.extends]
            what = f"These scenarios extend each other in a circle: {' -> '.join(path)}."
            return chain, [Problem(where, what, "Take out one of the extends.")]
        try:
            chain.insert(0, library.find(child.extends, where))
        except InputError as error:
            return chain, error.problems
    return chain, []


def _nearest(chain: list[ScenarioFile], key: str) -> Any:
    return next((getattr(each, key) for each in reversed(chain) if getattr(each, key)), None)


def _vocabulary(registers: Registers, places: Places) -> Vocabulary:
    choices: dict[str, tuple[str | bool, ...]] = {}
    for lever in registers.levers.values():
        if lever.kind == "switch":
            choices[lever.id] = (False, True)
        elif lever.kind == "choice":
            choices[lever.id] = tuple(sorted(lever.choices, key=lever.choices.__getitem__))
    clauses = tuple(registers.clauses)
    return Vocabulary(tuple(places.park_slugs), tuple(places.industry_ids), clauses, choices)


def _title(file: ScenarioFile, chain: list[ScenarioFile]) -> Label:
    """Return a title for a scenario without one; a derived one is named after its base."""
    base = chain[-2].title if file.derived else None
    if base is None:
        return Label(file.id, file.id)
    kind, _, names = file.id.partition(":")[2].partition("-")
    if kind == NO_CLAUSE:
        return Label(f"{base.en}, no clause", f"{base.zh}（不含任何条款）")
    names = names.replace("+", ", ")
    english, chinese = {"only": ("only", "仅"), "without": ("without", "不含")}[kind]
    return Label(f"{base.en}, {english} {names}", f"{base.zh}（{chinese}{names}）")


def _same(one: Act, other: Act) -> bool:
    """Whether two acts are the same thing to the same objects in the same quarter."""
    named = ("event", "quarter", "parks", "industries", "firms")
    return all(getattr(one, key) == getattr(other, key) for key in named)


class _Reading:
    """Looks up the words of one file; what is wrong is collected."""

    def __init__(
        self, file: ScenarioFile, depth: int, registers: Registers, places: Places
    ) -> None:
        self.file, self.depth, self.registers, self.places = file, depth, registers, places
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def clauses(self, inherited: frozenset[str]) -> frozenset[str]:
        if self.file.clauses is None:
            return inherited
        kind, names = self.file.clauses
        known = self.registers.clauses
        everything = inherited if self.file.derived else frozenset(known)
        for number, name in enumerate(names):
            place = self.file.place("clauses", kind, number)
            if name not in known:
                what = f'There is no clause "{name}".'
                self._wrong(place, what, nearest(name, list(known), "Write M1 to M15, S1 to S4."))
            elif not self.registers.levers_of(name):
                what = f"Clause {name} has no lever, so nothing depends on whether it stands."
                self.warnings.append(Problem(place, what, "Name a measure or a safeguard."))
        if kind == "all":
            return everything
        return everything & frozenset(names) if kind == "only" else everything - frozenset(names)

    def changes(self, period: tuple[int, int] | None) -> list[Change]:
        found = []
        for entry in self.file.policy:
            lever = self.registers.levers.get(entry.name)
            if lever is None:
                self._unknown("levers", entry)
                continue
            change = self._change(entry, lever, period)
            if change is not None:
                found.append(change)
        return found

    def _change(self, entry: Entry, lever: Lever, period: tuple[int, int] | None) -> Change | None:
        form: ChangeForm = entry.form
        place = self._placer(entry)
        before = len(self.problems)
        given = next(
            (key for key in ("value", "scale", "add") if getattr(form, key) is not None), ""
        )
        meant, problems = kind_and_amount(form, lever, place(given) if given else place())
        self.problems.extend(problems)
        start = self._quarter(form.from_, place("from"), period)
        until = None
        if form.until is not None:
            until = self._quarter(form.until, place("until"), period)
        if start is not None and until is not None and until < start:
            what = f"This change ends in {quarters.text(until)}, before it begins."
            self._wrong(place("until"), what, f"Let it end in {quarters.text(start)} or later.")
        parks = self._parks(form.parks, place)
        industries = self._industries(form.industries, place)
        if parks is not None and lever.scope == "district":
            self._check_districts(parks, lever, place("parks"))
        if len(self.problems) > before:
            return None
        change = Change(
            lever=lever.id,
            kind=meant[0],
            amount=meant[1],
            start=start,
            over=form.over,
            until=until,
            parks=parks,
            industries=industries,
            why=form.why,
            place=place(given),
            depth=self.depth * LAYERS + form.layer,
            beyond=form.beyond_range,
        )
        self.problems.extend(misfits(change, lever))
        return change

    def events(self, period: tuple[int, int] | None) -> list[Act]:
        found = []
        for entry in self.file.events:
            event = self.registers.events.get(entry.name)
            place = self._placer(entry)
            if event is None:
                what = f'There is no event "{entry.name}".'
                self._wrong(place("do"), what, nearest(entry.name, list(self.registers.events)))
                continue
            form: ActForm = entry.form
            allowed = (*event.needs, *event.may)
            for key in ("parks", "firms", "industries", "months", "staff"):
                given = getattr(form, key) is not None
                if given and key not in allowed:
                    what = f"{event.id} takes no {key}."
                    self._wrong(place(key), what, f"It takes {' and '.join(allowed)}.")
                elif not given and key in event.needs:
                    self._wrong(place(), f"{event.id} needs {key}.", f"Add {key}: ...")
            at = self._quarter(form.at, place("at"), period)
            parks = self._parks(form.parks, place) or ()
            industries = self._industries(form.industries, place) or ()
            self._check_numbers(form, place)
            self._check_firms(form.firms or [], place, at)
            if at is not None:
                names = tuple(form.firms or ())
                act = Act(event.id, at, parks, industries, names, form.months, form.staff,
                          form.why, place("do"))  # fmt: skip
                twin = next((each for each in found if _same(each, act)), None)
                if twin is not None:
                    what = f"{event.id} is ordered twice for {quarters.text(at)}."
                    self._wrong(place(), what, f"The other is at {twin.place}")
                found.append(act)
        return found

    def _check_numbers(self, form: ActForm, place: Callable[..., str]) -> None:
        for key in ("months", "staff"):
            number = getattr(form, key)
            if number is not None and not 0 < number <= LARGEST[key]:
                what = f"{number:,.12g} {key} cannot be ordered."
                self._wrong(place(key), what, f"Give a number from 1 to {LARGEST[key]:,}.")

    def _check_firms(self, codes: list[str], place: Callable[..., str], at: int | None) -> None:
        for number, code in enumerate(codes):
            where = place("firms", number)
            if code in codes[:number]:
                self._wrong(where, f"{code} stands twice.", "Delete one of them.")
                continue
            try:
                firm_code(code, self.places, where, at)
            except InputError as error:
                self.problems.extend(error.problems)

    def assumptions(self) -> dict[str, Override]:
        found = {}
        for entry in self.file.assumptions:
            place, form = self._placer(entry), entry.form
            try:
                point = component(self.registers.assumptions, entry.name)
            except KeyError:
                self._unknown("assumptions", entry)
                continue
            if not point.low <= form.value <= point.high:
                what = (
                    f"{entry.name} ranges from {point.low:g} to {point.high:g}, not {form.value:g}."
                )
                if not form.beyond_range:
                    self._wrong(place("value"), what, "Stay in it, or add beyond_range: true.")
                elif not form.why:
                    self._wrong(place(), f"{what} No reason is given.", "Give it with why.")
            found[entry.name] = Override(
                float(form.value), form.why, place("value"), form.beyond_range
            )
        return found

    def count_as(self) -> dict[str, str]:
        found = {}
        for name, reading in self.file.count_as.items():
            place = self.file.place("count_as", name)
            definition = self.registers.definitions.get(name)
            if definition is None:
                known = list(self.registers.definitions)
                self._wrong(place, f'There is no definition "{name}".', nearest(name, known))
            elif reading not in definition.choices:
                what = f'{name} is not counted as "{reading}".'
                self._wrong(place, what, nearest(reading, list(definition.choices)))
            else:
                found[name] = reading
        return found

    def _wrong(self, place: str, what: str, do: str) -> None:
        self.problems.append(Problem(place, what, do))

    def _placer(self, entry: Entry) -> Callable[..., str]:
        return lambda *keys: self.file.place(*entry.keys, *keys)

    def _unknown(self, kind: str, entry: Entry) -> None:
        """Report a lever or an assumption that no register has."""
        known = getattr(self.registers, kind)
        place = self.file.place(*entry.keys[:2])
        words = entry.name.replace(".", " ").replace("_", " ").strip()
        show = f"Look it up with: parksim show {words}"
        what = f'There is no {kind.removesuffix("s")} "{entry.name}".'
        whole = known.get(entry.name)
        if whole is not None:
            parts = ", ".join(f"{entry.name}.{index}" for index in whole.index[:3])
            self._wrong(
                place, f"{entry.name} has a value for each {whole.by}.", f"Write {parts} ..."
            )
            return
        other = self.registers.assumptions if kind == "levers" else self.registers.levers
        if entry.name in other:
            is_what, part = (
                ("an assumption", "assumptions") if kind == "levers" else ("a lever", "policy")
            )
            self._wrong(place, f"{what} It is {is_what}.", f"Put it under {part}.")
            return
        close = nearest(entry.name, list(known), show)
        self._wrong(place, what, close if close == show else f"{close}\n{show}")

    def _quarter(
        self, written: int | str, place: str, period: tuple[int, int] | None
    ) -> int | None:
        found = quarter(written, place, self.problems)
        if found is not None and period is not None and not period[0] <= found <= period[1]:
            span = f"{quarters.text(period[0])} to {quarters.text(period[1])}"
            what = f"{quarters.text(found)} is outside the period, {span}."
            self._wrong(place, what, "Choose a quarter within it, or change the period.")
            return None
        return found

    def _parks(self, words: list[str] | None, place: Callable[..., str]) -> tuple[int, ...] | None:
        if words is None:
            return None
        found: dict[int, None] = {}
        for number, word in enumerate(words):
            try:
                found.update(dict.fromkeys(self.places.parks(word, place("parks", number))))
            except InputError as error:
                self.problems.extend(error.problems)
        return tuple(sorted(found))

    def _industries(
        self, words: list[str] | None, place: Callable[..., str]
    ) -> tuple[int, ...] | None:
        if words is None:
            return None
        found: dict[int, None] = {}
        for number, word in enumerate(words):
            try:
                found[self.places.industry(word, place("industries", number))] = None
            except InputError as error:
                self.problems.extend(error.problems)
        return tuple(sorted(found))

    def _check_districts(self, parks: tuple[int, ...], lever: Lever, place: str) -> None:
        districts = self.places.districts
        for park in parks:
            together = [
                row
                for row in range(1, self.places.park_count + 1)
                if districts[row] == districts[park]
            ]
            if not set(together) <= set(parks):
                names = ", ".join(self.places.park_slugs[row - 1] for row in together)
                what = f"{lever.id} is one number for each district."
                self._wrong(place, what, f"Name all parks of the district: {names}.")
                return
