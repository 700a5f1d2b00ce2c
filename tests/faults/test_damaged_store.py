"""A store that was damaged or met a full disk: it stays valid, and the same call completes it."""

import os
import resource
import subprocess
import sys
import time

import pytest

from sim.core.errors import InputError
from sim.runs import experiment
from sim.runs.experiment import Place
from sim.runs.storage import housekeeping, levels
from sim.runs.storage.store import Store
from sim.runs.storage.writer import Writer
from tests.runs.made_up import Scenario, indicators, planned_runs, simulate

PLAN = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 4)
KEYS = [spec.key for spec in PLAN.runs]
PROGRAM = """
import sys
from pathlib import Path

from sim.runs.storage import levels
from sim.runs.storage.writer import Writer
from tests.runs.made_up import Scenario, indicators, planned_runs, simulate

for spec in planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 4).runs:
    writer = Writer(Path(sys.argv[1]))
    writer.done(spec, levels.tables(simulate(spec), indicators()), 0.1)
    writer.close()
"""


@pytest.fixture
def place(tmp_path):
    return Place.of(PLAN, tmp_path / "results" / "try")


def carry_out(place):
    """Run what is missing and return how many runs that were."""
    seen = []
    experiment.carry_out(PLAN, place, workers=1, job=simulate, names=indicators, watch=seen.append)
    return len(seen)


@pytest.fixture
def whole(tmp_path):
    """The checksums of an undisturbed store."""
    place = Place.of(PLAN, tmp_path / "undisturbed" / "try")
    assert carry_out(place) == 8
    return Store(place.store).checksums(KEYS)


def only(folder):
    (path,) = folder.iterdir()
    return path


def test_a_torn_line_costs_its_run_and_nothing_else(place, whole):
    carry_out(place)
    path = only(place.store / "journal")
    path.write_bytes(path.read_bytes()[:-30])
    assert carry_out(place) == 1
    assert Store(place.store).checksums(KEYS) == whole


def test_a_journal_that_ends_in_zeros_costs_its_run_and_nothing_else(place, whole):
    carry_out(place)
    path = only(place.store / "journal")
    content = path.read_bytes()
    path.write_bytes(content[:-30] + bytes(30) + b"\n")
    assert carry_out(place) == 1
    assert Store(place.store).checksums(KEYS) == whole
    assert [fault.where for fault in Store(place.store).faults] == [f"{path.name}:9"]
    housekeeping.rewrite(Store(place.store))
    assert Store(place.store).faults == []


def test_a_journal_of_another_kind_is_named_and_not_believed(place, whole):
    carry_out(place)
    (place.store / "journal" / "old.jsonl").write_text('{"run": 1}\n[]\n7\nnull\n{"key": "a"}\n')
    assert carry_out(place) == 0
    assert len(Store(place.store).faults) == 5


@pytest.mark.parametrize("left", [0.0, 0.5, 0.99])
def test_a_part_that_was_cut_off_is_run_again(place, whole, left):
    carry_out(place)
    path = next((place.store / "parts").glob("*.industries.parquet"))
    os.truncate(path, int(left * path.stat().st_size))
    assert carry_out(place) == 8
    store = Store(place.store)
    assert store.checksums(KEYS) == whole
    assert [fault.where for fault in store.faults] == [str(path)]


def test_a_disk_that_takes_no_more_bytes_leaves_the_store_valid(place, whole):
    """The limit of a file's size stands for a disk that fills in the middle of a part."""
    carry_out(place)
    sizes = sorted(path.stat().st_size for path in (place.store / "parts").iterdir())
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    more = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 8)
    resource.setrlimit(resource.RLIMIT_FSIZE, (sizes[-1] - 1, limits[1]))
    try:
        with pytest.raises(InputError, match="takes no file of this size"):
            experiment.carry_out(more, place, workers=1, job=simulate, names=indicators)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    store = Store(place.store)
    assert store.checksums(KEYS) == whole
    assert housekeeping.verify(store).problems == housekeeping.verify(store).leftover == []
    assert experiment.carry_out(more, place, workers=1, job=simulate, names=indicators) == []


def test_a_disk_that_fills_within_a_line_of_the_journal_keeps_the_lines_before(
    tmp_path, monkeypatch
):
    writer = Writer(tmp_path, "writer")
    for spec in PLAN.runs:
        writer.done(spec, levels.tables(simulate(spec), indicators()), 0.1)
    write, room = os.write, [3000]

    def filling(handle, content):
        if not room[0]:
            raise OSError(28, "No space left on device")
        taken = write(handle, content[: room[0]])
        room[0] -= taken
        return taken

    monkeypatch.setattr(os, "write", filling)
    with pytest.raises(InputError, match="The disk is full"):
        writer.flush()
    monkeypatch.undo()
    half = Store(tmp_path)
    assert 0 < len(half.entries) < 8 and half.faults == []
    assert len(half.frame("parks", list(half.entries))) == 32 * len(half.entries)
    writer.close()
    assert Store(tmp_path).missing(KEYS) == [] and Store(tmp_path).faults == []


def test_two_processes_fill_one_store_at_the_same_time(tmp_path, whole, repository):
    commands = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path / "store")], cwd=repository)
        for _ in range(2)
    ]
    merged = 0
    while any(command.poll() is None for command in commands):
        if (tmp_path / "store" / "journal").is_dir():
            merged += housekeeping.rewrite(Store(tmp_path / "store")).runs > 0
    assert [command.wait() for command in commands] == [0, 0]
    store = Store(tmp_path / "store")
    assert store.checksums(KEYS) == whole
    assert housekeeping.verify(store).problems == []
    assert merged, "parts were merged while the others wrote"


def test_a_clock_that_was_set_back_does_no_harm(place, whole, monkeypatch):
    carry_out(place)
    for path in place.store.rglob("*"):
        os.utime(path, (4e9, 4e9))  # of the year 2096
    monkeypatch.setattr(time, "time", lambda: 0.0)
    more = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 5)
    seen = []
    experiment.carry_out(more, place, workers=1, job=simulate, names=indicators, watch=seen.append)
    assert len(seen) == 2
    housekeeping.rewrite(Store(place.store))
    assert Store(place.store).checksums(KEYS) == whole
