"""A lever as people read it: its clause, values, cost, channel, and what it was measured to do."""

from __future__ import annotations

from math import isnan
from typing import Any

from sim.core.units import unit
from sim.policy.lever import ByColumn
from sim.runs.setting import Setting
from sim.search.anatomy import anatomy, channels, readers
from sim.search.effect_table import MAKE, Effect, effects, effects_of
from sim.search.lever_page import programme_of, spoken_value
from sim.search.page import figure

Lines = list[str]
UNREAD = "no stage yet: it has no effect"


def lever(each: Any, setting: Setting, language: str) -> Lines:
    """Explain a lever: its clause, values, bounds, cost, channel, and its measured effects."""
    other = each.label.zh if language == "en" else each.label.en
    clauses = setting.registers.clauses
    heading = clauses[each.clause].heading.of(language) if each.clause in clauses else ""
    pairs = {
        "clause": f"{each.clause} {heading}".strip(),
        "kind": f"{each.kind}, by {each.scope}",
        "unit": unit_of(each.unit, language),
        "choices": ", ".join(each.choices),
        "before": before(each),
        "opinion": opinion(each),
        "range": "" if each.choices else f"{each.range[0]:g} to {each.range[1]:g}",
        "plausible": plausible(each),
        "acts": each.acts,
        "mechanism": each.mechanism,
        "indicators": ", ".join(f"{name} {sign}" for name, sign in each.indicators.items()),
        "read by": read_by(each, setting),
        "cost": each.cost,
        "programme": programme(each, setting, language),
        "observable": observable(each),
        "source": each.source,
        "confidence": each.confidence,
        "part of": each.part_of,
        "other names": ", ".join(each.also.get(language, ())),
        "filled in": ", ".join(each.filled),
        "place": each.place,
    }
    lines = [f"lever {each.id}  {each.label.of(language)}", f"  {other}"]
    for name, text in pairs.items():
        lines += [f"  {name:<12} {text}"] if text else []
        lines += (
            [f"  {'':<12} {line}" for line in channel(each, setting)] if name == "read by" else []
        )
    return lines + effect_lines(each)


def brief(each: Any, setting: Setting, language: str) -> Lines:
    """Return a lever in a few lines, as the page of its clause shows it."""
    values = f"{before(each)}, under the Opinion {opinion(each)}; plausible {plausible(each)}"
    rows = {
        "values": f"{values} ({unit_of(each.unit, language)})",
        "read by": read_by(each, setting),
        "cost": each.cost,
        "programme": programme(each, setting, language),
        "observable": observable(each),
    }
    named = [f"  {name:<12} {text}" for name, text in rows.items() if text]
    return [f"{each.id}  {each.label.of(language)}", *named]


def before(each: Any) -> str:
    """Return the value before the Opinion in words."""
    if isinstance(each.before, ByColumn):
        column = each.before.column
        return f"{each.before.default:g}, by park as in column {column} of parks.csv"
    return spoken_value(each, each.before_value)


def opinion(each: Any) -> str:
    """Return the value under the Opinion in words, with its date."""
    spoken = spoken_value(each, each.opinion_value)
    if each.opinion.by_park:
        return f"{spoken}, from the date at which each park is reformed"
    return f"{spoken} from {each.opinion.from_}"


def plausible(each: Any) -> str:
    """Return the values that are plausible, in words."""
    if each.kind == "choice":
        return ", ".join(each.choices)
    low, high = (spoken_value(each, bound) for bound in each.plausible)
    return f"{low} to {high}"


def observable(each: Any) -> str:
    """Return what can be counted of a lever, or that it is an assumption."""
    if each.observable.lower().startswith("none"):
        return "assumption: nothing that is counted shows it"
    return each.observable


def read_by(each: Any, setting: Setting) -> str:
    """Return the stages that read a lever."""
    return ", ".join(readers(anatomy(setting.quarter), "law", each.field)) or UNREAD


def channel(each: Any, setting: Setting) -> Lines:
    """Return where in the stages the value of a lever goes, payments aside."""
    found = channels(anatomy(setting.quarter)).get(each.field, ())
    lines = []
    for step, taker in found:
        if taker.kind != "payment":
            named = "".join(f" E{number}" for number in step.numbers(taker)[:1])
            lines.append(f"{step.name}{named}: {taker}")
    return list(dict.fromkeys(lines))


def programme(each: Any, setting: Setting, language: str) -> str:
    """Return the public programme that pays for a lever, its payers and unit cost."""
    found = programme_of(each, setting.registers)
    if found is None:
        return "none: no public programme pays for it"
    payers = ", ".join(name.replace("_", " ") for name in found.payers)
    return f"{found.id} ({found.label.of(language)}), paid by {payers}: {found.basis}"


def effect_lines(each: Any) -> Lines:
    """Return what a lever was measured to do at either end of its plausible range."""
    table = effects()
    rows = effects_of(each.id, table)
    if not rows:
        reason = "this lever is not in the table" if table else "nobody has measured them yet"
        return [f"  {'effects':<12} {reason}; make them with: {MAKE}"]
    low, high = rows[0].low_value, rows[0].high_value
    pairs = f"{rows[0].replicates:g} pairs of worlds of {rows[0].base}"
    head = f"  {'effects':<12} against {before(each)}, this lever alone, {pairs}"
    costs = (rows[0].cost_low, rows[0].cost_high)
    lines = [head] + [
        f"    at {spoken_value(each, end)} it costs {figure(cost)} million yuan a year"
        for end, cost in zip((low, high), costs, strict=True)
        if not isnan(cost)
    ]
    width = max(len(row.indicator) for row in rows)
    return lines + [f"    {row.indicator:<{width}}  {_effect(each, row)}" for row in rows]


def unit_of(text: str, language: str) -> str:
    """Return a unit in a language."""
    found = unit(text)
    return found.zh if language == "zh" else found.en


ROUNDING = 1e-9  # what sums in another order differ by; no effect is so small
AGREES = {
    "yes": "as measured",
    "no": "against what was measured",
    "null": "not told from zero",
}


def _effect(each: Any, row: Effect) -> str:
    ends = (
        (row.low_value, row.effect_low, row.effect_low_from, row.effect_low_to),
        (row.high_value, row.effect_high, row.effect_high_from, row.effect_high_to),
    )
    spoken = []
    for end, *numbers in ends:
        if not isnan(numbers[0]):
            mean, low, high = (0.0 if abs(n) < ROUNDING else n for n in numbers)
            bounds = f"({figure(low)} to {figure(high)})"
            spoken.append(f"at {spoken_value(each, end)}: {figure(mean, sign=True)} {bounds}")
    agrees = f"expected {row.expected}, {AGREES[row.agrees]}" if row.agrees else "of either sign"
    expected = f"; {agrees}" if row.expected else ""
    return f"{'  '.join(spoken)} {row.unit}{expected}"
