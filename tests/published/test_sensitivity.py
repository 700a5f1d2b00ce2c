"""Indices of functions with closed forms, through file, design, store and analysis.

Ishigami and Homma (1990): V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2, V1 = (1 + b pi^4/5)^2 / 2,
V2 = a^2/8, V13 = 8 b^2 pi^8 / 225. G function (Saltelli and Sobol 1995): Vi = 1/(3 (1 + a_i)^2),
V = prod(1 + Vi) - 1, ST_i = Vi prod_{j != i}(1 + Vj) / V. Product of uniforms on [0, 1]: mean 1/2
and variance 1/12 each. Morris (1991): 20 inputs of three kinds.
"""

from itertools import combinations
from math import pi

import numpy as np
import pytest

from sim.search.extension import extended
from tests.published.plug_in import (
    carried_out,
    ishigami,
    keyed_luck,
    prepared,
    setting_of,
    table,
)

A, B = 7.0, 0.1
V1, V2, V13 = (1 + B * pi**4 / 5) ** 2 / 2, A**2 / 8, 8 * B**2 * pi**8 / 225
V = V1 + V2 + V13
S1 = {"x1": V1 / V, "x2": V2 / V, "x3": 0.0}
ST = {"x1": (V1 + V13) / V, "x2": V2 / V, "x3": V13 / V}
NAMES = ["x1", "x2", "x3"]


def close(found, truth, within):
    return all(abs(found[name] - value) <= within for name, value in truth.items())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("toy")


@pytest.fixture(scope="module")
def small(folder):
    """Ishigami's function at N = 128."""
    return carried_out(prepared(folder, NAMES, {"method": "sobol", "n": 128}), ishigami, NAMES)


def test_the_closed_forms_of_ishigami_are_those_of_the_books():
    assert (round(S1["x1"], 4), round(S1["x2"], 4)) == (0.3139, 0.4424)
    assert [round(each, 4) for each in ST.values()] == [0.5576, 0.4424, 0.2437]


def test_ishigami_through_the_whole_path(small):
    found = small.sensitivity()
    assert close(table(found, "S1"), S1, 0.15), "the error of S1 at N = 128 is about 0.07"
    assert close(table(found, "ST"), ST, 0.10)


def test_an_extended_design_equals_the_larger_one_from_the_start(tmp_path):
    few = prepared(tmp_path / "a", NAMES, {"method": "sobol", "n": 16})
    small = carried_out(few, ishigami, NAMES)
    larger = extended(small, 32, setting_of(tmp_path / "a", NAMES))
    assert len(larger.plan.runs) - larger.stored == 16 * 5, "the first 16 blocks are stored"
    grown = carried_out(larger, ishigami, NAMES)
    whole = prepared(tmp_path / "b", NAMES, {"method": "sobol", "n": 32})
    at_once = carried_out(whole, ishigami, NAMES)
    assert grown.content_hash() == at_once.content_hash()
    assert grown.sensitivity().frame.equals(at_once.sensitivity().frame)


@pytest.mark.slow
def test_pairs_and_groups_of_ishigami(tmp_path):
    pairs = carried_out(
        prepared(tmp_path / "pairs", NAMES, {"method": "sobol", "n": 256, "second_order": True}),
        ishigami, NAMES,
    )  # fmt: skip
    found = table(pairs.sensitivity(), "S2")
    assert close(found, {"x1 × x2": 0.0, "x1 × x3": V13 / V, "x2 × x3": 0.0}, 0.15)
    factors = [
        {"name": n, "assumption": n, "dist": {"uniform": [0, 1]}, "group": g}
        for n, g in zip(NAMES, ("odd", "even", "odd"), strict=True)
    ]
    grouped = carried_out(
        prepared(tmp_path / "g", NAMES, {"method": "sobol", "n": 256}, factors=factors),
        ishigami, NAMES,
    )  # fmt: skip
    found = table(grouped.sensitivity(), "ST")
    assert close(found, {"group odd": 1 - V2 / V, "group even": V2 / V}, 0.06)


@pytest.mark.slow
def test_the_g_function_of_sobol(tmp_path):
    a = np.array([0.0, 1.0, 9.0])
    parts = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + parts) - 1
    truth = dict(zip(NAMES, parts * np.prod(1 + parts) / (1 + parts) / whole, strict=True))

    def g(x):
        return np.prod((np.abs(4 * x - 2) + a) / (1 + a))

    made = carried_out(prepared(tmp_path, NAMES, {"method": "sobol", "n": 256}), g, NAMES)
    assert close(table(made.sensitivity(), "ST"), truth, 0.10)


@pytest.mark.slow
def test_a_product_of_two_inputs(tmp_path):
    """V(xy) = 1/9 - 1/16 = 7/144, of which each alone is 1/4 1/12 = 3/144 and both 1/144."""
    names = NAMES[:2]
    made = carried_out(
        prepared(tmp_path, names, {"method": "sobol", "n": 256}), lambda x: x[0] * x[1], names
    )
    found = made.sensitivity()
    assert close(table(found, "S1"), {"x1": 3 / 7, "x2": 3 / 7}, 0.12)
    assert close(table(found, "ST"), {"x1": 4 / 7, "x2": 4 / 7}, 0.06)


def test_a_linear_function_has_exact_effects_under_morris_and_one_at_a_time(tmp_path):
    def line(x):
        return 3 * x[0] - 2 * x[1] + 0 * x[2]

    made = carried_out(prepared(tmp_path / "m", NAMES, {"method": "morris", "n": 8}), line, NAMES)
    found = made.sensitivity()
    truth = {"x1": 3.0, "x2": 2.0, "x3": 0.0}
    assert close(table(found, "mu_star"), truth, 1e-9)
    assert close(table(found, "mu"), {**truth, "x2": -2.0}, 1e-9)
    assert close(table(found, "sigma"), dict.fromkeys(NAMES, 0.0), 1e-6)
    each = carried_out(prepared(tmp_path / "o", NAMES, {"method": "ofat"}), line, NAMES)
    found = each.sensitivity()
    assert close(table(found, "swing"), truth, 1e-9)
    assert close(table(found, "at_low"), {"x1": -1.5, "x2": 1.0}, 1e-9)


def test_the_function_of_morris_shows_its_three_kinds_of_inputs(tmp_path):
    """Inputs 1-10 matter, 8-10 linearly; 11-20 next to nothing (Morris 1991, section 4)."""
    names = [f"x{number:02d}" for number in range(1, 21)]
    stream = np.random.default_rng(1991)
    single = np.concatenate([np.full(10, 20.0), stream.standard_normal(10)])
    double = stream.standard_normal((20, 20))
    double[:6, :6] = -15.0

    def morris(x):
        w = 2 * (x - 0.5)
        for place in (2, 4, 6):
            w[place] = 2 * (1.1 * x[place] / (x[place] + 0.1) - 0.5)
        pairs = np.triu(double, 1)
        triples = -10 * sum(np.prod(w[list(each)]) for each in combinations(range(5), 3))
        quadruple = 5 * w[0] * w[1] * w[2] * w[3]
        return single @ w + w @ pairs @ w + triples + quadruple

    made = carried_out(prepared(tmp_path, names, {"method": "morris", "n": 20}), morris, names)
    found = made.sensitivity()
    size, spread = table(found, "mu_star"), table(found, "sigma")
    assert min(size[n] for n in names[:10]) > 1.5 * max(size[n] for n in names[10:])
    assert max(spread[n] for n in names[7:10]) < min(spread[n] for n in names[:6])
    assert close(size, dict.fromkeys(names[7:10], 40.0), 8.0), "2 beta on the unit, with noise"


@pytest.mark.slow
def test_luck_that_is_the_runs_own_is_taken_off_along_the_whole_path(tmp_path):
    names = [*NAMES, "inert"]
    made = carried_out(
        prepared(tmp_path, names, {"method": "sobol", "n": 128}, replicates=2),
        ishigami, names, keyed_luck(np.sqrt(V)),
    )  # fmt: skip
    found = made.sensitivity()
    assert 0.25 < table(found, "ST_raw")["inert"] < 0.42, "theory: (1/2) / (1 + 1/2) = 1/3"
    assert abs(table(found, "ST")["inert"]) < 0.25, "its error at N = 128 is about 0.09"
    assert 0.42 < table(found, "share", "luck")["luck"] < 0.58, "half of the variance of a run"
