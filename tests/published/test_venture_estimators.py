"""Estimators for ventures and networks on data whose answer is known."""

import networkx
import numpy as np
import pytest

from sim.search.validation.structure import clustering_ratio, count_elasticity, top_share


def test_the_elasticity_of_counts_is_that_of_their_mean():
    # counts that equal their mean 3 R^0.6 in one industry and 0.5 R^0.6 in another
    research = np.tile(np.linspace(1.0, 50.0, 40), 2)
    industry = np.repeat([4, 7], 40)
    counts = np.where(industry == 4, 3.0, 0.5) * research**0.6
    found = count_elasticity(counts, np.log(research), np.ones(80), industry)
    assert found == pytest.approx(0.6, abs=1e-9)


def test_the_elasticity_of_counts_bears_zeros_and_poisson_noise():
    # Poisson counts of mean 0.2 R^0.6: most firms file nothing; 20,000 firms, se about 0.02
    rng = np.random.Generator(np.random.PCG64(1))
    research = np.exp(rng.normal(0.0, 1.0, 20_000))
    counts = rng.poisson(0.2 * research**0.6)
    found = count_elasticity(
        counts, np.log(research), np.ones(research.size), np.zeros(research.size, int)
    )
    assert found == pytest.approx(0.6, abs=0.06)


def test_deals_fall_with_distance_once_the_pairs_are_counted():
    # ten times as many pairs far away, and a chance of km^-0.3
    km = np.array([2.0, 5.0, 10.0, 40.0])
    pairs = np.array([10.0, 20.0, 50.0, 100.0])
    deals = 0.05 * pairs * km**-0.3
    found = count_elasticity(deals, np.log(km), np.ones(4), np.zeros(4, int), pairs)
    assert found == pytest.approx(-0.3, abs=1e-9)


def test_the_top_tenth_of_ten_is_the_largest():
    assert top_share(np.array([5.0] + [1.0] * 9)) == pytest.approx(5.0 / 14.0)


def test_nothing_has_no_top():
    with pytest.raises(ValueError, match="nothing to share"):
        top_share(np.zeros(3))


def test_two_triangles_are_two_and_a_half_times_as_clustered_as_chance():
    # clustering 1; 6 of 15 possible edges, so a random graph has 0.4
    graph = networkx.disjoint_union(networkx.complete_graph(3), networkx.complete_graph(3))
    assert clustering_ratio(graph) == pytest.approx(2.5)


def test_a_graph_without_edges_has_no_clustering():
    with pytest.raises(ValueError, match="without edges"):
        clustering_ratio(networkx.empty_graph(4))
