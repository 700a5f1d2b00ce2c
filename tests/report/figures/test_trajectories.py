import pandas as pd
import pytest

from sim.core.errors import InputError
from sim.report.figures import trajectories
from sim.report.figures.catalogue import Look
from sim.report.figures.drawing import save
from sim.report.figures.presets import PRESETS, preset
from sim.report.result import Results


def drawn(result, name="word", language="en", indicators=()):
    return trajectories.draw(result, Look(preset(name), language, tuple(indicators)))


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_the_same_figure_has_the_same_bytes(result, tmp_path, kind):
    look, written = preset("single"), []
    for name in ("one", "other"):
        drawing = drawn(result, "single", "zh")
        written.append(save(drawing, tmp_path / name, look, [kind])[0].read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize("look", PRESETS)
def test_a_figure_has_the_width_of_its_preset(result, look):
    figure = drawn(result, look).figure
    assert figure.get_size_inches()[0] * 25.4 == pytest.approx(PRESETS[look].width)


def test_a_pdf_embeds_its_fonts_as_truetype(result, tmp_path):
    drawing = drawn(result, "double", "zh")
    content = save(drawing, tmp_path, preset("double"))[0].read_bytes()
    assert b"/CIDFontType2" in content and b"/FontFile2" in content
    assert b"/Type3" not in content


def test_data_and_captions_stand_beside_the_figure(result, tmp_path):
    written = save(drawn(result), tmp_path, preset("word"))
    assert [path.name for path in written] == [
        "trajectories.en.png",
        "trajectories.en.svg",
        "trajectories.csv",
        "trajectories.en.txt",
        "trajectories.zh.txt",
    ]
    data = pd.read_csv(tmp_path / "word" / "trajectories.csv")
    last = data[(data["kind"] == "difference") & (data["quarter"] == "2025Q4")]
    staff = last[last["indicator"] == "staff"]
    assert staff[["mean", "low", "high"]].to_numpy().tolist() == [[12.0, 12.0, 12.0]]


def test_the_caption_says_what_is_drawn_from_how_many_runs_and_by_which_version(result):
    captions = drawn(result).captions
    for part in ("4 replicates", "80 %", "95 %", '"No reform"', "2024Q1 to 2025Q4", "plain+gain@"):
        assert part in captions["en"]
    for part in ("4次模拟", "80%", "95%", "“不改革”", result.id):
        assert part in captions["zh"]


def test_the_spread_of_runs_and_the_interval_of_a_mean_are_drawn_apart(result):
    figure = drawn(result, indicators=["staff"]).figure
    runs, difference = figure.axes[:2]
    assert len(runs.collections) == 2, "a shaded fan a scenario"
    assert len(difference.collections) == 0, "no shading around a difference"


def test_one_replicate_is_drawn_without_any_band(single):
    drawing = drawn(single)
    assert drawing.data["low"].isna().all()
    assert all(len(axes.collections) == 0 for axes in drawing.figure.axes)
    assert "One replicate" in drawing.captions["en"]


def test_units_stand_in_parentheses_and_the_number_of_replicates_is_shown(result):
    figure = drawn(result, indicators=["staff"]).figure
    assert figure.axes[0].get_title(loc="left") == "Staff (persons)"
    assert figure.axes[1].get_title(loc="left") == "Difference (persons)"
    assert figure.legends[0].get_title().get_text() == "n = 4"


def test_an_unknown_indicator_preset_or_figure_is_named(result):
    with pytest.raises(InputError, match='Did you mean "staff"'):
        drawn(result, indicators=["staf"])
    with pytest.raises(InputError, match="single, double, word, slides"):
        preset("poster")
    with pytest.raises(InputError, match="trajectories"):
        Results(result.folder).figure("trajectory")


def test_an_unknown_format_is_named(result, tmp_path):
    with pytest.raises(InputError, match="png, pdf, svg"):
        save(drawn(result), tmp_path, preset("word"), ["gif"])
    assert not (tmp_path / "word").exists()


def test_a_result_saves_its_figure_in_its_own_folder(result):
    path = Results(result.folder).figure(look="slides")
    assert path == result.folder / "figures" / "slides" / "trajectories.en.png"
    assert path.read_bytes().startswith(b"\x89PNG")
