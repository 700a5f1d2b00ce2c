"""The verb ``export``: files to start from, schemas for editors, tables of a result."""

from __future__ import annotations

import json
from pathlib import Path

from sim.cli.options import COMPLETE
from sim.core.errors import InputError
from sim.runs import experiment, files
from sim.runs.setting import Setting

KINDS = ("zone", "schema", "csv", "parquet")


def export(what: str, result: str, *, out: str, setting: Setting) -> int:
    """Write files and print where they are.

    what    zone, schema, csv or parquet
    result  result whose tables are written; empty is the newest
    out     folder to write to; by default one named after what is written
    Raises InputError for anything else, and if the folder cannot be written.
    """
    if what not in KINDS:
        note = "Spreadsheets come later; csv opens in them." if what == "xlsx" else ""
        do = f"{note}\nChoose one of: {', '.join(KINDS)}.".strip()
        raise InputError("parksim export", f'"{what}" cannot be exported.', do)
    if what == "zone":
        contents = _zone(setting)
    elif what == "schema":
        contents = {"scenario.schema.json": _schema()}
    else:
        contents = _tables(what, result)
    folder = Path(out or what)
    taken = [name for name in contents if (folder / name).exists()]
    if taken:
        what_is = f"There is a file {taken[0]} in this folder; nothing was touched."
        raise InputError(str(folder), what_is, "Name another folder with --out.")
    files.claim(folder, sum(len(content) for content in contents.values()))
    with files.writing(folder):
        for name, content in contents.items():
            files.write_whole(folder / name, content)
    for name in contents:
        print(folder / name)
    return COMPLETE


def _zone(setting: Setting) -> dict[str, bytes]:
    from sim.zone.zone import SHIPPED

    source = SHIPPED / setting.zone_word
    places = [source, *reversed(setting.data)]
    setting.zone.digest  # noqa: B018  (files that are not a zone are not passed on)
    found: dict[str, bytes] = {}
    for place in places:
        for path in sorted(place.iterdir()):
            if path.suffix in (".csv", ".yaml") and (place == source or path.name in found):
                found[path.name] = path.read_bytes()
    return found


def _schema() -> bytes:
    from sim.scenario.forms import json_schema

    return (json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _tables(kind: str, result: str) -> dict[str, bytes]:
    from sim.report.result import results
    from sim.runs.levels import LEVELS

    made = results(result)
    contents = {}
    for level in LEVELS:
        frame = made.frame(level)
        if kind == "csv":
            contents[f"{level}.csv"] = frame.to_csv(index=False, lineterminator="\n").encode()
        else:
            contents[f"{level}.parquet"] = experiment.parquet(frame)
    contents["provenance.json"] = (made.folder / "provenance.json").read_bytes()
    return contents
