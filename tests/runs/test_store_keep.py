"""What is kept of a run, what a stored run serves, and what stands for its numbers."""

from dataclasses import replace

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.runs.specs import Keep
from sim.runs.storage import levels
from sim.runs.storage.store import Store
from sim.runs.storage.writer import Writer
from tests.runs.made_up import Scenario, indicators, planned_runs, records

SPECS = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 2).runs
KEYS = [spec.key for spec in SPECS]
RENT = Keep(quarters=("rent_business",), parks="none", flows="none", programmes="none")
PARKS = Keep(quarters=(), parks=("staff",), industries=())


def write(folder, specs, keep=None, change=lambda tables: tables):
    writer = Writer(folder)
    for spec in specs:
        asked = replace(spec, world=replace(spec.world, keep=keep or Keep()))
        made = records(spec.scenario, spec.replicate)
        made.agents = agents(spec.replicate)
        writer.done(asked, change(levels.tables(made, indicators())), 0.1)
    writer.close()


def agents(replicate):
    """Two firms and a talent."""
    return {
        "kind": np.array([0, 0, 1]),
        "uid": np.array([11, 12, 13]),
        "code": np.array(["old-mill/chips/2024Q1/n0", "hill/other/2024Q2/v1", ""]),
        "weight": np.array([1.0, 10.0, 25.0]),
        "staff": np.array([5.0 + replicate, 7.0, np.nan]),
    }


def test_levels_and_columns_that_are_not_kept_are_left_out(tmp_path):
    write(tmp_path, SPECS[:1], RENT)
    files = {path.name.split(".")[1] for path in (tmp_path / "parts").iterdir()}
    assert files == {"quarters", "industries", "final"}
    store = Store(tmp_path)
    assert store.columns("quarters", KEYS[:1]) == ["rent_business"]
    assert store.columns("final", KEYS[:1]) == ["staff", "rent_business"], "the end is kept whole"


def test_a_stored_run_serves_any_request_for_a_part_of_it(tmp_path):
    write(tmp_path, SPECS[:1])
    store = Store(tmp_path)
    for keep in (Keep(), RENT, PARKS):
        assert store.missing(KEYS[:1], keep) == []


def test_a_run_that_holds_less_than_asked_is_missing(tmp_path):
    write(tmp_path, SPECS[:1], RENT)
    store = Store(tmp_path)
    assert store.missing(KEYS[:1], RENT) == []
    assert store.missing(KEYS[:1], Keep()) == KEYS[:1]
    assert store.missing(KEYS[:1], PARKS) == KEYS[:1]
    assert store.missing(KEYS[:1]) == [], "something of it is there"


def test_what_was_stored_in_two_goes_serves_both_levels(tmp_path):
    write(tmp_path, SPECS[:1], RENT)
    write(tmp_path, SPECS[:1], PARKS)
    both = Keep(("rent_business",), ("staff",), industries="all")
    assert Store(tmp_path).missing(KEYS[:1], both) == []
    frame = Store(tmp_path).frame("quarters", KEYS[:1], ["rent_business"])
    assert len(frame) == 8


def test_wide_and_narrow_runs_are_read_together(tmp_path):
    write(tmp_path, SPECS[:1], RENT)
    write(tmp_path, SPECS[1:2])
    frame = Store(tmp_path).frame("quarters", KEYS[:2])
    assert list(frame) == ["key", "quarter", "rent_business"]
    assert frame["rent_business"].notna().all()


def test_a_column_that_some_run_does_not_hold_is_refused_by_name(tmp_path):
    write(tmp_path, SPECS[:1], RENT)
    write(tmp_path, SPECS[1:2])
    with pytest.raises(InputError, match='no "staff"'):
        Store(tmp_path).frame("quarters", KEYS[:2], ["staff"])


def test_an_indicator_that_the_level_does_not_have_is_refused(tmp_path):
    with pytest.raises(InputError, match='no indicator "rent_business"'):
        write(tmp_path, SPECS[:1], Keep(parks=("rent_business",)))


def test_two_goes_of_a_run_are_compared_in_what_both_hold(tmp_path):
    write(tmp_path, SPECS[:1])

    def nudged(tables):
        tables["quarters"]["rent_business"] = tables["quarters"]["rent_business"] + 1e-9
        return tables

    write(tmp_path, SPECS[:1], Keep(quarters=("staff",)), nudged)
    assert len(Store(tmp_path).runs[KEYS[0]]) == 2, "what differs was not kept the second time"
    write(tmp_path, SPECS[:1], RENT, nudged)
    with pytest.raises(InputError, match="in quarters: rent_business"):
        Store(tmp_path).missing(KEYS[:1])


def test_the_checksum_stands_for_what_is_asked_and_not_for_what_else_is_stored(tmp_path):
    write(tmp_path / "wide", SPECS[:1])
    write(tmp_path / "narrow", SPECS[:1], RENT)
    wide, narrow = Store(tmp_path / "wide"), Store(tmp_path / "narrow")
    assert wide.checksums(KEYS[:1], RENT) == narrow.checksums(KEYS[:1], RENT)
    assert wide.checksums(KEYS[:1]) != wide.checksums(KEYS[:1], RENT)


def test_the_checksum_of_other_numbers_is_another(tmp_path):
    write(tmp_path / "one", SPECS[:1])

    def nudged(tables):
        tables["parks"]["staff"][5] = np.nextafter(tables["parks"]["staff"][5], np.inf)
        return tables

    write(tmp_path / "two", SPECS[:1], change=nudged)
    one, two = Store(tmp_path / "one"), Store(tmp_path / "two")
    assert one.checksums(KEYS[:1]) != two.checksums(KEYS[:1])
    assert one.checksums(KEYS[:1], RENT) == two.checksums(KEYS[:1], RENT)


def test_agents_at_the_end_are_kept_if_they_are_asked_for(tmp_path):
    write(tmp_path, SPECS, Keep(agents="last"))
    frame = Store(tmp_path).frame("agents", [KEYS[2]])
    assert frame["code"].tolist() == ["old-mill/chips/2024Q1/n0", "hill/other/2024Q2/v1", ""]
    assert frame["staff"].tolist()[:2] == [6.0, 7.0]
    assert Store(tmp_path).missing(KEYS, Keep()) == []


def test_agents_that_were_not_recorded_are_said(tmp_path):
    spec = replace(SPECS[0], world=replace(SPECS[0].world, keep=Keep(agents="last")))
    found = levels.tables(records(spec.scenario, 0), indicators())
    with pytest.raises(InputError, match="does not record the level agents"):
        Writer(tmp_path).done(spec, found, 0.1)
