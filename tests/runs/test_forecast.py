"""The forecast of a plan: runs by hand, seconds from the journal."""

from types import SimpleNamespace

import pytest

from sim.runs.api import prepare
from sim.runs.compiling import together
from sim.runs.experiment import BYTES_A_RUN, Place
from sim.runs.forecast import forecast
from sim.runs.pace import GUESS, RECENT, pace
from sim.runs.setting import Setting
from sim.runs.storage.store import Store
from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario, planned_runs


def test_without_stored_runs_the_seconds_are_a_guess_by_quarters(tmp_path):
    planned = planned_runs([Scenario("a"), Scenario("b"), Scenario("c", 1.0)], 3)
    found = forecast(planned, Place.of(planned, tmp_path / "results" / "try"))
    assert (found.runs, found.distinct, found.todo, found.stored) == (9, 6, 6, 0)
    assert found.pace.source == "guess"
    assert found.seconds == pytest.approx(GUESS["draft"] * 8 / 52), "eight quarters of 52"
    assert found.core_hours == pytest.approx(6 * found.seconds / 3600)
    assert found.disk == 6 * BYTES_A_RUN


def test_stored_runs_of_the_resolution_say_how_long_a_run_takes(tmp_path):
    result = result_of(tmp_path, Scenario("plain"), replicates=3)
    planned = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 3)
    found = forecast(planned, Place.of(planned, result.folder), trial=True)
    assert (found.stored, found.todo, found.pace[1:]) == (3, 3, ("store", 3))
    took = [entry.seconds for entry in result.store.entries.values()]
    assert found.seconds == pytest.approx(sum(took) / 3), "the mean of three"


def part(name, count, quarters, seconds):
    """Entries of a part of the store, each of so many quarters and seconds."""
    line = SimpleNamespace(
        resolution="draft", rows={"quarters": quarters}, seconds=seconds, part=name
    )
    return {f"{name}{number}": line for number in range(count)}


def test_runs_of_an_older_model_do_not_count_once_there_are_enough_later_ones():
    """RECENT runs of 2 s a quarter were written after three times as many of 9 s."""
    when = {"old": 1.0, "new": 2.0}
    entries = part("old", 3 * RECENT, 1, 9.0) | part("new", RECENT, 1, 2.0)
    store = SimpleNamespace(entries=entries, written=when.get)
    planned = planned_runs([Scenario("plain")], 3)  # of eight quarters
    assert pace(planned, store) == (8 * 2.0, "store", RECENT)
    when["old"] = 3.0
    assert pace(planned, store).seconds == 8 * 9.0


@pytest.mark.parametrize(
    ("alike", "counted", "seconds"), [(20, 20, 12.0), (10, 30, 8 * (10 * 1.5 + 20 * 0.5) / 30)]
)
def test_runs_of_as_many_quarters_count_alone_if_they_are_half(alike, counted, seconds):
    """Eight quarters at 1.5 s, beside twenty runs of 52 quarters at 0.5 s."""
    entries = part("a", alike, 8, 8 * 1.5) | part("b", 20, 52, 52 * 0.5)
    store = SimpleNamespace(entries=entries, written={"a": 1.0, "b": 2.0}.get)
    found = pace(planned_runs([Scenario("plain")], 3), store)
    assert found == (pytest.approx(seconds), "store", counted)


def test_a_trial_says_how_long_a_run_takes_where_the_store_has_none(tmp_path, monkeypatch):
    """A run of full size takes as much longer than the trial at draft as it was guessed to."""

    def found(resolution):
        asked = prepare(["no-reform"], setting=Setting("tiny"), resolution=resolution)
        return pace(asked.plan, Store(tmp_path), trial=True)

    with monkeypatch.context() as patch:
        patch.setattr(together, "new", lambda: ["search"])
        assert found("draft").source == "guess", "compiling is not part of a run"
    tried = found("draft")
    assert tried.source == "trial"
    assert 0.0 < tried.seconds < 60.0
    larger = found("full").seconds
    assert larger == pytest.approx(tried.seconds * GUESS["full"] / GUESS["draft"]), "one trial"


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
