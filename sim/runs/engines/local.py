"""The local engine: a crew of processes on this machine, or this process alone.

The same numbers come out for any number of workers, because a run knows nothing but its spec.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from sim.core.errors import InputError
from sim.runs.engines.crew import Crew
from sim.runs.engines.interruption import Interruption
from sim.runs.engines.trial import Names, Simulate, Warm, attempt
from sim.runs.engines.worker import Beginning
from sim.runs.simulation import registered, simulate
from sim.runs.specs import Receipt, RunSpec
from sim.runs.storage.writer import Writer


def default_workers() -> int:
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(
    specs: Sequence[RunSpec],
    store: Path,
    *,
    workers: int = 0,
    job: Simulate = simulate,
    names: Names = registered,
    warm: Warm | None = None,
) -> Generator[Receipt, None, None]:
    """Run some specs and yield a receipt for each as it ends; at the end all are in the store.

    specs    runs, in the order in which they are wanted
    store    folder of the store
    workers  processes; 0 is one a core. One runs in this process, unless runs have limits
    job      what makes records of a spec
    names    indicators that may be written
    warm     what each worker does first, with the spec it begins with
    Raises InputError if the store cannot be written and KeyboardInterrupt if the end was asked for;
    a run that raises, dies or passes a limit is a receipt like any other.
    """
    check_workers(workers)
    if not specs:
        return
    workers = min(workers or default_workers(), len(specs))
    limits = specs[0].world.limits  # one for all runs of a plan
    with Interruption() as stop:
        if workers == 1 and not (limits.seconds or limits.memory):
            yield from _alone(specs, store, job, names, stop)
        else:
            crew = Crew(Beginning(store, job, names, warm), workers, stop)
            try:
                yield from crew.run(specs)
            finally:
                crew.close()
        if stop.asked:
            raise KeyboardInterrupt


def check_workers(workers: int) -> None:
    """Raise InputError for a number of processes that cannot be."""
    if workers < 0:
        what = f"{workers} processes cannot be started."
        raise InputError("--workers", what, "Give a whole number; 0 is one a core.")


def _alone(
    specs: Sequence[RunSpec], store: Path, job: Simulate, names: Names, stop: Interruption
) -> Iterator[Receipt]:
    """Run in this process. An interruption cuts off the run, never the writing."""
    writer = Writer(store)
    allowed = names()
    try:
        for spec in specs:
            if stop.asked:
                break
            stop.immediate = True
            outcome = attempt(spec, job, allowed)
            stop.immediate = False
            yield outcome.keep(writer)
    finally:
        stop.immediate = False
        writer.close()
