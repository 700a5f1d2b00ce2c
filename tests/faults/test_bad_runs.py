"""Runs that raise, die, never end, eat memory or write what is no number: a row, never the end."""

import numpy as np
import pytest

from sim.measure import register
from sim.runs.engines import local
from sim.runs.engines.readiness import Ready
from sim.runs.storage.store import Store
from tests.faults.jobs import MARKS, bad, marked, quick, runs_of
from tests.runs.made_up import indicators, records


@pytest.fixture(autouse=True)
def marks(tmp_path, monkeypatch):
    folder = tmp_path / "marks"
    folder.mkdir()
    monkeypatch.setenv(MARKS, str(folder))


def carry_out(folder, specs, job=bad, workers=2, **options):
    found = list(local.run(specs, folder, workers=workers, job=job, names=indicators, **options))
    return found, Store(folder)


@pytest.mark.parametrize(
    ("name", "kind", "tries", "limits"),
    [
        ("dies", "WorkerLost", 2, {}),
        ("never-ends", "TimeLimit", 2, {"seconds": 1.0}),
        ("eats-memory", "MemoryLimit", 2, {"memory": 600_000_000}),
        ("leaves", "SystemExit", 1, {}),
    ],
)
def test_a_bad_run_is_a_row_and_all_others_go_on(tmp_path, name, kind, tries, limits):
    specs = runs_of("fine", name, retries=1, **limits)
    receipts, store = carry_out(tmp_path, specs)
    assert sorted(each.key for each in receipts) == sorted(spec.key for spec in specs)
    (failed,) = [each for each in receipts if each.status == "failed"]
    assert failed.label == f"{name}, replicate 1"
    assert failed.failure.kind == kind
    assert len(store.entries) == 11
    (row,) = store.failures.values()
    assert (row.error.kind, row.attempt) == (kind, tries)


def test_a_run_is_not_tried_again_if_its_limits_say_so(tmp_path):
    _, store = carry_out(tmp_path, runs_of("dies", seconds=60.0, retries=0))
    (row,) = store.failures.values()
    assert row.attempt == 1


def test_a_run_whose_worker_was_killed_once_is_run_again(tmp_path):
    receipts, store = carry_out(tmp_path, runs_of("fine", "dies-once", retries=1))
    assert len(marked("tried")) == 1
    assert {each.status for each in receipts} == {"done"} and len(receipts) == 12
    assert sorted(each.attempt for each in store.entries.values()) == [1] * 11 + [2]


def test_limits_hold_with_one_worker_too(tmp_path):
    specs = runs_of("never-ends", replicates=3, seconds=1.0, retries=0)
    receipts, store = carry_out(tmp_path, specs, workers=1)
    assert [each.failure.kind for each in receipts if each.failure] == ["TimeLimit"]
    assert len(store.entries) == 2


def with_a_number(value, level="parks", column="staff"):
    def job(spec):
        made = records(spec.scenario, spec.replicate)
        values = getattr(made, level)[column]
        values[(3, *([2] * (values.ndim - 1)))] = value
        return made

    return job


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_none_fails_its_run_and_says_where(tmp_path, value):
    specs = runs_of("fine", replicates=1)
    (receipt,), store = carry_out(tmp_path, specs, job=with_a_number(value))
    assert receipt.failure.kind == "NotFiniteError"
    assert receipt.failure.quarter == "2024Q4"
    assert receipt.failure.message == f"staff is {value} at level parks, 2024Q4, park 2"
    assert store.entries == {}


def test_an_indicator_may_be_undefined_where_the_register_says_so(tmp_path, monkeypatch):
    from dataclasses import replace

    known = register.indicators()
    lenient = {**known, "staff": replace(known["staff"], undefined=True)}
    monkeypatch.setattr(register, "indicators", lambda: lenient)
    specs = runs_of("fine", replicates=1)
    (receipt,), store = carry_out(tmp_path / "nan", specs, job=with_a_number(np.nan))
    assert receipt.status == "done"
    stored = store.frame("parks", [specs[0].key], ["staff"])["staff"]
    assert np.isnan(stored).sum() == 1
    (receipt,), _ = carry_out(tmp_path / "inf", specs, job=with_a_number(np.inf))
    assert receipt.failure.kind == "NotFiniteError", "infinite is never undefined"


def refuse(spec):
    Ready("of another model")(spec)


def test_workers_that_find_another_model_than_their_parent_end_the_batch(tmp_path, repository):
    from dataclasses import replace

    from sim.core.errors import InputError

    specs = [
        replace(spec, world=replace(spec.world, zone="tiny", overrides=()))
        for spec in runs_of("fine")
    ]
    with pytest.raises(InputError, match="other files of the model"):
        carry_out(tmp_path, specs, job=quick, warm=refuse)
    assert Store(tmp_path).entries == {}
