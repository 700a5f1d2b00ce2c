"""The zones that are shipped, and openings of them that several tests read."""

import shutil
from functools import cache

import pytest

from sim.policy.assumed import Assumed
from sim.policy.registers import load
from sim.zone.opening import open_zone
from sim.zone.zone import SHIPPED, Zone


@pytest.fixture(scope="session")
def zones():
    return {name: Zone.load(name) for name in ("shanghai", "tiny")}


@pytest.fixture(scope="session")
def shanghai(zones):
    return zones["shanghai"]


@pytest.fixture(scope="session")
def tiny(zones):
    return zones["tiny"]


@pytest.fixture(scope="session")
def assumptions(zones):
    """The registered assumptions in the order of a zone's industries."""
    registers = load()
    return {
        name: Assumed(registers, industries=zone.gazetteer.industry_ids)
        for name, zone in zones.items()
    }


@pytest.fixture(scope="session")
def opened(zones, assumptions):
    """Open a zone, once for each resolution and luck."""

    @cache
    def open_once(name="tiny", preset="draft", seed=1, replicate=0, uncertain=False):
        return open_zone(
            zones[name], assumptions[name], seed, replicate, preset, uncertain_start=uncertain
        )

    return open_once


@pytest.fixture
def folder(tmp_path):
    """A folder with the files of the made-up zone, to be spoilt."""
    place = tmp_path / "zone"
    shutil.copytree(SHIPPED / "tiny", place)
    return place


@pytest.fixture
def spoil(folder):
    """Replace a text in one file of the folder."""

    def replace(file, old, new, count=1):
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, count), "utf-8")
        return folder

    return replace
