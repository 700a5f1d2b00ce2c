"""Societies: the tables of a model, their names, references and identities."""

import pytest

from sim.core.agent import Agent, Record
from sim.core.society import Society
from sim.core.state import state


class Town(Agent):
    people = state("persons", "people")


class Person(Agent):
    town = state("index", "town", of="towns")


class Road(Record):
    start = state("index", "one end", of="towns")


@pytest.fixture
def country():
    model = Society(rng=1)
    model.add_table("towns", Town)
    model.add_table("persons", Person, capacity=100)
    model.add_table("roads", Road)
    return model


def test_a_table_is_an_attribute_of_the_model(country):
    assert country.towns is country.populations["towns"]
    assert country.towns.table is country.tables["towns"]
    assert country.persons.table.capacity == 100


@pytest.mark.parametrize("name", ["agents", "steps", "towns", "step", "no name"])
def test_a_name_that_the_model_has_is_refused(country, name):
    class Other(Agent):
        pass

    with pytest.raises(ValueError, match=f'cannot be named "{name}"'):
        country.add_table(name, Other)


def test_a_kind_has_one_table(country):
    with pytest.raises(ValueError, match="Town has a table already: towns"):
        country.add_table("villages", Town)


def test_a_kind_without_a_table_is_told_how_to_get_one(country):
    class Stranger(Agent):
        pass

    with pytest.raises(TypeError, match="Stranger has no table in this model"):
        Stranger(country)


def test_records_are_tables_but_not_agents(country):
    Town(country)
    Road(country, start=0)
    assert len(country.roads) == 1
    assert len(country.agents) == 1
    assert country.agent_types == [Town, Person]
    assert country.roads.at(0) not in country.agents
    country.remove_all_agents()
    assert len(country.roads) == 1


def test_compacting_lets_references_follow(country):
    towns = [Town(country, people=100.0 * number) for number in range(3)]
    person = Person(country, town=2)
    lost = Person(country, town=0)
    Road(country, start=1)
    towns[0].remove()
    country.compact("towns")
    assert country.towns.at(person.town).people == 200.0
    assert lost.town == -1
    assert country.roads.at(0).start == 0
    assert towns[1].people == 100.0


def test_compacting_names_only_the_tables_asked_for(country):
    Town(country).remove()
    Person(country).remove()
    country.compact("persons")
    assert (len(country.towns.table), len(country.persons.table)) == (1, 0)
    country.compact()
    assert len(country.towns.table) == 0


def test_identities_are_never_given_twice(country):
    first = Town(country)
    first.remove()
    country.compact()
    assert Town(country).uid != first.unique_id


def test_an_identity_that_is_taken_is_passed_over(country):
    other = Society(rng=1)
    other.add_table("towns", Town)
    first = Town(other).uid
    country.towns.table.append(1, {"uid": first})
    assert Town(country).uid != first


def test_columns_belong_to_the_model(country):
    other = Society(rng=1)
    other.add_table("towns", Town)
    Town(country, people=1.0)
    Town(other, people=2.0)
    assert country.towns.get("people") == [1.0]
    assert other.towns.get("people") == [2.0]
