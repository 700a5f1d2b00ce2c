"""Mesa's SolaraViz shows a model of tables."""

import pytest
from mesa.datacollection import DataCollector

from tests.mesa.market import TableMarket

solara = pytest.importorskip("solara")
visualization = pytest.importorskip("mesa.visualization")


class Shown(TableMarket):
    """A market that collects what is shown."""

    def __init__(self, rng=7):
        super().__init__(rng=rng)
        self.datacollector = DataCollector(
            model_reporters={"total": "total", "agents": lambda m: len(m.agents)}
        )
        self.datacollector.collect(self)

    def step(self):
        super().step()
        self.datacollector.collect(self)


@solara.component
def richest(model):
    """A component of a user's own."""
    visualization.utils.update_counter.get()
    first = model.agents.sort("wealth").to_list()[0]
    solara.Text(f"{first.number}: {first.wealth:.1f}")


def rendered(element):
    box, context = solara.render(element, handle_error=False)
    try:
        return list(widgets(box))
    finally:
        context.close()


def widgets(widget):
    yield widget
    for child in getattr(widget, "children", ()) or ():
        if hasattr(child, "comm"):
            yield from widgets(child)
        else:
            yield child


def test_a_plot_of_a_model_reporter_is_drawn():
    market = Shown()
    market.run_for(3)
    make, page = visualization.make_plot_component("total")
    assert page == 0
    images = [w for w in rendered(make(market)) if "Image" in type(w).__name__]
    assert images
    assert len(images[0].value) > 1000


def test_a_component_of_a_users_own_reads_agents():
    assert any("5: 9.0" in str(part) for part in rendered(richest(Shown())))


def test_the_whole_page_is_rendered():
    market = Shown()
    plots = [visualization.make_plot_component({"total": "tab:blue"}), (richest, 0)]
    page = visualization.SolaraViz(
        market,
        components=plots,
        model_params={"rng": 7},
        name="Market",
    )
    found = rendered(page)
    assert any("5: 9.0" in str(part) for part in found)
    assert market.steps == 0
