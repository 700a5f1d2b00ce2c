"""Rewritten stages that the cache remembers, so that a warm start reads no syntax.

A stage is known by all that its rewriting depends on: its byte code and that of every equation it
reaches, the constants in capitals they name, and the files that define the small language.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache as once
from hashlib import blake2b
from pathlib import Path
from sys import version_info
from types import CodeType

from sim.core import cache
from sim.core.equation import Equation
from sim.core.language import is_constant

_DEFINED_BY = ("language.py", "compiled.py", "rewrites.py")
Arguments = dict[str, tuple[str, str]]


def recall(function: Callable) -> tuple[str, Arguments] | None:
    """Return the rewritten text of a stage and its arguments, or None if it is not known."""
    stored = cache.recall(_place(function))
    if stored is None:
        return None
    text, arguments = json.loads(stored)
    return text, {name: (owner, field) for name, (owner, field) in arguments.items()}


def known(function: Callable) -> bool:
    """Return whether a stage was checked and rewritten before, as it stands now."""
    return _place(function).exists()


def remember(function: Callable, text: str, arguments: Arguments) -> None:
    """Keep the rewritten text of a stage and what each of its arguments is: (owner, field).

    A text whose file was changed after it was imported is not kept.
    """
    if all(_as_written(each) for each in _functions(function)):
        cache.keep(_place(function), json.dumps([text, arguments]).encode())


def _place(function: Callable) -> Path:
    digest = blake2b(_language(), digest_size=10)
    digest.update(str(function.__module__).encode())
    for each in _functions(function):
        digest.update(repr(_meaning(each.__code__)).encode())
        scope = _scope(each)
        constants = [(name, scope[name]) for name in scope if is_constant(name, scope)]
        digest.update(repr(constants).encode())
    return cache.folder("stages") / f"{function.__name__}_{digest.hexdigest()}.json"


@once
def _language() -> bytes:
    texts = [Path(__file__).with_name(name).read_bytes() for name in _DEFINED_BY]
    return blake2b(b"".join(texts) + str(version_info[:3]).encode()).digest()


def _functions(function: Callable) -> list[Callable]:
    """Return a stage and the functions of all equations that it reaches, each once."""
    found = [function]
    for each in found:
        for value in _scope(each).values():
            if isinstance(value, Equation) and value.function not in found:
                found.append(value.function)
    return found


def _meaning(code: CodeType) -> tuple[object, ...]:
    """Return what a function does, without the lines on which it stands."""
    return code.co_name, code.co_code, code.co_names, code.co_varnames, repr(code.co_consts)


def _as_written(function: Callable) -> bool:
    """Return whether the file still says what the function does, on the same line."""
    code, file = function.__code__, Path(function.__code__.co_filename)
    if not file.is_file():
        return False
    found = _codes(file, file.stat().st_mtime_ns)
    return (code.co_firstlineno, *_meaning(code)) in found


@once
def _codes(file: Path, changed: int) -> set[tuple[object, ...]]:
    """Return the first line and the meaning of every function of a file.

    changed  time of the file's last change, which makes an edited file another one
    """
    codes = [compile(file.read_bytes(), str(file), "exec")]
    for code in codes:
        codes.extend(part for part in code.co_consts if isinstance(part, CodeType))
    return {(code.co_firstlineno, *_meaning(code)) for code in codes}


def _scope(function: Callable) -> dict[str, object]:
    """Return what the names of a function stand for in its module or around it."""
    code, module = function.__code__, function.__globals__
    found = {name: module[name] for name in code.co_names if name in module}
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        with suppress(ValueError):  # the name is bound later
            found[name] = cell.cell_contents
    return found
