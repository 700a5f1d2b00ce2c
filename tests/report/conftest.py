"""A result of made-up runs with titles in both languages."""

import pytest

from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario

PLAIN = {"en": "No reform", "zh": "不改革"}
GAIN = {"en": "Gain", "zh": "增益"}


@pytest.fixture(scope="session")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return result_of(folder, Scenario("plain", title=PLAIN), Scenario("gain", 2.0, title=GAIN))


@pytest.fixture(scope="session")
def single(tmp_path_factory):
    folder = tmp_path_factory.mktemp("single")
    return result_of(folder, Scenario("plain", title=PLAIN), replicates=1)
