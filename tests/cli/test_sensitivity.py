"""The verb sensitivity and the design auto on the command line, with the made-up zone."""

import pandas as pd
import pytest

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
    assert "Indices of Sobol of the level" in answer.out and "dummy" in answer.out
    written = pd.read_csv(folder / "tables" / "sensitivity.csv")
    assert set(written["factor"]) >= {"more", "fear", "rents", "dummy"}
    more = parksim("sensitivity", "drivers", "--extend", 8, "--of", "level", *tiny, "--workers", 1,
                   "--convergence", "--language", "zh")  # fmt: skip
    assert more.code == 0, more.err
    assert "虚拟因子" in more.out and "8组" in more.out
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


@pytest.mark.slow
def test_auto_screens_factors_and_says_what_it_dropped(parksim, folder, tiny):
    path = write(folder, "{method: auto}")
    plan = parksim("run", path, *tiny, "--plan")
    assert plan.code == 0 and "Design morris" in plan.out, plan.err
    answer = parksim("run", path, *tiny, "--yes", "--workers", 1)
    assert answer.code == 0, answer.err
    assert "Factors that were dropped on the way" in answer.out and "fear" in answer.out
    assert "Indices of Sobol" in answer.out
