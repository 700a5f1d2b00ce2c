"""Experiments on the command line."""

import json

import pandas as pd
import pytest

from sim.cli import planning
from sim.policy.registers import load
from sim.runs.pace import GUESS
from sim.scenario import experiment_file

TRIAL = """\
schema: parksim/experiment/1
id: trial
title: {en: A trial, zh: 试验}
scenarios: [short, land]
headline: [revenue]
factors:
  - {name: more, lever: land.release, sets: scale, dist: {uniform: [1, 2]}, where: [land]}
  - {name: fear, assumption: delisting_fear, dist: {choice: [0, 1]}, where: [land]}
design: {method: lhs, n: 3}
replicates: 1
"""


@pytest.fixture
def trial(folder):
    (folder / "scenarios" / "experiments").mkdir()
    path = folder / "scenarios" / "experiments" / "trial.yaml"
    path.write_text(TRIAL, encoding="utf-8")
    return path


def test_a_plan_says_what_would_run_and_writes_nothing(parksim, folder, trial, tiny):
    answer = parksim("run", trial, "--plan", *tiny)
    assert answer.code == 0, answer.err
    for words in ("Experiment trial: short, land.", "uniform 1, 2", "choice 0, 1", "lhs: 3 rows",
                  "3 rows x 2 scenarios x 1 replicate = 6 runs at draft, 2023Q1 to 2023Q4.",
                  "4 different: 0 stored already, 4 to run"):  # fmt: skip
        assert words in answer.out
    assert not (folder / "results").exists()


def test_an_experiment_leaves_its_design_beside_its_plan(parksim, folder, trial, tiny):
    answer = parksim("run", "trial", "--out", "results/mine", *tiny, "--workers", 1)
    assert answer.code == 0, answer.err
    place = folder / "results" / "mine"
    plan = pd.read_parquet(place / "plan.parquet")
    assert list(plan.columns) == ["scenario", "row", "replicate", "seed", "key"]
    assert plan["row"].tolist() == [0, 0, 1, 1, 2, 2]
    design, unit = (pd.read_parquet(place / f"{name}.parquet") for name in ("design", "unit"))
    assert list(design.columns) == list(unit.columns) == ["row", "more", "fear"]
    assert design["more"].between(1, 2).all() and unit["more"].between(0, 1).all()
    assert (design["more"] - 1).tolist() == pytest.approx(unit["more"].tolist())
    written = (place / "experiment.yaml").read_text("utf-8")
    assert "replicates: 1" in written and "random: common" in written
    again = parksim("run", place / "experiment.yaml", "--plan", *tiny)
    assert "4 different: 4 stored already, 0 to run" in again.out


def test_options_stand_in_for_keys_of_the_file(parksim, trial, tiny):
    answer = parksim("run", trial, "--plan", "--replicates", 4, "--seed", 9, *tiny)
    assert "3 rows x 2 scenarios x 4 replicates = 24 runs" in answer.out


def test_a_long_plan_that_nobody_can_be_asked_about_is_refused(
    parksim, folder, trial, tiny, monkeypatch
):
    monkeypatch.setattr(planning, "LONG", 0.0)
    answer = parksim("run", trial, *tiny)
    assert answer.code == 2
    assert "core-hours" in answer.err and "--yes" in answer.err
    assert not (folder / "results").exists()
    assert parksim("run", trial, *tiny, "--yes", "--workers", 1).code == 0


def test_what_a_rule_may_add_is_said_and_counts_for_the_question(
    parksim, folder, trial, tiny, monkeypatch
):
    """Two to five replicates of four different runs: eight for certain, twelve more at most."""
    rule = "{min: 2, max: 5, stop_at: {indicator: revenue, half_width: 0.01, share_of: reference}}"
    trial.write_text(TRIAL.replace("replicates: 1", f"replicates: {rule}"), encoding="utf-8")
    planned = parksim("run", trial, "--plan", *tiny)
    assert planned.code == 0, planned.err
    assert "8 to run" in planned.out and "the rule may add 12 runs" in planned.out
    chinese = parksim("run", trial, "--plan", *tiny, "--language", "zh")
    assert "按规则可能再增加12次模拟" in chinese.out
    run = GUESS["draft"] * 4 / 52 / 3600  # hours of four quarters
    monkeypatch.setattr(planning, "LONG", 14 * run)  # more than 8 runs take, fewer than 20
    refused = parksim("run", trial, *tiny)
    assert refused.code == 2 and " to " in refused.err and "core-hours" in refused.err
    fixed = parksim("run", trial, "--plan", *tiny, "--replicates", 2)
    assert "the rule may add" not in fixed.out


def test_equal_scenarios_and_inert_factors_are_named(parksim, folder, tiny):
    (folder / "scenarios" / "same.yaml").write_text("id: same\nextends: short\n")
    (folder / "idle.yaml").write_text(
        "schema: parksim/experiment/1\nid: idle\nscenarios: [short, same]\nfactors:\n"
        "  - {name: none, assumption: delisting_fear, dist: {choice: [1]}}\n"
        "design: {method: ofat}\n"
    )
    answer = parksim("run", "./idle.yaml", "--plan", *tiny)
    assert "short and same turned out equal" in answer.out
    assert "Factor none changes no run" in answer.out


def test_check_takes_experiments_beside_scenarios(parksim, folder, trial, tiny):
    answer = parksim("check", trial, "land", *tiny)
    assert answer.code == 0, answer.err
    assert "trial: correct. short, land; lhs; 1 replicate." in answer.out
    assert "land: correct." in answer.out
    (folder / "wrong.yaml").write_text(TRIAL.replace("lever: land.release", "lever: land.relase"))
    answer = parksim("check", "./wrong.yaml", "nothing", *tiny)
    assert answer.code == 2
    assert "wrong.yaml:7:" in answer.err and 'Did you mean "land.release"?' in answer.err
    assert 'There is no scenario "nothing".' in answer.err


def test_show_finds_experiments(parksim, trial, tiny):
    assert "trial" in parksim("show", "experiments", *tiny).out
    shown = parksim("show", "trial", *tiny, "--language", "zh").out
    assert "experiment trial  试验" in shown and "method lhs, n 3" in shown


def test_an_experiment_stands_alone(parksim, trial, tiny):
    answer = parksim("run", trial, "land", "--plan", *tiny)
    assert answer.code == 2 and "Run it alone." in answer.err
    answer = parksim("run", trial, "--what-if", "land.release x2 from 2023Q2", *tiny)
    assert answer.code == 2 and "--what-if" in answer.err


def test_the_plan_of_the_method_auto_is_that_of_its_first_step(parksim, folder, trial, tiny):
    (folder / "auto.yaml").write_text(TRIAL.replace("lhs, n: 3", "auto"))
    assert parksim("check", "./auto.yaml", *tiny).code == 0
    answer = parksim("run", "./auto.yaml", "--plan", *tiny)
    assert answer.code == 0 and "Design lhs" in answer.out
    answer = parksim("run", "./auto.yaml", "--shard", "1/2", *tiny)
    assert answer.code == 2 and "one after the other" in answer.err


def test_both_schemas_are_written_for_editors(parksim, folder):
    assert parksim("export", "schema", "--out", "here").code == 0
    for kind, key in (("scenario", "extends"), ("experiment", "factors")):
        schema = json.loads((folder / "here" / f"{kind}.schema.json").read_text("utf-8"))
        assert key in schema["properties"]


LARGE = ("all-assumptions", "all-levers")  # hundreds of factors


@pytest.mark.parametrize("large", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_shipped_experiment_can_be_planned(repository, parksim, large):
    paths = sorted((repository / "scenarios" / "experiments").glob("*.yaml"))
    chosen = [path for path in paths if (path.stem in LARGE) == large]
    assert len(chosen) == (len(LARGE) if large else len(paths) - len(LARGE))
    for path in chosen:
        answer = parksim("run", path.stem, "--plan")
        assert answer.code == 0, answer.err
        assert f"Experiment {path.stem}" in answer.out
        assert "inert" not in answer.out


@pytest.mark.parametrize("kind", ["assumption", "lever"])
def test_the_experiments_on_all_factors_leave_out_none_but_those_they_say(repository, kind):
    path = repository / "scenarios" / "experiments" / f"all-{kind}s.yaml"
    named = {getattr(each.form, kind) for each in experiment_file.read(path).factors}
    if kind == "assumption":
        numbers = [a for a in load().assumptions.values() if not a.by and a.low is not None]
        assert named == {each.id for each in numbers if each.low < each.high}
    else:
        shares = ("assessment.weight_", "special_fund.mix_")
        assert named == {each for each in load().levers if not each.startswith(shares)}
