"""Where people are missing, firms sell less and their rivals serve the demand (E22, E24)."""

import numpy as np
import pytest

from tests.responses.worlds import SECOND_YEAR, few_hired, log_effect, paired

PARK = 1
YEAR_LATER = slice(SECOND_YEAR + 4, None)


def effects(share, replicates, quarters, **world):
    """Return ln effects on the park's and the other parks' revenue and on the park's staff."""
    found = []
    for replicate in range(replicates):
        pair = paired(few_hired(PARK, share), replicate=replicate, **world)
        for model in pair:
            model.run_for(quarters)
        others = [model.records.parks["revenue"][:, PARK + 1 :].sum(axis=1) for model in pair]
        own = log_effect(pair, "revenue", PARK), log_effect(pair, "staff", PARK)
        found.append((own[0], np.log(others[1] / others[0]), own[1]))
    return np.mean(found, axis=0)


def test_fewer_people_in_one_park_lower_its_sales_and_raise_those_of_the_others():
    own, others, staff = effects(0.5, 4, 16, zone="tiny", resolution="full")
    assert (own[:SECOND_YEAR] == 0.0).all() and (others[:SECOND_YEAR] == 0.0).all()
    assert staff[YEAR_LATER].mean() < -0.03
    assert own[YEAR_LATER].mean() < -0.01
    assert others[YEAR_LATER].mean() > 0.002


def test_a_quarter_that_hires_as_before_changes_nothing():
    own, others, staff = effects(1.0, 1, 8, zone="tiny", resolution="full")
    assert not own.any() and not others.any() and not staff.any()


@pytest.mark.slow
def test_a_halved_fill_rate_costs_a_park_of_the_zone_sales_that_other_parks_gain():
    """Alarm test of specification 4.3: a fall of the fill rate from 0.8 to 0.4 in one park."""
    own, others, staff = effects(0.5, 6, 24, zone="shanghai", resolution="draft")
    assert staff[YEAR_LATER].mean() < -0.05
    assert own[YEAR_LATER].mean() < -0.03
    assert others[YEAR_LATER].mean() > 0.001
