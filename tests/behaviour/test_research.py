"""Stage 15: research, knowledge, spillovers, patents and prototypes against closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.patents import (
    QUEUE,
    examine,
    expected_applications,
    file_applications,
    most_applications,
    none_before,
    quarters_to_grant,
)
from sim.behaviour.plan_staff import plan_staff
from sim.behaviour.research import (
    certificate_threshold,
    milestone_speed,
    price_level,
    raised_research,
    reported_share,
    research_productivity,
    research_spending,
    scale_up,
    spend_on_research,
)
from sim.behaviour.spillover import imitation, laboratory_reach, spill
from sim.model import ParkModel
from tests.behaviour.city import KM, RELATED, City, in_both

LARGE = 11  # a firm of 300 in park 2, weight 1, industry 0, revenue 900
BRACKETS = (50.0, 200.0, 0.05, 0.04, 0.03)


def run(*stages):
    """Return a function that runs loops one after the other."""

    def act(city):
        for stage in stages:
            city.apply(stage)

    return act


def test_relabelled_cost_is_no_research():
    assert research_spending(100.0, 0.05, 0.2) == pytest.approx(4.0)


def test_the_certificate_asks_less_of_larger_firms_in_nominal_money():
    found = [certificate_threshold(y, 1.0, *BRACKETS) for y in (49.0, 50.0, 200.0, 201.0)]
    assert found == [0.05, 0.04, 0.04, 0.03]
    assert certificate_threshold(49.0, 1.1, *BRACKETS) == 0.04
    assert price_level(0.02, -1.0) == 1.0
    assert price_level(0.02, 2.0) == pytest.approx(1.0404)


def test_firms_little_below_the_threshold_report_the_threshold():
    assert reported_share(0.04, 0.05, 0.015, 0.25) == 0.05
    assert reported_share(0.034, 0.05, 0.015, 0.25) == 0.034  # more than 1.5 points
    assert reported_share(0.0145, 0.02, 0.015, 0.25) == 0.0145  # 27.5 % of what it would report
    assert reported_share(0.06, 0.05, 0.015, 0.25) == 0.06


def test_reporting_more_is_not_doing_more():
    def near(city):
        city.put("firms", "research_share", 0.04, LARGE)
        city.put("firms", "revenue", 30.0, LARGE)

    city = in_both(run(spend_on_research), near)
    assert city.column("firms", "research_share")[LARGE] == 0.05
    assert city.column("firms", "relabelled_share")[LARGE] == pytest.approx(0.2)
    assert city.column("firms", "research")[LARGE] == pytest.approx(1.2)


def test_knowledge_grows_with_research_and_fades():
    def active(city):
        city.put("firms", "research_share", 0.05, LARGE)
        city.put("firms", "knowledge", 100.0, LARGE)

    city = in_both(run(spend_on_research), active)
    assert city.column("firms", "research")[LARGE] == pytest.approx(45.0)
    assert city.column("firms", "knowledge")[LARGE] == pytest.approx(100.0 * 0.9625 + 45.0 / 4.0)
    assert city.column("cells", "research").tolist() == pytest.approx([0, 0, 0, 0, 45.0, 0])
    assert not np.delete(city.column("firms", "knowledge"), LARGE).any()


def test_partners_doctors_and_data_raise_what_research_gives_up_to_caps():
    assert research_productivity(2.0, 3.0, 0.04, 0.12, 0.01, 0.05, 0.02) == pytest.approx(1.13)
    assert research_productivity(9.0, 9.0, 0.04, 0.12, 0.01, 0.05, 0.0) == pytest.approx(1.17)


def test_cleared_data_helps_its_industries_and_the_city_pays_a_case_every_two_years():
    def active(city):
        city.put("firms", "research_share", 0.05, [LARGE, 10])  # 10: the other industry
        city.put("firms", "relabelled_share", 0.0)

    city = in_both(run(spend_on_research), active, law={"global_data_flow": 1.0})
    assert city.column("firms", "knowledge")[LARGE] == pytest.approx(45.0 / 4.0 * 1.02)
    assert city.column("firms", "knowledge")[10] == pytest.approx(13.5 / 4.0)
    assert city.paid(city.ledger.city, city.ledger.outside) == pytest.approx(0.2 / 2.0 / 4.0)


def funded(city):
    """A venture-type firm of 300 with 100 million and a round of 200 million five quarters ago."""
    for name, value in {"kind": 1, "round": 2, "round_quarters": 5, "cash": 100.0}.items():
        city.put("firms", name, value, LARGE)
    city.put("firms", "round_size", 200.0, LARGE)
    city.put("firms", "research_share", 0.05, LARGE)


def test_raised_money_is_spent_on_research_above_half_a_year_of_pay():
    assert raised_research(0.35, 100.0, 0.5, 75.0, 200.0, 5) == pytest.approx(0.35 * 62.5)
    city = in_both(run(spend_on_research), funded)
    assert city.column("firms", "research_raised")[LARGE] == pytest.approx(21.875)
    assert city.column("firms", "research")[LARGE] == pytest.approx(45.0 + 21.875)
    # three fifths are pay: 13.125 million over 0.25 a person
    assert city.column("firms", "research_staff")[LARGE] == pytest.approx(52.5)
    plan_staff(city)
    assert city.column("firms", "staff_desired")[LARGE] == pytest.approx(300.0 + 52.5)


def test_what_a_firm_has_earned_is_not_spent_like_raised_money():
    # 0.9125 of a round of 40 million is left after a quarter, whatever else the firm has
    assert raised_research(0.35, 5000.0, 0.5, 75.0, 40.0, 0) == pytest.approx(0.35 * 40.0)
    assert raised_research(0.35, 5000.0, 0.5, 75.0, 40.0, 1) == pytest.approx(0.35 * 36.5)


def test_money_of_an_old_round_is_not_spent_that_way():
    def old(city):
        funded(city)
        city.put("firms", "round_quarters", 13, LARGE)

    city = in_both(run(spend_on_research), old)
    assert city.column("firms", "research_raised")[LARGE] == 0.0
    assert city.column("firms", "research_staff")[LARGE] == 0.0


def test_stronger_enforcement_lowers_imitation_along_the_line():
    assert imitation(0.3, 0.2, 0.5, 0.5) == pytest.approx(0.3)
    assert imitation(0.3, 0.2, 1.0, 0.5) == pytest.approx(0.2)


def knowing(city):
    """Knowledge in all six cells, and some outside the city."""
    city.put("cells", "knowledge", [10.0, 20.0, 30.0, 40.0, 50.0, 60.0])
    city.put("industries", "world_knowledge", [1000.0, 500.0])


def pool(near, imitated=1.0, access=0.6):
    """Spillover pool of the six cells from the matrix of closeness."""
    stock = np.array([[10.0, 20.0], [30.0, 40.0], [50.0, 60.0]])
    inside = near @ stock @ RELATED.T
    return (imitated * inside + 0.1 * access * np.array([1000.0, 500.0])).ravel()


def test_the_pool_is_the_knowledge_around_related_industries_and_the_world():
    city = in_both(run(spill), knowing)
    assert city.column("cells", "spillover") == pytest.approx(pool(np.exp(-KM / 8.0)))


def test_enforcement_network_and_links_abroad_change_the_pool_by_their_own_channels():
    strict = in_both(run(spill), knowing, law={"ip_enforcement": 1.0})
    assert strict.column("cells", "spillover") == pytest.approx(pool(np.exp(-KM / 8.0), 2.0 / 3.0))
    assert strict.paid(strict.ledger.city, strict.ledger.outside) == pytest.approx(200.0 / 4.0)
    close = in_both(run(spill), knowing, law={"link_network_cost": 0.9})
    reach = np.where(np.eye(3) > 0, KM, 0.9 * KM)
    assert close.column("cells", "spillover") == pytest.approx(pool(np.exp(-reach / 8.0)))
    # enforcement of 0.5 costs 100 a year, 0.1 of distance another 20
    assert close.paid(close.ledger.city, close.ledger.outside) == pytest.approx(120.0 / 4.0)
    open_ = in_both(run(spill), knowing, law={"global_knowledge_access": 0.7})
    assert open_.column("cells", "spillover") == pytest.approx(pool(np.exp(-KM / 8.0), access=0.7))
    fund = open_.ledger.special_fund
    assert open_.paid(fund, open_.ledger.outside) == pytest.approx(100.0 / 4.0)


def test_joint_laboratories_double_universities_when_there_are_enough():
    assert laboratory_reach(50.0, 200.0) == 0.25
    assert laboratory_reach(400.0, 200.0) == 1.0
    near = {"university_knowledge": [0.0, 8.0, 0.0]}
    some, more = (
        in_both(run(spill), knowing, law={"university_joint_labs": labs}, solved=near)
        for labs in (0.0, 50.0)
    )
    gained = more.column("cells", "spillover") - some.column("cells", "spillover")
    assert gained == pytest.approx([0.0, 0.0, 2.0, 2.0, 0.0, 0.0])
    fund = more.ledger.special_fund
    assert more.paid(fund, more.ledger.outside) == pytest.approx(0.5 * 5.0 * 50.0 / 4.0)


def test_firms_of_the_parks_pay_the_other_half_of_joint_laboratories():
    def active(city):
        city.put("firms", "research_share", 0.05)
        city.put("firms", "relabelled_share", 0.0)
        column = city.tables["firms"].column
        mass = column("weight") * 0.05 * column("revenue")
        cell = column("park") * 2 + column("industry")
        city.put("cells", "research", np.bincount(cell, mass, minlength=6))

    city = in_both(run(spend_on_research), active, law={"university_joint_labs": 40.0})
    before = City().cash()
    assert before - city.cash() == pytest.approx(0.5 * 5.0 * 40.0 / 4.0)
    assert city.paid(city.ledger.firms, city.ledger.outside) == pytest.approx(25.0)


def test_applications_rise_with_research_by_the_power_of_six_tenths():
    one, two = (expected_applications(4.0, r, 10.0, 0.6, 1.0, 0.0, 0.5) for r in (10.0, 20.0))
    assert one == pytest.approx(1.0)
    assert two / one == pytest.approx(2.0**0.6)
    assert expected_applications(4.0, 10.0, 10.0, 0.6, 1.0, 2.0, 0.5) == pytest.approx(1.25)
    assert expected_applications(4.0, 0.0, 10.0, 0.6, 1.0, 2.0, 0.5) == 0.0


@given(st.floats(0.01, 20.0), st.floats(1e-4, 1e4), st.floats(0.0, 1.0), st.floats(0.0, 3.0))
def test_the_bound_without_logarithms_is_never_below_the_mean(scale, research, power, posts):
    mean = expected_applications(scale, research, 10.0, power, 1.0, posts, 0.5)
    assert most_applications(scale, research, 10.0, power, 0.5 * posts) >= mean * (1.0 - 1e-12)


@given(st.floats(1e-6, 50.0), st.floats(0.05, 5.0))
def test_nobody_files_below_the_bound_of_the_uniform(mean, shape):
    none = (1.0 + mean / shape) ** -shape  # negative binomial, no application
    assert none_before(mean, shape) <= none * (1.0 + 1e-12)


def test_firms_file_as_many_applications_as_the_mean_says():
    filed = []
    for quarter in range(4 * 2024, 4 * 2024 + 200):
        city = City(quarter=quarter)
        city.put("firms", "research_share", 0.05, [6, LARGE])
        city.put("firms", "research", 10.0, [6, LARGE])
        city.put("industries", "research_median", 10.0)
        city.apply(file_applications)
        filed += city.column("firms", "filed")[[6, LARGE]].tolist()
        assert not np.delete(city.column("firms", "filed"), [6, LARGE]).any()
    # negative binomial: variance 1 + 1/0.4
    assert np.mean(filed) == pytest.approx(1.0, abs=4.0 * math.sqrt(3.5 / 400.0))
    assert np.var(filed) == pytest.approx(3.5, rel=0.5)


def test_a_patent_is_granted_when_it_reaches_the_end_of_the_queue():
    def waiting(city):
        city.put("firms", "research_share", 0.05, LARGE)
        queue = city.column("firms", "applications")
        queue[LARGE, 0], queue[LARGE, 1] = 2.0, 5.0

    city = in_both(run(file_applications), waiting)
    assert city.column("firms", "patents")[LARGE] == 2.0
    assert city.column("firms", "first_granted")[LARGE] == 4 * 2024
    assert city.column("firms", "applications")[LARGE].tolist() == [5.0] + [0.0] * (QUEUE - 1)
    assert city.column("cells", "granted").tolist() == [0, 0, 0, 0, 2.0, 0]


def test_sixteen_months_are_five_or_six_quarters():
    assert [quarters_to_grant(16.0, u) for u in (0.1, 0.6, 0.7)] == [5, 5, 6]
    assert quarters_to_grant(3.0, 0.9) == 1
    assert quarters_to_grant(0.0, 0.1) == 1
    assert quarters_to_grant(99.0, 0.1) == QUEUE


SURE = {"grant_probability": 1.0, "preexam_eligible_share": 1.0}


def filing(city):
    """Every firm is one firm and has filed two applications."""
    city.put("firms", "weight", 1.0)
    city.put("firms", "filed", 2)


def test_a_shorter_time_to_grant_brings_the_same_patents_earlier():
    def cut(city):
        filing(city)
        city.put("industries", "grant_lag_cut", 12, 0)

    first = np.array(City().column("firms", "industry")) == 0
    for prepare, places in ((filing, {4, 5}), (cut, {0, 1})):
        queue = in_both(run(examine), prepare, assumed=SURE).column("firms", "applications")
        assert set(np.flatnonzero(queue[first].sum(axis=0))) <= places
        assert queue.sum(axis=1) == pytest.approx(2.0)


def test_pre_examination_serves_firms_in_keyed_order_up_to_its_capacity():
    served = []
    for capacity in (2.0, 5.0, 100.0):
        city = in_both(run(examine), filing, assumed=SURE, law={"ip_preexam_capacity": capacity})
        fast = city.column("firms", "applications")[:, 0]
        eligible = city.column("firms", "industry") == 0
        assert not fast[~eligible].any()
        assert fast.sum() == min(capacity, 2.0 * eligible.sum())
        served.append(fast)
        # 5,000 yuan a case, and 20 people at 0.3 million for 1,000 cases a year
        cost = fast.sum() * (0.005 + 0.02 * 0.3)
        assert city.paid(city.ledger.city, city.ledger.outside) == pytest.approx(cost)
    assert (served[0] <= served[1]).all()
    assert (served[1] <= served[2]).all()


def test_a_row_of_many_firms_takes_many_places():
    def heavy(city):
        filing(city)
        city.put("firms", "weight", 40.0)

    city = in_both(run(examine), heavy, assumed=SURE, law={"ip_preexam_capacity": 100.0})
    assert city.column("firms", "applications")[:, 0].sum() == 2.0


def test_about_half_of_the_applications_are_granted():
    granted = filed = 0.0
    for quarter in range(4 * 2024, 4 * 2024 + 60):
        city = City(quarter=quarter)
        filing(city)
        city.apply(examine)
        granted += city.column("firms", "applications").sum()
        filed += 24.0
    assert granted / filed == pytest.approx(0.55, abs=4.0 * math.sqrt(0.25 / filed))


def prototypes(city):
    """Two firms have eight quarters of work before their first product."""
    for row in (3, 5):
        city.put("firms", "kind", 1, row)
        city.put("firms", "product_in", 8.0, row)


def test_one_pilot_line_speeds_up_the_first_firm_of_the_queue():
    city = in_both(run(scale_up), prototypes, law={"platforms_pilot_plants": 1.0})
    left = sorted(city.column("firms", "product_in")[[3, 5]])
    assert left == pytest.approx([6.4, 7.0])
    both = in_both(run(scale_up), prototypes, law={"platforms_pilot_plants": 2.0})
    assert both.column("firms", "product_in")[[3, 5]] == pytest.approx([6.4, 6.4])
    # capital of 60 and a quarter of 12 a year, a third from each payer
    third = (60.0 + 3.0) / 3.0
    ledger = city.ledger
    assert city.paid(ledger.city, ledger.outside) == pytest.approx(third)
    assert city.paid(ledger.special_fund, ledger.outside) == pytest.approx(third)
    halves = [city.paid(ledger.districts + d, ledger.outside) for d in range(2)]
    assert halves == pytest.approx([third / 2.0] * 2)


def test_the_first_product_gives_back_the_appeal_that_was_lacking():
    def nearly(city):
        prototypes(city)
        city.put("firms", "product_in", 0.7, 3)

    city = in_both(run(scale_up), nearly)
    gained = city.column("firms", "appeal") - City().column("firms", "appeal")
    assert gained[3] == pytest.approx(1.2)
    assert city.column("firms", "product_in")[3] == 0.0
    assert not np.delete(gained, 3).any()


def test_a_good_incubator_shortens_the_way_to_the_product():
    def seated(city):
        prototypes(city)
        city.put("firms", "incubator", 0, 3)
        city.put("incubators", "quality", 0.5)
        city.put("incubators", "venture_share", 0.2)

    assert milestone_speed(0.2, 0.5, 0.8, 0.2) == pytest.approx(0.1)
    city = in_both(run(scale_up), seated)
    assert city.column("firms", "product_in")[[3, 5]] == pytest.approx([6.9, 7.0])


@pytest.fixture(scope="module")
def opened():
    """The made-up zone at its opening."""
    return ParkModel(zone="tiny", resolution="draft")


def test_the_pool_of_the_first_quarter_is_that_of_the_opening(opened):
    cells = opened.cells.table
    before = cells.column("spillover").copy()
    spill(opened)
    change = np.log(cells.column("spillover") / before)
    assert np.abs(change).max() < 1e-9


def test_expected_grants_of_the_first_year_are_those_of_the_zone(opened):
    firms, cells, industries = (
        opened.firms.table,
        opened.cells.table,
        opened.industries.table,
    )
    assumed, total = opened.assumed, 0.0
    for row in range(len(firms)):
        firm = {name: firms.column(name)[row] for name in ("park", "industry", "research")}
        k = firm["industry"]
        if firm["park"] == 0 or firm["research"] == 0.0 or not firms.column("operating")[row]:
            continue
        mean = expected_applications(
            opened.solved.patent_scale[k],
            firm["research"],
            industries.column("research_median")[k],
            assumed.patent_elasticity,
            (
                cells.column("spillover")[firm["park"] * len(industries) + k]
                / opened.solved.spillover_mean[k]
            )
            ** assumed.patent_spillover_elasticity,
            0.0,
            0.5,
        )
        total += 4.0 * mean * assumed.grant_probability * firms.column("weight")[row]
    assert total == pytest.approx(opened.zone.total("patent_grants_year"), rel=1e-6)
