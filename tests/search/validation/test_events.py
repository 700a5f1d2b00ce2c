"""Registered events: every causal fact has a trial, and the verdict counts."""

import pytest

from sim.search.events import OF_FOUR, effects_of, findings, verdict
from sim.search.facts import facts_of
from sim.search.validation.paired_worlds import Effect, Setting
from sim.zone.zone import Zone, default_zone

ZONE = Zone.load(default_zone())


def test_the_verdict_counts_imposed_and_emergent_effects_apart():
    shown = [
        {"R1_without_chi": Effect(-0.05), "R6": Effect(0.5), "R8_wage": Effect(1.12)},
        {"R1_without_chi": Effect(-0.05), "R6": Effect(0.5), "R8_wage": Effect(1.12)},
    ]
    found = findings(ZONE, shown)
    assert [each.id for each in found] == ["R1_without_chi", "R6", "R8_wage"]
    by_id = {each.id: each for each in found}
    assert by_id["R8_wage"].mean == pytest.approx(0.12)
    assert by_id["R6"].miss == pytest.approx(0.38)  # band 0 to 0.12
    assert verdict(found).startswith("Imposed: 1 of 1 inside")
    assert "1 inside, two are asked for" in verdict(found)


def test_the_four_emergent_tests_are_causal_facts():
    assert set(OF_FOUR) <= {fact.id for fact in facts_of(ZONE) if fact.kind == "causal"}


@pytest.mark.slow
def test_every_causal_fact_has_a_trial():
    found = effects_of(Setting(ZONE, "draft", 0, 1))
    assert {fact.id for fact in facts_of(ZONE) if fact.kind == "causal"} | {"F16"} == set(found)
