"""Experiments in Python: the same objects and results as the command line has."""

import os
import subprocess
import sys

import pytest

import sim
from sim.runs.storage.store import Store
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


def test_shards_in_python_fill_one_store_and_the_call_without_lays_the_result_down(working, zone):
    """Half the runs each; the last call runs nothing and has the numbers of a plain one."""
    given = {"replicates": 2, "data": zone, "workers": 1}
    named = ["short", "land"]
    parts = [sim.run(named, **given, out="parts", shard=f"{n}/2") for n in (1, 2)]
    assert parts == [None, None]
    store = Store(working / "parts" / "store")
    assert len(store.entries) == 4 and not (working / "parts" / "provenance.json").exists()
    whole = sim.run(named, **given, out="parts")
    assert len(whole.store.reading.entries) == 4
    assert (
        whole.content_hash()
        == built(zone, scenarios=named, factors=[], design={"method": "list"})
        .run(workers=1, replicates=2)
        .content_hash()
    )


def test_an_experiment_takes_the_engines_of_the_command_line(working, zone):
    with pytest.raises(sim.InputError, match="not by dask"):
        built(zone).run(shard="1/2", dask="tcp://nowhere:1")
    with pytest.raises(sim.InputError, match="--shard"):
        sim.run("short", 1, data=zone, shard="3/2")
    assert not (working / "results").exists()


@pytest.mark.slow
def test_a_notebook_runs_in_workers_and_shows_how_far_it_is(working, zone):
    """A real kernel: the cell is not run again in any worker."""
    from nbclient import NotebookClient
    from nbformat.v4 import new_code_cell, new_notebook

    call = f"sim.run(['short', 'land'], 2, data={zone!r}, workers=2).id"
    cell = new_code_cell(f"import os, sim\nos.environ.pop('PARKSIM_QUIET', None)\nprint({call})")
    NotebookClient(new_notebook(cells=[cell]), timeout=120, kernel_name="python3").execute()
    said = "".join(each["text"] for each in cell.outputs if each.get("name") == "stdout")
    assert "4/4 runs" in said and said.count("short+land@") == 1
