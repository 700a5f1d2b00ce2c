"""The library of scenarios, experiments and searches as people look it up, with questions."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from sim.cli.messages import line_width
from sim.cli.planning import factor_lines
from sim.core import quarters
from sim.runs.setting import Setting
from sim.scenario import experiment_file
from sim.scenario import experiment_library as shelf
from sim.scenario.experiment import Experiment
from sim.scenario.searches import search_file, search_library

_NARROWEST = 40  # columns of a question


def scenarios(setting: Setting, language: str) -> list[str]:
    """Return a line with id and title for each scenario, its question below."""
    names = setting.library.ids()
    return _listed({name: setting.library.find(name) for name in names}, language)


def experiments(setting: Setting, language: str) -> list[str]:
    """Return a line with id and title for each experiment, its question below."""
    found = shelf.experiments(setting.library)
    files = {name: experiment_file.read(path) for name, path in found.items()}
    return _listed(files, language) or ["There is none."]


def experiment(asked: Experiment, path: Path, language: str) -> list[str]:
    """Return what an experiment asks for, a line for each factor."""
    title = asked.title.of(language) if asked.title else asked.id
    design = asked.design.model_dump(exclude_none=True)
    lines = [f"experiment {asked.id}  {title}"]
    if asked.question is not None:
        lines.append(f"  {asked.question.of(language)}")
    return [
        *lines,
        f"  file        {path}",
        f"  scenarios   {', '.join(each.id for each in asked.scenarios)}",
        f"  headline    {', '.join(asked.headline) or 'the registered one'}",
        f"  at          {', '.join(map(quarters.text, asked.at)) or 'the usual quarters'}",
        f"  design      {', '.join(f'{key} {value}' for key, value in design.items())}",
        f"  replicates  {asked.replicates}{' at first, then by the rule' if asked.rule else ''}",
        *factor_lines(asked),
        *(f"  constraint  {each.text}" for each in asked.constraints),
    ]


def searches(setting: Setting, language: str) -> list[str]:
    """Return a line with id and title for each search, its question below."""
    found = search_library.searches(setting.library)
    files = {name: search_file.read(path).experiment for name, path in found.items()}
    return _listed(files, language) or ["There is none."]


def search(path: Path, setting: Setting, language: str) -> list[str]:
    """Return what a search looks for, and the experiment of one factor that it samples."""
    file = search_file.read(path)
    asked = setting.experiment(file.experiment)
    question = search_file.question(file, asked, setting.registers)
    told = experiment(asked, path, language)
    watched = question.target.id if question.target else question.indicator
    crossing = f"{question.of} of {watched} crosses {question.value:g}"
    kept = [line for line in told if not line.startswith(("  design", "  headline", "  at "))]
    return [
        kept[0].replace("experiment", "search", 1),
        *kept[1:],
        f"  crosses     {crossing} at {quarters.text(question.quarter)}",
        f"  precision   {question.precision:g}, at most {file.head.replicates.runs:,} runs",
    ]


def _listed(files: dict[str, Any], language: str) -> list[str]:
    """Return id, title and question of some files."""
    width = max(map(len, files), default=0) + 2
    room = max(line_width() - width, _NARROWEST)
    lines = []
    for name, file in files.items():
        lines.append(f"{name:<{width}}{file.title.of(language) if file.title else name}")
        if file.question is not None:
            question = textwrap.wrap(file.question.of(language), room)
            lines += [f"{'':<{width}}{line}" for line in question]
    return lines
