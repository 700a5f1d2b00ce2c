"""Stage 20: who seeks, who is seen, who is chosen, and what a round moves (E36-E39)."""

import math

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from sim.agents.fund import CORPORATE, GUIDANCE
from sim.behaviour.invest import choose_firms, growth_surprise, invest, value_after, wait_chance
from sim.behaviour.screen import attraction, contacts, expected_quality, signal
from sim.behaviour.seek import open_searches, search_quarters, seek_money, wants_money
from tests.behaviour.capital import Market, in_both

MANY = np.arange(1, 401) * 7919
THETA = ndtri((np.random.default_rng(5).permutation(400) + 0.5) / 400)
FIRMS = {"uid": MANY, "quality": THETA}
FUNDS = {"uid": np.arange(1, 13) * 104729, "commitment": 1600.0, "dry_powder": 1600.0}
ONE = {"uid": [104729], "commitment": 1e6, "dry_powder": 1e6}
SEEN = {"contacts_with_funds": 100.0, "venture_candidates": 1e6, "venture_least_signal": -9.0}


def chosen(firms=None, funds=None, **options):
    market = in_both(
        lambda m: m.apply(choose_firms), FIRMS | (firms or {}), FUNDS | (funds or {}), **options
    )
    return market, market["firms"]["round"] > 0


def test_intermediaries_shorten_the_search():
    assert search_quarters(3.0, 2.0, 0.0, 0.9) == 3
    assert [search_quarters(3.0, 2.0, 0.3, u) for u in (0.3, 0.7)] == [2, 3]
    assert search_quarters(3.0, 2.0, 1.0, 0.5) == 1


def test_contacts_rise_with_services_and_with_the_carrier():
    assert contacts(6.0, 0.5, 0.45, 0.9, 0.5, 0.0, 0.8, 0.1) == pytest.approx(6.0)
    assert contacts(6.0, 0.5, 0.45, 0.9, 0.5, 0.6, 0.8, 0.2) == pytest.approx(6.0 * 1.3)


def test_decisions_wait_above_a_public_share():
    assert wait_chance(0.3, 0.3, 2.0) == 0.0
    assert wait_chance(0.5, 0.3, 2.0) == pytest.approx(0.4)


def test_distance_has_its_slope():
    near, far = (attraction(0.4, 1.0, 0.8, 0.0, 0.0, -0.3, km) for km in (8.0, 80.0))
    assert (far - near) / (math.log(81.0) - math.log(9.0)) == pytest.approx(-0.30)


def test_the_signal_has_unit_variance_at_any_reliability():
    draws = ndtri((np.arange(200) + 0.5) / 200)
    for rho in (0.3, 0.5, 0.8):
        theta, noise = np.meshgrid(draws, draws)
        seen = np.vectorize(lambda t, n, rho=rho: signal(rho, t, n))(theta, noise)
        assert seen.std() == pytest.approx(1.0, abs=0.02)


def test_reliability_of_a_proof_doubles_the_odds_of_a_firm_two_sd_above_the_mean():
    """Among the best tenth of signals, ×1.97 in specification 4.2 (R4), band 1.7-2.3 [V]."""
    cut, draws = ndtri(0.9), ndtri((np.arange(20_000) + 0.5) / 20_000)
    odds = []
    for rho in (0.30, 0.50):
        share = np.mean([signal(rho, 2.0, z) > cut for z in draws])
        closed = ndtr((math.sqrt(rho) * 2.0 - cut) / math.sqrt(1.0 - rho))
        assert share == pytest.approx(closed, abs=1e-3)
        odds.append(share / (1.0 - share))
    assert 1.7 < odds[1] / odds[0] < 2.3


def test_a_firm_of_usual_reliability_counts_with_its_signal():
    assert expected_quality(1.3, 0.3, 0.3) == pytest.approx(1.3)
    assert expected_quality(1.3, 0.6, 0.3) == pytest.approx(1.3 * math.sqrt(2.0))


def test_a_proof_doubles_the_odds_of_those_whom_a_jury_picks():
    """Best tenth of a jury with rho 0.30, best tenth for funds: band 1.7-2.3 [V Howell 2017] (R4).

    With the signal alone, of unit variance at any reliability, the odds rise by a quarter.
    """
    theta = np.linspace(-5.0, 5.0, 2001)
    picked = np.exp(-(theta**2) / 2) * ndtr((math.sqrt(0.3) * theta - ndtri(0.9)) / math.sqrt(0.7))
    noise = ndtri((np.arange(400) + 0.5) / 400)

    def odds(weigh, rho):
        seen = [weigh(signal(rho, 0.0, z), rho) for z in noise]
        each = weigh(signal(rho, 1.0, 0.0), rho)
        share = np.searchsorted(seen, ndtri(0.9) - each * theta, side="right") / len(seen)
        funded = ((1.0 - share) * picked).sum() / picked.sum()
        return funded / (1.0 - funded)

    def expected(seen, rho):
        return expected_quality(seen, rho, 0.3)

    def plain(seen, _):
        return seen

    assert 1.7 < odds(expected, 0.5) / odds(expected, 0.3) < 2.3
    assert odds(plain, 0.5) / odds(plain, 0.3) < 1.35


def test_usual_growth_of_funded_firms_is_no_surprise():
    assert growth_surprise(0.01 * math.exp(0.4), 0.01, 0.05, 8.0) == pytest.approx(0.0, abs=1e-12)
    assert growth_surprise(0.02, 0.01, 0.05, 8.0) == pytest.approx(math.log(2.0) - 0.4)


def test_a_value_steps_up_and_reacts_to_growth():
    assert value_after(45.0, math.log(2.5), 0.25, 0.4, 0.5, 0.0) == pytest.approx(
        45.0 * 2.5 * math.exp(0.1)
    )


def test_the_best_third_seeks_growth_money_and_others_when_cash_runs_out():
    firms = {
        "uid": [1, 2, 3, 4], "quality": [0.5, 0.4, 0.4, 2.0], "seeking": -1,
        "profit": [0.0, -4.0, -4.0, 0.0], "cash": [5.0, 3.9, 4.1, 5.0],
        "round": [0, 0, 0, 2], "round_quarters": [0, 0, 0, 4],
    }  # fmt: skip
    market = in_both(lambda m: m.apply(seek_money), firms)
    assert (market["firms"]["seeking"] >= 0).tolist() == [True, True, False, False]
    assert market["firms"]["round_quarters"].tolist() == [0, 0, 0, 5]


def test_a_firm_short_of_cash_seeks_at_any_quality_and_waits_for_no_gap():
    assert wants_money(2, 8, 40, 1, 6, -1.0, 0.43, 3.9, 1.0, 4.0) == 1
    assert wants_money(2, 8, 40, 1, 6, 2.0, 0.43, 4.1, 1.0, 4.0) == 0
    assert wants_money(2, 8, 40, 6, 6, 2.0, 0.43, 4.1, 1.0, 4.0) == 1


def test_at_the_opening_searches_stand_evenly_between_their_first_quarter_and_their_last():
    law = {"platforms_intermediaries": 0.0}  # three quarters from search to closing
    market = in_both(lambda m: m.apply(open_searches), {"uid": MANY, "quality": 2.0, "seeking": -1},
                     law=law)  # fmt: skip
    place = market["firms"]["seeking"]
    for passed in (-1, 1, 2, 3):
        assert np.mean(place == passed) == pytest.approx(0.25, abs=0.07)


def test_old_firms_and_listed_ones_do_not_seek_a_first_round():
    firms = {"uid": [1, 2], "quality": 2.0, "seeking": -1, "age": [60, 8], "round": [0, 6]}
    market = in_both(lambda m: m.apply(seek_money), firms)
    assert (market["firms"]["seeking"] == -1).all()


def test_districts_pay_for_intermediaries_by_the_firms_of_their_parks():
    law = {"platforms_intermediaries": 0.3}
    market = in_both(lambda m: m.apply(seek_money), {"uid": [1]}, law=law)
    # 100 million yuan a year for each 0.1
    assert market.programme("intermediaries") == pytest.approx([75.0, 75.0, 0.0])


def test_money_binds_and_buys_the_better_firms():
    market, won = chosen()
    assert 0.05 < won.mean() < 0.3
    assert THETA[won].mean() > THETA[~won].mean() + 0.5
    spent = market["firms"]["round_size"][won].sum()
    pace = 12 * 100.0  # a sixteenth of each commitment
    largest = market["firms"]["round_size"][won].max()
    assert pace <= spent <= pace + 12 * largest


def test_more_money_never_lowers_the_number_of_rounds():
    counts = [chosen(funds={"commitment": size})[1].sum() for size in (0.0, 400.0, 800.0, 1600.0)]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] > counts[1]


def test_a_bound_fund_buys_inside_the_parks_alone():
    firms = {"park": np.arange(400) % 2}
    _, free = chosen(firms)
    _, bound = chosen(firms, {"reinvestment_left": 50.0})
    assert free[firms["park"] == 0].any()
    assert not bound[firms["park"] == 0].any()


def test_a_fund_for_hard_technology_buys_nothing_else():
    soft = np.zeros(11)
    soft[1] = 1.0
    firms = {"industry": np.arange(400) % 2}
    _, won = chosen(firms, {"hard_only": True}, assumed={"hard_technology": soft})
    assert won[firms["industry"] == 1].any()
    assert not won[firms["industry"] == 0].any()


def test_tolerant_funds_accept_weaker_signals():
    rich = {"commitment": 1e6, "dry_powder": 1e6}
    _, strict = chosen(funds=rich)
    _, tolerant = chosen(funds=rich | {"loss_tolerance": 0.8})
    assert (tolerant | ~strict).all()
    assert tolerant.sum() > strict.sum()


def test_good_firms_prefer_the_private_offer():
    """Two funds see every firm; the guided one wins less of the best as aversion grows."""
    pair = {
        "uid": [104729, 209458], "commitment": 1e6, "dry_powder": 1e6,
        "government_share": [0.0, 0.3], "kind": [0, GUIDANCE],
    }  # fmt: skip
    shares = []
    for aversion in (0.0, 2.0):
        market = Market(FIRMS, pair, assumed=SEEN | {"venture_aversion": aversion})
        market.apply(choose_firms)
        best = market["firms"]["quality"] > 1.0
        shares.append((market["firms"]["investor"][best] == 1).mean())
    assert shares[1] < shares[0] - 0.1


def test_follow_on_rounds_of_funds_with_much_public_money_wait():
    firms = {"round": 1, "valuation": 45.0, "investor": -1}
    funds = ONE | {"round_focus": 2, "kind": GUIDANCE, "government_share": 0.5}
    _, now = chosen(firms, funds | {"government_share": 0.3}, assumed=SEEN)
    market = Market(FIRMS | firms, funds, assumed=SEEN)
    market.apply(choose_firms)
    closed = market["firms"]["round"] == 2
    waiting = market["firms"]["seeking"] == 1
    assert waiting.mean() == pytest.approx(0.4, abs=0.08)
    assert not (closed & waiting).any()
    assert market["funds"]["delayed"].sum() == waiting.sum()
    assert now.any()


def closing(kind=0, share=0.0, **more):
    funds = ONE | {"kind": kind, "government_share": share, "outside_share": 0.4} | more
    return in_both(invest, FIRMS | {"seeking": 1}, funds)


def test_a_round_gives_the_firm_its_money_and_the_fund_its_stake():
    market = closing()
    firms, stakes = market["firms"], market["stakes"]
    won = firms["round"] > 0
    assert len(stakes["uid"]) == won.sum() > 0
    assert firms["cash"] == pytest.approx(5.0 + np.where(won, firms["round_size"], 0.0))
    assert stakes["share"] == pytest.approx(firms["round_size"][won] / firms["valuation"][won])
    assert (stakes["share"] <= 0.5).all()
    assert market["parks"]["rounds"].sum() == won.sum()
    assert market["parks"]["round_money"].sum() == pytest.approx(firms["round_size"][won].sum())


def test_money_passes_through_the_fund_and_a_part_of_it_leaves_the_city():
    market = closing()
    given = market.paid("funds", "firms")
    assert market.paid("partners", "funds") == pytest.approx(given / 0.6)
    assert market.paid("funds", "outside") == pytest.approx(given / 0.6 - given)
    assert market.net("funds") == pytest.approx(0.0, abs=1e-9)
    drawn = market["funds"]["drawn"][0]
    assert market["funds"]["dry_powder"][0] == pytest.approx(1e6 - drawn)


def test_the_city_pays_its_share_of_a_guided_fund():
    market = closing(GUIDANCE, 0.25)
    drawn = market["funds"]["drawn"][0]
    assert market.paid("city", "funds") == pytest.approx(0.25 * drawn)
    assert market.programme("guidance") == pytest.approx([0.25 * drawn, 0.25 * drawn, 0.0])
    assert market["funds"]["public_drawn"][0] == pytest.approx(0.25 * drawn)


def test_a_corporate_fund_is_paid_by_its_firm():
    market = closing(CORPORATE, owner=0, outside_share=0.0)
    raised = np.where(market["firms"]["round"] > 0, market["firms"]["round_size"], 0.0)
    cash = 5.0 + raised
    cash[0] -= raised.sum()
    assert market["firms"]["cash"] == pytest.approx(cash)


def test_older_stakes_are_diluted_and_never_sum_to_more_than_the_firm():
    def twice(market):
        invest(market)
        market.tables["firms"].column("seeking")[...] = 1
        market.tables["funds"].column("round_focus")[...] = 2
        market.tables["funds"].column("allowance")[...] = 1e5
        market.quarter += 1
        invest(market)

    market = in_both(twice, FIRMS | {"seeking": 1}, ONE)
    stakes = market["stakes"]
    held = np.bincount(stakes["firm"], stakes["share"])
    often = np.bincount(stakes["firm"])
    assert (often == 2).any()
    assert held.max() < 1.0
    both = np.flatnonzero(often == 2)[0]
    new = market["firms"]["round_size"][both] / market["firms"]["valuation"][both]
    first, second = stakes["share"][stakes["firm"] == both]
    assert second == pytest.approx(new)
    assert first / (1.0 - new) <= 0.5
