"""The clauses of the Opinion as people read them: levers, stages, indicators, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sim.cli.levers import brief, observable
from sim.measure.register import indicators
from sim.policy.registers import Registers
from sim.runs.setting import Setting
from sim.search.anatomy import anatomy, carrying, readers

Lines = list[str]
NONE_YET = "none in the model yet"
_CARRIED = ("principle", "target")


def listed(setting: Setting, language: str) -> Lines:
    """Return all clauses, each with its levers, stages, indicators, scenarios and evidence."""
    blocks = [
        "\n".join(_block(clause, setting, language))
        for clause in setting.registers.clauses.values()
    ]
    return "\n\n".join(blocks).split("\n")


def clause(each: Any, setting: Setting, language: str) -> Lines:
    """Explain one clause in full: its words, all that `listed` says, and each of its levers."""
    lines = [
        f"{each.kind} {each.id}  {each.heading.of(language)}",
        f"  {' / '.join(dict.fromkeys(each.heading))}",
        f"  {each.summary.of(language)}",
    ]
    if each.kind == "target":
        lines += _aims(setting.registers.targets[each.id])
    lines += _rows(each, setting, language)
    for lever in setting.registers.levers_of(each.id):
        lines += ["", *(f"  {line}" for line in brief(lever, setting, language))]
    return lines


def levers_of(each: Any, registers: Registers) -> list[Any]:
    """Return the levers of a clause; of a principle or target, those of the clauses it names."""
    names = each.through or (each.id,)
    return [lever for name in names for lever in registers.levers_of(name)]


def stages_of(each: Any, setting: Setting) -> list[str]:
    """Return the stages that a clause acts through: those that read its levers.

    A target is no lever: its stages are those that carry out the equations it is computed in.
    """
    steps, registers = anatomy(setting.quarter), setting.registers
    if each.kind == "target":
        return carrying(steps, registers.targets[each.id].computed_in)
    return readers(steps, "law", *(lever.field for lever in levers_of(each, registers)))


def indicators_of(each: Any, registers: Registers) -> dict[str, str]:
    """Return indicator -> sign expected: of the levers, then those registered for the clause.

    The sign is ``?`` where levers differ, and empty where none is expected.
    """
    register = indicators().values()
    if each.kind == "target":
        found = {i.id: "" for i in register if each.id in i.targets}
        return found | registers.targets[each.id].indicators
    signs: dict[str, str] = {}
    for lever in levers_of(each, registers):
        for name, sign in lever.indicators.items():
            signs[name] = sign if signs.get(name, sign) == sign else "?"
    names = each.through or (each.id,)
    served = {i.id: "" for i in register if not set(names).isdisjoint(i.clauses)}
    return signs | {name: sign for name, sign in served.items() if name not in signs}


def scenarios_of(each: Any, setting: Setting) -> list[str]:
    """Return the scenarios of the library that turn a clause on or off or set one of its levers.

    Of a principle or target: of the clauses that carry it.
    """
    names = set(each.through or (each.id,))
    library = setting.library
    return [name for name in library.ids() if names & _touched(library.find(name), setting)]


def _touched(file: Any, setting: Setting) -> set[str]:
    """Return the clauses that a scenario file sets itself, its parents aside."""
    registers = setting.registers
    known = registers.levers
    found = {known[entry.name].clause for entry in file.policy if entry.name in known}
    events = registers.events
    found |= {events[entry.name].clause for entry in file.events if entry.name in events}
    if file.clauses is not None:
        kind, named = file.clauses
        found |= set(registers.clauses) if kind == "all" else set(named)
    return found


def _block(each: Any, setting: Setting, language: str) -> Lines:
    lines = [f"{each.id}  {each.heading.of(language)} ({each.kind})"]
    lines += _rows(each, setting, language)
    levers = setting.registers.levers_of(each.id)
    if levers:
        width = max(len(lever.id) for lever in levers)
        lines.append("  observable")
        lines += [f"    {lever.id:<{width}}  {observable(lever)}" for lever in levers]
    return lines


def _rows(each: Any, setting: Setting, language: str) -> Lines:
    registers = setting.registers
    own = [lever.id for lever in registers.levers_of(each.id)]
    signs = indicators_of(each, registers)
    spoken = [f"{name} {sign}".rstrip() for name, sign in signs.items()]
    scenarios = scenarios_of(each, setting)
    if each.kind not in _CARRIED:
        scenarios += [f"opinion:only-{each.id}", f"opinion:without-{each.id}"]
    if each.kind == "target":
        levers = f"none: it is counted, not set; served by {_joined(each.through)}"
        observables = "the count itself, under every definition"
    else:
        levers = _joined(own) or f"those of {_joined(each.through)}, which carry it"
        observables = "" if own else f"those of {_joined(each.through)}"
    return [
        *_row("levers", levers),
        *_row("stages", _joined(stages_of(each, setting)) or NONE_YET),
        *_row("indicators", _joined(spoken) or NONE_YET),
        *_row("scenarios", _joined(scenarios)),
        *_row("evidence", each.evidence.of(language)),
        *(_row("observable", observables) if observables else ()),
    ]


def _aims(target: Any) -> Lines:
    bounds = (("at least", target.at_least), ("at most", target.at_most))
    aims = [f"{word} {bound:g} {target.unit}" for word, bound in bounds if bound is not None]
    lines = [
        *_row("aim", _joined(aims) or "no number: direction and interval"),
        *_row("due", target.due),
        *_row("start", target.start),
        *_row("reading", target.reading),
        *_row("computed in", target.computed_in),
        *_row("source", f"{target.source}; confidence {target.confidence}"),
    ]
    if target.definitions:
        lines.append("  definitions")
        lines += [f"    {name}: {_joined(each)}" for name, each in target.definitions.items()]
    return lines


def _row(name: str, text: str) -> Lines:
    return [f"  {name:<12} {text}"]


def _joined(names: Iterable[str] | Sequence[str]) -> str:
    return ", ".join(names)
