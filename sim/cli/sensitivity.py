"""The verb ``sensitivity``: what drives a result, to the screen or to files; more rows if asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.cli import planning
from sim.cli.messages import Voice
from sim.cli.options import COMPLETE, INTERRUPTED, SOME_FAILED
from sim.core.errors import InputError
from sim.report.result import Results, results
from sim.runs import api, experiment, files
from sim.runs.progress import progress
from sim.runs.setting import Setting


def sensitivity(
    result: str,
    *,
    method: str = "",
    extend: int = 0,
    converged: bool = False,
    workers: int = 0,
    yes: bool = False,
    out: str = "",
    setting: Setting,
    language: str = "",
    command: str = "",
    **asked: Any,
) -> int:
    """Print what drives a result, or write it to a folder; with ``extend`` run more rows before.

    result     folder or id; empty is the newest      method  empty is that of the design
    extend     base rows or trajectories that the design is to have; 0 leaves it as it is
    converged  whether the indices of parts of the design are shown, too
    out        folder that the tables are written to as CSV, Markdown and LaTeX
    asked      scenario, indicators, at, of, by, coverage, as of
               `sim.analysis.sensitivity.indices.sensitivity`
    Raises InputError for what there is not, before anything is run.
    """
    voice = Voice(language)
    made = results(result)
    code = COMPLETE
    if extend:
        larger, code = _extended(made, extend, workers, yes, setting, voice, command)
        if larger is None:
            return code
        made = larger
    found = made.sensitivity(method, **asked)
    tables = made.sensitivity_tables(found, voice.language)
    if converged:
        tables += made.convergence_tables(found, voice.language, **asked)
    for table in tables:
        voice.show(table)
    if out:
        contents = {"sensitivity.csv": found.frame.to_csv(index=False, lineterminator="\n")}
        contents["sensitivity.md"] = "\n".join(each.markdown() for each in tables)
        contents["sensitivity.tex"] = "\n".join(each.latex() for each in tables)
        encoded = {name: text.encode("utf-8") for name, text in contents.items()}
        for path in files.put(Path(out), encoded):
            print(path)
    return code


def _extended(
    made: Results,
    n: int,
    workers: int,
    yes: bool,
    setting: Setting,
    voice: Voice,
    command: str,
) -> tuple[Results | None, int]:
    """Run the larger design; return its result, None if it was declined or cut short."""
    from sim.search.extension import extended

    prepared = extended(made, n, setting)
    expected = planning.say_plan(prepared, voice, answer=False)
    if not planning.agree(expected, yes, voice):
        voice.note("declined")
        return None, COMPLETE
    todo = len(experiment.lost(prepared.plan, prepared.place))
    try:
        with progress(todo, voice.text("progress")) as watch:
            larger, failed = api.carry_out(prepared, workers=workers, watch=watch, command=command)
    except KeyboardInterrupt:
        voice.note("interrupted", stored=prepared.stored, runs=len(prepared.plan.runs))
        return None, INTERRUPTED
    if larger is None:
        raise InputError("--extend", "No result was laid down.", "Run the same command again.")
    voice.say("result", path=larger.folder)
    return Results(larger.folder), SOME_FAILED if failed else COMPLETE
