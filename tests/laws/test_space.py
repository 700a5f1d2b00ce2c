"""Distances of a running world: pieces of a park that merge come nearer to each other (E14)."""

import numpy as np
import pytest

from sim.policy.change import Change
from tests.laws.worlds import SECOND_YEAR, Reform, world

QUARTERS = 6  # to 2024Q2, the quarter after the first mergers
MERGING = Reform(Change("land.consolidation", "value", 1.0, SECOND_YEAR))
APART = Reform(Change("land.consolidation", "value", 0.0, SECOND_YEAR - 4))


def km(model):
    """Return a copy of the distances between places."""
    return model.space.column("km").copy()


@pytest.fixture(scope="module")
def merged():
    """A replicate in which a piece merges in the first year of the lever, and its number."""
    for replicate in range(20):
        model = world(MERGING, replicate=replicate)
        start = model.tables["parks"].column("sub_parks").copy()
        opening = km(model)
        model.run_for(QUARTERS)
        if (model.tables["parks"].column("sub_parks") < start).any():
            return model, replicate, start, opening
    raise AssertionError("nothing merged in twenty replicates at one merger a year and park")


def test_distances_inside_a_park_shrink_with_the_square_root_of_its_pieces(merged):
    model, _, start, opening = merged
    left = model.tables["parks"].column("sub_parks")
    assert (left[1:] >= 1).all()
    shrunk = np.diagonal(opening)[1:] * np.sqrt(left[1:] / start[1:])
    assert np.diagonal(km(model))[1:] == pytest.approx(shrunk)
    assert km(model)[0, 0] == opening[0, 0]  # the rest of the city has no pieces


def test_distances_between_places_stay(merged):
    model, _, _, opening = merged
    between = ~np.eye(len(opening), dtype=bool)
    assert np.array_equal(km(model)[between], opening[between])


def test_a_park_whose_pieces_merged_reaches_more_of_its_own_people(merged):
    model, replicate, start, _ = merged
    other = world(APART, replicate=replicate)
    other.run_for(QUARTERS)
    shape = (len(start), -1)
    reach, before = (m.tables["cells"].column("reach").reshape(shape) for m in (model, other))
    changed = model.tables["parks"].column("sub_parks") < start
    assert (reach[changed] > 1.01 * before[changed]).all()
    assert reach[~changed] == pytest.approx(before[~changed], rel=0.01)


def test_mergers_of_one_world_leave_the_distances_of_others_alone(merged):
    _, replicate, _, opening = merged
    world(MERGING, replicate=replicate).run_for(QUARTERS)  # opens with the remembered population
    assert np.array_equal(km(world(APART, replicate=replicate)), opening)
