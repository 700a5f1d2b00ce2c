"""Folders that cannot be written: one message, exit code 2, nothing half-written."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from sim.core.errors import InputError
from sim.runs import experiment, files
from sim.runs.experiment import Place
from sim.runs.storage.store import Store
from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario, indicators, planned_runs, simulate

PLAN = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 2)


def carry_out(place):
    return experiment.carry_out(PLAN, place, workers=1, job=simulate, names=indicators)


def refuse(code, when=lambda path: True):
    def failing(original):
        def call(first, *rest, **more):
            if when(str(first)):
                raise OSError(code, os.strerror(code), str(first))
            return original(first, *rest, **more)

        return call

    return failing


def test_a_folder_without_permission_is_said_before_anything_runs(tmp_path, monkeypatch):
    place = Place.of(PLAN, tmp_path / "results" / "try")
    forbidden = refuse(errno.EACCES, lambda path: path.startswith(str(tmp_path)))
    monkeypatch.setattr(os, "mkdir", forbidden(os.mkdir))
    with pytest.raises(InputError) as raised:
        carry_out(place)
    (problem,) = raised.value.problems
    assert problem.where.endswith("results/try")
    assert problem.what == "This folder may not be written."
    assert "--out" in problem.do
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_is_said_before_anything_runs(tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(InputError, match="1 MB left"):
        carry_out(Place.of(PLAN, tmp_path / "results" / "try"))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_while_a_part_is_written_leaves_no_part(tmp_path, monkeypatch):
    place = Place.of(PLAN, tmp_path / "results" / "try")
    full = [refuse(errno.ENOSPC)(os.fsync)]

    def fsync(handle):
        target = os.readlink(f"/proc/self/fd/{handle}")
        return full[0](handle) if target.endswith("flows.parquet.tmp") else None

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(InputError, match="The disk is full"):
        carry_out(place)
    monkeypatch.undo()
    assert list((tmp_path / "results" / "store" / "parts").iterdir()) == []
    assert not place.folder.exists()
    assert len(Store(place.store).missing(spec.key for spec in PLAN.runs)) == 4
    assert carry_out(place) == [], "with room again, the same call goes on"


def test_a_disk_that_fills_while_the_result_is_laid_down_keeps_the_old_one(tmp_path, monkeypatch):
    scenarios = Scenario("plain"), Scenario("gain", 2.0)
    old = result_of(tmp_path, *scenarios)
    held = {path: path.read_bytes() for path in old.folder.rglob("*") if path.is_file()}
    whole = files.whole

    def failing(path):
        if Path(path).name == "parks.csv":
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(path)

    monkeypatch.setattr(files, "whole", failing)
    with pytest.raises(InputError, match="The disk is full"):
        result_of(tmp_path, *scenarios, replicates=5)
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in old.folder.rglob("*") if path.is_file()} == held


def test_a_file_in_the_place_of_the_folder_is_refused_and_kept(tmp_path):
    (tmp_path / "try").write_text("mine")
    with pytest.raises(InputError, match="This is a file"):
        Place.of(PLAN, tmp_path / "try")
    with pytest.raises(InputError):
        carry_out(Place.of(PLAN, tmp_path / "try" / "deeper"))
    assert (tmp_path / "try").read_text() == "mine"


def test_a_folder_with_other_things_in_it_is_refused_and_kept(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(InputError, match="something else than a result"):
        Place.of(PLAN, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_an_older_result_is_replaced_and_its_store_kept(tmp_path):
    planned = PLAN
    place = Place.of(planned, tmp_path / "elsewhere")
    assert place.store == tmp_path / "elsewhere" / "store"
    carry_out(place)
    assert Place.of(planned, tmp_path / "elsewhere").store.is_dir()
