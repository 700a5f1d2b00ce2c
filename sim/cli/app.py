"""The verbs and their options; each verb's work is in its own module, loaded when it is called."""

from __future__ import annotations

import difflib
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.core.errors import AccountingError, InputError

VERBS = ("run", "show", "check", "diff", "export", "new")
COMPLETE, FAULT, BAD_INPUT, SOME_FAILED, INTERRUPTED = 0, 1, 2, 3, 4
_USAGE = typer.BadParameter.__mro__[2]  # what every wrong use of the command line derives from

app = typer.Typer(
    name="parksim",
    help="What would this park policy do, to whom, how surely, and through which clause?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def whole(name: str, told: str) -> Any:
    """Return an option that takes a whole number, and says so in our words if it is none."""

    def parsed(word: str | int) -> int:
        try:
            return int(word)
        except ValueError:
            do = f"Give digits alone, as {name} 20"
            raise InputError(name, f'"{word}" is no whole number.', do) from None

    return typer.Option(name, parser=parsed, metavar="NUMBER", help=told)


Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Language = Annotated[str, typer.Option("--language", help="en or zh; by default the locale's.")]
Data = Annotated[
    str, typer.Option("--data", metavar="FOLDER", help="Files that replace those of the zone.")
]
Own = Annotated[
    list[str],
    typer.Option("--with", metavar="FOLDER", help="A folder of your own, as new makes it."),
]
NONE: list[str] = []  # typer reads the default, nobody changes it


def start(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line and return its exit code.

    0 complete, 1 a fault of parksim, 2 bad input, 3 some runs failed, 4 interrupted and resumable.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    usual = signal.signal(signal.SIGTERM, _interrupted)
    try:
        _check_verb(given)
        command = typer.main.get_command(app)
        code = command.main(given, prog_name="parksim", obj=given, standalone_mode=False)
        return int(code or COMPLETE)
    except InputError as error:
        return _said(_placed(error, given), BAD_INPUT, debug, error)
    except AccountingError as error:
        return _said(f"An account does not close.\n  {error}", SOME_FAILED, debug, error)
    except _USAGE as error:
        return _said(_usage(error), BAD_INPUT, debug, error)
    except typer.Exit as end:
        return end.exit_code
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COMPLETE
    except Exception as error:  # noqa: BLE001  a bug of ours; people get a sentence, not a stack
        kind = type(error).__name__
        message = f"parksim failed: {kind}: {error}\n  Show where with --debug, and report it."
        return _said(message, FAULT, debug, error)
    finally:
        signal.signal(signal.SIGTERM, usual)


@app.command()
def run(
    context: typer.Context,
    what: Annotated[list[str], typer.Argument(help="Scenarios, by id or file; first: reference.")],
    what_if: Annotated[
        list[str],
        typer.Option("--what-if", help='A change, as "assessment.pass_mark=70 from 2025".'),
    ] = NONE,
    save: Annotated[str, typer.Option(metavar="FILE", help="Keep the what-if as a file.")] = "",
    at: Annotated[str, typer.Option(help="Quarters of the table, as 2025Q4,2030Q4.")] = "",
    replicates: Annotated[int, whole("--replicates", "Worlds a scenario is run in.")] = 10,
    seed: Annotated[int, whole("--seed", "Seed of the luck of all worlds.")] = 1,
    resolution: Annotated[str, typer.Option(help="draft, standard or full.")] = "",
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Folder of the result.")] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Say what would be run, and stop.")] = False,
    workers: Annotated[int, whole("--workers", "Processes; 0 is one a core.")] = 0,
    check: Annotated[bool, typer.Option("--check", help="Check the accounts.")] = False,
    uncertainty: Annotated[
        str, typer.Option(help="luck, or start: draw uncertain start figures too.")
    ] = "luck",
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Run scenarios, compare them with the first, and write a result."""
    from sim.cli import running
    from sim.cli.messages import split_quarters
    from sim.runs.provenance import spoken_command

    request = running.Request(
        what=tuple(what),
        what_ifs=tuple(what_if),
        save=save,
        at=split_quarters(at),
        replicates=replicates,
        seed=seed,
        resolution=resolution,
        out=out,
        workers=workers,
        check=check,
        uncertainty=uncertainty,
        setting=_setting(data, own),
        command=spoken_command(context.obj),
    )
    try:
        return running.run(request, only_plan=plan, language=language)
    except KeyboardInterrupt:
        print("Interrupted. What was run is stored; the same command goes on.", file=sys.stderr)
        return INTERRUPTED


@app.command()
def show(
    word: Annotated[list[str], typer.Argument(help="An id, a name or words to look for.")],
    time: Annotated[bool, typer.Option("--time", help="Measure the stages: show stages.")] = False,
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Explain a lever, assumption, clause, target, indicator, scenario, park, stage, kind, zone."""
    from sim.cli import showing

    setting = _setting(data, own)
    return showing.show(" ".join(word), setting=setting, language=language, timed=time)


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(help="Scenarios, by id or file.")],
    at: Annotated[str, typer.Option(help="Quarters that you are going to ask for.")] = "",
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Check scenario files: all problems at once, and when a change can first act."""
    from sim.cli import comparing
    from sim.cli.messages import split_quarters

    setting = _setting(data, own)
    return comparing.check(files, at=split_quarters(at), setting=setting, language=language)


@app.command()
def diff(
    one: Annotated[str, typer.Argument(help="A scenario, by id or file.")],
    other: Annotated[str, typer.Argument(help="Another one.")],
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Say in what two scenarios differ, clause by clause, and from when on it can matter."""
    from sim.cli import comparing

    return comparing.diff(one, other, setting=_setting(data, own), language=language)


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="zone, schema, csv or parquet.")],
    result: Annotated[
        str, typer.Argument(help="Result, by folder or id; by default the last.")
    ] = "",
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Folder to write to.")] = "",
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Write the zone's files to start from, the schema of scenario files, or a result's tables."""
    from sim.cli import exporting

    return exporting.export(what, result, out=out, setting=_setting(data, own))


@app.command()
def new(
    folder: Annotated[str, typer.Argument(help="A folder that is not there yet, or is empty.")],
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Begin a folder of your own: levers, assumptions, events, scenarios, stages, data."""
    from sim.cli import beginning

    return beginning.new(folder, language=language)


def _interrupted(*_: object) -> None:
    """Take a request to end as an interruption: what was run is stored, then the process ends."""
    raise KeyboardInterrupt


def _check_verb(given: Sequence[str]) -> None:
    """Say which verbs exist if the first word is none."""
    if not given or given[0].startswith("-") or given[0] in VERBS:
        return
    near = difflib.get_close_matches(given[0], VERBS, n=1, cutoff=0.6)
    advice = [f'Did you mean "parksim {near[0]}"?'] if near else []
    advice.append(f"The verbs are: {', '.join(VERBS)}.")
    what = f'There is no verb "{given[0]}".'
    raise InputError(f"parksim {given[0]}", what, "\n".join(advice))


def _usage(error: Any) -> InputError:
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "parksim"
    return InputError(where, error.format_message(), f"Look it up with: {where} --help")


def _placed(error: InputError, given: Sequence[str]) -> InputError:
    """Name the verb as the place of problems that have none: a word of the command is wrong."""
    verb = " ".join(["parksim", *given[:1]])
    return InputError([replace(each, where=each.where or verb) for each in error.problems])


def _said(message: Any, code: int, debug: bool, error: BaseException) -> int:
    if debug:
        import traceback

        traceback.print_exception(error)
    print(message, file=sys.stderr)
    return code


def _setting(data: str, own: Sequence[str]) -> Any:
    """Return where words are looked up.

    data  folder after ``--data``      own  folders after ``--with``
    Raises InputError for a folder that is not there.
    """
    from sim.runs.folders import own_folders
    from sim.runs.setting import Setting

    if data and not Path(data).is_dir():
        raise InputError(data, "There is no such folder.", "Check the path after --data.")
    return Setting(overrides=Path(data) if data else None, folders=own_folders(own))
