"""Uncertain start figures: which replicates share them, and that a model uses them."""

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.model import ParkModel


def revenue_of_parks(replicate, uncertainty):
    model = ParkModel(zone="tiny", resolution="draft", replicate=replicate, uncertainty=uncertainty)
    cells = model.tables["cells"]
    return np.bincount(cells.column("park"), cells.column("revenue"))


@pytest.fixture(scope="module")
def factors():
    """Revenue of each place with drawn start figures over that without, replicates 0 to 3."""
    return [revenue_of_parks(r, "start") / revenue_of_parks(r, "luck") for r in range(4)]


def test_replicates_two_by_two_share_a_draw(factors):
    assert factors[0] == pytest.approx(factors[1], rel=1e-9)
    assert factors[2] == pytest.approx(factors[3], rel=1e-9)
    assert not np.allclose(factors[0][1:], factors[2][1:], rtol=1e-3)


def test_only_the_parks_revenue_is_uncertain_and_within_fifteen_percent(factors):
    for each in factors:
        assert each[0] == pytest.approx(1.0)
        assert (np.abs(np.log(each[1:])) <= np.log(1.15) + 1e-9).all()


def test_an_unknown_uncertainty_is_refused():
    with pytest.raises(InputError, match="luck, start"):
        ParkModel(zone="tiny", resolution="draft", uncertainty="everything")
