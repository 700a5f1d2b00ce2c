"""A scenario that writes every lever at its value before the Opinion changes nothing at all."""

import numpy as np

import sim
from sim.model import ParkModel
from sim.policy.registers import load
from sim.zone.zone import Zone

QUARTERS = 8


def test_a_scenario_with_every_lever_at_baseline_gives_no_reform_bit_for_bit():
    zone, registers = Zone.load("tiny"), load()
    reform = sim.scenario("no-reform").named("all-at-baseline")
    for lever in registers.levers:
        reform = reform.change(lever, "baseline", since="2023Q2", why="test")
    resolved = reform.resolve(registers, zone.gazetteer)
    base = sim.scenario("no-reform").resolve(registers, zone.gazetteer)
    records = []
    for scenario in (base, resolved):
        model = ParkModel(scenario, zone=zone, resolution="full")
        model.run_for(QUARTERS)
        records.append(model.records)
    assert len(resolved.changes) >= len(registers.levers)
    for level in ("quarters", "parks", "industries", "flows"):
        one, other = (getattr(each, level) for each in records)
        assert all(np.array_equal(one[name], other[name], equal_nan=True) for name in one)
