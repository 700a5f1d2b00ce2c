"""The interval of a mean over replicates and orders."""

import numpy as np
import pytest

from sim.analysis.attribution.crossed import crossed, ratio


def test_a_table_worked_out_by_hand():
    """Rows 1, 3 and 5, 7: MS of rows 16, of columns 4, of the rest 0; V = 20/4, df = 20^2/(256+16).

    The quantile of t for 400/272 = 1.4706 degrees of freedom lies between those of 1 and 2.
    """
    found = crossed(np.array([[1.0, 3.0], [5.0, 7.0]]))
    assert found.mean == 4.0
    assert (found.luck, found.order) == (2.0, 1.0)
    half = found.high - found.mean
    assert 4.303 * np.sqrt(5.0) < half < 12.706 * np.sqrt(5.0)


def test_one_replicate_or_one_order_has_no_interval():
    for shape in ((1, 4), (4, 1)):
        found = crossed(np.ones(shape))
        assert found.mean == 1.0
        assert np.isnan([found.low, found.high, found.luck, found.order]).all()


@pytest.mark.parametrize("sources", [(1.0, 0.0, 0.5), (0.0, 1.0, 0.5), (1.0, 1.0, 1.0)])
def test_the_interval_covers_the_mean_whatever_the_source(sources):
    """95 % of 2,000 tables of 8 by 6; three standard errors of that are 1.5 points."""
    stream = np.random.default_rng(3)
    luck, order, rest = sources
    tables = 2.0 + (
        luck * stream.normal(size=(8, 1, 2000))
        + order * stream.normal(size=(1, 6, 2000))
        + rest * stream.normal(size=(8, 6, 2000))
    )
    found = crossed(tables)
    covered = ((found.low <= 2.0) & (found.high >= 2.0)).mean()
    assert 0.935 <= covered <= 0.99


def test_the_ratio_of_two_contributions_covers_the_truth():
    stream = np.random.default_rng(4)
    hits = []
    for _ in range(400):
        luck, order = stream.normal(size=(8, 1)), stream.normal(size=(1, 6))
        top = 6.0 + luck + order + 0.5 * stream.normal(size=(8, 6))
        bottom = 3.0 + 0.3 * luck - 0.2 * order + 0.5 * stream.normal(size=(8, 6))
        low, high = ratio(top, bottom)
        hits.append(low <= 2.0 <= high)
    assert np.mean(hits) >= 0.93
