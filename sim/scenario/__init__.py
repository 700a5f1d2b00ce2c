"""Scenario files: strict reading, inheritance, and the law that they resolve to.

The package can be called, as in
``sim.scenario("opinion").change("assessment.pass_mark", 70, since="2025")``.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario.amendment import Scenario


class _Callable(ModuleType):
    """A package that is also the function of its name; its class is loaded at first use."""

    def __call__(self, name: str) -> Scenario:
        """Return the scenario of an id, a derived id or a path, to be changed in Python."""
        return self.Scenario(name)

    def __getattr__(self, name: str) -> Any:
        if name == "Scenario":
            from sim.scenario.amendment import Scenario

            return Scenario
        if name == "scenario":
            return self
        raise AttributeError(f"module {self.__name__} has no attribute {name}")


sys.modules[__name__].__class__ = _Callable
