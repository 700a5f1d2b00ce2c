"""400 runs of the model, the command killed three times and workers at random: the same content."""

import random
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress

import psutil
import pytest
from distributed import LocalCluster

from sim.runs.results import Results
from sim.runs.storage.store import Store
from tests.cli.conftest import lay_out

pytestmark = pytest.mark.slow
STARTED = 6.0  # CPU-seconds after which a worker has imports and compiled stages behind it
PATIENCE = 1200.0
RUN = ["run", "short", "land", "--replicates", "200", "--out", "results/try"]


def command(folder, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(begun, *codes):
    """Let a command end, and see that it ended with one of some exit codes."""
    try:
        _, said = begun.communicate(timeout=PATIENCE)
    finally:
        begun.kill()
    assert begun.returncode in codes, said


def carry_through(folder, *words):
    wait_for(command(folder, *words), 0)


def stored(folder):
    return len(Store(folder / "results" / "store").entries)


def workers_of(process):
    """The workers of a command, or of a cluster within this process, that have got going."""
    with suppress(psutil.NoSuchProcess):
        below = psutil.Process(process).children(recursive=True)
        workers = [each for each in below if "sim.runs.engines.worker" in " ".join(each.cmdline())]
        return [each for each in workers if each.cpu_times().user > STARTED]
    return []


@contextmanager
def workers_killed_at_random(process, chance):
    """Kill a worker every few seconds."""
    over = threading.Event()

    def work():
        while not over.wait(chance.uniform(2.0, 6.0)):
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if found := workers_of(process):
                    chance.choice(found).kill()

    killer = threading.Thread(target=work)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()


def killed(times, folder, *words):
    """Kill a command after some of its runs were stored, some times, then let it end.

    A run whose worker was killed twice is a failed row at first; the same command tries it again.
    """
    chance = random.Random(4)
    for _ in range(times):
        before = stored(folder)
        begun = command(folder, *words)
        with workers_killed_at_random(begun.pid, chance):
            while begun.poll() is None and stored(folder) <= before:
                time.sleep(0.2)
            time.sleep(chance.uniform(0.0, 3.0))
        begun.kill()
        begun.communicate()
    begun = command(folder, *words)
    with workers_killed_at_random(begun.pid, chance):
        wait_for(begun, 0, 3)
    carry_through(folder, *words)


@pytest.fixture(scope="module")
def tiny(repository):
    """The made-up zone, as ``--data`` takes it."""
    return ["--data", str(repository / "sim" / "zone" / "data" / "tiny")]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, tiny):
    folder = lay_out(tmp_path_factory.mktemp("undisturbed"))
    carry_through(folder, *RUN, *tiny)
    return Results(folder / "results" / "try").content_hash()


@pytest.fixture
def folder(tmp_path):
    return lay_out(tmp_path)


def content(folder):
    made = Results(folder / "results" / "try")
    assert made.replicates == 200
    return made.content_hash()


def test_on_this_machine(folder, tiny, undisturbed):
    killed(3, folder, *RUN, *tiny)
    assert content(folder) == undisturbed


def test_in_three_shards(folder, tiny, undisturbed):
    for number in (1, 2, 3):
        killed(1, folder, *RUN, *tiny, "--shard", f"{number}/3")
    made = folder / "results" / "try" / "provenance.json"
    assert not made.exists(), "a shard writes no result"
    assert stored(folder) == 400
    carry_through(folder, *RUN, *tiny)
    assert content(folder) == undisturbed


def test_on_a_cluster_of_dask(folder, tiny, undisturbed):
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with workers_killed_at_random(psutil.Process().pid, random.Random(5)):
            killed(3, folder, *RUN, *tiny, "--dask", cluster.scheduler_address)
    assert content(folder) == undisturbed
