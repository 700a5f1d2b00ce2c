"""The loop of replicates on made-up runs whose differences are known."""

from dataclasses import dataclass

import numpy as np
import pytest

from sim.analysis.replication import Rule
from sim.core.draws import normals
from sim.core.luck import address
from sim.runs import experiment
from sim.runs.api import Prepared
from sim.runs.experiment import Place
from sim.runs.storage.store import Store
from sim.search.replication import replicate
from tests.runs.made_up import Scenario, indicators, planned_runs, simulate

ONE = np.zeros(1, np.int64)
NOISE = 8.0  # standard deviation of staff of the scenario "noisy"; the reference has about 600


def noisy(spec):
    """Staff of a noisy scenario vary from replicate to replicate."""
    found = simulate(spec)
    if spec.scenario.id == "noisy":
        luck = address(3, spec.replicate, "noise")
        found.quarters["staff"] = found.quarters["staff"] + NOISE * normals(luck, ONE, 0)
    return found


@dataclass
class Batches:
    """Runs batches in a folder and counts them."""

    folder: object
    scenarios: tuple
    ran: list

    def prepare(self, count):
        planned = planned_runs(self.scenarios, count)
        place = Place.of(planned, self.folder / "results" / "try")
        return Prepared(None, planned, place, (), False, None)

    def run(self, prepared, given_up):
        ran = []

        def job(spec):
            ran.append(spec.replicate)
            return noisy(spec)

        failed = experiment.carry_out(
            prepared.plan, prepared.place, workers=1, job=job, names=indicators, given_up=given_up
        )
        self.ran.append(ran)
        return failed


def batches(folder, *scenarios):
    return Batches(folder, scenarios, [])


def test_a_certain_difference_takes_the_least_and_the_look_ahead(tmp_path):
    made = batches(tmp_path, Scenario("plain"), Scenario("gain", 2.0))
    found = replicate(made.prepare, Rule(), made.run, headline=["staff"])
    assert (found.enough, found.prepared.plan.replicates) == (10, 15)
    ran = [sorted(set(batch)) for batch in made.ran]
    assert ran == [list(range(10)), list(range(10, 15))]  # the first ten are not run again
    assert (found.scenario, found.quarter, found.indicator) == ("gain", "2025Q4", "staff")


def test_a_noisy_difference_takes_as_many_as_its_spread_asks_for(tmp_path):
    """1.96 * 8/sqrt(n) within 0.5 % of 610, 3.05: about 27 replicates."""
    made = batches(tmp_path, Scenario("plain"), Scenario("noisy", 1.0))
    found = replicate(made.prepare, Rule(), made.run, headline=["staff"])
    assert 18 <= found.enough <= 40
    assert found.precision <= 0.005
    assert len(Store(found.prepared.place.store).entries) == 2 * found.prepared.plan.replicates


def test_the_rule_gives_up_at_the_most_and_says_how_far_it_got(tmp_path):
    made = batches(tmp_path, Scenario("plain"), Scenario("noisy", 1.0))
    rule = Rule(half_width=0.0005, least=5, most=12)
    found = replicate(made.prepare, rule, made.run, headline=["staff"])
    assert (found.enough, found.prepared.plan.replicates) == (None, 12)
    assert found.precision > 0.0005


def test_the_same_rule_again_runs_nothing(tmp_path):
    made = batches(tmp_path, Scenario("plain"), Scenario("noisy", 1.0))
    first = replicate(made.prepare, Rule(), made.run, headline=["staff"])
    stored = len(Store(first.prepared.place.store).reading.entries)
    again = replicate(made.prepare, Rule(), made.run, headline=["staff"])
    assert again.enough == first.enough
    assert len(Store(first.prepared.place.store).reading.entries) == stored


@pytest.mark.parametrize("failing", [(3,), (0, 1)])
def test_replicates_that_failed_are_made_up_for(tmp_path, failing):
    made = batches(tmp_path, Scenario("plain"), Scenario("gain", 2.0, fails_in=failing))
    found = replicate(made.prepare, Rule(), made.run, headline=["staff"])
    assert found.enough == 10
    assert found.prepared.plan.replicates == 15 + len(failing)
    assert [receipt.label for receipt in found.failed] == [f"gain, replicate {n}" for n in failing]
    every = [replicate for batch in made.ran for replicate in batch]
    assert all(every.count(n) == 2 for n in failing), "in either scenario once, and not again"
