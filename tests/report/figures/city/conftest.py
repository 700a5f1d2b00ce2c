"""Made-up results of the tiny zone."""

import pytest

from tests.report.figures.city.made_up import tiny_result


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """Two scenarios, two replicates, firms kept."""
    return tiny_result(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def without_firms(tmp_path_factory):
    """The same without firms, one replicate."""
    return tiny_result(tmp_path_factory.mktemp("sums"), kept="none", replicates=1)
