"""Whatever is wrong with a file of a zone is told with its place, what it is and what to do."""

from pathlib import Path

import pytest

from sim.core.errors import InputError
from sim.zone.zone import SHIPPED, Zone

TINY = SHIPPED / "tiny"


def told(folder: Path, file: str, content: bytes) -> list:
    (folder / file).write_bytes(content)
    with pytest.raises(InputError) as caught:
        Zone.load("tiny", folder)
    return caught.value.problems


def changed(file: str, old: str, new: str) -> bytes:
    text = (TINY / file).read_text("utf-8")
    assert old in text
    return text.replace(old, new, 1).encode("utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("parks.csv", "id,slug,", "id,sulg,", 'There is no column "slug".'),
        ("parks.csv", "id,slug,name_en", "id;slug;name_en", 'There is no column "slug".'),
        ("parks.csv", ",Riverside,", ",,", "This cell is empty."),
        ("parks.csv", ",Riverside,", ",River,side,", "This row has"),
        ("parks.csv", ",10.0,", ",ten,", '"ten" is not a number.'),
        ("parks.csv", ",4.0,60,", ",4.0,-60,", "-60 is below 0."),
        ("parks.csv", ",0.3,4.0,", ",3,4.0,", "3 is no share between 0 and 1."),
        ("parks.csv", "R2,old-mill", "R2,riverside", "there is an earlier row for this"),
        ("parks.csv", ",60,1600,", ",90,1600,", "but park_industry.csv adds up to"),
        ("park_industry.csv", "riverside,biomed", "riverside,biomde", 'has no id "biomde"'),
        ("completions.csv", "2023Q1", "2023Q5", '"2023Q5" is not a quarter.'),
        ("zone.yaml", "id: tiny", "id: [tiny]", '"id" is missing or is not a word.'),
        ("zone.yaml", "2023Q1", "soon", '"soon" is not a quarter.'),
    ],
)
def test_a_wrong_file_is_told_with_what_to_do(tmp_path, file, old, new, what):
    found = told(tmp_path, file, changed(file, old, new))
    assert any(what in problem.what for problem in found), [problem.what for problem in found]
    for problem in found:
        assert problem.where and problem.do


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "There is no column"),
        (b"quarter,floor_class,completed_m2,source\n", "This file has no rows."),
        (b'quarter,"floor\n', "This is not a CSV file"),
        (b"\xff\xfe\x00", "This file is not written in UTF-8."),
        (b"x" * 8_000_001, "This file is larger than 8 MB."),
    ],
)
def test_a_file_that_is_no_table_is_told_with_what_to_do(tmp_path, content, what):
    found = told(tmp_path, "completions.csv", content)
    assert what in found[0].what
    assert all(problem.do for problem in found)


def test_a_missing_pair_and_a_half_empty_cell_are_told_with_what_to_do(tmp_path):
    travel = (TINY / "travel.csv").read_text("utf-8").splitlines(keepends=True)
    (problem,) = told(tmp_path, "travel.csv", "".join(travel[:-1]).encode())
    assert problem.what == "1 pairs are missing." and problem.do
    (tmp_path / "travel.csv").unlink()
    rows = (TINY / "park_industry.csv").read_text("utf-8").splitlines(keepends=True)
    cells = rows[1].split(",")
    rows[1] = ",".join([*cells[:2], "0", *cells[3:]])
    found = told(tmp_path, "park_industry.csv", "".join(rows).encode())
    assert "A cell has firms, staff and revenue, or none of them." in [each.what for each in found]
    assert all(each.do for each in found)


def test_of_several_folders_the_first_that_has_a_file_gives_it(tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, name in zip(folders, ("First", "Second"), strict=True):
        folder.mkdir()
        (folder / "zone.yaml").write_bytes(changed("zone.yaml", "Three Parks Zone", name))
    assert Zone.load("tiny", folders).name["en"] == "First"
    assert Zone.load("tiny", folders[::-1]).name["en"] == "Second"
    assert Zone.load("tiny", ()).name["en"] == "Three Parks Zone"
