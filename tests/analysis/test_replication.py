import numpy as np
import pytest

from sim.analysis.replication import Rule, judge, paired_outputs, precision
from sim.core.errors import InputError


def stream(*numbers):
    return np.array(numbers, float)[:, None]


def test_a_difference_that_luck_does_not_touch_is_precise_at_once():
    difference, reference = np.full((10, 1), 3.0), np.full((10, 1), 100.0)
    found = judge(Rule(), difference, reference)
    assert (found.enough, found.propose, found.done) == (None, 15, False)
    found = judge(Rule(), np.full((15, 1), 3.0), np.full((15, 1), 100.0))
    assert (found.enough, found.done) == (10, True)


def test_the_least_precise_output_decides():
    """Both are ±1 or ±2 around their means; only the second is wider than 2 % of 100 at n = 4."""
    signs = np.resize([1.0, -1.0], 12)[:, None]
    difference = np.hstack([0.1 * signs, 2.0 * signs])
    rule = Rule(half_width=0.02, least=4, most=12, look_ahead=2)
    found = judge(rule, difference, np.full((12, 2), 100.0))
    # n = 6: 2.571 * 2.191/sqrt(6) = 2.30; n = 7: 2.447 * 2.138/sqrt(7) = 1.98 (mean 2/7)
    assert (found.enough, found.decided) == (7, 1)


def test_the_most_is_the_most_and_the_verdict_says_that_it_was_not_enough():
    wild = np.resize([50.0, -50.0], 20)[:, None]
    found = judge(Rule(least=10, most=20), wild, np.full((20, 1), 100.0))
    assert (found.enough, found.done) == (None, True)
    assert found.precision[0] > 0.005


def test_more_replicates_are_proposed_the_wider_the_interval():
    def proposed(width):
        signs = np.resize([width, -width], 10)[:, None]
        return judge(Rule(), signs, np.full((10, 1), 100.0)).propose

    assert 15 <= proposed(1.0) <= proposed(2.0) <= proposed(50.0) <= 60


def test_replicates_that_share_start_figures_count_once():
    """Pairs 1 1, 2 2, 3 3, 6 6 are four values."""
    doubled, reference = stream(1, 1, 2, 2, 3, 3, 6, 6), np.full((8, 1), 3.0)
    found = judge(Rule(least=2, most=8), doubled, reference, shared=2)
    single = precision(stream(1, 2, 3, 6), np.full((4, 1), 3.0))
    assert found.precision == pytest.approx(single[-1])


def test_a_mean_of_zero_is_never_precise_in_relation():
    assert np.isinf(precision(stream(1.0, 2.0), stream(1.0, -1.0))[-1, 0])


def test_outputs_are_differences_to_the_reference_or_the_level_of_a_scenario_alone():
    base, world = np.ones((3, 2, 1, 2)), np.full((3, 2, 1, 2), 4.0)
    difference, reference = paired_outputs([base, world, base])
    assert difference.tolist() == [[3.0, 3.0, 0.0, 0.0]] * 3
    assert reference.shape == (3, 4)
    alone, level = paired_outputs([world])
    assert alone.tolist() == level.tolist() == [[4.0, 4.0]] * 3


@pytest.mark.parametrize("wrong", [{"least": 1}, {"least": 9, "most": 8}, {"half_width": 0.0}])
def test_a_rule_that_cannot_be_is_refused(wrong):
    with pytest.raises(InputError):
        Rule(**wrong)
