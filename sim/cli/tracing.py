"""The verb ``trace``: one agent in two worlds, or who differs most, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.cli.messages import Voice
from sim.cli.options import COMPLETE
from sim.core.errors import InputError
from sim.report.trace import trace as traced
from sim.runs.setting import Setting


def trace(
    words: Sequence[str],
    *,
    what_ifs: Sequence[str],
    out: str,
    setting: Setting,
    language: str,
    **options: Any,
) -> int:
    """Trace, print sentences and tables, and write the files if a folder is named.

    words     two scenarios and, if one is meant, an agent; with what-ifs one scenario does
    what_ifs  changes laid over the last scenario      out  folder to write to; empty: none
    options   as in `sim.report.trace.trace`
    Raises InputError for what cannot be read, and for an agent that neither world ever has.
    """
    voice = Voice(language)
    if out and Path(out).exists() and any(Path(out).iterdir()):
        what = "This folder holds files; nothing was touched."
        raise InputError(out, what, "Name another folder with --out.")
    a, b, who = _named(words, bool(what_ifs), setting)
    found = traced(a, b, who, what_if=what_ifs, setting=setting, **options)
    written = found.save(out) if out else []
    print(found.text(voice.language))
    for table in found.tables(voice.language):
        voice.show(table)
    if written:
        voice.say("result", path=written[0].parent)
    return COMPLETE


def _named(words: Sequence[str], changed: bool, setting: Setting) -> tuple[str, str, str]:
    """Return both scenarios and the agent; a what-if changes the only scenario.

    Raises InputError if there are too few or too many words.
    """
    a, *rest = words
    if changed and (not rest or not _is_scenario(rest[0], setting)):
        rest.insert(0, a)
    if not 1 <= len(rest) <= 2:
        what = f"{len(words)} words; a trace takes two scenarios and, if one is meant, an agent."
        raise InputError("", what, "Write: parksim trace no-reform opinion park/industry/2026Q2/14")
    return a, rest[0], rest[1] if len(rest) == 2 else ""


def _is_scenario(word: str, setting: Setting) -> bool:
    try:
        setting.library.find(word)
    except InputError:
        return False
    return True
