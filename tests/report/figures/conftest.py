"""Made-up results for figures."""

import pytest

from tests.report.conftest import PLAIN
from tests.report.figures import made_up
from tests.runs.made_up import Scenario


@pytest.fixture(scope="session")
def pair(tmp_path_factory):
    """Two scenarios, four replicates."""
    return made_up.pair(tmp_path_factory.mktemp("figures"))


@pytest.fixture(scope="session")
def alone(tmp_path_factory):
    """One scenario, one replicate."""
    folder = tmp_path_factory.mktemp("alone")
    return made_up.made_up_result(folder, Scenario("plain", title=PLAIN), replicates=1)
