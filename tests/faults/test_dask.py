"""Runs on a cluster of dask: workers that are killed, runs that go wrong, no scheduler."""

import os
import signal
import threading
import time
from contextlib import suppress

import dask
import pytest
from distributed import LocalCluster

from sim.core.errors import InputError
from sim.runs.engines import dask as engine
from sim.runs.storage.store import Store
from tests.faults.jobs import (
    MARKS,
    bad,
    batch,
    command,
    marked,
    numbers,
    runs_of,
    stored,
    wait_until,
)
from tests.runs.made_up import indicators

REPLICATES = 30


@pytest.fixture(autouse=True)
def marks(tmp_path, monkeypatch):
    folder = tmp_path / "marks"
    folder.mkdir()
    monkeypatch.setenv(MARKS, str(folder))


@pytest.fixture
def cluster(marks):
    """Two workers of dask, of one thread each; a task may lose one worker, not two."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as made,
    ):
        yield made


def carry_out(cluster, folder, specs):
    options = {"where": cluster.scheduler_address, "job": bad, "names": indicators}
    receipts = list(engine.run(specs, folder, **options))
    return receipts, Store(folder)


def test_a_cluster_gives_the_same_numbers_and_limits_hold_there(cluster, tmp_path):
    batch(tmp_path / "here", "quick", REPLICATES)
    batch(tmp_path / "there", "quick", REPLICATES, dask=cluster.scheduler_address)
    assert numbers(tmp_path / "there", REPLICATES) == numbers(tmp_path / "here", REPLICATES)
    specs = runs_of("fine", "dies", "never-ends", seconds=1.0, retries=0)
    receipts, store = carry_out(cluster, tmp_path / "store", specs)
    assert len(receipts) == 18 and len(store.entries) == 16
    found = sorted(each.failure.kind for each in receipts if each.failure)
    assert found == ["TimeLimit", "WorkerLost"]


def test_a_scheduler_that_does_not_answer_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "ANSWER", 0.5)
    options = {"job": bad, "names": indicators}
    with pytest.raises(InputError, match="No dask scheduler answers at tcp://127.0.0.1:9"):
        list(engine.run(runs_of("fine"), tmp_path, where="tcp://127.0.0.1:9", **options))


@pytest.mark.slow
def test_an_interrupted_command_leaves_what_its_cluster_has_stored(cluster, tmp_path):
    address = cluster.scheduler_address
    begun = command(tmp_path, "slow", REPLICATES, "", address)
    wait_until(
        lambda: begun.poll() is not None or (tmp_path / "store").exists() and stored(tmp_path)
    )
    assert begun.poll() is None, begun.stderr.read()
    begun.send_signal(signal.SIGINT)
    _, said = begun.communicate(timeout=200)
    assert begun.returncode != 0 and "KeyboardInterrupt" in said
    assert 0 < stored(tmp_path) < 2 * REPLICATES
    assert batch(tmp_path, "slow", REPLICATES, dask=address) == []
    batch(tmp_path / "here", "quick", REPLICATES)
    assert numbers(tmp_path, REPLICATES) == numbers(tmp_path / "here", REPLICATES)


@pytest.mark.slow
def test_a_run_that_takes_its_dask_worker_along_is_found_by_halving(cluster, tmp_path):
    receipts, store = carry_out(cluster, tmp_path, runs_of("fine", "takes-dask-along"))
    assert [each.label for each in receipts if each.failure] == ["takes-dask-along, replicate 1"]
    assert len(store.entries) == 11


@pytest.mark.slow
def test_workers_of_dask_that_are_killed_change_nothing(cluster, tmp_path):
    over, lost = threading.Event(), []

    def kill_workers():
        while not over.wait(2.0):
            # some have begun to run, and none is being replaced
            if marked("process") and len(cluster.scheduler.workers) == 2:
                with suppress(ProcessLookupError):
                    pid = next(iter(cluster.workers.values())).process.pid
                    os.kill(pid, signal.SIGKILL)
                    lost.append(pid)

    killer = threading.Thread(target=kill_workers)
    killer.start()
    try:
        batch(tmp_path, "slow", REPLICATES, dask=cluster.scheduler_address)
    finally:
        over.set()
        killer.join()
    time.sleep(1.0)
    batch(tmp_path, "slow", REPLICATES)  # what a worker took along when it was lost twice
    assert len(set(lost)) >= 1, "no worker was lost"
    batch(tmp_path / "here", "quick", REPLICATES)
    assert numbers(tmp_path, REPLICATES) == numbers(tmp_path / "here", REPLICATES)
