"""Two worlds are equal until a policy reaches them, for any engine and any number of workers."""

from itertools import pairwise

import numpy as np
import pytest

import sim
from sim.core import quarters
from sim.model import ParkModel
from sim.runs.api import prepare
from sim.runs.engines import local
from sim.runs.setting import Setting
from sim.runs.storage.store import Store
from tests.laws.worlds import stages
from tests.luck.traced import (
    TracedModel,
    bits,
    different,
    digest,
    first_difference,
    quarter_ends,
)

NO_REFORM = sim.scenario("no-reform")
TINY, SHIPPED = Setting("tiny"), Setting()
REFORMS = {
    "rent": NO_REFORM.change("floor.rent_subsidy", 0.1, since="2024Q1", parks=["riverside"]),
    "housing": NO_REFORM.change("talent.housing_subsidy", 12000, since="2024Q2"),
    "opinion": sim.scenario("opinion"),
}
ACT = {"rent": "2024Q1", "housing": "2024Q2"}  # the Opinion phases in park by park
READERS = {stage.name: set(stage.reads("law")) for stage in stages()}
QUARTERS = 8  # 2023Q1 to 2024Q4


def tiny(scenario=NO_REFORM, kind=ParkModel, **options):
    """Return a model of the made-up zone in which every person has a row."""
    options = {"zone": TINY.zone, "resolution": "full"} | options
    return kind(TINY.resolve(scenario), **options)


def shipped(scenario=NO_REFORM, **options):
    """Return a model of the shipped zone in rough."""
    return ParkModel(SHIPPED.resolve(scenario), zone=SHIPPED.zone, resolution="draft", **options)


@pytest.fixture(scope="module")
def baseline():
    """The made-up zone after some quarters under the rules before the Opinion, with its trace."""
    model = tiny(kind=TracedModel)
    model.run_for(QUARTERS)
    return model


def levers_that_differ(one, other, quarter):
    """Return the fields of the law that differ between two models in a quarter."""
    laws = [model.law.in_force(quarter) for model in (one, other)]
    return {
        field
        for field in one.law.paths
        if not np.array_equal(*(law.column(field) for law in laws), equal_nan=True)
    }


def test_one_bit_in_one_column_is_seen():
    model = tiny(resolution="standard")
    before = bits(model)
    cash = model.tables["firms"].column("cash")
    cash[3] = np.nextafter(cash[3], np.inf)
    assert different(before, bits(model)) == ["firms.cash"]
    assert digest(0.0) != digest(-0.0)


def test_the_same_scenario_twice_gives_the_same_bits(baseline):
    again = tiny(kind=TracedModel)
    again.run_for(QUARTERS)
    assert again.opened == baseline.opened
    assert first_difference(baseline, again) is None


def test_a_scenario_that_changes_nothing_gives_the_same_bits(baseline):
    named = NO_REFORM.change("floor.rent_subsidy", scale=1.0, since="2024Q1").named("another-name")
    model = tiny(named, TracedModel)
    model.run_for(QUARTERS)
    assert first_difference(baseline, model) is None


@pytest.mark.parametrize("name", REFORMS)
def test_worlds_are_equal_until_a_stage_reads_the_first_difference(baseline, name):
    model = tiny(REFORMS[name], TracedModel)
    model.run_for(QUARTERS)
    assert model.opened == baseline.opened
    changed = {
        quarters.text(quarter): fields
        for quarter in range(model.first, model.first + QUARTERS)
        if (fields := levers_that_differ(baseline, model, quarter))
    }
    (first, stage), names = first_difference(baseline, model)
    assert first >= min(changed) >= "2024Q1"
    assert name not in ACT or first == ACT[name]
    assert changed[first] & READERS[stage], f"{stage} reads no lever that differs: {names}"
    ends = {quarter: place for place, ((quarter, _), _) in enumerate(model.trace)}
    for quarter, end in ends.items():
        same = not different(baseline.trace[end][1], model.trace[end][1])
        assert same == (quarter < first), quarter


def test_worlds_of_the_shipped_zone_are_equal_until_their_first_difference():
    subsidy = NO_REFORM.change("floor.rent_subsidy", 0.1, since="2024Q1", parks=["hongkou"])
    worlds = [quarter_ends(shipped(each), 6) for each in (NO_REFORM, subsidy, "opinion")]
    for quarter, (without, paired, opinion) in enumerate(zip(*worlds, strict=True)):
        assert bool(different(without, paired)) == (quarter >= 4)
        assert quarter >= 4 or not different(without, opinion)


def test_both_engines_leave_the_same_bits_after_every_stage():
    reform = TINY.resolve("opinion")
    compiled, plain = (
        TracedModel(reform, zone=TINY.zone, resolution="full", engine=engine)
        for engine in ("compiled", "plain")
    )
    assert not different(compiled.opened, plain.opened)
    for model in (compiled, plain):
        model.run_for(12)
    assert len(compiled.trace) > 12 * len(compiled.stages)
    assert first_difference(compiled, plain) is None
    assert not different(bits(compiled), bits(plain))
    for name, values in compiled.records.quarters.items():
        assert digest(values) == digest(plain.records.quarters[name]), name


def test_models_that_take_turns_give_the_same_bits_as_apart():
    cases = [(NO_REFORM, 0), (REFORMS["opinion"], 0), (NO_REFORM, 1)]
    apart = [list(quarter_ends(tiny(case, replicate=r), 6)) for case, r in cases]
    turns = [quarter_ends(tiny(case, replicate=r), 6) for case, r in cases]
    for quarter, together in enumerate(zip(*turns, strict=True)):
        for alone, found in zip(apart, together, strict=True):
            assert not different(alone[quarter], found)
    for one, other in pairwise(each[-1] for each in apart):
        assert different(one, other)


def test_an_opening_that_is_remembered_is_the_one_made_anew():
    found = []
    for replicate in (0, 0, 1, 0):  # the last opening is remembered, that of 1 takes its place
        model = tiny(replicate=replicate, resolution="standard")
        opened = [digest(table.column(c)) for table in model.tables.values() for c in table.schema]
        model.run_for(2)
        found.append((opened, bits(model)))
    assert found[0] == found[1] == found[3]
    assert found[0] != found[2]


def test_the_numbers_do_not_depend_on_the_number_of_workers(tmp_path):
    scenarios = [each.until("2024Q2") for each in (NO_REFORM, sim.scenario("opinion"))]
    named = [each.named(f"short-{place}") for place, each in enumerate(scenarios)]
    runs = prepare(named, replicates=3, resolution="draft", setting=TINY).plan.runs
    stored = []
    for workers in (1, 2):
        store = tmp_path / str(workers)
        receipts = list(local.run(runs, store, workers=workers))
        assert {receipt.status for receipt in receipts} == {"done"}
        stored.append(Store(store).checksums([each.key for each in runs]))
    assert len(stored[0]) == 6
    assert stored[0] == stored[1]
