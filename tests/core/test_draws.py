"""Compiled draws: equal to plain luck bit for bit, and random in every direction of an address."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from sim.core import draws, luck, plain
from sim.core.luck import address

HERE = address(5, 0, "test.draws", "q0")
MANY = 10_000_000
SOME = 200_000
EXTREMES = list(itertools.product((0.0, -0.0, 1.5, math.nan, math.inf), repeat=2))


@pytest.fixture(scope="module")
def many():
    """Ten million uniforms of neighboring uids."""
    return draws.uniforms(HERE, np.arange(MANY), 0)


@pytest.fixture(scope="module")
def uids():
    """Identities as agents have them: 52 bits, spread out."""
    return draws.identities(HERE, np.zeros(2000, np.int64), np.arange(2000))


@pytest.mark.parametrize("k", [0, 1, 63, 5000])
def test_compiled_luck_equals_plain_luck_bit_for_bit(uids, k):
    known = uids.tolist()
    assert draws.uniforms(HERE, uids, k).tolist() == [luck.uniform(HERE, u, k) for u in known]
    assert draws.normals(HERE, uids, k).tolist() == [luck.normal(HERE, u, k) for u in known]
    ours = draws.exponentials(HERE, uids, k).tolist()
    assert ours == [luck.exponential(HERE, u, k) for u in known]


def test_compiled_luck_equals_plain_luck_at_the_ends_of_its_range():
    ends = np.array([0, 1, 2**52 - 1, 2**62], np.int64)
    for place in (0, 1, 2**63 - 1):
        expected = [luck.uniform(place, uid, 7) for uid in ends.tolist()]
        assert draws.uniforms(place, ends, 7).tolist() == expected


def test_compiled_identities_equal_plain_ones():
    causes, numbers = np.array([0, 5, 2**52 - 1]), np.array([9, 0, 3])
    expected = [
        luck.identity(HERE, c, n) for c, n in zip([0, 5, 2**52 - 1], [9, 0, 3], strict=True)
    ]
    assert draws.identities(HERE, causes, numbers).tolist() == expected


def test_a_million_identities_do_not_collide():
    causes, numbers = np.divmod(np.arange(1_000_000), 1000)
    assert np.unique(draws.identities(HERE, causes, numbers)).size == 1_000_000


def test_ten_million_uniforms_have_the_moments_of_a_uniform(many):
    assert 0.0 < many.min() and many.max() < 1.0
    for power in (1, 2, 3, 4):
        mean, second = 1 / (power + 1), 1 / (2 * power + 1)
        error = math.sqrt((second - mean * mean) / MANY)
        assert np.mean(many**power) == pytest.approx(mean, abs=4 * error)


def test_ten_million_uniforms_fill_all_classes_alike(many):
    counts = np.bincount((many * 1000).astype(int), minlength=1000)
    assert stats.chisquare(counts).pvalue > 0.001


def test_uniforms_pass_kolmogorov_and_smirnov(many):
    assert stats.kstest(many[:SOME], "uniform").pvalue > 0.001


def test_normals_and_exponentials_pass_kolmogorov_and_smirnov():
    places = np.arange(SOME)
    assert stats.kstest(draws.normals(HERE, places, 1), "norm").pvalue > 0.001
    assert stats.kstest(draws.exponentials(HERE, places, 2), "expon").pvalue > 0.001


def test_normals_have_the_moments_of_a_normal():
    normals = draws.normals(HERE, np.arange(MANY), 3)
    moments = [np.mean(normals), np.mean(normals**2), np.mean(normals**3), np.mean(normals**4)]
    for moment, expected, variance in zip(moments, (0, 1, 0, 3), (1, 2, 15, 96), strict=True):
        assert moment == pytest.approx(expected, abs=4 * math.sqrt(variance / MANY))


def test_every_bit_of_a_uniform_is_a_fair_coin(many):
    whole = (many[:1_000_000] * 2.0**52).astype(np.uint64)  # the half step falls off
    for place in range(52):
        heads = np.count_nonzero(whole >> np.uint64(place) & np.uint64(1))
        assert heads == pytest.approx(500_000, abs=5 * 500)


def correlation(a, b):
    return np.corrcoef(a, b)[0, 1] * math.sqrt(a.size)


@pytest.mark.parametrize("lag", [1, 2, 3, 64, 1000])
def test_neighbors_in_uid_are_not_correlated(many, lag):
    assert abs(correlation(many[:-lag], many[lag:])) < 4


def test_pairs_of_neighbors_fill_the_square(many):
    first, second = (many[::2] * 100).astype(int), (many[1::2] * 100).astype(int)
    assert stats.chisquare(np.bincount(first * 100 + second, minlength=10_000)).pvalue > 0.001


def apart(vectors):
    """Return the largest correlation, in standard errors, among vectors of draws."""
    return max(abs(correlation(a, b)) for a, b in itertools.combinations(vectors, 2))


def test_draws_of_one_agent_are_not_correlated():
    places = np.arange(SOME)
    assert apart([draws.uniforms(HERE, places, k) for k in (0, 1, 2, 3, 1000, 2000)]) < 4


def test_quarters_are_not_correlated():
    quarters = [address(5, 0, "test.draws", f"q{quarter}") for quarter in range(8)]
    assert apart([draws.uniforms(place, np.arange(SOME), 0) for place in quarters]) < 4


def test_decisions_seeds_and_replicates_are_not_correlated():
    places = [
        address(seed, replicate, decision, "q0")
        for seed, replicate, decision in itertools.product((0, 1), (0, 1), ("a.x", "a.y", "b.x"))
    ]
    assert apart([draws.uniforms(place, np.arange(SOME), 0) for place in places]) < 4


@pytest.mark.parametrize("size", [0, 1, 2, 7, 3000])
@pytest.mark.parametrize("keys", ["even", "crowded", "equal", "tied", "falling"])
def test_order_is_that_of_a_stable_sort_however_keys_are_spread(size, keys):
    even = draws.uniforms(HERE, np.arange(size), 3)
    spread = {
        "even": even,
        "crowded": even**40,  # nearly all in the first of evenly wide bins
        "equal": np.full(size, 0.25),
        "tied": np.floor(even * 20.0) - 7.0,
        "falling": -np.arange(size) * 1.0,
    }[keys]
    found = draws.order(spread, size).tolist()
    assert found == sorted(range(size), key=spread.__getitem__)
    assert found == plain.order(spread, size)


def test_order_puts_the_smallest_key_first_and_keeps_ties_in_place():
    keys = [3.0, 1.0, 2.0, 1.0, 0.5]
    assert plain.order(keys, 4) == [1, 3, 2, 0]
    assert draws.order(np.array(keys), 4).tolist() == [1, 3, 2, 0]


def test_buffers_start_at_zero_in_both_engines():
    assert draws.buffer(3).tolist() == plain.buffer(3) == [0.0, 0.0, 0.0]
    assert draws.counters(3).tolist() == plain.counters(3) == [0, 0, 0]


@pytest.mark.parametrize("pair", EXTREMES)
def test_compiled_minimum_and_maximum_are_those_of_python(pair):
    assert repr(draws.larger(*pair)) == repr(max(*pair))
    assert repr(draws.smaller(*pair)) == repr(min(*pair))


def test_both_engines_book_a_payment_alike():
    books = [np.zeros((3, 3)), np.zeros((3, 3))]
    for pay, flow in zip((plain.pay, draws.pay), books, strict=True):
        pay(flow, 0, 2, 1.5)
        pay(flow, 0, 2, 0.25)
    assert books[0].tolist() == books[1].tolist() == [[0, 0, 1.75], [0, 0, 0], [0, 0, 0]]
