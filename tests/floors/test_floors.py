"""The package is a building: what is on which floor, how large, and what it may name."""

import csv
import tomllib
from collections import Counter

import pytest

from tests.floors.source import FLOORS, SHARED, VAGUE, sources

MODEL_FLOORS = range(5)
MESA_INTERFACE = {"sim.core.agent", "sim.core.population", "sim.model"}


@pytest.fixture(scope="module")
def modules(repository):
    return sources(repository / "sim")


@pytest.fixture(scope="module")
def zones(repository):
    """The folders of the zones that are shipped as data."""
    return sorted(path.parent for path in (repository / "sim/zone/data").glob("*/parks.csv"))


def test_every_module_is_on_a_floor(modules):
    assert [m.name for m in modules if m.room and m.floor is None] == []


def test_every_folder_with_modules_is_a_package(repository):
    folders = {path.parent for path in (repository / "sim").rglob("*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_imports_only_go_down(modules):
    assert [line for m in modules if m.room for line in m.upward_imports()] == []


def test_the_linter_and_this_test_know_the_same_floors(repository):
    settings = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    layers = [layer.replace("(", "").replace(")", "") for layer in reversed(contract["layers"])]
    wanted = [
        (" : " if number in SHARED else " | ").join(rooms) for number, rooms in enumerate(FLOORS)
    ]
    wanted[-1:] = FLOORS[-1]  # the linter puts __main__ on the roof
    assert layers == wanted
    assert contract["containers"] == ["sim"]
    assert contract["exhaustive"] is True


def test_no_module_is_longer_than_400_lines(modules):
    assert [m.name for m in modules if m.lines > 400] == []


def test_the_model_stays_under_15200_lines_of_code(modules):
    """Docstrings do not count (docs/decisions/0007); why not 12,000 is in 0009."""
    assert sum(m.code_lines for m in modules if m.floor in MODEL_FLOORS) < 15_200


def test_a_folder_above_the_model_stays_under_3000_lines_of_code(modules):
    """A floor may have several rooms (docs/decisions/0014); none is larger than a floor was."""
    sizes: Counter[str] = Counter()
    for m in modules:
        if m.floor is not None and m.floor not in MODEL_FLOORS:
            sizes[m.folder] += m.code_lines
    assert {folder: size for folder, size in sizes.items() if size >= 3_000} == {}


def test_random_numbers_of_the_model_have_an_address(modules):
    """Below floor 5 only what Mesa itself asks for may touch a stream of random numbers."""
    loose = [
        line
        for m in modules
        if m.floor in MODEL_FLOORS and m.name not in MESA_INTERFACE
        for line in m.sequential_luck()
    ]
    assert loose == []


def test_modules_are_named_by_a_noun_of_the_field(modules):
    assert [m.name for m in modules if VAGUE & set(m.name.split("."))] == []


def test_code_names_no_zone_district_or_park(modules, zones):
    places = {folder.name for folder in zones}
    for folder in zones:
        with open(folder / "parks.csv", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                places |= {row["slug"], row["name_zh"], row["district"]}
    assert places, "no shipped zone found, so there is nothing to look for"
    assert [line for m in modules for line in m.naming(places)] == []
