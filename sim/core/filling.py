"""Filling forms: plain data of a file into a pydantic form, or what is wrong with it in our words.

Only imported where files are read; a warm cache needs neither this module nor pydantic.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sim.core.errors import Problem

Keys = tuple[str | int, ...]

_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": "a text",
    "list": "a list",
    "dict": "a mapping",
    "model": "a mapping",
}
_BRANCHES = {"int", "float", "bool", "str"}
_WRAPPED = ("constrained", "literal[", "function-", "list[", "dict[")


def filled[Form: BaseModel](
    form: type[Form], data: Any, place: Callable[..., str], keys: Keys = ()
) -> tuple[Form | None, list[Problem]]:
    """Return data in its form, or None, with what is wrong with it and where.

    place  function from keys to the place that messages name      keys  of the data in the file
    """
    try:
        return form.model_validate(data), []
    except ValidationError as error:
        found: dict[str, Problem] = {}
        errors = error.errors()
        paths = [_steps(wrong) for wrong in errors]
        for wrong, path in zip(errors, paths, strict=True):
            if any(len(path) < len(other) and other[: len(path)] == path for other in paths):
                continue  # another branch of the choice fits, but for something inside it
            problem = _problem(form, wrong, place, keys)
            if problem.where in found and wrong["type"] != "missing":
                problem = _either(found[problem.where], problem)
            found[problem.where + ("" if wrong["type"] != "missing" else problem.what)] = problem
        return None, list(found.values())


def nearest(word: str, known: list[str], fallback: str = "") -> str:
    """Return advice that names the known word nearest to a wrong one."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f'Did you mean "{close[0]}"?' if close else fallback or f"Known: {', '.join(known)}."


def shorten(value: Any) -> str:
    """Return a value as messages show it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _problem(form: type[BaseModel], wrong: Any, place: Callable[..., str], keys: Keys) -> Problem:
    steps = _steps(wrong)
    where = place(*keys, *steps)
    kind = wrong["type"]
    if kind == "extra_forbidden":
        inner = _form_at(form, steps[:-1])
        known = [field.alias or name for name, field in inner.model_fields.items()]
        what = f'There is no key "{steps[-1]}" here.'
        return Problem(where, what, nearest(str(steps[-1]), known))
    if kind == "missing":
        return Problem(place(*keys, *steps[:-1]), f'The key "{steps[-1]}" is missing.', "Add it.")
    shown = shorten(wrong["input"])
    if kind == "literal_error":
        expected = wrong["ctx"]["expected"].replace("'", '"')
        return Problem(where, f"This must be {expected}, not {shown}.", "Write one of these.")
    if kind in ("too_short", "too_long"):
        return Problem(where, *_length(wrong))
    if kind in ("string_too_short", "string_too_long"):
        return Problem(where, "This text is empty or too long.", "Write a short text.")
    if kind in ("greater_than_equal", "less_than_equal"):
        low_or_high = next(iter(wrong["ctx"].values()))
        side = "least" if kind.startswith("greater") else "most"
        return Problem(where, f"This must be at {side} {low_or_high}, not {shown}.", "Correct it.")
    wanted = _KINDS.get(kind.partition("_")[0], "something else")
    return Problem(where, f"This must be {wanted}, not {shown}.", f"Write {wanted}.")


def _length(wrong: Any) -> tuple[str, str]:
    """Return what is said of a list or mapping with too few or too many entries."""
    bounds, entries = wrong["ctx"], wrong["input"]
    if not entries:
        return "This list is empty.", "Name something or delete the line."
    few = "min_length" in bounds
    wanted = f"at {'least' if few else 'most'} {bounds['min_length' if few else 'max_length']}"
    return f"This has {len(entries)} entries; it takes {wanted}.", "Write as many."


def _steps(wrong: Any) -> Keys:
    """Return the keys of the file that lead to what is wrong."""
    return tuple(step for step in wrong["loc"] if not _is_branch(step))


def _is_branch(step: str | int) -> bool:
    """Whether a step of pydantic's path is a type tried in a union, not a key of the file."""
    text = str(step)
    return text in _BRANCHES or text.endswith("Form") or text.startswith(_WRAPPED)


def _either(first: Problem, second: Problem) -> Problem:
    """Join what two branches of a choice wanted into one sentence."""
    wanted = first.what.partition("This must be ")[2].rpartition(", not ")[0]
    other = second.what.partition("This must be ")[2].rpartition(", not ")
    if not wanted or not other[0] or other[0] in wanted:
        return first
    if wanted == "a whole number" and other[0] == "a number":
        return second
    return Problem(first.where, f"This must be {wanted} or {other[0]}, not {other[2]}", first.do)


def _form_at(form: type[BaseModel], steps: Keys) -> type[BaseModel]:
    """Return the form to which some keys lead from another form; entries of lists have none."""
    for step in steps:
        fields = {field.alias or name: field for name, field in form.model_fields.items()}
        if step in fields:
            form = next(_forms_in(fields[step].annotation), form)
    return form


def _forms_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _forms_in(part)
