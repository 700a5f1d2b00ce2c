"""Stage 19: money of funds against sums on paper (E34, E35)."""

import numpy as np
import pytest

from sim.agents.fund import CORPORATE, GUIDANCE, OUTSIDE, PRIVATE
from sim.behaviour.raise_funds import (
    additional_share,
    extra_return,
    private_match,
    private_money,
    raise_funds,
)
from tests.behaviour.capital import in_both

FIRMS = {"uid": [11, 12, 13], "leader": [True, False, True], "cash": 500.0}
LAW = {
    "fund_guidance_size": 10.0,
    "fund_guidance_share": 0.2,
    "fund_incubator_share": 0.0,
    "fund_profit_give_up": 0.0,
    "fund_term_years": 10.0,
    "global_capital_quota": 0.0,
}
ASSUMED = {"crowding_in": 0.9, "additional_share_clip": 1.0}


def raised(law=None, assumed=None, quarter=4 * 2024 + 1, **options):
    market = in_both(
        raise_funds, FIRMS, law=LAW | (law or {}), assumed=ASSUMED | (assumed or {}),
        quarter=quarter, **options,
    )  # fmt: skip
    return market, market["funds"]


def money(funds, kind):
    return funds["commitment"][funds["kind"] == kind].sum()


def test_payback_moves_private_money_within_its_bounds():
    arguments = (0.7, 0.5, 0.5, 1.5, 5.0)
    assert private_money(100.0, 1.0, 0.7, *arguments, 0.0) == pytest.approx(100.0)
    assert private_money(100.0, 1.0, 0.7 * 1.21, *arguments, 0.0) == pytest.approx(110.0)
    assert private_money(100.0, 0.9, 70.0, *arguments, 0.0) == pytest.approx(135.0)
    assert private_money(100.0, 1.0, 0.0, *arguments, 0.01) == pytest.approx(52.5)


def test_policy_adds_to_the_partners_return():
    assert extra_return(0.5, 0.6, 0.02, 15.0, 10.0, 0.003, 0.15, 0.01, 1.0) == pytest.approx(
        0.5 * (0.012 - 0.015) + 0.0015
    )


def test_the_match_and_the_new_part_of_it_follow_the_public_share():
    assert private_match(0.2) == pytest.approx(4.0)
    assert private_match(0.0) == 0.0
    assert additional_share(0.9, 4.0, 1.0) == pytest.approx(0.225)
    assert additional_share(0.9, 0.5, 1.0) == 1.0
    assert additional_share(-0.3, 4.0, 1.0) == pytest.approx(-0.075)


def test_guided_funds_raise_the_public_money_over_its_share():
    _, funds = raised()
    assert money(funds, GUIDANCE) == pytest.approx(10_000.0 / 0.2 / 4.0)
    early = (funds["kind"] == GUIDANCE) & (funds["round_focus"] <= 2)
    part = funds["commitment"][early].sum() / money(funds, GUIDANCE)
    assert part == pytest.approx(0.4)  # fund.early_share under the rules before
    assert (funds["early_only"] == early).all()


def test_crowding_decides_how_much_of_the_match_is_taken_from_private_funds():
    _, none = raised({"fund_guidance_size": 0.0})
    _, some = raised()
    gross = sum(money(some, kind) - money(none, kind) for kind in (PRIVATE, GUIDANCE))
    assert gross == pytest.approx((1.0 + 0.9) * 10_000.0 / 4.0)


def test_full_crowding_out_takes_the_whole_match_and_more():
    _, none = raised({"fund_guidance_size": 0.0})
    _, some = raised(assumed={"crowding_in": -0.5})
    gross = sum(money(some, kind) - money(none, kind) for kind in (PRIVATE, GUIDANCE))
    assert gross == pytest.approx((1.0 - 0.5) * 10_000.0 / 4.0)


def test_without_a_public_share_there_is_no_guidance():
    market, funds = raised({"fund_guidance_share": 0.0, "fund_incubator_share": 0.2})
    assert money(funds, GUIDANCE) == 0.0
    assert market.programme("guidance").sum() == 0.0


def test_new_funds_keep_their_identity_when_more_money_is_raised():
    _, little = raised({"fund_guidance_size": 1.0})
    _, much = raised()
    assert (little["uid"] == much["uid"]).all()


def test_carriers_receive_their_share_and_hold_it():
    market, _ = raised({"fund_incubator_share": 0.1})
    assert market.paid("city", "funds") == pytest.approx(0.1 * 10_000.0 / 4.0)
    assert market["incubators"]["own_fund"].sum() == pytest.approx(market.net("funds"))


def test_the_reinvestment_duty_is_capped_from_the_year_of_the_national_rule():
    def duty(quarter):
        _, funds = raised({"fund_reinvestment_multiple": 1.0}, quarter=quarter)
        guided = funds["kind"] == GUIDANCE
        return funds["reinvestment_left"][guided].sum() / (0.2 * money(funds, GUIDANCE))

    assert duty(4 * 2024 + 3) == pytest.approx(1.0)
    assert duty(4 * 2025) == pytest.approx(0.5)


def test_leading_firms_found_corporate_funds_in_the_first_quarter_and_pay_their_fees():
    law = {"fund_corporate_new": 5}
    _, funds = raised(law, quarter=4 * 2024)
    corporate = funds["kind"] == CORPORATE
    assert set(funds["owner"][corporate]) == {0, 2}  # there are two leaders
    # 150 million yuan a year at a sixteenth a quarter
    assert funds["commitment"][corporate] == pytest.approx([600.0, 600.0])
    _, later = raised(law)
    assert not (later["kind"] == CORPORATE).any()


def test_foreign_money_joins_the_funds_from_outside():
    _, closed = raised()
    _, opened = raised({"global_capital_quota": 4.0})
    assert money(opened, OUTSIDE) - money(closed, OUTSIDE) == pytest.approx(1000.0)
    assert money(opened, PRIVATE) == pytest.approx(money(closed, PRIVATE))


def test_running_funds_pay_fees_and_nothing_stays_with_them():
    old = {"uid": [7, 8], "commitment": [1000.0, 400.0], "kind": [0, 1]}
    old |= {"government_share": [0.0, 0.25]}
    market = in_both(raise_funds, FIRMS, old, law=LAW, quarter=4 * 2024 + 1)
    assert market.paid("funds", "households") == pytest.approx(0.02 / 4.0 * 1400.0)
    assert market.paid("city", "funds") == pytest.approx(0.02 / 4.0 * 100.0)
    assert market.net("funds") == pytest.approx(0.0)
    assert np.isfinite(market["funds"]["commitment"]).all()
