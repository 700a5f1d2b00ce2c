"""What the verbs say, in two languages: answers to the output, all else to the side."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.core.errors import InputError, Problem

LANGUAGES = ("en", "zh")
_WARNED = 5  # warnings that are printed in full
_PIPED = 140  # columns of a line that no terminal cuts

_TEXTS = {
    "en": {
        "plan": "{scenarios} x {replicates:replicate} = {runs:run} at {resolution}, {first} to"
        " {last}; {stored} stored already, {todo} to run, about {disk:.0f} MB.",
        "twins": "{one} and {other} turned out equal: they are run once.",
        "differs": "{other} differs from {one} in {levers:lever} of {clauses:clause}.",
        "acts": "The first acts in {action}; the first consequence can be seen in {visible}.",
        "same": "{other} does not differ from {one}.",
        "more": "Details: {command}",
        "failed": "{count} of {runs:run} failed:",
        "again": "They are left out of the tables. The same command tries them again.",
        "figure": "Figure: {path}",
        "result": "Result: {path}",
        "next": "Try next: {command}",
        "saved": "Scenario: {path}",
        "exploratory": "Exploratory: keep the what-if with --save my-scenario.yaml",
        "progress": "runs",
    },
    "zh": {
        "plan": "{scenarios}个情景 × {replicates}次模拟＝{runs}次，精度{resolution}，"
        "{first}至{last}；"
        "已存{stored}次，待运行{todo}次，约{disk:.0f} MB。",
        "twins": "{one}与{other}相同，只运行一次。",
        "differs": "{other}与{one}有{levers}项政策杠杆不同，涉及{clauses}条条款。",
        "acts": "最早于{action}起作用；最早于{visible}可见后果。",
        "same": "{other}与{one}没有差别。",
        "more": "详情：{command}",
        "failed": "{runs}次模拟中{count}次失败：",
        "again": "表中已剔除；再次运行同一命令即可重试。",
        "figure": "图：{path}",
        "result": "结果：{path}",
        "next": "下一步可试：{command}",
        "saved": "情景文件：{path}",
        "exploratory": "探索性结果：可用 --save my-scenario.yaml 保存该变动",
        "progress": "次",
    },
}


class Count(int):
    """A number that can be said with its noun: ``{runs:run}`` is 1 run, 2 runs."""

    def __format__(self, noun: str) -> str:
        if not noun.isalpha():
            return super().__format__(noun)
        return f"{int(self)} {noun}" if self == 1 else f"{int(self)} {noun}s"


class Voice:
    """Speaks one language: `say` to the output, `note` to the side."""

    def __init__(self, language: str = "") -> None:
        self.language = chosen_language(language)

    def text(self, name: str, **values: Any) -> str:
        """Return a sentence."""
        counted = {key: Count(v) if isinstance(v, int) else v for key, v in values.items()}
        return _TEXTS[self.language][name].format(**counted)

    def say(self, name: str, **values: Any) -> None:
        """Print a sentence of the answer."""
        print(self.text(name, **values))

    def note(self, name: str, **values: Any) -> None:
        """Print a sentence beside the answer."""
        print(self.text(name, **values), file=sys.stderr)

    def show(self, table: Any) -> None:
        """Print a table in the width of the terminal."""
        from rich.console import Console

        width = line_width()
        Console(width=width, soft_wrap=False).print(table.rich(width))


def chosen_language(given: str) -> str:
    """Return the language asked for, else that of the locale.

    Raises InputError for a language that is not spoken.
    """
    if given:
        if given not in LANGUAGES:
            what = f'There is no language "{given}".'
            raise InputError("--language", what, "Choose en or zh.")
        return given
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "en"


def typed(*words: str) -> str:
    """Return a command as it can be typed in this folder, its program first."""
    called = sys.argv[0]
    reachable = Path(called).name != "parksim" or shutil.which("parksim") is not None
    return shlex.join(["parksim" if reachable else called, *words])


def line_width() -> int:
    """Return the columns of a line: the terminal's, or wide ones if the output goes to a file."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPED


def warn(problems: Sequence[Problem]) -> None:
    """Print warnings to the side, the first few in full."""
    for problem in problems[:_WARNED]:
        print(f"Note: {problem}", file=sys.stderr)
    if len(problems) > _WARNED:
        print(f"Note: {Count(len(problems) - _WARNED):note} more like these.", file=sys.stderr)


def split_quarters(text: str) -> tuple[str, ...]:
    """Return the quarters of ``2025Q4,2030Q4``."""
    return tuple(each.strip() for each in text.split(",") if each.strip())
