import csv

import numpy as np
import pytest

from sim.core import quarters
from sim.core.errors import InputError
from sim.zone.zone import SHIPPED, Zone


def message(folder, overrides=None):
    with pytest.raises(InputError) as caught:
        Zone.load(folder, overrides)
    return str(caught.value)


def test_the_shipped_zone_has_22_parks_in_16_districts_and_11_industries(shanghai):
    assert shanghai.park_count == 22
    assert shanghai.industry_count == 11
    assert len(shanghai.gazetteer.district_slugs) == 16
    assert shanghai.first_quarter == quarters.parse("2023Q1")


def test_the_margins_are_those_of_the_specification(shanghai):
    assert shanghai.firms[1:].sum() == pytest.approx(120_000, rel=1e-4)
    assert shanghai.firms[0].sum() == pytest.approx(300_000, rel=1e-4)
    assert shanghai.staff[1:].sum() == pytest.approx(2_500_000, rel=1e-4)
    assert shanghai.revenue[1:].sum() == pytest.approx(9_600_000, rel=1e-4)
    assert shanghai.staff[1:, shanghai.leading].sum() == pytest.approx(650_000, rel=1e-4)
    assert shanghai.revenue[1:, shanghai.leading].sum() == pytest.approx(1_280_000, rel=1e-4)


def test_a_folder_is_read_like_a_shipped_zone(folder, tiny):
    assert Zone.load(folder).digest == tiny.digest
    assert Zone.load(str(folder)).id == "tiny"


def test_a_file_of_the_users_folder_stands_in_for_the_zones(tmp_path, tiny):
    text = (SHIPPED / "tiny" / "perimeter.csv").read_text("utf-8")
    (tmp_path / "perimeter.csv").write_text(text.replace("old-mill,2023Q1,", "old-mill,2024Q1,"))
    zone = Zone.load("tiny", tmp_path)
    assert zone.table("perimeter.csv")["from"][1] == quarters.parse("2024Q1")
    assert zone.digest != tiny.digest
    assert np.array_equal(zone.firms, tiny.firms)


def test_arrays_of_a_zone_cannot_be_changed(tiny):
    with pytest.raises(ValueError, match="read-only"):
        tiny.staff[0, 0] = 1.0


def test_a_misspelt_zone_gets_the_nearest_name():
    assert 'Did you mean "tiny"' in message("tinny")


def test_a_folder_of_overrides_that_does_not_exist_is_named(tmp_path):
    assert "There is no such folder" in message("tiny", tmp_path / "nowhere")


def test_a_missing_file_is_named_with_the_way_to_get_it(folder):
    (folder / "travel.csv").unlink()
    text = message(folder)
    assert "travel.csv" in text
    assert "parksim export zone" in text


def test_a_misspelt_column_gets_file_and_line(spoil):
    text = message(spoil("parks.csv", "revenue_m", "revenue_mn"))
    assert "parks.csv:1" in text
    assert 'There is no column "revenue_m"' in text


def test_a_cell_that_is_no_number_gets_file_line_and_column(spoil):
    text = message(spoil("park_industry.csv", "riverside,biomed,24,", "riverside,biomed,many,"))
    assert "park_industry.csv:5  firms" in text
    assert '"many" is not a number' in text


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_numbers_that_are_not_finite_are_refused(spoil, value):
    text = message(spoil("park_industry.csv", "riverside,biomed,24,", f"riverside,biomed,{value},"))
    assert "is not a number" in text


def test_a_negative_size_is_refused(spoil):
    text = message(spoil("park_industry.csv", "riverside,biomed,24,", "riverside,biomed,-24,"))
    assert "-24 is below 0" in text


def test_a_share_above_one_is_refused(spoil):
    text = message(spoil("industry_links.csv", "biomed,equipment,0.6,", "biomed,equipment,6,"))
    assert "6 is no share between 0 and 1" in text


def test_a_flag_is_0_or_1(spoil):
    text = message(spoil("industries.csv", "生物医药,1,1,", "生物医药,yes,1,"))
    assert "industries.csv:2  leading" in text


def test_an_empty_cell_is_refused_where_a_value_is_needed(spoil):
    assert "This cell is empty" in message(spoil("parks.csv", "R1,riverside,", ",riverside,"))


def test_a_key_must_match_the_file_that_it_names(spoil):
    text = message(spoil("park_space.csv", "old-mill,business", "old-mil,business"))
    assert 'parks.csv has no slug "old-mil"' in text
    assert 'Did you mean "old-mill"?' in text


def test_parks_of_a_district_must_exist(spoil):
    text = message(spoil("districts.csv", "riverside|old-mill", "riverside|new-mill"))
    assert "districts.csv:2  parks" in text


def test_a_row_may_not_be_given_twice(folder):
    path = folder / "industry_links.csv"
    rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*rows, rows[1]]) + "\n", "utf-8")
    assert "there is an earlier row for this" in message(folder)


def test_a_row_with_too_few_cells_gets_its_line(spoil):
    text = message(spoil("perimeter.csv", "old-mill,2023Q1,", "old-mill,2023Q1"))
    assert "perimeter.csv:3" in text
    assert "This row has 2 cells, the header 3" in text


def test_a_missing_pair_of_places_is_counted(folder):
    path = folder / "travel.csv"
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:-2]) + "\n", "utf-8")
    assert "2 pairs are missing" in message(folder)


def test_cells_that_do_not_add_up_to_their_park_are_found(spoil):
    text = message(spoil("park_industry.csv", "old-mill,equipment,26,", "old-mill,equipment,46,"))
    assert "parks.csv:3  firms" in text
    assert "40, but park_industry.csv adds up to 60" in text


def test_a_cell_with_staff_and_no_firms_is_refused(spoil):
    text = message(spoil("park_industry.csv", "old-mill,biomed,6,", "old-mill,biomed,0,"))
    assert "A cell has firms, staff and revenue, or none of them" in text


def test_a_quarter_that_is_none_is_refused(spoil):
    assert "completions.csv:2  quarter" in message(spoil("completions.csv", "2023Q1", "2023Q7"))


def test_a_file_that_is_not_utf_8_is_refused(folder):
    (folder / "parks.csv").write_bytes("名".encode("gb18030"))
    assert "not written in UTF-8" in message(folder)


def test_every_problem_of_every_file_is_told_at_once(spoil):
    spoil("park_industry.csv", "riverside,biomed,24,", "riverside,biomed,many,")
    text = message(spoil("travel.csv", "rest-of-city,riverside,8.0,", "rest-of-city,riverside,,"))
    assert "park_industry.csv:5" in text
    assert "travel.csv:3" in text


def test_zone_yaml_needs_its_names(spoil):
    text = message(spoil("zone.yaml", "first_quarter: 2023Q1", "first_quarter: 3"))
    assert "first_quarter" in text


def test_the_first_quarter_must_be_one(spoil):
    text = message(spoil("zone.yaml", "first_quarter: 2023Q1", "first_quarter: 2023Q9"))
    assert "zone.yaml:5:" in text


def test_every_figure_of_the_shipped_zone_says_where_it_comes_from():
    for path in sorted((SHIPPED / "shanghai").glob("*.csv")):
        if path.name in ("travel.csv", "perimeter.csv"):  # distances follow from parks.csv
            continue
        with path.open(encoding="utf-8", newline="") as stream:
            assert all(row["source"].strip() for row in csv.DictReader(stream)), path.name
