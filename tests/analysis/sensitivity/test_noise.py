"""Luck taken off indices: noise with the variance of the signal, N = 1024, two replicates.

Expected values are closed forms: with independent luck of variance lambda V, an index without
correction is (ST + lambda / r) / (1 + lambda / r).
"""

import numpy as np
import pytest

from sim.analysis.sensitivity import noise, sobol
from sim.analysis.sensitivity.indices import analysed
from tests.analysis.sensitivity.made_up import NAMES, S1, ST, VARIANCE, laid_out, measure, output
from tests.published.plug_in import ishigami

DESIGNS = 12  # over which means are taken; the error of one design is about 0.04


def independent(stream, rows, count, unit):
    return np.sqrt(VARIANCE) * stream.standard_normal((rows, count))


def uneven(stream, rows, count, unit):
    """Luck that grows with x2, with the same mean variance: E[(2 x2)^2] = 4/3."""
    size = np.sqrt(VARIANCE * 0.75) * 2.0 * unit[:, 1:2]
    return size * stream.standard_normal((rows, count))


def common(stream, rows, count, unit):
    """Luck that all rows share, but for a part that hangs on the row's own x1."""
    shared = np.sqrt(VARIANCE) * stream.standard_normal(count)
    slope = stream.standard_normal(count)
    return shared + (unit[:, :1] - 0.5) * slope


def means(luck, replicates=2, designs=DESIGNS):
    """Means of S1, ST, raw ST and the share of luck over some designs."""
    found = []
    for seed in range(designs):
        laid = laid_out("sobol", 1024, seed=seed)
        stream = np.random.default_rng([seed, 99])
        noisy = luck(stream, len(laid.unit), replicates, laid.unit)
        made = analysed([output(ishigami(laid.unit)[:, None] + noisy)], laid, "sobol")
        share = measure(made, "share", "luck")["luck"]
        by = [measure(made, name) for name in ("S1", "ST", "ST_raw")]
        found.append([[each[n] for n in (*NAMES, "dummy")] for each in by] + [[share] * 5])
    return np.mean(found, axis=0)


@pytest.mark.parametrize("luck", [independent, uneven])
def test_two_replicates_take_luck_off_that_is_each_runs_own(luck):
    first, total, raw, share = means(luck)
    truth = [*ST.values(), 0.0]
    assert abs(total[3]) < 0.03 and abs(total[4]) < 0.03, "inert factor and dummy"
    assert np.abs(total - truth).max() < 0.05
    assert np.abs(first - [*S1.values(), 0.0]).max() < 0.05
    assert abs(raw[3] - 1 / 3) < 0.03 and abs(raw[4] - 1 / 3) < 0.03, "(1/2) / (1 + 1/2)"
    assert abs(share[0] - 0.5) < 0.02


def test_luck_that_rows_share_is_not_taken_off_twice():
    """c as the variance within rows would make ST of the inert factor -c / (V - c) < -0.8."""
    _, total, raw, _ = means(common, designs=4)
    assert total[3] == pytest.approx(0.0, abs=1e-9), "its rows are the same runs"
    assert np.abs(total[:3] - list(ST.values())[:3]).max() < 0.05
    assert np.abs(raw[:3] - list(ST.values())[:3]).max() < 0.05


def test_what_luck_adds_to_a_product_of_means_is_their_covariance_over_their_number():
    one, other = np.array([[1.0, 3.0]]), np.array([[2.0, 6.0]])
    assert noise.of_product(one, other) == pytest.approx([4.0 / 2])  # (1*2 + 1*2) / (2 - 1) / 2
    assert noise.of_product(one[:, :1], other[:, :1]) == pytest.approx([0.0])


def test_the_share_of_luck_by_hand():
    """Rows 0, 4 and 10, 14: within 8, between 50 - 8/2 = 46 after each replicate's mean is off."""
    values = np.array([[0.0, 4.0], [10.0, 14.0]])
    assert noise.luck_share(values) == pytest.approx(8 / (50 + 8)), "all of the luck is shared"
    assert np.isnan(noise.luck_share(values[:, :1]))


def test_the_spread_hangs_on_the_factor_that_scales_luck():
    """The variance of luck is (0.2 + x2)^2: ST of the spread is 1 for x2 and 0 for all others.

    A number of the spread is s^2 times a chi-square of one degree, of variance 2 s^4. With four of
    them a row, luck is 2 E[s^4] / 4 = 0.249 beside a signal of E[s^4] - E[s^2]^2 = 0.169, and has a
    long tail: one design of 1,024 rows errs by 0.13. The bound of 0.05 for indices of the mean is
    for luck as large as the signal and normal. Here forty designs are averaged, whose mean errs by
    0.02, and four of that are allowed.
    """
    found = []
    for seed in range(40):
        laid = laid_out("sobol", 1024, seed=seed)
        stream = np.random.default_rng([5, seed])
        luck = (0.2 + laid.unit[:, 1:2]) * stream.standard_normal((len(laid.unit), 8))
        values = (laid.unit[:, :1] + luck).reshape(1024, laid.block, 8)
        apart = noise.spread(values)
        found.append(sobol.indices(apart, np.arange(1024)[:, None], len(NAMES))["ST"][:, 0])
    assert np.mean(found, axis=0) == pytest.approx([0.0, 1.0, 0.0, 0.0], abs=0.08)


def test_the_spread_is_a_block_of_its_own_beside_the_mean():
    laid = laid_out("sobol", 1024)
    stream = np.random.default_rng(5)
    luck = (0.2 + laid.unit[:, 1:2]) * stream.standard_normal((len(laid.unit), 8))
    made = analysed([output(laid.unit[:, :1] + luck)], laid, "sobol")
    spread = measure(made, "ST", "spread")
    assert max(spread, key=spread.get) == "x2"
    assert abs(measure(made, "ST")["x1"] - 1) < 0.05, "the mean hangs on x1 alone"


def test_three_replicates_say_nothing_of_the_spread():
    assert noise.spread(np.zeros((5, 3))) is None
    assert noise.spread(np.array([[1.0, 3.0, 2.0, 2.0]])).tolist() == [[2.0, 0.0]]


def test_the_dummy_of_a_deterministic_model_is_unknown_with_one_replicate():
    laid = laid_out("sobol", 64)
    made = analysed([output(ishigami(laid.unit)[:, None])], laid, "sobol")
    assert np.isnan(measure(made, "ST")["dummy"])
    assert measure(made, "ST")["inert"] == 0.0
