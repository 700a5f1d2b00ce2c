"""The verb ``run`` for a design auto: step after step, what was dropped and why, then indices."""

from __future__ import annotations

import math

from sim.analysis.sensitivity.study import GIVEN
from sim.cli import planning
from sim.cli.messages import Voice
from sim.cli.options import COMPLETE, INTERRUPTED, SOME_FAILED
from sim.core.errors import InputError
from sim.report.result import Results
from sim.report.sensitivity.tables import screening_files, screening_tables
from sim.runs import api, files
from sim.runs.progress import progress
from sim.runs.setting import Setting
from sim.runs.specs import Receipt
from sim.scenario.experiment_file import ExperimentFile
from sim.search.automatic import Screening
from sim.search.steps import Steps


def screen(
    file: ExperimentFile,
    *,
    setting: Setting,
    out: str = "",
    workers: int = 0,
    yes: bool = False,
    only_plan: bool = False,
    voice: Voice,
    command: str = "",
) -> int:
    """Run an experiment with the design auto, print what drives it and write it to the last result.

    only_plan  say what the pilot would run and what may follow, and run nothing
    Raises InputError before anything is run, if something cannot be read or run.
    """
    steps = Steps(setting.experiment(file), setting, out)
    if only_plan:
        screening = steps.screening()
        pilot = screening.propose()
        if pilot is not None:
            prepared = steps.prepared(pilot)
            planning.say_plan(prepared, voice, answer=True)
            planning.say_ahead(prepared, screening.rows_ahead, voice, answer=True)
        return COMPLETE
    failures: list[Receipt] = []

    def run(screening: Screening, prepared: api.Prepared) -> Results:
        if len(screening.steps) == 1:  # the pilot
            _say_pilot(screening, prepared, voice)
        expected = planning.say_plan(prepared, voice, answer=False)
        if not planning.agree(expected, yes, voice):
            raise InputError("parksim run", "A step of auto was declined.", "Add --yes to go on.")
        with progress(api.todo(prepared), voice.text("progress")) as watch:
            made, failed = api.carry_out(prepared, workers=workers, watch=watch, command=command)
        failures.extend(failed)
        if made is None:
            raise InputError("parksim run", "No result was laid down.", "Run the command again.")
        return Results(made.folder)

    try:
        screening, last = steps.screened(run)
    except KeyboardInterrupt:
        voice.note("stopped")
        return INTERRUPTED
    given = [last.sensitivity(method) for method in GIVEN]
    for name, content in screening_files(last, screening, given).items():
        files.write_whole(last.folder / "tables" / name, content)
    for table in screening_tables(last, screening, given, voice.language):
        voice.show(table)
    voice.say("result", path=last.folder)
    return SOME_FAILED if failures else COMPLETE


def _say_pilot(screening: Screening, prepared: api.Prepared, voice: Voice) -> None:
    """Say what the pilot found, beside the plan of the step that comes next."""
    for seen in screening.pilot:
        named = {"output": seen.output.indicator, "quarter": seen.output.quarter}
        if seen.constant:
            voice.note("unmoved", **named)
        elif math.isfinite(seen.luck):
            voice.note("pilot", share=seen.luck, **named)
    planning.say_ahead(prepared, screening.rows_ahead, voice, answer=False)
