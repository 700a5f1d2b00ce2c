"""The dynamics hash: what the model computes, whatever its comments say.

It covers the syntax trees of floors 0 to 4 without docstrings, the ordered list of stages, and the
registered baseline of what the stages read. Runs of another dynamics hash are never mixed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from types import FunctionType
from typing import Any

from sim.core import cache
from sim.runs.keys import digest

MODEL_FLOORS = (
    "core",
    "agents",
    "policy",
    "zone",
    "behaviour",
    "measure",
    "model.py",
    "quarter.py",
    "opening.py",
)


def dynamics_hash(
    stages: Sequence[Any], registers: Any, package: Path | None = None, own: Sequence[Path] = ()
) -> str:
    """Return 32 hexadecimal digits that change when, and only when, the model does.

    stages     the stages of a quarter in order (`sim.quarter.QUARTER`)
    registers  the registers that the runs read
    package    folder of the package; by default the one this module is part of
    own        files of a user's own stages
    """
    package = package or Path(__file__).resolve().parent.parent
    files = model_files(package)
    decisive = {
        "source": source_hash(files),
        "stages": [_name(stage) for stage in stages],
        "baseline": baseline(stages, registers, words([*files, *own])),
    }
    return digest(decisive | ({"own": source_hash(own)} if own else {}))


def model_files(package: Path) -> list[Path]:
    """Return the Python files of floors 0 to 4 in a fixed order."""
    found: list[Path] = []
    for name in MODEL_FLOORS:
        place = package / name
        found += [place] if place.is_file() else sorted(place.rglob("*.py"))
    return found


def source_hash(files: Iterable[Path]) -> str:
    """Return the digest of what files do, remembered in the cache under that of their bytes."""
    texts = [(path.stem, path.read_bytes()) for path in files]
    seen = blake2b(digest_size=16)
    for name, text in texts:
        seen.update(f"\0{name}\0{len(text)}\0".encode() + text)
    place = cache.folder("dynamics") / seen.hexdigest()
    kept = cache.recall(place)
    if kept is not None:
        return kept.decode()
    found = digest([[name, without_docstrings(text.decode("utf-8"))] for name, text in texts])
    cache.keep(place, found.encode())
    return found


def without_docstrings(text: str) -> str:
    """Return the syntax tree of a source as text, without docstrings, comments and positions."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:]
    return ast.dump(tree)


def baseline(stages: Sequence[Any], registers: Any, named: Collection[str] = ()) -> dict[str, Any]:
    """Return the registered values behind a run: of the levers that are read, of assumptions.

    named  words of the model's source: a lever counts if its field is among them

    All assumptions count, because the opening population reads them too.
    """
    read = {field for each in stages for part in parts(each) for field in part.reads("law")}
    levers = {
        lever.id: [lever.before_value, _column(lever), lever.opinion.from_, lever.opinion_value]
        for lever in registers.levers.values()
        if lever.field in read or lever.field in named
    }
    assumptions = {each.id: list(each.values) for each in registers.assumptions.values()}
    return {"levers": levers, "assumptions": assumptions}


def words(files: Iterable[Path]) -> set[str]:
    """Return every word of some sources."""
    return {word for path in files for word in re.findall(r"\w+", path.read_text("utf-8"))}


def parts(step: Any) -> list[Any]:
    """Return the stages that a step of the quarter runs: itself, or those that its function names.

    step  a stage, or a function of the model that calls stages
    """
    found: dict[str, Any] = {}
    _collect(step, found, set())
    return list(found.values())


def _collect(step: Any, found: dict[str, Any], seen: set[int]) -> None:
    if id(step) in seen:
        return
    seen.add(id(step))
    if hasattr(step, "reads") and hasattr(step, "writes"):
        found[step.name] = step
    elif isinstance(step, FunctionType):
        for name in step.__code__.co_names:
            known = step.__globals__.get(name)
            own = getattr(known, "__module__", None) == step.__module__
            if own or (hasattr(known, "reads") and hasattr(known, "writes")):
                _collect(known, found, seen)


def _column(lever: Any) -> str:
    return getattr(lever.before, "column", "")


def _name(stage: Any) -> str:
    return getattr(stage, "name", None) or stage.__name__
