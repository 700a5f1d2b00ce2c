"""Stages are compiled before they are needed, by several processes, for the types they will see."""

import json
import subprocess
import sys

import pytest
from numba.core.errors import TypingError

from sim.core import rewrites
from sim.runs.compiling import together, types

USED = """
import json, sys
import sim
from sim.runs.compiling.types import used
sim.ParkModel(resolution="draft").run_for(1)
json.dump(used(), sys.stdout)
"""

ONE = """
from sim.runs.compiling.together import compiled, shipped
(exert,) = (each for each in shipped() if each.name == "exert")
print(len(compiled(exert).signatures))
"""


def test_the_table_has_the_types_that_stages_are_called_with():
    found = subprocess.run([sys.executable, "-c", USED], capture_output=True, text=True, check=True)
    wrong = set(types.known().items()) ^ set(json.loads(found.stdout).items())
    assert not wrong, "write the table again: python -m sim.runs.compiling.types"


@pytest.mark.parametrize("text", ["int64", "float64[::1]", "bool[::1]", "float64[:,:,::1]"])
def test_a_type_is_read_as_it_is_written(text):
    assert types.written(types.numba_type(text)) == text


def test_all_stages_of_the_model_are_found_the_longest_first():
    names = [each.name for each in together.shipped()]
    assert {"search", "exert", "settle_firms"} <= set(names)
    assert len(names) == len(set(names))
    assert names.index("search") < names.index("exert")


def test_a_stage_is_compiled_for_a_model_that_is_not_there_yet(monkeypatch, tmp_path):
    monkeypatch.setenv("PARKSIM_CACHE", str(tmp_path))
    found = subprocess.run([sys.executable, "-c", ONE], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["1"], "compiled for one list of types"
    assert list(tmp_path.rglob("exert_*.nbi")), "it is kept for other processes"


def test_what_another_process_has_taken_is_left_to_it(monkeypatch, tmp_path):
    done = []
    monkeypatch.setattr(together, "compiled", done.append)
    first, second, third = together.shipped()[:3]
    (tmp_path / second.name).touch()
    together.take([first, second, third], tmp_path)
    assert done == [first, third]
    together.take([first, second, third], tmp_path)
    assert done == [first, third]


def test_a_stage_that_cannot_be_compiled_for_these_types_is_left_to_its_first_call(
    monkeypatch, tmp_path
):
    done = []

    def compiled(stage):
        done.append(stage)
        raise TypingError("for other types")

    monkeypatch.setattr(together, "compiled", compiled)
    together.take(together.shipped()[:2], tmp_path)
    assert len(done) == 2


def test_without_room_for_claims_nothing_is_compiled_ahead(asked, monkeypatch):
    monkeypatch.setattr(rewrites, "known", lambda function: False)
    monkeypatch.setattr(together.tempfile, "TemporaryDirectory", lambda: open("/dev/full/none"))
    together.ensure.__wrapped__()
    assert asked == ([], [])


@pytest.fixture
def asked(monkeypatch):
    """What `ensure` does, instead of compiling: the stages taken and the helpers started."""
    taken, helpers = [], []
    monkeypatch.setattr(together, "take", lambda stages, claims: taken.extend(stages))

    class Helper:
        def __init__(self, claims):
            helpers.append(claims)

        wait = kill = communicate = lambda self: None

    monkeypatch.setattr(together, "_helper", Helper)
    monkeypatch.setattr(together.os, "sched_getaffinity", lambda process: {0, 1, 2}, raising=False)
    return taken, helpers


@pytest.mark.parametrize(("new", "started"), [(together.FEWEST - 1, 0), (together.FEWEST, 2)])
def test_helpers_are_started_where_many_stages_are_new(asked, monkeypatch, new, started):
    taken, helpers = asked
    fresh = {each.function for each in together.shipped()[:new]}
    monkeypatch.setattr(rewrites, "known", lambda function: function not in fresh)
    together.ensure.__wrapped__()
    assert len(helpers) == started
    assert len(taken) == (new if started else 0)


def test_a_helper_ends_when_its_parent_does(monkeypatch, tmp_path):
    monkeypatch.setenv("PARKSIM_CACHE", str(tmp_path / "cache"))
    (tmp_path / "claims").mkdir()
    helper = together._helper(str(tmp_path / "claims"))
    helper.stdin.close()
    assert helper.wait(60) == 1
    helper = together._helper(str(tmp_path / "claims"))
    for each in together.shipped():
        (tmp_path / "claims" / each.name).touch()
    assert helper.wait(60) == 0, "nothing is left to take"
    helper.stdin.close()
