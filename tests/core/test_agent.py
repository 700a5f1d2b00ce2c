"""Agents as views of rows: what they read, write, refuse and survive."""

import copy
import pickle

import numpy as np
import pytest

from sim.core.agent import Agent, Left
from sim.core.society import Society
from sim.core.state import state


class Boat(Agent):
    """A boat with a crew; the older, the slower."""

    harbor = state("index", "harbor", of="harbors")
    crew = state("persons", "crew")
    age = state("quarters", "age")
    leaking = state("0/1", "takes in water")
    sails = state("m2", "sails by mast", shape=3)

    @property
    def speed(self):
        return 10.0 / (1 + self.age)

    @speed.setter
    def speed(self, value):
        self.age = round(10.0 / value - 1)

    def grow_old(self):
        self.age += 1


class Tug(Agent):
    """A kind with start values of its own."""

    power = state("-", "power")

    def __init__(self, model, horses):
        super().__init__(model)
        self.power = horses / 100.0


@pytest.fixture
def fleet():
    model = Society(rng=1)
    model.add_table("boats", Boat)
    model.add_table("tugs", Tug)
    return model


@pytest.fixture
def boat(fleet):
    return Boat(fleet, crew=4.0, harbor=2)


def test_states_read_as_python_numbers(boat):
    kinds = [type(boat.crew), type(boat.age), type(boat.leaking), type(boat.sails[0])]
    assert kinds == [float, int, bool, float]


def test_states_not_given_are_zero_and_references_none(fleet):
    boat = Boat(fleet)
    assert (boat.crew, boat.age, boat.leaking, boat.harbor) == (0.0, 0, False, -1)
    assert boat.alive


def test_writing_an_attribute_writes_the_column(fleet, boat):
    boat.crew = 7.5
    boat.sails[1] = 20.0
    assert fleet.boats.table.column("crew").tolist() == [7.5]
    assert fleet.boats.table.column("sails").tolist() == [[0.0, 20.0, 0.0]]


def test_a_row_of_numbers_reads_as_a_sequence(boat):
    boat.sails = [1.0, 2.0, 3.0]
    assert list(boat.sails) == [1.0, 2.0, 3.0]
    assert boat.sails == [1.0, 2.0, 3.0]
    assert len(boat.sails) == 3
    assert repr(boat.sails) == "[1.0, 2.0, 3.0]"


def test_an_undeclared_attribute_raises_on_reading_and_on_writing(boat):
    with pytest.raises(AttributeError):
        boat.captain  # noqa: B018
    with pytest.raises(AttributeError, match="Boat has no state captain"):
        boat.captain = "Ahab"
    with pytest.raises(AttributeError, match="Boat has no state captain"):
        Boat(boat.model, captain=1)


def test_a_refused_agent_leaves_no_row(fleet):
    with pytest.raises(AttributeError):
        Boat(fleet, captain=1)
    assert len(fleet.boats.table) == 0


def test_properties_of_a_kind_work_and_can_be_set(boat):
    assert boat.speed == 10.0
    boat.speed = 2.5
    assert boat.age == 3


@pytest.mark.parametrize("name", ["row", "unique_id", "model", "pos"])
def test_what_an_agent_is_cannot_be_written(boat, name):
    with pytest.raises(AttributeError):
        setattr(boat, name, 3)


def test_a_kind_may_have_its_own_start(fleet):
    assert Tug(fleet, 250).power == 2.5


def test_an_agent_has_what_mesa_gives_its_agents(fleet, boat):
    assert boat.model is fleet
    assert boat.unique_id == boat.uid
    assert boat.random is fleet.random
    assert boat.rng is fleet.rng
    assert boat.pos is None
    assert boat.scenario is fleet.scenario


def test_views_of_one_agent_are_equal_and_hash_alike(fleet, boat):
    (again,) = fleet.boats
    assert again is not boat
    assert again == boat
    assert len({boat, again}) == 1


def test_agents_of_two_models_differ_even_with_one_uid(fleet, boat):
    other = Society(rng=1)
    other.add_table("boats", Boat)
    assert Boat(other, uid=boat.uid) != boat


def test_an_agent_equals_nothing_else(boat):
    assert boat != boat.uid
    assert boat != "boat"


def test_agents_added_by_hand_get_identities_of_their_own(fleet):
    uids = {Boat(fleet).uid for _ in range(100)} | {Tug(fleet, 1).uid for _ in range(100)}
    assert len(uids) == 200


def test_identities_do_not_depend_on_other_kinds(fleet):
    other = Society(rng=2)
    other.add_table("tugs", Tug)
    other.add_table("boats", Boat)
    Tug(other, 1)
    assert Boat(other).uid == Boat(fleet).uid


def test_a_uid_that_is_taken_is_refused(fleet, boat):
    with pytest.raises(ValueError, match="boats has an agent with the uid"):
        Boat(fleet, uid=boat.uid)


def test_an_agent_that_left_says_so(boat):
    boat.remove()
    with pytest.raises(Left, match="Boat [0-9]+ has left the model"):
        boat.crew  # noqa: B018
    with pytest.raises(Left):
        boat.crew = 1.0
    with pytest.raises(Left):
        boat.row  # noqa: B018


def test_removing_twice_does_nothing(fleet, boat):
    boat.remove()
    boat.remove()
    assert len(fleet.agents) == 0


def test_a_view_finds_its_row_after_compacting(fleet):
    boats = [Boat(fleet, crew=float(number)) for number in range(5)]
    boats[1].remove()
    boats[3].remove()
    fleet.compact()
    assert [boats[number].crew for number in (0, 2, 4)] == [0.0, 2.0, 4.0]
    assert [boats[number].row for number in (0, 2, 4)] == [0, 1, 2]
    with pytest.raises(Left):
        boats[3].crew  # noqa: B018


def test_a_row_taken_by_another_agent_is_not_mistaken_for_the_first(fleet):
    first = Boat(fleet, crew=1.0)
    first.remove()
    fleet.compact()
    second = Boat(fleet, crew=2.0)
    assert second.row == 0
    with pytest.raises(Left):
        first.crew  # noqa: B018


def test_a_view_of_a_row_reads_an_agent_that_left(fleet, boat):
    view = Boat.view(fleet.boats.table, 0, fleet, checked=False)
    boat.remove()
    assert view.crew == 4.0
    assert not view.alive
    view.alive = True
    assert boat.crew == 4.0


def test_agents_are_added_at_once_as_in_mesa(fleet):
    added = Boat.create_agents(fleet, 3, crew=[1.0, 2.0, 3.0], age=5)
    assert added.get(["crew", "age"]) == [[1.0, 5], [2.0, 5], [3.0, 5]]
    assert Tug.create_agents(fleet, 2, np.array([100, 300])).get("power") == [1.0, 3.0]
    assert len(Boat.create_agents(fleet, 2)) == 2


def test_agents_are_added_from_a_data_frame_as_in_mesa(fleet):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"crew": [1.0, 2.0], "age": [3, 4]})
    added = Boat.from_dataframe(fleet, frame, harbor=1)
    assert added.get(["crew", "age", "harbor"]) == [[1.0, 3, 1], [2.0, 4, 1]]
    with pytest.raises(TypeError, match="make it a column"):
        Boat.from_dataframe(fleet, frame, harbor=[1, 2])


@pytest.mark.parametrize("again", [copy.deepcopy, lambda agent: pickle.loads(pickle.dumps(agent))])
def test_a_copied_agent_lives_in_a_copy_of_its_model(boat, again):
    other = again(boat)
    assert other.model is not boat.model
    other.crew = 9.0
    assert (boat.crew, other.crew) == (4.0, 9.0)
    assert other.unique_id == boat.unique_id
    assert other in other.model.boats
    assert other not in boat.model.boats


def test_an_agent_that_left_can_be_pickled(fleet, boat):
    boat.remove()
    fleet.compact()
    again = pickle.loads(pickle.dumps(boat))
    with pytest.raises(Left):
        again.crew  # noqa: B018


def test_an_agent_shows_its_kind_and_uid(boat):
    assert repr(boat) == f"<Boat {boat.uid}>"
