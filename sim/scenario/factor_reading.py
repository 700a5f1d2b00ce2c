"""From the factors of an experiment file to factors with all words looked up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.core.errors import InputError, Problem
from sim.core.filling import nearest
from sim.policy.law import Law
from sim.policy.lever import Lever
from sim.policy.registers import Registers
from sim.scenario.distribution import Distribution
from sim.scenario.experiment_file import ExperimentFile
from sim.scenario.experiment_form import FactorForm
from sim.scenario.factor import FIELDS, Factor
from sim.scenario.factor_values import Values, broken, outside, outside_period, plausible
from sim.scenario.places import Places
from sim.scenario.reading import Entry
from sim.scenario.resolved import ResolvedScenario, component
from sim.scenario.targeting import Targeting

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")
RESERVED = {"row", "scenario", "replicate", "seed", "key", "and", "or", "not", "true", "false",
            "in", "is", "if", "else", "lambda"}  # fmt: skip
KINDS = ("lever", "assumption", "clause")


class FactorReading:
    """Looks up the factors of one experiment file; what is wrong is collected.

    scenarios  of the experiment, the reference first
    words      scenario as the file writes it -> its id
    laws       law of each scenario by id
    """

    def __init__(
        self,
        file: ExperimentFile,
        scenarios: Sequence[ResolvedScenario],
        words: Mapping[str, str],
        laws: Mapping[str, Law],
        registers: Registers,
        places: Places,
    ) -> None:
        self.file, self.scenarios, self.words, self.laws = file, scenarios, words, laws
        self.registers = registers
        self.targeting = Targeting(places, laws)
        self.problems: list[Problem] = []

    def factors(self) -> list[Factor]:
        """Return the factors that can be read."""
        found: list[Factor] = []
        for entry in self.file.factors:
            before = len(self.problems)
            factor = _One(self, entry).factor()
            if factor is not None and len(self.problems) == before:
                self._check_alone(factor, found)
                found.append(factor)
        return found

    def _check_alone(self, factor: Factor, others: Sequence[Factor]) -> None:
        for other in others:
            if other.name == factor.name:
                what = f'There are two factors "{factor.name}".'
                self.problems.append(Problem(factor.place, what, "Give one another name: ..."))
            elif (
                (other.kind, other.subject) == (factor.kind, factor.subject)
                and set(other.where) & set(factor.where)
                and (not factor.targets or _share_target(factor, other))
            ):
                what = f"{other.name} varies the same thing as {factor.name}."
                self.problems.append(Problem(factor.place, what, "Delete one of them."))


def _share_target(one: Factor, other: Factor) -> bool:
    shared = set(one.targets) & set(other.targets)
    return any(one.targets[name].change == other.targets[name].change for name in shared)


class _One:
    """One factor of a file."""

    def __init__(self, reading: FactorReading, entry: Entry) -> None:
        self.reading, self.registers = reading, reading.registers
        self.form: FactorForm = entry.form
        self.keys = entry.keys

    def factor(self) -> Factor | None:
        kind, subject = self._subject()
        if not kind:
            return None
        where = self._where()
        scenarios = [each for each in self.reading.scenarios if each.id in where]
        if not scenarios:
            return None
        if kind == "assumption":
            return self._assumption(subject, scenarios)
        if kind == "clause":
            return self._clause(subject, scenarios)
        return self._lever(subject, scenarios)

    def _place(self, *keys: str | int) -> str:
        return self.reading.file.place(*self.keys, *keys)

    def _wrong(self, what: str, do: str, *keys: str | int) -> None:
        self.reading.problems.append(Problem(self._place(*keys), what, do))

    def _subject(self) -> tuple[str, str]:
        """Return lever, assumption or clause, and its id; a short form may be any of them."""
        given = [key for key in KINDS if getattr(self.form, key)]
        if len(given) != 1:
            found = f"It has {' and '.join(given)}." if given else "It has none."
            what = f"A factor is one lever, assumption or clause. {found}"
            self._wrong(what, "Write lever: id, assumption: id or clause: M5.")
            return "", ""
        kind, subject = given[0], getattr(self.form, given[0])
        if self._is(kind, subject):
            return kind, subject
        other = next((each for each in KINDS if self._is(each, subject)), "")
        whole = self.registers.assumptions.get(subject)
        if other and self.form.model_fields_set == {"lever"}:
            return other, subject
        if other:
            self._wrong(f"{subject} is no {kind}.", f"Write {other}: {subject}.", kind)
        elif whole is not None:
            parts = ", ".join(f"{subject}.{index}" for index in whole.index[:3])
            self._wrong(f"{subject} has a value for each {whole.by}.", f"Write {parts} ...", kind)
        else:
            known = list(getattr(self.registers, f"{kind}s"))
            words = re.sub(r"[._]", " ", subject).strip()
            do = nearest(subject, known, f"Look it up with: parksim show {words}")
            self._wrong(f'There is no {kind} "{subject}".', do, kind)
        return "", ""

    def _is(self, kind: str, subject: str) -> bool:
        """Whether a word is a lever, an assumption or a component of one, or a clause."""
        if kind != "assumption":
            return subject in getattr(self.registers, f"{kind}s")
        try:
            component(self.registers.assumptions, subject)
        except KeyError:
            return False
        return True

    def _where(self) -> tuple[str, ...]:
        ids = [each.id for each in self.reading.scenarios]
        if self.form.where is None:
            return tuple(ids)
        found = {}
        for number, word in enumerate(self.form.where):
            name = self.reading.words.get(word, word)
            if name in ids:
                found[name] = None
            else:
                what = f'The experiment has no scenario "{word}".'
                self._wrong(what, nearest(word, ids), "where", number)
        return tuple(found)

    def _assumption(self, subject: str, scenarios: list[ResolvedScenario]) -> Factor | None:
        self._only("assumption", "dist", "where", "group", "why", "beyond_range", "name")
        point = component(self.registers.assumptions, subject)
        values = [each.overrides.get(subject, point.value) for each in scenarios]
        if self.form.where is None and len(set(values)) > 1:
            self._ask_where(subject)
        default = None
        if point.low < point.high:
            default = Distribution("uniform", (float(point.low), float(point.high)))
        unit = self.registers.assumptions[
            subject if subject in self.registers.assumptions else subject.rpartition(".")[0]
        ].unit
        made = self._made("assumption", subject, unit, scenarios, default)
        if made is None:
            return None
        place = self._place("dist") if self.form.dist is not None else self._place()
        self.reading.problems.extend(outside(made, point.low, point.high, place))
        return replace(made, base=float(values[0]))

    def _clause(self, subject: str, scenarios: list[ResolvedScenario]) -> Factor | None:
        self._only("clause", "dist", "where", "group", "why", "name")
        if not self.registers.levers_of(subject):
            what = f"Clause {subject} has no lever, so nothing depends on whether it stands."
            self._wrong(what, "Name a measure or a safeguard.", "clause")
            return None
        standing = [subject in each.clauses for each in scenarios]
        if self.form.where is None and len(set(standing)) > 1:
            self._ask_where(f"clause {subject}")
        default = Distribution("boolean", (0.5,))
        made = self._made("clause", subject, "switch", scenarios, default, switch=True)
        return None if made is None else replace(made, base=float(standing[0]))

    def _lever(self, subject: str, scenarios: list[ResolvedScenario]) -> Factor | None:
        lever = self.registers.levers[subject]
        kind = {"from": "start", "over": "ramp", None: "level"}[self.form.moves]
        sets = self.form.sets or "value"
        if kind != "level" and self.form.sets:
            self._wrong("A factor that moves a change sets nothing.", "Delete sets.", "sets")
        if kind == "level" and lever.kind in ("switch", "choice") and sets != "value":
            what = f"{subject} is a {lever.kind}: it has no multiples."
            self._wrong(what, "Delete sets.", "sets")
        if self.form.where is None and self._differ(lever, scenarios):
            self._ask_where(subject)
            return None
        targets = {}
        for scenario in scenarios:
            try:
                targets[scenario.id] = self.reading.targeting.target(
                    self.form, kind, lever, scenario, self._place
                )
            except InputError as error:
                self.reading.problems.extend(error.problems)
        if len(targets) < len(scenarios):
            return None
        choice = lever.kind == "choice" and kind == "level"
        names = tuple(sorted(lever.choices, key=lever.choices.__getitem__)) if choice else ()
        switch = lever.kind == "switch" and kind == "level"
        unit = {"start": "quarter", "ramp": "quarters"}.get(kind, lever.unit)
        if sets == "scale":
            unit = "factor"
        default = plausible(lever) if kind == "level" and sets == "value" else None
        made = self._made(kind, subject, unit, scenarios, default, names, switch, targets)
        if made is None:
            return None
        place = self._place("dist") if self.form.dist is not None else self._place()
        if kind == "level" and sets == "value":
            self.reading.problems.extend(outside(made, *lever.range, place))
            if lever.kind == "integer":
                self.reading.problems.extend(broken(made, subject, place))
        elif kind == "start":
            first = max(each.first for each in scenarios)
            last = min(each.last for each in scenarios)
            self.reading.problems.extend(outside_period(made, first, last, place))
        elif kind == "ramp":
            self.reading.problems.extend(broken(made, "A ramp", place, least=1))
        one = scenarios[0]
        base = self.reading.targeting.base(kind, lever, targets[one.id], one)
        return made if base is None else replace(made, base=base)

    def _differ(self, lever: Lever, scenarios: list[ResolvedScenario]) -> bool:
        paths = [self.reading.laws[each.id].paths[lever.field] for each in scenarios]
        return any(path.shape != paths[0].shape or (path != paths[0]).any() for path in paths[1:])

    def _ask_where(self, subject: str) -> None:
        last = self.reading.scenarios[-1].id
        what = f"The scenarios differ in {subject}, so it is open where the factor varies."
        self._wrong(what, f"Name the scenarios, as where: [{last}].")

    def _only(self, *allowed: str) -> None:
        for key in sorted(self.form.model_fields_set - set(allowed)):
            if key == "lever":
                continue  # the short form of an assumption or a clause
            spoken = key.rstrip("_")
            kind = "a clause" if "clause" in allowed else "an assumption"
            what = f"A factor on {kind} takes no {spoken}."
            self._wrong(what, "Delete it.", spoken)

    def _made(
        self,
        kind: str,
        subject: str,
        unit: str,
        scenarios: list[ResolvedScenario],
        default: Distribution | None,
        names: tuple[str, ...] = (),
        switch: bool = False,
        targets: Mapping[str, Any] | None = None,
    ) -> Factor | None:
        name = self.form.name or (f"{subject}.{self.form.moves}" if self.form.moves else subject)
        name = name if self.form.name else _spelled(name)
        if not NAME.fullmatch(name) or name in RESERVED or len(name) > 60:
            what = f'"{name}" is no name of a factor.'
            self._wrong(what, "Give a name of letters, digits and _, as in name: mark", "name")
        values = Values(name, kind, names, switch)
        found, problems = values.read(self.form.dist, default, self._place)
        self.reading.problems.extend(problems)
        if found is None:
            return None
        if self.form.beyond_range and not self.form.why:
            self._wrong("A factor beyond a range has no reason.", "Give it with why.")
        return Factor(
            name=name,
            kind=kind,
            subject=subject,
            unit=unit,
            distribution=found,
            base=found.middle,
            where=tuple(each.id for each in scenarios),
            targets=dict(targets or {}),
            names=names,
            switch=switch,
            group=self.form.group or "",
            why=self.form.why,
            beyond=self.form.beyond_range,
            place=self._place(),
            written={KINDS[0] if kind in FIELDS else kind: subject} | self._rest(),
        )

    def _rest(self) -> dict[str, Any]:
        """Return what a file says of it besides its subject, distribution and scenarios."""
        said = self.form.model_dump(by_alias=True, exclude_unset=True)
        left = ("name", *KINDS, "dist", "where")
        return {key: each for key, each in said.items() if key not in left}


def _spelled(name: str) -> str:
    """Return an id as the name of a factor; components may hold blanks and signs."""
    return re.sub(r"[^A-Za-z0-9_.]+", "_", name)


def clause_factors(
    file: ExperimentFile,
    factors: Sequence[Factor],
    scenarios: Sequence[ResolvedScenario],
    registers: Registers,
) -> tuple[list[Factor], list[Problem]]:
    """Return the factors of an attribution: whether each clause stands, in the last scenario.

    factors  those that the file has, which must be clauses; without any, and without clauses in the
             design, every clause that stands in the last scenario and moves a lever
    """
    place, named = file.place("design", "clauses"), file.design.clauses
    others = [each for each in factors if each.kind != "clause"]
    if others:
        what = f"An attribution varies clauses alone, not {others[0].name}."
        return [], [Problem(others[0].place, what, "Delete the factor, or take another method.")]
    if factors and named:
        what = "The clauses are named twice, as factors and in the design."
        return [], [Problem(place, what, "Delete one of the lists.")]
    last, problems = scenarios[-1], []
    for number, name in enumerate(named or ()):
        where = file.place("design", "clauses", number)
        if name not in registers.clauses:
            what = f'There is no clause "{name}".'
            problems.append(Problem(where, what, nearest(name, list(registers.clauses))))
        elif not _moves(name, registers):
            what = f"Clause {name} moves no lever, so it can explain nothing."
            problems.append(Problem(where, what, "Delete it."))
    if factors or problems:
        return list(factors), problems
    able = [each for each in registers.clauses if _moves(each, registers)]
    chosen = (
        list(dict.fromkeys(named)) if named else [each for each in able if each in last.clauses]
    )
    if not chosen:
        what = f"No clause that stands in {last.id} moves a lever."
        return [], [Problem(file.place("design"), what, "Name another scenario last.")]
    return [
        Factor(
            name=name,
            kind="clause",
            subject=name,
            unit="switch",
            distribution=Distribution("boolean", (0.5,)),
            base=float(name in last.clauses),
            where=(last.id,),
            targets={},
            switch=True,
            place=file.place("design"),
            written={"clause": name},
        )
        for name in chosen
    ], []


def _moves(clause: str, registers: Registers) -> bool:
    return any(each.changed_by_opinion for each in registers.levers_of(clause))
