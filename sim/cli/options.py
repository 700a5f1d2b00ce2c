"""Options that several verbs share, and the exit codes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.core.errors import InputError

COMPLETE, FAULT, BAD_INPUT, SOME_FAILED, INTERRUPTED = 0, 1, 2, 3, 4


def whole(name: str, told: str, least: int | None = None) -> Any:
    """Return an option that takes a whole number, and says so in our words if it is none.

    least  the smallest that it takes; None is any
    """

    def parsed(word: str | int) -> int:
        do = f"Give digits alone, as {name} 20"
        try:
            found = int(word)
        except ValueError:
            raise InputError(name, f'"{word}" is no whole number.', do) from None
        if least is not None and found < least:
            raise InputError(name, f"{found} is less than {least}.", do)
        return found

    return typer.Option(name, parser=parsed, metavar="NUMBER", help=told)


def share(name: str, told: str) -> Any:
    """Return an option that takes a share, and says so in our words if it is none."""

    def parsed(word: str | float) -> float:
        do = f"Give a share, as {name} 0.05"
        try:
            found = float(word)
        except ValueError:
            raise InputError(name, f'"{word}" is no number.', do) from None
        if not 0.0 < found < 1.0:
            raise InputError(name, f"{word} is no share: it must lie between 0 and 1.", do)
        return found

    return typer.Option(name, parser=parsed, metavar="SHARE", help=told)


Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Language = Annotated[str, typer.Option("--language", help="en or zh; by default the locale's.")]
Data = Annotated[
    str, typer.Option("--data", metavar="FOLDER", help="Files that replace those of the zone.")
]
Own = Annotated[
    list[str],
    typer.Option("--with", metavar="FOLDER", help="A folder of your own, as new makes it."),
]
NONE: list[str] = []  # typer reads the default, nobody changes it


def setting_of(data: str, own: Sequence[str]) -> Any:
    """Return where words are looked up.

    data  folder after ``--data``      own  folders after ``--with``
    Raises InputError for a folder that is not there.
    """
    from sim.runs.folders import own_folders
    from sim.runs.setting import Setting

    if data and not Path(data).is_dir():
        raise InputError(data, "There is no such folder.", "Check the path after --data.")
    return Setting(overrides=Path(data) if data else None, folders=own_folders(own))
