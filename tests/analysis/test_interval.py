import numpy as np
import pytest

from sim.analysis.interval import band, bootstrap, spread, student


def test_students_interval_of_four_numbers_is_as_by_hand():
    found = student(np.array([[1.0], [2.0], [3.0], [6.0]]))
    # mean 3, variance 14/3, standard error sqrt(14/12), t with 3 degrees of freedom 3.182446
    half = 3.182446305 * np.sqrt(14 / 12)
    assert found.mean[0] == 3.0
    assert found.low[0] == pytest.approx(3.0 - half)
    assert found.high[0] == pytest.approx(3.0 + half)


def test_one_replicate_has_no_interval():
    for method in (student, bootstrap, band):
        found = method(np.array([[1.0, 2.0]]))
        assert found.mean.tolist() == [1.0, 2.0]
        assert np.isnan(found.low).all() and np.isnan(found.high).all()


def test_equal_replicates_have_an_interval_of_no_width():
    for method in (student, bootstrap, band):
        found = method(np.full((5, 2), 3.0))
        assert found.low.tolist() == found.high.tolist() == [3.0, 3.0]


def test_the_bootstrap_is_the_same_every_time_and_depends_on_its_seed():
    values = np.arange(12.0)[:, None] ** 2
    assert bootstrap(values).low == bootstrap(values).low
    assert bootstrap(values, seed=1).low != bootstrap(values, seed=2).low


def test_the_bootstrap_of_a_large_sample_agrees_with_the_normal_interval():
    values = np.sin(np.arange(400.0) * 12.9898)[:, None]
    found, half = bootstrap(values), 1.959964 * values.std() / 20
    assert found.low[0] == pytest.approx(values.mean() - half, abs=0.1 * half)
    assert found.high[0] == pytest.approx(values.mean() + half, abs=0.1 * half)


def test_a_band_of_one_point_is_close_to_its_interval_and_of_many_is_wider():
    values = np.sin(np.arange(20.0)[:, None] * np.arange(1, 41) * 7.13)
    one, many = band(values[:, :1]), band(values)
    point = student(values)
    assert one.high[0] == pytest.approx(point.high[0], rel=0.2)
    assert (many.high - many.mean > 1.2 * (point.high - point.mean)).all()


def test_a_curve_that_is_equal_at_first_has_a_band_of_no_width_there():
    values = np.concatenate([np.zeros((6, 3)), np.arange(12.0).reshape(6, 2)], axis=1)
    found = band(values)
    assert found.low[:3].tolist() == found.high[:3].tolist() == [0.0] * 3
    assert found.low[3] < found.mean[3] < found.high[3]


def test_the_spread_of_runs_holds_the_share_of_runs_it_names():
    found = spread(np.arange(101.0)[:, None], 0.8)
    assert (found.low[0], found.mean[0], found.high[0]) == pytest.approx((10.0, 50.0, 90.0))


@pytest.mark.slow
def test_a_band_covers_the_whole_curve_as_often_as_it_says():
    generator = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        walks = generator.normal(size=(12, 30)).cumsum(axis=1)
        found = band(walks, resamples=400)
        held += bool(((found.low <= 0) & (0 <= found.high)).all())
    assert 0.92 <= held / 400 <= 1.0
