"""The verbs ``store verify | rerun | compact | remove``: housekeeping of stored runs."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.cli.messages import Voice
from sim.cli.options import BAD_INPUT, COMPLETE, SOME_FAILED
from sim.cli.standing import current
from sim.core.errors import InputError
from sim.runs.folders import spoken
from sim.runs.results import Results, find
from sim.runs.setting import Setting
from sim.runs.storage import housekeeping
from sim.runs.storage.journal import Entry
from sim.runs.storage.store import Store

_CHOICES = ("old", "failed", "damaged")


def verify(result: str, *, language: str) -> int:
    """Check every stored number, say what was checked, and return 2 if something is wrong."""
    voice = Voice(language)
    store = store_of(result)
    found = housekeeping.verify(store)
    place = spoken(store.folder.resolve())
    voice.say("verified", store=place, runs=found.runs, parts=found.parts, columns=found.columns)
    if found.leftover:
        voice.say("leftover", files=len(found.leftover))
    if found.problems:
        voice.say("wrong", problems=len(found.problems))
        raise InputError(found.problems)
    voice.say("sound")
    voice.say("verified_twice" if found.twice else "verified_none", twice=found.twice)
    return COMPLETE


def rerun(
    key: str, result: str, *, setting: Setting, debugger: bool, plain: bool, language: str
) -> int:
    """Do a run again and say whether it is equal to what is stored.

    debugger  go into pdb where the run fails      plain  run every stage over agents
    Returns 3 if it fails again, 2 if its numbers differ.
    """
    from sim.runs.rerun import compared, spec_of
    from sim.runs.simulation import failure

    voice = Voice(language)
    made = Results(find(result))
    spec = spec_of(made, key, setting, plain)
    voice.note("rerunning", label=spec.label, engine=spec.world.engine)
    try:
        found = compared(made, spec)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  whatever the run raises is what is looked for
        reason = failure(error)
        where = " ".join(filter(None, (reason.quarter, reason.stage)))
        voice.say("rerun_failed")
        print(f"  {where} {reason.kind}: {reason.message}")
        if debugger:
            import pdb  # noqa: T100  (it was asked for)

            pdb.post_mortem(error.__traceback__)
        return SOME_FAILED
    if not found.differing:
        voice.say("rerun_equal", columns=found.columns)
        return COMPLETE
    first = ".".join(found.differing[0])
    voice.say("rerun_differs", count=len(found.differing), columns=found.columns, first=first)
    return BAD_INPUT


def compact(result: str, *, language: str) -> int:
    """Merge parts into few files and say what came of it."""
    voice = Voice(language)
    store = store_of(result)
    was = store.disk() / 1e6
    done = housekeeping.rewrite(store)
    voice.say(
        "merged", runs=done.runs, before=done.before, after=done.after, was=was,
        disk=store.disk() / 1e6,
    )  # fmt: skip
    _say_busy(done.busy, voice)
    return COMPLETE


def remove(
    what: str, result: str, *, keys: Sequence[str], yes: bool, setting: Setting, language: str
) -> int:
    """Drop runs after asking; return 0 also if there was nothing to drop.

    what  old, failed, damaged, or empty if runs are named by their keys
    Raises InputError for anything else, and if nobody can be asked.
    """
    voice = Voice(language)
    if bool(keys) == bool(what) or (what and what not in _CHOICES):
        told = f'"{what}" cannot be dropped.' if what else "It is not said what to drop."
        do = "Name one: old, failed, damaged, or --keys KEY,KEY."
        raise InputError("parksim store remove", told, do)
    store = store_of(result)
    drop = _chosen(what, keys, setting, store)
    going = [entry for entry in store.reading.entries if drop(entry)]
    runs = len({entry.key for entry in going})
    if not runs:
        voice.say("nothing", store=spoken(store.folder.resolve()))
        return COMPLETE
    _say_groups(going, what, store, voice)
    if not yes and not _agreed(voice):
        voice.say("kept")
        return COMPLETE
    done = housekeeping.rewrite(store, drop)
    voice.say("dropped", runs=done.dropped, left=done.runs)
    _say_busy(done.busy, voice)
    return COMPLETE


def store_of(result: str) -> Store:
    """Return the store of a result, or the one in a folder.

    result  folder or id of a result, or the folder of a store; empty is the newest result's
    Raises InputError if there is none.
    """
    if result and (Path(result) / "journal").is_dir():
        return Store(Path(result))
    store = Results(find(result)).store
    if not store.folder.is_dir():
        raise InputError(str(store.folder), "The store is not there.", "Put its folder back here.")
    return store


def _chosen(
    what: str, keys: Sequence[str], setting: Setting, store: Store
) -> Callable[[Entry], bool]:
    if what == "failed":
        return lambda entry: entry.status == "failed"
    if what == "damaged":
        parts = housekeeping.damaged(store)
        return lambda entry: entry.part in parts
    if what == "old":
        present = current(setting)
        return lambda entry: entry.dynamics != present
    return lambda entry: entry.key.startswith(tuple(keys))


def _say_groups(going: Sequence[Entry], what: str, store: Store, voice: Voice) -> None:
    """Say how many runs are going, those of old code by model."""
    models = Counter({entry.key: entry.dynamics[:8] for entry in going}.values())
    listed = ", ".join(f"{model}: {count}" for model, count in models.most_common())
    detail = f" ({listed})" if what == "old" else ""
    place = spoken(store.folder.resolve())
    voice.note("groups", store=place, runs=models.total(), detail=detail)


def _agreed(voice: Voice) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        what = "Nobody can be asked whether to drop these runs."
        raise InputError("parksim store remove", what, "Add --yes to drop them.")
    print(voice.text("sure"), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是", "好")


def _say_busy(writers: int, voice: Voice) -> None:
    if writers:
        voice.note("busy", writers=writers)
