"""The generated pages of the registers are those of the registers as they are."""

import re

import pytest

from sim.measure.register import indicators
from sim.report.register_pages import pages
from sim.runs.setting import Setting


@pytest.fixture(scope="module")
def setting():
    return Setting(folders=())


@pytest.fixture(scope="module")
def made(setting):
    return pages(setting)


def test_the_pages_in_docs_are_current(repository, made):
    folder = repository / "docs" / "registers"
    assert {path.name for path in folder.iterdir()} == set(made)
    stale = [name for name, text in made.items() if (folder / name).read_text("utf-8") != text]
    assert stale == [], "Write them again: make registers"


def test_every_entry_has_one_line(setting, made):
    registers = setting.registers
    held = {"assumptions.md": registers.assumptions, "indicators.md": indicators()}
    for page, register in held.items():
        named = re.findall(r"^\| `(\w+)` \|", made[page], re.MULTILINE)
        assert sorted(named) == sorted(register)
    named = re.findall(r"^\| ([A-Z]\d+) \|", made["clauses.md"], re.MULTILINE)
    assert named == list(registers.clauses)


def test_a_line_says_both_labels_and_value_with_range_as_the_file_does(repository, made):
    """sim/policy/assumptions/government.yaml: value 1, low 0, high 3, confidence assumed."""
    (line,) = re.findall(r"^\| `delisting_fear` \|.*$", made["assumptions.md"], re.MULTILINE)
    cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
    assert cells[1] == "Fear of delisting<br>摘牌顾虑"
    assert cells[2] == "1 [0, 3]"
    assert cells[5] == "assumed"


def test_a_target_says_its_bounds_and_its_date(made):
    """T3 asks for three to five parks of a trillion yuan by 2025."""
    (line,) = re.findall(r"^\| T3 \|.*$", made["targets.md"], re.MULTILINE)
    assert "| ≥ 3, ≤ 5 parks | 2025Q4 |" in line
