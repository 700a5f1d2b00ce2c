"""The local engine: a pool of processes on this machine, or this process alone.

The first run is done here, so that every stage is compiled when the workers start. They get chunks
of runs, write the numbers to the store themselves and hand back receipts.
The same numbers come out for any number of workers, because a run knows nothing but its spec.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from sim.core.errors import InputError
from sim.runs import levels
from sim.runs.simulation import failure, registered, simulate
from sim.runs.specs import Failure, Receipt, RunSpec
from sim.runs.writer import Writer

LARGEST_CHUNK = 25
Simulate = Callable[[RunSpec], Any]


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
    names: Callable[[], frozenset[str]] = registered,
) -> Iterator[Receipt]:
    """Run some specs and yield a receipt for each as it comes in.

    specs    runs, in the order in which they are wanted
    store    folder of the store
    workers  processes; 0 is one a core. One runs in this process
    job      what makes records of a spec
    names    indicators that may be written
    Raises InputError if the store cannot be written; a run that raises is a receipt like any other.
    """
    check_workers(workers)
    if not specs:
        return
    workers = min(workers or default_workers(), len(specs) - 1)
    alone = specs if workers <= 1 else specs[:1]
    yield from _alone(alone, store, job, names)
    if workers > 1:
        yield from _pooled(specs[1:], store, workers, job, names)


def check_workers(workers: int) -> None:
    """Raise InputError for a number of processes that cannot be."""
    if workers < 0:
        what = f"{workers} processes cannot be started."
        raise InputError("--workers", what, "Give a whole number; 0 is one a core.")


def _alone(specs: Sequence[RunSpec], store: Path, job: Simulate, names: Callable) -> Iterator:
    writer = Writer(store)
    allowed = names()
    try:
        for spec in specs:
            yield _run_one(spec, writer, job, allowed)
    finally:
        writer.flush()


def _pooled(
    specs: Sequence[RunSpec],
    store: Path,
    workers: int,
    job: Simulate,
    names: Callable,
) -> Iterator[Receipt]:
    context = multiprocessing.get_context("spawn")
    halt = context.Event()
    pool = ProcessPoolExecutor(workers, context, _start, (halt, store, job, names))
    waiting: dict[Future, list[RunSpec]] = {}
    try:
        for chunk in _chunks(specs, workers):
            waiting[pool.submit(_run_chunk, chunk)] = chunk
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield from _receipts(future, waiting.pop(future), store)
    finally:
        halt.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _receipts(future: Future, chunk: Sequence[RunSpec], store: Path) -> list[Receipt]:
    try:
        return future.result()
    except BrokenProcessPool as error:
        lost = Failure("WorkerLost", f"A worker process died: {error}", "", "", "")
        writer = Writer(store)
        for spec in chunk:
            writer.failed(spec, lost, 0.0)
        return [Receipt(spec.key, spec.label, "failed", 0.0, lost) for spec in chunk]


def _chunks(specs: Sequence[RunSpec], workers: int) -> list[list[RunSpec]]:
    """Cut the runs into chunks, about three a worker: few files, and nobody waits long."""
    size = max(1, min(LARGEST_CHUNK, len(specs) // (3 * workers)))
    return [list(specs[i : i + size]) for i in range(0, len(specs), size)]


class _Worker:
    """What a worker process keeps between chunks."""

    halt: Any
    writer: Writer
    job: Simulate
    names: frozenset[str]


def _start(halt: Any, store: Path, job: Simulate, names: Callable) -> None:
    """Begin a worker: the terminal's interrupt is the parent's, a request to end is obeyed.

    A worker whose parent was killed ends too; its last whole chunk is in the store.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    _Worker.halt, _Worker.writer, _Worker.job = halt, Writer(store), staticmethod(job)
    _Worker.names = names()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(143)


def _end(*_: object) -> None:
    raise SystemExit(143)


def _run_chunk(chunk: Sequence[RunSpec]) -> list[Receipt]:
    receipts = []
    try:
        for spec in chunk:
            if _Worker.halt.is_set():
                break
            receipts.append(_run_one(spec, _Worker.writer, _Worker.job, _Worker.names))
    finally:
        _Worker.writer.flush()
    return receipts


def _run_one(spec: RunSpec, writer: Writer, job: Simulate, names: frozenset[str]) -> Receipt:
    began = time.monotonic()
    try:
        found = levels.tables(job(spec), names)
    except Exception as error:  # noqa: BLE001  one failed run is a row, never the end of a batch
        reason, seconds = failure(error), time.monotonic() - began
        writer.failed(spec, reason, seconds)
        return Receipt(spec.key, spec.label, "failed", seconds, reason)
    seconds = time.monotonic() - began
    writer.done(spec, found, seconds)
    return Receipt(spec.key, spec.label, "done", seconds)
