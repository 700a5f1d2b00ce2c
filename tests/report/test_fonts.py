import numpy as np
import pytest
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.measure.register import indicators
from sim.policy.registers import load
from sim.report import fonts
from sim.report.figures.presets import preset, style


def ink(text):
    """Return the number of dark pixels of a text."""
    with style(preset("slides")):
        figure = Figure(figsize=(4, 1), dpi=100)
        canvas = FigureCanvasAgg(figure)
        figure.text(0.1, 0.4, text)
        canvas.draw()
        return int((np.asarray(canvas.buffer_rgba())[:, :, :3].sum(axis=2) < 200).sum())


def test_chinese_is_drawn_in_ink_and_not_in_boxes():
    assert ink("营业收入") > 200
    assert ink("园") != ink("区") != ink("企")


def test_the_shipped_font_has_truetype_outlines():
    font = TTFont(fonts.SHIPPED)
    assert "glyf" in font and "CFF " not in font


def test_the_shipped_font_has_every_character_of_the_registers():
    held = set(TTFont(fonts.SHIPPED).getBestCmap())
    registers = load()
    texts = [each.label["zh"] + each.unit["zh"] for each in indicators().values()]
    texts += [each.label.zh for each in registers.levers.values()]
    texts += [each.heading.zh for each in registers.clauses.values()]
    missing = {sign for text in texts for sign in text if ord(sign) > 0x2E80} - set(map(chr, held))
    assert missing == set()


def test_without_a_chinese_font_figures_are_in_english_and_say_so(monkeypatch, capsys):
    monkeypatch.setattr(fonts, "chinese", lambda: None)
    assert fonts.language("zh") == "en"
    assert capsys.readouterr().err.count("\n") == 1
    assert fonts.families() == [fonts.LATIN]


def test_a_file_that_is_no_font_does_not_print(tmp_path):
    path = tmp_path / "font.ttf"
    path.write_bytes(b"nothing")
    assert not fonts._prints(path)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_with_a_font_every_language_stays(language):
    assert fonts.language(language) == language
