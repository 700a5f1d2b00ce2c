"""Tables: rows that are appended, compacted and followed by references."""

import numpy as np
import pytest

from sim.core.agent import Agent, Record
from sim.core.state import state
from sim.core.table import Table, compact, declared


class House(Agent):
    street = state("index", "street", of="streets")
    rooms = state("count", "rooms")
    value = state("million yuan", "value")
    heated = state("0/1", "has heating")
    windows = state("count", "windows by side", shape=4)


class Villa(House):
    garden = state("m2", "garden")


class Street(Agent):
    first_house = state("index", "first house", of="houses")


class Neighbor(Record):
    house = state("index", "house", of="houses")


@pytest.fixture
def houses():
    table = Table(House, "houses", capacity=4)
    table.append(3, {"uid": [11, 12, 13], "rooms": [2, 3, 4]})
    return table


def test_states_are_declared_in_the_order_of_the_class():
    own = ["street", "rooms", "value", "heated", "windows"]
    assert list(declared(House)) == ["uid", "alive", *own]
    assert list(declared(Villa)) == ["uid", "alive", *own, "garden"]


def test_the_unit_decides_how_a_column_is_kept(houses):
    kept = {name: column.dtype.kind for name, column in houses.columns.items()}
    assert kept == {
        "uid": "i", "alive": "b", "street": "i", "rooms": "i",
        "value": "f", "heated": "b", "windows": "i",
    }  # fmt: skip


def test_a_column_of_several_entries_has_a_second_axis(houses):
    assert houses.column("windows").shape == (3, 4)


def test_new_rows_live_and_refer_to_nobody(houses):
    assert houses.column("alive").tolist() == [True, True, True]
    assert houses.column("street").tolist() == [-1, -1, -1]
    assert houses.column("value").tolist() == [0.0, 0.0, 0.0]


def test_a_full_table_grows_and_keeps_its_rows(houses):
    assert houses.append(100, {"uid": range(100, 200)}) == 3
    assert len(houses) == 103
    assert houses.column("rooms")[:4].tolist() == [2, 3, 4, 0]


def test_growing_tells_those_who_hold_columns(houses):
    before = houses.version
    houses.reserve(1000)
    assert houses.capacity == 1000
    assert houses.version == before + 1
    houses.reserve(10)
    assert houses.capacity == 1000


def test_a_table_may_start_without_room():
    table = Table(House, "houses", capacity=0)
    table.append(2, {"uid": [1, 2]})
    assert table.row_of(2) == 1


def test_columns_of_two_tables_are_apart(houses):
    other = Table(House, "houses", capacity=4)
    other.append(1, {"uid": 11, "rooms": 9})
    assert houses.column("rooms").tolist() == [2, 3, 4]


def test_a_row_is_found_by_its_uid(houses):
    assert [houses.row_of(uid) for uid in (11, 12, 13, 14)] == [0, 1, 2, -1]
    houses.append(1, {"uid": 14})
    assert houses.row_of(14) == 3


def test_a_row_is_found_when_its_uid_is_written_after_it_was_added(houses):
    assert houses.row_of(11) == 0
    first = houses.append(2)
    houses.column("uid")[first:] = [21, 22]
    assert houses.row_of(22) == 4


def test_a_row_whose_uid_was_overwritten_is_not_found_under_the_old_one(houses):
    assert houses.row_of(12) == 1
    houses.column("uid")[1] = 99
    assert houses.row_of(12) == -1
    assert houses.row_of(99) == 1


def test_compacting_closes_gaps_in_order(houses):
    houses.column("alive")[1] = False
    assert houses.compact().tolist() == [0, -1, 1]
    assert houses.column("uid").tolist() == [11, 13]
    assert houses.row_of(13) == 1
    assert houses.row_of(12) == -1


def test_compacting_a_full_table_moves_nothing(houses):
    assert houses.compact() is None


def test_a_row_added_after_compacting_starts_clean(houses):
    houses.column("windows")[2] = 7
    houses.column("alive")[2] = False
    houses.compact()
    houses.append(1, {"uid": 14})
    assert houses.column("windows")[2].tolist() == [0, 0, 0, 0]
    assert houses.column("rooms")[2] == 0


def test_references_follow_a_compacted_table(houses):
    streets = Table(Street, "streets")
    streets.append(4, {"uid": range(4), "first_house": [2, 1, 0, -1]})
    neighbors = Table(Neighbor, "neighbors")
    neighbors.append(2, {"uid": [1, 2], "house": [1, 2]})
    houses.column("street")[:] = [3, 2, 1]
    houses.column("alive")[1] = False
    tables = {"houses": houses, "streets": streets, "neighbors": neighbors}
    compact(tables, ("houses",))
    assert streets.column("first_house").tolist() == [1, -1, 0, -1]
    assert neighbors.column("house").tolist() == [-1, 1]
    assert houses.column("street").tolist() == [3, 1]


def test_a_snapshot_is_a_copy_that_can_be_restored(houses):
    kept = houses.snapshot()
    houses.column("rooms")[:] = 0
    houses.append(50, {"uid": range(50)})
    houses.restore(kept)
    assert houses.column("rooms").tolist() == [2, 3, 4]
    assert len(houses) == 3
    assert houses.row_of(13) == 2
    np.testing.assert_array_equal(kept["uid"], houses.column("uid"))


def test_bytes_are_those_of_the_columns():
    table = Table(House, "houses", capacity=10)
    assert table.bytes == 10 * (8 + 1 + 4 + 4 + 8 + 1 + 4 * 4)
