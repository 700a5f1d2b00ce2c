"""The verb ``compare --attribution``: what each clause of a result contributes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.analysis.attribution.groups import groups
from sim.cli.messages import Voice
from sim.cli.options import COMPLETE
from sim.policy.registers import load
from sim.report.attribution_files import FORMATS, files_of, text_of
from sim.report.attribution_tables import attribution_tables
from sim.report.result import results
from sim.runs import files


def attribute(
    result: str,
    *,
    at: Sequence[str] = (),
    by: str = "clause",
    indicators: Sequence[str] = (),
    coverage: float = 0.95,
    out: str = "",
    forms: Sequence[str] = (),
    language: str = "",
) -> int:
    """Print what each clause contributes, or write the tables where it was asked for.

    result   folder or id; empty is the newest
    by       clause, kind, family or payer
    out      folder to write to      forms  of what is written; without a folder, of what is printed
    Raises InputError for a result of another design, and for words that cannot be looked up.
    """
    voice = Voice(language)
    made, registers = results(result), load()
    asked = {"indicators": indicators, "coverage": coverage}
    grouped = groups(by, registers)
    tables = attribution_tables(made, at, voice.language, groups=grouped, **asked)
    wanted = forms or (FORMATS if out else ())
    if wanted and not out:
        for form in wanted:
            print(text_of(made, form, tables, at, grouped, **asked), end="")
        return COMPLETE
    for table in tables:
        voice.show(table)
    if out:
        contents = files_of(made, wanted, tables, at, grouped, **asked)
        for path in files.put(Path(out), contents):
            print(path)
    return COMPLETE
