"""Users' own folders: which there are, and what each of them holds.

A folder of one's own may hold ``levers/ assumptions/ events/ programmes/ scenarios/ stages/
data/``; each is looked up before what is shipped. Folders that a command names come first, then
those of the variable ``PARKSIM_FOLDER``, then the working folder. The working folder, which nobody
has named, gives scenarios and registers; its data and stages count only if it has the mark
``parksim.yaml``, so that nobody's ``data/`` changes a zone by accident.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

from sim.core.errors import InputError, Problem

MARK = "parksim.yaml"
VARIABLE = "PARKSIM_FOLDER"
REGISTERS = ("levers", "assumptions", "events", "programmes")
WORKING = Path()


def own_folders(named: Iterable[str | Path] = ()) -> tuple[Path, ...]:
    """Return the users' folders, the first looked up first.

    named  folders that the command names
    Raises InputError for a folder that is not there.
    """
    given = [(str(each), "--with") for each in named]
    listed = os.environ.get(VARIABLE, "").split(os.pathsep)
    given += [(each, VARIABLE) for each in listed if each]
    problems = [
        Problem(each, "There is no such folder.", f"Check {origin}, or make it: parksim new {each}")
        for each, origin in given
        if not Path(each).is_dir()
    ]
    if problems:
        raise InputError(problems)
    found = dict.fromkeys(Path(each).resolve() for each, _ in given)
    return tuple(found) if Path.cwd().resolve() in found else (*found, WORKING)


def with_registers(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return the folders that hold registers."""
    return tuple(each for each in folders if any((each / kind).is_dir() for kind in REGISTERS))


def data_folders(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return the folders whose files replace those of the zone."""
    return tuple(each / "data" for each in folders if _counts(each, "data"))


def stage_files(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files of own stages, folder by folder in the order of the alphabet.

    Of two files of one name the first counts.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted((folder / "stages").glob("*.py")) if _counts(folder, "stages") else ():
            if not path.name.startswith("_"):
                found.setdefault(path.name, path)
    return tuple(found.values())


def contents(folders: Sequence[Path]) -> dict[str, str]:
    """Return the digests of the files that count, scenarios aside, by their place in the folder."""
    found: dict[str, str] = {}
    for folder in folders:
        files = [path for kind in REGISTERS for path in sorted((folder / kind).glob("*.yaml"))]
        files += [folder / f"{kind}.yaml" for kind in REGISTERS]
        for data in data_folders([folder]):
            files += [each for each in sorted(data.iterdir()) if each.suffix in (".csv", ".yaml")]
        files += stage_files([folder])
        for path in files:
            if path.is_file():
                digest = blake2b(path.read_bytes(), digest_size=16).hexdigest()
                found.setdefault(path.relative_to(folder).as_posix(), digest)
    return found


def spoken(path: Path) -> str:
    """Return a path as messages name it: from the working folder, if it lies inside."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _counts(folder: Path, kind: str) -> bool:
    marked = folder != WORKING or (folder / MARK).is_file()
    return marked and (folder / kind).is_dir()
