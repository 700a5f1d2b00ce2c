"""Finding search files: by path, or by id in the folder ``searches`` beside scenarios."""

from __future__ import annotations

from pathlib import Path

from sim.core import strict_yaml
from sim.core.errors import InputError
from sim.core.filling import nearest
from sim.scenario.library import Library
from sim.scenario.searches.search_file import is_search, read

FOLDER = "searches"


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


def named_search(word: str, library: Library) -> Path | None:
    """Return the search file that a word means, by path or id; None if it means none.

    Raises InputError for a file that is no readable YAML.
    """
    if word.endswith((".yaml", ".yml")):
        path = Path(word)
        return path if path.is_file() and is_search(strict_yaml.read(path).data) else None
    return searches(library).get(word)


def search_path(word: str, library: Library) -> Path:
    """Return the search file that a word means. Raises InputError for a word that means none."""
    path = Path(word)
    if word.endswith((".yaml", ".yml")) and path.is_file():
        return path
    found = named_search(word, library)
    if found is None:
        near = nearest(word, list(searches(library)), "Give the path of a search file.")
        raise InputError(word[:80], "There is no such search.", near)
    return found
