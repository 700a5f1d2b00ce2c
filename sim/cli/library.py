"""The library of scenarios as people look it up: each with its title and its question."""

from __future__ import annotations

import textwrap

from sim.cli.messages import line_width
from sim.runs.setting import Setting

_NARROWEST = 40  # columns of a question


def scenarios(setting: Setting, language: str) -> list[str]:
    """Return a line with id and title for each scenario, its question below."""
    names = setting.library.ids()
    width = max(map(len, names), default=0) + 2
    room = max(line_width() - width, _NARROWEST)
    lines = []
    for name in names:
        file = setting.library.find(name)
        lines.append(f"{name:<{width}}{file.title.of(language) if file.title else name}")
        if file.question is not None:
            question = textwrap.wrap(file.question.of(language), room)
            lines += [f"{'':<{width}}{line}" for line in question]
    return lines
