"""The checks of the floors are seen failing on made-up modules."""

import pytest

from tests.floors.source import Source


@pytest.mark.parametrize(
    ("name", "text", "caught"),
    [
        ("sim.core.luck", "from sim.agents.firm import Firm", 1),
        ("sim.core.luck", "from sim import model", 1),
        ("sim.core.luck", "def draw():\n    import sim.runs.storage.store", 1),
        ("sim.core.luck", "import importlib\nimportlib.import_module('sim.cli')", 1),
        ("sim.core.luck", "from ..zone import graph", 1),
        ("sim.core.luck", "from . import errors\nfrom sim.core.errors import InputError", 0),
        ("sim.agents.firm", "from sim.policy.law import Law", 1),
        ("sim.behaviour.sell", "from sim.measure import targets", 1),
        ("sim.behaviour.sell", "from sim.policy.law import Law\nimport numpy", 0),
        ("sim.quarter", "from sim.opening import open_zone\nfrom sim.behaviour import sell", 0),
        ("sim.model", "from sim.scenario import library", 1),
        ("sim.runs.storage.store", "import sim", 1),
        ("sim.runs.storage.store", "from sim import __version__", 0),
        ("sim.cli.run", "import sim\nfrom sim import run", 0),
        ("sim.__main__", "from sim.cli import main", 0),
    ],
)
def test_an_import_may_only_go_down(name, text, caught):
    assert len(Source(name, text).upward_imports()) == caught


def test_relative_imports_of_a_package_start_from_the_package_itself():
    package = Source("sim.agents", "from ..policy import law\nfrom .firm import Firm", package=True)
    assert package.upward_imports() == ["sim.agents:1 imports sim.policy.law"]


@pytest.mark.parametrize(
    "text",
    [
        "import random",
        "from random import choice",
        "import numpy as np\nnp.random.seed(1)",
        "from numpy import random",
        "from numpy.random import default_rng",
        "def stage(model):\n    return model.random.choice([1, 2])",
        "def stage(model):\n    return model.rng.normal()",
        "import secrets",
    ],
)
def test_sequential_random_numbers_are_caught_in_every_form(text):
    assert Source("sim.behaviour.sell", text).sequential_luck()


def test_addressed_draws_are_not_sequential():
    text = "from sim.core.luck import uniform\nx = uniform(luck, firm.uid, 0)"
    assert Source("sim.behaviour.sell", text).sequential_luck() == []


@pytest.mark.parametrize(
    "text",
    [
        "here = 'hongkou'",
        "here = 'Hongkou Park'",
        "hongkou_rent = 1",
        "def f(hongkou): ...",
        "x = '虹口园'",
    ],
)
def test_a_place_named_in_code_is_caught(text):
    assert Source("sim.behaviour.sell", text).naming({"hongkou", "虹口园"})


@pytest.mark.parametrize(
    "text", ["'''Hongkou, say.'''", "x = 1  # hongkou", "exponent = 'exports'"]
)
def test_docstrings_comments_and_longer_words_name_no_place(text):
    assert Source("sim.behaviour.sell", text).naming({"hongkou", "expo"}) == []


def test_a_place_of_two_words_is_caught_as_a_name_too():
    assert Source("sim.zone.graph", "north_gate = 1").naming({"north-gate"})


def test_lines_of_code_leave_out_blank_lines_comments_and_docstrings():
    text = '''"""A module.

Its story.
"""

import math  # a comment beside code

# a comment alone
LIMITS = (
    1,

    2,
)


def half(x):
    """Half of x."""
    text = """two lines
    of a value"""
    return x / 2.0, text
'''
    source = Source("sim.core.half", text)
    assert source.lines == 20
    assert source.code_lines == 9  # import; four of the tuple; def; two of the text; return


def test_code_beside_a_docstring_counts_once():
    assert Source("sim.core.half", 'def half(x): """Half of x."""; return x / 2').code_lines == 1
