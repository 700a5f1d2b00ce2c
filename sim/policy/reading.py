"""Reading the register files: strict YAML to plain entries, with every problem and its place.

Entries come out as JSON can hold them; `sim.policy.registers` builds the registers from them and
keeps them in the cache, so this module is needed only when a file has changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.core import strict_yaml
from sim.core.errors import InputError, Problem
from sim.core.filling import filled
from sim.policy import forms

FORMS: dict[str, type[forms.Form]] = {
    "clauses": forms.ClauseForm,
    "definitions": forms.DefinitionForm,
    "targets": forms.TargetForm,
    "events": forms.EventForm,
    "levers": forms.LeverForm,
    "assumptions": forms.AssumptionForm,
    "programmes": forms.ProgrammeForm,
}
USERS = ("events", "levers", "assumptions", "programmes")  # kinds that a user's folder may add to
_ONLY_SOME = {"choices", "part_of", "range", "plausible", "value", "low", "high", "by", "values"}
_NOTES = ("symbol", "unit", "used_in", "source", "confidence", "calibrate", "known_by", "why")

ID = re.compile(r"[A-Z]\d+|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")  # M5, land.release

Entry = dict[str, Any]
Entries = dict[str, dict[str, Entry]]  # by kind and id
Place = Callable[..., str]


def files(folder: Path, kinds: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Yield the register files of a folder with their kind, in the order of reading."""
    for kind in kinds:
        single = folder / f"{kind}.yaml"
        if single.is_file():
            yield kind, single
        for path in sorted((folder / kind).glob("*.yaml")):
            yield kind, path


def read(folder: Path, *, shipped: bool) -> tuple[Entries, Places]:
    """Read the register files of one folder, the shipped one or a user's.

    Returns entries by kind and id, and where each stands. Raises InputError with all problems.
    """
    entries: Entries = {kind: {} for kind in FORMS}
    places, problems = Places(), []
    for kind, path in files(folder, tuple(FORMS) if shipped else USERS):
        try:
            document = strict_yaml.read(path)
        except InputError as error:
            problems.extend(error.problems)
            continue
        if not isinstance(document.data, dict):
            what = f"These are no {kind}: ids are missing."
            do = "Begin each entry with its id, as my_theme.my_lever:, and indent its keys below."
            problems.append(Problem(document.place(), what, do))
            continue
        for name, written in document.data.items():
            if places.has(kind, str(name)):
                what = f'"{name}" stands twice; the other is {places.of(kind, str(name))}.'
                problems.append(Problem(document.place(name), what, "Delete one of them."))
                continue
            if not ID.fullmatch(str(name)):
                what = f'"{name}" is no id.'
                do = "An id has small letters, digits and _, with points between, as land.release."
                problems.append(Problem(document.place(name), what, do))
                continue
            places.keep(kind, str(name), document)
            entry, wrong = _entry(kind, name, written, document, shipped)
            problems.extend(wrong)
            if entry is not None:
                line = document.marks[(name,)][0]
                entry["place"] = f"{folder.name}/{path.relative_to(folder)}:{line}"
                entries[kind][entry["id"]] = entry
    if problems:
        raise InputError(problems)
    return entries, places


class Places:
    """Where each entry stands, for messages of checks across entries."""

    def __init__(self) -> None:
        self._documents: dict[tuple[str, str], strict_yaml.Document] = {}

    def keep(self, kind: str, name: str, document: strict_yaml.Document) -> None:
        """Remember the document of an entry."""
        self._documents[kind, name] = document

    def has(self, kind: str, name: str) -> bool:
        """Return whether an entry was read from these files."""
        return (kind, name) in self._documents

    def of(self, kind: str, name: str, *keys: str | int) -> str:
        """Return ``file:line:column  path`` of a key of an entry."""
        return self._documents[kind, name].place(name, *keys)


def _entry(
    kind: str, name: Any, written: Any, document: strict_yaml.Document, shipped: bool
) -> tuple[Entry | None, list[Problem]]:
    def place(*keys: str | int) -> str:
        return document.place(name, *keys)

    if not isinstance(written, dict):
        return None, [Problem(place(), f'"{name}" has no keys.', "Write them below it.")]
    form = FORMS[kind]
    valid, wrong = filled(form, written, place)
    if valid is None:
        return None, wrong
    entry = {"id": str(name), **valid.model_dump(by_alias=True)}
    problems: list[Problem] = []
    if kind in ("levers", "assumptions"):
        missing = [key for key in form.model_fields if key not in valid.model_fields_set]
        entry["filled"] = [key for key in missing if key not in _ONLY_SOME]
        if shipped and entry["filled"]:
            left_out = ", ".join(entry["filled"])
            what = f"A shipped entry has every key; missing: {left_out}."
            problems.append(Problem(place(), what, "Add them."))
        complete = _complete_lever if kind == "levers" else _complete_assumption
        problems.extend(complete(entry, missing, place))
    return (None if problems else entry), problems


def _complete_lever(lever: Entry, missing: Sequence[str], place: Place) -> list[Problem]:
    if "kind" in missing and isinstance(lever["before"], bool):
        lever["kind"] = "switch"
    if lever["kind"] == "switch" and lever["range"] is None:
        lever["range"] = [0, 1]
    if lever["kind"] == "choice":
        if not lever["choices"]:
            return [Problem(place(), "A choice names its choices.", "Add choices: {first: 0}.")]
        if sorted(lever["choices"].values()) != list(range(len(lever["choices"]))):
            what = "Choices are numbered 0, 1, 2 without a gap."
            return [Problem(place("choices"), what, "Number them anew.")]
        lever["range"] = [0, len(lever["choices"]) - 1]
    elif lever["range"] is None:
        return [Problem(place(), 'The key "range" is missing.', "Add range: [lowest, highest].")]
    if lever["plausible"] is None:
        lever["plausible"] = lever["range"]
        if lever["kind"] != "choice":
            lever["filled"].append("plausible")
    if lever["opinion"] is None:
        before = lever["before"]
        value = before["default"] if isinstance(before, dict) else before
        lever["opinion"] = {"from": "2024Q1", "value": value}
    lever["opinion"]["from"] = str(lever["opinion"]["from"])
    return []


def _complete_assumption(entry: Entry, missing: Sequence[str], place: Place) -> list[Problem]:
    single = [key for key in ("value", "low", "high") if key not in missing]
    values = entry.pop("values")
    numbers = [entry.pop(key) for key in ("value", "low", "high")]
    entry["by"] = entry["by"] or ""
    if entry["by"]:
        if single or not values:
            what = f"An assumption by {entry['by']} has its numbers under values, and only there."
            return [Problem(place(), what, "Write values: {name: {value: , low: , high: }}.")]
        entry["points"] = [
            [str(index), *(point[key] for key in ("value", "low", "high")), _notes(point)]
            for index, point in values.items()
        ]
    elif values or len(single) < 3:
        what = "An assumption has value, low and high, or by and values."
        return [Problem(place(), what, "Write value: 3, low: 2, high: 4, each in its line.")]
    else:
        entry["points"] = [["", *numbers, {}]]
    return []


def _notes(point: Entry) -> dict[str, str]:
    return {key: point[key] for key in _NOTES if point[key] is not None}
