"""The verbs ``check`` and ``diff``: what scenario files say before anything is run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from sim.cli import planning
from sim.cli.messages import Count, Voice, line_width, typed, warn
from sim.cli.options import COMPLETE
from sim.cli.searching import looked_up
from sim.core import quarters
from sim.core.errors import InputError
from sim.runs import api
from sim.runs.setting import Setting
from sim.scenario import experiment_file
from sim.scenario.difference import Difference, too_early
from sim.scenario.experiment import Experiment
from sim.scenario.experiment_library import experiment_path
from sim.scenario.resolved import ResolvedScenario
from sim.scenario.searches import search_file
from sim.scenario.searches.search_library import named_search


def check(names: Sequence[str], *, at: Sequence[str], setting: Setting, language: str) -> int:
    """Check scenarios, experiments and searches, and say when a scenario's changes can first act.

    Raises InputError with the problems of all files.
    """
    Voice(language)
    asked = [quarters.parse(each) for each in at]
    reports, problems = [], []
    for name in names:
        try:
            reports.append(_judged(name, setting, asked))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(dict.fromkeys(problems))
    for report in reports:
        report()
    return COMPLETE


def experiment_lines(asked: Experiment) -> list[str]:
    """Return what an experiment asks for: scenarios, design, and a line for each factor."""
    names = ", ".join(each.id for each in asked.scenarios)
    method = asked.design.method
    often = Count(asked.replicates)
    head = f"{asked.id}: correct. {names}; {method}; {often:replicate}."
    return [head, *planning.factor_lines(asked)]


def _judged(name: str, setting: Setting, asked: list[int]) -> Callable[[], None]:
    """Judge a file by the schema that it names, a word by what it means; return what reports it.

    Raises InputError with all its problems.
    """
    path = experiment_path(name, setting.library)
    if path is not None:
        found = setting.experiment(experiment_file.read(path))
        if found.design.method != "auto":
            api.lay_out(found, setting)
        return partial(print, *experiment_lines(found), sep="\n")
    path = named_search(name, setting.library)
    if path is not None:
        found = looked_up(search_file.read(path), setting)[0]
        factor = planning.factor_lines(found)[0].strip()
        return partial(print, f"{found.id}: correct. A search over {factor}")
    scenario = setting.resolve(name)
    setting.law(scenario)
    return partial(_report, name, scenario, setting, asked)


def diff(one: str, other: str, *, setting: Setting, language: str) -> int:
    """Print in what two scenarios differ, clause by clause. Raises InputError."""
    voice = Voice(language)
    first, second = setting.resolve_all([one, other])
    found = setting.differences(first, second, voice.language)
    if not found:
        voice.say("same", one=first.id, other=second.id)
        return COMPLETE
    _print(_table(found, first.id, second.id, setting, voice.language))
    return COMPLETE


def _report(name: str, scenario: ResolvedScenario, setting: Setting, asked: list[int]) -> None:
    span = f"{quarters.text(scenario.first)} to {quarters.text(scenario.last)}"
    print(f"{scenario.id}: correct. {span}, {scenario.resolution}.")
    parent = setting.library.find(name).extends
    if parent is not None:
        found = setting.differences(setting.resolve(parent), scenario)
        many = f"Against {parent}: {Count(len(found)):difference}."
        print(f"  {many if found else f'Equal to {parent}.'}")
        for each in found[:20]:
            print(f"  {each}")
        if len(found) > 20:
            print(f"  ... {len(found) - 20} more: {typed('diff', parent, name)}")
        question = scenario.question.en if scenario.question is not None else ""
        warn(too_early(found, question, asked))
    for beyond in setting.law(scenario).beyond:
        print(f"  {beyond.lever} at {beyond.value:g} is beyond its range: {beyond.why}")
    warn(scenario.warnings)


def _table(found: list[Difference], one: str, other: str, setting: Setting, language: str) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    seen = ("见效",) if language == "zh" else ("bites from",)
    acts = "起作用" if language == "zh" else "acts from"
    for name in ("", one, other, acts, *seen):
        table.add_column(name, overflow="fold")
    for clause, group in groupby(found, key=lambda each: each.clause):
        table.add_section()
        heading = setting.registers.clauses.get(clause)
        spoken = f"{clause} {heading.heading.of(language)}" if heading is not None else clause
        table.add_row(Text(spoken, style="bold"))
        for each in group:
            dates = (quarters.text(q) if q is not None else "" for q in (each.action, each.visible))
            table.add_row(Text(f"  {each.name}"), Text(each.one), Text(each.other), *dates)
    return table


def _print(table: Any) -> None:
    from rich.console import Console

    Console(width=line_width()).print(table)
