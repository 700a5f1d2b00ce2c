"""Searches and attributions on the command line."""

import json

import pandas as pd
import pytest

from sim.report.figures.catalogue import Look, figure
from sim.report.figures.presets import preset
from sim.report.result import Results

SEARCH = """\
schema: parksim/search/1
id: turn
scenarios: [short, land]
factor: {lever: land.release, sets: scale, dist: {uniform: [0, 2]}, where: [land]}
crosses: {indicator: public_cost}
at: 2023Q4
replicates: {min: 5, max: 5, runs: 60}
"""
CLAUSES = """\
schema: parksim/experiment/1
id: clauses
scenarios: [short, {last}]
headline: [staff]
design: {{method: attribution, n: 4, clauses: [M2, M6]}}
replicates: 2
"""
REFORM = """\
id: reform
extends: short
clauses: all
period: {from: 2023Q1, until: 2023Q4}
"""


@pytest.fixture
def turn(folder):
    path = folder / "turn.yaml"
    path.write_text(SEARCH, encoding="utf-8")
    return path


def test_a_search_says_where_the_effect_turns_and_runs_nothing_twice(parksim, folder, turn, tiny):
    answer = parksim("search", turn, *tiny, "--workers", 1)
    assert answer.code == 0, answer.err
    assert "The effect on" in answer.out and "2023Q4" in answer.out
    (result,) = (folder / "results").glob("turn@*")
    samples = pd.read_csv(result / "tables" / "tipping.csv")
    assert samples["value"].is_monotonic_increasing
    assert (result / "tables" / "tipping.zh.md").is_file()
    record = json.loads((result / "tables" / "tipping.json").read_text())
    assert record["question"]["indicator"] == "public_cost"
    drawn = figure("tipping").draw(Results(result), Look(preset("word"), "zh"))
    assert drawn.data["number"].tolist() == samples["value"].tolist()
    journals = list((folder / "results" / "store" / "journal").glob("*.jsonl"))
    lines = sum(len(path.read_text().splitlines()) for path in journals)
    again = parksim("search", turn, *tiny, "--workers", 1)
    assert again.out.splitlines()[0] == answer.out.splitlines()[0]
    journals = list((folder / "results" / "store" / "journal").glob("*.jsonl"))
    assert sum(len(path.read_text().splitlines()) for path in journals) == lines


def test_a_search_is_checked_like_any_file(parksim, turn, tiny):
    answer = parksim("check", turn, *tiny)
    assert answer.code == 0 and "turn: correct. A search over" in answer.out, answer.err
    turn.write_text(SEARCH.replace("at: 2023Q4", "at: 2033Q4"))
    wrong = parksim("check", turn, *tiny)
    assert wrong.code == 2 and "2033Q4 is outside the period" in wrong.err


def test_a_wrong_search_is_refused_before_anything_runs(parksim, folder, tiny):
    (folder / "turn.yaml").write_text(SEARCH.replace("public_cost", "public_costs"))
    answer = parksim("search", "turn.yaml", *tiny)
    assert answer.code == 2
    assert "public_costs" in answer.err and 'Did you mean "public_cost' in answer.err
    assert not (folder / "results").exists()


def test_a_search_is_not_run(parksim, folder, tiny):
    (folder / "turn.yaml").write_text(SEARCH)
    answer = parksim("run", "turn.yaml", *tiny)
    assert answer.code == 2 and "parksim search turn.yaml" in answer.err


def test_an_attribution_is_told_by_compare(parksim, folder, tiny):
    (folder / "scenarios" / "reform.yaml").write_text(REFORM)
    (folder / "clauses.yaml").write_text(CLAUSES.format(last="reform"))
    made = parksim("run", "clauses.yaml", *tiny, "--workers", 1, "--out", "results/clauses")
    assert made.code == 0, made.err
    told = parksim("compare", "results/clauses", "--attribution", "--out", "tables")
    assert told.code == 0, told.err
    frame = pd.read_csv(folder / "tables" / "attribution.csv")
    staff = frame[frame["indicator"] == "staff"].set_index("player")["value"]
    assert staff["M2"] + staff["M6"] == pytest.approx(staff["total"])
    assert (folder / "tables" / "attribution.tex").is_file()
    other = parksim("sensitivity", "results/clauses")
    assert other.code == 2 and "parksim compare --attribution" in other.err
    wrong = parksim("compare", "results/clauses", "--attribution", "--by", "nobody")
    assert wrong.code == 2 and "payer" in wrong.err
