"""The figures of a report, by the section that they stand in."""

from __future__ import annotations

from dataclasses import replace

from sim.report.figures.catalogue import FIGURES, Look, drawn
from sim.report.figures.drawing import Drawing, rendered
from sim.report.figures.presets import preset, style
from sim.report.paper.parts import Picture
from sim.report.paper.subject import Subject

CHOSEN = {
    "effects": ("trajectories", "effects"),
    "targets": ("targets",),
    "parks": ("park-map", "league", "inequality"),
    "clauses": ("attribution", "attribution-map"),
    "factors": ("tornado", "ofat", "morris", "sobol", "heat-map"),
}  # figures of the catalogue; the others are drawn by `parksim figure`
DOTS = 200  # an inch, enough to print


def pictures(subject: Subject) -> dict[str, list[Picture]]:
    """Return the figures that the result holds, by section."""
    shape = replace(preset("word"), dpi=DOTS)
    look = Look(shape, subject.language, at=subject.at)
    found: dict[str, list[Picture]] = {}
    for section, names in CHOSEN.items():
        known = [name for name in names if name in FIGURES]
        found[section] = []
        for entry, made in drawn(subject.results, look, known) if known else ():
            if not isinstance(made, Drawing):
                continue  # the result does not hold it
            with style(shape):
                image = rendered(made.figure, "png")
            caption = made.captions[subject.language]
            label = entry.label.of(subject.language)
            found[section].append(Picture(entry.name, label, caption, image))
    return found
