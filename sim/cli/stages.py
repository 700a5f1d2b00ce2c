"""The stages of a quarter as people read them: what each does, reads, writes, and its time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import mean
from time import perf_counter
from typing import Any

from sim.core.errors import InputError
from sim.runs.setting import Setting
from sim.search.anatomy import Step, anatomy

Lines = list[str]
SCENARIO, RESOLUTION = "opinion", "draft"
QUARTERS = 8  # that are timed, after one that loads what burn-in does not run
_SHOWN = 6  # columns of a list that is cut short


def listed(setting: Setting, timed: bool = False) -> Lines:
    """List the stages in order: number, name, what it is about, what it reads and writes.

    timed  run some quarters and say how long each stage takes
    """
    steps = anatomy(setting.quarter)
    spent = milliseconds(setting) if timed else {}
    width = max(len(step.name) for step in steps)
    lines = []
    for step in steps:
        number = str(step.number or ("-" if step.shipped else "own"))
        lines.append(f"{number:>3}  {step.name:<{width}}  {step.title}")
        rows = {"reads": _read(step, setting), "writes": _cut(_columns(step.written))}
        if timed:
            rows["time"] = _time(spent[step.name], sum(spent.values()))
        lines += [f"{'':<{width + 5}}  {name:<7} {text}" for name, text in rows.items() if text]
    if timed:
        lines.append(
            f"All stages: {sum(spent.values()):.1f} ms a quarter; mean of {QUARTERS} quarters of "
            f"{SCENARIO} at {RESOLUTION} on this machine."
        )
    return lines


def stage(word: str, setting: Setting) -> Lines | None:
    """Explain a stage: what it does, reads, writes and which levers move it."""
    steps = {step.name: step for step in anatomy(setting.quarter)}
    if word not in steps:
        return None
    step = steps[word]
    levers = {lever.field: lever for lever in setting.registers.levers.values()}
    read = [levers[field] for field in step.reads("law") if field in levers]
    width = max((len(lever.id) for lever in read), default=0)
    moved = [f"    {lever.id:<{width}}  {lever.clause}" for lever in read]
    numbers = ", ".join(f"E{number}" for number in sorted(step.equations))
    parts = [f"    {part.name:<20} {_first_line(part)}" for part in step.parts]
    number = f" ({step.number})" if step.number is not None else ""
    return [
        f"stage {word}{number}  {step.title}",
        "  loops",
        *parts,
        f"  equations  {numbers or 'none of the specification'}",
        f"  reads      {', '.join(_columns(step.read))}",
        f"  writes     {', '.join(_columns(step.written))}",
        f"  assumes    {', '.join(step.reads('assume')) or 'nothing'}",
        *(["  levers", *moved] if moved else ["  levers     none"]),
    ]


def milliseconds(setting: Setting) -> dict[str, float]:
    """Return the time of each step, milliseconds a quarter, mean of some quarters.

    Raises InputError if the scenario of the measurement cannot be run.
    """
    from sim.model import ParkModel

    clocks = [_Clock(step) for step in setting.quarter]
    model = ParkModel(
        setting.resolve(SCENARIO),
        zone=setting.zone,
        registers=setting.registers,
        resolution=RESOLUTION,
        quarter=clocks,
    )
    if model.last - model.first < QUARTERS:
        what = f"{SCENARIO} runs for no more than {QUARTERS} quarters."
        raise InputError("--time", what, "Give it a longer period.")
    model.run_for(1 + QUARTERS)
    names = [step.name for step in anatomy(setting.quarter)]
    return {
        name: 1000.0 * mean(clock.seconds[1:]) for name, clock in zip(names, clocks, strict=True)
    }


class _Clock:
    """A step of the quarter that notes how long each of its runs takes."""

    def __init__(self, step: Callable[[Any], Any]) -> None:
        self.step = step
        self.seconds: list[float] = []

    def __call__(self, model: Any) -> None:
        start = perf_counter()
        self.step(model)
        self.seconds.append(perf_counter() - start)


def _read(step: Step, setting: Setting) -> str:
    """Return what a step reads, in short: columns by table, levers, assumptions."""
    tables = [f"{table} {len(columns)}" for table, columns in step.read.items()]
    levers = {lever.field: lever.id for lever in setting.registers.levers.values()}
    named = [levers[field] for field in step.reads("law") if field in levers]
    counted = [", ".join(tables), f"{len(step.reads('assume'))} assumptions"]
    return "; ".join([*counted, *([f"levers {_cut(named)}"] if named else [])])


def _columns(tables: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [f"{table}.{column}" for table, columns in tables.items() for column in columns]


def _cut(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _time(spent: float, total: float) -> str:
    return f"{spent:.2f} ms a quarter, {100.0 * spent / max(total, 1e-12):.0f} %"


def _first_line(each: Any) -> str:
    return (each.__doc__ or "").strip().partition("\n")[0]
