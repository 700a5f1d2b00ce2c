"""The model as people look it up: kinds of agents, parks, the zone, scenarios."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from sim.core import quarters
from sim.core.errors import InputError
from sim.runs.setting import Setting

Lines = list[str]


def kinds() -> Lines:
    """List the kinds of agents and records."""
    return [f"{name:<12} {_first_line(kind)}" for name, kind in _kinds().items()]


def kind(word: str) -> Lines | None:
    """Explain a kind of agent: its columns with unit and meaning."""
    from sim.core.table import declared

    found = _kinds().get(word)
    if found is None:
        return None
    columns = declared(found)
    width = max(map(len, columns))
    wide = max(len(column.unit) for column in columns.values())
    lines = [f"{word}: {_first_line(found)}"]
    for name, column in columns.items():
        many = f" [{column.shape}]" if column.shape else ""
        lines.append(f"  {name:<{width}}  {column.unit:<{wide}}  {column.meaning}{many}")
    return lines


def parks(setting: Setting, language: str) -> Lines:
    """List the parks of the zone."""
    places = setting.zone.gazetteer
    rows = zip(places.park_ids, places.park_slugs, places.park_names(language), strict=True)
    return [f"{name:<4} {slug:<20} {label}" for name, slug, label in rows]


def park(word: str, setting: Setting, language: str) -> Lines | None:
    """Show what the zone's files say about one park."""
    places = setting.zone.gazetteer
    try:
        numbers = places.parks(word)
    except InputError:
        return None
    if len(numbers) != 1:
        names = ", ".join(places.park_slugs[number - 1] for number in numbers)
        return [f"{word}: {names}"]
    row = numbers[0] - 1
    rows = setting.zone.table("parks.csv")
    label = places.park_labels[row]
    lines = [f"park {places.park_slugs[row]}  {label.of(language)}"]
    return lines + [f"  {name:<30} {_number(rows[name][row])}" for name in _columns(rows)]


def zone(setting: Setting) -> Lines:
    """Compare the opening population with the start figures: figure, wanted, got."""
    from sim.policy.assumed import Assumed
    from sim.zone.opening import open_zone
    from sim.zone.start_figures import start_figures

    place = setting.zone
    overrides = getattr(place, "assumptions", {})
    assumed = Assumed(setting.registers, overrides, place.gazetteer.industry_ids)
    opening = open_zone(place, assumed, seed=1, replicate=0, resolution="draft")
    figures = start_figures(place, opening)
    width = max(len(str(each.figure)) for each in figures)
    lines = [f"{'figure':<{width}}  {'wanted':>12}  {'got':>12}  unit"]
    for each in figures:
        mark = "" if each.ok else "  outside its band"
        wanted, got = _grouped(each.wanted), _grouped(each.got)
        lines.append(f"{each.figure:<{width}}  {wanted:>12}  {got:>12}  {each.unit}{mark}")
    return lines


def scenario(each: Any, setting: Setting, language: str) -> Lines:
    """Show a scenario: each lever that it moves as a line of quarters, with file and line."""
    law = setting.law(each)
    span = f"{quarters.text(each.first)} to {quarters.text(each.last)}"
    lines = [f"scenario {each.id}  {each.title.of(language)}"]
    if each.question is not None:
        lines.append(f"  {each.question.of(language)}")
    lines += [
        f"  period      {span}, {each.resolution}",
        *(["  floor       completed as observed"] if each.completions == "observed" else []),
        f"  clauses     {', '.join(sorted(each.clauses, key=_clause_order)) or 'none'}",
        f"  files       {', '.join(each.files)}",
    ]
    before = law.ground.before
    moved = [
        lever
        for lever in setting.registers.levers.values()
        if (law.paths[lever.field] != before[lever.field]).any()
    ]
    for lever in moved:
        lines.append(f"{lever.id} ({lever.clause})")
        for line in law.pieces(lever.id):
            if line.parks == (0,):
                continue
            where = _places(line, setting)
            lines += [f"  {where}{piece}" for piece in line.pieces]
    lines += [f"{name} = {value:g}" for name, value in each.overrides.items()]
    lines += [
        f"{quarters.text(act.quarter)} {act.event} {' '.join(_names(act, setting))}".rstrip()
        for act in each.events
    ]
    lines += [f"{name} counted as {reading}" for name, reading in each.count_as.items()]
    return lines


def _places(line: Any, setting: Setting) -> str:
    places = setting.zone.gazetteer
    names = [places.park_slugs[number - 1] for number in line.parks if number]
    names += [places.industry_ids[number] for number in line.industries]
    everywhere = len([n for n in line.parks if n]) == places.park_count and not line.industries
    if not names or everywhere:
        return ""
    return f"{', '.join(names[:4])}{' ...' if len(names) > 4 else ''}: "


def _names(act: Any, setting: Setting) -> list[str]:
    places = setting.zone.gazetteer
    found = [places.park_slugs[number - 1] for number in act.parks]
    return found + [places.industry_ids[number] for number in act.industries] + list(act.firms)


def _clause_order(name: str) -> tuple[str, int]:
    return name[0], int(name[1:] or 0)


def _kinds() -> dict[str, type]:
    import sim.agents
    from sim.core.agent import Agent

    found = {}
    for module in pkgutil.iter_modules(sim.agents.__path__):
        for value in vars(importlib.import_module(f"sim.agents.{module.name}")).values():
            own = isinstance(value, type) and issubclass(value, Agent)
            if own and value.__module__ == f"sim.agents.{module.name}":
                found[value.__name__] = value
    return found


def _columns(rows: Any) -> list[str]:
    return list(rows.columns)


def _grouped(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _first_line(each: Any) -> str:
    return (each.__doc__ or "").strip().partition("\n")[0]
