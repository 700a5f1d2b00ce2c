"""The verb ``export``: files to start from, schemas for editors, tables of a result."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from sim.cli.messages import chosen_language
from sim.cli.options import COMPLETE
from sim.core.errors import InputError
from sim.runs import files
from sim.runs.setting import Setting

FORMATS = ("csv", "parquet", "xlsx")
KINDS = ("zone", "schema", *FORMATS)


def export(
    what: str,
    result: str,
    *,
    form: str = "",
    out: str = "",
    levels: Sequence[str] = (),
    setting: Setting,
    language: str = "",
) -> int:
    """Write files and print where they are.

    what    zone, schema, csv, parquet or xlsx; a result if the form is named
    result  result whose tables are written; empty is the newest
    form    csv, parquet or xlsx
    out     folder to write to, by default one named after what is written; or one file
    levels  of the result, by default all, of a spreadsheet the end and the quarters
    Raises InputError for anything else, and if the folder cannot be written.
    """
    if form:
        if result:
            what_is = f'"{what}" and "{result}" are two results.'
            raise InputError("parksim export", what_is, "Name one, or none for the newest.")
        what, result = form, what
    if what not in KINDS:
        do = f"Choose one of: {', '.join(FORMATS if form else KINDS)}."
        raise InputError("parksim export", f'"{what}" cannot be exported.', do)
    if what == "zone":
        contents = _zone(setting)
    elif what == "schema":
        contents = _schemas()
    else:
        contents = _tables(what, result, levels, language)
    folder = Path(out or what)
    if what in FORMATS and folder.suffix == f".{what}":
        folder, contents = _one_file(folder, contents)
    for path in files.put(folder, contents):
        print(path)
    return COMPLETE


def _one_file(path: Path, contents: dict[str, bytes]) -> tuple[Path, dict[str, bytes]]:
    """Return folder and content of a file that was named. Raises InputError if several are due."""
    tables = [name for name in contents if Path(name).suffix == path.suffix]
    if len(tables) > 1:
        what = f"{', '.join(tables)} do not go into one file."
        raise InputError(str(path), what, "Name a folder, or one level: --levels quarters")
    return path.parent, {path.name: contents[tables[0]]}


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


def _schemas() -> dict[str, bytes]:
    from sim.scenario import experiment_form, forms
    from sim.scenario.searches import search_form

    return {
        f"{name}.schema.json": f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n".encode()
        for name, schema in (
            ("scenario", forms.json_schema()),
            ("experiment", experiment_form.json_schema()),
            ("search", search_form.json_schema()),
        )
    }


def _tables(form: str, result: str, levels: Sequence[str], language: str) -> dict[str, bytes]:
    from sim.report.level_files import level_files
    from sim.report.result import results

    return level_files(results(result), form, levels, chosen_language(language))
