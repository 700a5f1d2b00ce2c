"""Rows of factor values that somebody gives: in the file itself, or in a table beside it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.core.errors import Problem
from sim.core.filling import nearest
from sim.scenario.experiment_file import ExperimentFile
from sim.scenario.factor import Factor

LARGEST_FILE = 50_000_000  # bytes
_MOST_PROBLEMS = 25

Rows = tuple[tuple[float, ...], ...]


def given_rows(file: ExperimentFile, factors: Sequence[Factor]) -> tuple[Rows, list[Problem]]:
    """Return the rows that a file gives as numbers in the order of the factors, with problems.

    In a list a row may leave factors out, which then keep the value that their scenario has; a
    table has a column for each factor.
    """
    if file.design.method == "list":
        places = file.place
        rows = [
            ({str(name): each for name, each in row.items()}, places("design", "rows", number))
            for number, row in enumerate(file.design.rows or ())
        ]
        return _numbers(rows, factors, {each.name: each.base for each in factors})
    return _table(file, factors)


def _table(file: ExperimentFile, factors: Sequence[Factor]) -> tuple[Rows, list[Problem]]:
    """Read the table of the method csv; its path starts at the folder of the experiment file."""
    where = file.place("design", "file")
    path = Path(file.name).parent / (file.design.file or "")
    try:
        if path.stat().st_size > LARGEST_FILE:
            do = f"At most {LARGEST_FILE / 1e6:.0f} MB are read."
            return (), [Problem(where, "This table is too large.", do)]
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.reader(stream))
    except (OSError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return (), [Problem(where, f"This table cannot be read: {reason}.", "Check the path.")]
    if len(lines) < 2:
        return (), [Problem(where, "This table has no rows.", "Give a head line and a row.")]
    head = [word.strip() for word in lines[0]]
    problems = _head(head, [each.name for each in factors], path.name)
    rows: list[tuple[Mapping[str, Any], str]] = []
    for number, line in enumerate(lines[1:], start=2):
        if not any(word.strip() for word in line):
            continue
        if len(line) != len(head):
            what = f"This line has {len(line)} values; the head line has {len(head)}."
            problems.append(Problem(f"{path.name}:{number}", what, "Correct the line."))
            continue
        words = (word.strip() for word in line)
        rows.append((dict(zip(head, words, strict=True)), f"{path.name}:{number}"))
    if problems:
        return (), problems[:_MOST_PROBLEMS]
    return _numbers(rows, factors, {})


def _head(head: Sequence[str], names: Sequence[str], file: str) -> list[Problem]:
    problems = []
    for name in dict.fromkeys(head):
        if head.count(name) > 1:
            problems.append(Problem(f"{file}:1", f'The column "{name}" stands twice.', "Take one."))
    for name in names:
        if name not in head:
            do = nearest(name, list(head), "Add a column of this name.")
            problems.append(Problem(f"{file}:1", f'There is no column "{name}".', do))
    return problems


def _numbers(
    rows: Sequence[tuple[Mapping[str, Any], str]],
    factors: Sequence[Factor],
    absent: Mapping[str, float],
) -> tuple[Rows, list[Problem]]:
    """Return rows as numbers; ``absent`` has the value of a factor that a row leaves out."""
    names = [each.name for each in factors]
    found, problems = [], []
    for row, place in rows:
        for name in row:
            if name not in names:
                what = f'There is no factor "{name}".'
                problems.append(Problem(place, what, nearest(name, names)))
        values = []
        for factor in factors:
            if factor.name not in row:
                values.append(absent[factor.name])
                continue
            try:
                values.append(_number(factor, row[factor.name]))
            except ValueError as error:
                problems.append(Problem(place, str(error), "Correct the value."))
        found.append(tuple(values))
        if len(problems) >= _MOST_PROBLEMS:
            break
    return tuple(found), problems


def _number(factor: Factor, word: Any) -> float:
    """Return the number of a word; values may leave the distribution, not what can be meant."""
    number = factor.heard(word)
    whole = factor.kind in ("start", "ramp") or factor.distribution.family == "integers"
    if whole and number != int(number):
        raise ValueError(f"{factor.name} is a whole number, not {number:g}.")
    if factor.kind == "ramp" and not 1 <= number <= 400:
        raise ValueError(f"{factor.name} is 1 to 400 quarters, not {number:g}.")
    return number
