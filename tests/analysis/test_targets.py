"""Targets read from made-up runs whose numbers are known by hand."""

import math
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.analysis.proportion import newcombe, wilson
from sim.analysis.targets import aims, targets
from sim.core import quarters as calendar
from sim.core.errors import InputError
from sim.policy.registers import load

REGISTERS = load()
FIRST, LAST = calendar.parse("2025Q1"), calendar.parse("2026Q4")


@dataclass
class MadeUp:
    """A result with given values: scenario -> indicator -> (replicates, 8 quarters)."""

    values: dict
    uncertainty: str = "luck"
    provenance: SimpleNamespace = field(init=False)

    def __post_init__(self):
        self.provenance = SimpleNamespace(uncertainty=self.uncertainty)
        self.scenarios = list(self.values)
        self.reference = self.scenarios[0]
        self.period = (FIRST, LAST)
        self.levels = ["quarters"]

    def indicators(self, level="quarters"):
        return list(next(iter(self.values.values())))

    def frame(self, level, indicators):
        rows = []
        for scenario, held in self.values.items():
            count = len(next(iter(held.values())))
            for replicate in range(count):
                for place in range(8):
                    quarter = calendar.text(FIRST + place)
                    numbers = {name: held[name][replicate][place] for name in indicators}
                    row = {"scenario": scenario, "replicate": replicate, "quarter": quarter}
                    rows.append({**row, **numbers})
        return pd.DataFrame(rows)


def constant(*levels):
    return np.repeat(np.array(levels, float)[:, None], 8, axis=1)


def row(table, scenario, indicator):
    (found,) = table.query("scenario == @scenario and indicator == @indicator").to_dict("records")
    return found


def test_a_target_is_met_from_its_bound_on_at_the_due_date():
    found = targets(MadeUp({"plain": {"T2_revenue_fixed": constant(0.84, 0.85, 0.86, 0.90)}}))
    share = row(found, "plain", "T2_revenue_fixed")
    assert share["quarter"] == "2025Q4"
    assert share["probability"] == 0.75
    assert share["value"] == pytest.approx(0.8625)
    assert math.isnan(share["gap"])


def test_more_parks_than_the_target_names_do_not_meet_it():
    found = targets(MadeUp({"plain": {"T3_revenue_park": constant(2, 3, 5, 6)}}))
    assert row(found, "plain", "T3_revenue_park")["probability"] == 0.5


def test_the_first_quarter_is_the_median_over_replicates():
    climbing = np.array([[0.8] * start + [0.9] * (8 - start) for start in (1, 3, 6)])
    found = targets(MadeUp({"plain": {"T2_output_legal": climbing}}))
    share = row(found, "plain", "T2_output_legal")
    assert share["first_quarter"] == "2025Q4"  # the fourth quarter: 1, 3, 6 quarters of waiting
    assert share["ever"] == 1.0
    assert share["probability"] == pytest.approx(2 / 3)


def test_a_target_that_most_never_meet_has_no_first_quarter():
    found = targets(MadeUp({"plain": {"T5_paid": constant(0, 0, 25)}}))
    assert row(found, "plain", "T5_paid")["first_quarter"] == ""


def test_the_gap_is_the_paired_difference():
    base, world = constant(100, 110, 120), constant(101, 112, 123)
    found = targets(MadeUp({"plain": {"T5_paid": base}, "reform": {"T5_paid": world}}))
    gap = row(found, "reform", "T5_paid")
    assert gap["gap"] == pytest.approx(2.0)
    half = 4.302653 * 1.0 / math.sqrt(3)  # differences 1, 2, 3
    assert gap["gap_high"] - gap["gap"] == pytest.approx(half, rel=1e-6)


def test_registrations_are_arithmetic_unless_levers_move_them_by_three_percent():
    base = constant(190, 190)
    moved = {"plain": base, "little": base * 1.02, "much": base * 1.04}
    found = targets(MadeUp({name: {"T6_parks": values} for name, values in moved.items()}))
    flags = {name: row(found, name, "T6_parks")["arithmetic"] for name in moved}
    assert flags == {"plain": True, "little": True, "much": False}


def test_a_target_without_a_number_is_a_direction_since_the_opening():
    rising = np.array([np.arange(8.0), -np.arange(8.0)])
    found = targets(MadeUp({"plain": {"specialization": rising, "approval_days": rising}}))
    assert row(found, "plain", "specialization")["asked"] == "+"
    assert row(found, "plain", "specialization")["probability"] == 0.5
    assert row(found, "plain", "approval_days")["probability"] == 0.5
    assert row(found, "plain", "approval_days")["first_quarter"] == ""


def test_a_last_bit_is_no_direction():
    still = constant(0.3)
    still[:, 3:] += 1e-16
    found = targets(MadeUp({"plain": {"operator_share": still}}))
    assert row(found, "plain", "operator_share")["probability"] == 0.0


def test_start_figures_have_their_share_only_if_they_were_drawn():
    values = {"plain": {"T5_paid": constant(-1, 1, 9, 11, 19, 21)}}
    drawn = row(targets(MadeUp(values, "start")), "plain", "T5_paid")
    assert drawn["start_share"] == pytest.approx(198 / 202)
    # three independent draws, means 0, 10, 20
    assert drawn["high"] - drawn["value"] == pytest.approx(4.302653 * 10 / math.sqrt(3), rel=1e-6)
    assert math.isnan(row(targets(MadeUp(values)), "plain", "T5_paid")["start_share"])


def test_an_unknown_reference_is_named():
    with pytest.raises(InputError, match="no scenario"):
        targets(MadeUp({"plain": {"T5_paid": constant(1, 2)}}), reference="other")


def test_every_target_has_an_aim_under_every_reading():
    found = aims(REGISTERS)
    assert {aim.target.id for aim in found} == set(REGISTERS.targets)
    by = {name: sum(aim.target.id == name for aim in found) for name in REGISTERS.targets}
    assert by["T1"] == 2 * 4 * 2  # unicorn x hidden champion x area
    assert by["T2"] == 3 * 2
    assert by["T5"] == 2
    assert all(aim.asked for aim in found if aim.target.id in ("T7", "T8", "T9"))


def test_wilson_s_interval_is_that_of_the_paper():
    # Newcombe (1998), table I: 81 of 263
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == 1.0
    assert wilson(0, 20)[1] == pytest.approx(0.1611, abs=5e-5)


def test_a_probability_is_compared_pair_by_pair():
    """Eight worlds: met in both 1, only with the reform 5, only without 1, in neither 1."""
    plain = [0.9, 0.8, 0.8, 0.8, 0.8, 0.8, 0.9, 0.8]
    reform = [0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.8]
    name = "T2_revenue_fixed"
    made = MadeUp({"plain": {name: constant(*plain)}, "reform": {name: constant(*reform)}})
    gap = row(targets(made), "reform", name)
    assert gap["probability_gap"] == 0.5
    bounds = (gap["probability_gap_low"], gap["probability_gap_high"])
    assert bounds == newcombe(1, 5, 1, 1)
    assert gap["probability_gap_p"] == pytest.approx(14 / 64)  # 2 (1 + 6) of 2^6 splits
    assert math.isnan(row(targets(made), "plain", name)["probability_gap"])


def test_worlds_that_share_start_figures_are_no_trials_of_their_own():
    """Pairs that agree in full are half as many trials."""
    shares = constant(0.9, 0.9, 0.8, 0.8, 0.9, 0.9, 0.8, 0.8)
    made = MadeUp({"plain": {"T2_revenue_fixed": shares}}, "start")
    found = row(targets(made), "plain", "T2_revenue_fixed")
    assert (found["probability_low"], found["probability_high"]) == pytest.approx(wilson(2, 4))
