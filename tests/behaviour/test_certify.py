"""Stage 23: thresholds, chances and reviews of certificates, chain leaders, unicorns."""

import numpy as np
import pytest

from sim.behaviour.certify import (
    certification_chance,
    certify,
    is_giant,
    is_high_tech,
    is_innovative,
)
from tests.behaviour.city import City, in_both

GIANT = (50.0, 100.0, 0.06, 0.03, 20.0)
SURE = {"certification_rate": [1.0, 1.0, 1.0], "high_tech_rate": 1.0}


def test_the_high_tech_certificate_asks_for_age_research_and_a_patent():
    assert is_high_tech(1.0, 0.05, 1.0, 1.0, 0.05, 1.0) == 1
    for years, share, patents in ((0.75, 0.05, 1.0), (1.0, 0.049, 1.0), (1.0, 0.05, 0.0)):
        assert is_high_tech(years, share, patents, 1.0, 0.05, 1.0) == 0


def test_an_innovative_sme_has_sales_research_and_two_years():
    assert is_innovative(2.0, 10.0, 0.03, 2.0, 10.0, 0.03) == 1
    for years, revenue, share in ((1.75, 10.0, 0.03), (2.0, 9.9, 0.03), (2.0, 10.0, 0.029)):
        assert is_innovative(years, revenue, share, 2.0, 10.0, 0.03) == 0


@pytest.mark.parametrize(
    ("revenue", "share", "equity", "able"),
    [
        (100.0, 0.03, 0.0, 1),
        (100.0, 0.029, 50.0, 0),
        (60.0, 0.06, 0.0, 1),
        (60.0, 0.05, 50.0, 0),
        (40.0, 0.0, 20.0, 1),
        (40.0, 0.09, 19.0, 0),
    ],
)
def test_a_little_giant_has_sales_or_research_or_equity(revenue, share, equity, able):
    assert is_giant(revenue, share, equity, *GIANT) == able


def test_chances_follow_coverage_and_a_year_has_four_quarters():
    assert certification_chance(0.06, 0.3, 0.3) == pytest.approx(0.06)
    assert certification_chance(0.06, 0.5, 0.3) == pytest.approx(0.1)
    assert certification_chance(0.5, 1.0, 0.3) == 1.0


def climbing(city):
    """Everyone does a tenth of R&D, has three patents, ten years and is venture-type."""
    city.put("firms", "kind", 1)
    city.put("firms", "weight", 1.0)
    city.put("firms", "research_share", 0.1)
    city.put("firms", "patents", 3.0)
    city.put("firms", "age", 40)
    city.put("firms", "revenue", np.arange(12) * 60.0)  # 0, 60, ... 660


def test_firms_climb_one_step_a_year():
    city = in_both(certify, climbing, assumed=SURE)
    revenue = city.column("firms", "revenue")
    assert (city.column("firms", "hnte_years") == 3.0).all()
    assert (city.column("firms", "innovative_sme") == (revenue >= 10.0)).all()
    assert not city.column("firms", "little_giant").any()
    certify(city)
    assert (city.column("firms", "little_giant") == (revenue >= 50.0)).all()
    assert not city.column("firms", "champion").any()
    certify(city)
    assert (city.column("firms", "champion") == (revenue >= 400.0)).all()


def test_firms_without_research_get_no_certificate():
    def idle(city):
        climbing(city)
        city.put("firms", "research_share", 0.0)

    city = in_both(certify, idle, assumed=SURE)
    assert not city.column("firms", "hnte_years").any()
    assert not city.column("firms", "innovative_sme").any()
    assert not city.column("firms", "leader").any()


def test_ordinary_firms_become_no_little_giants():
    def ordinary(city):
        climbing(city)
        city.put("firms", "kind", 0)
        city.put("firms", "innovative_sme", True)

    city = in_both(certify, ordinary, assumed=SURE)
    assert not city.column("firms", "little_giant").any()


def test_more_coverage_certifies_everyone_whom_less_certifies():
    found = []
    for coverage in (0.1, 0.4, 1.0):
        city = in_both(certify, climbing, law={"ladder_coverage": coverage})
        found.append(city.column("firms", "innovative_sme").copy())
    assert (found[0] <= found[1]).all()
    assert (found[1] <= found[2]).all()
    # 0.25 x 1/0.3 of eleven firms; the high-tech certificate does not depend on the list
    assert 5 <= found[2].sum() <= 11


def test_coverage_has_its_cost_for_the_firms_that_stand_on_the_list():
    city = in_both(certify, climbing, law={"ladder_coverage": 0.5})
    inside = (city.column("firms", "park") > 0) & (city.column("firms", "revenue") >= 10.0)
    paid = city.paid(city.ledger.special_fund, city.ledger.outside)
    assert paid == pytest.approx(0.2 / 4.0 * 0.5 * inside.sum())
    later = in_both(certify, climbing, law={"ladder_coverage": 0.5}, quarter=4 * 2024 + 1)
    assert not later.column("firms", "innovative_sme").any()


def test_a_certificate_that_runs_out_is_renewed_at_four_fifths_of_the_thresholds():
    def ending(city):
        climbing(city)
        city.put("firms", "hnte_years", 1.0)
        city.put("firms", "revenue", 300.0)  # 3 %
        city.put("firms", "research_share", [0.03, 0.025, 0.023] + [0.1] * 9)

    thresholds = {"hnte_research_threshold": [0.05, 0.04, 0.03], "research_intensity": [0.05] * 2}
    city = in_both(certify, ending, assumed={**thresholds, "high_tech_rate": 0.0})
    assert city.column("firms", "hnte_years")[:4].tolist() == [3.0, 3.0, 0.0, 3.0]


def test_a_review_after_three_years_takes_what_fell_below_four_fifths():
    def reviewed(city):
        climbing(city)
        for label in ("innovative_sme", "little_giant", "champion"):
            city.put("firms", label, True)
        city.put("firms", "label_quarters", 8)
        city.put("firms", "label_quarters", 0, 1)
        # sales of 7: below 0.8 x 10; of 9: still an SME, but no little giant without equity
        city.put("firms", "revenue", [100.0, 7.0, 7.0, 9.0] + [100.0] * 8)

    city = in_both(certify, reviewed)
    column = city.column
    assert column("firms", "innovative_sme")[:4].tolist() == [True, True, False, True]
    assert column("firms", "little_giant")[:4].tolist() == [True, True, False, False]
    assert column("firms", "champion")[:4].tolist() == [True, True, False, False]
    assert column("firms", "label_quarters")[:3].tolist() == [0, 4, 0]


def test_thresholds_are_met_in_nominal_money():
    def small(city):
        climbing(city)
        city.put("firms", "revenue", 9.5)

    now, later = (in_both(certify, small, assumed=SURE, quarter=4 * year) for year in (2024, 2030))
    assert not now.column("firms", "innovative_sme").any()
    assert later.column("firms", "innovative_sme").all()  # 9.5 x 1.02^4 = 10.3


def test_the_two_largest_research_firms_of_an_industry_lead_it():
    def sized(city):
        climbing(city)
        city.put("firms", "weight", 40.0, 10)
        city.put("firms", "leader", True, 0)

    city = in_both(certify, sized)
    # industry 0: rows 0, 2, 4, 6, 7, 9, 11; industry 1: rows 1, 3, 5, 8, 10 (many firms in one)
    assert set(np.flatnonzero(city.column("firms", "leader"))) == {9, 11, 5, 8}


def valued(city):
    """Three firms above the bar: one with a round this quarter, one of old, one listed."""
    climbing(city)
    city.put("firms", "valuation", 8000.0, [2, 3, 4])
    city.put("firms", "round", [5, 5, 6], [2, 3, 4])
    city.put("firms", "round_quarters", 7)
    city.put("firms", "round_quarters", 0, [2, 4])
    city.put("firms", "unicorn", True, [4, 5])


def test_unicorns_enter_with_a_round_and_leave_on_listing_or_below_the_bar():
    city = in_both(certify, valued)
    assert set(np.flatnonzero(city.column("firms", "unicorn"))) == {2}


def test_a_unicorn_above_the_bar_stays_on_the_list_for_good():
    for quarter in range(4 * 2024, 4 * 2024 + 12):
        city = City(quarter=quarter)
        climbing(city)
        for name, value in {"valuation": 9000.0, "round": 5, "unicorn": True}.items():
            city.put("firms", name, value)
        city.put("firms", "round_quarters", 3)
        certify(city)
        assert city.column("firms", "unicorn").all()


def test_cells_count_certificates_by_weight_and_packages_cost_what_is_above_one():
    def counted(city):
        city.put("firms", "research_share", 0.05)
        city.put("firms", "hnte_years", 2.0, [2, 3])
        city.put("firms", "innovative_sme", True, 2)
        city.put("firms", "champion", True, 3)

    law = {"ladder_service_package": 1.2, "ladder_coverage": 0.0}
    city = in_both(certify, counted, law=law, quarter=4 * 2024 + 1)
    assert city.column("cells", "high_tech").tolist() == [0, 0, 40.0, 1.0, 0, 0]
    assert city.column("cells", "innovative").tolist() == [0, 0, 40.0, 0, 0, 0]
    paid = city.paid(city.ledger.special_fund, city.ledger.outside)
    assert paid == pytest.approx(0.5 * 1.0 * 2.0 / 4.0)  # one champion, two tenths above one
