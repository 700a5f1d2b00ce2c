"""The replications algorithm of Hoad, Robinson and Davies (2010) on streams that are known."""

import numpy as np
import pytest
from scipy import stats

from sim.analysis.replication import Rule, judge, precision
from sim.core.draws import exponentials, normals
from sim.core.luck import address


def stopped(stream, **rule):
    """Return the number of replicates that the rule settles on for a stream of single values."""
    values = np.asarray(stream, float)[:, None]
    found = judge(Rule(most=len(values), **rule), values, values)
    return found.enough


@pytest.mark.parametrize(("k", "count", "ahead"), [(5, 10, 5), (5, 100, 5), (5, 240, 12),
                                                   (100, 101, 101), (0, 500, 0)])  # fmt: skip
def test_the_look_ahead_grows_with_the_replicates_beyond_a_hundred(k, count, ahead):
    """f(kLimit, n) = kLimit for n <= 100, else the whole part of kLimit n/100."""
    assert Rule(look_ahead=k).ahead(count) == ahead


def test_the_precision_is_the_half_width_over_the_mean():
    """1, 2, 3, 6: mean 3, s = sqrt(14/3), t with 3 degrees of freedom 3.182446."""
    values = np.array([[1.0], [2.0], [3.0], [6.0]])
    found = precision(values, values)[:, 0]
    assert found[3] == pytest.approx(3.182446305 * np.sqrt(14 / 3) / np.sqrt(4) / 3)
    assert found[1] == pytest.approx(12.706205 * np.sqrt(0.5) / np.sqrt(2) / 1.5, rel=1e-6)
    assert np.isinf(found[0])


def test_a_narrow_interval_by_chance_does_not_stop_the_rule():
    """Three values close together by chance, then the true spread: without look-ahead n = 3."""
    luck = address(4, 0, "stream")
    stream = np.concatenate([[10.0, 10.01, 9.99], 10.0 + 2.0 * normals(luck, np.arange(400), 0)])
    assert stopped(stream, half_width=0.05, least=3, look_ahead=0) == 3
    assert stopped(stream, half_width=0.05, least=3, look_ahead=5) > 40


def test_exponential_streams_need_about_as_many_replicates_as_theory_says():
    """Coefficient of variation 1, half-width 10 %: n = (1.96/0.1)^2 = 384, found within 5 %."""
    counts = [
        stopped(exponentials(address(seed, 0, "exponential"), np.arange(800), 0),
                half_width=0.1, least=3)
        for seed in range(60)
    ]  # fmt: skip
    assert None not in counts
    assert np.mean(counts) == pytest.approx((stats.norm.ppf(0.975) / 0.1) ** 2, rel=0.05)


def test_the_look_ahead_gives_back_the_coverage_that_stopping_early_takes():
    """The paper's finding: without look-ahead too few intervals hold the mean, with 5 about 95 %.

    Normal streams, mean 10, sd 1, half-width 5 %: n = (1.96/0.5)^2, about 15 to 20.
    """
    held = {}
    for k in (0, 5):
        hits = []
        for seed in range(1_500):
            stream = 10.0 + normals(address(seed, 0, "normal"), np.arange(80), 0)
            count = stopped(stream, half_width=0.05, least=3, look_ahead=k)
            values = stream[:count]
            half = stats.t.ppf(0.975, count - 1) * values.std(ddof=1) / np.sqrt(count)
            hits.append(abs(values.mean() - 10.0) <= half)
        held[k] = np.mean(hits)
    assert held[0] < 0.92
    assert held[5] >= 0.93
