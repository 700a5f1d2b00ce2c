"""The venture market is under way at the opening: no quiet quarter, no wave, a standing list."""

import numpy as np
import pytest

import sim
from sim.model import ParkModel


def closed(model) -> np.ndarray:
    """Return the rows of firms that closed a round with a fund this quarter."""
    firms = model.tables["firms"]
    last = firms.column("round")
    new = firms.column("operating") & (firms.column("kind") == 1) & (last >= 1) & (last <= 5)
    return np.flatnonzero(
        new & (firms.column("round_quarters") == 0) & (firms.column("investor") >= 0)
    )


def test_rounds_close_from_the_first_quarter_on_as_in_the_later_ones():
    rounds = np.zeros((3, 4))
    for replicate in range(3):
        model = ParkModel(sim.scenario("no-reform"), resolution="draft", replicate=replicate)
        for quarter in range(4):
            model.run_for(1)
            rounds[replicate, quarter] = closed(model).size
    mean = rounds.mean(0)
    assert mean.sum() == pytest.approx(1200, abs=100)  # facts: 1,100 to 1,300 in 2023
    assert mean == pytest.approx(np.full(4, mean.mean()), rel=0.12)


@pytest.mark.slow
def test_the_list_of_unicorns_stands_under_the_rules_before():
    """Born a year 5-11 (known in 2023); about a tenth leaves, so that the list keeps its size."""
    first, last, born = [], [], []
    for replicate in range(6):
        model = ParkModel(sim.scenario("no-reform"), resolution="draft", replicate=replicate)
        firms = model.tables["firms"]

        def listed(firms=firms) -> set[int]:
            return set(firms.column("uid")[firms.column("unicorn") & firms.column("operating")])

        before = listed()
        first.append(len(before))
        new = 0
        for _ in range(32):
            model.run_for(1)
            now = listed()
            new += len(now - before)
            before = now
        born.append(new / 8.0)
        last.append(len(before))
    assert np.mean(first) == 66
    assert 5.0 <= np.mean(born) <= 11.0
    assert np.mean(last) == pytest.approx(66, rel=0.15)
