"""Whatever is done to a correct experiment file, it is read or refused with a place; never more."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core import strict_yaml
from sim.core.errors import InputError
from sim.runs.designs.methods import lay_out
from sim.scenario import experiment_file
from sim.scenario.experiment import experiment
from sim.scenario.resolve import resolve
from tests.scenario.made_up import COLUMNS, PLACES, REGISTERS, library

TEXT = """\
schema: parksim/experiment/1
id: trial
title: {en: Trial, zh: 试验}
scenarios: [no-reform, opinion]
headline: [revenue, T2]
at: [2025Q4, 2030]
of: difference
factors:
  - {name: mark, lever: assessment.pass_mark, where: [opinion]}
  - {name: start, lever: assessment.pass_mark, moves: from, dist: {choice: [2024Q1, 2025Q1]}, where: [opinion]}
  - {name: tail, lever: assessment.bottom_k, from: 2025Q1, until: 2026Q4, where: [opinion]}
  - {name: fear, assumption: delisting_fear, dist: {triangular: [0, 1, 3]}, group: beliefs}
  - {clause: M6, where: [opinion], dist: boolean}
  - spillover_decay
constraints: ["mark < 65 or tail > 1", "start >= 2024Q1"]
design: {method: lhs, n: 3, seed: 0}
replicates: {min: 3, max: 9, stop_at: {indicator: revenue, half_width: 0.01, share_of: reference}}
random: common
keep: {quarters: all, parks: [firms], flows: yearly, agents: none}
limits: {seconds: 300, memory: 4GiB, retries: 1}
"""  # noqa: E501
DATA = strict_yaml.parse(TEXT, "trial.yaml").data
METHODS = ["list", "ofat", "factorial", "lhs", "morris", "sobol", "attribution", "csv"]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["opinion", "2025Q1", "mark", "mark >", "fear and", "M5", "lever", *METHODS]),
    st.lists(st.integers(-2, 4), max_size=3),
    st.dictionaries(st.sampled_from(["uniform", "choice", "method", "n", "x"]), st.integers(0, 4)),
)


def places_in(data, keys=()):
    """Every path of keys in some data."""
    inside = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in inside:
        yield (*keys, key)
        if isinstance(value, dict | list):
            yield from places_in(value, (*keys, key))


PATHS = list(places_in(DATA))


@st.composite
def mutated(draw):
    """The data with some parts deleted, replaced, or under another key."""
    data = copy.deepcopy(DATA)
    if draw(st.booleans()):
        data["design"] = {"method": draw(st.sampled_from(METHODS)), "n": draw(st.integers(1, 4))}
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3)):
        around = data
        try:
            for key in path[:-1]:
                around = around[key]
            match draw(st.sampled_from(["delete", "replace", "rename"])):
                case "delete":
                    del around[path[-1]]
                case "rename" if isinstance(around, dict):
                    around[draw(st.text(max_size=5))] = around.pop(path[-1])
                case _:
                    around[path[-1]] = draw(ODD)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier step took the place away
    return data


def law(scenario):
    return scenario.law(scenario.ground(REGISTERS, PLACES, COLUMNS), 0, 0)


def read(data, known):
    file = experiment_file.of_dict(data, "trial.yaml")
    scenarios = [resolve(word, known, REGISTERS, PLACES) for word in file.head.scenarios]
    return experiment(file, scenarios, law, REGISTERS, PLACES)


def test_the_file_itself_is_correct(tmp_path):
    made = read(DATA, library(tmp_path))
    assert lay_out(made).rows == 3


@settings(max_examples=300)
@given(data=mutated())
def test_a_mutated_file_is_read_or_refused_in_our_words(data, tmp_path_factory):
    known = library(tmp_path_factory.getbasetemp())
    try:
        made = read(data, known)
        lay_out(made)
        again = strict_yaml.parse(made.to_yaml(), "again.yaml").data
        assert read(again, known).to_yaml() == made.to_yaml()
    except InputError as error:
        for problem in error.problems:
            assert problem.what.strip()
            assert "Traceback" not in str(problem) and "pydantic" not in str(problem)
