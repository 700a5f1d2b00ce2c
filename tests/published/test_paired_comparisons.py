"""Statistics of comparisons against papers, other programs and closed forms."""

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as mcnemar_of_statsmodels
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from sim.analysis.effect_size import hedges_g, replicates_needed, variance_ratio
from sim.analysis.family import holm
from sim.analysis.interval import bootstrap, student
from sim.analysis.proportion import mcnemar, newcombe, wilson
from sim.core.draws import exponentials
from sim.core.luck import address


def with_moments(count, mean, deviation):
    """Values with just this mean and standard deviation (n - 1)."""
    values = stats.norm.ppf((np.arange(count) + 0.5) / count)
    return mean + deviation * (values - values.mean()) / values.std(ddof=1)


def test_hedges_g_of_borenstein_and_others():
    """Introduction to Meta-Analysis (2009), chapter 4: 103 and 100, sd 5.5 and 4.5, n = 50 each.

    d = 0.5970 and g = 0.5924 with the approximate J = 0.9923; the exact J agrees to four digits.
    """
    world, base = with_moments(50, 103.0, 5.5), with_moments(50, 100.0, 4.5)
    found = hedges_g(base[:, None, None], world[:, None, None])
    assert found[0] == pytest.approx(0.5924, abs=1e-4)


def test_holm_by_hand():
    """Sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1: 0.04, 0.06, 0.06, 0.06 after the maximum."""
    found = holm(np.array([0.03, 0.01, 0.04, 0.02]))
    assert found == pytest.approx([0.06, 0.04, 0.06, 0.06])


def test_holm_passes_over_what_is_no_test():
    found = holm(np.array([np.nan, 0.01, 0.5]))
    assert np.isnan(found[0]) and found[1:] == pytest.approx([0.02, 0.5])


@pytest.mark.parametrize("count", [1, 2, 7, 40])
def test_holm_agrees_with_statsmodels(count):
    values = (np.arange(count) * 0.37 + 0.011) % 1.0
    assert holm(values) == pytest.approx(multipletests(values, method="holm")[1])


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_wilson_s_interval_is_that_of_newcombe_s_table(hits, count, low, high):
    """Newcombe (1998, Statistics in Medicine 17:857), table I, method 3."""
    assert wilson(hits, count) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("count", [1, 10, 60])
def test_wilson_s_interval_agrees_with_statsmodels(count):
    for hits in range(count + 1):
        other = proportion_confint(hits, count, method="wilson")
        assert wilson(hits, count) == pytest.approx(other, abs=1e-12)


@pytest.mark.parametrize(
    ("table", "difference", "low", "high"),
    [((59, 6, 16, 80), -0.0621, -0.1186, -0.0046), ((1, 1, 7, 12), -0.286, -0.507, -0.026)],
)
def test_the_interval_of_paired_probabilities_is_that_of_fagerland_and_others(
    table, difference, low, high
):
    """Fagerland, Lydersen and Laake (2014, Statistics in Medicine 33:2850): complete response
    before and after consolidation, airway hyper-responsiveness before and after transplantation.
    """
    both, first, second, _ = table
    assert (first - second) / sum(table) == pytest.approx(difference, abs=5e-4)
    assert newcombe(*table) == pytest.approx((low, high), abs=5e-4)


def test_mcnemar_s_exact_test_of_armitage_and_berry():
    """Two media for tubercle bacilli (1994, p. 127): 12 against 2 discordant pairs, P = 0.0129."""
    assert mcnemar(12, 2) == pytest.approx(0.0129, abs=5e-5)
    other = mcnemar_of_statsmodels([[20, 12], [2, 16]], exact=True).pvalue
    assert mcnemar(12, 2) == pytest.approx(other)
    assert mcnemar(0, 0) == 1.0


def test_replicates_needed_solve_their_inequality():
    """s = 1, h = 0.5: 2.1098/sqrt(18) = 0.497 is narrow enough, 2.1199/sqrt(17) = 0.514 is not."""
    assert replicates_needed(np.array(1.0), np.array(0.5)) == 18
    assert replicates_needed(np.array(0.0), np.array(0.5)) == 2
    assert np.isinf(replicates_needed(np.array(1.0), np.array(0.0)))
    assert np.isnan(replicates_needed(np.array(np.nan), np.array(1.0)))


# M/M/1: arrivals Exp(1), mean service 0.6 and 0.9


def waits(replicates, customers, service, luck):
    """Waiting times by Lindley's recursion, (replicates, customers); the first waits 0.

    luck  of the arrivals and services: the same for both systems, or one for each
    """
    number = np.arange(replicates)
    found = np.zeros((replicates, customers))
    for customer in range(1, customers):
        served = service * exponentials(luck[1], number, customer - 1)
        gap = exponentials(luck[0], number, customer)
        found[:, customer] = np.maximum(0.0, found[:, customer - 1] + served - gap)
    return found


SLOW, FAST = 0.9, 0.6
COMMON = (address(1, 0, "arrivals"), address(1, 0, "services"))
OTHER = (address(1, 0, "other arrivals"), address(1, 0, "other services"))


def second_customer_ratio():
    """var(W' - W)/(var W' + var W) of the second customer's wait under common numbers, on paper.

    W = (m E - A)+ with E, A ~ Exp(1) and means m < m' of service: E W = m^2/(1 + m),
    E W^2 = 2 m^3/(1 + m), E W W' = m (r - 1)/t^2 + 2 m m'/t with r = m'/m, t = 1 + 1/m.
    """
    means = {m: m**2 / (1 + m) for m in (FAST, SLOW)}
    variances = {m: 2 * m**3 / (1 + m) - means[m] ** 2 for m in (FAST, SLOW)}
    rate = 1 + 1 / FAST
    cross = FAST * (SLOW / FAST - 1) / rate**2 + 2 * FAST * SLOW / rate
    covariance = cross - means[FAST] * means[SLOW]
    total = variances[FAST] + variances[SLOW]
    return (total - 2 * covariance) / total


def test_common_numbers_in_an_m_m_1_queue_save_what_the_closed_form_says():
    """200,000 replicates: the standard error of the ratio is below 1 %."""
    fast, slow = (waits(200_000, 2, m, COMMON)[:, 1] for m in (FAST, SLOW))
    assert fast.mean() == pytest.approx(FAST**2 / (1 + FAST), rel=0.01)
    ratio = variance_ratio(fast[:, None, None], slow[:, None, None])[0]
    assert ratio == pytest.approx(second_customer_ratio(), rel=0.02)


def test_independent_numbers_in_an_m_m_1_queue_save_nothing():
    fast, slow = waits(200_000, 2, FAST, OTHER)[:, 1], waits(200_000, 2, SLOW, COMMON)[:, 1]
    assert variance_ratio(fast[:, None, None], slow[:, None, None])[0] == pytest.approx(1, abs=0.02)


def test_a_long_m_m_1_queue_waits_as_theory_says_and_keeps_most_of_the_saving():
    """Mean wait in the steady state rho/(mu - lambda) = 0.36/0.4 = 0.9 at service 0.6."""
    fast = waits(4_000, 300, FAST, COMMON)[:, 100:].mean(axis=1)
    nearly = waits(4_000, 300, 1.05 * FAST, COMMON)[:, 100:].mean(axis=1)
    assert fast.mean() == pytest.approx(0.9, rel=0.03)
    assert variance_ratio(fast[:, None, None], nearly[:, None, None])[0] < 0.03


# Coverage of nominal 95 % intervals

DRAWS = {
    "normal": (lambda generator, shape: generator.normal(size=shape), 0.0),
    "exponential": (lambda generator, shape: generator.exponential(size=shape), 1.0),
}


@pytest.mark.parametrize("count", [2, 3, 5, 10, 30])
def test_student_s_interval_covers_the_mean_of_normal_differences(count):
    values = np.random.default_rng(count).normal(size=(count, 20_000))
    found = student(values)
    assert ((found.low <= 0.0) & (found.high >= 0.0)).mean() == pytest.approx(0.95, abs=0.006)


@pytest.mark.parametrize("count", [5, 10, 30])
@pytest.mark.parametrize("shape", DRAWS)
def test_the_bootstrap_interval_covers_the_mean_where_student_s_falls_short(count, shape):
    """At least 93 %, and 92 % for five exponential values (simulation error 0.5 %)."""
    draw, mean = DRAWS[shape]
    found = bootstrap(draw(np.random.default_rng(count), (count, 2_000)), resamples=1_000)
    known = np.isfinite(found.low) & np.isfinite(found.high)
    covered = ((found.low <= mean) & (found.high >= mean))[known].mean()
    assert covered >= (0.915 if shape == "exponential" and count == 5 else 0.93)


@pytest.mark.parametrize("count", [5, 10, 20, 60])
def test_wilson_s_interval_covers_a_probability_93_times_of_100_on_average(count):
    """Exact: over a grid of probabilities, each number of hits with its binomial weight."""
    grid = (np.arange(400) + 0.5) / 400
    bounds = np.array([wilson(hits, count) for hits in range(count + 1)])
    weights = stats.binom.pmf(np.arange(count + 1)[:, None], count, grid)
    inside = (bounds[:, :1] <= grid) & (grid <= bounds[:, 1:])
    assert (weights * inside).sum(axis=0).mean() >= 0.93


def test_newcombe_s_interval_covers_a_difference_of_paired_probabilities():
    """Probabilities 0.4 and 0.6 with a correlation, 20 pairs, 4,000 samples."""
    cells = np.array([0.35, 0.05, 0.25, 0.35])  # both, first, second, neither
    tables = np.random.default_rng(3).multinomial(20, cells, size=4_000)
    bounds = np.array([newcombe(*map(int, table)) for table in tables])
    truth = cells[1] - cells[2]
    assert ((bounds[:, 0] <= truth) & (truth <= bounds[:, 1])).mean() >= 0.93


def test_the_correction_of_hedges_is_exact():
    """J with 4 degrees of freedom: gamma(2)/(sqrt(2) gamma(1.5)) = 0.79788."""
    base, world = np.arange(3.0)[:, None, None], np.arange(3.0)[:, None, None] + 1.0
    assert hedges_g(base, world)[0] == pytest.approx(1 / (math.sqrt(2) * math.gamma(1.5)))
