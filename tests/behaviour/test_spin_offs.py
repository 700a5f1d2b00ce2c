"""Stage 28: firms founded by people of other firms, against sums on paper (E50)."""

import math

import numpy as np
import pytest

from sim.behaviour.enter import count_spinoffs, enter
from tests.behaviour.city import City, in_both
from tests.behaviour.made_up import FIRM_STAFF

ROWS = 12  # firms of the town before anybody enters
LARGE = 11  # a firm of 300 in park 2, weight 1, industry 0


def entrants(city):
    """Columns of the firms that entered."""
    return {name: column[ROWS:] for name, column in city.tables["firms"].snapshot().items()}


def parent(city):
    """One firm of park 2 does research, and nobody enters but its spin-offs."""
    for name in ("approval_days", "approval_days_start"):
        city.put("parks", name, 1e-9)
    city.put("cells", "entry_base", 0.0)
    city.put("firms", "research_share", 0.05, LARGE)
    city.put("firms", "research", 45.0, LARGE)
    city.put("firms", "quality", 4.0, LARGE)


SURE = {"conversion_share": 0.0, "spinoff_research_elasticity": 0.0}


def test_a_spin_off_is_like_its_parent():
    city = in_both(
        enter, parent, assumed={**SURE, "spinoff_near_share": 1.0}, solved={"spinoff_base": 200.0}
    )
    new = entrants(city)
    number = new["uid"].size
    assert number == pytest.approx(200.0, abs=4.0 * math.sqrt(200.0))
    assert np.unique(new["uid"]).size == number
    for name, value in {"origin": 3, "park": 2, "industry": 0, "weight": 1.0}.items():
        assert (new[name] == value).all(), name
    # half of the parent's four standard deviations, and a draw of their own
    assert new["quality"].mean() == pytest.approx(2.0, abs=4.0 * math.sqrt(0.75 / number))
    assert new["quality"].std() == pytest.approx(math.sqrt(0.75), rel=0.2)


def test_venture_type_parents_have_venture_type_spin_offs_twice_as_often():
    kinds = []
    for quarter in range(4 * 2024, 4 * 2024 + 60):
        city = City(quarter=quarter, assumed=SURE, solved={"spinoff_base": 1.0})
        parent(city)
        enter(city)
        kinds.extend(entrants(city)["kind"])
    assert len(kinds) == pytest.approx(60, abs=4.0 * math.sqrt(60.0))
    assert np.mean(kinds) == pytest.approx(0.6, abs=0.25)  # 2 x 0.3


def test_firms_without_research_and_outside_the_parks_have_no_spin_offs():
    def everywhere(city):
        city.put("firms", "research_share", 0.05, [0, 1])
        city.put("firms", "research", 1.0, [0, 1])

    city = in_both(
        lambda city: city.apply(count_spinoffs), everywhere, solved={"spinoff_base": 5.0}
    )
    assert not city.column("firms", "spinoffs").any()


def test_spin_offs_are_as_many_as_the_rate_says():
    def all_research(city):
        city.put("firms", "research_share", 0.05)
        city.put("firms", "research", 0.15 * np.array(FIRM_STAFF))

    found = np.zeros(12)
    for quarter in range(4 * 2024, 4 * 2024 + 40):
        city = City(quarter=quarter, solved={"spinoff_base": 0.1})
        all_research(city)
        city.apply(count_spinoffs)
        found += city.column("firms", "spinoffs")
    # a row founds rows of its own weight: 0.1 x (0.05 x 3 x staff/10)^0.116 a quarter
    rate = 0.1 * (0.15 * np.array(FIRM_STAFF) / 10.0) ** 0.116
    assert found[2:].sum() == pytest.approx(40.0 * rate[2:].sum(), rel=0.35)


def spin_offs(base, quarters):
    """Spin-offs of the one parent, quarter by quarter."""
    found = []
    for quarter in range(4 * 2024, 4 * 2024 + quarters):
        city = City(quarter=quarter, assumed=SURE, solved={"spinoff_base": base})
        parent(city)
        city.apply(count_spinoffs)
        found.append(city.column("firms", "spinoffs")[LARGE])
    return np.array(found)


def test_the_spin_offs_of_a_parent_vary_as_a_poisson_number():
    found = spin_offs(1.0, 150)
    # mean and variance are 1; their standard errors over 150 quarters 0.08 and 0.14
    assert found.mean() == pytest.approx(1.0, abs=0.33)
    assert found.var() == pytest.approx(1.0, abs=0.56)


def test_a_higher_rate_never_takes_a_spin_off_away():
    few, many = spin_offs(0.5, 40), spin_offs(1.0, 40)
    assert (few <= many).all()
    assert few.sum() < many.sum()
