import pytest

from sim.runs.engines import local
from sim.runs.keys import content_hash
from sim.runs.storage.store import Store
from tests.runs.made_up import Scenario, indicators, planned_runs, simulate

PLAN = planned_runs([Scenario("plain"), Scenario("gain", 2.0, fails_in=(1,))], 5)


def carried_out(folder, workers):
    given = {"workers": workers, "job": simulate, "names": indicators}
    return list(local.run(PLAN.runs, folder, **given))


def content(folder):
    store = Store(folder)
    return content_hash(store.checksums(list(store.entries)))


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone")
    return folder, carried_out(folder, 1)


def test_a_run_that_raises_is_a_line_and_the_others_go_on(alone):
    folder, receipts = alone
    assert [receipt.label for receipt in receipts if receipt.status == "failed"] == [
        "gain, replicate 1"
    ]
    store = Store(folder)
    assert len(store.entries) == 9
    (entry,) = store.failures.values()
    assert (entry.error.kind, entry.error.quarter) == ("AccountingError", "2024Q3")
    assert "people does not close" in entry.error.message
    assert "raise AccountingError" in entry.error.traceback


def test_the_numbers_do_not_depend_on_the_number_of_workers(alone, tmp_path):
    folder, receipts = alone
    pooled = carried_out(tmp_path, 2)
    assert sorted(r.key for r in pooled) == sorted(r.key for r in receipts)
    assert content(tmp_path) == content(folder)


def test_nothing_to_run_leaves_nothing_behind(tmp_path):
    assert list(local.run([], tmp_path / "store", job=simulate, names=indicators)) == []
    assert not (tmp_path / "store").exists()
