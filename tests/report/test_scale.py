import math

import pytest

from sim.measure.register import indicator
from sim.report.scale import percent, scale


@pytest.mark.parametrize(
    ("name", "size", "language", "value", "shown", "unit"),
    [
        ("revenue", 9.6e6, "en", 9.6e6, "9.60", "trillion yuan a year"),
        ("revenue", 9.6e6, "zh", 9.6e6, "9.60", "万亿元/年"),
        ("revenue", 5.2e4, "zh", 5.2e4, "520.0", "亿元/年"),
        ("revenue", 5.2e4, "en", 5.2e4, "52.00", "billion yuan a year"),
        ("staff", 2.5e6, "en", 2.5e6, "2.50", "million persons"),
        ("staff", 2.5e6, "zh", 2.5e6, "250.0", "万人"),
        ("staff", 2500, "en", 2500, "2,500", "persons"),
        ("firms", 120000, "en", 120000, "120.0", "thousand firms"),
        ("effort", 0.108, "en", 0.04, "0.040", "share of staff"),
        ("T2_revenue_fixed", 0.8, "en", 0.8, "80.0", "%"),
    ],
)
def test_numbers_stand_in_a_unit_of_fitting_size(name, size, language, value, shown, unit):
    found = scale(indicator(name), size, language)
    assert (found.show(value), found.unit) == (shown, unit)


def test_a_price_per_person_keeps_its_unit():
    assert scale(indicator("wage"), 0.2, "en").unit == "million yuan a person a year"


def test_differences_have_a_sign_and_zero_has_none():
    found = scale(indicator("staff"), 2500)
    assert found.show(12, signed=True) == "+12"
    assert found.show(-12, signed=True) == "\u221212"
    assert found.show(-0.2, signed=True) == "0"


def test_a_missing_number_is_a_dash():
    assert scale(indicator("staff"), 2500).show(math.nan) == "–"
    assert percent(math.nan) == "–"


def test_a_share_of_change_is_a_signed_percentage():
    assert percent(0.0123) == "+1.23 %"


def test_small_differences_get_the_digits_they_need():
    coarse = scale(indicator("revenue"), 9.6e6)
    assert coarse.finer(1200.0).show(1200.0, signed=True) == "+0.0012"
    assert coarse.finer(2e6).digits == coarse.digits
