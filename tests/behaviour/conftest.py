"""Fixtures of the stage tests."""

import numpy as np
import pytest

from tests.behaviour.made_up import Town


@pytest.fixture
def town():
    """Return a function that makes a town."""
    return Town


@pytest.fixture
def in_both_engines():
    """Return a function that runs stages in both engines and compares every bit."""

    def run(stages, *, prepare=lambda town: None, **figures) -> Town:
        towns = [Town(engine, **figures) for engine in ("plain", "compiled")]
        for town in towns:
            prepare(town)
            for stage in stages:
                town.apply(stage)
        plain, compiled = towns
        for name, table in plain.tables.items():
            for column, values in table.snapshot().items():
                other = compiled.tables[name].column(column)
                assert np.array_equal(values, other), f"{name}.{column} differs"
        assert np.array_equal(plain.ledger.flow, compiled.ledger.flow), "payments differ"
        return compiled

    return run
