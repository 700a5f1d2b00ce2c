import json
import os

import pandas as pd
import pytest

from sim.runs.results import Results
from tests.cli.conftest import lay_out, say

QUICK = ["--replicates", "2", "--workers", "1"]


@pytest.fixture(scope="module")
def finished(tmp_path_factory, tiny):
    """Two scenarios that were run, what was said, and the folder of the result."""
    folder = lay_out(tmp_path_factory.mktemp("finished"))
    more = ["--at", "2023Q4", "--out", "results/try"]
    return say(folder, "run", "short", "land", *QUICK, *tiny, *more), folder / "results" / "try"


def test_a_run_ends_with_table_figure_and_the_next_command(finished):
    answer, folder = finished
    assert answer.code == 0, answer.err
    assert "More land against Short: paired differences, 2 replicates" in answer.out
    assert "2023Q4" in answer.out and "± (95 %)" in answer.out and "Net" in answer.out
    assert "Figure: results/try/figures/word/trajectories.en.png" in answer.out
    assert answer.out.rstrip().splitlines()[-1].startswith("Try next: parksim ")
    assert (folder / "figures" / "word" / "trajectories.en.png").is_file()


def test_differences_of_percentages_are_said_to_be_percentage_points(finished):
    answer, _ = finished
    assert "Vacancy of business floor (%)" in answer.out
    assert "Differences of numbers in % are in percentage points" in answer.out


def test_what_is_run_and_since_when_it_can_matter_is_said_beside_the_answer(finished):
    answer, _ = finished
    assert "2 x 2 replicates = 4 runs at draft, 2023Q1 to 2023Q4; 0 stored" in answer.err
    assert "land differs from short in 1 lever of 1 clause." in answer.err
    assert "The first acts in 2023Q2" in answer.err


def test_a_result_knows_when_policy_sets_its_scenarios_apart(finished):
    _, place = finished
    scenarios = Results(place).provenance.scenarios
    assert [each["acts"] for each in scenarios] == [{}, {"land.release": "2023Q2"}]


def test_a_result_holds_what_the_design_says(finished):
    _, place = finished
    assert (place / "experiment.yaml").read_text().startswith("schema: parksim/experiment/1\n")
    assert (place / "scenarios" / "land.resolved.yaml").is_file()
    frame = pd.read_parquet(place / "tables" / "parks.parquet")
    assert list(frame)[:4] == ["scenario", "replicate", "quarter", "park"]
    assert frame["park"].unique().tolist() == ["rest-of-city", "riverside", "old-mill", "harbour"]
    assert sorted(path.name for path in (place.parent / "store").iterdir()) == [
        "journal",
        "parts",
    ]


def test_the_provenance_tells_how_to_do_it_again_and_nothing_of_the_machine(finished):
    _, place = finished
    text = (place / "provenance.json").read_text()
    made = json.loads(text)
    assert made["command"].startswith("parksim run short land --replicates 2")
    assert str(place.parents[1]) not in text
    assert {"numpy", "numba", "parksim", "python"} <= set(made["versions"])
    assert [each["id"] for each in made["scenarios"]] == ["short", "land"]
    assert len(made["scenarios"][1]["files"]) == 3, "the file, its parent and its grandparent"


def test_worlds_are_equal_until_the_change_acts(finished):
    _, place = finished
    pairs = Results(place).paired("land")
    first = pairs[pairs["quarter"] == "2023Q1"].drop(columns=["replicate", "quarter"])
    assert (first == 0.0).to_numpy().all()


def test_stored_runs_are_not_run_again_and_give_the_same_result(finished, tiny):
    _, place = finished
    before = Results(place).content_hash()
    again = say(place.parents[1], "run", "short", "land", *QUICK, *tiny, "--out", "results/again")
    assert "4 stored already, 0 to run" in again.err
    assert Results(place.with_name("again")).content_hash() == before


def test_the_function_gives_what_the_command_gives(finished, tiny, monkeypatch):
    from sim.report import run

    _, place = finished
    monkeypatch.chdir(place.parents[1])
    made = run(["short", "land"], 2, data=tiny[1], workers=1, out="results/python")
    assert made.content_hash() == Results(place).content_hash()
    assert made.compare(["2023Q4"])["replicates"].unique().tolist() == [2]


def test_a_what_if_is_exploratory_until_it_is_saved(parksim, tiny, folder):
    change = ["--what-if", "land.release x2 from 2023Q2", *QUICK, *tiny, "--replicates", "1"]
    answer = parksim("run", "short", *change, "--out", "results/if")
    assert answer.code == 0, answer.err
    assert "Exploratory" in answer.out
    assert Results(folder / "results" / "if").scenarios == ["short", "short+if"]
    assert "One replicate: no interval can be given." in answer.out
    kept = parksim("run", "short", *change, "--save", "scenarios/double.yaml", "--out", "results/k")
    assert kept.code == 0, kept.err
    assert "Exploratory" not in kept.out
    assert "land.release" in (folder / "scenarios" / "double.yaml").read_text()
    assert "0 to run" in kept.err, "the same change under a name is the same run"


def test_a_what_if_on_a_file_outside_the_folder_of_scenarios_is_not_saved(parksim, tiny, folder):
    (folder / "mine.yaml").write_text("id: mine\nextends: short\n")
    change = ["--what-if", "land.release x2 from 2023Q2", "--save", "kept.yaml"]
    answer = parksim("run", "mine.yaml", *change, *QUICK, *tiny)
    assert answer.code == 2
    assert "Put mine.yaml into the folder scenarios/ and name it by its id, mine." in answer.err
    assert not (folder / "kept.yaml").exists() and not (folder / "results").exists()


def test_a_saved_what_if_can_be_checked_and_compared_as_the_message_says(parksim, tiny):
    change = ["--what-if", "land.release x2 from 2023Q2", "--save", "kept.yaml"]
    answer = parksim("run", "short", *change, *QUICK, *tiny, "--replicates", "1")
    assert "Details: parksim diff short kept.yaml" in answer.err
    assert "land.release" in parksim("diff", "short", "kept.yaml", *tiny).out
    assert parksim("check", "kept.yaml", *tiny).code == 0


def test_no_command_is_recommended_that_cannot_work(parksim, tiny):
    change = ["--what-if", "land.release x2 from 2023Q2"]
    answer = parksim("run", "short", *change, *tiny, "--plan")
    assert "Details" not in answer.err, "a what-if is in no file that diff could read"
    answer = parksim("run", "short", *QUICK, *tiny, "--replicates", "1", "--out", "results/next")
    assert answer.out.rstrip().endswith("Try next: parksim show short"), "2024 is after its end"


def test_a_command_to_try_is_spelled_as_this_one_was(monkeypatch):
    from sim.cli.messages import typed

    monkeypatch.setattr("sys.argv", [".venv/bin/parksim"])
    monkeypatch.setenv("PATH", "")
    assert typed("diff", "opinion", "my own.yaml") == ".venv/bin/parksim diff opinion 'my own.yaml'"
    monkeypatch.setattr("sys.argv", ["/somewhere/sim/__main__.py"])
    assert typed("show", "M5") == "parksim show M5"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("prks.csv", 'A zone has no file of this name.\n  Did you mean "parks.csv"?'),
        ("parks.csv/", "This folder stands where a file belongs."),
    ],
)
def test_a_file_of_data_that_would_replace_none_is_an_error(parksim, folder, name, message):
    (folder / "data").mkdir()
    path = folder / "data" / name
    path.mkdir() if name.endswith("/") else path.write_text("id\n")
    answer = parksim("run", "no-reform", "--plan", "--data", "data")
    assert answer.code == 2
    assert f"data/{name.rstrip('/')}\n  {message}" in answer.err


def test_a_plan_runs_nothing_and_writes_nothing(parksim, tiny, folder):
    before = sorted(os.listdir(folder))
    answer = parksim("run", "short", "land", *tiny, "--plan", "--replicates", "3")
    assert answer.code == 0
    assert "6 runs" in answer.err and "6 to run" in answer.err
    assert sorted(os.listdir(folder)) == before


def test_a_plan_that_keeps_its_what_if_writes_the_scenario_and_says_so(parksim, tiny, folder):
    change = ["--what-if", "land.release x2 from 2023Q2", "--save", "kept.yaml"]
    answer = parksim("run", "short", *change, *tiny, "--plan")
    assert answer.code == 0
    assert "Scenario: kept.yaml\n" in answer.err
    assert parksim("check", "kept.yaml", *tiny).code == 0
    assert not (folder / "results").exists()


def test_equal_scenarios_are_named_and_run_once(parksim, tiny, folder):
    (folder / "scenarios" / "same.yaml").write_text("id: same\nextends: short\n")
    answer = parksim("run", "short", "same", *tiny, "--plan")
    assert "short and same turned out equal" in answer.err


def test_the_answer_comes_in_chinese(parksim, tiny):
    answer = parksim("run", "short", *QUICK, *tiny, "--language", "zh", "--out", "results/zh")
    assert answer.code == 0, answer.err
    assert "短期：2次模拟的均值" in answer.out
    assert "下一步可试" in answer.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "shrot"], 'Did you mean "short"?'),
        (["run", "short", "short"], 'two scenarios "short"'),
        (["run", "short", "--replicates", "0"], "0 replicates cannot be run"),
        (["run", "short", "--at", "2024Q1"], "outside the period"),
        (["run", "short", "--at", "soon"], '"soon" is not a quarter'),
        (["run", "short", "--resolution", "fine"], "fine"),
        (["run", "short", "--language", "fr"], "Choose en or zh."),
        (["run", "short", "--save", "x.yaml"], "no what-if to keep"),
        (["run", "short", "--what-if", "land.relase x2 from 2023"], "land.release"),
        (["run", "short", "--what-if", "land.release x2 from 2023", "--save", "x"], ".yaml"),
        (["run", "short", "no-reform"], "different periods"),
        (["run", "short", "--data", "nowhere"], "no such folder"),
        (["run", "short", "--out", "scenarios"], "something else than a result"),
        (["run", "short", "--workers", "-1"], "-1 processes"),
        (["run", "short", "--workers", "-1", "--plan"], "-1 processes"),
        (["run", "short", "--seed", "-1"], "-1 is no seed."),
        (["run", "short", "--seed", str(10**23)], "Give a whole number from 0 to "),
        (["run", "shrot"], "parksim run\n  There is no scenario"),
        (["show", "land.release", "--data", "nowhere"], "no such folder"),
        (["run", "short", "--replicates", "many"], "--replicates"),
        (["run"], "Missing argument"),
        (["run", "short", "--fast"], "--fast"),
        (["run", "short", "--replicates", "1e9"], '"1e9" is no whole number.'),
        (["run", "short", "--seed", "one"], "Give digits alone, as --seed 20"),
        (["run", "short", "--workers", "2.5"], '"2.5" is no whole number.'),
        (["rnu", "short"], "The verbs are: run, search, show, check, diff, export, new, compare"),
    ],
)
def test_bad_input_is_one_message_with_code_2_and_nothing_written(
    parksim, folder, tiny, arguments, message
):
    before = sorted(str(path) for path in folder.rglob("*"))
    more = tiny if "--data" not in arguments and arguments[0] == "run" else []
    answer = parksim(*arguments, *more)
    assert answer.code == 2
    assert message in answer.err
    assert "Traceback" not in answer.err + answer.out
    assert sorted(str(path) for path in folder.rglob("*")) == before


def test_a_run_that_fails_is_listed_and_the_code_is_3(parksim, folder, tiny, monkeypatch):
    from sim.runs import experiment
    from sim.runs.engines import local
    from sim.runs.simulation import simulate

    def failing(spec):
        if spec.scenario.id == "land" and spec.replicate == 1:
            raise ArithmeticError("a firm without end")
        return simulate(spec)

    usual = local.run
    monkeypatch.setattr(
        experiment.local, "run", lambda *given, **more: usual(*given, **{**more, "job": failing})
    )
    answer = parksim("run", "short", "land", *QUICK, *tiny, "--out", "results/torn")
    assert answer.code == 3
    assert "1 of 4 runs failed" in answer.err
    assert "land, replicate 1" in answer.err and "a firm without end" in answer.err
    assert "1 runs failed and are left out" in answer.out
    assert Results(folder / "results" / "torn").replicates == 1


def test_an_interruption_says_that_the_same_command_goes_on(parksim, tiny, monkeypatch):
    from sim.runs import experiment

    def interrupted(*given, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(experiment.local, "run", interrupted)
    answer = parksim("run", "short", *QUICK, *tiny, "--out", "results/stop")
    assert answer.code == 4
    assert "The same command goes on" in answer.err


def test_a_scenario_that_cannot_be_kept_is_said_with_the_option_to_change(parksim, folder, tiny):
    (folder / "plain").write_text("")
    change = ["--what-if", "land.release x2 from 2023Q2", "--save", "plain/kept.yaml"]
    answer = parksim("run", "short", *change, *QUICK, *tiny)
    assert answer.code == 2
    assert "A part of this path is a file.\n  Name another folder with --save." in answer.err
    assert not (folder / "results").exists()


@pytest.mark.slow
def test_replicates_that_nobody_named_follow_the_rule_and_what_decided_is_said(parksim, tiny):
    """Land that is released in 2023 changes nothing in 2023: ten replicates and five to be sure."""
    answer = parksim("run", "short", "land", *tiny, "--workers", "1", "--out", "results/rule")
    assert answer.code == 0, answer.err
    assert "Replicates: 10 to 60" in answer.err
    assert "15 replicates: from 10 on the interval is within ±0.5 % of the reference" in answer.err
    assert "15 replicates" in answer.out
