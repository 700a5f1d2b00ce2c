"""How alike worlds stay after a policy has acted (architecture, Luck, promise b)."""

import numpy as np
import pytest

from benchmarks import luck
from benchmarks.luck import FIGURES, Coupling


def coupling(without, paired, apart=(0.0, 0.0, 0.0, 0.0)):
    """Return made-up worlds of four replicates and one figure."""
    columns = (np.array([values], float).T for values in (without, paired, apart))
    return Coupling(*columns, same=np.ones(4))


def test_worlds_that_share_nothing_have_a_variance_ratio_of_one():
    ratio, low, high = coupling([0, 0, 1, 1], [0, 1, 0, 1]).ratio(0)
    assert ratio == pytest.approx(1.0)
    assert low < 1.0 < high


def test_the_same_effect_in_every_world_has_a_variance_ratio_of_zero():
    assert coupling([0, 2, 4, 7], [3, 5, 7, 10]).ratio(0) == (0.0, 0.0, 0.0)


def test_the_variance_ratio_is_that_of_effects_over_independent_differences():
    # effects 1, -1, 2, -2 of variance 10/3; levels of variance 20/3 and 18/3
    found = coupling([0, 2, 4, 6], [1, 1, 6, 4], apart=[2, 0, 8, 2])
    assert found.ratio(0)[0] == pytest.approx(10 / 38)
    assert found.ratio_after_opening(0)[0] == pytest.approx(1 / 4)  # differences 2, -2, 4, -4


def test_the_bootstrap_interval_of_a_mean_is_that_of_the_normal_law():
    values = np.linspace(-1.0, 1.0, 201)  # mean 0, standard error sqrt(101/300)/sqrt(201)
    mean, low, high = luck.interval(201, lambda rows: values[rows].mean())
    error = (101 / 300 / 201) ** 0.5
    assert mean == pytest.approx(0.0, abs=1e-12)
    assert (low, high) == pytest.approx((-1.96 * error, 1.96 * error), rel=0.1)


def test_only_people_employed_elsewhere_are_asked_for_their_employer():
    without = {1: (10, 1), 2: (11, 2), 3: (12, 2), 4: (-1, 2), 5: (13, 0)}
    paired = {1: (11, 2), 2: (11, 2), 3: (10, 1), 4: (-1, 2)}
    assert luck.same_employer(without, paired, park=1) == pytest.approx(1 / 3)


def test_every_draw_of_a_quarter_is_listed_on_the_page_on_luck():
    page = luck.PAGE.read_text(encoding="utf-8")
    assert luck.decisions() in page, "run python -m benchmarks.luck --draws"


def test_the_list_of_draws_says_who_owns_a_draw_and_when_it_is_renewed():
    rows = {
        (stage, decision): tuple(rest)
        for _, stage, decision, *rest in (
            map(str.strip, line.strip("|").split("|")) for line in luck.decisions().splitlines()
        )
    }
    assert rows["relocate", "taste"] == ("uniform", "firm; park", "each quarter")
    assert rows["appeal", "multiplier"] == ("exponential", "firm", "each year")
    assert rows["found_firms", "size"] == ("normal", "firm", "never")


def test_a_small_policy_leaves_worlds_far_more_alike_than_chance():
    """A first warning at little cost; the promise itself is the slow test below.

    Three years after the policy, at draft, effects must vary at most half as much as differences of
    independent worlds, of the zone even if these share the opening. They vary dozens to hundreds of
    times less, so that four replicates suffice; a park has few rows at draft.
    """
    found = luck.measure("draft", 4, until="2026Q4")
    assert (found.paired != found.without).all(), "the policy acts"
    for place, name in enumerate(FIGURES):
        assert found.ratio(place)[0] < 0.5, name
    assert found.ratio_after_opening(0)[0] < 0.5
    assert found.ratio_after_opening(1)[0] < 0.5
    assert found.same.mean() > 0.90


@pytest.mark.slow
def test_a_rent_subsidy_keeps_its_promise_of_variance_and_employers(capsys):
    found = luck.measure("standard", luck.PAIRS)
    for place, name in enumerate(FIGURES):
        ratio, low, high = found.ratio(place)
        with capsys.disabled():
            print(f"\n{name}: variance ratio {ratio:.5f}, 95 % interval {low:.5f} to {high:.5f}")
        assert ratio <= 0.10, name
    with capsys.disabled():
        print(f"same employer: {found.same.mean():.1%}, lowest {found.same.min():.1%}")
    assert found.same.mean() >= 0.90
