"""Results as they are published: their files, the page of findings, and what is refused.

Staff of the parks is 600 + 3 replicate, and 6 gain more from the third quarter on: 12 for gain 2.
"""

import json

import pandas as pd
import pytest

from sim.core.errors import InputError
from sim.report import published
from sim.report.drivers.attribution_tables import attributed
from sim.report.findings import section
from sim.report.result import Results
from tests.analysis.attribution.made_up import Game, every_order
from tests.published.plug_in import carried_out, prepared
from tests.report.conftest import GAIN, PLAIN
from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario

ASKED = """\
id: trial
title: {en: A trial, zh: 试验}
question: {en: Does it help?, zh: 有用吗？}
scenarios: [plain, gain]
design: {method: list}
"""
PAGE = "# Findings\n<!-- {word} -->\nas it was\n<!-- end {word} -->\nmy words\n"


@pytest.fixture
def trial(tmp_path):
    made = result_of(
        tmp_path, Scenario("plain", title=PLAIN), Scenario("gain", 2.0, title=GAIN), replicates=3
    )
    (made.folder / "experiment.yaml").write_text(ASKED, encoding="utf-8")
    return Results(made.folder)


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("screened")
    ready = prepared(folder, ["x1", "x2"], {"method": "morris", "n": 6}, of="level")
    return carried_out(ready, lambda x: 3000 * x[0], ["x1", "x2"])


def test_a_comparison_is_published_with_tables_in_both_languages(trial, tmp_path):
    folder = published.publish(trial, tmp_path / "published")
    assert folder.name == trial.id.partition("@")[0]
    names = {each.name for each in folder.iterdir()}
    assert names >= {"README.md", "comparison.csv", "comparison.en.md", "comparison.zh.md",
                     "provenance.json", "experiment.yaml"}  # fmt: skip
    assert not any(name.endswith(".parquet") for name in names)
    staff = pd.read_csv(folder / "comparison.csv").query("indicator == 'staff'")
    assert staff["difference"].tolist() == pytest.approx([12.0] * len(staff))
    assert "store" not in json.loads((folder / "provenance.json").read_text("utf-8"))


def test_the_first_page_has_the_question_the_caveat_and_the_command(trial, tmp_path):
    page = (published.publish(trial, tmp_path) / "README.md").read_text("utf-8")
    assert page.startswith("# A trial · 试验\n\nDoes it help?\n\n有用吗？\n")
    assert "not yet calibrated" in page and "尚未校准" in page
    assert "6 runs; 3 replicates; draft; 2024Q1 to 2025Q4" in page
    assert f"parksim run results/published/{trial.id.partition('@')[0]}/experiment.yaml" in page
    assert "[comparison.zh.md](comparison.zh.md)" in page


def test_publishing_again_drops_files_that_are_no_more(trial, tmp_path):
    folder = published.publish(trial, tmp_path)
    (folder / "old.csv").write_text("1\n")
    before = {each.name: each.read_bytes() for each in folder.iterdir() if each.name != "old.csv"}
    published.publish(trial, tmp_path)
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


def test_a_folder_of_something_else_and_a_large_file_are_refused(trial, tmp_path, monkeypatch):
    other = tmp_path / trial.id.partition("@")[0]
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="something else"):
        published.publish(trial, tmp_path)
    assert [each.name for each in other.iterdir()] == ["letter.txt"]
    monkeypatch.setattr(published, "LARGEST", 100)
    with pytest.raises(InputError, match="more than 0"):
        published.publish(trial, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_section_of_a_comparison_has_the_effect_with_its_interval(trial):
    said = section(trial)
    assert said.startswith("**2025Q4**, against No reform:")
    assert "| Scenario | Staff (persons) | in the rest of the city |" in said
    assert "| Gain | **+12.0** [+12.0, +12.0] | −6.0 |" in said, "the rest loses half of that"
    assert "6 runs, 3 replicates. Resolution draft;" in said


def test_the_command_renews_the_section_and_leaves_other_words(trial, tmp_path, capsys):
    word = trial.id.partition("@")[0]
    page = tmp_path / "findings.md"
    page.write_text(PAGE.format(word=word), encoding="utf-8")
    place = tmp_path / "published"
    asked = [str(trial.folder), "--place", str(place), "--page", str(page)]
    assert published.main(asked) == 0
    assert capsys.readouterr().out.strip() == str(place / word)
    text = page.read_text("utf-8")
    assert "as it was" not in text and "Staff (persons)" in text and text.endswith("my words\n")
    assert published.main([str(tmp_path / "nowhere")]) == 2


def test_factors_are_published_with_their_indices_and_what_they_say(screened, tmp_path):
    """3,000 x1 alone: its effect over the unit range is 3,000 in every trajectory."""
    folder = published.publish(screened, tmp_path)
    indices = pd.read_csv(folder / "sensitivity.csv").query("measure == 'mu_star'")
    by = dict(zip(indices["factor"], indices["value"], strict=True))
    assert (by["x1"], by["x2"]) == pytest.approx((3000.0, 0.0))
    assert {"sensitivity.en.md", "sensitivity.zh.md"} <= {each.name for each in folder.iterdir()}
    said = section(screened)
    assert "billion yuan a year | x1 | 3.00 | [3.00, 3.00] |" in said
    head = "* Revenue, 2023Q2 (billion yuan a year): x1 matters most"
    assert f"{head}: over its range the output moves by 3.00 on average" in said


def clauses():
    """A result in which M1 brings 40 and M2 10 in each of two orders."""
    game = Game(
        ("M1", "M2"), every_order(2), lambda who, replicate: 40 * ("M1" in who) + 10 * ("M2" in who)
    )
    game.id, game.experiment = "clauses@1", lambda: {"design": {"method": "attribution"}}
    game.replicates = 3
    kept = {"scenarios": [], "exploratory": False, "failed": 0, "resolution": "draft",
            "uncertainty": "luck", "versions": {"parksim": "0.1.0"}, "id": game.id}  # fmt: skip
    vars(game.provenance).update(kept)
    game.title = lambda name, language="en": name
    return game


def test_clauses_without_an_interval_say_what_one_takes():
    game = clauses()
    for language, words in (("en", "No interval of single clauses"), ("zh", "各条款没有区间")):
        table = attributed(game, language=language).tables[0]
        assert any(words in note and "n: 4" in note for note in table.notes)


def test_clauses_are_named_with_their_contributions_and_the_total():
    """Two orders are too few for an interval of a clause."""
    said = section(clauses())
    total, first, second = said.splitlines()[2:5]
    assert "| total | +50.0 | [+50.0, +50.0] | +100 % |" in total
    assert "| M1 " in first and "| +40.0 | – | +80 % |" in first
    assert "| M2 " in second and "| +10.0 | – | +20 % |" in second
