"""Stages: one step of the quarter, plain Python over agents and machine code over columns.

`@stage` keeps the function as it is and checks that it keeps to the small language
(`sim.core.language`). `stage.run(inputs, "plain")` runs it over agents; `stage.run(inputs,
"compiled")` rewrites it over columns (`sim.core.compiled`), with the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, update_wrapper

from sim.core import rewrites
from sim.core.language import Source, Use, check_stage
from sim.core.table import Table


class Stage:
    """One loop of the model. Calling it with a model runs it: ``plan_staff(model)``."""

    def __init__(self, function: Callable) -> None:
        self.function = function
        self._compiled: Callable | None = None
        update_wrapper(self, function)
        if not rewrites.known(function):
            self.use = check_stage(self.source)

    @cached_property
    def source(self) -> Source:
        """The syntax of the stage."""
        return Source.of(self.function)

    @cached_property
    def use(self) -> Use:
        """What the stage reads and writes."""
        return check_stage(self.source)

    @property
    def name(self) -> str:
        """Name of the stage, part of the address of its luck."""
        return self.function.__name__

    @property
    def plain(self) -> Callable:
        """The function as written, to be called with agents."""
        return self.function

    def reads(self, owner: str) -> list[str]:
        """Return the fields of ``owner`` (a table, ``law``, ``assume``) that the stage reads."""
        return [name for table, name in self.use.reads if table == owner]

    def writes(self) -> list[tuple[str, str]]:
        """Return (table, column) of everything that the stage writes."""
        return list(self.use.writes)

    def bound(self, inputs: Mapping[str, object], engine: str = "compiled") -> Callable:
        """Return a function that runs the stage on named inputs, as they are when it is called.

        engine  ``compiled`` or ``plain``
        """
        if engine == "plain":
            names = self.use.parameters
            return lambda: self.function(*(plainly(inputs[name]) for name in names))
        if self._compiled is None:
            from sim.core.compiled import compile_stage

            self._compiled = compile_stage(self)
        return self._compiled(inputs)

    def run(self, inputs: Mapping[str, object], engine: str = "compiled"):
        """Run the stage once on named inputs with one of the engines."""
        return self.bound(inputs, engine)()

    def __call__(self, model):
        """Run the stage on a model, with the model's luck, law and engine."""
        return model.apply(self)

    def __repr__(self) -> str:
        return f"<stage {self.name}>"


def stage(function: Callable) -> Stage:
    """Declare a function as a stage; raises LanguageError if it cannot be compiled."""
    return Stage(function)


def plainly(value: object) -> object:
    """Return an input as the plain engine sees it: tables as rows of agents, the rest as it is."""
    table = getattr(value, "table", value)
    return Rows(table, getattr(value, "model", None)) if isinstance(table, Table) else value


class Rows:
    """All rows of a table, the dead ones included, as agents."""

    def __init__(self, table: Table, model) -> None:
        self._table, self._model = table, model

    def __len__(self) -> int:
        return self._table.rows

    def __iter__(self) -> Iterator:
        for row in range(self._table.rows):
            yield self[row]

    def __getitem__(self, row: int):
        return self._table.kind.view(self._table, int(row), self._model, checked=False)
