"""Equations: pure functions of numbers, written once and used by both engines."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper


class Equation:
    """A pure function of numbers; callable as it stands, and known to the stage compiler.

    The function may use its arguments, `math`, other equations and whole-number or decimal
    constants of its module. What it may not do is checked when a stage that calls it is compiled.
    """

    def __init__(self, function: Callable) -> None:
        self.function = function
        update_wrapper(self, function)

    def __call__(self, *arguments):
        return self.function(*arguments)

    def __repr__(self) -> str:
        return f"<equation {self.__module__}.{self.__name__}>"

    def __reduce__(self):
        return (_find, (self.__module__, self.__qualname__))


def _find(module: str, name: str) -> Equation:
    from importlib import import_module

    return getattr(import_module(module), name)


def equation(function: Callable) -> Equation:
    """Declare a pure function of numbers as an equation of the model."""
    return Equation(function)
