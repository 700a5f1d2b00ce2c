"""The registers as pages for people, docs/registers/: clauses, targets, assumptions and so on.

Written by ``python -m sim.report.register_pages`` (``make registers``); levers have a page of their
own, `sim.search.lever_page`. What stands here in two languages is written once, in the registers.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.core.label import Label
from sim.measure.register import indicators
from sim.policy.assumption import Assumption
from sim.policy.registers import Registers
from sim.policy.target import Target
from sim.runs import files
from sim.runs.setting import Setting
from sim.scenario import experiment_file
from sim.scenario.experiment_library import experiments
from sim.scenario.library import SHIPPED, Library

FOLDER = Path("docs/registers")
_SIGNS = {"up": "↑", "down": "↓", "none": "–"}
_KINDS = {
    "principle": "Principles",
    "target": "Targets",
    "measure": "Measures",
    "safeguard": "Safeguards",
}


def pages(setting: Setting) -> dict[str, str]:
    """Return the pages in Markdown by file name, of the registers and the shipped scenarios."""
    registers = setting.registers
    library = Library([SHIPPED])
    return {
        "README.md": contents(registers, library),
        "clauses.md": clauses(registers),
        "targets.md": targets(registers),
        "assumptions.md": assumptions(registers),
        "indicators.md": measured(),
        "scenarios.md": scenarios(library),
    }


def contents(registers: Registers, library: Library) -> str:
    """Return the page that leads to the others."""
    held = (
        ("clauses", "Clauses of the Opinion", len(registers.clauses)),
        ("targets", "Targets and the definitions they can be counted by", len(registers.targets)),
        ("assumptions", "Assumptions with source, range, confidence", len(registers.assumptions)),
        ("indicators", "Indicators that a result may hold", len(indicators())),
        ("scenarios", "Scenarios and experiments to start from", len(library.ids())),
    )
    rows = [(f"[{name}]({name}.md)", label, str(count)) for name, label, count in held]
    levers = "Levers: channel, price, and what each was measured to do"
    rows.insert(2, ("[levers](../levers.md)", levers, str(len(registers.levers))))
    told = "One entry in full, in either language: `parksim show WORD`."
    return _page(
        "Registers",
        f"What the model's words mean. {told}",
        _table(("page", "what", "entries"), rows),
    )


def clauses(registers: Registers) -> str:
    """Return the clauses by kind: what each asks for, its levers and what is known of it."""
    sections = []
    for kind, heading in _KINDS.items():
        rows = []
        for each in registers.clauses.values():
            if each.kind == kind:
                named = [lever.id for lever in registers.levers_of(each.id)] or each.through
                evidence = _both(each.evidence)
                rows.append((each.id, _both(each.heading), _both(each.summary),
                             _codes(named), evidence))  # fmt: skip
        heads = ("id", "clause", "what it asks for", "levers, or what carries it", "evidence")
        sections += [f"## {heading}\n", _table(heads, rows)]
    told = "The clauses of the Opinion, our summary of each, and what is known of its effect."
    return _page("Clauses", told, *sections)


def targets(registers: Registers) -> str:
    """Return the targets with their bounds and definitions."""
    rows = [
        (each.id, _both(each.heading), _aim(each), each.due, _codes(each.definitions),
         each.start, each.reading, each.confidence)
        for each in registers.targets.values()
    ]  # fmt: skip
    heads = ("id", "target", "aim", "due", "definitions", "start", "reading", "confidence")
    readings = []
    for each in registers.definitions.values():
        first, *others = (f"`{name}` {_both(label)}" for name, label in each.choices.items())
        readings.append((f"`{each.id}`", _both(each.label), "<br>".join([f"**{first}**", *others])))
    told = "Every target is reported under every definition; none is chosen for the reader."
    chosen = "A scenario says by `count_as` which reading it counts by; in bold the usual one.\n"
    return _page(
        "Targets",
        told,
        _table(heads, rows),
        "## Definitions\n",
        chosen,
        _table(("definition", "meaning", "readings"), readings),
    )


def assumptions(registers: Registers) -> str:
    """Return the assumptions by theme: value, range, source and confidence."""
    themes: dict[str, list[Assumption]] = {}
    for each in registers.assumptions.values():
        themes.setdefault(each.theme, []).append(each)
    sections = []
    for theme, some in sorted(themes.items()):
        rows = [
            (f"`{each.id}`", _both(each.label), _value(each), each.unit, each.used_in or "–",
             each.confidence, each.source)
            for each in some
        ]  # fmt: skip
        heads = ("id", "assumption", "value [range]", "unit", "equation", "confidence", "source")
        sections += [f"## {theme.capitalize()}\n", _table(heads, rows)]
    told = "Numbers that no clause sets. Each is varied within its range by sensitivity analysis."
    return _page("Assumptions", told, *sections)


def measured() -> str:
    """Return the indicators with unit, levels and direction."""
    rows = [
        (f"`{each.id}`", _both(Label(each.label["en"], each.label["zh"])),
         _both(Label(each.unit["en"], each.unit["zh"])), each.kind, ", ".join(each.levels),
         _SIGNS[each.better], ", ".join((*each.targets, *each.clauses)) or "–")
        for each in indicators().values()
    ]  # fmt: skip
    heads = ("id", "indicator", "unit", "kind", "levels", "better", "serves")
    told = "What a result may hold. A stock is a value at the end of a quarter, a flow is of it."
    return _page("Indicators", told, _table(heads, rows))


def scenarios(library: Library) -> str:
    """Return the scenarios and experiments of a library with their questions."""
    rows = []
    for name in library.ids():
        file = library.find(name)
        question = _both(file.question) if file.question else "–"
        rows.append((f"`{name}`", _both(file.title), file.extends or "–", question))
    asked = []
    for name, path in experiments(library).items():
        each = experiment_file.read(path)
        question = _both(each.question) if each.question else "–"
        asked.append((f"`{name}`", _both(each.title) if each.title else name, question))
    told = (
        "`parksim run ID` runs one; `opinion:only-M5` and `opinion:without-M5` are understood, too."
    )
    return _page(
        "Scenarios",
        told,
        _table(("id", "scenario", "extends", "question"), rows),
        "## Experiments\n",
        _table(("id", "experiment", "question"), asked),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pages."""
    parser = argparse.ArgumentParser(description="Write the pages of the registers.")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    folder = parser.parse_args(arguments).folder
    with files.writing(folder, option="--folder"):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages(Setting(folders=())).items():
            files.write_whole(folder / name, text.encode("utf-8"))
    print(f"Registers: {folder}")


def _page(title: str, told: str, *sections: str) -> str:
    written = "This page is written by `make registers`."
    return "\n".join([f"# {title}\n", f"{told} {written}\n", *sections])


def _value(each: Assumption) -> str:
    """Return the value and its range; of many components the ends of their values."""
    if not each.by:
        (point,) = each.points
        if point.low == point.high:
            return f"{point.value:.6g}"
        return f"{point.value:.6g} [{point.low:.6g}, {point.high:.6g}]"
    ends = min(each.values), max(each.values)
    return f"{ends[0]:.6g} to {ends[1]:.6g}, {len(each.values)} by {each.by}"


def _aim(each: Target) -> str:
    bounds = (("≥", each.at_least), ("≤", each.at_most))
    named = [f"{sign} {bound:g}" for sign, bound in bounds if bound is not None]
    if named:
        return f"{', '.join(named)} {each.unit}"
    return ", ".join(f"`{name}` {way}" for name, way in each.indicators.items())


def _both(label: Label) -> str:
    return "<br>".join(dict.fromkeys(label))


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    lines += [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


if __name__ == "__main__":
    main()
