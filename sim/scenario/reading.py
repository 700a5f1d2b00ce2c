"""Reading one scenario file: its form is checked here, what its words mean in `resolve`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sim.core import quarters, strict_yaml
from sim.core.errors import InputError, Problem
from sim.core.filling import filled, shorten
from sim.core.label import Label
from sim.scenario import forms

Keys = tuple[str | int, ...]
ID = re.compile(
    r"[a-z0-9]+([-_+.]?[a-z0-9]+)*(:(none|(only|without)-[A-Za-z0-9]+([-+][A-Za-z0-9]+)*))?"
)
LONGEST_ID = 80  # characters
LONGEST_PERIOD = 400  # quarters


@dataclass(frozen=True)
class Entry:
    """A part of a file in its form, with where it stands.

    name  lever, event or assumption        keys  its path in the file
    """

    name: str
    form: Any
    keys: Keys


@dataclass(frozen=True)
class ScenarioFile:
    """One scenario file as it was written; nothing in it has been looked up yet.

    clauses   ``("all", ())``, ``("only", ids)``, ``("without", ids)``; None: as its parent
    period    first and last quarter; None: as its parent
    completions  whether the model completes floor or the observed figures do; None: as its parent
    problems  what is wrong with its form; the other parts are usable
    place     function from keys to ``file:line:column  path``
    derived   whether its clauses are chosen among those of its parent
    """

    id: str
    title: Label | None
    question: Label | None
    extends: str | None
    clauses: tuple[str, tuple[str, ...]] | None
    policy: tuple[Entry, ...]
    events: tuple[Entry, ...]
    assumptions: tuple[Entry, ...]
    count_as: dict[str, str]
    period: tuple[int, int] | None
    resolution: str | None
    completions: str | None
    name: str
    digest: str
    problems: tuple[Problem, ...]
    place: Callable[..., str]
    derived: bool = False


def read(path: str | os.PathLike[str]) -> ScenarioFile:
    """Read a scenario file.

    Raises InputError if it is no YAML mapping; what is wrong with its keys is kept as problems.
    """
    document = strict_yaml.read(path)
    return of_data(document.data, document.name, document.digest, document.place)


def of_data(data: Any, name: str, digest: str, place: Callable[..., str]) -> ScenarioFile:
    """Return plain data as a scenario file.

    data   what the file holds        name, digest  of the file
    place  function from keys to the place that messages name
    Raises InputError if the data are no mapping.
    """
    if not isinstance(data, dict):
        raise InputError(place(), "This is no scenario: it has no keys.", "Begin with id: my-name.")
    place = lru_cache(maxsize=None)(place)
    parts = {key: data.get(key) for key in ("policy", "events", "assumptions")}
    usable = {
        "policy": isinstance(parts["policy"], dict),
        "events": isinstance(parts["events"], list),
        "assumptions": isinstance(parts["assumptions"], dict),
    }
    head, problems = head_of(forms.HeadForm, data, place, {"id": "unnamed"})
    policy, events, assumptions = [], [], []
    for lever, written in parts["policy"].items() if usable["policy"] else ():
        if not isinstance(written, list):
            do = "Put each in a line of its own: - {from: 2025Q1, value: ...}"
            what = f"The changes of {lever} are a list, not {shorten(written)}."
            problems.append(Problem(place("policy", lever), what, do))
            continue
        for number, each in enumerate(written):
            keys = ("policy", lever, number)
            enter(policy, str(lever), forms.ChangeForm, each, keys, place, problems)
    for number, each in enumerate(parts["events"] if usable["events"] else ()):
        name_of = each.get("do", "") if isinstance(each, dict) else ""
        enter(events, str(name_of), forms.ActForm, each, ("events", number), place, problems)
    for assumption, each in parts["assumptions"].items() if usable["assumptions"] else ():
        keys = ("assumptions", assumption)
        enter(assumptions, str(assumption), forms.OverrideForm, each, keys, place, problems)
    kept = Kept(head, place, problems)
    return ScenarioFile(
        id=kept.id(),
        title=kept.wording("title"),
        question=kept.wording("question"),
        extends=head.extends,
        clauses=kept.clauses(),
        policy=tuple(policy),
        events=tuple(events),
        assumptions=tuple(assumptions),
        count_as=dict(head.count_as),
        period=kept.period(),
        resolution=head.resolution,
        completions=head.completions,
        name=name,
        digest=digest,
        problems=tuple(problems),
        place=place,
    )


def head_of(
    form: type[forms.Form], data: dict[Any, Any], place: Callable[..., str], least: dict[str, Any]
) -> tuple[Any, list[Problem]]:
    """Return the head of a file and what is wrong with it; wrong keys are then left out.

    least  what stands in for required keys that cannot be used
    A key with no value counts as a key left out.
    """
    given = {str(key): value for key, value in data.items() if value is not None}
    head, problems = filled(form, given, place, ())
    if head is None:
        usable = dict(least)
        for key, value in given.items():
            if filled(form, usable | {key: value}, place, ())[0] is not None:
                usable[key] = value
        head = form.model_validate(usable)
    return head, problems


def enter(
    entries: list[Entry],
    name: str,
    form: type[forms.Form],
    data: Any,
    keys: Keys,
    place: Callable[..., str],
    problems: list[Problem],
) -> None:
    """Add a part of a file to ``entries`` if it fits its form, else what is wrong with it."""
    if not isinstance(data, dict):
        what = f"This must be a mapping, not {shorten(data)}."
        required = [field.alias or key for key, field in form.model_fields.items()]
        problems.append(Problem(place(*keys), what, f"Write {{{required[0]}: ..., ...}}."))
        return
    entry, wrong = filled(form, data, place, keys)
    problems.extend(wrong)
    if entry is not None:
        entries.append(Entry(name, entry, keys))


class Kept:
    """Takes single values out of the head of a file, with what is wrong with each."""

    def __init__(self, head: Any, place: Callable[..., str], problems: list[Problem]) -> None:
        self.head, self.place, self.problems = head, place, problems

    def id(self) -> str:
        """Return the id."""
        written = self.head.id
        if len(written) > LONGEST_ID or not ID.fullmatch(written):
            what = f"{shorten(written)} is no id."
            do = "An id has small letters, digits and hyphens, as delisting-strict."
            self.problems.append(Problem(self.place("id"), what, do))
        return written

    def wording(self, key: str) -> Label | None:
        """Return a text in both languages, or None."""
        value = getattr(self.head, key)
        if value is None or isinstance(value, str):
            return None if value is None else Label(value, value)
        if value.en is None and value.zh is None:
            what = "This text is in no language."
            self.problems.append(Problem(self.place(key), what, "Write {en: ..., zh: ...}."))
            return None
        return Label(value.en or value.zh, value.zh or value.en)

    def clauses(self) -> tuple[str, tuple[str, ...]] | None:
        """Return which clauses stand."""
        value = self.head.clauses
        if value is None or value == "all":
            return None if value is None else ("all", ())
        if (value.only is None) == (value.without is None):
            what = "Clauses are either all, or only some, or all without some."
            do = "Write clauses: all, or {only: [M5]}, or {without: [M5]}."
            self.problems.append(Problem(self.place("clauses"), what, do))
            return None
        if value.only is not None:
            return "only", tuple(value.only)
        return "without", tuple(value.without)

    def period(self) -> tuple[int, int] | None:
        """Return the first and the last quarter."""
        value = self.head.period
        if value is None:
            return None
        first = quarter(value.from_, self.place("period", "from"), self.problems)
        last = quarter(value.until, self.place("period", "until"), self.problems)
        if first is None or last is None:
            return None
        if not 0 <= last - first < LONGEST_PERIOD:
            what = (
                f"A period from {quarters.text(first)} until {quarters.text(last)} cannot be run."
            )
            do = f"Let it last from one to {LONGEST_PERIOD} quarters."
            self.problems.append(Problem(self.place("period"), what, do))
            return None
        return first, last


def quarter(written: int | str, place: str, problems: list[Problem]) -> int | None:
    """Return a quarter as a number, or None with a problem at ``place``."""
    try:
        return quarters.parse(written)
    except InputError as error:
        problems.extend(Problem(place, each.what, each.do) for each in error.problems)
        return None
