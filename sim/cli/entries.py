"""Entries of the registers as people read them: what, in which unit, which clause, how sure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.core.units import unit
from sim.policy.lever import ByColumn
from sim.runs.setting import Setting

Lines = list[str]


def entry(name: str, setting: Setting, language: str) -> Lines | None:
    """Return what a register says about an id, or None if none has it."""
    registers = setting.registers
    if name in registers.levers:
        return lever(registers.levers[name], setting, language)
    if name in registers.assumptions:
        return assumption(registers.assumptions[name], language)
    if name in registers.targets:
        return target(registers.targets[name], registers, language)
    if name in registers.clauses:
        return clause(registers.clauses[name], registers, language)
    if name in registers.events:
        return event(registers.events[name], language)
    if name in registers.definitions:
        return definition(registers.definitions[name], language)
    return None


def listed(register: Iterable[Any], language: str) -> Lines:
    """Return a line for each entry of a register."""
    rows = [(each.id, _label(each, language)) for each in register]
    width = max((len(name) for name, _ in rows), default=0)
    return [f"{name:<{width}}  {label}" for name, label in rows]


def lever(each: Any, setting: Setting, language: str) -> Lines:
    """Explain a lever: its clause, values, bounds, cost, and which stages read it."""
    from sim.cli.structure import readers

    before = each.before
    if isinstance(before, ByColumn):
        before = f"{before.default:g}, by park as in column {before.column} of parks.csv"
    clauses = setting.registers.clauses
    heading = clauses[each.clause].heading.of(language) if each.clause in clauses else ""
    stages = readers("law", each.field)
    return [
        *_head("lever", each, language),
        *_pairs(
            clause=f"{each.clause} {heading}".strip(),
            kind=f"{each.kind}, by {each.scope}",
            unit=_unit(each.unit, language),
            choices=", ".join(each.choices),
            before=str(before),
            opinion=_opinion(each.opinion),
            range=f"{each.range[0]:g} to {each.range[1]:g}",
            plausible=f"{each.plausible[0]:g} to {each.plausible[1]:g}",
            acts=each.acts,
            mechanism=each.mechanism,
            indicators=", ".join(f"{name} {sign}" for name, sign in each.indicators.items()),
            read_by=", ".join(stages) or "no stage yet: it has no effect",
            cost=each.cost,
            observable=each.observable,
            source=each.source,
            confidence=each.confidence,
            part_of=each.part_of,
            other_names=", ".join(each.also.get(language, ())),
            filled_in=", ".join(each.filled),
            place=each.place,
        ),
    ]


def assumption(each: Any, language: str) -> Lines:
    """Explain an assumption: its value, range, source, and how sure it is."""
    if each.by:
        width = max(len(point.index) for point in each.points)
        values = [
            f"  {point.index:<{width}}  {point.value:g}  ({point.low:g} to {point.high:g})"
            for point in each.points
        ]
    else:
        point = each.points[0]
        values = _pairs(value=f"{point.value:g}", range=f"{point.low:g} to {point.high:g}")
    return [
        *_head("assumption", each, language),
        *values,
        *_pairs(
            unit=_unit(each.unit, language),
            symbol=each.symbol,
            used_in=each.used_in,
            read_by=", ".join(_assumption_readers(each)),
            source=each.source,
            confidence=each.confidence,
            calibrate=each.calibrate,
            known_by=each.known_by,
            why=each.why,
            place=each.place,
        ),
    ]


def clause(each: Any, registers: Any, language: str) -> Lines:
    """Explain a clause: its words, what it asks for, and its levers."""
    levers = registers.levers_of(each.id)
    lines = [f"{each.kind} {each.id}  {each.heading.of(language)}", f"  {_label_text(each)}"]
    lines.append(f"  {each.summary.of(language)}")
    if levers:
        lines += ["", *(f"  {line}" for line in listed(levers, language))]
    return lines


def target(each: Any, registers: Any, language: str) -> Lines:
    """Explain a target: the number aimed at, its definitions, where it stood."""
    aims = [
        f"{word} {bound:g} {each.unit}"
        for word, bound in (("at least", each.at_least), ("at most", each.at_most))
        if bound is not None
    ]
    readings = [f"  {name}: " + ", ".join(choices) for name, choices in each.definitions.items()]
    return [
        f"target {each.id}  {each.heading.of(language)}",
        f"  {each.summary.of(language)}",
        *_pairs(
            aim=", ".join(aims) or "no number",
            due=each.due,
            start=each.start,
            reading=each.reading,
            computed_in=each.computed_in,
            source=each.source,
            confidence=each.confidence,
        ),
        *(["  definitions"] if readings else []),
        *(f"  {line}" for line in readings),
    ]


def event(each: Any, language: str) -> Lines:
    """Explain a one-off act."""
    return [
        *_head("event", each, language),
        f"  {each.does.of(language)}",
        *_pairs(
            needs=", ".join(each.needs),
            may_name=", ".join(each.may),
            clause=each.clause,
            stage=each.stage,
            carried_out="yes" if each.carried_out else "not yet: nothing happens",
        ),
    ]


def definition(each: Any, language: str) -> Lines:
    """Explain a switch between readings of a term."""
    choices = [f"  {name}  {label.of(language)}" for name, label in each.choices.items()]
    return [*_head("definition", each, language), *choices]


def indicator(each: Any, language: str) -> Lines:
    """Explain an indicator: unit, levels, what it serves."""
    return [
        f"indicator {each.id}  {each.label[language]}",
        *_pairs(
            unit=each.unit[language],
            kind=each.kind,
            levels=", ".join(each.levels),
            better=each.better,
            targets=", ".join(each.targets),
            clauses=", ".join(each.clauses),
        ),
    ]


def _head(kind: str, each: Any, language: str) -> Lines:
    other = each.label.zh if language == "en" else each.label.en
    return [f"{kind} {each.id}  {each.label.of(language)}", f"  {other}"]


def _pairs(**values: str) -> Lines:
    return [f"  {name.replace('_', ' '):<12} {value}" for name, value in values.items() if value]


def _opinion(each: Any) -> str:
    if each.by_park:
        return f"{each.value}, from the date at which each park is reformed"
    return f"{each.value} from {each.from_}"


def _label(each: Any, language: str) -> str:
    label = getattr(each, "label", None) or each.heading
    return label[language] if isinstance(label, dict) else label.of(language)


def _label_text(each: Any) -> str:
    return " / ".join(dict.fromkeys(each.heading))


def _unit(text: str, language: str) -> str:
    found = unit(text)
    return found.zh if language == "zh" else found.en


def _assumption_readers(each: Any) -> list[str]:
    from sim.cli.structure import readers
    from sim.policy.assumption import slug

    fields = [each.id, *(f"{each.id}_{slug(index)}" for index in each.index)]
    return list(dict.fromkeys(name for field in fields for name in readers("assume", field)))
