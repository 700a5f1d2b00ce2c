"""Stage 29: the cells sum to the firms and people behind them (2.3)."""

import math

import numpy as np
import pytest

from sim.behaviour.tally import tally
from tests.behaviour.city import City, in_both, staff_of_cells

LARGE = 11  # a firm of 300 in park 2, weight 1, industry 0


def by_cell(city, values):
    column = city.tables["firms"].column
    mass = column("weight") * column("operating") * values
    return np.bincount(column("park") * 2 + column("industry"), mass, minlength=6)


def test_cells_sum_to_firms():
    city = in_both(tally)
    firm = city.tables["firms"].column
    for name, values in {
        "firms": np.ones(12),
        "staff": firm("staff"),
        "revenue": firm("revenue"),
        "value_added": firm("value_added_share") * firm("revenue"),
        "wage_bill": firm("staff") * firm("wage"),
    }.items():
        assert city.column("cells", name) == pytest.approx(by_cell(city, values)), name
    assert city.column("cells", "own_staff") == pytest.approx(staff_of_cells(city))


def test_firms_that_wait_for_approval_are_not_counted():
    city = in_both(tally, lambda city: city.put("firms", "operating", False, LARGE))
    assert city.column("cells", "staff")[4] == pytest.approx(640.0)
    assert city.column("cells", "firms")[4] == 80.0


def test_skilled_staff_is_the_skilled_share():
    city = in_both(tally)
    assert city.column("cells", "skilled_staff")[:2] == pytest.approx([1280 * 0.8, 4800 * 0.6])


def test_talents_are_counted_where_they_work():
    city = in_both(tally)
    start = City()
    assert city.column("cells", "talents") == pytest.approx(25.0 * start.column("cells", "rows"))
    assert city.column("parks", "talents").sum() == pytest.approx(
        25.0 * (start.column("talents", "employer") >= 0).sum()
    )


def test_people_follow_a_firm_that_moved():
    city = in_both(tally, lambda city: city.put("firms", "park", 2, 3))
    there = City().column("talents", "employer") == 3
    assert there.any()
    assert (city.column("talents", "work_park")[there] == 2).all()
    assert (city.column("talents", "employer")[there] == 3).all()


def test_people_of_a_firm_that_left_the_sample_look_for_work():
    city = in_both(tally, lambda city: city.put("firms", "park", 0, 3))
    there = City().column("talents", "employer") == 3
    assert (city.column("talents", "employer")[there] == -1).all()


def test_people_with_and_without_work_and_their_ways_are_summed():
    city = in_both(tally)
    start = City()
    works = start.column("talents", "employer") >= 0
    home = start.column("talents", "home_park")[works]  # everybody works where they live
    idle, busy, way = city.people.stock
    assert idle == pytest.approx(25.0 * 16)
    assert busy == pytest.approx(25.0 * works.sum())
    assert way == pytest.approx(25.0 * np.array([9.0, 8.0, 3.0])[home].sum())


def test_people_who_left_are_not_counted():
    city = in_both(tally, lambda city: city.put("talents", "alive", False))
    assert not city.column("cells", "talents").any()
    assert not city.column("parks", "talents").any()


def test_skill_of_a_small_cell_leans_on_its_industry():
    def learnt(city):
        works = city.column("talents", "work_park") == 2
        works &= city.column("talents", "industry") == 1
        works &= city.column("talents", "employer") >= 0
        city.put("talents", "human_capital", 1.9, works)
        city.put("talents", "trained", True, works)

    city = in_both(tally, learnt)
    rows = City().column("cells", "rows")
    own, others = rows[5], rows[3]
    mean = (1.9 * own + 1.0 * others) / (own + others)
    assert city.column("cells", "human_capital")[5] == pytest.approx(
        (1.9 * own + 8.0 * mean) / (own + 8.0)
    )
    share = own / (own + others)
    assert city.column("cells", "trained_share")[3] == pytest.approx(8.0 * share / (others + 8.0))
    assert city.column("cells", "human_capital")[1] == pytest.approx(mean)  # not sampled


def test_an_industry_without_people_keeps_the_start():
    city = in_both(tally, lambda city: city.put("talents", "alive", False))
    assert (city.column("cells", "human_capital") == 1.0).all()
    assert city.column("cells", "trained_share") == pytest.approx(0.1)


def test_staff_within_reach_fades_with_distance():
    city = in_both(tally)
    # from park 1: 8 km to the rest of the city and inside, 20 km to park 2; industry 1 is "other"
    near, far = math.exp(-1.0), math.exp(-2.5)
    assert city.column("cells", "reach")[2] == pytest.approx(near * (4800 + 280) + far * 150)
    assert city.column("cells", "reach")[3] == pytest.approx(near * (1280 + 720) + far * 940)


def test_each_industry_supplies_the_other_here():
    city = in_both(tally)
    assert city.column("cells", "suppliers") == pytest.approx(city.column("cells", "reach"))


def test_the_quarter_before_is_remembered():
    def grown(city):
        city.put("cells", "own_staff", 77.0)
        city.put("cells", "reach", 88.0)
        city.put("cells", "suppliers", 99.0)
        city.put("cells", "human_capital", 1.1)
        city.put("parks", "status", 0.25)
        city.put("parks", "congestion", 0.5)

    city = in_both(tally, grown)
    for name, value in {
        "own_staff_last": 77.0,
        "reach_last": 88.0,
        "suppliers_last": 99.0,
        "human_capital_last": 1.1,
    }.items():
        assert (city.column("cells", name) == value).all(), name
    assert (city.column("parks", "status_last") == 0.25).all()
    assert (city.column("parks", "congestion_last") == 0.5).all()


def test_parks_above_their_opening_density_are_congested():
    city = in_both(tally)
    # 6,080, 1,000 and 1,090 people; 1,000 at the opening
    assert city.column("parks", "staff_total") == pytest.approx([6080.0, 1000.0, 1090.0])
    assert city.column("parks", "congestion") == pytest.approx(
        [math.log(6.08), 0.0, math.log(1.09)]
    )
