import numpy as np

from sim.runs.designs.methods import lay_out
from sim.scenario.distribution import Distribution
from tests.runs.designs.made_up import experiment, factor


def test_every_factor_has_one_point_in_each_stratum():
    made = lay_out(experiment("x", "y", "z", method="lhs", n=40))
    assert made.unit.shape == (40, 3)
    for column in made.unit.T:
        assert sorted((column * 40).astype(int)) == list(range(40))


def test_values_are_the_inverse_distribution_of_the_unit_cube():
    made = lay_out(experiment(factor("x", Distribution("uniform", (50.0, 70.0))), "y",
                              method="lhs", n=10))  # fmt: skip
    assert np.allclose(made.values[:, 0], 50 + 20 * made.unit[:, 0])
    assert np.array_equal(made.values[:, 1], made.unit[:, 1])


def test_the_seed_decides_and_seed_0_is_a_seed():
    zero, again, one = (
        lay_out(experiment("x", "y", method="lhs", n=8, seed=seed)).unit for seed in (0, 0, 1)
    )
    assert np.array_equal(zero, again)
    assert not np.array_equal(zero, one)


def test_refused_points_are_drawn_again_and_counted():
    made = lay_out(experiment("x", "y", method="lhs", n=50, constraints=["x <= y"]))
    assert made.rows == 50
    assert (made.values[:, 0] <= made.values[:, 1]).all()
    assert 25 < made.refused < 100, "about as many points are refused as kept"
