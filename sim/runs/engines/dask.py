"""The dask engine: runs on the workers of a dask cluster, which share a disk with this machine.

A worker of dask keeps a process of ours beside it and hands it the runs, so that limits hold and a
run that dies takes nothing else along. Only receipts travel over the network.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.core.errors import InputError
from sim.runs.engines import chunks, jobqueue
from sim.runs.engines.crew import Crew
from sim.runs.engines.interruption import Interruption
from sim.runs.engines.trial import Names, Simulate, Warm
from sim.runs.engines.worker import Beginning
from sim.runs.simulation import registered, simulate
from sim.runs.specs import Failure, Receipt, RunSpec
from sim.runs.storage.writer import Writer

AHEAD = 3  # chunks in flight for each thread of the workers
TICK = 0.5  # seconds between two looks at interruptions
ANSWER = 20.0  # seconds within which a scheduler answers
PATIENCE = 600.0  # seconds for which a cluster may be without any worker


def check(where: str, workers: int) -> None:
    """Raise InputError if dask is not installed, or the number of workers does not fit.

    where  address of a scheduler, or profile of a cluster
    """
    if find_spec("distributed") is None:
        do = 'Install it with: pip install "parksim[hpc]"'
        raise InputError("--dask", "dask is not installed.", do)
    if _is_address(where) and workers:
        what = "The workers of this scheduler are there already."
        raise InputError("--workers", what, "Leave --workers out with the address of a scheduler.")
    if not _is_address(where):
        jobqueue.check(where, workers)


def run(
    specs: Sequence[RunSpec],
    store: Path,
    *,
    where: str,
    workers: int = 0,
    job: Simulate = simulate,
    names: Names = registered,
    warm: Warm | None = None,
) -> Generator[Receipt, None, None]:
    """Run some specs on a cluster, as `sim.runs.engines.local.run` does on one machine.

    where    address of a scheduler (``tcp://...``), or a profile (`sim.runs.engines.jobqueue`)
    workers  how many workers a profile asks its cluster for
    """
    if not specs:
        return
    beginning = Beginning(store.resolve(), job, names, warm)
    with Interruption() as stop, _client(where, workers) as client:
        yield from _Batch(client, beginning, stop).run(specs)
        if stop.asked:  # without its client, dask drops what was not begun
            raise KeyboardInterrupt


class _Batch:
    """Chunks of runs under way on a cluster.

    flying  what was submitted and has not come back: future -> its chunk
    """

    def __init__(self, client: Any, beginning: Beginning, stop: Interruption) -> None:
        self._client, self._beginning, self._stop = client, beginning, stop
        self._queue: deque[RunSpec] = deque()
        self._halves: deque[list[RunSpec]] = deque()
        self._flying: dict[Any, list[RunSpec]] = {}
        self._last_seen = time.monotonic()

    def run(self, specs: Sequence[RunSpec]) -> Iterator[Receipt]:
        """Carry out some runs; if workers get ready first, one does so alone and compiles."""
        self._queue.extend(specs)
        if self._beginning.warm is not None:
            self._submit([self._queue.popleft()])
        while self._flying and not self._stop.asked:
            yield from self._returned()
        while (self._queue or self._halves or self._flying) and not self._stop.asked:
            self._fill()
            yield from self._returned()

    def _fill(self) -> None:
        threads = max(1, self._threads())
        while self._halves:
            self._submit(self._halves.popleft())
        while self._queue and len(self._flying) < AHEAD * threads:
            self._submit(chunks.take(self._queue, threads))

    def _threads(self) -> int:
        """Return the threads of all workers. Raises InputError if there are none for long."""
        try:
            held = self._client.sync(self._client.scheduler.ncores, callback_timeout=ANSWER)
            found = sum(held.values())
        except (OSError, TimeoutError) as error:
            raise _gone() from error
        now = time.monotonic()
        if found:
            self._last_seen = now
        elif now - self._last_seen > PATIENCE:
            what = f"The cluster has had no worker for {PATIENCE / 60:.0f} minutes."
            raise InputError("--dask", what, "Look at its queue; the same command goes on.")
        return found

    def _submit(self, chunk: list[RunSpec]) -> None:
        future = self._client.submit(carry, chunk, self._beginning, pure=False)
        self._flying[future] = chunk

    def _returned(self) -> Iterator[Receipt]:
        from distributed import wait

        with suppress(TimeoutError):
            wait(list(self._flying), timeout=TICK, return_when="FIRST_COMPLETED")
        if self._client.status != "running":
            raise _gone()
        for future in [each for each in self._flying if each.status != "pending"]:
            yield from self._taken(future, self._flying.pop(future))

    def _taken(self, future: Any, chunk: list[RunSpec]) -> Iterator[Receipt]:
        """Take what came back of a chunk; one that killed its workers is halved."""
        from distributed import KilledWorker

        if future.status == "finished":
            yield from future.result()
            return
        if future.status in ("cancelled", "lost"):  # nothing is known against it
            self._halves.append(chunk)
            return
        error = future.exception()
        if not isinstance(error, KilledWorker):
            raise error
        if len(chunk) > 1:
            middle = len(chunk) // 2
            self._halves.extend([chunk[:middle], chunk[middle:]])
            return
        (spec,) = chunk
        what = "The workers of dask that had this run were lost, one after the other."
        failure = Failure("WorkerLost", what, "", "", "")
        writer = Writer(self._beginning.store)
        writer.failed(spec, failure, 0.0)
        writer.close()
        yield Receipt(spec.key, spec.label, "failed", 0.0, failure)


_BESIDE = threading.local()  # a thread of a dask worker keeps its crew of one process


def carry(chunk: Sequence[RunSpec], beginning: Beginning) -> list[Receipt]:
    """Carry out a chunk in the process beside this thread; return its receipts.

    Raises InputError if the store cannot be written, or this machine has another model or data.
    """
    if getattr(_BESIDE, "beginning", None) != beginning:
        if hasattr(_BESIDE, "crew"):
            _BESIDE.crew.close()
        _BESIDE.crew = Crew(beginning, 1, Interruption())
        _BESIDE.beginning = beginning
    try:
        return list(_BESIDE.crew.run(chunk))
    except InputError:
        _BESIDE.beginning = None
        raise


@contextmanager
def _client(where: str, workers: int) -> Iterator[Any]:
    from distributed import Client

    if not _is_address(where):
        with jobqueue.cluster(where, workers) as cluster, Client(cluster) as client:
            yield client
        return
    try:
        client = Client(where, timeout=ANSWER)
    except (OSError, TimeoutError, ValueError) as error:
        what = f"No dask scheduler answers at {where}."
        raise InputError("--dask", what, "Start one with: dask scheduler") from error
    with client:
        yield client


def _is_address(where: str) -> bool:
    return "://" in where


def _gone() -> InputError:
    do = "What was run is stored; the same command goes on."
    return InputError("--dask", "The dask scheduler is gone.", do)
