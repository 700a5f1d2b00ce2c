import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.core.errors import InputError
from sim.runs.storage import journal, levels
from sim.runs.storage.store import Store
from sim.runs.storage.writer import Writer
from tests.runs.made_up import FIRST, Scenario, indicators, planned_runs, records, simulate

SPECS = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 2).runs
KEYS = [spec.key for spec in SPECS]


def write(folder, specs, name="", change=lambda tables: tables):
    writer = Writer(folder, name)
    for spec in specs:
        writer.done(spec, change(levels.tables(simulate(spec), indicators())), 0.1)
    writer.flush()


def test_what_was_written_is_read_back(tmp_path):
    write(tmp_path, SPECS)
    frame = Store(tmp_path).frame("parks", [KEYS[2]], ["staff"])
    expected = records(SPECS[2].scenario, 1).parks["staff"]
    assert frame["staff"].to_numpy().reshape(8, 4).tolist() == expected.tolist()
    assert frame["quarter"].iloc[0] == FIRST


def test_runs_of_several_writers_are_read_as_one(tmp_path):
    write(tmp_path, SPECS[:1])
    write(tmp_path, SPECS[1:])
    frame = Store(tmp_path).frame("quarters", KEYS)
    assert len(frame) == 4 * 8
    assert sorted(set(frame["key"])) == sorted(KEYS)


def test_a_folder_with_signs_of_a_pattern_in_its_name_is_read(tmp_path):
    folder = tmp_path / "what [if]*?"
    write(folder, SPECS[:1])
    assert len(Store(folder).frame("quarters", KEYS[:1])) == 8


def test_flows_are_yearly_sums_of_what_moved(tmp_path):
    write(tmp_path, SPECS[:1])
    frame = Store(tmp_path).frame("flows", KEYS[:1])
    found = frame[["year", "from", "to", "firms"]].to_numpy().tolist()
    assert found == [[2024, 1, 2, 4.0], [2025, 0, 4, 7.0], [2025, 1, 2, 4.0]]


def test_the_end_is_the_last_quarter(tmp_path):
    write(tmp_path, SPECS[:1])
    frame = Store(tmp_path).frame("final", KEYS[:1])
    assert frame["quarter"].tolist() == [FIRST + 7]
    assert frame["rent_business"].tolist() == pytest.approx([4.7])


def test_a_run_without_a_line_in_the_journal_was_not_done(tmp_path):
    write(tmp_path, SPECS, "writer")
    (tmp_path / "journal" / "writer.jsonl").unlink()
    assert Store(tmp_path).missing(KEYS) == KEYS


def test_a_run_without_its_files_was_not_done(tmp_path):
    write(tmp_path, SPECS[:1], "first")
    write(tmp_path, SPECS[1:], "second")
    (tmp_path / "parts" / "second-0.flows.parquet").unlink()
    assert Store(tmp_path).missing(KEYS) == KEYS[1:]


def test_a_last_line_that_was_cut_off_does_not_count(tmp_path):
    write(tmp_path, SPECS, "writer")
    path = tmp_path / "journal" / "writer.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    assert Store(tmp_path).missing(KEYS) == KEYS[-1:]


def test_any_other_damaged_line_is_named_and_its_run_counts_as_missing(tmp_path):
    write(tmp_path, SPECS, "writer")
    path = tmp_path / "journal" / "writer.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text(lines[0] + lines[1] + lines[2][:30] + "\n" + "".join(lines[3:]))
    store = Store(tmp_path)
    assert store.missing(KEYS) == [KEYS[1]]
    (fault,) = store.faults
    assert fault.where == "writer.jsonl:3"


def test_nothing_is_glued_to_a_line_that_was_cut_off(tmp_path):
    write(tmp_path, SPECS[:2], "writer")
    path = tmp_path / "journal" / "writer.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    write(tmp_path, SPECS[2:], "writer")
    store = Store(tmp_path)
    assert store.missing(KEYS) == [KEYS[1]]
    assert store.faults == []


def test_a_writer_of_the_same_name_does_not_overwrite_parts(tmp_path):
    write(tmp_path, SPECS[:2], "writer")
    write(tmp_path, SPECS[2:], "writer")
    assert [entry.part for entry in Store(tmp_path).entries.values()] == [
        "writer-0", "writer-0", "writer-1", "writer-1",
    ]  # fmt: skip


@pytest.mark.parametrize("size", [0, 4, -1])
def test_a_file_that_was_cut_off_is_named_and_its_runs_count_as_missing(tmp_path, size):
    write(tmp_path, SPECS[:1], "first")
    write(tmp_path, SPECS[1:], "second")
    path = tmp_path / "parts" / "second-0.parks.parquet"
    path.write_bytes(path.read_bytes()[:size])
    store = Store(tmp_path)
    assert store.missing(KEYS) == KEYS[1:]
    (fault,) = store.faults
    assert fault.where == str(path) and "instead of" in fault.what


def test_a_damaged_file_is_no_traceback(tmp_path):
    write(tmp_path, SPECS, "writer")
    path = tmp_path / "parts" / "writer-0.quarters.parquet"
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(InputError, match="parksim store verify"):
        Store(tmp_path).frame("quarters", KEYS)


def test_numbers_that_were_changed_on_the_disk_are_not_read(tmp_path):
    write(tmp_path, SPECS, "writer")
    path = tmp_path / "parts" / "writer-0.quarters.parquet"
    table = pq.read_table(path)
    place = table.column_names.index("staff")
    values = table["staff"].to_numpy().copy()
    values[0] += 1e-9
    pq.write_table(table.set_column(place, "staff", pa.array(values)), path)
    name = tmp_path / "journal" / "writer.jsonl"
    text = name.read_text("utf-8")
    (before,) = {
        line["levels"]["quarters"]["bytes"]
        for line in map(json.loads, text.splitlines())
        if "levels" in line and "quarters" in line["levels"]
    }
    name.write_text(text.replace(f'"bytes":{before}', f'"bytes":{path.stat().st_size}'))
    with pytest.raises(InputError, match="other numbers of staff than were written") as caught:
        Store(tmp_path).frame("quarters", KEYS, ["staff"])
    assert f"parksim store remove --keys {KEYS[0]}" in str(caught.value)
    assert len(Store(tmp_path).frame("quarters", KEYS[1:], ["staff"]))


def test_two_writers_of_one_run_agree_or_it_is_said(tmp_path):
    write(tmp_path, SPECS[:1], "first")
    write(tmp_path, SPECS[:1], "second")
    assert len(Store(tmp_path).frame("quarters", KEYS[:1])) == 8

    def nudged(tables):
        tables["quarters"]["rent_business"] = np.nextafter(
            tables["quarters"]["rent_business"], np.inf
        )
        return tables

    write(tmp_path, SPECS[:1], "third", nudged)
    with pytest.raises(InputError, match="two different results"):
        Store(tmp_path).missing(KEYS)


def test_a_run_that_is_not_stored_is_named(tmp_path):
    write(tmp_path, SPECS[:3])
    with pytest.raises(InputError, match=KEYS[3]):
        Store(tmp_path).frame("quarters", KEYS)


def test_an_indicator_that_is_not_registered_cannot_be_written():
    with pytest.raises(ValueError, match="firms"):
        levels.tables(simulate(SPECS[0]), {"staff", "rent_business"})


def test_a_line_of_the_journal_says_what_it_should(tmp_path):
    write(tmp_path, SPECS[:1], "writer")
    (entry,) = journal.read(tmp_path / "journal").entries
    assert (entry.status, entry.part, entry.attempt) == ("done", "writer-0", 1)
    assert entry.rows == {
        "quarters": 8,
        "parks": 32,
        "industries": 16,
        "flows": 3,
        "programmes": 2,
        "final": 1,
    }
    part, run = map(json.loads, (tmp_path / "journal" / "writer.jsonl").read_text().splitlines())
    assert {"key", "checks", "seconds", "memory", "host", "error"} <= set(run)
    assert part["part"] == run["part"] == "writer-0"
    held = part["levels"]["quarters"]
    assert held["columns"] == ["quarter", "staff", "rent_business"]
    assert held["bytes"] == (tmp_path / "parts" / "writer-0.quarters.parquet").stat().st_size


def test_a_key_of_a_later_version_is_left_aside(tmp_path):
    write(tmp_path, SPECS[:1], "writer")
    path = tmp_path / "journal" / "writer.jsonl"
    lines = [{**json.loads(line), "weather": "fair"} for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert Store(tmp_path).missing(KEYS[:1]) == []


def test_rows_come_in_the_order_of_the_runs_that_were_asked_for(tmp_path):
    write(tmp_path, SPECS)
    asked = [KEYS[3], KEYS[0]]
    frame = Store(tmp_path).frame("parks", asked, ["staff"])
    assert list(frame["key"].unique()) == asked
    assert frame["quarter"].iloc[:5].tolist() == [FIRST] * 4 + [FIRST + 1]
