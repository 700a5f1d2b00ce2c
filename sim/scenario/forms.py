"""Forms of a scenario file: which keys it has and of which type each is."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.core.errors import Problem

SCHEMA = "parksim/scenario/1"

Number = int | float
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Names = Annotated[list[Text], Field(min_length=1)]
Quarter = int | str


class Form(BaseModel):
    """A mapping of which no key is unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class WordingForm(Form):
    """A text in English, Chinese or both."""

    en: Text | None = None
    zh: Text | None = None


class ClausesForm(Form):
    """Which clauses stand: only these, or all without these."""

    only: list[Text] | None = None
    without: list[Text] | None = None


class PeriodForm(Form):
    """First and last quarter of a run."""

    from_: Quarter = Field(alias="from")
    until: Quarter


class ChangeForm(Form):
    """A change of a lever; ``layer``, the rank of its file, stands only in resolved files."""

    from_: Quarter = Field(alias="from")
    value: Number | bool | Text | None = None
    scale: Number | None = None
    add: Number | Text | None = None
    over: Annotated[int, Field(ge=1, le=400)] = 1
    until: Quarter | None = None
    parks: Names | None = None
    industries: Names | None = None
    why: str = ""
    beyond_range: bool = False
    layer: Annotated[int, Field(ge=0, le=100)] = 0


class ActForm(Form):
    """A registered one-off act."""

    at: Quarter
    do: Text
    parks: Names | None = None
    firms: Names | None = None
    industries: Names | None = None
    months: Number | None = None
    staff: Number | None = None
    why: str = ""


class OverrideForm(Form):
    """Another value for an assumption."""

    value: Number
    why: str = ""
    beyond_range: bool = False


class HeadForm(Form):
    """A scenario file, of which the parts with many entries are read one by one."""

    schema_: Literal["parksim/scenario/1"] = Field(default=SCHEMA, alias="schema")
    id: Text
    title: Text | WordingForm | None = None
    question: Text | WordingForm | None = None
    extends: Text | None = None
    clauses: Literal["all"] | ClausesForm | None = None
    policy: dict[str, Any] = {}
    events: list[Any] = []
    assumptions: dict[str, Any] = {}
    count_as: dict[str, Text] = {}
    period: PeriodForm | None = None
    resolution: Literal["draft", "standard", "full"] | None = None


class ScenarioForm(HeadForm):
    """A whole scenario file, for the JSON Schema that editors read."""

    policy: dict[str, list[ChangeForm]] = {}
    events: list[ActForm] = []
    assumptions: dict[str, OverrideForm] = {}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file."""
    return ScenarioForm.model_json_schema(by_alias=True)


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


def filled(
    form: type[Form], data: Any, place: Callable[..., str], keys: tuple[str | int, ...]
) -> tuple[Any, list[Problem]]:
    """Return data in its form, or None, with what is wrong with it and where."""
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


def _problem(
    form: type[Form], wrong: Any, place: Callable[..., str], keys: tuple[str | int, ...]
) -> Problem:
    steps = _steps(wrong)
    where = place(*keys, *steps)
    kind = wrong["type"]
    if kind == "extra_forbidden":
        known = [field.alias or name for name, field in _form_at(form, steps).model_fields.items()]
        what = f'There is no key "{steps[-1]}" here.'
        return Problem(where, what, nearest(str(steps[-1]), known))
    if kind == "missing":
        return Problem(place(*keys, *steps[:-1]), f'The key "{steps[-1]}" is missing.', "Add it.")
    shown = shorten(wrong["input"])
    if kind == "literal_error":
        expected = wrong["ctx"]["expected"].replace("'", '"')
        return Problem(where, f"This must be {expected}, not {shown}.", "Write one of these.")
    if kind == "too_short":
        return Problem(where, "This list is empty.", "Name something or delete the line.")
    if kind in ("string_too_short", "string_too_long"):
        return Problem(where, "This text is empty or too long.", "Write a short text.")
    if kind in ("greater_than_equal", "less_than_equal"):
        low_or_high = next(iter(wrong["ctx"].values()))
        side = "least" if kind.startswith("greater") else "most"
        return Problem(where, f"This must be at {side} {low_or_high}, not {shown}.", "Correct it.")
    wanted = _KINDS.get(kind.partition("_")[0], "something else")
    return Problem(where, f"This must be {wanted}, not {shown}.", f"Write {wanted}.")


def _steps(wrong: Any) -> tuple[str | int, ...]:
    """Return the keys of the file that lead to what is wrong."""
    return tuple(step for step in wrong["loc"] if not _is_branch(step))


def _either(first: Problem, second: Problem) -> Problem:
    """Join what two branches of a choice wanted into one sentence."""
    wanted = first.what.partition("This must be ")[2].rpartition(", not ")[0]
    other = second.what.partition("This must be ")[2].rpartition(", not ")
    if not wanted or not other[0] or other[0] in wanted:
        return first
    if wanted == "a whole number" and other[0] == "a number":
        return second
    return Problem(first.where, f"This must be {wanted} or {other[0]}, not {other[2]}", first.do)


def _form_at(form: type[Form], steps: tuple[str | int, ...]) -> type[Form]:
    inner = {"period": PeriodForm, "clauses": ClausesForm, "title": WordingForm}
    return inner.get(str(steps[0]), WordingForm) if len(steps) > 1 else form


def _is_branch(step: str | int) -> bool:
    """Whether a step of pydantic's path is a type tried in a union, not a key of the file."""
    text = str(step)
    return (
        text in _BRANCHES or text.endswith("Form") or text.startswith(("constrained", "literal["))
    )


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
