"""The verb ``figure``: figures of a result, with their data and captions, or the list of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.cli.messages import Voice, typed
from sim.cli.options import COMPLETE
from sim.core import quarters
from sim.core.errors import InputError, Problem
from sim.measure.register import indicator
from sim.report import fonts
from sim.report.figures import drawing
from sim.report.figures.catalogue import FIGURES, Look, drawn, figure
from sim.report.figures.presets import preset
from sim.report.result import Results, results

ALL = "all"


def draw(
    names: Sequence[str],
    *,
    result: str = "",
    look: str = "",
    formats: Sequence[str] = (),
    font: str = "",
    out: str = "",
    language: str = "",
    **asked: Any,
) -> int:
    """Draw figures of a result and print where they are.

    names    of figures; all: every one that the result holds; empty lists them. A folder among
             them is the result
    result   folder or id; empty is the newest
    look     preset      formats  of the files, by default the preset's
    font     for Chinese, by family name or file
    out      folder to write to, by default that of the result
    asked    indicators, at, scenarios, agent, as of `sim.report.figures.catalogue.Look`
    Raises InputError for what there is not; nothing is written then.
    """
    voice = Voice(language)
    if not names:
        return _list(voice)
    names, result = _apart(names, result)
    every = list(names) == [ALL]
    if ALL in names and not every:
        rest = " ".join(name for name in names if name != ALL)
        what = f'"{ALL}" stands alone; "{rest}" was named beside it.'
        raise InputError("figure", what, f"If that is a result: figure {ALL} --result {rest}")
    chosen = [] if every else [figure(name).name for name in dict.fromkeys(names)]
    wanted = Look(preset(look), voice.language, **asked)
    drawing.check_formats(formats)
    with fonts.named(font):
        made = results(result)
        _check(wanted, made)
        folder = Path(out) if out else made.folder / "figures"
        found = drawn(made, wanted, chosen)
        for each in found if every else _whole(found):
            if isinstance(each[1], InputError):
                problem = each[1].problems[0]
                voice.note("no_figure", figure=each[0].name, why=_one_line(problem))
                continue
            for path in drawing.save(each[1], folder, wanted.preset, formats):
                print(path)
    return COMPLETE


def _list(voice: Voice) -> int:
    """Print the names of all figures with their labels."""
    width = max(map(len, FIGURES)) + 2
    for name, entry in FIGURES.items():
        print(f"{name:{width}}{entry.label.of(voice.language)}")
    voice.say("next", command=typed("figure", ALL))
    return COMPLETE


def _whole(found: Iterator[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Return figures that were named. Raises InputError with all that the result lacks."""
    every = list(found)
    lacking = [made for _, made in every if isinstance(made, InputError)]
    if lacking:
        raise InputError([problem for error in lacking for problem in error.problems])
    return every


def _apart(names: Sequence[str], result: str) -> tuple[list[str], str]:
    """Return the names of figures, and the result, which may stand among them as a folder."""
    folders = [name for name in names if name not in FIGURES and Path(name).is_dir()]
    if not folders or result:
        return list(names), result
    return [name for name in names if name != folders[0]] or [ALL], folders[0]


def _check(look: Look, made: Results) -> None:
    """See that the words of a look mean something, before anything is drawn. Raises InputError."""
    problems: list[Problem] = []
    scenarios = made.scenarios
    for read, words in ((indicator, look.indicators), (quarters.parse, look.at)):
        for word in words:
            try:
                read(word)
            except InputError as error:
                problems += error.problems
    first, last = map(quarters.text, made.period)
    for word in look.at if not problems else ():
        if not made.period[0] <= quarters.parse(word) <= made.period[1]:
            what = f"{word} is outside the period of this result."
            problems.append(Problem("--at", what, f"It runs from {first} to {last}."))
    for name in look.scenarios:
        if name not in scenarios:
            what = f'This result has no scenario "{name}".'
            problems.append(Problem("--scenarios", what, f"It has: {', '.join(scenarios)}."))
    if problems:
        raise InputError(problems)


def _one_line(problem: Problem) -> str:
    return " ".join(filter(None, (problem.what, *problem.do.splitlines())))
