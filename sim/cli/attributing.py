"""The verb ``compare --attribution``: what each clause of a result contributes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.cli.messages import Voice
from sim.cli.options import COMPLETE
from sim.report.drivers.attribution_tables import attributed, forms_of
from sim.report.result import results
from sim.runs import files


def attribute(
    result: str,
    *,
    at: Sequence[str] = (),
    out: str = "",
    forms: Sequence[str] = (),
    language: str = "",
    **asked: Any,
) -> int:
    """Print what each clause contributes, or write it where it was asked for.

    result   folder or id; empty is the newest
    out      folder to write to      forms  of what is written; without a folder, of what is printed
    asked    by, indicators, coverage, as `sim.report.drivers.attribution_tables.attributed`
    Raises InputError for a result of another design, and for words that cannot be looked up.
    """
    voice = Voice(language)
    wanted = forms_of(forms, folder=bool(out))
    made = attributed(results(result), at, voice.language, **asked)
    if wanted and not out:
        for form in wanted:
            print(made.text(form), end="")
        return COMPLETE
    for table in made.tables:
        voice.show(table)
    if out:
        for path in files.put(Path(out), made.files(wanted)):
            print(path)
    return COMPLETE
