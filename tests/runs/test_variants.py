"""Rows of a design as runs: in which order, with which keys, and which factors are inert."""

import pytest

from sim.core.errors import InputError
from sim.runs import api
from sim.runs.setting import Setting
from sim.scenario import experiment_file
from sim.zone.zone import SHIPPED

MARK = {"name": "mark", "lever": "assessment.pass_mark", "where": ["opinion"]}
FEAR = {"name": "fear", "assumption": "delisting_fear", "where": ["opinion"]}
LATE = {"name": "late", "lever": "assessment.pass_mark", "moves": "from", "where": ["opinion"]}


@pytest.fixture(scope="module")
def setting():
    return Setting(overrides=SHIPPED / "tiny")


@pytest.fixture
def prepared(setting, tmp_path):
    def prepare(**keys):
        data = {"id": "try", "scenarios": ["no-reform", "opinion"], "resolution": "draft", **keys}
        file = experiment_file.of_dict(data)
        return api.prepare_experiment(file, setting=setting, out=tmp_path / "results" / "try")

    return prepare


def keys_of(plan, scenario):
    return [spec.key for spec in plan.runs if spec.scenario.id == scenario]


def test_replicates_come_first_then_rows_then_scenarios(prepared):
    plan = prepared(factors=[MARK], design={"method": "factorial"}).plan
    found = [(spec.replicate, spec.row, spec.scenario.id) for spec in plan.runs]
    assert found == [
        (replicate, row, name)
        for replicate in (0, 1)
        for row in (0, 1)
        for name in ("no-reform", "opinion")
    ]


def test_the_reference_is_run_once_for_all_rows_if_no_factor_reaches_it(prepared):
    plan = prepared(factors=[MARK, FEAR], design={"method": "lhs", "n": 5}).plan
    assert len(set(keys_of(plan, "no-reform"))) == 2, "one a replicate"
    assert len(set(keys_of(plan, "opinion"))) == 10
    assert len(plan.distinct()) == 12


def test_a_row_at_the_values_of_its_scenario_is_the_scenario_itself(prepared):
    alone = prepared(replicates=2).plan
    rows = [{"mark": 60, "fear": 1}, {"mark": 61}]
    varied = prepared(factors=[MARK, FEAR], design={"method": "list", "rows": rows}).plan
    assert keys_of(varied, "opinion")[0] == keys_of(alone, "opinion")[0]
    assert keys_of(varied, "opinion")[1] != keys_of(alone, "opinion")[0]


def test_a_larger_sobol_design_uses_the_runs_of_a_smaller_one(prepared):
    few, many = (
        prepared(factors=[MARK, FEAR], design={"method": "sobol", "n": n}).plan for n in (4, 8)
    )
    assert {spec.key for spec in few.runs} < {spec.key for spec in many.runs}


def test_a_factor_that_changes_no_run_is_named(prepared):
    dates = {"choice": ["2024Q1", "2025Q1"]}
    still = prepared(factors=[{**LATE, "dist": dates}, FEAR], design={"method": "lhs", "n": 4})
    assert still.inert == ("late",), "60 points hold before the Opinion and after it"
    moved = prepared(factors=[{**LATE, "dist": dates}, MARK], design={"method": "lhs", "n": 4})
    assert moved.inert == ()


def test_independent_luck_has_another_seed_and_key_for_each_scenario(prepared):
    common = prepared(replicates=2).plan
    apart = prepared(replicates=2, random="independent").plan
    assert len({spec.seed for spec in common.runs}) == 1
    assert len({spec.seed for spec in apart.runs}) == 2
    assert not {spec.key for spec in common.runs} & {spec.key for spec in apart.runs}
    again = prepared(replicates=2, random="independent").plan
    assert [spec.key for spec in again.runs] == [spec.key for spec in apart.runs]


def test_more_replicates_keep_the_name_and_the_first_runs(prepared):
    few = prepared(factors=[MARK], design={"method": "factorial"})
    more = few.with_replicates(3)
    assert more.plan.hash8 == few.plan.hash8 and more.place == few.place
    assert more.plan.runs[: len(few.plan.runs)] == few.plan.runs
    assert len(more.plan.runs) == 12


def test_what_is_kept_and_the_limits_are_those_of_the_file_and_not_in_the_key(prepared):
    plain = prepared(replicates=1)
    limits = {"seconds": 9, "memory": "1GiB", "retries": 0}
    asked = prepared(replicates=1, keep={"parks": ["firms"]}, limits=limits)
    world = asked.plan.world
    assert (world.keep.parks, world.keep.quarters) == (("firms",), "all")
    assert (world.limits.seconds, world.limits.memory, world.limits.retries) == (9, 2**30, 0)
    assert keys_of(asked.plan, "opinion") == keys_of(plain.plan, "opinion")


def test_rows_that_no_law_can_have_are_named_with_their_values(prepared):
    share = {"name": "share", "lever": "special_fund.mix_research", "from": 2025,
             "dist": {"uniform": [0.1, 0.2]}, "where": ["opinion"]}  # fmt: skip
    with pytest.raises(InputError) as raised:
        prepared(factors=[share], design={"method": "lhs", "n": 3})
    (problem,) = raised.value.problems
    assert "sum to" in problem.what and "This is row 0: share 0.1" in problem.do


def test_a_plan_with_too_many_runs_is_refused(prepared):
    with pytest.raises(InputError, match="at most"):
        prepared(factors=[MARK], design={"method": "list", "rows": [{"mark": 51}] * 101},
                 replicates=10_000)  # fmt: skip
