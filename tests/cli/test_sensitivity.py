"""The verb sensitivity and the design auto on the command line, with the made-up zone."""

import pandas as pd
import pytest

from sim.analysis.sensitivity import adapter, pawn
from sim.runs import api
from sim.search import automatic

FACTORS = """\
schema: parksim/experiment/1
id: drivers
scenarios: [short, land]
headline: [rent_business]
at: [2023Q4]
factors:
  - {name: more, lever: land.release, sets: scale, dist: {uniform: [1, 2]}, where: [land]}
  - {name: fear, assumption: delisting_fear, dist: {uniform: [0, 1]}}
  - {name: rents, assumption: rent_adjustment}
replicates: 2
"""


def write(folder, design):
    path = folder / "drivers.yaml"
    path.write_text(f"{FACTORS}design: {design}\n", encoding="utf-8")
    return path


def test_indices_are_printed_written_and_extended(parksim, folder, tiny):
    path = write(folder, "{method: sobol, n: 4}")
    assert parksim("run", path, *tiny, "--workers", 1).code == 0
    answer = parksim("sensitivity", "--of", "level", "--scenario", "land", "--out", "tables")
    assert answer.code == 0, answer.err
    assert "Indices of Sobol of the level" in answer.out and "Fear of delisting" in answer.out
    written = pd.read_csv(folder / "tables" / "sensitivity.csv")
    assert set(written["factor"]) >= {"more", "fear", "rents", "dummy"}
    more = parksim("sensitivity", "drivers", "--extend", 8, "--of", "level", *tiny, "--workers", 1,
                   "--convergence", "--language", "zh")  # fmt: skip
    assert more.code == 0, more.err
    assert "虚拟因子" in more.out and "8组" in more.out
    assert "摘牌顾虑" in more.out and "fear" not in more.out
    results = [each for each in (folder / "results").iterdir() if each.name != "store"]
    assert sorted(len(pd.read_parquet(each / "plan.parquet")) for each in results) == [80, 160]


def test_a_method_without_its_design_and_a_smaller_extension_are_refused(parksim, folder, tiny):
    path = write(folder, "{method: ofat}")
    assert parksim("run", path, *tiny, "--workers", 1).code == 0
    wrong = parksim("sensitivity", "--method", "sobol")
    assert wrong.code == 2 and "needs its own design, and this one is ofat" in wrong.err
    fixed = parksim("sensitivity", "--extend", 8)
    assert fixed.code == 2 and "cannot be extended" in fixed.err
    answer = parksim("sensitivity", "--of", "level", "--scenario", "land")
    assert answer.code == 0, answer.err
    assert "One factor at a time" in answer.out


AUTO = """\
schema: parksim/experiment/1
id: auto
scenarios: [short]
headline: [rent_business]
at: [2023Q4]
of: level
factors:
  - {name: rents, assumption: rent_adjustment}
  - {name: staffing, assumption: staff_adjustment}
  - {name: fear, assumption: delisting_fear}
design: {method: auto}
replicates: 2
"""


@pytest.fixture
def small(folder, monkeypatch):
    """A screening of few rows."""
    monkeypatch.setattr(automatic, "PILOT", 3)
    monkeypatch.setattr(automatic, "TRAJECTORIES", {"groups": 2, "factors": 3})
    monkeypatch.setattr(automatic, "FIRST", 8)
    monkeypatch.setattr(automatic, "MOST", 8)
    monkeypatch.setattr(adapter, "DELTA_RESAMPLES", 2)
    monkeypatch.setattr(pawn, "RESAMPLES", 2)
    path = folder / "auto.yaml"
    path.write_text(AUTO, encoding="utf-8")
    return path


def test_auto_goes_from_a_pilot_to_indices_and_says_what_it_dropped(parksim, folder, small, tiny):
    plan = parksim("run", small, *tiny, "--plan")
    assert plan.code == 0, plan.err
    assert "Design lhs: 3 rows" in plan.out
    assert "Steps to come: 41 to 52 rows" in plan.out, "3 x 3 + 8 x 4, 3 x 4 + 8 x 5"
    first = parksim("run", small, *tiny, "--yes", "--workers", 1)
    assert first.code == 0, first.err
    assert "Pilot: luck makes" in first.err
    assert "Factors that were dropped on the way" in first.out and "fear" in first.out
    for title in ("Indices of Sobol of the level", "PAWN of the level", "Delta of the level"):
        assert title in first.out
    (last,) = (folder / "results").glob("auto@*")
    written = pd.read_csv(last / "tables" / "sensitivity.csv")
    assert set(written["method"]) == {"sobol", "pawn", "delta"}
    gone = pd.read_csv(last / "tables" / "dropped.csv")
    assert gone["factor"].tolist() == ["fear"] and gone["mu_star"].tolist() == [0.0]
    assert "逐步剔除的因子" in (last / "tables" / "sensitivity.zh.md").read_text("utf-8")


def test_auto_that_is_interrupted_goes_on_where_it_was(parksim, small, tiny, monkeypatch):
    whole = api.carry_out

    def cut_short(prepared, **options):
        if prepared.experiment.design.method == "morris":
            raise KeyboardInterrupt
        return whole(prepared, **options)

    monkeypatch.setattr(api, "carry_out", cut_short)
    answer = parksim("run", small, *tiny, "--workers", 1)
    assert answer.code == 4 and "The same command goes on." in answer.err
    answer = parksim("run", small, *tiny, "--workers", 1)
    assert "6 different: 6 stored already, 0 to run" in answer.err
