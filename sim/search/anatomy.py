"""The anatomy of the quarter: what each stage reads, writes and computes, derived from its source.

Nothing here is typed by hand: numbers of stages and equations stand in docstrings, columns, levers
and channels in the syntax of the stages.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any

from sim.core.channel import Consumer, consumers
from sim.core.equation import Equation
from sim.core.language import Source
from sim.core.stage import Stage
from sim.runs.dynamics import parts

_STAGE = re.compile(r"Stage (\d+)")
_EQUATIONS = re.compile(r"\bE(\d+)(?:\s*[-–]\s*E?(\d+))?")
NO_COLUMNS = frozenset({"law", "assume", "luck"})


@dataclass(frozen=True)
class Step:
    """One step of the quarter.

    step  a stage, or the function of the model that runs several
    """

    step: Any

    @cached_property
    def name(self) -> str:
        """Name of the step, that of its file."""
        return getattr(self.step, "name", None) or self.step.__name__

    @cached_property
    def number(self) -> int | None:
        """Number of the stage in the specification, from its file's first line; None: none."""
        found = _STAGE.match(_doc(sys.modules[self.step.__module__]))
        return int(found[1]) if found else None

    @property
    def shipped(self) -> bool:
        """Whether it is part of parksim and not of a user's folder."""
        return self.step.__module__.startswith("sim.")

    @cached_property
    def title(self) -> str:
        """What the stage is about: the first sentence of its file, else of its own."""
        if self.number is None:
            return _doc(self.step).partition("\n")[0]
        text = _doc(sys.modules[self.step.__module__]).partition("\n\n")[0].replace("\n", " ")
        title = text.partition(":")[2].strip()
        return title[:1].upper() + title[1:]

    @cached_property
    def parts(self) -> tuple[Stage, ...]:
        """The loops that it runs."""
        return tuple(parts(self.step))

    def reads(self, owner: str) -> tuple[str, ...]:
        """Return the fields of an input that the step reads, in alphabetical order."""
        return tuple(sorted({field for part in self.parts for field in part.reads(owner)}))

    @cached_property
    def read(self) -> dict[str, tuple[str, ...]]:
        """Columns and constants that the step reads, by table."""
        return _by_table(
            place for part in self.parts for place in part.use.reads if place[0] not in NO_COLUMNS
        )

    @cached_property
    def written(self) -> dict[str, tuple[str, ...]]:
        """Columns that the step writes, by table."""
        return _by_table(place for part in self.parts for place in part.writes())

    @cached_property
    def equations(self) -> frozenset[int]:
        """Numbers of the specification's equations that the step carries out."""
        texts = [_doc(part) for part in self.parts]
        texts += [_doc(each) for each in self._called().values()]
        return frozenset(number for text in texts for number in equation_numbers(text))

    @cached_property
    def channels(self) -> dict[str, tuple[Consumer, ...]]:
        """Field of the law -> what takes its value in the step."""
        found: dict[str, tuple[Consumer, ...]] = {}
        for part in self.parts:
            for field, takers in consumers(part, "law").items():
                found[field] = (*found.get(field, ()), *takers)
        return found

    def numbers(self, consumer: Consumer) -> tuple[int, ...]:
        """Return the equations by which a consumer of the step goes, those it names itself first.

        Those of the equation that is called; else, or if it names none, those of the loop.
        """
        called = self._called().get(consumer.name) if consumer.kind == "equation" else None
        loop = next(part for part in self.parts if part.name == consumer.stage)
        return equation_numbers(_doc(called)) or equation_numbers(_doc(loop))

    def _called(self) -> dict[str, Equation]:
        found: dict[str, Equation] = {}
        for part in self.parts:
            _collect(part.source, found)
        return found


@lru_cache(maxsize=8)
def anatomy(quarter: tuple[Callable, ...]) -> tuple[Step, ...]:
    """Return the steps of a quarter in order."""
    return tuple(Step(step) for step in quarter)


def readers(steps: Sequence[Step], owner: str, *fields: str) -> list[str]:
    """Return the names of the steps that read one of some fields of the law or assumptions."""
    return [step.name for step in steps if not set(fields).isdisjoint(step.reads(owner))]


def carrying(steps: Sequence[Step], text: str) -> list[str]:
    """Return the names of the steps that carry out the equations that a text names."""
    wanted = set(equation_numbers(text))
    named = set(re.findall(r"\w+", text))
    return [s.name for s in steps if not wanted.isdisjoint(s.equations) or s.name in named]


def channels(steps: Sequence[Step]) -> dict[str, tuple[tuple[Step, Consumer], ...]]:
    """Return field of the law -> what takes its value, with the step, over the whole quarter."""
    found: dict[str, tuple[tuple[Step, Consumer], ...]] = {}
    for step in steps:
        for field, takers in step.channels.items():
            found[field] = (*found.get(field, ()), *((step, each) for each in takers))
    return found


def shared(found: Mapping[str, Sequence[tuple[Step, Consumer]]]) -> list[tuple[str, str]]:
    """Return the pairs of fields that share a channel.

    found  as `channels` gives it

    Two fields share a channel if the same consumers take both: every place that takes one takes the
    other with it. Payments do not count, unless a field has no other consumers.
    """
    sets = {}
    for field, takers in found.items():
        every = frozenset(each for _, each in takers)
        acting = frozenset(each for each in every if each.kind != "payment")
        sets[field] = acting or every
    return [(one, other) for one, other in combinations(sets, 2) if sets[one] == sets[other]]


def equation_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of equations in a text, ranges such as E20-E22 written out."""
    found: list[int] = []
    for first, last in _EQUATIONS.findall(text):
        found += range(int(first), int(last or first) + 1)
    return tuple(dict.fromkeys(found))


def _collect(source: Source, found: dict[str, Equation]) -> None:
    for node in ast.walk(source.tree):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        each = source.scope.get(name)
        if isinstance(each, Equation) and name not in found:
            found[name] = each
            _collect(Source.of(each.function), found)


def _by_table(places: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for table, column in sorted(set(places)):
        found.setdefault(table, []).append(column)
    return {table: tuple(columns) for table, columns in found.items()}


def _doc(each: Any) -> str:
    return (getattr(each, "__doc__", None) or "").strip()
