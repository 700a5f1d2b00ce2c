"""Stage 16: productivity, luck and cost, against sums on paper and closed forms (E30, E31)."""

import math

import numpy as np
import pytest

from sim.behaviour.appeal import appeal, growth_shock
from sim.core.luck import exponential, normal
from tests.behaviour.city import in_both
from tests.behaviour.made_up import FIRM_AGES, FIRM_STAFF

CALM = {"growth_shock_scale": 0.0}  # no luck: ln(1 - 0) = 0
LARGE = 11  # a firm of 300 in park 2, weight 1, industry 0
GAIN = 0.03 * math.log(2.0)  # own-industry staff doubles


def gained(city):
    """Growth of productivity beyond the trend of 0.0075 a quarter."""
    return city.column("firms", "log_productivity") - 0.0075


def drawn(city):
    """Growth of appeal."""
    return city.column("firms", "appeal") - np.log(3.0 * np.array(FIRM_STAFF))


def test_without_luck_and_news_appeal_grows_with_the_trend():
    city = in_both(appeal, assumed=CALM)
    assert gained(city) == pytest.approx(0.0, abs=1e-12)
    assert drawn(city) == pytest.approx(3.0 * 0.0075)  # an elasticity of 4 less 1


def test_good_firms_grow_until_they_are_ten_years_old():
    city = in_both(appeal, lambda city: city.put("firms", "quality", 1.5), assumed=CALM)
    young = np.array(FIRM_AGES) < 40
    assert gained(city) == pytest.approx(np.where(young, 0.02 * 1.5 / 4.0, 0.0), abs=1e-12)


def test_dearer_people_and_floor_cost_appeal():
    def dearer(city):
        city.put("firms", "wage", 0.275, 2)
        city.put("firms", "log_rent", 0.1, 3)

    city = in_both(appeal, dearer, assumed=CALM)
    cost = 0.0225 - drawn(city)
    assert cost[2] == pytest.approx(3.0 / 12.0 * math.log(1.1))
    # half of its staff in plants: 0.2 x (0.03 + 0.02)/2 of revenue goes into rent
    assert cost[3] == pytest.approx(3.0 * 0.2 * 0.025 * 0.1)
    assert np.delete(cost, [2, 3]) == pytest.approx(0.0, abs=1e-12)
    assert gained(city) == pytest.approx(0.0, abs=1e-12)  # cost is no productivity


def test_people_who_learn_make_pay_cheaper():
    def learnt(city):
        city.put("cells", "human_capital", 1.1, 2)

    city = in_both(appeal, learnt, assumed=CALM)
    assert drawn(city)[2] == pytest.approx(0.0225 + 3.0 / 12.0 * math.log(1.1))
    assert drawn(city)[LARGE] == pytest.approx(0.0225)


def test_losing_zone_status_costs_productivity_once():
    def falling(city):
        city.put("parks", "status", 0.75, 1)

    city = in_both(appeal, falling, assumed=CALM)
    in_park = city.column("firms", "park") == 1
    assert gained(city) == pytest.approx(np.where(in_park, -0.25 * 0.3 * 0.065, 0.0), abs=1e-12)


def test_crowding_costs_productivity_when_it_rises():
    def crowded(city):
        city.put("parks", "congestion", [0.0, 0.3, 0.1])
        city.put("parks", "congestion_last", [0.0, 0.1, 0.1])

    city = in_both(appeal, crowded, assumed=CALM)
    in_park = city.column("firms", "park") == 1
    assert gained(city) == pytest.approx(np.where(in_park, -0.02 * 0.2, 0.0), abs=1e-12)


def test_a_park_gains_from_its_own_industry_what_others_lose():
    def gathering(city):
        city.column("cells", "own_staff")[4] *= 2.0  # 940 to 1,880 of then 3,880 in the city

    city = in_both(appeal, gathering, assumed=CALM)
    mean = GAIN * 1880.0 / 3880.0
    first = city.column("firms", "industry") == 0
    here = first & (city.column("firms", "park") == 2)
    assert gained(city)[here] == pytest.approx(GAIN - mean)
    assert gained(city)[first & ~here] == pytest.approx(-mean)
    assert gained(city)[~first] == pytest.approx(0.0, abs=1e-12)


def test_growth_of_the_whole_city_creates_no_productivity():
    def all_grow(city):
        for name in ("own_staff", "reach", "suppliers"):
            city.column("cells", name)[...] *= 1.5

    city = in_both(appeal, all_grow, assumed=CALM)
    assert gained(city) == pytest.approx(0.0, abs=1e-12)


def test_staff_and_suppliers_within_reach_count_two_thirds_of_own_staff():
    def around(city):
        city.column("cells", "reach")[4] *= 2.0
        city.column("cells", "suppliers")[4] *= 2.0

    city = in_both(appeal, around, assumed=CALM)
    gain = 0.04 * math.log(2.0)
    assert gained(city)[LARGE] == pytest.approx(gain * (1.0 - 940.0 / 2940.0))


def test_a_cell_that_was_empty_gains_nothing():
    def empty(city):
        city.put("cells", "own_staff_last", 9.0, 4)

    city = in_both(appeal, empty, assumed=CALM)
    here = (city.column("firms", "park") == 2) & (city.column("firms", "industry") == 0)
    assert gained(city)[here] == pytest.approx(0.0, abs=1e-12)


def test_luck_has_the_spread_of_the_firms_size_and_year():
    city = in_both(appeal)
    assert (city.column("firms", "growth_multiplier") > 0.0).all()
    luck = drawn(city) - 0.0225
    sigma = 0.6 * np.array(FIRM_STAFF) ** -0.18
    calm = np.log(1.0 - np.minimum(sigma**2 / 2.0, 0.5)) / 4.0
    z = (luck - calm) / (sigma * np.sqrt(city.column("firms", "growth_multiplier") / 4.0))
    assert np.abs(z).max() < 3.5
    assert z.std() == pytest.approx(1.0, abs=0.6)


def test_the_multiplier_holds_for_a_year():
    years = [
        in_both(appeal, quarter=quarter).column("firms", "growth_multiplier")
        for quarter in (4 * 2024, 4 * 2024 + 3, 4 * 2025)
    ]
    assert np.array_equal(years[0], years[1])
    assert not np.isin(years[0], years[2]).any()


def test_a_firm_has_the_same_luck_in_both_worlds():
    def policy(city):
        city.put("parks", "status", 0.5, 1)
        city.put("firms", "wage", 0.3, LARGE)

    plain, other = in_both(appeal), in_both(appeal, policy)
    still = (plain.column("firms", "park") != 1) & (np.arange(12) != LARGE)
    assert np.array_equal(drawn(plain)[still], drawn(other)[still])
    moved = plain.column("firms", "park") == 1
    assert drawn(plain)[moved] - drawn(other)[moved] == pytest.approx(3 * 0.5 * 0.3 * 0.065)


def test_a_year_of_shocks_has_the_mean_factor_one():
    # W ~ Exp(1) of the year, four normal quarters: E exp = (1 - sigma^2/2) / (1 - sigma^2/2)
    sigma = 0.6
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    at, mass = np.polynomial.laguerre.laggauss(60)
    total = 0.0
    for w, m in zip(at, mass, strict=True):
        shocks = [math.exp(growth_shock(sigma, w, z, 0.5)) for z in nodes]
        quarter = float(np.dot(weights, shocks)) / math.sqrt(2.0 * math.pi)
        total += m * quarter**4
    assert total == pytest.approx(1.0, abs=1e-6)


def test_growth_over_a_year_has_the_tails_of_laplace():
    # A normal with an exponential variance is Laplace: E|x|/sd = 1/sqrt(2), a normal has 0.798.
    calm = growth_shock(0.6, 1.0, 0.0, 0.5)
    years = np.empty(20_000)
    for firm in range(years.size):
        multiplier = exponential(1, firm, 0)
        quarters = [growth_shock(0.6, multiplier, normal(2, firm, q), 0.5) for q in range(4)]
        years[firm] = sum(quarters) - 4.0 * calm
    assert years.std() == pytest.approx(0.6, rel=0.03)
    assert np.abs(years).mean() / years.std() == pytest.approx(math.sqrt(0.5), abs=0.01)


def knowing(knowledge, patents=0.0, before=0.0):
    """Return a preparation: the large firm does R&D and holds knowledge; the median is 10."""

    def prepare(city):
        city.put("firms", "research_share", 0.05, LARGE)
        city.put("firms", "knowledge", knowledge, LARGE)
        city.put("firms", "patents", patents, LARGE)
        city.put("firms", "knowledge_effect", before, LARGE)
        city.put("industries", "knowledge_reference", 10.0)

    return prepare


def test_own_knowledge_counts_above_the_median_of_the_opening():
    # a third is imitated without a patent, nothing with one in industry 0
    free, covered = (in_both(appeal, knowing(40.0, n), assumed=CALM) for n in (0.0, 1.0))
    assert gained(free)[LARGE] == pytest.approx(0.1 * math.log((1.0 + 28.0 / 10.0) / 2.0))
    assert gained(covered)[LARGE] == pytest.approx(0.1 * math.log((1.0 + 40.0 / 10.0) / 2.0))
    below = in_both(appeal, knowing(9.0, 1.0), assumed=CALM)
    assert gained(below) == pytest.approx(0.0, abs=1e-12)
    assert below.column("firms", "knowledge_effect")[LARGE] == 0.0


def test_knowledge_that_keeps_step_with_the_market_adds_nothing():
    def grown(city):
        knowing(44.0, 1.0, math.log((1.0 + 40.0 / 10.0) / 2.0))(city)
        city.put("industries", "demand_trend", math.log(1.1))

    assert gained(in_both(appeal, grown, assumed=CALM)) == pytest.approx(0.0, abs=1e-12)


def test_knowledge_counts_once():
    held = math.log((1.0 + 40.0 / 10.0) / 2.0)
    city = in_both(appeal, knowing(40.0, 1.0, held), assumed=CALM)
    assert gained(city) == pytest.approx(0.0, abs=1e-12)


def test_enforcement_leaves_more_knowledge_with_its_owner():
    city = in_both(appeal, knowing(40.0), assumed=CALM, law={"ip_enforcement": 1.0})
    assert gained(city)[LARGE] == pytest.approx(0.1 * math.log((1.0 + 32.0 / 10.0) / 2.0))


def spilling(rise):
    """Return a preparation: the pools of cells rise by factors, and two firms do R&D."""

    def prepare(city):
        city.put("firms", "research_share", [0.05, 0.15], [2, LARGE])
        city.put("industries", "absorption_mean", 0.5)
        city.put("cells", "spillover_last", 100.0)
        city.put("cells", "spillover", 100.0 * np.array(rise))

    return prepare


def test_knowledge_that_spills_over_everywhere_moves_nobody():
    city = in_both(appeal, spilling([1.2] * 6), assumed=CALM)
    assert gained(city) == pytest.approx(0.0, abs=1e-12)


def test_firms_learn_from_their_cell_above_the_city_as_far_as_they_do_research():
    city = in_both(appeal, spilling([1.0, 1.0, 1.5, 1.0, 1.0, 1.0]), assumed=CALM)
    staff = city.column("cells", "own_staff")[::2]  # industry 0
    mean = math.log(1.5) * staff[1] / staff.sum()
    # absorption: 0.05/(0.05 + 0.05) and 0.15/(0.15 + 0.05) over a mean of a half
    assert gained(city)[2] == pytest.approx(0.1 * 1.0 * (math.log(1.5) - mean))
    assert gained(city)[LARGE] == pytest.approx(0.1 * 1.5 * (0.0 - mean))
    assert np.delete(gained(city), [2, LARGE]) == pytest.approx(0.0, abs=1e-12)
