"""Figures beside their bands, and the page that they are written to."""

import csv
from types import SimpleNamespace

import numpy as np
import pytest

from sim.search.agreement import Agreement, monte_carlo_error
from sim.search.facts import facts_of, measure_of, pass_rate
from sim.search.finding import finding, sheet
from sim.search.page import figure, replaced, write
from sim.search.paths import city_share_drift
from sim.zone.zone import Zone


def found(values, kind="backtest", built_in=False):
    return finding("F", "a figure", "share", (0.2, 0.3), np.asarray(values), kind, built_in)


@pytest.mark.parametrize(
    ("values", "miss", "verdict"),
    [
        ([0.24, 0.26], 0.0, "inside"),
        ([0.2, 0.2], 0.0, "inside"),
        ([0.35, 0.35], 0.05, "misses by +0.05"),
        ([0.1, 0.2], -0.05, "misses by -0.05, interval reaches"),
    ],
)
def test_a_miss_is_the_distance_to_the_band_with_its_sign(values, miss, verdict):
    assert found(values).miss == pytest.approx(miss)
    assert found(values).verdict == verdict


def test_the_interval_is_that_of_students_t():
    # mean 2, sd 1, three replicates: 2 -+ 4.303/sqrt(3)
    one = found([1.0, 2.0, 3.0])
    assert (one.mean, one.low, one.high) == pytest.approx((2.0, -0.4842, 4.4842), abs=1e-4)


def test_start_facts_and_facts_that_are_built_in_do_not_count_in_the_pass_rate():
    facts = [found([0.25]), found([0.4]), found([0.25], built_in=True), found([0.25], "start")]
    assert pass_rate(facts) == (1, 2)


def test_a_fact_of_a_park_is_shown_by_the_park_whose_slug_begins_so():
    zone = Zone.load("tiny")
    slug = zone.gazetteer.park_slugs[1].split("-")[0]
    facts = facts_of(zone)
    assert {fact.id for fact in facts} >= {"zone_firms", "zone_staff"}
    named = SimpleNamespace(id=f"B_{slug}_2024", year=2024, known_by=4 * 2024 + 2)
    revenue = np.arange(12.0)[:, None] * np.array([0.0, 1.0, 1000.0, 1.0])
    run = SimpleNamespace(
        span=lambda year: slice(4, 8), records=SimpleNamespace(parks={"revenue": revenue})
    )
    # a quarter of 4, 5 and 6 bn yuan a year
    assert measure_of(named, zone)(run) == pytest.approx(15.0 / 4.0)
    assert measure_of(SimpleNamespace(id="park_nowhere", year=2023, known_by=3), zone) is None
    assert measure_of(SimpleNamespace(id="F99", year=2023, known_by=3), zone) is None


def test_the_drift_of_a_city_share_leaves_out_the_first_year():
    share = np.array([[0.9], [0.9], [0.9], [0.9], [0.1], [0.3]])
    records = SimpleNamespace(industries={"city_share": share})
    drift = city_share_drift(SimpleNamespace(records=records), np.array([0.15]))
    assert drift == pytest.approx([0.05])


def test_a_table_lands_between_its_marks_and_in_a_csv_file(tmp_path, capsys):
    page = tmp_path / "validation.md"
    page.write_text("# Top\n<!-- facts -->\nold\n<!-- end facts -->\nrest\n", encoding="utf-8")
    write(page, sheet("facts", [found([0.24, 0.26])], ["A note."]))
    text = page.read_text(encoding="utf-8")
    assert "old" not in text and "* A note." in text and text.endswith("rest\n")
    assert "| F | a figure | share | 0.2 | 0.3 | 0.25 |" in text
    assert "| F |" in capsys.readouterr().out
    with (tmp_path / "validation" / "facts.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["id"], row["result"], row["built in"]) == ("F", "inside", "no")


def test_a_page_without_the_section_is_an_error():
    with pytest.raises(ValueError, match='no section "facts"'):
        replaced("# Top", "facts", "table")


def test_figures_have_three_digits_and_whole_thousands():
    shown = [figure(0.123456), figure(1234567.8), figure(float("nan")), figure(0.5, sign=True)]
    assert shown == ["0.123", "1,234,568", "–", "+0.5"]


def test_the_error_of_a_difference_is_welchs():
    one, other = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])
    # variances 1 and 4 over 3: se = sqrt(5/3), freedom (5/3)^2/((1/9 + 16/9)/2) = 50/17 = 2.941
    assert monte_carlo_error(one, other) == pytest.approx(3.2187 * (5 / 3) ** 0.5, rel=2e-3)
    assert monte_carlo_error(np.ones(3), np.ones(2)) == 0.0


@pytest.mark.parametrize(
    ("mean", "reference", "count", "agrees"),
    [
        (1029.0, 1000.0, True, True),
        (1031.0, 1000.0, True, False),
        (55.0, 50.5, True, True),  # 9 % of a small count
        (0.55, 0.505, False, False),  # 9 % of a share
    ],
)
def test_three_percent_may_differ_and_ten_of_a_small_count(mean, reference, count, agrees):
    assert Agreement("x", "2025Q4", "draft", mean, reference, 0.0, count).agrees == agrees
