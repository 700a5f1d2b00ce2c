"""Finding scenarios: by id in the folders that hold them, or by file.

``opinion:only-M5`` and ``opinion:without-M5`` stand for a scenario with other clauses; several are
joined by ``+``. ``opinion:none`` stands for it with no clause at all.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.core import strict_yaml
from sim.core.errors import InputError, Problem
from sim.core.filling import nearest, shorten
from sim.scenario.reading import ScenarioFile, of_data

_INSTALLED = Path(__file__).resolve().parent / "shipped"
_CHECKOUT = Path(__file__).resolve().parents[2] / "scenarios"
SHIPPED = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
DERIVED = ("only", "without")
NO_CLAUSE = "none"


class Library:
    """Scenario files by id. A file is read once.

    folders  folders of scenario files, the first looked up first; none: ``./scenarios``. The
             shipped scenarios come last. A folder may hold them in ``scenarios/``.
    """

    def __init__(self, folders: Sequence[str | os.PathLike[str]] = ()) -> None:
        given = [Path(folder) for folder in folders] or [Path("scenarios")]
        inside = [each / "scenarios" if (each / "scenarios").is_dir() else each for each in given]
        self.folders = tuple(dict.fromkeys([*inside, SHIPPED]))
        self._read: dict[Path, ScenarioFile] = {}
        self._known: dict[str, ScenarioFile] = {}

    def find(self, word: str, place: str = "") -> ScenarioFile:
        """Return the scenario of an id, a derived id or a path.

        place  where the word stands, for messages
        Raises InputError with the nearest id.
        """
        if word not in self._known:
            self._known[word] = self._found(word, place)
        return self._known[word]

    def _found(self, word: str, place: str) -> ScenarioFile:
        name, colon, clauses = word.partition(":")
        if colon and not _is_path(word):
            return _derived(self.find(name, place), word, clauses, place)
        if _is_path(word):
            return self._file(Path(word))
        for folder in self.folders:
            path = folder / f"{word}.yaml"
            if _is_name(word) and path.is_file() and self._file(path).id == word:
                return self._file(path)
            found = self._ids(folder).get(word, [])
            if len(found) > 1:
                what = f'The id "{word}" is taken by {found[0].name} as well.'
                raise InputError(Problem(found[1].place("id"), what, "Give each its own."))
            if found:
                return found[0]
        known = self.ids()
        what = f"There is no scenario {shorten(word)}."
        if _is_name(word) and Path(word).is_file():
            what = f"{what[:-1]}; a file of that name is there, but scenarios end in .yaml."
        raise InputError(Problem(place, what, nearest(word, known)))

    def with_file(self, file: ScenarioFile) -> Library:
        """Return a library that also knows a file from elsewhere by its id."""
        library = Library(self.folders)
        library._read, library._known = self._read, {**self._known, file.id: file}
        return library

    def ids(self) -> list[str]:
        """Return the ids of all readable scenarios, folder by folder."""
        return list(dict.fromkeys(name for folder in self.folders for name in self._ids(folder)))

    def _ids(self, folder: Path) -> dict[str, list[ScenarioFile]]:
        """Return the scenarios of a folder by id; files that are none are passed over."""
        found: dict[str, list[ScenarioFile]] = {}
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            try:
                each = self._file(path)
            except InputError:
                continue
            found.setdefault(each.id, []).append(each)
        return found

    def _file(self, path: Path) -> ScenarioFile:
        if path not in self._read:
            document = strict_yaml.read(path)
            self._read[path] = of_data(
                document.data, document.name, document.digest, document.place
            )
        return self._read[path]


def _is_path(word: str) -> bool:
    return "/" in word or os.sep in word or word.endswith((".yaml", ".yml"))


def _is_name(word: str) -> bool:
    return "\0" not in word and len(word) < 200


def _derived(base: ScenarioFile, word: str, clauses: str, place: str) -> ScenarioFile:
    kind, hyphen, names = clauses.partition("-")
    chosen = tuple(names.split("+"))
    if clauses == NO_CLAUSE:
        kind, chosen = "only", ()
    elif kind not in DERIVED or not hyphen or not all(chosen):
        what = f"{shorten(word)} is no scenario."
        do = f"Write {base.id}:only-M5, {base.id}:without-M5 or {base.id}:{NO_CLAUSE}."
        raise InputError(Problem(place, what, do))
    return replace(
        base,
        id=word,
        extends=base.id,
        title=None,
        clauses=(kind, chosen),
        policy=(),
        events=(),
        assumptions=(),
        count_as={},
        period=None,
        resolution=None,
        completions=None,
        problems=(),
        place=lambda *keys: place or word,
        derived=True,
    )
