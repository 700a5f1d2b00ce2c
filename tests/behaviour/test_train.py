"""Stage 11: training, its decay, experience and who pays, against sums on paper (E19)."""

import numpy as np
import pytest

from sim.behaviour.train import train
from tests.behaviour.city import in_both

EVEN = {"talent_leading_seat_share": 0.4}  # seats as the staff of the two groups


def at_work(city):
    return city.column("talents", "employer") >= 0


def in_park(city, park):
    return at_work(city) & (city.column("talents", "work_park") == park)


def test_seats_go_to_the_park_that_offers_them():
    city = in_both(train, law={"talent_train_share": [0.0, 4.0, 0.0], **EVEN})
    trained = city.column("talents", "trained")
    assert np.array_equal(trained, in_park(city, 1))


def test_district_and_employer_pay_half_of_6000_yuan_each():
    city = in_both(train, law={"talent_train_share": [0.0, 4.0, 0.0], **EVEN})
    people = 25.0 * in_park(city, 1).sum()
    half = people * 0.003  # million yuan
    assert half > 0.0
    assert city.paid(city.ledger.districts, city.ledger.outside) == pytest.approx(half)
    assert city.paid(city.ledger.firms, city.ledger.outside) == pytest.approx(half)
    assert city.ledger.flow.sum() == pytest.approx(2.0 * half)


def test_the_city_pays_for_people_outside_the_parks():
    city = in_both(train, law={"talent_train_share": [4.0, 0.0, 0.0], **EVEN})
    half = 25.0 * in_park(city, 0).sum() * 0.003
    assert city.paid(city.ledger.city, city.ledger.outside) == pytest.approx(half)


def test_the_employers_share_of_the_cost_is_an_assumption():
    law = {"talent_train_share": [0.0, 4.0, 0.0], **EVEN}
    city = in_both(train, law=law, assumed={"training_employer_share": 1.0})
    assert city.paid(city.ledger.districts, city.ledger.outside) == pytest.approx(0.0)


def test_cash_of_firms_falls_by_what_they_pay():
    before = in_both(train, law={"talent_train_share": 0.0}).cash()
    city = in_both(train, law={"talent_train_share": 4.0, **EVEN})
    assert before - city.cash() == pytest.approx(city.paid(city.ledger.firms, city.ledger.outside))


def test_more_seats_for_the_leading_industries_leave_fewer_to_others():
    law = {"talent_train_share": 4.0, "talent_leading_seat_share": 1.0}
    city = in_both(train, law=law)
    leading = city.column("talents", "industry") == 0
    trained = city.column("talents", "trained")
    assert np.array_equal(trained, at_work(city) & leading)


def test_nobody_is_trained_without_seats():
    city = in_both(train, law={"talent_train_share": 0.0})
    assert not city.column("talents", "trained").any()
    assert not city.ledger.flow.any()


def test_people_who_are_trained_earlier_stay_trained_when_seats_are_more():
    few = in_both(train, law={"talent_train_share": 0.4, **EVEN})
    many = in_both(train, law={"talent_train_share": 1.2, **EVEN})
    assert few.column("talents", "trained").any()
    assert (few.column("talents", "trained") <= many.column("talents", "trained")).all()
    assert few.column("talents", "trained").sum() < many.column("talents", "trained").sum()


def test_training_raises_pay_by_12_and_skill_by_23_percent():
    # nobody of the cell was trained when the firm set its pay
    city = in_both(train, law={"talent_train_share": 4.0, **EVEN})
    works = at_work(city)
    assert city.column("talents", "wage")[works] == pytest.approx(0.25 * 1.12)
    # 41 quarters of work after this one
    skill = 1.23 * (1.0 + 0.015 * 41.0 / 4.0)
    assert city.column("talents", "human_capital")[works] == pytest.approx(skill)


def test_the_people_of_a_cell_earn_on_average_what_its_firms_pay():
    # the pay of a firm holds what training adds for the trained share of its cell
    def half_trained(city):
        for c in range(6):
            works = at_work(city) & (city.column("talents", "work_park") * 2 == c - c % 2)
            here = np.flatnonzero(works & (city.column("talents", "industry") == c % 2))
            city.put("talents", "trained", True, here[::2])
            share = (here.size + 1) // 2 / max(here.size, 1)
            city.put("cells", "trained_share", share, c)
        city.put("firms", "wage", 0.25 * (1.0 + 0.01 * city.column("firms", "park")))

    city = in_both(
        train, half_trained, law={"talent_train_share": 0.0}, assumed={"training_decay": 0.0}
    )
    works = at_work(city)
    pay, park = city.column("talents", "wage")[works], city.column("talents", "work_park")[works]
    cell = park * 2 + city.column("talents", "industry")[works]
    people = np.bincount(cell, minlength=6)
    assert (people > 2).sum() >= 3
    mean = np.bincount(cell, pay, 6)[people > 0] / people[people > 0]
    assert mean == pytest.approx(0.25 * (1.0 + 0.01 * (np.flatnonzero(people) // 2)))
    trained = city.column("talents", "trained")[works]
    one = cell == cell[0]
    ratio = pay[one & trained].mean() / pay[one & ~trained].mean()
    assert ratio == pytest.approx(1.12)


def test_only_people_at_work_gain_experience():
    city = in_both(train)
    assert (city.column("talents", "experience")[at_work(city)] == 41).all()
    assert (city.column("talents", "experience")[~at_work(city)] == 40).all()


def test_the_mark_of_training_decays_with_and_without_work():
    def mark(city):
        city.put("talents", "trained", True)

    city = in_both(train, mark, assumed={"training_decay": 1.0}, law={"talent_train_share": 0.0})
    assert not city.column("talents", "trained")[at_work(city)].any()
    assert not city.column("talents", "trained").any()


def test_nobody_is_trained_anew_in_the_quarter_the_mark_is_lost():
    def mark(city):
        city.put("talents", "trained", True)

    city = in_both(train, mark, assumed={"training_decay": 1.0}, law={"talent_train_share": 4.0})
    assert not city.column("talents", "trained").any()
    assert not city.ledger.flow.any()
