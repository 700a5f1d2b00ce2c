"""Stage 13: seats, search, hires and quits, against sums on paper (E21, E22)."""

import math

import numpy as np
import pytest

from sim.behaviour.match import hire, lay_slots, match, post_seats, search
from sim.behaviour.match import seats as seats_of_a_cell
from sim.behaviour.plan_staff import plan_staff
from tests.behaviour.city import SLOTS, City, in_both, staff_of_cells
from tests.behaviour.made_up import FIRM_INDUSTRIES, FIRM_PARKS, FIRM_STAFF

LARGE = 11  # a firm of 300 in park 2, weight 1, industry 0
EVERYBODY = {"contact_rate_unemployed": 1.0, "contact_rate_employed": 1.0}
IDLE = {"contact_rate_unemployed": 1.0, "contact_rate_employed": 0.0}


def seats(city):
    """Post the seats and lay the slots."""
    for stage in (post_seats, lay_slots):
        city.apply(stage)


def look(city):
    """Post seats and let people search."""
    seats(city)
    city.apply(search)


def market(city):
    """Plan, post and search."""
    plan_staff(city)
    look(city)


def hungry(city):
    """Every firm wants twice its staff."""
    city.column("firms", "vacancies")[...] = city.column("firms", "staff")


def cell_of_firm(city):
    return city.column("firms", "park") * 2 + city.column("firms", "industry")


def test_slots_belong_to_firms_of_the_cell():
    city = in_both(lambda city: city.apply(lay_slots))
    slots, cells = city.column("slots", "firm"), cell_of_firm(city)
    for c in np.flatnonzero(city.column("cells", "slot_count")):
        first = city.column("cells", "slot_first")[c]
        held = slots[first : first + SLOTS]
        held = held[held >= 0]
        assert (cells[held] == c).all()
        assert set(held) == set(np.flatnonzero(cells == c))
        assert held.size <= SLOTS / 2


def held_slots(city):
    """Number of slots of each firm."""
    slots = city.column("slots", "firm")
    return np.bincount(slots[slots >= 0], minlength=12)


def test_every_firm_of_a_sampled_cell_has_a_slot():
    city = in_both(lambda city: city.apply(lay_slots))
    sampled = city.column("cells", "sampled")[cell_of_firm(city)]
    assert (held_slots(city)[sampled] >= 1).all()
    assert not held_slots(city)[~sampled].any()


def test_slots_go_by_size():
    city = in_both(lambda city: city.apply(lay_slots))
    mass = city.column("firms", "weight") * np.array(FIRM_STAFF)
    for c in (0, 2, 4):
        here = np.flatnonzero(cell_of_firm(city) == c)
        wanted = 0.25 * SLOTS * mass[here] / mass[here].sum()
        assert np.abs(held_slots(city)[here] - wanted).max() <= 1.0


def test_the_slots_of_a_firm_share_its_skilled_posts():
    def one_firm_grows(city):
        city.column("firms", "vacancies")[LARGE] = 250.0

    city = in_both(seats, one_firm_grows, assumed={"stock_correction": 0.0})
    mine = city.column("slots", "firm") == LARGE
    assert city.column("slots", "posts")[mine].sum() == pytest.approx(200.0)
    assert not city.column("slots", "posts")[~mine].any()


def test_slots_stay_where_they_are_in_the_next_quarter():
    tables = [City(quarter=quarter) for quarter in (8096, 8097)]
    for city in tables:
        city.apply(lay_slots)
    one, other = (city.column("slots", "firm") for city in tables)
    assert np.array_equal(one, other)


def test_a_city_at_rest_posts_the_rounding_of_its_cells():
    city = in_both(seats)
    gap = city.column("cells", "skilled_staff") - city.column("cells", "talents")
    posted = city.column("cells", "posted")
    most = 0.25 * np.maximum(gap, 0.0) / 0.7 / 25.0 + 1.0
    assert (posted[city.column("cells", "sampled")] <= most[city.column("cells", "sampled")]).all()


def test_cells_outside_the_sample_post_nothing():
    city = in_both(seats, hungry)
    assert city.column("cells", "posted")[1] == 0.0
    assert (city.column("cells", "posted")[[0, 2, 3, 4, 5]] > 0.0).all()


def test_vacancies_become_seats_of_25_skilled_people():
    def one_firm_grows(city):
        city.column("firms", "vacancies")[LARGE] = 250.0

    city = in_both(seats, one_firm_grows)
    # 250 x 0.8 skilled = 200 people and a quarter of the 2 missing at a fill rate of 0.7
    rows = (200.0 + 0.25 * 2.0 / 0.7) / 25.0
    assert city.column("cells", "posted")[4] in (math.floor(rows), math.floor(rows) + 1)
    assert city.column("industries", "vacancies")[0] == pytest.approx(200.0)


def test_seats_seek_vacancies_founders_and_a_quarter_of_the_missing():
    # (200 + (70 + 0.25 (110 - 70))/0.5)/25 = 14.4 rows
    assert seats_of_a_cell(200.0, 70.0, 0.25, 110.0, 0.5, 25.0, 0.59) == 14.0
    assert seats_of_a_cell(200.0, 70.0, 0.25, 110.0, 0.5, 25.0, 0.61) == 15.0
    # people beyond staff take no vacancy away: (200 + 50/0.5)/25 = 12
    assert seats_of_a_cell(200.0, 50.0, 0.25, -400.0, 0.5, 25.0, 0.0) == 12.0


def test_the_first_staff_of_a_new_firm_is_posted_at_once():
    def new(city):
        city.put("firms", "founding", 300.0, LARGE)

    city = in_both(seats, new, assumed={"stock_correction": 0.0})
    rows = 0.8 * 300.0 / 0.7 / 25.0
    assert city.column("cells", "posted")[4] in (math.floor(rows), math.floor(rows) + 1)
    mine = city.column("slots", "firm") == LARGE
    assert city.column("slots", "posts")[mine].sum() == pytest.approx(240.0)
    assert city.column("industries", "vacancies")[0] == 0.0  # it makes the market no tighter


def test_missing_people_are_sought_at_the_filling_of_the_quarter_before():
    for filling, counted in ((0.5, 0.5), (0.1, 0.35)):  # never at less than half the normal 0.7

        def grown(city, filling=filling):
            city.column("firms", "staff")[LARGE] += 1000.0
            city.put("industries", "fill_rate", filling)

        city = in_both(seats, grown)
        # 800 skilled people more, and the 2 that were missing
        rows = 0.25 * 802.0 / counted / 25.0
        assert city.column("cells", "posted")[4] in (math.floor(rows), math.floor(rows) + 1)


def test_the_posts_of_a_firm_count_the_people_it_misses():
    def grown(city):
        city.column("firms", "staff")[LARGE] += 1000.0

    city = in_both(seats, grown)
    people = 25.0 * (City().column("talents", "employer") == LARGE).sum()
    mine = city.column("slots", "firm") == LARGE
    assert city.column("firms", "people")[LARGE] == people
    assert city.column("slots", "posts")[mine].sum() == pytest.approx(
        0.25 * (0.8 * 1300.0 - people)
    )


def test_people_beyond_the_staff_of_their_cell_are_let_go():
    def nobody_needed(city):
        city.put("cells", "skilled_staff", 0.0, 4)

    city = in_both(seats, nobody_needed, assumed={"stock_correction": 1.0})
    before, after = City().column("talents", "employer"), city.column("talents", "employer")
    there = (before >= 0) & (cell_of_firm(city)[before] == 4)
    assert there.sum() > 20
    assert (after[there] == -1).all()
    assert np.array_equal(after[~there], before[~there])


def test_people_whom_a_firm_founded_last_quarter_brings_are_not_beyond_staff():
    def founded(city):
        start = city.column("cells", "talents")[4]
        city.put("cells", "skilled_staff", start + 240.0, 4)
        city.put("cells", "founding", 240.0, 4)
        city.put("firms", "founding", 300.0, LARGE)

    city = in_both(seats, founded, assumed={"stock_correction": 1.0})
    assert np.array_equal(city.column("talents", "employer"), City().column("talents", "employer"))


def test_the_offer_of_a_cell_is_its_mean_pay_by_posts():
    def two_firms(city):
        city.put("firms", "vacancies", [100.0, 1.0], [LARGE, 7])  # 100 and 40 posts
        city.put("firms", "wage", [0.3, 0.2], [LARGE, 7])

    city = in_both(seats, two_firms)
    assert city.column("cells", "offer")[4] == pytest.approx((100 * 0.3 + 40 * 0.2) / 140)
    assert city.column("cells", "offer")[2] == 0.25  # nobody offers: the mean of the industry


def test_people_of_a_firm_that_gives_up_all_posts_lose_their_work():
    def closing(city):
        city.column("firms", "layoffs")[LARGE] = 300.0

    city = in_both(seats, closing)
    assert not (city.column("talents", "employer") == LARGE).any()
    elsewhere = City().column("talents", "employer")
    kept = elsewhere != LARGE
    assert np.array_equal(city.column("talents", "employer")[kept], elsewhere[kept])


def test_people_who_were_laid_off_look_for_work():
    def closing(city):
        city.column("firms", "layoffs")[LARGE] = 300.0

    city = in_both(look, closing, assumed=IDLE)
    lost = City().column("talents", "employer") == LARGE
    found = city.column("talents", "employer")[lost] >= 0
    assert (city.column("talents", "searching")[lost] | found).all()


def test_no_cell_fills_more_seats_than_it_posts():
    city = in_both(market, hungry, assumed=EVERYBODY)
    assert city.column("cells", "filled").sum() > 0.0
    assert (city.column("cells", "filled") <= city.column("cells", "posted")).all()


def test_people_work_in_the_park_and_industry_of_their_firm():
    city = in_both(look, hungry, assumed={"contact_rate_employed": 0.9})
    works = city.column("talents", "employer") >= 0
    firm = city.column("talents", "employer")[works]
    assert np.array_equal(city.column("talents", "work_park")[works], np.array(FIRM_PARKS)[firm])
    assert np.array_equal(
        city.column("talents", "industry")[works], np.array(FIRM_INDUSTRIES)[firm]
    )


def test_nobody_changes_without_a_contact():
    none = {"contact_rate_unemployed": 0.0, "contact_rate_employed": 0.0}

    city = in_both(look, hungry, assumed=none)
    assert np.array_equal(city.column("talents", "employer"), City().column("talents", "employer"))
    assert not city.column("cells", "filled").any()
    assert not city.column("industries", "searchers").any()


def test_hires_from_other_firms_are_quits_there():
    city = in_both(look, hungry, assumed={"contact_rate_employed": 1.0})
    before = City().column("talents", "employer")
    after = city.column("talents", "employer")
    changed = (before >= 0) & (after != before)
    quits = np.bincount(cell_of_firm(city)[before[changed]], minlength=6)
    assert changed.sum() > 5
    assert np.array_equal(city.column("cells", "quits"), quits)
    hired = np.bincount(cell_of_firm(city)[after[(after != before)]], minlength=6)
    assert np.array_equal(city.column("cells", "filled"), hired)


def test_people_without_work_take_work_and_leave_no_quits():
    city = in_both(look, hungry, assumed=IDLE)
    before = City().column("talents", "employer")
    assert not city.column("cells", "quits").any()
    assert (city.column("talents", "employer")[before < 0] >= 0).any()
    assert np.array_equal(city.column("talents", "employer")[before >= 0], before[before >= 0])


def test_nobody_leaves_for_pay_that_is_far_lower():
    def poor(city):
        hungry(city)
        city.put("firms", "wage", 0.25 * math.exp(-9.0), slice(1, None, 2))

    # taste has a spread of 0.1: a loss of nine log points needs a shock of more than 90
    city = in_both(look, poor, assumed={"contact_rate_employed": 1.0})
    before, after = City().column("talents", "employer"), city.column("talents", "employer")
    rich = (before >= 0) & (before % 2 == 0)
    assert (after[rich] % 2 == 0).all()


def test_without_a_wish_to_change_industry_people_stay_in_theirs():
    free = {"stay_in_industry": 1.0, "contact_rate_employed": 1.0, "contact_rate_unemployed": 1.0}
    city = in_both(look, hungry, assumed=free)
    assert np.array_equal(city.column("talents", "industry"), City().column("talents", "industry"))


def test_a_firm_without_posts_hires_nobody():
    def one_wants(city):
        city.column("firms", "vacancies")[LARGE] = 300.0

    city = in_both(look, one_wants, assumed={**EVERYBODY, "stock_correction": 0.0})
    before, after = City().column("talents", "employer"), city.column("talents", "employer")
    assert (after[after != before] == LARGE).all()
    assert (after != before).any()


def test_distance_keeps_people_near_home():
    near = in_both(look, hungry, assumed={**IDLE, "distance_decay_jobs": 50.0})
    hired = (City().column("talents", "employer") < 0) & (near.column("talents", "employer") >= 0)
    far = near.column("talents", "home_park") != near.column("talents", "work_park")
    # from the rest of the city park 1 is nearer than the rest itself: 8 against 9 km
    assert hired.any()
    assert not (far & hired & (near.column("talents", "home_park") > 0)).any()


def counted(city):
    """Posts and quits of the cells, by hand."""
    for name, value in {
        "posted": [0.0, 0.0, 10.0, 0.0, 10.0, 0.0],
        "filled": [0.0, 0.0, 2.0, 0.0, 6.0, 0.0],
        "quits": [0.0, 0.0, 2.0, 0.0, 0.0, 0.0],
        "rows": [50.0, 0.0, 20.0, 0.0, 30.0, 0.0],
    }.items():
        city.put("cells", name, value)
    city.put("firms", "vacancies", [30.0, 10.0], [LARGE, 1])
    city.put("firms", "layoffs", 3.0, 6)


def hires(city):
    city.apply(hire)


def test_fill_and_quit_rates_lean_on_the_industry():
    city = in_both(hires, counted)
    assert city.column("industries", "fill_rate") == pytest.approx([8.0 / 20.0, 0.7])
    assert city.column("industries", "quit_rate") == pytest.approx([0.02, 0.04])
    fill = city.column("cells", "fill_rate")
    # (6 + 8 x 0.4)/18, (2 + 8 x 0.4)/18; cell 0 posted nothing; cell 1 is not sampled
    assert fill[[4, 2, 0, 1]] == pytest.approx([9.2 / 18.0, 5.2 / 18.0, 0.4, 0.7])
    quits = city.column("cells", "quit_rate")
    assert quits[[4, 2, 1]] == pytest.approx([0.16 / 38.0, 2.16 / 28.0, 0.04])


def test_staff_follows_hires_quits_and_layoffs():
    city = in_both(hires, counted)
    staff = city.column("firms", "staff")
    assert staff[LARGE] == pytest.approx(300.0 + 30.0 * 9.2 / 18.0 - 300.0 * 0.16 / 38.0)
    assert staff[6] == pytest.approx(10.0 - 10.0 * 2.16 / 28.0 - 3.0)
    assert staff[1] == pytest.approx(30.0 + 10.0 * 0.7 - 30.0 * 0.04)  # outside the sample


def test_the_first_staff_of_a_firm_is_sought_once():
    city = in_both(hires, lambda city: city.put("firms", "founding", 300.0, LARGE))
    assert not city.column("firms", "founding").any()


def test_quits_are_counted_anew_every_quarter():
    assert not in_both(hires, counted).column("cells", "quits").any()


def test_staff_never_falls_below_zero():
    def gives_up(city):
        city.put("firms", "layoffs", city.column("firms", "staff"))

    city = in_both(hires, gives_up)
    assert (city.column("firms", "staff") == 0.0).all()


def test_firms_that_wait_for_approval_keep_their_staff():
    def waits(city):
        counted(city)
        city.put("firms", "operating", False, LARGE)

    assert in_both(hires, waits).column("firms", "staff")[LARGE] == 300.0


def test_a_whole_market_keeps_staff_and_people_together():
    def quarters(city):
        for _ in range(6):
            plan_staff(city)
            match(city)

    city = in_both(quarters, assumed={"contact_rate_unemployed": 0.9})
    assert (city.column("firms", "staff") > 0.0).all()
    assert (city.column("cells", "filled") <= city.column("cells", "posted")).all()
    zone = [2, 4]
    skilled = staff_of_cells(city)[zone] * 0.8
    firm = city.column("talents", "employer")
    people = 25.0 * np.bincount(cell_of_firm(city)[firm[firm >= 0]], minlength=6)[zone]
    assert people.sum() == pytest.approx(skilled.sum(), rel=0.15)
