"""Finding search files: by path, or by id in the folder ``experiments`` beside scenarios."""

from __future__ import annotations

from pathlib import Path

from sim.core.errors import InputError
from sim.core.filling import nearest
from sim.scenario.experiment_library import FOLDER
from sim.scenario.library import Library
from sim.scenario.search_file import read


def searches(library: Library) -> dict[str, Path]:
    """Return the search files of a library by id; files that are none are passed over."""
    found: dict[str, Path] = {}
    for folder in library.folders:
        for path in sorted((folder / FOLDER).glob("*.yaml")):
            try:
                found.setdefault(read(path).head.id, path)
            except InputError:
                continue
    return found


def search_path(word: str, library: Library) -> Path:
    """Return the search file that a word means, by path or id.

    Raises InputError for a word that means none.
    """
    if word.endswith((".yaml", ".yml")):
        path = Path(word)
        if not path.is_file():
            raise InputError(word, "There is no such file.", "Check the path.")
        return path
    known = searches(library)
    if word not in known:
        raise InputError(word, f'There is no search "{word[:80]}".', nearest(word, list(known)))
    return known[word]
