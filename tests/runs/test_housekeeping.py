"""Checking a store, merging its parts, dropping runs; writers at work are left alone."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.core.errors import InputError
from sim.runs.specs import Failure, Keep
from sim.runs.storage import housekeeping, journal, levels
from sim.runs.storage.journal import MovedError
from sim.runs.storage.store import Store
from sim.runs.storage.writer import Writer
from tests.runs.made_up import Scenario, indicators, planned_runs, simulate

SPECS = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 3).runs
KEYS = [spec.key for spec in SPECS]
LOST = Failure("WorkerLost", "A worker died.", "", "", "")


def tables(spec):
    return levels.tables(simulate(spec), indicators())


def write(folder, specs, name="", keep=None):
    writer = Writer(folder, name)
    for spec in specs:
        writer.done(replace(spec, world=replace(spec.world, keep=keep or Keep())), tables(spec), 1)
    writer.close()


def numbers(folder, level="parks"):
    return Store(folder).frame(level, KEYS)


def parts(folder):
    return sorted({path.name.split(".")[0] for path in (folder / "parts").iterdir()})


@pytest.fixture
def scattered(tmp_path):
    """Six runs by three writers, one run twice, another that failed before it ended."""
    write(tmp_path, SPECS[:2], "first")
    failing = Writer(tmp_path, "second")
    failing.failed(SPECS[3], LOST, 0.1)
    failing.close()
    write(tmp_path, SPECS[1:4], "third")
    write(tmp_path, SPECS[4:], "fourth")
    return tmp_path


def test_a_sound_store_is_found_sound(scattered):
    found = housekeeping.verify(Store(scattered))
    assert (found.parts, found.runs, found.twice) == (3, 7, 1)
    # quarters 3, parks 3, industries 3, flows 4, programmes 6, final 3 columns in each of 7 runs
    assert found.columns == 22 * 7
    assert found.problems == found.leftover == []


def test_a_number_that_changed_is_found(scattered):
    path = scattered / "parts" / "third-0.parks.parquet"
    table = pq.read_table(path)
    staff = table["staff"].to_numpy().copy()
    staff[40] += 1.0  # the ninth row of the second of three runs with 32 rows each
    changed = table.set_column(table.column_names.index("staff"), "staff", [staff])
    pq.write_table(changed, path)
    line = scattered / "journal" / "third.jsonl"
    store = Store(scattered)
    old = store.reading.parts["third-0"].levels["parks"].bytes
    size = f'"parks":{{"rows":96,"bytes":{old},'
    text = line.read_text()
    assert size in text
    line.write_text(text.replace(size, size.replace(str(old), str(path.stat().st_size))))
    (problem,) = housekeeping.verify(Store(scattered)).problems
    assert SPECS[2].key in problem.what and "staff" in problem.what


def test_a_file_that_cannot_be_read_is_found(scattered):
    path = scattered / "parts" / "first-0.parks.parquet"
    path.write_bytes(bytes(path.stat().st_size))
    (problem,) = housekeeping.verify(Store(scattered)).problems
    assert problem.where == str(path) and "cannot be read" in problem.what


def test_merging_leaves_every_number_as_it_was(scattered):
    before = {level: numbers(scattered, level) for level in ("parks", "flows", "final")}
    hashes = Store(scattered).checksums(KEYS)
    done = housekeeping.rewrite(Store(scattered))
    assert (done.runs, done.before, done.after, done.busy) == (6, 3, 1, 0)
    assert len(parts(scattered)) == 1
    assert len(list((scattered / "journal").iterdir())) == 1
    for level, frame in before.items():
        assert numbers(scattered, level).equals(frame)
    assert Store(scattered).checksums(KEYS) == hashes
    assert housekeeping.verify(Store(scattered)).problems == []


def test_a_reader_goes_on_while_its_journals_are_merged(scattered):
    hashes = Store(scattered).checksums(KEYS)
    opened, reading = Store(scattered), Store(scattered)
    assert set(opened.runs) == set(reading.runs) == set(KEYS)
    housekeeping.rewrite(Store(scattered))
    journal._checks.cache_clear()
    with pytest.raises(MovedError):  # what it has read of a line says where the line was
        _ = opened.entries[KEYS[0]].proofs
    assert opened.checksums(KEYS) == hashes
    assert reading.frame("parks", KEYS).equals(numbers(scattered))


def test_a_line_is_not_taken_for_another(scattered):
    (entry, *_) = Store(scattered).entries.values()
    path = scattered / "journal" / "first.jsonl"
    assert entry.read_at.path == str(path)
    path.write_text(path.read_text().replace(entry.key, KEYS[-1]))
    with pytest.raises(MovedError):
        _ = entry.proofs


def test_merging_again_changes_nothing(scattered):
    housekeeping.rewrite(Store(scattered))
    before = numbers(scattered)
    assert housekeeping.rewrite(Store(scattered)).after == 1
    assert numbers(scattered).equals(before)


def test_wide_and_narrow_runs_are_merged_apart_and_the_covered_one_goes(tmp_path):
    rent = Keep(quarters=("rent_business",))
    write(tmp_path, SPECS[:2], keep=rent)
    write(tmp_path, SPECS[1:3])
    done = housekeeping.rewrite(Store(tmp_path))
    assert (done.runs, done.after) == (3, 2)
    assert Store(tmp_path).missing(KEYS[:3], Keep()) == KEYS[:1]
    assert Store(tmp_path).missing(KEYS[:3], rent) == []


def test_a_writer_at_work_is_left_alone(scattered):
    busy = Writer(scattered, "busy")
    busy.done(SPECS[0], tables(SPECS[0]), 1.0)
    busy.flush()
    done = housekeeping.rewrite(Store(scattered), lambda entry: True)
    assert done.busy == 1
    assert parts(scattered) == ["busy-0"]
    busy.done(SPECS[1], tables(SPECS[1]), 1.0)
    busy.close()
    assert Store(scattered).missing(KEYS) == KEYS[2:]


def test_a_part_that_is_not_journalled_yet_is_no_leftover_of_a_writer_at_work(tmp_path):
    busy = Writer(tmp_path, "busy")
    busy.failed(SPECS[0], LOST, 0.1)
    (tmp_path / "parts" / "busy-0.parks.parquet.tmp").write_bytes(b"x")
    assert housekeeping.leftovers(Store(tmp_path)) == []
    busy.close()
    assert len(housekeeping.leftovers(Store(tmp_path))) == 1


def test_files_that_nobody_mentions_are_found_and_cleared_away(scattered):
    for name in ("gone-0.parks.parquet", "gone-1.parks.parquet.tmp", "first-9.parks.parquet.tmp"):
        (scattered / "parts" / name).write_bytes(b"x")
    assert len(housekeeping.verify(Store(scattered)).leftover) == 3
    housekeeping.rewrite(Store(scattered))
    assert housekeeping.verify(Store(scattered)).leftover == []


@pytest.mark.parametrize("step", ["unlink", "replace", "fsync", "write"])
def test_a_merge_that_is_cut_short_anywhere_loses_nothing(scattered, monkeypatch, step):
    before = numbers(scattered)
    original = getattr(os, step)
    for after in range(40):
        calls = 0

        def dying(*arguments, **named):
            nonlocal calls
            calls += 1
            if calls > after:  # noqa: B023
                raise KeyboardInterrupt
            return original(*arguments, **named)

        monkeypatch.setattr(os, step, dying)
        try:
            housekeeping.rewrite(Store(scattered))
        except KeyboardInterrupt:
            ended = False
        else:
            ended = True
        monkeypatch.undo()
        assert numbers(scattered).equals(before)
        assert housekeeping.verify(Store(scattered)).problems == []
        if ended:
            break
    assert ended and after > 0
    assert len(parts(scattered)) == 1


def test_a_reader_goes_on_while_parts_are_merged(scattered):
    reader = Store(scattered)
    assert reader.missing(KEYS) == []
    before = numbers(scattered)
    housekeeping.rewrite(Store(scattered))
    assert reader.frame("parks", KEYS).equals(before)


def test_dropped_runs_are_gone_and_the_others_stay(scattered):
    done = housekeeping.rewrite(Store(scattered), lambda entry: entry.key == KEYS[1])
    assert (done.runs, done.dropped) == (5, 1)
    assert Store(scattered).missing(KEYS) == [KEYS[1]]


def test_failures_that_are_dropped_are_forgotten(tmp_path):
    writer = Writer(tmp_path)
    writer.failed(SPECS[0], LOST, 0.1)
    writer.close()
    assert list(Store(tmp_path).failures) == KEYS[:1]
    housekeeping.rewrite(Store(tmp_path), lambda entry: entry.status == "failed")
    assert Store(tmp_path).failures == {}


def test_two_different_results_of_a_run_are_not_merged_but_can_be_dropped(tmp_path):
    write(tmp_path, SPECS[:2])
    writer = Writer(tmp_path)
    other = tables(SPECS[0])
    other["parks"]["staff"] = other["parks"]["staff"] + np.float64(1.0)
    writer.done(SPECS[0], other, 1.0)
    writer.close()
    (problem,) = housekeeping.verify(Store(tmp_path)).problems
    assert "two different results, in parks: staff" in problem.what
    with pytest.raises(InputError, match="two different results"):
        housekeeping.rewrite(Store(tmp_path))
    assert len(parts(tmp_path)) == 2, "nothing was touched"
    housekeeping.rewrite(Store(tmp_path), lambda entry: entry.key == KEYS[0])
    assert Store(tmp_path).missing(KEYS[:2]) == KEYS[:1]


def test_a_file_that_cannot_be_read_stops_a_merge_and_leaves_the_store_as_it_was(scattered):
    path = scattered / "parts" / "third-0.parks.parquet"
    path.write_bytes(bytes(path.stat().st_size))
    before = {each: each.read_bytes() for each in scattered.rglob("*") if each.is_file()}
    with pytest.raises(InputError, match="parksim store remove damaged"):
        housekeeping.rewrite(Store(scattered))
    assert {each: each.read_bytes() for each in scattered.rglob("*") if each.is_file()} == before


def test_the_runs_of_a_file_that_cannot_be_read_can_all_be_dropped_at_once(scattered):
    """The advice once named one run of the part; dropping it needed the file to be read."""
    path = scattered / "parts" / "third-0.parks.parquet"
    path.write_bytes(bytes(path.stat().st_size))
    store = Store(scattered)
    assert housekeeping.damaged(store) == {"third-0"}
    done = housekeeping.rewrite(store, lambda entry: entry.part == "third-0")
    assert (done.dropped, done.runs) == (3, 4), "two runs of the first and two of the fourth"
    assert not housekeeping.verify(Store(scattered)).problems


def test_two_housekeepers_at_the_same_time_lose_nothing(scattered):
    before = numbers(scattered)

    def merge(turn):
        for _ in range(5):
            housekeeping.rewrite(Store(scattered))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(merge, range(3)))
    assert numbers(scattered).equals(before)
    found = housekeeping.verify(Store(scattered))
    assert found.problems == [] and found.runs >= 6
