"""The verb ``new``: a folder of one's own with a small working example of all it can hold."""

from __future__ import annotations

from pathlib import Path

from sim.cli.messages import Voice, typed
from sim.cli.options import COMPLETE
from sim.core.errors import InputError
from sim.runs import files
from sim.runs.folders import MARK
from sim.zone.zone import SHIPPED, default_zone

STARTER = Path(__file__).parent / "starter"
DATA = "completions.csv"  # the file of the zone that a new folder begins with


def new(folder: str, *, language: str = "") -> int:
    """Make a folder and say what to do with it.

    folder  one that is not there yet, or is empty
    Raises InputError for a folder that holds anything, and for one that cannot be written.
    """
    voice = Voice(language)
    place = Path(folder)
    contents = starter()
    if place.is_file():
        what = "This is a file, not a folder; it was not touched."
        raise InputError(folder, what, "Name another folder: parksim new my-policy")
    if place.is_dir() and any(place.iterdir()):
        what = "This folder is not empty; nothing in it was touched."
        raise InputError(folder, what, "Name a folder that is not there yet.")
    with files.writing(place, option="new"):
        for name, content in contents.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            files.write_whole(place / name, content)
    for name in contents:
        print(place / name)
    voice.say("next", command=typed("run", "opinion", "vouchers", "--with", folder))
    return COMPLETE


def starter() -> dict[str, bytes]:
    """Return the files of a new folder by their names; a template's name may end in ``.txt``."""
    found = {}
    for path in sorted(STARTER.rglob("*")):
        if path.is_file():
            name = path.relative_to(STARTER).as_posix()
            stem = name.removesuffix(".txt")
            found[stem if "." in Path(stem).name else name] = path.read_bytes()
    found[f"data/{DATA}"] = (SHIPPED / default_zone() / DATA).read_bytes()
    return dict(sorted(found.items(), key=lambda item: (item[0] != MARK, item[0])))
