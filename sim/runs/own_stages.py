"""Users' own stages: read from files, checked, and put into the order of a quarter.

``stages/pay_vouchers.py`` holds the stage ``pay_vouchers`` (marked ``@stage``, or a function of the
model) and says where it stands: ``AFTER = "train"`` or ``BEFORE = "settle_firms"``. A file stands
alone: it may import parksim and libraries, but no file beside it, because its text is what runs are
named by.
"""

from __future__ import annotations

import linecache
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import ModuleType
from typing import Any

from sim.core.errors import InputError, Problem
from sim.core.filling import nearest, shorten
from sim.quarter import QUARTER
from sim.runs.dynamics import parts
from sim.runs.folders import spoken, stage_files

SIDES = ("AFTER", "BEFORE")


@dataclass(frozen=True)
class OwnStage:
    """A stage of a user's folder.

    side  AFTER or BEFORE      anchor  name of the step that it stands after or before
    """

    name: str
    step: Callable
    side: str
    anchor: str
    path: Path


def own_quarter(folders: Sequence[Path], quarter: Sequence[Callable] = QUARTER) -> tuple:
    """Return the steps of a quarter with the own stages of some folders in their places.

    Stages that stand at the same place come in the order of their files.
    Raises InputError with all that is wrong in the files.
    """
    return placed([own_stage(path) for path in stage_files(folders)], quarter)


def own_stage(path: Path) -> OwnStage:
    """Return the stage of a file. Raises InputError if it holds none."""
    problems = []
    name = path.stem
    if not name.isidentifier():
        do = "Name the file after its stage, as pay_vouchers.py."
        raise InputError(spoken(path), f'"{name}" is no name of a stage.', do)
    module = _module(path)
    step = getattr(module, name, None)
    if not callable(step):
        do = f"Write def {name}(model): ..., or a stage of this name."
        problems.append(Problem(spoken(path), f'There is no function "{name}" here.', do))
    elif step_name(step) != name:
        what = f"{name} stands for a function that is called {step_name(step)}."
        problems.append(Problem(spoken(path), what, f"Call it {name}."))
    given = {side: getattr(module, side) for side in SIDES if hasattr(module, side)}
    if len(given) != 1 or not all(isinstance(each, str) for each in given.values()):
        what = "This file does not say where the stage stands."
        do = 'Write either AFTER = "train" or BEFORE = "settle_firms".'
        problems.append(Problem(spoken(path), what, do))
    if step is None or problems:
        raise InputError(problems)
    [(side, anchor)] = given.items()
    return OwnStage(name, step, side, anchor, path)


def placed(stages: Sequence[OwnStage], quarter: Sequence[Callable]) -> tuple:
    """Put own stages into a quarter. Raises InputError for names that are taken or not there."""
    steps = list(quarter)
    taken = {step_name(part) for step in steps for part in (step, *parts(step))}
    problems = [
        Problem(
            spoken(each.path),
            f'There is a stage "{each.name}" already.',
            "Give this one a name of its own: a stage draws its luck by name.",
        )
        for each in stages
        if each.name in taken
    ]
    waiting = list(stages)
    last: dict[tuple[str, str], Callable] = {}  # of the stages that stand after one step
    while waiting and not problems:
        names = [step_name(step) for step in steps]
        ready = next((each for each in waiting if each.anchor in names), None)
        if ready is None:
            problems.extend(_lost(each, names) for each in waiting)
            break
        waiting.remove(ready)
        where = ready.side, ready.anchor
        if ready.side == "AFTER":
            before = last.get(where)
            row = steps.index(before) if before else names.index(ready.anchor)
            steps.insert(row + 1, ready.step)
            last[where] = ready.step
        else:
            steps.insert(names.index(ready.anchor), ready.step)
    if problems:
        raise InputError(problems)
    return tuple(steps)


def step_name(step: Any) -> str:
    """Return the name of a step of the quarter, a stage or a function of the model."""
    return getattr(step, "name", None) or step.__name__


def _lost(own: OwnStage, names: list[str]) -> Problem:
    what = f"No stage of the quarter is called {shorten(own.anchor)}."
    return Problem(f"{spoken(own.path)}  {own.side}", what, nearest(own.anchor, names))


def _module(path: Path) -> ModuleType:
    """Return the module of a file, run once a process for each content of it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = f"This file cannot be read: {error.strerror}."
        raise InputError(spoken(path), reason, "Check the file.") from None
    digest = blake2b(content, digest_size=6).hexdigest()
    name = f"parksim_own_{path.stem}_{digest}"
    if name in sys.modules:
        return sys.modules[name]
    module = ModuleType(name)
    module.__file__ = str(path)
    linecache.checkcache(str(path))
    sys.modules[name] = module
    try:
        exec(compile(content, str(path), "exec"), module.__dict__)
    except InputError:
        del sys.modules[name]
        raise
    except SyntaxError as error:
        del sys.modules[name]
        where = f"{spoken(path)}:{error.lineno or 1}"
        raise InputError(where, f"This is no Python: {error.msg}.", "Correct it.") from None
    except Exception as error:  # whatever a user's file raises is told as a problem of the file
        del sys.modules[name]
        raise InputError(_line(path, error), _told(error), "Correct it.") from error
    return module


def _line(path: Path, error: Exception) -> str:
    """Return the line of a file in which an error arose."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == str(path)
    ]
    return f"{spoken(path)}:{lines[-1]}" if lines else spoken(path)


def _told(error: Exception) -> str:
    return f"This file cannot be loaded: {type(error).__name__}: {error}."
