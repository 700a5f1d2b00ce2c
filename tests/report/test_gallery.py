import pytest

from sim.core.errors import InputError
from sim.report import gallery
from sim.report.figures.catalogue import FIGURES


def test_the_page_shows_every_figure_in_both_languages(repository):
    page = (repository / gallery.PAGE).read_text("utf-8")
    for name, entry in FIGURES.items():
        assert f"## {entry.label.en} · {entry.label.zh}\n\n`parksim figure {name}`" in page
        for language in gallery.LANGUAGES:
            path = gallery.PLACE / f"{name}.{language}.png"
            assert f"](../{path.as_posix()})" in page
            assert (repository / path).read_bytes().startswith(b"\x89PNG")


def test_a_figure_comes_from_the_first_result_that_holds_it(result, single, monkeypatch):
    monkeypatch.setattr(gallery, "FIGURES", {"trajectories": FIGURES["trajectories"]})
    (made,) = gallery.shown([single, result])
    assert made.result is single
    assert [gallery.picture(each) for each in made.drawings] == [
        "trajectories.en.png",
        "trajectories.zh.png",
    ]
    assert made.drawings[0].captions["en"] in made.section()


def test_a_figure_that_no_result_holds_is_named(result, monkeypatch):
    monkeypatch.setattr(gallery, "FIGURES", {"ofat": FIGURES["ofat"]})
    with pytest.raises(InputError, match='figure "ofat"'):
        list(gallery.shown([result]))
