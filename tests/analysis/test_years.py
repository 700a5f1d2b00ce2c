import numpy as np
import pandas as pd
import pytest

from sim.analysis.years import of_year, taken, yearly
from sim.measure.register import indicator


@pytest.mark.parametrize(
    ("name", "how"),
    [("staff", "last"), ("births", "sum"), ("patents", "sum"), ("revenue", "mean"),
     ("T2_revenue_fixed", "mean"), ("rd_productivity", "mean"), ("cash", "last")],
)  # fmt: skip
def test_the_register_says_how_a_year_is_made(name, how):
    assert taken(indicator(name)) == how


def test_a_sum_over_quarters_is_by_year():
    assert of_year(indicator("births")).unit == {"en": "firms a year", "zh": "家/年"}
    assert of_year(indicator("revenue")) == indicator("revenue")


def test_stocks_end_flows_add_rates_average_and_years_cut_short_are_left_out():
    quarters = [f"2024Q{n}" for n in (2, 3, 4)] + [f"2025Q{n}" for n in (1, 2, 3, 4)]
    frame = pd.DataFrame(
        {"scenario": "plain", "replicate": 0, "quarter": quarters, "staff": np.arange(7.0),
         "births": np.arange(7.0), "revenue": np.arange(7.0)}
    )  # fmt: skip
    found = yearly(frame)
    assert found.to_dict("records") == [
        {"scenario": "plain", "replicate": 0, "year": 2025,
         "staff": 6.0, "births": 18.0, "revenue": 4.5}
    ]  # fmt: skip
