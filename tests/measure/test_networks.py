"""Networks of the made-up zone against counts made by hand from the tables."""

import re

import networkx
import numpy as np
import pytest

from sim.core.errors import InputError
from sim.measure.networks import collaborations, flows, investments
from sim.measure.records import Records
from sim.model import ParkModel
from sim.runs.storage.levels import LEVELS
from sim.zone.firm_codes import row_of

SLUGS = ["rest-of-city", "riverside", "old-mill", "harbour", "outside"]
EDGES = {
    "collaborations": {"since", "links"},
    "investments": {"share", "cost", "stakes", "fund_kind", "government_share"},
    "flows": {"firms", "staff", "talents"},
    "graph": {"km", "minutes"},
}


@pytest.fixture(scope="module")
def year():
    """A model after 2023, and where its people worked before and after each quarter."""
    model = ParkModel(zone="tiny")
    places = [people_by_place(model)]
    for _ in range(4):
        model.step()
        places.append(people_by_place(model))
    return model, places


@pytest.fixture
def tied(year):
    """The same model with five links and four stakes of our own; the tables are put back after."""
    model, _ = year
    kept = {name: model.tables[name].snapshot() for name in ("links", "stakes", "funds", "firms")}
    for name in ("links", "stakes"):
        model.tables[name].column("alive")[...] = False
    first = model.tables["funds"].append(
        2,
        {
            "uid": [71, 72],
            "kind": [0, 1],
            "park": [1, 0],
            "industry_focus": [-1, 0],
            "government_share": [0.0, 0.25],
            "vintage": [8088, 8090],
        },
    )
    model.tables["links"].append(
        5,
        {
            "uid": range(5),
            "alive": [True, True, True, True, False],
            "firm": [0, 1, 1, 2, 3],
            "partner": [1, 0, 2, -1, 4],  # the fourth partner has left; the fifth link has ended
            "since": [8093, 8091, 8094, 8090, 8088],
        },
    )
    model.tables["stakes"].append(
        4,
        {
            "uid": range(4),
            "alive": [True, True, True, False],
            "firm": [0, 0, 2, 1],
            "fund": [first, first, first + 1, first],
            "share": [0.2, 0.1, 0.15, 0.5],
            "cost": [10.0, 25.0, 40.0, 99.0],
        },
    )
    yield model
    for name, snapshot in kept.items():
        model.tables[name].restore(snapshot)


def people_by_place(model):
    """Return the people who work in each place, or worked there last."""
    column = model.tables["talents"].column
    alive = column("alive")
    return np.bincount(column("work_park")[alive], column("weight")[alive], minlength=4)


def uid(model, *rows):
    """Return the uids of firms by row."""
    found = [int(model.tables["firms"].column("uid")[row]) for row in rows]
    return found if len(found) > 1 else found[0]


def test_two_firms_with_two_links_are_joined_once_since_the_older(tied):
    graph = collaborations(tied)
    a, b, c = uid(tied, 0, 1, 2)
    assert set(graph.nodes) == {a, b, c}
    assert dict(graph.edges[a, b]) == {"since": "2022Q4", "links": 2}  # 8091 = 4 x 2022 + 3
    assert dict(graph.edges[b, c]) == {"since": "2023Q3", "links": 1}
    assert graph.number_of_edges() == 2


def test_a_firm_of_the_network_shows_its_row(tied):
    graph = collaborations(tied)
    column = tied.tables["firms"].column
    column("little_giant")[1] = column("unicorn")[1] = True
    node = collaborations(tied).nodes[uid(tied, 1)]
    assert graph.nodes[uid(tied, 1)]["labels"] in ("", "innovative_sme")
    assert node["labels"].split()[-2:] == ["little_giant", "unicorn"]
    assert node["park"] == SLUGS[column("park")[1]]
    assert node["industry"] == tied.zone.gazetteer.industry_ids[column("industry")[1]]
    assert node["weight"] == column("weight")[1]
    park, industry, quarter, number = node["code"].split("/")
    assert (park, industry) == (SLUGS[column("birth_park")[1]], node["industry"])
    assert re.fullmatch(r"\d{4}Q[1-4]", quarter) and int(number[1:]) == column("birth_number")[1]
    assert row_of(tied.zone.gazetteer, tied.tables["firms"], node["code"]) == 1, "as events find it"


def test_stakes_of_a_fund_in_a_firm_are_added_up(tied):
    graph = investments(tied)
    a, c = uid(tied, 0, 2)
    assert set(graph.nodes) == {71, 72, a, c}
    held = graph.edges[71, a]
    assert (held["share"], held["cost"], held["stakes"]) == (pytest.approx(0.3), 35.0, 2)
    other = graph.edges[72, c]
    assert (other["share"], other["cost"], other["stakes"]) == (0.15, 40.0, 1)
    assert (other["fund_kind"], other["government_share"]) == ("guidance", 0.25)
    assert graph.number_of_edges() == 2


def test_investments_have_funds_on_one_side_and_firms_on_the_other(tied):
    graph = investments(tied)
    assert networkx.is_bipartite(graph)
    sides = {node: data["bipartite"] for node, data in graph.nodes(data=True)}
    assert {node for node, side in sides.items() if side == 0} == {71, 72}
    assert graph.nodes[71]["park"] == "riverside"
    assert graph.nodes[71]["industry"] == "any"
    assert graph.nodes[72]["vintage"] == "2022Q3"


def test_networks_of_one_model_share_the_nodes_of_firms(tied):
    joint = networkx.compose(investments(tied), collaborations(tied))
    assert len(joint) == 3 + 2  # three firms with links, of whom two are owned, and two funds


def test_a_model_without_relations_has_empty_networks(tied):
    for name in ("links", "stakes"):
        tied.tables[name].column("alive")[...] = False
    assert len(tied.collaborations()) == len(tied.investments()) == 0


def test_people_by_place_change_by_their_flows_and_by_nothing_else(year):
    model, places = year
    graph = model.flows(2023)
    for place, slug in enumerate(SLUGS[:4]):
        came = sum(data["talents"] for _, _, data in graph.in_edges(slug, data=True))
        gone = sum(data["talents"] for _, _, data in graph.out_edges(slug, data=True))
        change = places[-1][place] - places[0][place]
        assert came - gone == pytest.approx(change, abs=1e-6)
    assert graph.in_degree("outside") and graph.out_degree("outside")


def test_newcomers_and_leavers_are_the_flows_from_and_to_the_outside(year):
    model, _ = year
    graph, records = model.flows(2023), model.records.quarters
    came = sum(data["talents"] for _, _, data in graph.out_edges("outside", data=True))
    left = sum(data["talents"] for _, _, data in graph.in_edges("outside", data=True))
    assert came == pytest.approx(records["newcomers"].sum())
    assert left == pytest.approx(records["leavers"].sum())


def test_flows_are_sums_of_the_quarters_of_the_year():
    moves = np.zeros((6, 4, 5))
    moves[:, 1, 2] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]
    people = np.zeros((6, 5, 5))
    people[5, 4, 3] = 25.0
    records = Records(
        quarters={"quarter": np.arange(4 * 2023, 4 * 2023 + 6)},
        flows={"firms": moves, "staff": 10.0 * moves, "talents": people},
    )
    zone = ParkModel(zone="tiny", resolution="draft").zone
    first, second = flows(zone, records, 2023), flows(zone, records, 2024)
    assert list(first.nodes) == SLUGS
    assert list(first.edges(data=True)) == [
        ("riverside", "old-mill", {"firms": 15.0, "staff": 150.0, "talents": 0.0})
    ]
    assert second.edges["riverside", "old-mill"]["firms"] == 48.0
    assert second.edges["outside", "harbour"] == {"firms": 0.0, "staff": 0.0, "talents": 25.0}
    assert (first.graph["year"], first.graph["quarters"]) == (2023, 4)
    assert second.graph["quarters"] == 2


def test_a_year_that_was_not_run_is_named(year):
    model, _ = year
    with pytest.raises(InputError, match="not run through any quarter of 2031") as caught:
        model.flows(2031)
    assert "2023Q1 to 2023Q4" in str(caught.value)


def test_the_store_keeps_where_people_came_from(year):
    model, _ = year
    columns = LEVELS["flows"].columns(model.records)
    graph = model.flows(2023)
    stored = {
        (SLUGS[origin], SLUGS[target]): talents
        for origin, target, talents in zip(
            columns["from"], columns["to"], columns["talents"], strict=True
        )
    }
    assert stored == {(a, b): data["talents"] for a, b, data in graph.edges(data=True)}
    assert any(origin == "outside" for origin, _ in stored)


def test_the_graph_of_places_follows_the_distance_inside_a_park(year):
    model, _ = year
    own = model.parks.table.column("own_distance")
    kept = own.copy()
    own[2] = 5.0
    try:
        way = model.graph.edges["old-mill", "old-mill"]
    finally:
        own[...] = kept
    assert way["km"] == 5.0
    assert way["minutes"] == pytest.approx(10.0 + 3.3 * 5.0)  # specification 2


def test_the_page_on_networks_explains_every_attribute(tied, repository):
    page = (repository / "docs" / "networks.md").read_text(encoding="utf-8")
    graphs = {
        "graph": tied.graph,
        "collaborations": tied.collaborations(),
        "investments": tied.investments(),
        "flows": tied.flows(2023),
    }
    for name, graph in graphs.items():
        edges = {key for *_, data in graph.edges(data=True) for key in data}
        assert edges == EDGES[name]
        nodes = {key for _, data in graph.nodes(data=True) for key in data}
        section = page.partition(f"## `model.{name}")[2].partition("\n## ")[0]
        missing = [
            key for key in sorted(nodes | edges | set(graph.graph)) if f"`{key}`" not in section
        ]
        assert not missing, name


def test_the_example_on_the_page_runs(repository, capsys):
    page = (repository / "docs" / "networks.md").read_text(encoding="utf-8")
    scope = {}
    blocks = re.findall(r"```python\n(.*?)```", page, flags=re.S)
    assert blocks
    for block in blocks:
        exec(compile(block, "docs/networks.md", "exec"), scope)
    assert capsys.readouterr().out
