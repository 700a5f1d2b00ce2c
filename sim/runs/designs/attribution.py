"""Permutations of clauses: each row lets one clause more stand, from none to all.

For Shapley values by permutation sampling (Castro et al. 2009); every second permutation is the one
before it backwards (Mitchell et al. 2022). Nested: a larger n begins with the same permutations.
"""

from __future__ import annotations

import numpy as np

from sim.runs.designs.design import Design, drawn, seed_of
from sim.scenario.experiment import Experiment


def attribution(experiment: Experiment) -> Design:
    """Return n permutations, each a block of rows from no clause to all of them.

    Rows that repeat, such as no clause and all clauses, are planned and run once.
    """
    clauses = len(experiment.factors)

    def draw(count: int) -> np.ndarray:
        stream = np.random.default_rng(seed_of(experiment))
        blocks, order = [], np.arange(clauses)
        for number in range(count):
            order = order[::-1] if number % 2 else stream.permutation(clauses)
            standing = np.zeros((clauses + 1, clauses))
            for step, clause in enumerate(order, start=1):
                standing[step:, clause] = 1.0
            blocks.append(standing)
        return np.concatenate(blocks)

    design = drawn(experiment, draw, experiment.design.n or 1, clauses + 1)
    return Design(design.method, design.names, design.values, None, design.block, design.refused)
