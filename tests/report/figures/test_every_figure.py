"""What holds for every figure, seen as a reader sees it."""

import os
import subprocess
import sys
from functools import lru_cache

import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.figure import Figure

from sim.report import fonts
from sim.report.figures import catalogue, drawing
from sim.report.figures.catalogue import FIGURES, Look, NotInResult
from sim.report.figures.presets import PRESETS, preset, style
from tests.report.figures.sight import blank, outside, overlapping, seen

BY_INDICATOR = ("trajectories", "fan-chart", "difference", "targets", "effects", "ladder", "rents",
                "inequality", "replicates")  # fmt: skip
LOOKS = [(look, language) for look in PRESETS for language in ("en", "zh")]
USUAL = [("single", "zh")]


@lru_cache
def signs():
    """Return the characters that the fonts of figures hold."""
    latin = font_manager.findfont(fonts.LATIN)
    return {chr(code) for path in (latin, fonts.SHIPPED) for code in TTFont(path).getBestCmap()}


def check(result, name, look, language):
    """See that a figure can be read."""
    drawn = FIGURES[name].draw(result, Look(preset(look), language))
    assert drawn.figure.get_size_inches()[0] * 25.4 == pytest.approx(PRESETS[look].width)
    with style(preset(look)):
        words, pixels = seen(drawn.figure)
    assert words
    assert outside(words, pixels) == []
    assert overlapping(words) == []
    said = "".join(each.text for each in words) + "".join(drawn.captions.values())
    assert set(said) - {"\n"} <= signs()
    assert any(ord(sign) > 0x2E80 for each in words for sign in each.text) == (language == "zh")
    assert blank(words, pixels) == []


@pytest.mark.parametrize(("look", "language"), USUAL)
@pytest.mark.parametrize("name", BY_INDICATOR)
def test_words_are_inside_apart_and_in_ink(pair, name, look, language):
    check(pair, name, look, language)


@pytest.mark.slow
@pytest.mark.parametrize(("look", "language"), [each for each in LOOKS if each not in USUAL])
@pytest.mark.parametrize("name", FIGURES)
def test_words_are_inside_apart_and_in_ink_in_every_preset_and_language(pair, name, look, language):
    try:
        check(pair, name, look, language)
    except NotInResult:
        assert name not in BY_INDICATOR


@pytest.mark.parametrize("name", ["effects", "rents"])
def test_the_same_result_gives_the_same_bytes(pair, name):
    made = []
    for _ in range(2):
        drawn = FIGURES[name].draw(pair, Look(preset("single"), "zh"))
        with style(preset("single")):
            made.append((drawing.rendered(drawn.figure, "svg"), drawn.data.to_csv()))
    assert made[0] == made[1]


DIGESTS = """
import sys
from hashlib import sha256
from pathlib import Path
from sim.report.figures.catalogue import FIGURES, Look, drawn
from sim.report.figures.drawing import Drawing, save
from sim.report.figures.presets import preset
from sim.report.result import Results
for entry, made in drawn(Results(sys.argv[1]), Look(preset("single"), "zh")):
    if isinstance(made, Drawing):
        for path in save(made, Path(sys.argv[2]), preset("single"), ["pdf", "svg", "png"]):
            print(path.name, sha256(path.read_bytes()).hexdigest())
"""


@pytest.mark.slow
def test_all_files_have_the_same_bytes_in_another_process(pair, tmp_path):
    told = []
    for seed in ("1", "2"):
        command = [sys.executable, "-c", DIGESTS, str(pair.folder), str(tmp_path / seed)]
        ran = subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        told.append(ran.stdout)
    assert told[0] == told[1]
    assert len(told[0].splitlines()) >= 6 * len(BY_INDICATOR)


def test_what_a_result_lacks_is_told_and_the_rest_is_drawn(alone):
    found = list(catalogue.drawn(alone, Look(preset("single")), ["rents", "effects"]))
    assert [entry.name for entry, _ in found] == ["rents", "effects"]
    assert isinstance(found[0][1], drawing.Drawing) and isinstance(found[1][1], NotInResult)


def test_words_over_the_edge_over_each_other_or_without_ink_are_found():
    figure = Figure(figsize=(2, 1), dpi=100)
    axes = figure.subplots()
    axes.set_axis_off()
    axes.text(0.1, 0.5, "half")
    axes.text(0.12, 0.5, "over")
    axes.text(0.9, 0.1, "over the edge")
    axes.text(0.1, 0.9, "园区", color="white", family=fonts.families())
    words, pixels = seen(figure)
    assert outside(words, pixels) == ["over the edge"]
    assert overlapping(words) == [("half", "over")]
    assert blank(words, pixels) == ["园区"]
