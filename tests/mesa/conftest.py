import pytest

from tests.mesa.market import PlainMarket, TableMarket


@pytest.fixture(params=[PlainMarket, TableMarket], ids=["plain", "tables"])
def model(request):
    """The market, once with plain Mesa agents and once with agents in tables."""
    return request.param()


@pytest.fixture
def both():
    """Both markets, for calls whose results are compared."""
    return PlainMarket(), TableMarket()
