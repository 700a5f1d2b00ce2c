"""The page of levers and the table of effects behind it."""

import math

import pytest

from sim.core.errors import InputError
from sim.policy.registers import load
from sim.search import lever_page
from sim.search.effect_table import COLUMNS, effects, effects_of
from sim.search.page import replaced

ROWS = [
    "floor.rent_subsidy,firms,0,0.2,0,0,0,12.5,10,15,firms,+,yes,0,340",
    "floor.rent_subsidy,rent_business,0,0.2,0,0,0,-0.01,-0.02,0.01,yuan a m2 a day,+,null,0,340",
    "land.release,vacancy_plant,5,15,-0.01,-0.02,-0.005,0.03,0.02,0.04,share,-,no,,",
]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "lever_effects.csv"
    path.write_text("\n".join([",".join(COLUMNS), *ROWS]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def registers():
    return load()


def test_the_table_of_effects_is_read_with_its_columns_in_order(table):
    first, second, third = effects(table)
    assert (first.lever, first.indicator) == ("floor.rent_subsidy", "firms")
    assert (first.effect_high, first.effect_high_from, first.effect_high_to) == (12.5, 10.0, 15.0)
    assert (second.expected, second.agrees) == ("+", "null")
    assert math.isnan(third.cost_low)
    assert effects_of("land.release", effects(table)) == [third]


def test_a_table_that_nobody_made_is_empty(tmp_path):
    assert effects(tmp_path / "none.csv") == ()


def test_a_table_with_other_columns_is_refused(table):
    table.write_text("lever,indicator\nland.release,firms\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column low_value, high_value"):
        effects(table)


def test_a_text_in_place_of_a_number_is_refused_with_its_line(table):
    table.write_text(table.read_text().replace("12.5", "many"), encoding="utf-8")
    with pytest.raises(InputError, match=r'lever_effects.csv:2\n  "many" in column effect_high'):
        effects(table)


def test_the_page_has_every_lever_under_its_clause(registers):
    page = lever_page.page(registers)
    for lever in registers.levers.values():
        assert f"`{lever.id}`" in page
    section = page.partition("### M5 ")[2].partition("### M6 ")[0]
    assert section.count("`assessment.") == len(registers.levers_of("M5"))


def test_a_row_has_values_channel_price_and_signs(registers):
    page = lever_page.page(registers)
    [row] = [line for line in page.splitlines() if line.startswith("| `land.standard_price`")]
    assert "8 build E15: `plot_price(standard_price)`" in row
    assert "paid by district" in row
    lever = registers.levers["land.standard_price"]
    assert all(f"{name} {sign}" in row for name, sign in lever.indicators.items())


def test_values_are_said_in_words(registers):
    levers = registers.levers
    assert lever_page.spoken_value(levers["assessment.mode"], 1) == "bottom_k"
    assert lever_page.spoken_value(levers["assessment.delisting"], 1) == "on"
    assert lever_page.spoken_value(levers["floor.rent_subsidy"], 0.02) == "0.02"


def test_measured_sections_of_the_page_stay_when_it_is_written_again(registers):
    fresh = lever_page.page(registers)
    assert fresh.count("Not measured yet. Measure it with `make lever-effects`.") == 2
    measured = replaced(fresh, "lever-effects", "Measured: a table.")
    again = lever_page.page(registers, old=measured)
    assert again == measured
    assert again.count("Not measured yet.") == 1


def test_the_page_in_the_folder_is_the_one_that_the_program_writes(registers, repository):
    written = (repository / "docs" / "levers.md").read_text(encoding="utf-8")
    wanted = lever_page.page(registers, old=written)
    assert written == wanted, "write it again: python -m sim.search.lever_page"
