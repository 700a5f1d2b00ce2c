"""Constraints between factors: short expressions such as ``fails >= 1 and start < 2026Q1``.

An expression may use factors by name, numbers, quarters, names of choices in quotes, ``true`` and
``false``, comparisons, ``+ - * /``, ``and``, ``or``, ``not`` and parentheses, and nothing else.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.core import quarters
from sim.core.filling import nearest, shorten

LONGEST = 500  # characters
_QUARTER = re.compile(r"(?<![\w.])\d{4}Q[1-4](?![\w.])")
_WORDS = {"true": True, "false": False, "True": True, "False": False}
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_ALLOWED = "It may hold factors, numbers, quarters, comparisons, + - * /, and, or, not."

Columns = Mapping[str, np.ndarray]
Heard = Mapping[str, Callable[[Any], float]]


@dataclass(frozen=True)
class Constraint:
    """What must hold between the values of a row.

    text   as it was written
    tree   its syntax, in which every name is a factor and every constant a number
    """

    text: str
    tree: ast.expr

    def holds(self, columns: Columns) -> np.ndarray:
        """Return in which rows it holds.

        columns  factor -> values as numbers, shape (rows,)
        """
        rows = len(next(iter(columns.values())))
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.asarray(_value(self.tree, columns))
        return np.broadcast_to(found.astype(bool), (rows,))


class Unreadable(ValueError):
    """Why an expression is no constraint, and what to do."""

    def __init__(self, what: str, do: str = _ALLOWED) -> None:
        super().__init__(what)
        self.what, self.do = what, do


def constraint(text: str, factors: Heard) -> Constraint:
    """Return the constraint of a text.

    factors  factor -> function from a word of a file to the number that stands for it
    Raises Unreadable with what is wrong; nothing of the text is ever carried out.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"This constraint is longer than {LONGEST} characters.", "Split it.")
    plain = _QUARTER.sub(lambda match: f'"{match[0]}"', text.strip())
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Unreadable(f"{shorten(text)} cannot be read.") from None
    if not isinstance(tree, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Name | ast.Attribute):
        raise Unreadable(f"{shorten(text)} is neither true nor false.")
    return Constraint(text, _checked(tree, factors))


def _checked(tree: ast.AST, factors: Heard) -> ast.expr:
    """Return a syntax tree of nothing but what is allowed; names are looked up."""
    match tree:
        case ast.BoolOp(op=op, values=values):
            return ast.BoolOp(op, [_checked(each, factors) for each in values])
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.UAdd() as op, operand=operand):
            return ast.UnaryOp(op, _checked(operand, factors))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return ast.BinOp(_checked(left, factors), op, _checked(right, factors))
        case ast.Compare(left=left, ops=ops, comparators=rest):
            if any(type(op) not in _COMPARISONS for op in ops):
                raise Unreadable(f"{ast.unparse(tree)} is not allowed in a constraint.")
            sides = _meant([left, *rest], factors)
            return ast.Compare(sides[0], ops, sides[1:])
        case ast.Constant(value=bool() | int() | float() as number):
            return ast.Constant(_finite(number))
        case ast.Constant(value=str(word)):
            return ast.Constant(_quarter(word))
        case ast.Name(id=word) if word in _WORDS and word not in factors:
            return ast.Constant(_WORDS[word])
        case ast.Name() | ast.Attribute():
            return ast.Name(_named(ast.unparse(tree), factors))
    raise Unreadable(f"{ast.unparse(tree)} is not allowed in a constraint.")


def _meant(sides: list[ast.expr], factors: Heard) -> list[ast.expr]:
    """Return the sides of a comparison; a constant beside a factor is read as its values are."""
    found = [each if isinstance(each, ast.Constant) else _checked(each, factors) for each in sides]
    beside = next((each.id for each in found if isinstance(each, ast.Name)), None)
    for number, each in enumerate(found):
        if not isinstance(each, ast.Constant):
            continue
        if beside is None or sides[number] is not each:
            found[number] = _checked(each, factors)
            continue
        try:
            found[number] = ast.Constant(factors[beside](each.value))
        except ValueError as error:
            raise Unreadable(str(error), f"Compare {beside} with one of its values.") from None
    return found


def _named(word: str, factors: Heard) -> str:
    if word not in factors:
        known = list(factors)
        raise Unreadable(f'There is no factor "{word}".', nearest(word, known))
    return word


def _finite(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        raise Unreadable("A number of this constraint is too large.", "Stay below 1e300.") from None


def _quarter(word: str) -> float:
    if not _QUARTER.fullmatch(word):
        raise Unreadable(f'"{word}" is no number.')
    return float(quarters.parse(word))


def _value(tree: ast.expr, columns: Columns) -> Any:
    match tree:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return columns[name]
        case ast.BoolOp(op=op, values=values):
            joined = np.logical_and if isinstance(op, ast.And) else np.logical_or
            return joined.reduce(np.broadcast_arrays(*(_value(each, columns) for each in values)))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return np.logical_not(_value(operand, columns))
        case ast.UnaryOp(op=op, operand=operand):
            number = np.asarray(_value(operand, columns), dtype=float)
            return -number if isinstance(op, ast.USub) else number
        case ast.BinOp(left=left, op=op, right=right):
            one, other = (np.asarray(_value(each, columns), dtype=float) for each in (left, right))
            return _ARITHMETIC[type(op)](one, other)
        case ast.Compare(left=left, ops=ops, comparators=rest):
            sides = [_value(each, columns) for each in (left, *rest)]
            pairs = zip(ops, sides, sides[1:], strict=False)
            held = [_COMPARISONS[type(each)](one, other) for each, one, other in pairs]
            return np.logical_and.reduce(np.broadcast_arrays(*held))
    raise TypeError(f"{type(tree).__name__} was let through")
