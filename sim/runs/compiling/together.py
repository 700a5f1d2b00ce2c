"""Compiling all stages at once: a share on each core, for a machine that has compiled none yet.

Compiling is the work of Python, one process a core. Each compiles its stages for the types that
they will be called with and leaves them in the user's cache, from where every process takes them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.core import rewrites
from sim.core.compiled import compile_stage, file_of
from sim.core.stage import Stage
from sim.runs.compiling import types

FEWEST = 12  # stages that are not compiled yet, below which they are compiled as they come
PROGRAM = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from sim.runs.compiling.together import main; main(sys.argv[1])"
)


@cache
def ensure() -> None:
    """Compile the shipped stages in as many processes as there are cores, if most are new here.

    Done once a process. What goes wrong is left to the first call of the stage, which says so.
    """
    todo = new()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if len(todo) < FEWEST or not cores or cores < 2:
        return
    if os.environ.get("PARKSIM_QUIET") != "1":
        text = f"parksim: compiling {len(todo)} stages on {cores} cores, once on this machine"
        print(text, file=sys.stderr, flush=True)
    with suppress(OSError), tempfile.TemporaryDirectory() as folder:
        helpers = [_helper(folder) for _ in range(cores - 1)]
        try:
            take(todo, Path(folder))
            for helper in helpers:
                helper.wait()
        finally:
            for helper in helpers:
                helper.kill()
                helper.communicate()


def new() -> list[Stage]:
    """Return the shipped stages that were not compiled on this machine yet."""
    return [each for each in shipped() if not rewrites.known(each.function)]


def shipped() -> list[Stage]:
    """Return every stage of the model, the longest first."""
    for name in ("sim.model", "sim.quarter"):
        import_module(name)  # all modules of the model are loaded with these two
    modules = [each for name, each in sys.modules.items() if name.startswith("sim.")]
    held = (each for module in modules for each in vars(module).values())
    found = {each.name: each for each in held if isinstance(each, Stage)}
    own = (each for each in found.values() if each.function.__module__.startswith("sim."))
    return sorted(own, key=lambda each: (-len(each.function.__code__.co_code), each.name))


def take(stages: Sequence[Stage], claims: Path) -> None:
    """Compile those of some stages that no other process has taken.

    claims  folder in which a file stands for each stage that was taken
    """
    from numba.core.errors import NumbaError

    for each in stages:
        try:
            (claims / each.name).touch(exist_ok=False)
        except FileExistsError:
            continue
        with suppress(NumbaError):
            compiled(each)


def compiled(stage: Stage) -> Any:
    """Compile a stage for the types it will be called with and keep it; return numba's function.

    None if the type of an argument is not known.
    """
    compile_stage(stage)
    path, arguments, _ = file_of(stage)
    function = getattr(sys.modules[f"parksim_stages_{path.stem}"], stage.name)
    known = types.known()
    if not set(arguments) <= set(known):
        return None
    function.compile(tuple(types.numba_type(known[name]) for name in sorted(arguments)))
    return function


def main(claims: str) -> None:
    """Compile what is not taken; end when the parent does."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    take(shipped(), Path(claims))


def _helper(claims: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PROGRAM, claims, *sys.path]
    quiet = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
    return subprocess.Popen(command, **quiet, start_new_session=True)  # Ctrl-C is the parent's


def _end_with_parent() -> None:
    os.read(0, 1)  # nothing is ever sent
    os._exit(1)
