"""Stage 17: research grants within the money of a park, proofs of concept by the jury's order."""

import math

import numpy as np
import pytest

from sim.behaviour.award import award, choose_projects, grant_proofs, signal, slots_of_quarter
from sim.core.luck import normal
from tests.behaviour.city import City, in_both

KEPT = {"special_fund_leading_share": 0.5}


def choose(city):
    city.apply(choose_projects)


def researching(money):
    """Return a preparation: all firms spend 10 million on R&D, park 1 has money for grants."""

    def prepare(city):
        city.put("firms", "weight", 1.0)
        city.put("firms", "research", 10.0)
        city.put("parks", "research_money", [0.0, money, 0.0])

    return prepare


def grants(city):
    """Return public R&D grants by row, million yuan a year."""
    return city.column("firms", "weight") * city.column("firms", "research_grant")


def test_grants_of_a_park_are_at_most_its_money_and_three_tenths_of_a_project():
    # park 1 has five firms: industries 0, 1, 0, 1, 0; its leading industry is 0
    city = in_both(choose, researching(8.0), law=KEPT)
    given = grants(city)
    assert given.sum() == pytest.approx(8.0)
    assert given.max() <= 3.0 + 1e-12
    here = city.column("firms", "park") == 1
    assert not given[~here].any()
    # half of it is open to the leading industry alone
    assert given[here & (city.column("firms", "industry") == 0)].sum() >= 4.0 - 1e-12


def test_money_kept_for_leading_industries_is_left_if_they_do_no_research():
    def others(city):
        researching(8.0)(city)
        city.put("firms", "research", 0.0, city.column("firms", "industry") == 0)

    assert grants(in_both(choose, others, law=KEPT)).sum() == pytest.approx(4.0)


def test_more_money_takes_no_grant_from_anybody():
    less, more = (grants(in_both(choose, researching(m), law=KEPT)) for m in (4.0, 9.0))
    assert (less <= more + 1e-12).all()
    assert more.sum() == pytest.approx(9.0)


def test_there_is_no_grant_for_more_than_all_projects():
    assert grants(in_both(choose, researching(100.0))).sum() == pytest.approx(5 * 3.0)


def test_grants_are_chosen_once_a_year_and_paid_by_quarters():
    city = in_both(award, researching(8.0))
    paid = city.paid(city.ledger.special_fund, city.ledger.firms)
    assert paid == pytest.approx(2.0)
    assert city.cash() == pytest.approx((City().column("firms", "cash")).sum() + 2.0)

    def later(city):
        researching(8.0)(city)
        city.put("firms", "research_grant", 4.0, 2)

    spring = in_both(award, later, quarter=4 * 2024 + 1)
    assert grants(spring).tolist() == [0, 0, 4.0, *[0.0] * 9]
    assert spring.paid(spring.ledger.special_fund, spring.ledger.firms) == pytest.approx(1.0)


def test_a_fund_that_is_short_pays_less_and_says_so():
    def short(city):
        researching(8.0)(city)
        city.inputs["budgets"].part[city.ledger.special_fund] = 0.25

    city = in_both(award, short)
    asked, paid, _ = city.ledger.public[:, city.ledger.for_research_grants].sum(axis=1)
    assert (asked, paid) == pytest.approx((2.0, 0.5))


def test_a_jury_sees_quality_through_noise():
    assert signal(0.36, 2.0, 1.0) == pytest.approx(0.6 * 2.0 + 0.8)
    assert signal(1.0, 2.0, 9.0) == 2.0
    assert [slots_of_quarter(10.0, u) for u in (0.4, 0.6)] == [2, 3]


def applicants(city):
    """Ten young venture-type firms in the parks, and plenty of money."""
    city.put("firms", "kind", 1)
    city.put("firms", "weight", 1.0)
    city.put("firms", "age", 4)
    city.put("firms", "quality", np.linspace(-1.0, 1.0, 12))
    city.put("parks", "conversion_money", [0.0, 50.0, 50.0])


def prove(city):
    city.apply(grant_proofs)


def winners(city):
    """Return the rows with a proof-of-concept grant."""
    return set(np.flatnonzero(city.column("firms", "proof_granted")).tolist())


def test_the_best_signals_win_and_more_slots_take_none_away():
    few, more = (
        in_both(prove, applicants, law={"platforms_proof_slots": slots}) for slots in (8.0, 20.0)
    )
    jury = few.inputs["luck"].jury
    uids = few.column("firms", "uid")
    quality = few.column("firms", "quality")
    seen = [
        math.sqrt(0.3) * quality[row] + math.sqrt(0.7) * normal(jury, int(uids[row]), 0)
        for row in range(12)
    ]
    best = sorted(range(2, 12), key=lambda row: -seen[row])  # rows 0 and 1 lie outside
    assert winners(few) == set(best[:2])
    assert winners(more) == set(best[:5])


def test_a_grant_is_cash_and_the_fund_pays_three_tenths_on_top():
    law = {"platforms_proof_slots": 8.0, "platforms_proof_grant": 2.0}
    city = in_both(prove, applicants, law=law)
    ledger = city.ledger
    assert city.paid(ledger.special_fund, ledger.firms) == pytest.approx(4.0)
    assert city.paid(ledger.special_fund, ledger.outside) == pytest.approx(1.2)
    gained = city.column("firms", "cash") - City().column("firms", "cash")
    assert gained[sorted(winners(city))] == pytest.approx(2.0)


def test_ordinary_old_funded_barred_and_earlier_winners_get_none():
    def prepare(city):
        applicants(city)
        city.put("firms", "kind", 0, 2)
        city.put("firms", "age", 21, 3)
        city.put("firms", "round", 2, 4)
        city.put("firms", "proof_barred", True, 5)
        city.put("firms", "proof_granted", True, 6)
        city.put("firms", "age", 21, 7)
        city.put("firms", "origin", 2, 7)  # an academic team

    city = in_both(prove, prepare, law={"platforms_proof_slots": 400.0})
    assert winners(city) == {6, 7, 8, 9, 10, 11}


def test_money_for_conversion_limits_the_number():
    def poor(city):
        applicants(city)
        city.put("parks", "conversion_money", [0.0, 16.0, 0.0])  # 4 a quarter, 1.3 each

    city = in_both(prove, poor, law={"platforms_proof_slots": 40.0})
    assert len(winners(city)) == 3
    asked, paid, _ = city.ledger.public[:, city.ledger.for_proof_grants].sum(axis=1)
    assert (asked, paid) == pytest.approx((13.0, 3.9))
