"""Entries of the registers as people read them: what, in which unit, which clause, how sure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.cli import clauses, levers
from sim.cli.levers import unit_of
from sim.policy.assumption import slug
from sim.runs.setting import Setting
from sim.search.anatomy import anatomy, readers

Lines = list[str]


def entry(name: str, setting: Setting, language: str) -> Lines | None:
    """Return what a register says about an id, or None if none has it."""
    registers = setting.registers
    if name in registers.levers:
        return levers.lever(registers.levers[name], setting, language)
    if name in registers.assumptions:
        return assumption(registers.assumptions[name], setting, language)
    if name in registers.clauses:
        return clauses.clause(registers.clauses[name], setting, language)
    if name in registers.events:
        return event(registers.events[name], language)
    if name in registers.definitions:
        return definition(registers.definitions[name], language)
    if name in registers.programmes:
        return programme(registers.programmes[name], language)
    return None


def listed(register: Iterable[Any], language: str) -> Lines:
    """Return a line for each entry of a register."""
    rows = [(each.id, _label(each, language)) for each in register]
    width = max((len(name) for name, _ in rows), default=0)
    return [f"{name:<{width}}  {label}" for name, label in rows]


def assumption(each: Any, setting: Setting, language: str) -> Lines:
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
            unit=unit_of(each.unit, language),
            symbol=each.symbol,
            used_in=each.used_in,
            read_by=", ".join(_readers(each, setting)),
            source=each.source,
            confidence=each.confidence,
            calibrate=each.calibrate,
            known_by=each.known_by,
            why=each.why,
            place=each.place,
        ),
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
        ),
    ]


def definition(each: Any, language: str) -> Lines:
    """Explain a switch between readings of a term."""
    choices = [f"  {name}  {label.of(language)}" for name, label in each.choices.items()]
    return [*_head("definition", each, language), *choices]


def programme(each: Any, language: str) -> Lines:
    """Explain a public programme: who pays, for which levers, at which unit cost."""
    return [
        *_head("programme", each, language),
        *_pairs(
            payers=", ".join(each.payers),
            levers=", ".join(each.levers) or "none: every law has to pay it",
            basis=each.basis,
            place=each.place,
        ),
    ]


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


def _label(each: Any, language: str) -> str:
    label = getattr(each, "label", None) or each.heading
    return label[language] if isinstance(label, dict) else label.of(language)


def _readers(assumption: Any, setting: Setting) -> list[str]:
    fields = [assumption.id, *(f"{assumption.id}_{slug(index)}" for index in assumption.index)]
    return readers(anatomy(setting.quarter), "assume", *fields)
