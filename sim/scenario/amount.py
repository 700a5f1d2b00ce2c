"""The amount of a change as people write it: ``70``, ``70 points``, ``true``, ``baseline``."""

from __future__ import annotations

import re
from typing import Any

from sim.core import units
from sim.core.errors import Problem
from sim.core.filling import nearest, shorten
from sim.policy.lever import Lever
from sim.scenario.forms import ChangeForm

BASELINE = "baseline"
LARGEST = 1e12  # amounts beyond it are slips of the pen
_WITH_UNIT = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(\D.*)")
_OFF_WORDS = {"no": "false", "off": "false", "n": "false", "yes": "true", "on": "true", "y": "true"}


def kind_and_amount(
    form: ChangeForm, lever: Lever, place: str
) -> tuple[tuple[str, float] | None, list[Problem]]:
    """Return what a change does and by how much, or None with what is wrong.

    The kinds are those of `sim.policy.change.Change`.
    """
    given = [key for key in ("value", "scale", "add") if getattr(form, key) is not None]
    if len(given) != 1:
        what = "A change has one of value, scale and add."
        found = f"It has {' and '.join(given)}." if given else "It has none."
        return None, [Problem(place, f"{what} {found}", "Keep one of them.")]
    kind = given[0]
    written = getattr(form, kind)
    if kind == "value" and written == BASELINE:
        return (BASELINE, 0.0), []
    if kind == "scale":
        return _finite(kind, float(written), place)
    number, problems = _number(written, lever, place)
    if problems:
        return None, problems
    if kind == "add":
        if isinstance(number, str):
            what = f"{lever.id} cannot be added to by {shorten(number)}."
            return None, [Problem(place, what, f"Write a number of {lever.unit}.")]
        return _finite(kind, float(number), place)
    wrong = lever.misfit(number)
    if wrong:
        return None, [Problem(place, wrong, _advice(lever, number))]
    return _finite(kind, float(lever.value_in(number)), place)


def _finite(kind: str, amount: float, place: str) -> tuple[tuple[str, float] | None, list[Problem]]:
    if abs(amount) <= LARGEST:
        return (kind, amount), []
    return None, [Problem(place, "This number is too large.", f"Stay below {LARGEST:g}.")]


def _number(written: Any, lever: Lever, place: str) -> tuple[Any, list[Problem]]:
    """Return a value without its unit; a text that is none of the lever's kind stays as it is."""
    match = _WITH_UNIT.fullmatch(written.strip()) if isinstance(written, str) else None
    if match is None or written in lever.choices:
        return written, []
    number, unit = match[1], match[2].strip()
    if unit.lower() not in _spellings(lever.unit):
        what = f"{lever.id} is in {lever.unit}, not in {unit}."
        example = f"Write {number} {lever.unit}, or the number alone."
        if unit == "%" and lever.kind == "share":
            example = f"Write {float(number) / 100:g}; shares run from 0 to 1."
        return None, [Problem(place, what, example)]
    value = float(number)
    return (int(value) if value.is_integer() else value), []


def _spellings(unit: str) -> set[str]:
    known = units.unit(unit)
    return {each.lower() for each in (unit, known.en, known.zh)}


def _advice(lever: Lever, value: Any) -> str:
    if lever.kind == "switch" and str(value).lower() in _OFF_WORDS:
        plain = _OFF_WORDS[str(value).lower()]
        return f"In YAML 1.2 {shorten(value)} is a text; write {plain}."
    if lever.kind == "choice":
        return nearest(str(value), list(lever.choices))
    return f"Look it up with: parksim show {lever.id}"
