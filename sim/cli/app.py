"""The start of the program: the verbs put together, errors and interruptions turned into codes."""

from __future__ import annotations

import difflib
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import typer

from sim.cli import file_verbs, result_verbs
from sim.cli.options import BAD_INPUT, COMPLETE, FAULT, SOME_FAILED
from sim.core.errors import AccountingError, InputError

_USAGE = typer.BadParameter.__mro__[2]  # what every wrong use of the command line derives from

app = typer.Typer(
    name="parksim",
    help="What would this park policy do, to whom, how surely, and through which clause?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(file_verbs.verbs)
app.add_typer(result_verbs.verbs)
VERBS = tuple(typer.main.get_command(app).commands)


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
