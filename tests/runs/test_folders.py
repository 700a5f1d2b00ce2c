"""Users' folders: in which order they are looked up, and what of the working folder counts."""

import pytest

from sim.core.errors import InputError
from sim.runs.folders import (
    MARK,
    VARIABLE,
    WORKING,
    contents,
    data_folders,
    own_folders,
    stage_files,
    with_registers,
)


@pytest.fixture
def working(tmp_path, monkeypatch):
    """An empty working folder with two named ones beside it."""
    monkeypatch.delenv(VARIABLE, raising=False)
    for name in ("here", "one", "two"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def fill(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


def test_named_folders_come_first_then_the_variable_then_the_working_folder(working, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(working / "two"))
    found = own_folders([working / "one"])
    assert found == (working / "one", working / "two", WORKING)


def test_a_folder_named_twice_counts_once(working, monkeypatch):
    monkeypatch.setenv(VARIABLE, f"{working / 'one'}:{working / 'two'}")
    assert own_folders(["../one"]) == (working / "one", working / "two", WORKING)


def test_the_working_folder_that_is_named_stands_where_it_is_named(working):
    assert own_folders([working / "one", "."]) == (working / "one", working / "here")


def test_every_folder_that_is_not_there_is_said(working, monkeypatch):
    monkeypatch.setenv(VARIABLE, "nowhere")
    with pytest.raises(InputError) as caught:
        own_folders(["neither"])
    assert [each.where for each in caught.value.problems] == ["neither", "nowhere"]
    assert "parksim new neither" in str(caught.value)
    assert VARIABLE in str(caught.value)


def test_data_and_stages_of_an_unmarked_working_folder_do_not_count(working):
    fill(working / "here", "data/parks.csv", "stages/own.py", "levers/own.yaml")
    assert data_folders([WORKING]) == stage_files([WORKING]) == ()
    assert with_registers([WORKING]) == (WORKING,)
    assert list(contents([WORKING])) == ["levers/own.yaml"]
    fill(working / "here", MARK)
    assert [path.name for path in stage_files([WORKING])] == ["own.py"]
    assert [path.name for path in data_folders([WORKING])] == ["data"]


def test_of_two_stages_of_one_name_the_first_folder_counts(working):
    fill(working / "one", "stages/b.py")
    fill(working / "two", "stages/b.py", "stages/a.py", "stages/_notes.py", "stages/a.txt")
    found = stage_files([working / "one", working / "two"])
    assert found == (working / "one/stages/b.py", working / "two/stages/a.py")


def test_what_counts_is_listed_by_its_place_in_the_folder(working):
    names = ["assumptions/a.yaml", "data/parks.csv", "programmes/p.yaml", "stages/s.py"]
    fill(working / "one", *names, "scenarios/mine.yaml", "data/notes.txt", "README.md")
    assert sorted(contents([working / "one"])) == names
