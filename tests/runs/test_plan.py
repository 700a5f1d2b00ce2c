import pytest

from sim.core.errors import InputError
from tests.runs.made_up import Scenario, planned_runs


def test_replicates_come_first_and_scenarios_take_turns():
    made = planned_runs([Scenario("a"), Scenario("b", 1.0)], 2)
    assert [(spec.scenario.id, spec.replicate) for spec in made.runs] == [
        ("a", 0),
        ("b", 0),
        ("a", 1),
        ("b", 1),
    ]


def test_equal_scenarios_are_run_once_and_named():
    made = planned_runs([Scenario("a"), Scenario("b"), Scenario("c", 1.0)], 3)
    assert len(made.distinct()) == 6
    assert made.twins() == [("a", "b")]


def test_the_name_of_an_experiment_says_its_scenarios():
    assert planned_runs([Scenario("a"), Scenario("b")], 1).id == "a+b"
    many = [Scenario(name) for name in "abcde"]
    assert planned_runs(many, 1).id == "a+b+c+2-more"


def test_another_seed_gives_other_runs():
    assert planned_runs([Scenario("a")], 1).hash8 != planned_runs([Scenario("a")], 1, seed=2).hash8


@pytest.mark.parametrize(
    ("scenarios", "replicates"),
    [([], 1), ([Scenario("a"), Scenario("a", 1.0)], 1), ([Scenario("a")], 0)],
)
def test_a_plan_that_makes_no_sense_is_refused(scenarios, replicates):
    with pytest.raises(InputError):
        planned_runs(scenarios, replicates)
