"""Stage 12: people who come to the city and leave it, against sums on paper (E20)."""

import numpy as np
import pytest

from sim.behaviour.move_people import move_people
from tests.behaviour.city import City, in_both

STAY = {"leaver_rate": 0.0}
GO = {"leaver_rate": 4.0}


def newcomers(city):
    """Rows that came this quarter."""
    return slice(int(city.people.values["first"]), city.tables["talents"].rows)


def test_a_quarter_of_the_yearly_newcomers_comes():
    city = in_both(move_people, assumed=STAY)
    # 400 and 200 people a year are 4 and 2 rows of 25 a quarter
    assert list(city.column("industries", "newcomers")) == [4, 2]
    assert city.tables["talents"].rows == City().tables["talents"].rows + 6
    assert list(city.people.flow) == [150.0, 0.0]


def test_newcomers_search_and_have_a_home_and_no_work():
    city = in_both(move_people, assumed=STAY)
    came = newcomers(city)
    assert city.column("talents", "searching")[came].all()
    assert (city.column("talents", "employer")[came] == -1).all()
    assert np.isin(city.column("talents", "home_park")[came], [0, 1, 2]).all()
    assert list(city.column("talents", "industry")[came]) == [0, 0, 0, 0, 1, 1]
    assert (city.column("talents", "weight")[came] == 25.0).all()
    assert np.unique(city.column("talents", "uid")).size == city.tables["talents"].rows


def test_newcomers_do_not_settle_where_their_industry_is_not_sampled():
    city = in_both(move_people, assumed={**STAY, "newcomers_base": [0.0, 20000.0]})
    assert (city.column("talents", "home_park")[newcomers(city)] > 0).all()


def test_a_fourfold_housing_subsidy_doubles_newcomers_at_an_elasticity_of_a_half():
    city = in_both(move_people, assumed=STAY, law={"talent_housing_subsidy": 24000.0})
    assert list(city.column("industries", "newcomers")) == [8, 4]


def test_no_subsidy_counts_as_1000_yuan():
    low = in_both(move_people, assumed=STAY, law={"talent_housing_subsidy": 0.0})
    floor = in_both(move_people, assumed=STAY, law={"talent_housing_subsidy": 1000.0})
    assert list(low.column("industries", "newcomers")) == list(
        floor.column("industries", "newcomers")
    )
    assert low.column("industries", "newcomers")[0] in (1, 2)  # 4 x (1/6)^0.5 = 1.63


def test_the_same_newcomers_come_in_both_worlds_and_more_with_a_subsidy():
    plain = in_both(move_people, assumed=STAY)
    more = in_both(move_people, assumed=STAY, law={"talent_housing_subsidy": 24000.0})
    one, other = (c.column("talents", "uid")[newcomers(c)] for c in (plain, more))
    assert set(one) < set(other)
    skill = dict(zip(other, more.column("talents", "skill")[newcomers(more)], strict=True))
    for uid, value in zip(one, plain.column("talents", "skill")[newcomers(plain)], strict=True):
        assert skill[uid] == value


def test_newcomers_live_rather_where_housing_is_subsidized():
    many = {**STAY, "newcomers_base": [40000.0, 0.0]}
    law = {"talent_housing_subsidy": [6000.0, 6000.0, 60000.0]}
    plain = in_both(move_people, assumed=many)
    drawn = in_both(move_people, assumed=many, law=law)

    def share(city):
        return (city.column("talents", "home_park")[newcomers(city)] == 2).mean()

    # staff 1280, 720, 940; weights of park 2 times the square root of ten
    assert share(plain) == pytest.approx(940.0 / 2940.0, abs=0.05)
    weighed = 940.0 * 10.0**0.5
    assert share(drawn) == pytest.approx(weighed / (weighed + 2000.0), abs=0.05)


def test_pay_below_that_elsewhere_brings_fewer():
    city = in_both(move_people, lambda city: city.put("industries", "wage_mean", 0.2), assumed=STAY)
    # 0.8^1.5 = 0.7155: 2.86 and 1.43 rows
    first, second = city.column("industries", "newcomers")
    assert first in (2, 3)
    assert second in (1, 2)


def test_closed_channels_keep_returnees_away():
    assumed = {**STAY, "newcomers_base": [17000.0, 0.0]}
    city = in_both(move_people, assumed=assumed, law={"global_talent_inflow": 0.0})
    # 17,000 x (1 - 3/17) = 14,000 a year are 140 rows a quarter
    assert city.column("industries", "newcomers")[0] in (139, 140)


def test_people_who_change_industry_join_the_leading_ones():
    city = in_both(move_people, assumed={**STAY, "industry_switchers": 400.0})
    assert list(city.column("industries", "newcomers")) == [8, 2]


def test_an_industry_can_lose_more_than_come_but_nobody_comes_then():
    city = in_both(move_people, assumed={**STAY, "industry_switchers": -500.0})
    assert list(city.column("industries", "newcomers")) == [0, 2]


def test_takers_get_the_housing_subsidy_from_the_district_or_the_city():
    city = in_both(move_people, assumed=STAY)
    home = city.column("talents", "home_park")[newcomers(city)]
    each = 25.0 * 0.25 * 0.006  # people, takers, million yuan
    ledger = city.ledger
    for payer, park in ((ledger.city, 0), (ledger.districts, 1), (ledger.districts + 1, 2)):
        paid = city.paid(payer, ledger.households)
        assert paid == pytest.approx(each * (home == park).sum())
    assert ledger.flow.sum() == pytest.approx(6.0 * each)


def test_leavers_are_gone_and_their_cells_count_quits():
    before = City()
    rows, stock = before.column("cells", "rows").copy(), before.tables["talents"].rows
    city = in_both(move_people, assumed={**GO, "newcomers_base": [0.0, 0.0]})
    assert not city.column("talents", "alive").any()
    assert (city.column("talents", "employer") == -1).all()
    assert list(city.people.flow) == [0.0, 25.0 * stock]
    assert list(city.column("cells", "quits")) == list(rows)


def test_about_one_in_eighty_leaves_in_a_quarter():
    gone = sum(after_leaving(quarter).people.flow[1] for quarter in range(4 * 2024, 4 * 2024 + 40))
    expected = 40 * 25.0 * City().tables["talents"].rows * 0.05 / 4.0
    assert gone == pytest.approx(expected, rel=0.35)  # about 60 events: 2.7 standard deviations


def after_leaving(quarter):
    city = City(quarter=quarter, assumed={"leaver_rate": 0.05})
    move_people(city)
    return city


def test_nobody_is_lost():
    city = in_both(move_people, assumed={"leaver_rate": 1.0})
    alive = city.column("talents", "weight") * city.column("talents", "alive")
    start = 25.0 * City().tables["talents"].rows
    came, gone = city.people.flow
    assert gone > 0.0
    assert alive.sum() == pytest.approx(start + came - gone)


def test_a_park_without_people_draws_nobody_to_its_homes():
    def emptied(city):
        city.put("cells", "staff", 0.0, [2, 3])

    city = in_both(move_people, emptied, assumed={**STAY, "newcomers_base": [20000.0, 20000.0]})
    assert not (city.column("talents", "home_park")[newcomers(city)] == 1).any()
