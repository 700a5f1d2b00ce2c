"""Made-up runs that go wrong in every way, and a command of its own that carries them out."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from sim.runs import experiment
from sim.runs.engines.choice import chosen
from sim.runs.experiment import Place
from sim.runs.keys import content_hash
from sim.runs.specs import Limits
from sim.runs.storage.store import Store
from tests.runs.made_up import Scenario, indicators, planned_runs, records

MARKS = "PARKSIM_TEST_MARKS"  # a folder in which runs leave marks
COMMAND = """
import sys
from tests.faults.jobs import batch

batch(*sys.argv[1:])
"""


def quick(spec):
    """A run that goes well after a moment."""
    time.sleep(0.02)
    return records(spec.scenario, spec.replicate)


def slow(spec):
    """A run that takes a while, and says in which process."""
    mark("process", os.getpid()).touch()
    time.sleep(0.15)
    return records(spec.scenario, spec.replicate)


def endless_at_last(spec):
    """A run of which the last replicate does not end."""
    mark("began", spec.replicate).touch()
    if spec.replicate == 5:
        time.sleep(60.0)
    return records(spec.scenario, spec.replicate)


def bad(spec):
    """A run that does in its replicate 1 what its scenario is called; all others go well."""
    if spec.replicate == 1 and spec.scenario.id in BAD:
        BAD[spec.scenario.id](spec)
    return quick(spec)


def dies(spec):
    os.kill(os.getpid(), signal.SIGKILL)


def dies_once(spec):
    tried = mark("tried", spec.key)
    if not tried.exists():
        tried.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def takes_dask_along(spec):
    """The process beside which the run is carried out is killed, and all that it had to do."""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60.0)


def never_ends(spec):
    while True:
        time.sleep(1.0)


def eats_memory(spec):
    held = []
    while True:
        held.append(bytearray(20_000_000))
        time.sleep(0.01)


def leaves(spec):
    raise SystemExit(7)


BAD = {
    "dies": dies,
    "dies-once": dies_once,
    "takes-dask-along": takes_dask_along,
    "never-ends": never_ends,
    "eats-memory": eats_memory,
    "leaves": leaves,
}


def mark(kind, name):
    """The file of a mark."""
    return Path(os.environ[MARKS]) / f"{kind}-{name}"


def marked(kind):
    """Names of the marks of a kind."""
    found = Path(os.environ[MARKS]).glob(f"{kind}-*")
    return sorted(path.name.partition("-")[2] for path in found)


def runs_of(*names, replicates=6, **limits):
    """The runs of some made-up scenarios, each named after what goes wrong in it."""
    planned = planned_runs([Scenario(name, gain) for gain, name in enumerate(names)], replicates)
    return [
        replace(spec, world=replace(spec.world, limits=Limits(**limits))) for spec in planned.runs
    ]


def plan_of(replicates):
    """Two made-up scenarios whose runs may be tried several times."""
    planned = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], replicates)
    world = replace(planned.world, limits=Limits(retries=5))
    return replace(
        planned, world=world, runs=tuple(replace(spec, world=world) for spec in planned.runs)
    )


def batch(folder, job, replicates, shard="", dask=""):
    """Carry out the runs of a plan on two workers; the store is in the folder."""
    planned = plan_of(int(replicates))
    place = Place(Path(folder) / "try", Path(folder) / "store")
    return experiment.carry_out(
        planned, place, workers=0 if dask else 2, engine=chosen(0, shard, dask),
        job=globals()[job], names=indicators,
    )  # fmt: skip


def command(folder, *words):
    """Start `batch` as a command of its own."""
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(folder), *map(str, words)],
        cwd=root,
        stderr=subprocess.PIPE,
        text=True,
    )


def stored(folder):
    """How many runs are in the store of a folder."""
    return len(Store(Path(folder) / "store").entries)


def numbers(folder, replicates):
    """What stands for the numbers of all runs of a plan; None if some are missing."""
    store = Store(Path(folder) / "store")
    keys = [spec.key for spec in plan_of(replicates).runs]
    if store.missing(keys):
        return None
    return content_hash(store.checksums(keys))


def wait_until(condition, seconds=60.0):
    """Give a condition a while."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
