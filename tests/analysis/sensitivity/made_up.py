"""Designs and outputs without a model: functions of the unit cube with closed forms, and luck."""

import numpy as np

from sim.analysis.sensitivity.outputs import Output
from sim.analysis.sensitivity.study import Study
from sim.runs.designs.methods import lay_out
from tests.runs.designs.made_up import experiment, factor

VARIANCE = 13.8446  # of Ishigami's function with a = 7, b = 0.1
S1 = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0, "inert": 0.0}
ST = {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437, "inert": 0.0}
NAMES = ("x1", "x2", "x3", "inert")


def laid_out(method, n, names=NAMES, seed=1, groups=(), **more):
    """The study of a design over the unit cube."""
    groups = groups or ("",) * len(names)
    made = [factor(name, group=group) for name, group in zip(names, groups, strict=True)]
    design = lay_out(experiment(*made, method=method, n=n, seed=seed, **more))
    labels = tuple(f"group {each}" if each else "" for each in groups)
    second = bool(more.get("second_order"))
    return Study(method, design.names, labels, second, design.values, design.unit)


def output(values, name="revenue"):
    return Output(name, "2030Q4", "", np.asarray(values, float))


def measure(found, name, block="mean"):
    """A measure by factor."""
    frame = found.frame
    own = frame[(frame["measure"] == name) & (frame["block"] == block)]
    return dict(zip(own["factor"], own["value"], strict=True))
