import pandas as pd
import pytest

from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario


@pytest.fixture
def made(folder):
    return result_of(folder, Scenario("plain"), Scenario("gain", 2.0))


def test_a_comparison_is_printed_with_evidence_and_since_when_worlds_differ(parksim, made):
    answer = parksim("compare", "--headline", "staff")
    assert answer.code == 0, answer.err
    assert "gain: the headline first differs in 2024Q3." in answer.out
    for words in ("paired differences, 4 replicates", "[+12, +12]", "***", "strength of the"):
        assert words in answer.out


def test_a_comparison_can_be_asked_for_in_chinese(parksim, made):
    answer = parksim("compare", "--headline", "staff", "--language", "zh")
    assert "gain：主要指标自2024Q3起出现差异。" in answer.out


def test_regret_is_shown_if_it_is_asked_for(parksim, made):
    asked = ["compare", "results/try", "--indicators", "staff"]
    assert "Winners and regret" not in parksim(*asked).out
    assert "Winners and regret over 4 replicates" in parksim(*asked, "--regret").out


def test_text_goes_to_the_output_in_the_form_that_is_named(parksim, made):
    answer = parksim("compare", "--format", "csv", "--at", "2025Q4", "--indicators", "staff")
    assert answer.out.splitlines()[0].startswith("scenario,reference,quarter,indicator")
    assert ",12.0," in answer.out
    assert "\\toprule" in parksim("compare", "--format", "latex").out
    assert "| --- |" in parksim("compare", "--format", "md").out


def test_tables_are_written_into_a_folder_and_may_be_written_again(parksim, made, folder):
    for _ in range(2):
        answer = parksim("compare", "--out", "paper")
        assert answer.code == 0, answer.err
    names = {path.name for path in (folder / "paper").iterdir()}
    assert names == {"comparison.csv", "comparison.xlsx", "comparison.tex", "comparison.md",
                     "comparison.docx"}  # fmt: skip
    found = pd.read_csv(folder / "paper" / "comparison.csv")
    assert found.loc[found["indicator"] == "staff", "difference"].tolist()[-1] == 12.0


def test_another_file_of_a_name_is_not_touched(parksim, made, folder):
    (folder / "paper").mkdir()
    (folder / "paper" / "comparison.csv").write_text("mine")
    answer = parksim("compare", "--out", "paper", "--format", "csv,md")
    assert answer.code == 2 and "nothing was touched" in answer.err
    assert [path.name for path in (folder / "paper").iterdir()] == ["comparison.csv"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "nobody"], 'no scenario "nobody"'),
        (["--by", "district"], 'by "district"'),
        (["--at", "2031Q1"], "2024Q1 to 2025Q4"),
        (["--coverage", "much"], "no number"),
        (["--coverage", "1.5"], "is no share"),
        (["--headline", "T9x"], 'no indicator "T9x"'),
        (["--format", "pdf"], "csv, xlsx"),
        (["--format", "xlsx"], "--out"),
        (["nowhere"], 'no result "nowhere"'),
    ],
)
def test_what_cannot_be_compared_is_said(parksim, made, words, said):
    answer = parksim("compare", *words)
    assert answer.code == 2
    assert said in answer.err


def test_one_scenario_cannot_be_compared(parksim, folder):
    result_of(folder, Scenario("plain"))
    answer = parksim("compare")
    assert answer.code == 2 and "nothing to compare" in answer.err
