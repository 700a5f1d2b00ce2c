"""Random laws, and the corners of the ranges: no world breaks, whatever is put into law."""

import math

import numpy as np
import pytest

from sim.core import quarters
from sim.core.luck import address, uniform
from sim.measure.register import indicators
from sim.policy.change import Change
from tests.laws.worlds import REGISTERS, SECOND_YEAR, Reform, world

LAWS, QUARTERS = 200, 52
FEW, SHORT = 12, 10
SEED = 20231
# an indicator may grow by this factor against the same world without reform before it has exploded
EXPLOSION = 50.0
RATES = {"profit_share", "young_growth"}  # of something that may fall below zero
SIGNED = set(
    "district_debt land_income cash productivity productivity_leading productivity_other "
    "general_services score score_measured score_true score_true_gap".split()
)


def amount(lever, part):
    """Return a value of a lever's range, from 0 (low end) to 1 (high end)."""
    low, high = lever.range
    value = low + part * (high - low)
    return float(round(value)) if lever.kind in ("integer", "switch", "choice") else value


def reform(part_of):
    """Return the law that sets every lever from 2024 on; parts of a sum share it out.

    part_of  lever -> place in its range, 0-1
    """
    values = {lever.id: amount(lever, part_of(lever)) for lever in REGISTERS.levers.values()}
    for parts in REGISTERS.sum_groups.values():
        weights = [0.05 + part_of(REGISTERS.lever(name)) for name in parts]
        values |= {name: w / sum(weights) for name, w in zip(parts, weights, strict=True)}
    return Reform(
        *(
            Change(name, "value", value, SECOND_YEAR, why="test", beyond=True)
            for name, value in values.items()
        )
    )


def random_reform(number):
    """Return law ``number``: every second one anywhere in the ranges, the others in a corner."""
    luck = address(SEED, number, "random_laws")
    places = {name: place for place, name in enumerate(REGISTERS.levers)}

    def part(lever):
        u = uniform(luck, places[lever.id], 0)
        return u if number % 2 == 0 else float(round(u))

    return reform(part)


def held(model):
    """Return every recorded array by level and name."""
    records = model.records
    for level in ("quarters", "parks", "industries"):
        for name, values in getattr(records, level).items():
            if name != "quarter":
                yield level, name, np.asarray(values)


def check(model, calm=None):
    """Hold every number of a run against what it can be at all.

    calm  the records of the same world without reform: nothing may be EXPLOSION times larger
    """
    for level, name, values in held(model):
        assert np.isfinite(values).all(), f"{level} {name}"
        entry = indicators()[name]
        if entry.unit["en"] == "share" and name not in RATES:
            assert values.min() >= -1e-9 and values.max() <= 1.0 + 1e-9, f"{level} {name}"
        if entry.kind == "stock" and name not in SIGNED:
            assert values.min() >= -1e-6, f"{level} {name} {values.min()}"
    for name in ("staff", "revenue", "firms", "talents"):
        assert model.records.quarters[name].min() > 0.0, name
        if calm is not None:
            assert model.records.quarters[name].max() < EXPLOSION * calm.quarters[name].max(), name
    for name, table in model.tables.items():
        for column, values in table.snapshot().items():
            if values.dtype.kind == "f":
                assert np.isfinite(values).all(), f"{name}.{column}"
    for name in ("let", "stock", "vacancy"):
        assert model.tables["parks"].column(name).min() >= -1e-6, name


def run(law, length, replicate=0):
    model = world(law, resolution="draft", replicate=replicate)
    model.run_for(length)
    return model


@pytest.fixture(scope="module")
def calm():
    return run(None, SHORT).records


@pytest.mark.parametrize("number", range(FEW))
def test_a_random_law_breaks_nothing(number, calm):
    check(run(random_reform(number), SHORT), calm)


@pytest.mark.parametrize("part", [0.0, 1.0])
def test_all_levers_at_one_end_of_their_ranges_break_nothing(part, calm):
    check(run(reform(lambda lever: part), SHORT), calm)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(LAWS))
def test_a_random_law_breaks_nothing_in_thirteen_years(number):
    check(run(random_reform(number), QUARTERS, number % 5))


def without_public_money():
    """Return the law with every lever that costs money at the end where it costs nothing."""
    paid = {name for each in REGISTERS.programmes.values() for name in each.levers}
    changes = []
    for name in sorted(paid):
        lever = REGISTERS.lever(name)
        if not lever.part_of:
            value = lever.range[0]
            changes.append(Change(name, "value", value, quarters.parse("2023Q1"), why="test"))
    return Reform(*changes)


@pytest.mark.parametrize("length", [SHORT, pytest.param(QUARTERS, marks=pytest.mark.slow)])
def test_without_public_programmes_the_zone_lives(length):
    model = run(without_public_money(), length)
    check(model)
    records = model.records.quarters
    assert records["births"].sum() > 0.0
    assert math.isclose(records["grants"].max(), 0.0, abs_tol=1e-9)
