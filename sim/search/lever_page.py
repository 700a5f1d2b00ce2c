"""The page of levers, docs/levers.md: clause, channel, price, expected sign, what each does.

Written by ``python -m sim.search.lever_page`` from the registers and the source of the stages; what
levers were measured to do stands in sections of its own, which `sim.search.lever_effects` writes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.policy.clause import Clause
from sim.policy.lever import ByColumn, Lever
from sim.policy.programme import Programme
from sim.policy.registers import Registers, load
from sim.quarter import QUARTER
from sim.search.anatomy import Step, anatomy, channels
from sim.search.effect_table import MAKE
from sim.search.lever_ends import BASES
from sim.search.lever_summary import NAME

PAGE = Path("docs/levers.md")
_HEAD = """# Levers

What each lever of the Opinion does in the model: the clause that it belongs to, its value before
and under the Opinion, the channel through which it acts, who pays, and the sign that the register
expects of its indicators. This page is written by `python -m sim.search.lever_page`; one lever in
full: `parksim show assessment.pass_mark`.

A *channel* is read off the source of the stages: stage, number of the specification's equation,
and what first takes the value of the lever: an argument of an equation
(`plot_price(standard_price)`), a condition, the bounds of a loop, or one addend of what is computed
(`parks.land_bank: cleared`). Payments are left out; they are the price. No two levers have the same
channel, which a test holds the stages to.
"""
_UNREAD = "**no stage reads it**"


def page(registers: Registers, quarter: Sequence[Callable] = QUARTER, old: str = "") -> str:
    """Return the page in Markdown.

    quarter  steps of a quarter
    old      the page as it was, whose measured sections stay; `sim.search.lever_effects` fills them
    """
    steps = anatomy(tuple(quarter))
    sections = [_HEAD, "## Levers by clause\n"]
    for clause in registers.clauses.values():
        levers = registers.levers_of(clause.id)
        if levers:
            sections.append(clause_section(clause, levers, registers, steps))
    for base, words in zip(BASES, ("the rules before", "the Opinion"), strict=True):
        name = NAME if base == BASES[0] else f"{NAME}-{base}"
        sections += [f"## What each lever does to {words}\n", kept(old, name)]
    return "\n".join(sections)


def clause_section(
    clause: Clause, levers: Sequence[Lever], registers: Registers, steps: Sequence[Step]
) -> str:
    """Return the levers of a clause as a table under its heading."""
    found = channels(steps)
    rows = []
    for lever in levers:
        takers = [(step, each) for step, each in found.get(lever.field, ())]
        acting = [_channel(step, each) for step, each in takers if each.kind != "payment"]
        readers = list(dict.fromkeys(step.name for step, _ in takers))
        signs = [f"{name} {sign}" for name, sign in lever.indicators.items()]
        rows.append(
            (
                f"`{lever.id}`<br>{lever.label.en}",
                _values(lever),
                "<br>".join(dict.fromkeys(acting)) or _UNREAD,
                ", ".join(readers) or "–",
                _price(lever, programme_of(lever, registers)),
                ", ".join(signs),
            )
        )
    heads = ("lever", "before → Opinion", "channel", "read by", "cost", "expected")
    evidence = f"Evidence: {clause.evidence.en}\n"
    return "\n".join([f"### {clause.id} {clause.heading.en}\n", evidence, _table(heads, rows)])


def kept(old: str, name: str) -> str:
    """Return a section of a page with its marks, as it is or with how to make it.

    old  the page as it was, or nothing
    """
    start, end = f"<!-- {name} -->", f"<!-- end {name} -->"
    text = old.partition(start)[2].partition(end)[0].strip("\n")
    return f"{start}\n{text or f'Not measured yet. Measure it with `{MAKE}`.'}\n{end}\n"


def programme_of(lever: Lever, registers: Registers) -> Programme | None:
    """Return the public programme that pays for a lever, if there is one."""
    found = (each for each in registers.programmes.values() if lever.id in each.levers)
    return next(found, None)


def spoken_value(lever: Lever, number: float) -> str:
    """Return a value of a lever in words: on, off, the name of a choice, or its number."""
    if lever.kind == "choice":
        return next(name for name, place in lever.choices.items() if place == number)
    if lever.kind == "switch":
        return "on" if number else "off"
    return f"{number:.10g}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description="Write the page of levers.")
    parser.add_argument("--page", type=Path, default=PAGE)
    target = parser.parse_args(arguments).page
    old = target.read_text(encoding="utf-8") if target.is_file() else ""
    target.write_text(page(load(), old=old), encoding="utf-8")
    print(f"Levers: {target}")


def _values(lever: Lever) -> str:
    if isinstance(lever.before, ByColumn):
        before = f"column {lever.before.column} of parks.csv"
    else:
        before = spoken_value(lever, lever.before_value)
    under = spoken_value(lever, lever.opinion_value)
    since = "by park" if lever.opinion.by_park else f"from {lever.opinion.from_}"
    if before == under:
        return f"{before} (unchanged)"
    return f"{before} → {under} {since}"


def _channel(step: Step, taker) -> str:
    number = "".join(f" E{each}" for each in step.numbers(taker)[:1])
    return f"{step.number or ''} {step.name}{number}: `{taker}`".strip()


def _price(lever: Lever, programme: Programme | None) -> str:
    if programme is None:
        return lever.cost
    payers = " and ".join(name.replace("_", " ") for name in programme.payers)
    return f"{programme.label.en}, paid by {payers}: {programme.basis}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    lines += [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


if __name__ == "__main__":
    main()
