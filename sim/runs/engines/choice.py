"""The choice of an engine by the words of a command: workers, a shard, or dask."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from sim.core.errors import InputError
from sim.runs.engines import dask, local, shard
from sim.runs.engines.trial import Names, Simulate, Warm
from sim.runs.specs import Receipt, RunSpec


class Engine(Protocol):
    """What carries runs out: they end up in the store, and each gives a receipt as it ends.

    Raises InputError if the store cannot be written and KeyboardInterrupt if the end was asked for.
    """

    def __call__(
        self,
        specs: Sequence[RunSpec],
        store: Path,
        *,
        workers: int,
        job: Simulate,
        names: Names,
        warm: Warm | None,
    ) -> Generator[Receipt, None, None]: ...


def chosen(workers: int = 0, part: str = "", where: str = "") -> Engine:
    """Return the engine that was asked for, by default the local one.

    workers  as the engines take it
    part     shard of the runs, such as ``2/3``
    where    address of a dask scheduler, or profile of a cluster
    Raises InputError for words that are none, and for two engines at once.
    """
    local.check_workers(workers)
    if part and where:
        do = "Give one of the two: shards need no scheduler."
        raise InputError("--shard", "A shard runs on its own machine, not by dask.", do)
    if part:
        return partial(shard.run, shard=shard.Shard.read(part))
    if where:
        dask.check(where, workers)
        return partial(dask.run, where=where)
    return local.run
