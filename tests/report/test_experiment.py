"""Experiments in Python: the same objects and results as the command line has."""

import os
import subprocess
import sys

import pytest

import sim
from tests.cli.conftest import lay_out

FEAR = {"name": "fear", "assumption": "delisting_fear", "dist": {"choice": [0, 2]},
        "where": ["more"]}  # fmt: skip
SCRIPT = """
import sim

print("begun")
more = sim.scenario("land").change("land.release", scale=2.0, since="2023Q3").named("more")
fear = {fear}
experiment = sim.Experiment(id="code", scenarios=["short", more], factors=[fear],
                            design={{"method": "factorial"}}, data={data!r})
print(experiment.run(workers=2).id)
"""


@pytest.fixture
def working(tmp_path, monkeypatch):
    monkeypatch.chdir(lay_out(tmp_path))
    return tmp_path


@pytest.fixture
def zone(repository):
    return str(repository / "sim" / "zone" / "data" / "tiny")


def built(zone, **keys):
    more = sim.scenario("land").change("land.release", scale=2.0, since="2023Q3").named("more")
    given = {"scenarios": ["short", more], "factors": [FEAR], "design": {"method": "factorial"}}
    return sim.Experiment(id="code", data=zone, **{**given, **keys})


def test_an_experiment_built_in_code_runs(working, zone):
    results = built(zone).run(workers=1)
    assert isinstance(results, sim.Results)
    assert results.plan["row"].tolist() == [0, 0, 1, 1] * 2
    assert results.plan["done"].all()


def test_its_plan_says_in_a_line_what_it_takes(working, zone):
    plan = built(zone).plan(replicates=3)
    assert repr(plan).startswith("<code: 2 rows x 2 scenarios x 3 replicates = 12 runs, 9 to run")
    assert plan.plan.tables["design"]["fear"].tolist() == [0, 2]
    assert not (working / "results").exists()


def test_a_dict_and_a_file_give_the_same_runs(working, zone):
    data = {"id": "trial", "scenarios": ["short", "land"], "replicates": 2}
    lines = "id: trial\nscenarios: [short, land]\nreplicates: 2\n"
    (working / "trial.yaml").write_text("schema: parksim/experiment/1\n" + lines)
    one, other = (sim.Experiment(each, data=zone).plan() for each in (data, "trial.yaml"))
    assert [spec.key for spec in one.plan.runs] == [spec.key for spec in other.plan.runs]
    assert one.plan.hash8 == other.plan.hash8
    with pytest.raises(sim.InputError, match="no experiment"):
        sim.Experiment("land", data=zone)


def test_what_is_wrong_is_said_with_the_key(working, zone):
    with pytest.raises(sim.InputError) as raised:
        built(zone, design={"method": "factorial", "n": 3}, headline=["revenu"]).plan()
    said = str(raised.value)
    assert "experiment  design.n" in said and "experiment  headline[0]" in said


def test_a_script_without_a_guard_runs_once(working, zone, repository):
    (working / "script.py").write_text(SCRIPT.format(fear=FEAR, data=zone))
    answer = subprocess.run(
        [sys.executable, "script.py"],
        cwd=working,
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count("begun") == 1 and "code@" in answer.stdout
