"""The forecast of a plan: runs by hand, seconds from the journal."""

from types import SimpleNamespace

import pytest

from sim.runs import forecast as module
from sim.runs.experiment import BYTES_A_RUN, Place
from sim.runs.forecast import GUESS, RECENT, forecast
from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario, planned_runs


def test_without_stored_runs_the_seconds_are_a_guess_by_quarters(tmp_path):
    planned = planned_runs([Scenario("a"), Scenario("b"), Scenario("c", 1.0)], 3)
    found = forecast(planned, Place.of(planned, tmp_path / "results" / "try"))
    assert (found.runs, found.distinct, found.todo, found.stored) == (9, 6, 6, 0)
    assert found.measured == 0
    assert found.seconds == pytest.approx(GUESS["draft"] * 8 / 52), "eight quarters of 52"
    assert found.core_hours == pytest.approx(6 * found.seconds / 3600)
    assert found.disk == 6 * BYTES_A_RUN


def test_stored_runs_of_the_resolution_say_how_long_a_run_takes(tmp_path):
    result = result_of(tmp_path, Scenario("plain"), replicates=3)
    planned = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 3)
    found = forecast(planned, Place.of(planned, result.folder))
    assert (found.stored, found.todo, found.measured) == (3, 3, 3)
    took = sorted(entry.seconds for entry in result.store.entries.values())
    assert found.seconds == pytest.approx(took[1]), "the median of three"


def test_runs_of_a_busier_day_do_not_count_once_there_are_enough_later_ones(tmp_path, monkeypatch):
    """RECENT runs of 2 s a quarter were written after three times as many of 9 s."""

    def part(name, count, seconds):
        line = SimpleNamespace(resolution="draft", rows={"quarters": 1}, seconds=seconds, part=name)
        return {f"{name}{number}": line for number in range(count)}

    entries = part("old", 3 * RECENT, 9.0) | part("new", RECENT, 2.0)
    when = {"old": 1.0, "new": 2.0}
    held = SimpleNamespace(entries=entries, written=when.get)
    monkeypatch.setattr(module, "Store", lambda folder: held)
    planned = planned_runs([Scenario("plain")], 3)
    place = Place.of(planned, tmp_path / "results" / "try")
    monkeypatch.setattr(module, "lost", lambda plan, place: [])
    found = forecast(planned, place)
    assert (found.seconds, found.measured) == (8 * 2.0, RECENT), "eight quarters"
    when["old"] = 3.0
    assert forecast(planned, place).seconds == 8 * 9.0


def test_what_a_rule_may_add_is_counted_beside_what_is_certain(tmp_path):
    """Ten replicates of two scenarios, one of them stored; up to 60 make 100 runs more."""
    result = result_of(tmp_path, Scenario("plain"), replicates=10)
    planned = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 10)
    place = Place.of(planned, result.folder)
    found = forecast(planned, place, 60)
    assert (found.todo, found.added) == (10, 100)
    assert found.most_core_hours == pytest.approx(110 * found.seconds / 3600)
    assert found.most_disk == 110 * BYTES_A_RUN
    alone = forecast(planned, place)
    assert (alone.added, alone.most_core_hours) == (0, alone.core_hours)


def test_replicates_that_are_stored_already_are_not_added_by_a_rule(tmp_path):
    result = result_of(tmp_path, Scenario("plain"), replicates=25)
    planned = planned_runs([Scenario("plain")], 10)
    found = forecast(planned, Place.of(planned, result.folder), 60)
    assert (found.todo, found.added) == (0, 35)
