"""The verb ``run`` for a design auto: step after step, what was dropped and why, then indices."""

from __future__ import annotations

from pathlib import Path

from sim.cli import planning
from sim.cli.messages import Voice
from sim.cli.options import COMPLETE, INTERRUPTED
from sim.cli.progress import progress
from sim.core.errors import InputError
from sim.report.result import Results
from sim.report.sensitivity.tables import dropped_table, sensitivity_tables
from sim.runs import api, experiment, files
from sim.runs.setting import Setting
from sim.scenario.experiment_file import ExperimentFile
from sim.search.automatic import Screening, Step
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
    """Run an experiment with the design auto and print what drives it.

    only_plan  say what the first step would run, and run nothing
    Raises InputError before anything is run, if something cannot be read or run.
    """
    steps = Steps(setting.experiment(file), setting, out)
    if only_plan:
        asked = steps.asked.factors
        groups = {each.name: each.group for each in asked if each.group}
        first = Screening([each.name for each in asked], groups).propose()
        if first is not None:
            planning.say_plan(steps.prepared(first), voice, answer=True)
        return COMPLETE

    def run(step: Step, prepared: api.Prepared) -> Results:
        expected = planning.say_plan(prepared, voice, answer=False)
        if not planning.agree(expected, yes, voice):
            raise InputError("parksim run", "A step of auto was declined.", "Add --yes to go on.")
        todo = len(experiment.lost(prepared.plan, prepared.place))
        with progress(todo, voice.text("progress")) as watch:
            made, _ = api.carry_out(prepared, workers=workers, watch=watch, command=command)
        if made is None:
            raise InputError("parksim run", "No result was laid down.", "Run the command again.")
        return Results(made.folder)

    try:
        screening, last = steps.screened(run)
    except KeyboardInterrupt:
        voice.note("stopped")
        return INTERRUPTED
    tables = [dropped_table(screening, voice.language)] if screening.dropped else []
    if screening.found is not None:
        tables += sensitivity_tables(last, screening.found, voice.language)
    folder = Path(last.folder) / "tables"
    text = "\n".join(each.markdown() for each in tables)
    files.write_whole(folder / f"sensitivity.{voice.language}.md", text.encode("utf-8"))
    for table in tables:
        voice.show(table)
    voice.say("result", path=last.folder)
    return COMPLETE
