"""Reading a search file: what is sampled is an experiment, what is looked for stands beside it."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sim.core import quarters, strict_yaml
from sim.core.errors import InputError, Problem
from sim.core.filling import nearest
from sim.measure.register import indicators
from sim.policy.registers import Registers
from sim.policy.target import Target
from sim.scenario import experiment_file
from sim.scenario.experiment import Experiment
from sim.scenario.experiment_file import ExperimentFile
from sim.scenario.factor import Factor
from sim.scenario.reading import head_of
from sim.scenario.searches.search_form import SCHEMA, SearchHeadForm

_SHARED = ("id", "title", "question", "scenarios", "seed", "uncertainty", "keep", "limits",
           "resolution")  # fmt: skip
EVEN = 0.5  # probability of a target that is crossed
FINENESS = 50  # parts of the range that the interval is to be as narrow as


@dataclass(frozen=True)
class SearchFile:
    """One search file as it was written.

    head      its form        experiment  what is sampled, as an experiment file of one factor
    problems  what is wrong with its form, those of the experiment included
    place     function from keys to ``file:line:column  path``
    """

    head: SearchHeadForm
    experiment: ExperimentFile
    problems: tuple[Problem, ...]
    place: Callable[..., str]


@dataclass(frozen=True)
class Question:
    """What a tipping point is about, with all words looked up.

    indicator  column that is watched        target  if it is a probability, else None
    of         ``difference``, ``level`` or ``probability``
    value      that is crossed        quarter  at which
    factor     what varies        low, high  its range        values  if it has some alone
    precision  half-width of the interval that is enough, in the factor's unit
    """

    indicator: str
    target: Target | None
    of: str
    value: float
    quarter: int
    factor: Factor
    low: float
    high: float
    values: tuple[float, ...]
    precision: float


def is_search(data: Any) -> bool:
    """Whether the data of a YAML file say that they are a search."""
    family = SCHEMA.rpartition("/")[0]
    return isinstance(data, dict) and str(data.get("schema", "")).startswith(family)


def read(path: str | os.PathLike[str]) -> SearchFile:
    """Read a search file.

    Raises InputError if it is no YAML mapping that says it is a search; what is wrong with its keys
    is kept as problems.
    """
    document = strict_yaml.read(path)
    data, place = document.data, document.place
    if not is_search(data):
        do = f"Begin with schema: {SCHEMA}. An experiment is run by: parksim run FILE"
        raise InputError(place(), "This is no search.", do)
    unnamed = {"id": "unnamed", "scenarios": ["unnamed"], "factor": "unnamed"}
    least = {**unnamed, "crosses": {"indicator": "unnamed"}}
    head, problems = head_of(SearchHeadForm, data, place, least)

    def own_place(*keys: str | int) -> str:
        return place("factor", *keys[2:]) if keys[:2] == ("factors", 0) else place(*keys)

    shared = {key: data[key] for key in _SHARED if data.get(key) is not None}
    sampled = {**shared, "factors": [head.factor], "design": {"method": "ofat"}}
    sampled["replicates"] = head.replicates.min
    if head.at is not None:
        sampled["at"] = [head.at]
    form = experiment_file.of_data(sampled, document.name, document.digest, own_place)
    every = dict.fromkeys([*problems, *form.problems])
    return SearchFile(head, form, tuple(every), place)


def question(file: SearchFile, asked: Experiment, registers: Registers) -> Question:
    """Return what a search asks.

    asked  its experiment with all words looked up
    Raises InputError with all problems of the file.
    """
    factor, problems = asked.factors[0], [*file.problems, *misfits(file, registers)]
    low, high = factor.distribution.support

    def wrong(what: str, do: str, key: str) -> None:
        problems.append(Problem(file.place(key), what, do))

    if factor.names or factor.switch or factor.kind == "clause":
        what = f"{factor.name} has no values in between, so it has no tipping point."
        wrong(what, "Take a lever or an assumption that is a number.", "factor")
    elif not math.isfinite(high - low) or low == high:
        what = f"{factor.name} has no range with two ends."
        wrong(what, "Write dist: {uniform: [low, high]}.", "factor")
    crosses = file.head.crosses
    if crosses.target is None and crosses.of == "difference" and len(asked.scenarios) != 2:
        wrong("A difference is between two scenarios.", "Name two, or of: level.", "scenarios")
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    column = crosses.indicator or _column(crosses.target, asked.scenarios[-1].count_as, registers)
    target = registers.targets[column.partition("_")[0]] if crosses.target else None
    values = tuple(sorted(factor.distribution.values))
    steps = [after - before for before, after in pairwise(values)]
    usual = 0.0 if target is None else EVEN
    last = asked.scenarios[-1].last
    due = last if target is None else min(quarters.parse(target.due), last)
    return Question(
        indicator=column,
        target=target,
        of="probability" if target is not None else crosses.of,
        value=usual if crosses.value is None else float(crosses.value),
        quarter=asked.at[0] if asked.at else due,
        factor=factor,
        low=float(low),
        high=float(high),
        values=values,
        precision=file.head.precision or (min(steps) / 2 if steps else (high - low) / FINENESS),
    )


def misfits(file: SearchFile, registers: Registers) -> list[Problem]:
    """Return what is wrong with what a search looks for, whatever it varies."""
    crosses, found = file.head.crosses, []

    def wrong(what: str, do: str, *keys: str) -> None:
        found.append(Problem(file.place(*keys), what, do))

    if (crosses.indicator is None) == (crosses.target is None):
        wrong("One thing crosses: an indicator or a target.", "Write one of them.", "crosses")
    elif crosses.indicator is not None and crosses.indicator not in indicators():
        do = nearest(crosses.indicator, list(indicators()), "See: parksim show indicators")
        wrong(f'There is no indicator "{crosses.indicator}".', do, "crosses", "indicator")
    elif crosses.target is not None:
        if not _column(crosses.target, {}, registers):
            do = nearest(crosses.target, [n for n, t in registers.targets.items() if t.definitions])
            wrong(f'There is no target "{crosses.target}" with a number.', do, "crosses", "target")
        if crosses.value is not None and not 0.0 < crosses.value < 1.0:
            wrong("A probability lies between 0 and 1.", "Leave value out.", "crosses", "value")
    if file.head.replicates.min > file.head.replicates.max:
        wrong("min is above max.", "Let min be no more than max.", "replicates")
    return found


def _column(word: str | None, counted: Mapping[str, str], registers: Registers) -> str:
    """Return the indicator that counts a target: named itself, or by definitions; else nothing.

    counted  definition -> reading by which it is counted; the first reading without
    """
    target = registers.targets.get(str(word).partition("_")[0])
    if target is None or not target.definitions:
        return ""
    if word != target.id:
        return str(word) if word in indicators() else ""
    readings = [
        counted[definition] if counted.get(definition) in choices else choices[0]
        for definition, choices in target.definitions.items()
    ]
    return "_".join((target.id, *readings))
