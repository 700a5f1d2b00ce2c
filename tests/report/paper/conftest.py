"""A report on a made-up result, whose numbers are known by hand."""

import pytest

from sim.report.paper import outline
from sim.report.paper.outline import paper
from sim.report.paper.pictures import CHOSEN
from sim.report.result import Results
from tests.report.conftest import GAIN, PLAIN
from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario

RISKY = '<script>document.title = "run"</script> & <b>bold</b>'


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Staff of parks 1, 2, 3 rises by 2, 4, 6 from the third quarter on; the rest loses 6."""
    folder = tmp_path_factory.mktemp("paper")
    scenarios = Scenario("plain", title=PLAIN), Scenario("gain", 2.0, title=GAIN)
    return Results(result_of(folder, *scenarios).folder)


def undrawn(results, language="en"):
    """A report without its figures, which take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outline, "pictures", lambda subject: {name: [] for name in CHOSEN})
        return paper(results, language)


@pytest.fixture(scope="session")
def english(made):
    return paper(made, "en")


@pytest.fixture(scope="session")
def chinese(made):
    return undrawn(made, "zh")


@pytest.fixture(scope="session")
def risky(tmp_path_factory):
    folder = tmp_path_factory.mktemp("risky")
    scenarios = (
        Scenario("plain", title={"en": RISKY, "zh": RISKY}),
        Scenario("gain", 2.0, title={"en": "Gain </style>", "zh": "增益"}),
    )
    return undrawn(Results(result_of(folder, *scenarios).folder))
