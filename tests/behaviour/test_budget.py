"""Stage 5: hard budgets, accounts of districts, park budgets, the special fund, projects."""

import math

import numpy as np
import pytest

from sim.behaviour.administer import administer
from sim.behaviour.budget import (
    affordable_part,
    balance_districts,
    budget,
    carried_over,
    fund_parks,
    park_money,
    ration,
    services_change,
    services_money,
)
from sim.behaviour.special_fund import place_projects, projects_due, rank_weight, share_fund
from sim.core.plain import spend
from tests.behaviour.council import Council, in_both


def test_a_payer_meets_all_requests_or_its_part_of_them():
    assert affordable_part(10.0, 5.0) == 1.0
    assert affordable_part(10.0, 40.0) == 0.25
    assert affordable_part(-1.0, 40.0) == 0.0
    assert affordable_part(0.0, 0.0) == 1.0


def test_money_left_lapses_at_the_end_of_the_year_and_overspending_stays():
    assert carried_over(30.0, 10.0, 100.0, 0) == pytest.approx(45.0)
    assert carried_over(30.0, 10.0, 100.0, 1) == pytest.approx(25.0)
    assert carried_over(30.0, 50.0, 100.0, 1) == pytest.approx(5.0)


@pytest.mark.parametrize("wanted", [1000.0, 6000.0, 8000.0, 40000.0])
def test_no_payer_spends_more_than_its_yearly_limit_but_for_one_forecast(wanted):
    council = Council()
    ledger, spent = council.ledger, []
    for quarter in range(8):
        council.enter(4 * 2025 + quarter)
        council.apply(ration)
        part = council.budgets.column("part")[ledger.city]
        audits = ledger.for_audits
        spent.append(
            spend(ledger.flow, ledger.public, audits, ledger.city, ledger.outside, wanted, part)
        )
    # the first request of all is not foreseen, and what it takes too much is made up for
    assert sum(spent[:4]) <= max(26500.0, wanted) + 1e-6
    assert sum(spent[4:]) == pytest.approx(min(4.0 * wanted, expected_second(spent)))


def expected_second(spent):
    """Return what the city can spend in the second year: its limit less what it overspent."""
    return 26500.0 + min(0.0, 26500.0 - sum(spent[:4]))


def test_technology_budgets_grow_with_local_tax_and_districts_share_by_it():
    council = Council()
    council["districts"]("revenue")[...] *= 2.0
    council.apply(ration)
    left, ledger = council.budgets.column("left"), council.ledger
    assert left[ledger.city] == pytest.approx(2.0 * 26500.0 / 4.0)
    assert left[ledger.districts : ledger.districts + 2] == pytest.approx(
        [0.75 * 2 * 26300.0 / 4, 0.25 * 2 * 26300.0 / 4]
    )


def test_the_fund_spends_what_city_and_districts_put_in():
    council = Council()
    city = council.ledger.city
    council.budgets.column("asked")[city] = 4 * 26500.0 / 4.0
    council.apply(ration)
    assert council.budgets.column("part")[city] == pytest.approx(0.25)
    assert council.budgets.column("left")[council.ledger.special_fund] == pytest.approx(
        3000.0 * (0.5 * 0.25 + 0.5) / 4.0
    )


def test_park_budgets_are_a_share_of_the_tax_of_their_firms():
    assert park_money(20000.0, 0.45, 0.5, 0.05, 0.01, 0.25) == pytest.approx(67.5)
    council = Council(law={"district_park_share": 0.05})
    council.apply(fund_parks)
    # 10 % of 0.225 x 20,000 by firms 4 : 3, and of 0.225 x 8,000 by firms 2 : 1
    assert council["parks"]("budget")[1:] == pytest.approx(
        [450.0 * 4 / 7, 450.0 * 3 / 7, 120.0, 60.0]
    )
    assert council["districts"]("points") == pytest.approx([225.0, 90.0])


def test_districts_match_the_special_fund():
    council = Council(law={"district_extra_matching": 0.1})
    council["parks"]("research_money")[1] = 100.0
    council["parks"]("facility_money")[1] = 50.0
    council.apply(fund_parks)
    assert council["parks"]("matching")[1] == pytest.approx(15.0)
    assert council["parks"]("budget")[1] == pytest.approx(225.0 * 4 / 7 + 15.0)


def test_points_for_the_parks_cost_amenity():
    assert services_change(0.05, 1000.0, 100.0) == pytest.approx(0.05 * math.log(0.9))
    assert services_change(0.05, 1000.0, 0.0) == 0.0


def test_general_services_give_way_to_debt_and_points():
    assert services_money(0.8, 1000.0, 0.1, 0.5, 700.0, 30.0) == pytest.approx(800 - 20 - 30)
    assert services_money(0.1, 100.0, 0.1, 0.5, 7000.0, 30.0) == 0.0


def test_debt_takes_up_what_a_district_pays_beyond_its_income():
    council = Council()
    council["districts"]("services_share")[...] = 0.5
    council["districts"]("debt_share")[...] = 0.2
    council.budgets.column("net")[council.ledger.districts] = -300.0
    council.apply(balance_districts)
    assert council["districts"]("debt") == pytest.approx([1300.0, 400.0])
    # 0.5 x 6,000 + 0.1 x (0.2 x 6,000 - 1,300)
    ledger = council.ledger
    paid = ledger.flow[ledger.districts, ledger.outside]
    assert paid == pytest.approx(2990.0 / 4.0)
    assert ledger.flow[ledger.districts, ledger.banks] == pytest.approx(13.0)


def test_debt_ends_at_zero_and_what_is_left_is_saved():
    council = Council()
    account = council.ledger.districts
    council["districts"]("services_share")[...] = 0.5
    for net, debt, savings in ((1300.0, 0.0, 300.0), (-100.0, 0.0, 200.0), (-500.0, 300.0, 0.0)):
        council.budgets.column("net")[account] = net
        council.apply(balance_districts)
        assert council["districts"]("debt")[0] == pytest.approx(debt)
        assert council["districts"]("savings")[0] == pytest.approx(savings)


def test_the_year_2023_sets_the_share_of_general_services():
    council = Council(quarter=4 * 2023)
    for quarter in range(5):
        council.enter(4 * 2023 + quarter)
        # all else leaves the districts 5,400 a year before general services
        council.budgets.column("net")[council.ledger.districts :] = (
            1350.0 - council["districts"]("general_services") / 4.0
        )
        council.apply(balance_districts)
    assert council["districts"]("services_share") == pytest.approx([0.9, 2.7])
    assert council["districts"]("debt") == pytest.approx([1000.0, 400.0])


def shares(council):
    """Share the fund out and return the parks' shares."""
    council["parks"]("rank")[1:] = [4, 3, 2, 1]
    council.apply(share_fund)
    return council["parks"]("fund_share")[1:]


def test_shares_of_the_fund_follow_size_and_rank():
    assert shares(Council()) == pytest.approx([0.4, 0.3, 0.2, 0.1])
    by_rank = Council(law={"special_fund_performance_weight": 1.0})
    assert shares(by_rank) == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert sum(rank_weight(rank, 22.0) for rank in range(1, 23)) == pytest.approx(1.0)


def test_a_noticed_park_loses_its_part_to_the_others():
    council = Council()
    council["parks"]("noticed")[1] = True
    assert shares(council) == pytest.approx([0.25, 0.375, 0.25, 0.125])


def test_a_park_without_status_leaves_its_claim_to_the_receivers():
    council = Council()
    council["parks"]("status")[2] = 0.0
    council["parks"]("delisted")[2] = True
    council["parks"]("receivers")[2, :2] = [1, 4]
    found = shares(council)
    assert found == pytest.approx([0.55, 0.0, 0.2, 0.25])
    assert found.sum() == pytest.approx(1.0)


def test_the_prize_comes_off_the_top_and_goes_to_the_best_three():
    council = Council(law={"assessment_reward_share": 0.1})
    shares(council)
    # 3,000 x 0.1 a year, a third each; parks 3 and 4 lie in district 1, park 2 in district 0
    ledger = council.ledger
    prizes = ledger.flow[ledger.special_fund, ledger.districts :]
    assert prizes == pytest.approx([25.0, 50.0])
    parks = council["parks"]
    money = parks("research_money") + parks("conversion_money") + parks("facility_money")
    assert money.sum() == pytest.approx(2700.0)
    assert parks("research_money")[1] == pytest.approx(2700.0 * 0.4 * 0.4)


def test_city_and_districts_pay_half_of_the_fund_each():
    council = Council()
    council.apply(share_fund)
    ledger = council.ledger
    into = ledger.flow[:, ledger.special_fund]
    assert into[ledger.city] == pytest.approx(375.0)
    assert into[ledger.districts :] == pytest.approx([375.0 * 0.75, 375.0 * 0.25])


def test_administration_costs_what_the_levers_say():
    law = {"services_amenity": 0.4, "assessment_audit": 0.3}
    law |= {"governance_city_coordination": 0.5, "demonstration_benchmarks": 8.0}
    law |= {"demonstration_prestige": 0.1, "assessment_noise_known": 1.0}
    council = Council(law=law)
    council.apply(administer)
    a_year = {
        "bodies": 4 * 30 * 0.3,
        "body_staff": 4 * 130 * 0.3,
        "one_stop": 4 * 50 * 0.3,
        "amenities": 1200.0,
        "coordination": 10 * 0.3,
        "audits": 4 * 3 * 2.0,
        "benchmarks": 8.0,
        "commendation": 5.0,
        "score_publication": 1.0,
    }
    for programme, cost in a_year.items():
        assert 4.0 * council.paid(programme) == pytest.approx(cost), programme


@pytest.mark.parametrize("a_year", [0, 1, 4, 7])
def test_projects_of_the_quarters_make_those_of_the_year(a_year):
    assert sum(projects_due(float(a_year), q) for q in range(4)) == a_year


def placed(law=None, ranks=(4, 3, 2, 1), delisted=0, quarters=60):
    """Return industry and park of the projects of some years."""
    found = []
    council = Council(law=law)
    council["parks"]("rank")[1:] = ranks
    if delisted:
        council["parks"]("delisted")[delisted] = True
    for quarter in range(quarters):
        council.enter(4 * 2025 + quarter)
        council.apply(place_projects)
        assert council.projects.column("count")[0] == 1
        found.append(
            (int(council.projects.column("industry")[0]), int(council.projects.column("park")[0]))
        )
    return found


def test_projects_go_to_parks_that_lead_in_their_industry():
    found = placed()
    assert {kind for kind, _ in found} == {0, 2}  # industry 1 has no plants
    assert {park for kind, park in found if kind == 2} == {3}
    assert {park for kind, park in found if kind == 0} == {1, 4}


def test_priority_moves_projects_to_better_ranks_and_changes_nothing_else():
    by_size = placed()
    by_rank = placed({"special_fund_project_priority": 1.0})
    assert [kind for kind, _ in by_size] == [kind for kind, _ in by_rank]
    best = sum(park == 4 for _, park in by_rank) - sum(park == 4 for _, park in by_size)
    assert best > 0


def test_delisted_parks_get_no_project():
    assert 4 not in {park for _, park in placed(delisted=4)}
    assert {park for kind, park in placed(delisted=3) if kind == 2} <= {1, 2, 4}


def test_the_whole_step_is_the_same_in_both_engines():
    def run(council):
        for quarter in range(12):
            council.enter(4 * 2023 + quarter)
            council["parks"]("rank")[1:] = [2, 1, 4, 3]
            budget(council)

    law = {"assessment_reward_share": 0.05, "district_park_share": 0.01}
    law |= {"district_extra_matching": 0.1, "special_fund_performance_weight": 0.3}
    result = in_both(run, law=law)
    assert np.isfinite(result["districts"]("debt")).all()
    assert result["parks"]("fund_share").sum() == pytest.approx(1.0)
