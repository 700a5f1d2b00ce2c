"""A park has one administration: what it gives to more industries or to one head, others lack."""

import math

import numpy as np
import pytest

from sim.behaviour.exert import exert
from sim.behaviour.serve import serve
from sim.model import ParkModel
from sim.policy.change import Change
from tests.behaviour.council import Council
from tests.laws.worlds import REGISTERS, SECOND_YEAR, Reform

LEAD_BONUS = float(REGISTERS.assumptions["location_lead_bonus"].value)
FOCUS = REGISTERS.lever("industry.focus_strength").before


def allowed(number: int, quarters: int) -> ParkModel:
    """Return the shipped zone after its parks may lead in so many industries from 2024Q1 on."""
    reform = Reform(Change("industry.max_leading", "value", float(number), SECOND_YEAR, why="test"))
    model = ParkModel(reform, resolution="draft")
    model.run_for(quarters)
    return model


@pytest.mark.slow
def test_five_leading_industries_get_three_fifths_of_the_attention_of_three():
    few, many = allowed(3, 5), allowed(5, 5)
    count = len(few.tables["industries"])
    leads = [model.tables["parks"].column("leading")[:, :count] > 0 for model in (few, many)]
    assert (leads[0].sum(axis=1)[1:] == 3).all() and (leads[1].sum(axis=1)[1:] == 5).all()
    assert (leads[1] | ~leads[0]).all()  # the best three are among the best five
    worth = [model.tables["cells"].column("location_value") for model in (few, many)]
    lost = (worth[0] - worth[1]).reshape(-1, count)[leads[0]]
    assert lost == pytest.approx(LEAD_BONUS * FOCUS * (1.0 - 3.0 / 5.0), abs=1e-6)


@pytest.mark.slow
def test_firms_found_less_in_an_industry_that_shares_attention_with_more():
    few, many = allowed(3, 13), allowed(5, 13)
    count = len(few.tables["industries"])
    best = (few.tables["parks"].column("leading")[:, :count] > 0).ravel()
    added = (many.tables["parks"].column("leading")[:, :count] > 0).ravel() & ~best
    pull = [model.tables["cells"].column("entry_share")[count:] for model in (few, many)]
    share = [
        each / np.tile(each.reshape(-1, count).sum(axis=0), each.size // count) for each in pull
    ]
    change = np.log(share[1] / share[0])
    assert change[best[count:]].mean() < -0.02
    assert change[added[count:]].mean() > 0.02


def time_and_days(**weights: float) -> tuple[float, float]:
    """Return effort and approval days of a park whose time is used up."""
    law = {f"assessment_weight_{head}": weight for head, weight in weights.items()}
    council = Council(law={"body_staff": 50.0, "services_one_stop": 0.0, **law})
    council["parks"]("score_measured")[1:] = 60.0
    council["parks"]("effort")[1:] = 1.0
    council.apply(exert)
    time = council["parks"]("effort") + council["parks"]("manipulation")
    assert time[1:] == pytest.approx(0.5)  # 50 people where full time takes 100
    council.apply(serve)
    return council["parks"]("effort")[1], council["parks"]("approval_days")[1]


def test_where_time_binds_weight_on_services_takes_time_from_approvals():
    equal, days = time_and_days(industry=0.25, innovation=0.25, environment=0.25, service=0.25)
    again, later = time_and_days(industry=0.15, innovation=0.15, environment=0.15, service=0.55)
    assert again == pytest.approx(equal)  # no more time than before
    assert days == pytest.approx(60.0 * math.exp(-0.2 * 0.25 * equal))
    assert later == pytest.approx(60.0 * math.exp(-0.2 * 0.15 * equal))
    assert later > days
