"""A command that is killed outright: its workers end, and what they stored stays whole."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sim.runs.storage.store import Store
from tests.runs.made_up import indicators, records

HELD = []  # files that a process keeps locked as long as it lives
PROGRAM = """
import sys
from pathlib import Path

from sim.runs.engines import local
from tests.faults.test_killed_parent import locked, slow
from tests.runs.made_up import Scenario, planned_runs

runs = planned_runs([Scenario("plain")], 40).runs
list(local.run(runs, Path(sys.argv[1]), workers=2, job=slow, names=locked))
"""


def slow(spec):
    """A run that takes long enough for the command to be killed during it."""
    time.sleep(0.2)
    return records(spec.scenario, spec.replicate)


def locked():
    """The indicators, asked for once by each process; from then on it holds a lock."""
    held = Path(os.environ["PARKSIM_TEST_LOCKS"], str(os.getpid())).open("w")
    fcntl.flock(held, fcntl.LOCK_EX)
    HELD.append(held)
    return indicators()


def is_free(path):
    with path.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def wait_until(condition):
    """Give a condition a while."""
    deadline = time.monotonic() + 30.0
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_workers_end_with_a_command_that_was_killed(tmp_path, repository):
    locks = tmp_path / "locks"
    locks.mkdir()
    command = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "store")],
        cwd=repository,
        env={**os.environ, "PARKSIM_TEST_LOCKS": str(locks)},
    )
    wait_until(lambda: len(list(locks.iterdir())) == 2)
    time.sleep(0.5)
    os.kill(command.pid, signal.SIGKILL)
    command.wait()
    assert not (locks / str(command.pid)).exists(), "the runs are the workers' alone"
    wait_until(lambda: all(map(is_free, locks.iterdir())))
    store = Store(tmp_path / "store")
    assert len(store.entries) >= 1 and not store.failures, "what was stored before is whole"
