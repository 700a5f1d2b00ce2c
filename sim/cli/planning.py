"""The plan of an experiment as people read it before it runs, and their consent to a long one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.analysis.replication import Rule
from sim.cli.messages import Voice, line_width
from sim.core import quarters
from sim.core.errors import InputError
from sim.runs import api
from sim.runs.forecast import Forecast
from sim.runs.setting import Setting
from sim.scenario import experiment_file
from sim.scenario.experiment import Experiment
from sim.scenario.experiment_library import experiment_path
from sim.scenario.factor import Factor
from sim.scenario.searches.search_library import named_search

LONG = 1.0  # core-hours above which one is asked


def experiment_of(words: Sequence[str], setting: Setting) -> Path | None:
    """Return the experiment file that was named, None if scenarios were.

    Raises InputError for an experiment beside other words, and for a search.
    """
    found = [(word, experiment_path(word, setting.library)) for word in words]
    named = [(word, path) for word, path in found if path is not None]
    if named and len(words) > 1:
        what = f"{named[0][0]} is an experiment, which names its scenarios itself."
        raise InputError("parksim run", what, "Run it alone.")
    for word in words if not named else ():
        if word not in setting.library.ids() and named_search(word, setting.library) is not None:
            what = f"{word} is a search, which proposes its runs itself."
            raise InputError("parksim run", what, f"Carry it out with: parksim search {word}")
    return named[0][1] if named else None


def prepared(path: Path, setting: Setting, instead: Mapping[str, Any], **options: Any) -> Any:
    """Return the experiment of a file, ready to run.

    instead  keys that stand in for those of the file        options  out, check
    """
    file = experiment_file.read(path, instead)
    return api.prepare_experiment(file, setting=setting, **options)


def say_plan(plan: api.Prepared, voice: Voice, answer: bool, rule: Rule | None = None) -> Forecast:
    """Say what an experiment is going to run and return its forecast.

    answer  whether this is what was asked for; else it is said beside the answer
    rule    by which replicates are added; None if there are those of the plan alone
    """
    tell = voice.say if answer else voice.note
    asked, planned = plan.experiment, plan.plan
    expected = plan.forecast_up_to(rule.most if rule is not None else 0, trial=answer)
    first = planned.scenarios[0]
    span = {"first": quarters.text(first.first), "last": quarters.text(first.last)}
    names = ", ".join(each.id for each in planned.scenarios)
    tell("experiment", id=planned.id, scenarios=names)
    if asked.factors:
        _factors(asked.factors, voice, answer)
        tell("design", method=asked.design.method, rows=planned.rows, refused=plan.refused)
    for name in plan.inert:
        tell("inert", factor=name)
    for one, other in planned.twins():
        tell("twins", one=one, other=other)
    tell(
        "runs", scenarios=len(planned.scenarios), rows=planned.rows, runs=expected.runs,
        replicates=planned.replicates, resolution=planned.world.resolution, **span,
    )  # fmt: skip
    if rule is not None:
        named = ", ".join(rule.indicators)
        tell("rule", most=rule.most, indicator=named, width=100 * rule.half_width)
    say_forecast(expected, voice, answer)
    return expected


def say_forecast(expected: Forecast, voice: Voice, answer: bool) -> None:
    """Say how much of a plan is stored and what the rest takes; ``answer`` as in `say_plan`."""
    tell = voice.say if answer else voice.note
    tell(
        "forecast",
        distinct=expected.distinct,
        stored=expected.stored,
        todo=expected.todo,
        time=_duration(expected.core_hours),
        disk=expected.disk / 1e6,
    )
    if expected.todo:
        pace = expected.pace
        tell(f"pace_{pace.source}", seconds=pace.seconds, many=pace.many)
    if expected.added:
        time, disk = _duration(expected.most_core_hours), expected.most_disk / 1e6
        tell("at_most", added=expected.added, time=time, disk=disk)


def say_ahead(plan: api.Prepared, rows: tuple[int, int], voice: Voice, answer: bool) -> None:
    """Say how many rows later steps of a screening may have, and how long they take at the pace of
    this one.

    rows  the least and the most      answer  as in `say_plan`
    """
    tell = voice.say if answer else voice.note
    expected = plan.forecast_up_to(0, trial=answer)
    hours = expected.seconds * expected.distinct / plan.plan.rows / 3600
    least, most = rows
    shortest, longest = _duration(least * hours), _duration(most * hours)
    tell("ahead", least=least, most=most, shortest=shortest, longest=longest)


def agree(expected: Forecast, yes: bool, voice: Voice) -> bool:
    """Return whether a plan may run: a short one may, a long one if it was allowed or is now.

    Raises InputError if nobody can be asked.
    """
    least, most = expected.core_hours, expected.most_core_hours
    if yes or most <= LONG:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        hours = f"{most:.1f}" if most == least else f"{least:.1f} to {most:.1f}"
        what = f"This takes about {hours} core-hours, and nobody can be asked."
        raise InputError("parksim run", what, "Add --yes to run it, or --plan to look at it.")
    time = _duration(most) if most == least else f"{_duration(least)} – {_duration(most)}"
    print(voice.text("ask", time=time), end=" ", file=sys.stderr)
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是", "好")


def factor_lines(asked: Experiment) -> list[str]:
    """Return a line for each factor: what it varies, over which values, in which scenarios."""
    return [
        f"  {each.name:<24} {each.kind:<10} {each.subject:<32} {spoken_distribution(each)}"
        f"  {each.unit}  [{', '.join(each.where)}]"
        for each in asked.factors
    ]


def spoken_distribution(factor: Factor) -> str:
    """Return a factor's distribution in one line, as ``uniform 50, 70``."""
    ((family, numbers),) = factor.dist.items()
    listed = numbers if isinstance(numbers, list) else [numbers]
    words = [f"{each:g}" if isinstance(each, float) else str(each) for each in listed]
    if len(words) > 6:
        words = [*words[:3], "...", words[-1]]
    return f"{family} {', '.join(words)}"


def _factors(factors: Sequence[Factor], voice: Voice, answer: bool) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in voice.text("factors").split("|"):
        table.add_column(heading, overflow="fold")
    for each in factors:
        kind = voice.text(f"kind_{each.kind}")
        cells = (each.name, f"{kind} {each.subject}", spoken_distribution(each), each.unit,
                 ", ".join(each.where), each.group)  # fmt: skip
        table.add_row(*map(Text, cells))
    Console(stderr=not answer, width=line_width()).print(table)


def _duration(hours: float) -> str:
    if hours >= 1:
        return f"{hours:.1f} h"
    return f"{60 * hours:.0f} min" if hours >= 1 / 60 else f"{3600 * hours:.0f} s"
