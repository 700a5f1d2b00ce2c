"""Addressed luck against published values, scipy's distributions and closed forms."""

import math
from hashlib import blake2b

import numpy as np
import pytest
from scipy import special, stats

from sim.core import luck
from sim.core.luck import Luck, address, bits, identity, mixed, uniform

HERE = address(1, 0, "test.luck", "q0")


def test_the_mixer_is_splitmix64():
    """First outputs of splitmix64 from seed 0, as printed by Vigna's reference program."""
    outputs = [mixed(n * luck.GOLDEN & 2**64 - 1) for n in (1, 2, 3)]
    assert outputs == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


def test_an_address_is_the_hash_of_its_parts_with_strokes_between():
    digest = blake2b(b"7/3/plan_staff.search/q5", digest_size=8).digest()
    assert address(7, 3, "plan_staff.search", "q5") == int.from_bytes(digest, "little") >> 1


def test_the_same_address_gives_the_same_luck_in_every_version():
    """Frozen: results that were published rest on these numbers, so they never change."""
    here = address(2023, 4, "move.search", "q12")
    assert here == 1455079470845794354
    assert [bits(here, 123456789, k) for k in (0, 1, 1000)] == [
        386333588401646140,
        11995944904447058390,
        13294400766820012904,
    ]
    assert uniform(here, 123456789, 0) == 0.02094318579245924
    assert identity(here, 42, 14) == 1565282843694869


def test_every_part_of_an_address_matters():
    parts = [(1, 2, "a", 3), (2, 2, "a", 3), (1, 1, "a", 3), (1, 2, "b", 3), (1, 2, "a", 4)]
    assert len({address(*part) for part in parts}) == 5
    assert address(1, 23, "a") != address(12, 3, "a")


def test_an_address_fits_a_signed_integer():
    assert all(0 <= address(seed, 0, "a") < 2**63 for seed in range(1000))


def test_identities_have_52_bits():
    assert all(0 <= identity(HERE, n, 0) < 2**52 for n in range(1000))


def test_a_uniform_is_the_upper_52_bits_and_half_a_step():
    for uid in range(100):
        assert uniform(HERE, uid, 5) == ((bits(HERE, uid, 5) >> 12) + 0.5) / 2**52


@pytest.mark.parametrize("chance", [0, 2**64 - 1])
def test_the_smallest_and_the_largest_uniform_lie_inside(monkeypatch, chance):
    monkeypatch.setattr(luck, "bits", lambda *parts: chance)
    extreme = uniform(HERE, 0, 0)
    assert 0.0 < extreme < 1.0
    assert abs(luck.normal_quantile(extreme)) == pytest.approx(-special.ndtri(2.0**-53))


def test_normal_quantiles_are_those_of_scipy():
    grid = np.concatenate([10.0 ** -np.arange(1.0, 17.0), np.linspace(0.001, 0.999, 999)])
    ours = [luck.normal_quantile(p) for p in grid.tolist()]
    np.testing.assert_allclose(ours, special.ndtri(grid), rtol=2e-14, atol=2e-16)


def test_normal_quantiles_are_symmetric():
    for p in (0.03125, 0.25, 0.40625):  # fractions of two, so 1 - p is exact
        assert luck.normal_quantile(p) == -luck.normal_quantile(1.0 - p)


@pytest.mark.parametrize("mean", [0.0, 1e-6, 0.1, 1.0, 5.0, 20.0, 63.0, 64.0])
def test_poisson_quantiles_are_those_of_scipy(mean):
    grid = np.linspace(0.0005, 0.9995, 1000)
    ours = [luck.poisson_quantile(u, mean) for u in grid.tolist()]
    assert ours == stats.poisson.ppf(grid, mean).tolist()


@pytest.mark.parametrize("shape", [0.3, 1.0, 8.0])
@pytest.mark.parametrize("mean", [0.1, 5.0, 63.0, 64.0, 65.0, 700.0])
def test_negative_binomial_quantiles_are_those_of_scipy(mean, shape):
    grid = np.linspace(0.002, 0.998, 250)
    ours = [luck.negative_binomial_quantile(u, mean, shape) for u in grid.tolist()]
    assert ours == stats.nbinom.ppf(grid, shape, shape / (shape + mean)).tolist()


def test_a_negative_binomial_of_mean_zero_is_zero():
    assert luck.negative_binomial_quantile(0.999999, 0.0, 2.0) == 0


def test_a_poisson_draw_of_mean_zero_is_zero():
    assert luck.poisson(0.0, HERE, 1, 0) == 0


def chi_square(draws, distribution):
    """p-value of counts against a distribution, in classes of 20 expected draws or more."""
    edges = np.unique(distribution.ppf(np.linspace(0.0, 1.0, 21)[1:-1]))
    classes = np.searchsorted(edges, draws, side="left")
    seen = np.bincount(classes, minlength=edges.size + 1)
    expected = np.diff(np.concatenate([[0.0], distribution.cdf(edges), [1.0]])) * len(draws)
    kept = expected >= 20
    if not kept.all():
        seen = np.append(seen[kept], seen[~kept].sum())
        expected = np.append(expected[kept], expected[~kept].sum())
    return stats.chisquare(seen, expected).pvalue


@pytest.mark.parametrize("mean", [0.1, 5.0, 63.0, 64.0, 65.0, 700.0])
def test_poisson_draws_are_poisson(mean):
    draws = [luck.poisson(mean, HERE, uid, 3) for uid in range(4000)]
    assert chi_square(draws, stats.poisson(mean)) > 0.001
    assert np.mean(draws) == pytest.approx(mean, abs=4 * math.sqrt(mean / 4000))
    assert np.var(draws) == pytest.approx(mean, rel=4 * math.sqrt((2 + 1 / mean) / 4000))


@pytest.mark.parametrize("mean", [0.1, 5.0, 63.0, 64.0, 65.0, 700.0])
def test_negative_binomial_draws_are_negative_binomial(mean):
    shape = 2.5
    draws = [luck.negative_binomial(mean, shape, HERE, uid, 4) for uid in range(4000)]
    assert chi_square(draws, stats.nbinom(shape, shape / (shape + mean))) > 0.001
    spread = math.sqrt((mean + mean * mean / shape) / 4000)
    assert np.mean(draws) == pytest.approx(mean, abs=4 * spread)


@pytest.mark.parametrize("uid", range(20))
def test_counts_rise_with_the_mean(uid):
    means = [0.25 * n for n in range(900)]
    poisson = [luck.poisson(mean, HERE, uid, 0) for mean in means]
    binomial = [luck.negative_binomial(mean, 3.0, HERE, uid, 0) for mean in means]
    assert poisson == sorted(poisson)
    assert binomial == sorted(binomial)


@pytest.mark.parametrize(
    ("draw", "distribution"),
    [
        (luck.normal, stats.norm()),
        (luck.exponential, stats.expon()),
        (luck.gumbel, stats.gumbel_r()),
    ],
)
def test_continuous_draws_follow_their_distribution(draw, distribution):
    draws = np.array([draw(HERE, uid, 1) for uid in range(20_000)])
    assert stats.kstest(draws, distribution.cdf).pvalue > 0.001
    assert draws.mean() == pytest.approx(distribution.mean(), abs=4 * distribution.std() / 141.4)


def test_the_largest_log_weight_plus_gumbel_picks_in_proportion():
    """McFadden: with weights 1, 2 and 5 the third is picked five times of eight."""
    logs = [math.log(weight) for weight in (1.0, 2.0, 5.0)]
    picked = np.zeros(3)
    for uid in range(16_000):
        scores = [log + luck.gumbel(HERE, uid, k) for k, log in enumerate(logs)]
        picked[scores.index(max(scores))] += 1
    assert stats.chisquare(picked, [2000, 4000, 10_000]).pvalue > 0.001


def test_luck_names_the_stage_the_decision_and_the_quarter():
    here = Luck(7, 3, "plan_staff", 5)
    assert here.search == address(7, 3, "plan_staff.search", "q5")
    assert here.year.growth == address(7, 3, "plan_staff.year.growth", "y1")
    assert here.ever.kind == address(7, 3, "plan_staff.ever.kind", "")


def test_luck_of_the_year_is_drawn_once_a_year():
    quarters = [Luck(7, 3, "sell", quarter) for quarter in (4, 7, 8)]
    assert quarters[0].year.shock == quarters[1].year.shock != quarters[2].year.shock
    assert len({here.ever.kind for here in quarters}) == 1
    assert len({here.shock for here in quarters}) == 3


def test_both_engines_ask_luck_for_the_same_address():
    here = Luck(7, 3, "sell", 9)
    assert here.column("search") == here.search
    assert here.column("year.growth") == here.year.growth


def test_salt_gives_other_luck():
    assert Luck(7, 3, "sell", 9).search != Luck(7, 3, "sell", 9, salt="opinion").search


def test_luck_has_no_hidden_attributes():
    with pytest.raises(AttributeError):
        Luck(7, 3, "sell", 9)._nothing  # noqa: B018
    with pytest.raises(AttributeError):
        Luck(7, 3, "sell", 9).year._nothing  # noqa: B018
