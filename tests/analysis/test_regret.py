import math

import numpy as np
import pytest

from sim.analysis.regret import regret
from sim.core.errors import InputError
from tests.analysis.made_up import InMemory


def of(values, **options):
    """States in rows of a design, two replicates that differ by the same luck; one quarter."""
    luck = np.array([-1.0, 1.0])[:, None, None]
    worlds = {name: np.array(each, float)[None, :, None] + luck for name, each in values.items()}
    found = regret(InMemory(worlds), indicators=["staff"], **options)
    return found.set_index("scenario")


def test_the_best_has_no_regret_and_the_others_what_they_miss():
    """States 1 to 4: a is best in two, b in one and both in one; a misses 0, 0, 0, 6."""
    found = of({"a": [10, 10, 10, 10], "b": [8, 7, 10, 16]})
    assert found["best"].tolist() == [0.625, 0.375]
    assert found["regret"].tolist() == [6 / 4, 5 / 4]
    assert found["worst"].tolist() == [6.0, 3.0]
    assert found["worst_state"].tolist() == [3, 1]
    assert found["worst_rival"].tolist() == ["b", "a"]
    assert set(found["state"]) == {"row"} and set(found["states"]) == {4}


def test_the_largest_regret_has_the_interval_of_luck_in_its_state():
    """Both worlds have the same luck, so that the difference of 6 is certain."""
    found = of({"a": [10, 10], "b": [8, 16]})
    assert (found.loc["a", "worst_low"], found.loc["a", "worst_high"]) == (6.0, 6.0)


def test_where_less_is_better_the_smallest_wins():
    worlds = {name: {"unemployment": np.full((2, 2, 1), level)}
              for name, level in (("a", 0.05), ("b", 0.04))}  # fmt: skip
    found = regret(InMemory(worlds), indicators=["unemployment"]).set_index("scenario")
    assert found["best"].tolist() == [0.0, 1.0]
    assert found.loc["a", "regret"] == pytest.approx(0.01)


def test_without_a_design_the_replicates_are_the_states():
    """Six replicates, a ahead by 1 in five and behind by 2 in one; Wilson's interval by hand."""
    a = np.array([1.0, 1.0, 1.0, 1.0, 1.0, -2.0])[:, None, None] + 10.0
    made = InMemory({"a": a, "b": np.full((6, 1, 1), 10.0)})
    found = regret(made, indicators=["staff"]).set_index("scenario")
    assert found.loc["a", "best"] == pytest.approx(5 / 6)
    z = 1.959964
    middle, scale = 5 / 6 + z**2 / 12, 1 + z**2 / 6
    half = z * math.sqrt(5 / 36 / 6 + z**2 / 144)
    assert found.loc["a", "best_low"] == pytest.approx((middle - half) / scale, rel=1e-6)
    assert found.loc["a", "state"] == "replicate"
    assert found.loc["a", "worst"] == 2.0 and math.isnan(found.loc["a", "worst_low"])


def test_a_single_state_has_no_interval():
    made = InMemory({"a": np.full((1, 1, 1), 2.0), "b": np.full((1, 1, 1), 1.0)})
    found = regret(made, indicators=["staff"]).iloc[0]
    assert found["best"] == 1.0
    assert all(math.isnan(found[name]) for name in ("best_low", "regret_low", "worst_low"))


def test_one_scenario_has_no_rival_and_some_indicators_no_better_side():
    with pytest.raises(InputError, match="two scenarios"):
        regret(InMemory({"a": np.ones((2, 1, 1))}), indicators=["staff"])
    held = {"rent_business": np.ones((2, 1, 1))}
    with pytest.raises(InputError, match="should rise or fall"):
        regret(InMemory({"a": held, "b": held}), indicators=["rent_business"])
