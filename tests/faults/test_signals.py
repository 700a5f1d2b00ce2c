"""Asked to end, by keyboard or scheduler: what was run is stored, and quickly."""

import signal
import time

import pytest

from sim.runs.engines import local
from tests.faults.jobs import MARKS, command, endless_at_last, marked, plan_of, stored, wait_until
from tests.runs.made_up import indicators

REPLICATES = 6  # of two scenarios: ten runs are quick, the last two do not end


@pytest.fixture(autouse=True)
def marks(tmp_path, monkeypatch):
    folder = tmp_path / "marks"
    folder.mkdir()
    monkeypatch.setenv(MARKS, str(folder))


@pytest.fixture
def at_the_last_run(tmp_path):
    """A command whose workers are at the run that does not end."""
    begun = command(tmp_path, "endless_at_last", REPLICATES)
    wait_until(lambda: begun.poll() is not None or "5" in marked("began"))
    assert begun.poll() is None, begun.stderr.read()
    time.sleep(0.3)
    yield begun
    begun.kill()
    begun.wait()
    begun.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_stores_what_was_run_and_cuts_off_the_rest(
    tmp_path, at_the_last_run, number
):
    began = time.monotonic()
    at_the_last_run.send_signal(number)
    assert at_the_last_run.wait(30) != 0
    assert 3.0 < time.monotonic() - began < 15.0, "a run has five seconds to end"
    assert "KeyboardInterrupt" in at_the_last_run.stderr.read()
    assert stored(tmp_path) == 10


def test_the_second_signal_stops_at_once(tmp_path, at_the_last_run):
    began = time.monotonic()
    at_the_last_run.send_signal(signal.SIGINT)
    time.sleep(0.5)
    at_the_last_run.send_signal(signal.SIGINT)
    assert at_the_last_run.wait(30) != 0
    assert time.monotonic() - began < 3.0


def test_an_interrupted_run_in_this_process_is_cut_off_and_the_others_are_stored(tmp_path):
    ended = []

    def interrupted(spec):
        if len(ended) == 3:
            signal.raise_signal(signal.SIGINT)
        return endless_at_last(spec)

    specs = plan_of(REPLICATES).runs
    with pytest.raises(KeyboardInterrupt):
        for receipt in local.run(
            specs, tmp_path / "store", workers=1, job=interrupted, names=indicators
        ):
            ended.append(receipt)
    assert len(ended) == stored(tmp_path) == 3


def test_a_signal_while_nothing_runs_is_heeded_before_the_next_run(tmp_path):
    specs = plan_of(2).runs
    receipts = local.run(
        specs, tmp_path / "store", workers=1, job=endless_at_last, names=indicators
    )
    next(receipts)
    usual = signal.getsignal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        next(receipts)
    assert stored(tmp_path) == 1
    assert signal.getsignal(signal.SIGINT) != usual, "the usual handler is back"
