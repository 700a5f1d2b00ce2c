"""Finding scenarios by id, derived id and path."""

from __future__ import annotations

import pytest

from sim.core.errors import InputError
from sim.scenario.library import SHIPPED, Library
from tests.scenario.made_up import library


def test_the_shipped_scenarios_are_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Library().find("opinion").id == "opinion"
    assert {"no-reform", "opinion"} <= set(Library().ids())


def test_every_shipped_file_is_a_scenario_without_problems():
    for path in SHIPPED.glob("*.yaml"):
        file = Library().find(str(path))
        assert file.id == path.stem
        assert not file.problems


def test_a_file_in_the_working_folder_goes_before_a_shipped_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    library(tmp_path / "scenarios", opinion="id: opinion\ntitle: mine\n")
    assert Library().find("opinion").title.en == "mine"


def test_a_users_folder_may_hold_them_in_scenarios(tmp_path):
    (tmp_path / "scenarios").mkdir()
    library(tmp_path / "scenarios", mine="id: mine\n")
    assert Library([tmp_path]).find("mine").id == "mine"


def test_an_id_is_found_in_a_file_of_another_name(tmp_path):
    assert library(tmp_path, other="id: mine\n").find("mine").name.endswith("other.yaml")


def test_a_path_is_found_wherever_it_is(tmp_path):
    library(tmp_path, mine="id: something\n")
    assert Library().find(str(tmp_path / "mine.yaml")).id == "something"


def test_an_unknown_id_names_the_nearest(tmp_path):
    with pytest.raises(InputError, match='Did you mean "no-reform"'):
        Library([tmp_path]).find("no-reforms")


def test_a_scenario_without_any_clause_is_derived_from_each(tmp_path):
    found = library(tmp_path, mine="id: mine\nextends: opinion\n").find("mine:none")
    assert (found.extends, found.clauses) == ("mine", ("only", ()))


@pytest.mark.parametrize(
    "word",
    [
        "opinion:none-M5",
        "opinion:None",
        "opinion:only",
        "",
        "..",
        "a\0b",
        "x" * 300,
        "opinion:",
        ":only-M5",
        "opinion:x",
    ],
)
def test_a_word_that_is_no_id_is_an_error(word):
    with pytest.raises(InputError):
        Library().find(word)


def test_an_id_that_two_files_share_is_an_error(tmp_path):
    both = library(tmp_path, one="id: mine\n", two="id: mine\n")
    with pytest.raises(InputError, match=r'The id "mine" is taken by .*one.yaml as well'):
        both.find("mine")
    assert both.find("opinion").id == "opinion"


def test_a_broken_file_hides_no_other(tmp_path):
    found = library(tmp_path, broken="id: [", mine="id: mine\n")
    assert found.find("mine").id == "mine"
    assert "mine" in found.ids()


def test_a_folder_that_is_not_there_holds_no_scenario(tmp_path):
    assert Library([tmp_path / "nowhere"]).find("opinion").id == "opinion"
