"""Workers and commands that are killed outright, at any moment: the same numbers in the end."""

import os
import random
import signal
import threading
import time
from contextlib import suppress

import pytest

from tests.faults.jobs import MARKS, batch, command, marked, numbers, wait_until

REPLICATES = 30


@pytest.fixture(autouse=True)
def marks(tmp_path, monkeypatch):
    folder = tmp_path / "marks"
    folder.mkdir()
    monkeypatch.setenv(MARKS, str(folder))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The numbers of the runs if nothing happens."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert batch(folder, "quick", REPLICATES) == []
    return numbers(folder, REPLICATES)


MOST = 8  # workers that are killed: a slow machine needs longer to start one than a killer pauses


class Killer:
    """Kills a worker every now and then, as long as it is entered, `MOST` in all."""

    def __init__(self, seed, pause):
        self.chance, self.pause, self.killed = random.Random(seed), pause, 0
        self.over = threading.Event()

    def __enter__(self):
        self.thread = threading.Thread(target=self.work)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def work(self):
        seen = set()
        while not self.over.wait(self.pause * self.chance.uniform(0.5, 1.5)):
            alive = [each for each in marked("process") if each not in seen]
            if alive and self.killed < MOST:
                each = self.chance.choice(alive)
                seen.add(each)
                with suppress(ProcessLookupError):
                    os.kill(int(each), signal.SIGKILL)
                    self.killed += 1


def test_workers_killed_at_random_change_nothing(tmp_path, undisturbed):
    with Killer(seed=1, pause=2.0) as killer:
        assert batch(tmp_path, "slow", REPLICATES) == []
    assert killer.killed >= 2
    assert numbers(tmp_path, REPLICATES) == undisturbed


def begin_and_kill(folder, *words):
    """Start a command and kill it, and thereby its workers, while its runs go on."""
    before = len(marked("process"))
    begun = command(folder, *words)
    wait_until(lambda: begun.poll() is not None or len(marked("process")) > before)
    time.sleep(0.6)
    assert begun.poll() is None, begun.stderr.read()
    begun.kill()
    begun.communicate()


def carry_through(folder, *words):
    """Start a command and let it end."""
    begun = command(folder, *words)
    _, said = begun.communicate(timeout=400)
    assert begun.returncode == 0, said


def test_a_command_killed_three_times_goes_on_where_it_was(tmp_path, undisturbed):
    with Killer(seed=2, pause=2.0):
        for _ in range(3):
            begin_and_kill(tmp_path, "slow", REPLICATES)
        carry_through(tmp_path, "slow", REPLICATES)
    assert numbers(tmp_path, REPLICATES) == undisturbed


@pytest.mark.slow
def test_shards_that_are_killed_give_the_same_numbers(tmp_path, undisturbed):
    for number in (1, 2, 3):
        assert numbers(tmp_path, REPLICATES) is None
        begin_and_kill(tmp_path, "slow", REPLICATES, f"{number}/3")
        carry_through(tmp_path, "slow", REPLICATES, f"{number}/3")
    assert numbers(tmp_path, REPLICATES) == undisturbed
