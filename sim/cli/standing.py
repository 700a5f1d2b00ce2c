"""The verb ``status``: how far a result is, what failed and why, what else is in its store."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from sim.cli.messages import Voice, line_width, typed, warn
from sim.cli.options import COMPLETE, INTERRUPTED, SOME_FAILED
from sim.runs.dynamics import dynamics_hash
from sim.runs.folders import spoken, stage_files
from sim.runs.results import BEGUN, Results, find
from sim.runs.setting import Setting
from sim.runs.storage import housekeeping

_SHOWN = 20  # reasons of failures that are listed
_LONGEST = 100  # signs of a message


def status(result: str, *, setting: Setting, language: str) -> int:
    """Say how far a result is, a batch that is running included, and return its exit code.

    result  folder or id; empty is the newest
    """
    voice = Voice(language)
    folder = find(result)
    made = Results(folder, begun=(folder / BEGUN).is_dir())
    counts = made.completeness()
    totals = {name: int(counts[name].sum()) for name in counts if name != "scenario"}
    voice.say("standing", id=made.id, **totals)
    writers = housekeeping.busy(made.store)
    if made.begun and writers and totals["missing"]:
        voice.say("at_work", writers=writers, time=_left(made, totals["missing"], writers))
    if totals["failed"] or totals["missing"]:
        voice.say("resume", command=made.provenance.command)
        _print(voice.text("completeness"), counts.astype(str).values.tolist())
    if totals["failed"]:
        _failures(made, voice)
    _store(made, setting, voice)
    warn(made.store.faults)
    if totals["failed"]:
        return SOME_FAILED
    return INTERRUPTED if totals["missing"] else COMPLETE


def current(setting: Setting) -> str:
    """Return the digest of the model as it is now."""
    own = stage_files(setting.folders)
    return dynamics_hash(setting.quarter, setting.registers, own=own)


def _left(made: Results, missing: int, writers: int) -> str:
    """Return the time that the missing runs take, by the median of those that ended."""
    entries = made.store.entries
    took = [entries[key].seconds for key in made.plan.loc[made.plan["done"], "key"]]
    seconds = median(took) * missing / writers if took else 0.0
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"


def _failures(made: Results, voice: Voice) -> None:
    failed = made.failures()
    failed["message"] = [" ".join(each.split())[:_LONGEST] for each in failed["message"]]
    reasons = failed.groupby(["kind", "quarter", "stage", "message"], sort=False)["key"]
    rows = [
        [str(count), *reason, first]
        for (reason, count), first in zip(reasons.size().items(), reasons.first(), strict=True)
    ]
    rows.sort(key=lambda row: -int(row[0]))
    _print(voice.text("reasons"), rows[:_SHOWN])
    voice.say("look", command=typed("store", "rerun", rows[0][-1], str(made.folder), "--pdb"))


def _store(made: Results, setting: Setting, voice: Voice) -> None:
    present = current(setting)
    if made.provenance.dynamics != present:
        voice.say("old_model")
    entries = made.store.entries.values()
    old = sum(entry.dynamics != present for entry in entries)
    place, disk = spoken(made.store.folder.resolve()), made.store.disk() / 1e6
    voice.say("disk", store=place, runs=len(entries), disk=disk)
    if old:
        command = typed("store", "remove", "old", str(made.folder))
        voice.say("old_code", runs=old, command=command)


def _print(headings: str, rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings.split("|"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(width=line_width()).print(table)
