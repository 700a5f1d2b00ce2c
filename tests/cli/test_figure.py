"""The verb figure, on a made-up result."""

from functools import partial
from pathlib import Path

import pytest

from sim.report import fonts
from sim.report.figures.catalogue import FIGURES
from tests.cli.conftest import say
from tests.report.figures import made_up

SINGLE = ["--preset", "single", "--format", "svg"]


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return made_up.pair(tmp_path_factory.mktemp("figures"))


@pytest.fixture
def parksim(tmp_path):
    return partial(say, tmp_path)


def test_without_a_name_all_figures_are_listed(parksim):
    answer = parksim("figure", "--language", "zh")
    assert answer.code == 0
    for entry in FIGURES.values():
        assert entry.name in answer.out and entry.label.zh in answer.out


def test_a_figure_is_drawn_beside_its_result_with_data_and_captions(parksim, pair):
    answer = parksim("figure", "rents", "--result", pair.folder, *SINGLE, "--language", "zh")
    assert answer.code == 0
    paths = [Path(each) for each in answer.out.split()]
    assert [path.name for path in paths] == [
        "rents.zh.svg", "rents.csv", "rents.en.txt", "rents.zh.txt",
    ]  # fmt: skip
    assert all(path.parent == pair.folder / "figures" / "single" for path in paths)
    assert all(path.stat().st_size for path in paths)


def test_a_folder_among_the_names_is_the_result(parksim, pair):
    answer = parksim("figure", "rents", pair.folder, *SINGLE)
    assert answer.code == 0
    assert Path(answer.out.split()[0]).parent == pair.folder / "figures" / "single"


def test_all_draws_what_there_is_and_says_what_there_is_not(parksim, pair, tmp_path, monkeypatch):
    for name in set(FIGURES) - {"rents", "effects"}:
        monkeypatch.delitem(FIGURES, name)
    options = ["--result", pair.folder, "--scenarios", "plain", "--out", "drawn", *SINGLE]
    answer = parksim("figure", "all", *options)
    assert answer.code == 0
    assert (tmp_path / "drawn" / "single" / "rents.en.svg").is_file()
    assert len(list((tmp_path / "drawn" / "single").glob("*.svg"))) == 1
    assert [line.split(".")[0] for line in answer.err.splitlines()] == ["Not drawn: effects"]


def test_a_named_figure_that_is_not_in_the_result_writes_nothing(parksim, pair, tmp_path):
    options = ["--result", pair.folder, "--scenarios", "plain", "--out", "drawn"]
    answer = parksim("figure", "rents", "effects", *options)
    assert answer.code == 2
    assert "Effects need a scenario beside the reference" in answer.err
    assert not (tmp_path / "drawn").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rent"], 'Did you mean "rents"?'),
        (["rents", "--preset", "poster"], "single, double, word, slides"),
        (["rents", "--format", "gif"], "png, pdf, svg"),
        (["rents", "--scenarios", "loss"], "It has: plain, gain"),
        (["rents", "--indicators", "rent_plan"], 'Did you mean "rent_plant"'),
        (["rents", "--at", "soon"], '"soon" is not a quarter'),
        (["rents", "--at", "2050Q1"], "2050Q1 is outside the period"),
        (["rents", "--font", "no-such.ttf"], "There is no font file no-such.ttf"),
        (["rents", "--font", "No Such Type"], 'No font "No Such Type" is installed'),
        (["rents", "--font", "DejaVu Sans"], "has no Chinese in TrueType outlines"),
    ],
)
def test_words_that_mean_nothing_are_named_before_anything_is_drawn(
    parksim, pair, tmp_path, words, said
):
    answer = parksim("figure", *words, "--result", pair.folder, "--out", "drawn")
    assert answer.code == 2
    assert said in answer.err
    assert not (tmp_path / "drawn").exists()


def test_a_font_of_ones_own_sets_the_chinese(tmp_path, pair):
    path = tmp_path / "own.ttf"
    path.write_bytes(fonts.SHIPPED.read_bytes())
    made = pair.figure("rents", "single", "zh", formats=["svg"], font=str(path), folder=tmp_path)
    assert made == tmp_path / "single" / "rents.zh.svg"
    assert made.stat().st_size
