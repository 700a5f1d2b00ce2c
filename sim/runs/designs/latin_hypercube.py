"""Latin hypercube: n points of which each factor has one in each of n strata (McKay et al. 1979).

Not nested: another n gives other points.
"""

from __future__ import annotations

import numpy as np

from sim.runs.designs.design import Design, drawn, seed_of
from sim.scenario.experiment import Experiment


def latin_hypercube(experiment: Experiment) -> Design:
    """Return n points; if constraints refuse some, further hypercubes of n points fill them up.

    Raises InputError if next to no point keeps the constraints.
    """
    from scipy.stats import qmc

    count, factors = experiment.design.n or 1, len(experiment.factors)

    def draw(points: int) -> np.ndarray:
        streams = np.random.SeedSequence(seed_of(experiment)).spawn(points // count)
        cubes = [qmc.LatinHypercube(factors, rng=np.random.default_rng(s)) for s in streams]
        return np.concatenate([cube.random(count) for cube in cubes])

    return drawn(experiment, draw, count)
