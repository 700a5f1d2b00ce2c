"""Words for the state of agents: labels, units and values in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.core import quarters, strict_yaml
from sim.core.table import declared
from sim.opening import KINDS
from sim.report.scale import MINUS, MISSING

_FILE = Path(__file__).with_name("state_names.yaml")
_BARE = frozenset({"index", "code", "identity", "0/1", "0/1 each", "quarter", "-"})  # no unit
_SWITCH = {"en": ("no", "yes"), "zh": ("否", "是")}
_DIGITS = range(4, 13)


@lru_cache(maxsize=1)
def names() -> Mapping[str, Any]:
    """Return the file of names, read once."""
    return strict_yaml.read(_FILE).data


def label(table: str, name: str, language: str) -> str:
    """Return a state variable or a matrix in words; ``stock[2]`` keeps its entry.

    Without a Chinese name the English meaning stands.
    """
    field, _, entry = name.partition("[")
    rest = f" [{entry}" if entry else ""
    matrix = names()["matrices"].get(f"{table}.{field}")
    if matrix is not None:
        return matrix[language] + rest
    schema = declared(KINDS[table]) if table in KINDS else {}
    if field not in schema:
        return f"{table}.{field}{rest}"
    meaning = schema[field].meaning.partition(";")[0]
    known = names().get(table, {}).get(field, "")
    if isinstance(known, str):
        known = {"zh": known or meaning}
    return known.get(language, meaning) + rest


def unit(table: str, name: str, language: str) -> str:
    """Return the unit of a state variable, empty for codes, names and switches."""
    schema = declared(KINDS[table]) if table in KINDS else {}
    field = name.partition("[")[0]
    return spoken_unit(schema[field].unit, language) if field in schema else ""


def spoken_unit(unit: str, language: str) -> str:
    """Return a unit in a language, empty for codes, names and switches."""
    if unit in _BARE:
        return ""
    return names()["units"].get(unit, unit) if language == "zh" else unit


def event(what: str, language: str) -> str:
    """Return what happened to an agent in words."""
    known = names()["events"].get(what)
    return known[language] if known else what


def stage(name: str, title: str, language: str) -> str:
    """Return what a step of the quarter is about.

    title  in English, of the step itself
    """
    return names()["stages"].get(name, title) if language == "zh" else title


def pair(one: Any, other: Any, unit: str, language: str) -> tuple[str, str]:
    """Return two values as texts, with the digits that tell them apart."""
    numbers = [v for v in (one, other) if isinstance(v, int | float) and not isinstance(v, bool)]
    if unit not in _BARE - {"-"} and numbers:
        for digits in _DIGITS:
            texts = _figure(one, digits), _figure(other, digits)
            if texts[0] != texts[1] or one == other:
                return texts
    return value(one, unit, language), value(other, unit, language)


def value(value: Any, unit: str, language: str) -> str:
    """Return a value as text: a quarter as 2024Q1, a switch as yes or no, none as a dash."""
    if value is None or value != value or value == "":
        return MISSING
    if isinstance(value, str):
        return value
    if unit == "0/1" or isinstance(value, bool):
        return _SWITCH[language][bool(value)]
    if unit == "quarter":
        return quarters.text(int(value)) if value else MISSING
    return _figure(value, _DIGITS[0])


def signed(value: float) -> str:
    """Return a difference with its sign."""
    if value != value:
        return MISSING
    return _figure(value, _DIGITS[0], "+" if value else "")


def _figure(value: Any, digits: int, sign: str = "") -> str:
    if value is None or value != value:
        return MISSING
    if isinstance(value, str):
        return value
    whole = abs(value) >= 10 ** (digits - 1) or float(value).is_integer()
    text = f"{value:{sign},.0f}" if whole and digits == _DIGITS[0] else f"{value:{sign},.{digits}g}"
    return text.replace("-", MINUS)
