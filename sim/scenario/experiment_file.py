"""Reading one experiment file: its form is checked here, what its words mean in `experiment`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sim.core import strict_yaml
from sim.core.errors import InputError, Problem
from sim.core.filling import shorten
from sim.core.label import Label
from sim.scenario.experiment_form import (
    DESIGNS,
    SCHEMA,
    DesignForm,
    ExperimentHeadForm,
    FactorForm,
    RuleForm,
)
from sim.scenario.reading import Entry, Kept, enter, head_of, quarter

MOST_SCENARIOS = 200
MOST_FACTORS = 500
_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12,
          "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}  # fmt: skip
_MEMORY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*")


@dataclass(frozen=True)
class ExperimentFile:
    """One experiment file as it was written; nothing in it has been looked up yet.

    head      its form; factors are in ``factors``
    factors   each an entry, a short form included
    design    its design, ``list`` if it has neither design nor factors
    at        quarters
    until     last quarter of the runs; None: as the scenarios say
    memory    bytes that a run may take, 0 is no limit
    name, digest  of the file
    problems  what is wrong with its form; the other parts are usable
    place     function from keys to ``file:line:column  path``
    """

    head: ExperimentHeadForm
    title: Label | None
    question: Label | None
    factors: tuple[Entry, ...]
    design: DesignForm
    at: tuple[int, ...]
    until: int | None
    memory: int
    name: str
    digest: str
    problems: tuple[Problem, ...]
    place: Callable[..., str]

    @property
    def id(self) -> str:
        """Id of the experiment."""
        return self.head.id

    @property
    def rule(self) -> RuleForm | None:
        """The rule for the number of replicates, or None."""
        return self.head.replicates if isinstance(self.head.replicates, RuleForm) else None


def is_experiment(data: Any) -> bool:
    """Whether the data of a YAML file say that they are an experiment."""
    return isinstance(data, dict) and str(data.get("schema", "")).startswith(
        SCHEMA.rpartition("/")[0]
    )


def read(path: str | os.PathLike[str], instead: Mapping[str, Any] | None = None) -> ExperimentFile:
    """Read an experiment file.

    instead  keys that stand in for those of the file, as an option of a command asks
    Raises InputError if it is no YAML mapping; what is wrong with its keys is kept as problems.
    """
    document = strict_yaml.read(path)
    data = document.data
    if instead and isinstance(data, dict):
        data = {**data, **instead}
    return of_data(data, document.name, document.digest, document.place)


def of_dict(data: Mapping[str, Any], name: str = "experiment") -> ExperimentFile:
    """Return an experiment built in Python; ``name`` stands for the file in messages."""

    def place(*keys: str | int) -> str:
        dotted = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
        return f"{name}  {dotted.removeprefix('.')}".rstrip()

    plain = dict(data)
    digest = blake2b(repr(plain).encode("utf-8", "replace"), digest_size=16).hexdigest()
    return of_data(plain, name, digest, place)


def of_data(data: Any, name: str, digest: str, place: Callable[..., str]) -> ExperimentFile:
    """Return plain data as an experiment file.

    data   what the file holds        name, digest  of the file
    place  function from keys to the place that messages name
    Raises InputError if the data are no mapping.
    """
    if not isinstance(data, dict):
        raise InputError(place(), "This is no experiment: it has no keys.", "Begin with schema.")
    place = lru_cache(maxsize=None)(place)
    least = {"id": "unnamed", "scenarios": ["unnamed"]}
    head, problems = head_of(ExperimentHeadForm, data, place, least)
    kept = Kept(head, place, problems)
    if data.get("id") is not None:
        kept.id()
        if ":" in head.id:
            do = "Use small letters, digits and hyphens."
            problems.append(Problem(place("id"), "An experiment's id has no colon.", do))
    many = (("scenarios", MOST_SCENARIOS), ("factors", MOST_FACTORS))
    for key, most in many:
        if len(getattr(head, key)) > most:
            what = f"There are {len(getattr(head, key)):,} {key}; at most {most} are taken."
            problems.append(Problem(place(key), what, "Split the experiment."))
    factors: list[Entry] = []
    for number, each in enumerate(head.factors[:MOST_FACTORS]):
        written = {"lever": each} if isinstance(each, str) else each
        enter(factors, "", FactorForm, written, ("factors", number), place, problems)
    at = [quarter(each, place("at", number), problems) for number, each in enumerate(head.at)]
    return ExperimentFile(
        head=head,
        title=kept.wording("title"),
        question=kept.wording("question"),
        factors=tuple(factors),
        design=_design(head, place, problems),
        at=tuple(each for each in at if each is not None),
        until=None if head.until is None else quarter(head.until, place("until"), problems),
        memory=_memory(head.limits.memory, place("limits", "memory"), problems),
        name=name,
        digest=digest,
        problems=tuple(problems),
        place=place,
    )


def _design(
    head: ExperimentHeadForm, place: Callable[..., str], problems: list[Problem]
) -> DesignForm:
    """Return the design; without one, an experiment without factors is a list of scenarios."""
    design = head.design
    if design is None:
        if head.factors and not any("design" in each.where for each in problems):
            what = "An experiment with factors needs a design."
            do = "Add design: {method: lhs, n: 100}, or ofat, factorial, morris, sobol, list, csv."
            problems.append(Problem(place(), what, do))
        return DesignForm(method="list")
    needed, allowed = DESIGNS[design.method]
    given = [key for key in DesignForm.model_fields if getattr(design, key) is not None]
    for key in given[1:]:
        if key not in (*needed, *allowed):
            known = ", ".join((*needed, *allowed)) or "nothing else"
            what = f"The method {design.method} takes no {key}."
            problems.append(Problem(place("design", key), what, f"It takes {known}."))
    for key in needed:
        if key not in given:
            what = f"The method {design.method} needs {key}."
            problems.append(Problem(place("design"), what, f"Add {key}: ..."))
    needs = design.method not in ("list", "attribution")
    if needs and not head.factors:
        what = f"The method {design.method} needs factors."
        problems.append(Problem(place("design"), what, "Name what may vary under factors."))
    if design.method == "list" and head.factors and not design.rows:
        what = "A list of values needs rows."
        do = "Add rows: [{factor: value, ...}, ...], or choose another method."
        problems.append(Problem(place("design"), what, do))
    if design.method == "sobol" and design.n is not None and design.n & (design.n - 1):
        what = f"Sobol points come in powers of two; {design.n} is none."
        near = 2 ** (design.n.bit_length() - 1)
        do = f"Write n: {near} or n: {2 * near}."
        problems.append(Problem(place("design", "n"), what, do))
    if design.method == "morris" and (design.levels or 4) % 2:
        what = f"The grid of morris has an even number of levels, not {design.levels}."
        problems.append(Problem(place("design", "levels"), what, "Write levels: 4."))
    return design


def _memory(written: float | str, place: str, problems: list[Problem]) -> int:
    """Return bytes of a number, or of a text such as ``4GiB``."""
    match = _MEMORY.fullmatch(str(written)[:40])
    if match is None or match[2].upper() not in _UNITS:
        do = "Write it as 4GiB, 500MB or a number of bytes."
        problems.append(Problem(place, f"{shorten(written)} is no amount of memory.", do))
        return 0
    return int(float(match[1]) * _UNITS[match[2].upper()])
