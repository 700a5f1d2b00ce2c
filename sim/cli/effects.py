"""The verb ``compare``: what scenarios change, how surely, at what cost, and who wins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.analysis.onset import first_difference
from sim.cli.messages import Voice
from sim.cli.options import COMPLETE
from sim.core.errors import InputError
from sim.report.comparison_files import Question, forms_of
from sim.report.result import results
from sim.runs import files


def compare(
    result: str,
    *,
    out: str = "",
    forms: Sequence[str] = (),
    targets: bool = False,
    language: str = "",
    **asked: Any,
) -> int:
    """Compare the scenarios of a result: print tables, or write them where it was asked for.

    result   folder or id; empty is the newest
    out      folder to write to      forms  of what is written; without a folder, of what is printed
    targets  whether the targets under every definition are printed, too
    asked    as `sim.report.comparison_files.Question`
    Raises InputError for a result, scenario, date, indicator or form that there is not.
    """
    voice = Voice(language)
    wanted = forms_of(forms, folder=bool(out))
    made = results(result)
    if len(made.scenarios) < 2:
        what = f"This result has one scenario, {made.reference}: there is nothing to compare."
        raise InputError(str(made.folder), what, "Run two: parksim run no-reform opinion")
    question = Question(made, language=voice.language, targets=targets or bool(wanted), **asked)
    if wanted and not out:
        for form in wanted:
            print(question.text(form), end="")
        return COMPLETE
    tables = question.tables
    for scenario, quarter in first_difference(made, reference=question.reference).items():
        named = made.title(scenario, voice.language)
        voice.say("onset" if quarter else "never", scenario=named, quarter=quarter)
    shown = [*tables["effects"], *tables["evidence"], *tables["regret"]]
    shown += tables["cost"] if question.by == "zone" else []
    shown += tables["targets"] if targets else []
    for table in shown:
        voice.show(table)
    if out:
        for path in files.put(Path(out), question.files(wanted)):
            print(path)
    return COMPLETE
