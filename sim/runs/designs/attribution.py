"""Permutations of clauses: each row lets one clause more stand, from none to all.

For Shapley values by permutation sampling (Castro et al. 2009); every second permutation is the one
before it backwards (Mitchell et al. 2022). Ahead of them stand the rows that people ask for by
name: each clause alone and each removed, and the same for each pair where interactions are asked
for. Nested: a larger n begins with the same rows.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from sim.runs.designs.design import Design, check_size, drawn, feasible, seed_of
from sim.scenario.experiment import Experiment


def attribution(experiment: Experiment) -> Design:
    """Return clauses and pairs alone and removed, then n permutations from no clause to all.

    A permutation is a block of rows. Rows that repeat, such as no clause and all clauses, are
    planned and run once.
    """
    clauses = len(experiment.factors)
    count = experiment.design.n or 1
    named = _named(clauses, experiment.design.second_order or False)
    check_size(len(named) + count * (clauses + 1))

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

    orders = drawn(experiment, draw, count, clauses + 1)
    held = feasible(experiment, named)
    refused = orders.refused + int((~held).sum())
    values = np.concatenate([named[held], orders.values])
    return Design(orders.method, orders.names, values, None, orders.block, refused)


def _named(clauses: int, pairs: bool) -> np.ndarray:
    """Return the rows with one clause alone and one removed; with two as well if pairs count."""
    rows = []
    for size in (1, 2) if pairs and clauses > 1 else (1,):
        for some in combinations(range(clauses), size):
            alone = np.zeros(clauses)
            alone[list(some)] = 1.0
            rows += [alone, 1.0 - alone]
    return np.array(rows)
