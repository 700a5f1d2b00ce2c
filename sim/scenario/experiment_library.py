"""Finding experiment files: by path, or by id in the folder ``experiments`` beside scenarios."""

from __future__ import annotations

from pathlib import Path

from sim.core import strict_yaml
from sim.core.errors import InputError
from sim.scenario.experiment_file import is_experiment, read
from sim.scenario.library import Library

FOLDER = "experiments"


def experiments(library: Library) -> dict[str, Path]:
    """Return the experiment files of a library by id; files that are none are passed over."""
    found: dict[str, Path] = {}
    for folder in library.folders:
        for path in sorted((folder / FOLDER).glob("*.yaml")):
            try:
                if is_experiment(strict_yaml.read(path).data):
                    found.setdefault(read(path).id, path)
            except InputError:
                continue
    return found


def experiment_path(word: str, library: Library) -> Path | None:
    """Return the experiment file that a word means, by path or id; None if it means none.

    A file is an experiment if its ``schema`` says so; a scenario of the same id comes first.
    Raises InputError for a file that is no readable YAML.
    """
    path = Path(word)
    if word.endswith((".yaml", ".yml")):
        return path if path.is_file() and is_experiment(strict_yaml.read(path).data) else None
    if "/" in word or "\0" in word or len(word) > 200:
        return None
    if any((folder / f"{word}.yaml").is_file() for folder in library.folders):
        return None
    for folder in library.folders:
        named = folder / FOLDER / f"{word}.yaml"
        if not named.is_file() or not is_experiment(strict_yaml.read(named).data):
            continue
        if read(named).id == word:
            return named
    return experiments(library).get(word)
