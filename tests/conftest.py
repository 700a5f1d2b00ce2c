"""What holds in every test: no window, no surprise in time, the same examples every day."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ["MPLBACKEND"] = "Agg"

# The first example may compile a stage, so there is no deadline; a found counterexample belongs
# into a test of its own, so nothing is remembered between runs.
settings.register_profile(
    "parksim",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("parksim")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parent.parent
