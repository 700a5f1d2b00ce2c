"""The verb ``run``: scenarios named on the command line become a result."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.analysis.replication import Rule
from sim.cli import planning, replicating
from sim.cli.messages import Voice, typed, warn
from sim.cli.options import COMPLETE, INTERRUPTED, SOME_FAILED
from sim.core import quarters
from sim.core.errors import InputError
from sim.runs import api, files
from sim.runs.engines.choice import chosen
from sim.runs.experiment import BYTES_A_RUN
from sim.runs.progress import progress
from sim.runs.setting import Setting
from sim.runs.specs import Receipt
from sim.scenario import experiment_file
from sim.scenario.difference import too_early

_SHOWN = 5  # failures that are listed
_EXAMPLE = ("land.release", "2024", "land.release x1.5 from 2024")


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    what: tuple[str, ...]
    what_ifs: tuple[str, ...] = ()
    save: str = ""
    at: tuple[str, ...] = ()
    replicates: int | None = None
    seed: int | None = None
    resolution: str = ""
    out: str = ""
    workers: int = 0
    shard: str = ""
    dask: str = ""
    check: bool = False
    uncertainty: str = ""
    yes: bool = False
    setting: Setting = field(default_factory=Setting)
    command: str = ""


def run(request: Request, *, only_plan: bool = False, language: str = "") -> int:
    """Run scenarios, print the table and where the figure is, and return the exit code.

    Raises InputError, before anything is written, if something cannot be read or run.
    """
    voice = Voice(language)
    chosen(request.workers, request.shard, request.dask)
    file = planning.experiment_of(request.what, request.setting)
    if file is not None and _method(file) == "auto":
        return _screened(file, request, only_plan, voice)
    if file is not None:
        prepared = _experiment(file, request)
        rule = _rule(prepared, request, usual=False)
        expected = planning.say_plan(prepared, voice, answer=only_plan, rule=rule)
    else:
        prepared = _named(request, voice)
        rule = _rule(prepared, request, usual=request.replicates is None)
        if rule is not None:
            replicating.say_usual(voice)
        most = rule.most if rule is not None else 0
        expected = prepared.forecast_up_to(most, trial=only_plan)
        if only_plan:
            planning.say_forecast(expected, voice, answer=True)
    if only_plan:
        return COMPLETE
    if not planning.agree(expected, request.yes, voice):
        voice.note("declined")
        return COMPLETE
    before: Sequence[Receipt] = ()
    try:
        if rule is not None:
            found = replicating.replicated(
                prepared, rule, voice, workers=request.workers, dask=request.dask,
                command=request.command,
            )  # fmt: skip
            prepared, before = found.prepared, found.failed
        given_up = [receipt.key for receipt in before]
        todo = api.todo(prepared, request.shard, given_up)
        with progress(todo, voice.text("progress")) as watch:
            made, failed = api.carry_out(
                prepared,
                workers=request.workers,
                shard=request.shard,
                dask=request.dask,
                watch=watch,
                command=request.command,
                failed=before,
            )
    except KeyboardInterrupt:
        voice.note("interrupted", stored=prepared.stored, runs=len(prepared.plan.runs))
        return INTERRUPTED
    if failed:
        _list_failures(failed, len(prepared.plan.runs), voice)
    if made is None:
        left = len(prepared.plan.runs) - prepared.stored
        voice.say("shard", shard=request.shard, left=left, runs=len(prepared.plan.runs))
    else:
        _answer(made.folder, request, prepared, voice)
    return SOME_FAILED if failed else COMPLETE


def _method(file: Path) -> str:
    """Return the method of an experiment's design."""
    return experiment_file.read(file).design.method


def _screened(file: Path, request: Request, only_plan: bool, voice: Voice) -> int:
    """Carry out an experiment whose design chooses its rows as results come in."""
    from sim.cli.screening import screen

    if request.shard or request.dask or request.check:
        what = "The method auto takes its steps on this machine, one after the other."
        raise InputError("parksim run", what, "Leave --shard, --dask and --check out.")
    return screen(
        experiment_file.read(file, _instead(request)),
        setting=request.setting,
        out=request.out,
        workers=request.workers,
        yes=request.yes,
        only_plan=only_plan,
        voice=voice,
        command=request.command,
    )


def _experiment(file: Path, request: Request) -> api.Prepared:
    """Return an experiment ready to run, options of the command in the place of its own keys."""
    return planning.prepared(
        file, request.setting, _instead(request), out=request.out or None, check=request.check
    )


def _instead(request: Request) -> dict[str, Any]:
    """Return the keys of an experiment file in whose place an option stands."""
    if request.what_ifs or request.save:
        what = "An experiment says itself what may vary."
        raise InputError("--what-if", what, "Put the change into a scenario that it names.")
    given = {
        "replicates": request.replicates,
        "seed": request.seed,
        "resolution": request.resolution or None,
        "uncertainty": request.uncertainty or None,
        "at": list(request.at) or None,
    }
    return {key: value for key, value in given.items() if value is not None}


def _named(request: Request, voice: Voice) -> api.Prepared:
    """Return named scenarios ready to run; say what they are and keep a what-if as a file."""
    scenarios, saved = _scenarios(request, request.setting)
    prepared = api.prepare(
        scenarios,
        replicates=api.REPLICATES if request.replicates is None else request.replicates,
        seed=1 if request.seed is None else request.seed,
        resolution=request.resolution or None,
        out=request.out or None,
        at=request.at,
        setting=request.setting,
        check=request.check,
        uncertainty=request.uncertainty or "luck",
        exploratory=bool(request.what_ifs) and not request.save,
    )
    _head(prepared, voice, [*request.what, *([request.save] if request.what_ifs else [])])
    if saved is not None:
        with files.writing(saved[0], option="--save"):
            files.write_whole(saved[0], saved[1].encode("utf-8"))
        voice.note("saved", path=saved[0])
    return prepared


def _rule(prepared: api.Prepared, request: Request, *, usual: bool) -> Rule | None:
    """Return the rule of replicates; a shard and a check take the replicates there are."""
    alone = request.shard or request.check
    return None if alone else replicating.rule_of(prepared, usual=usual)


def _scenarios(request: Request, setting: Setting) -> tuple[list[Any], tuple[Path, str] | None]:
    """Return what to run and, for ``--save``, the file to write with its text."""
    scenarios: list[Any] = list(request.what)
    if request.save and not request.what_ifs:
        do = 'Add --what-if "...", or leave --save out.'
        raise InputError("--save", "There is no what-if to keep.", do)
    if not request.what_ifs:
        return scenarios, None
    from sim.scenario.amendment import Scenario

    base = request.what[-1]
    path = Path(request.save) if request.save else None
    if path is not None and path.suffix not in (".yaml", ".yml"):
        do = "Give it a name that ends in .yaml"
        raise InputError(str(path), "A scenario file ends in .yaml.", do)
    if path is not None and path.exists():
        what = "There is a file of this name; it was not touched."
        raise InputError(str(path), what, "Name another file with --save.")
    known = setting.resolve(base).id.replace(":", "-")
    if path is not None:
        _check_parent(base, setting)
    changed = Scenario(base).what_if(*request.what_ifs).named(path.stem if path else f"{known}+if")
    text = changed.to_yaml(setting.library) if path is not None else ""
    return [*scenarios, changed], (path, text) if path is not None else None


def _check_parent(base: str, setting: Setting) -> None:
    """See that a saved scenario will find its parent, which it names by id."""
    file = setting.library.find(base)
    try:
        found = setting.library.find(file.id)
    except InputError:
        found = None
    if found is None or found.digest != file.digest:
        what = (
            f'The kept scenario would extend "{file.id}", and no folder of scenarios holds {base}.'
        )
        do = f"Put {base} into the folder scenarios/ and name it by its id, {file.id}."
        raise InputError("--save", what, do)


def _head(prepared: api.Prepared, voice: Voice, words: list[str]) -> None:
    """Say what will be run, when a difference can first act, and what may surprise.

    words  by which each scenario can be named again; empty for one that is in no file
    """
    planned = prepared.plan
    first = planned.scenarios[0]
    todo = len(planned.runs) - prepared.stored
    voice.note(
        "plan",
        scenarios=len(planned.scenarios),
        replicates=planned.replicates,
        runs=len(planned.runs),
        resolution=planned.world.resolution,
        first=quarters.text(first.first),
        last=quarters.text(first.last),
        stored=prepared.stored,
        todo=todo,
        disk=todo * BYTES_A_RUN / 1e6,
    )
    for one, other in planned.twins():
        voice.note("twins", one=one, other=other)
    for each in planned.scenarios:
        warn(each.warnings)
    for other, word in zip(planned.scenarios[1:], words[1:], strict=True):
        _say_difference(prepared, first, other, voice)
        if word:
            voice.note("more", command=typed("diff", words[0], word))


def _say_difference(prepared: api.Prepared, first: Any, other: Any, voice: Voice) -> None:
    found = prepared.setting.differences(first, other)
    if not found:
        voice.note("same", one=first.id, other=other.id)
        return
    levers = [each for each in found if each.action is not None]
    dates = [each.action for each in levers if each.action is not None]
    clauses = {each.clause for each in levers}
    named = {"one": first.id, "other": other.id}
    voice.note("differs", levers=len(levers), clauses=len(clauses), **named)
    if levers:
        action = min(dates)
        visible = min((each.visible for each in levers if each.visible is not None), default=action)
        spoken = {"action": quarters.text(action), "visible": quarters.text(visible)}
        voice.note("acts" if visible == action else "acts_later", **spoken)
    asked = [quarters.parse(each) for each in prepared.at]
    question = other.question.en if other.question is not None else ""
    if len(levers) <= _SHOWN:
        warn(too_early(found, question, asked))


def _list_failures(failed: list[Receipt], runs: int, voice: Voice) -> None:
    voice.note("failed", count=len(failed), runs=runs)
    for receipt in failed[:_SHOWN]:
        reason = receipt.failure
        if reason is None:
            continue
        where = " ".join(filter(None, (reason.quarter, reason.stage)))
        text = " ".join(reason.message.split())[:200]
        print(f"  {receipt.label}: {where} {reason.kind}: {text}", file=sys.stderr)
    if len(failed) > _SHOWN:
        print(f"  ... {len(failed) - _SHOWN} more", file=sys.stderr)
    voice.note("again")


def _answer(folder: Path, request: Request, prepared: api.Prepared, voice: Voice) -> None:
    from sim.report.result import Results

    made = Results(folder)
    if made.replicates:
        made.write_tables()
        for table in made.table(language=voice.language):
            voice.show(table)
        for table in made.cost_tables(language=voice.language):
            voice.show(table)
        for table in made.target_tables(voice.language, short=True):
            voice.show(table)
        voice.say("figure", path=made.figure(language=voice.language))
    voice.say("result", path=folder)
    if request.what_ifs and not request.save:
        voice.say("exploratory")
    voice.say("next", command=_next_command(request, prepared))


def _next_command(request: Request, prepared: api.Prepared) -> str:
    """Return a command that goes on from here: a change within the period, else a look-up."""
    if request.what_ifs:
        return typed("show", request.what_ifs[0].split("=")[0].split()[0])
    if prepared.plan.name:
        return typed("export", "csv", prepared.place.folder.name)
    lever, date, change = _EXAMPLE
    scenario = prepared.plan.scenarios[-1]
    within = scenario.first <= quarters.parse(date) <= scenario.last
    if lever not in prepared.setting.registers.levers or not within:
        return typed("show", request.what[-1])
    command = f'{typed("run", request.what[-1])} --what-if "{change}"'
    return f"{command} --resolution {request.resolution}" if request.resolution else command
