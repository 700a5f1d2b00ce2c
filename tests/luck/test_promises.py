"""Two worlds are equal until a policy reaches them, for any engine and any number of workers."""

from itertools import pairwise

import numpy as np
import pytest

import sim
from sim.core import quarters
from sim.core.stage import Stage
from sim.model import ParkModel
from sim.runs import local
from sim.runs.api import prepare
from sim.runs.setting import Setting
from sim.runs.store import Store
from tests.luck.traced import TracedModel, bits, different, first_difference, quarter_ends

NO_REFORM = sim.scenario("no-reform")
TINY, SHIPPED = Setting("tiny"), Setting()
REFORMS = {
    "rent": NO_REFORM.change("floor.rent_subsidy", 0.1, since="2024Q1", parks=["riverside"]),
    "housing": NO_REFORM.change("talent.housing_subsidy", 12000, since="2024Q2"),
    "opinion": sim.scenario("opinion"),
}
QUARTERS = 8  # 2023Q1 to 2024Q4


def tiny(scenario=NO_REFORM, kind=ParkModel, **options):
    """Return a model of the made-up zone in which every person has a row."""
    options = {"zone": TINY.zone, "resolution": "full"} | options
    return kind(TINY.resolve(scenario), **options)


def shipped(scenario=NO_REFORM, **options):
    """Return a model of the shipped zone in rough."""
    return ParkModel(SHIPPED.resolve(scenario), zone=SHIPPED.zone, resolution="draft", **options)


@pytest.fixture(scope="module")
def baseline():
    """The made-up zone after some quarters under the rules before the Opinion, with its trace."""
    model = tiny(kind=TracedModel)
    model.run_for(QUARTERS)
    return model


def levers_that_differ(one, other, quarter):
    """Return the fields of the law that differ between two models in a quarter."""
    laws = [model.law.in_force(quarter) for model in (one, other)]
    return {
        field
        for field in one.law.paths
        if not np.array_equal(*(law.column(field) for law in laws), equal_nan=True)
    }


def first_reader(model, fields):
    """Return the first stage of a quarter that reads one of some fields of the law."""
    steps = list(dict.fromkeys(stage for (_, stage), _ in model.trace))
    from tests.laws.worlds import stages

    readers = {stage.name for stage in stages() if fields & set(stage.reads("law"))}
    return next(step for step in steps if step in readers)
