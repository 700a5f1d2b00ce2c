"""What ``parksim show`` says of clauses and levers: nothing is empty, everything is derived."""

import re

import pytest

from sim.cli import clauses
from sim.cli.levers import effect_lines, observable
from sim.policy.registers import load
from sim.runs.setting import Setting
from sim.search import effect_table

ROWS = ("levers", "stages", "indicators", "scenarios", "evidence", "observable")
CLAUSES = [f"{kind}{n}" for kind, last in zip("PTMS", (4, 9, 15, 4), strict=True)
           for n in range(1, last + 1)]  # fmt: skip


@pytest.fixture(scope="module")
def registers():
    return load()


@pytest.fixture(scope="module")
def setting(repository):
    return Setting(folders=())


def rows(block):
    """Return name -> text of the rows of a block; a row that goes on below has the lines."""
    found, name = {}, ""
    for line in block.splitlines()[1:]:
        match = re.match(r"  (\w[\w ]*?)(?:  +(.*))?$", line)
        if match and not line.startswith("   "):
            name = match[1]
            found[name] = match[2] or ""
        else:
            found[name] += line
    return found


def blocks(parksim):
    """Return id -> block of what ``show clauses`` prints."""
    answer = parksim("show", "clauses")
    assert answer.code == 0, answer.err
    return {block.split()[0]: block for block in answer.out.strip().split("\n\n")}


def test_every_clause_is_listed_with_everything_and_nothing_is_empty(parksim):
    found = blocks(parksim)
    assert list(found) == CLAUSES
    for name, block in found.items():
        own = rows(block)
        assert [row for row in ROWS if row not in own] == [], name
        assert [row for row, text in own.items() if not text.strip()] == [], name


def test_a_clause_names_its_levers_with_what_is_counted_of_each(parksim, registers):
    own = rows(blocks(parksim)["M5"])
    assert own["levers"].split(", ") == [lever.id for lever in registers.levers_of("M5")]
    assert "assessment.pass_mark" in own["observable"]
    assert "the mark in the published assessment rules" in own["observable"]


def test_a_lever_that_nothing_counts_is_an_assumption(registers):
    assert observable(registers.levers["tax.hnte_extra"]).startswith("assumption")
    assert not observable(registers.levers["body.exists"]).startswith("assumption")


def test_a_clause_shows_the_stages_that_read_its_levers(parksim):
    assert "build" in rows(blocks(parksim)["M6"])["stages"].split(", ")


def test_a_target_is_counted_and_not_set(parksim):
    own = rows(blocks(parksim)["T4"])
    assert own["levers"] == "none: it is counted, not set; served by M13, M15"
    assert "move_people" in own["stages"].split(", ")  # E20 is in the specification's own column
    assert "T4_employees_city" in own["indicators"]


def test_scenarios_that_turn_a_clause_on_or_set_its_levers_are_named(setting, registers):
    touching = {name: clauses.scenarios_of(registers.clauses[name], setting) for name in CLAUSES}
    assert "no-reform" not in touching["M5"]
    assert all("opinion" in touching[name] for name in CLAUSES if name[0] in "MS")
    assert set(touching["P3"]) == set(touching["M6"])  # a principle has those of what carries it


def test_signs_that_differ_between_levers_are_open(registers):
    signs = clauses.indicators_of(registers.clauses["M5"], registers)
    own = {lever.indicators.get("notices") for lever in registers.levers_of("M5")} - {None}
    assert len(own) > 1
    assert signs["notices"] == "?"


def test_one_clause_in_full_shows_each_lever_with_its_values_and_cost(parksim, registers):
    text = parksim("show", "M5").out
    assert text.startswith("measure M5  ")
    for lever in registers.levers_of("M5"):
        assert f"\n  {lever.id}  {lever.label.en}\n" in text
    assert "60, under the Opinion 60 from 2024Q1; plausible 50 to 70 (points)" in text


def test_evidence_is_there_in_both_languages(registers, parksim):
    for clause in registers.clauses.values():
        assert clause.evidence.en.endswith("."), clause.id
        assert (
            clause.evidence.en.isascii() or "ö" in clause.evidence.en or "é" in clause.evidence.en
        )
        assert any("一" <= sign <= "鿿" for sign in clause.evidence.zh), clause.id
    shown = parksim("show", "M9", "--language", "zh").out
    assert registers.clauses["M9"].evidence.zh in shown


def test_a_lever_shows_its_channel_and_its_programme(parksim):
    text = parksim("show", "land.standard_price").out
    assert "build E15: plot_price(standard_price)" in text
    assert re.search(r"programme +cheap_land \(.*\), paid by district", text)


def test_a_lever_without_measured_effects_says_how_to_make_them(parksim, monkeypatch, tmp_path):
    monkeypatch.setattr(effect_table.effects, "__defaults__", (tmp_path / "none.csv",))
    assert "make lever-effects" in parksim("show", "land.release").out


def test_a_lever_shows_its_measured_effects_with_intervals(registers, monkeypatch, tmp_path):
    path = tmp_path / "lever_effects.csv"
    path.write_text(
        ",".join(effect_table.COLUMNS)
        + "\nfloor.rent_subsidy,firms,0,0.2,0,0,0,12.5,10,15,firms,+,yes,0,340\n"
    )
    monkeypatch.setattr(effect_table.effects, "__defaults__", (path,))
    text = "\n".join(effect_lines(registers.levers["floor.rent_subsidy"]))
    assert "at 0.2 it costs 340 million yuan a year" in text
    assert "at 0.2: +12.5 (10 to 15) firms; expected +, as measured" in text
    other = "\n".join(effect_lines(registers.levers["land.release"]))
    assert "this lever is not in the table" in other
