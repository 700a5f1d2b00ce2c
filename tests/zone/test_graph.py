from math import acos, cos, radians, sin

import networkx
import numpy as np
import pytest

from sim.zone.graph import OUTSIDE, shortest, travel_minutes, zone_graph

EARTH_KM = 6371.0
# specification 2: own distance of a park and the way to the rest of the city, by its character
OWN_KM = {"downtown": 3, "downtown edge": 3}
REST_KM = {"downtown": 6, "downtown edge": 7, "inner suburb": 8, "suburb": 9, "far suburb": 13}


def great_circle(zone, a, b):
    rows = zone.table("parks.csv")
    (x1, y1), (x2, y2) = (
        (radians(rows["longitude"][p]), radians(rows["latitude"][p])) for p in (a, b)
    )
    inside = sin(y1) * sin(y2) + cos(y1) * cos(y2) * cos(x1 - x2)
    return EARTH_KM * acos(min(1.0, inside))


@pytest.mark.parametrize("name", ["shanghai", "tiny"])
def test_distances_between_parks_are_1_3_times_the_great_circle(zones, name):
    zone = zones[name]
    for a in range(zone.park_count):
        for b in range(a):
            wanted = 1.3 * great_circle(zone, a, b)
            assert zone.km[a + 1, b + 1] == pytest.approx(wanted, abs=0.06, rel=0.002)


@pytest.mark.parametrize("name", ["shanghai", "tiny"])
def test_own_distances_and_the_rest_of_the_city_follow_the_character_of_the_park(zones, name):
    zone = zones[name]
    assert zone.km[0, 0] == 9.0
    for park, character in enumerate(zone.table("parks.csv")["character"], 1):
        assert zone.km[park, park] == OWN_KM.get(character, 8)
        assert zone.km[0, park] == zone.km[park, 0] == REST_KM[character]


def test_ways_are_as_long_there_as_back(shanghai):
    assert np.array_equal(shanghai.km, shanghai.km.T)


def test_minutes_are_10_and_3_3_a_km_to_15_and_1_5_beyond(shanghai, assumptions):
    given = travel_minutes(assumptions["shanghai"], np.array([0.0, 9.0, 15.0, 25.0]))
    assert given == pytest.approx([10.0, 39.7, 59.5, 74.5])
    everywhere = travel_minutes(assumptions["shanghai"], shanghai.km)
    assert shanghai.minutes == pytest.approx(everywhere, abs=0.6)


def test_the_graph_has_every_place_university_and_the_outside(shanghai, assumptions):
    graph = zone_graph(shanghai, assumptions["shanghai"])
    kinds = networkx.get_node_attributes(graph, "kind").values()
    assert [list(kinds).count(kind) for kind in ("rest", "park", "university", "outside")] == [
        1, 22, 20, 1,
    ]  # fmt: skip
    assert all({"km", "minutes"} <= set(data) for _, _, data in graph.edges(data=True))
    assert graph.nodes[OUTSIDE]["place"] == 23


def test_the_shortest_way_may_lead_over_a_third_place(tiny, assumptions):
    graph = zone_graph(tiny, assumptions["tiny"])
    nodes, km = shortest(graph, "km")
    college, harbour = nodes.index("town-college"), nodes.index("harbour")
    # 1.7 km to Riverside, then 8 km to the rest of the city and 6 km on, not 14.9 km straight
    assert km[college, harbour] == pytest.approx(1.7 + 8.0 + 6.0)
    assert km[nodes.index(OUTSIDE), harbour] == pytest.approx(6.0)
    assert np.all(np.diagonal(km) == 0.0)
