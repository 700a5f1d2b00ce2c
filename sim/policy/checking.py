"""Checks across the entries of the registers: units, clauses, ranges, sums, complete indices."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from sim.core import quarters, units
from sim.core.errors import InputError, Problem
from sim.policy.assumption import Assumption
from sim.policy.lever import ByColumn, Lever
from sim.policy.reading import Places
from sim.policy.registers import Registers

PROPOSAL = "proposal"
CAUSAL_TEST = "causal test"


def check(registers: Registers, places: Places) -> None:
    """Check what no entry that was just read can know of itself. Raises InputError with it all."""
    problems: list[Problem] = []
    for lever in registers.levers.values():
        if places.has("levers", lever.id):
            problems.extend(_lever(lever, registers, places))
    problems.extend(_fields(registers, places))
    for name, parts in registers.sum_groups.items():
        problems.extend(_sums(name, [registers.levers[part] for part in parts], places))
    read = [each for each in registers.assumptions.values() if places.has("assumptions", each.id)]
    for assumption in read:
        problems.extend(_assumption(assumption, places))
    problems.extend(_industries(read, places))
    problems.extend(_targets(registers, places))
    problems.extend(_programmes(registers, places))
    problems.extend(_carriers(registers, places))
    for event in registers.events.values():
        known = event.clause in (CAUSAL_TEST, PROPOSAL) or event.clause in registers.clauses
        if not known and places.has("events", event.id):
            where = places.of("events", event.id, "clause")
            what = f'There is no clause "{event.clause}".'
            do = f"Name a clause such as M5, {PROPOSAL} or {CAUSAL_TEST}."
            problems.append(Problem(where, what, do))
    if problems:
        raise InputError(problems)


def _carriers(registers: Registers, places: Places) -> Iterator[Problem]:
    """Principles and targets are carried by measures or safeguards; those have levers instead."""
    for clause in registers.clauses.values():
        if not places.has("clauses", clause.id):
            continue
        where = places.of("clauses", clause.id)
        carried = clause.kind in ("principle", "target")
        if carried != bool(clause.through):
            what = f"{clause.id} is a {clause.kind}."
            do = "Name the clauses that carry it: through: [M6]." if carried else "Drop through."
            yield Problem(where, what, do)
        for name in clause.through:
            kind = registers.clauses[name].kind if name in registers.clauses else ""
            if kind not in ("measure", "safeguard"):
                where = places.of("clauses", clause.id, "through")
                what = f'There is no measure or safeguard "{name}".'
                yield Problem(where, what, "Write M1 to M15, S1 to S4.")


def _programmes(registers: Registers, places: Places) -> Iterator[Problem]:
    """Every lever of a programme exists and stands in one programme only."""
    owner: dict[str, str] = {}
    for programme in registers.programmes.values():
        for name in programme.levers:
            here = places.has("programmes", programme.id)
            where = places.of("programmes", programme.id, "levers") if here else programme.place
            if name not in registers.levers:
                yield Problem(where, f'There is no lever "{name}".', "Name a registered lever.")
            elif name in owner:
                what = f"{name} is paid by {owner[name]} already."
                yield Problem(where, what, "A lever has one programme.")
            owner.setdefault(name, programme.id)


def _fields(registers: Registers, places: Places) -> Iterator[Problem]:
    """No two levers share the name by which stages read them."""
    owner: dict[str, str] = {}
    for lever in registers.levers.values():
        other = owner.setdefault(lever.field, lever.id)
        if other != lever.id and places.has("levers", lever.id):
            what = f"Stages would read {lever.id} and {other} by the same name, {lever.field}."
            yield Problem(places.of("levers", lever.id), what, "Give it another id.")


def _lever(lever: Lever, registers: Registers, places: Places) -> Iterator[Problem]:
    def at(*keys: str) -> str:
        return places.of("levers", lever.id, *keys)

    if lever.clause != PROPOSAL and lever.clause not in registers.clauses:
        advice = f"Name a clause such as M5, or {PROPOSAL}."
        yield Problem(at("clause"), f'There is no clause "{lever.clause}".', advice)
    yield from _unit(lever.unit, at("unit"))
    low, high = lever.range
    if lever.kind == "share" and not 0 <= low <= high <= 1:
        what = "The range of a share lies between 0 and 1."
        yield Problem(at("range"), what, "Write range: [0, 1], or another kind than share.")
    if not low <= lever.plausible[0] <= lever.plausible[1] <= high:
        what = "The plausible interval is no part of the range."
        yield Problem(at("plausible"), what, f"Stay between {low:g} and {high:g}, low end first.")
    before = lever.before.default if isinstance(lever.before, ByColumn) else lever.before
    for key, value in (("before", before), ("opinion", lever.opinion.value)):
        wrong = None if key in lever.filled else lever.check(value)
        if wrong:
            yield Problem(at(key), wrong, "Change the value, its kind or its range.")
    if not lever.opinion.by_park:
        yield from _quarter(lever.opinion.from_, at("opinion", "from"))


def _sums(name: str, parts: list[Lever], places: Places) -> Iterator[Problem]:
    read = [part.id for part in parts if places.has("levers", part.id)]
    for key, values in (
        ("before", [part.before_value for part in parts]),
        ("opinion", [part.opinion_value for part in parts]),
    ):
        if read and not isclose(sum(values), 1.0, abs_tol=1e-9):
            where = places.of("levers", read[-1], key)
            what = f"The parts of {name} sum to {sum(values):g}, not to 1."
            yield Problem(where, what, f"They are {', '.join(part.id for part in parts)}.")


def _assumption(assumption: Assumption, places: Places) -> Iterator[Problem]:
    def at(*keys: str) -> str:
        return places.of("assumptions", assumption.id, *keys)

    yield from _unit(assumption.unit, at("unit"))
    yield from _quarter(assumption.known_by, at("known_by"))
    for point in assumption.points:
        keys = ("values", point.index) if assumption.by else ()
        if not point.low <= point.value <= point.high:
            what = f"{point.value:g} lies outside its range {point.low:g} to {point.high:g}."
            yield Problem(at(*keys), what, "Widen the range, or change the value.")
        if "unit" in point.notes:
            yield from _unit(point.notes["unit"], at(*keys, "unit"))


def _industries(assumptions: list[Assumption], places: Places) -> Iterator[Problem]:
    listed = [each for each in assumptions if each.by == "industry"]
    known = dict.fromkeys(index for each in listed for index in each.index)
    for each in listed:
        missing = [index for index in known if index not in each.index]
        if missing:
            where = places.of("assumptions", each.id, "values")
            what = f"{each.id} has no value for {', '.join(missing)}."
            yield Problem(where, what, "Give every industry a value, 0 where there is none.")


def _targets(registers: Registers, places: Places) -> Iterator[Problem]:
    for target in registers.targets.values():
        if not places.has("targets", target.id):
            continue
        yield from _unit(target.unit, places.of("targets", target.id, "unit"))
        yield from _quarter(target.due, places.of("targets", target.id, "due"))
        if target.id not in registers.clauses:
            what = "No clause states this target."
            yield Problem(places.of("targets", target.id), what, "Add it to clauses.yaml.")
        for name, readings in target.definitions.items():
            where = places.of("targets", target.id, "definitions", name)
            if name not in registers.definitions:
                do = f"Known: {', '.join(registers.definitions)}."
                yield Problem(where, f'There is no definition "{name}".', do)
                continue
            known = registers.definitions[name].choices
            for reading in readings:
                if reading not in known:
                    what = f'{name} has no reading "{reading}".'
                    yield Problem(where, what, f"Readings: {', '.join(known)}.")


def _unit(text: str, where: str) -> Iterator[Problem]:
    if text in units.UNITS:
        return
    try:
        spelled = units.unit(text).id
    except InputError as error:
        yield Problem(where, error.problems[0].what, error.problems[0].do)
    else:
        yield Problem(where, f'The unit "{text}" is written "{spelled}".', "Write it so.")


def _quarter(text: str, where: str) -> Iterator[Problem]:
    try:
        quarters.parse(text)
    except InputError as error:
        yield Problem(where, error.problems[0].what, error.problems[0].do)
