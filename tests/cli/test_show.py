import pytest


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["assessment.pass_mark"], ["lever assessment.pass_mark", "M5", "points", "0 to 100"]),
        (["pass", "mark"], ["lever assessment.pass_mark"]),
        (["floor.rent_subsidy"], ["0.02, from the date at which each park is reformed"]),
        (["摘牌门槛"], ["lever assessment.pass_mark"]),
        (["spillover_decay"], ["assumption spillover_decay", "km", "confidence"]),
        (["M5"], ["measure M5", "assessment.pass_mark"]),
        (["T2"], ["target T2", "2025Q4", "measure: revenue, output, value_added"]),
        (["delist_park"], ["event delist_park", "parks"]),
        (["indicator", "revenue"], ["indicator revenue", "million yuan a year"]),
        (["stage", "sell"], ["stage sell", "firms.revenue", "writes"]),
        (["Firm"], ["Firm: ", "staff", "persons"]),
        (["stages"], ["sell", "tally", "writes"]),
        (["clauses"], ["M5", "S4"]),
        (["levers"], ["land.release"]),
        (["kinds"], ["Firm", "Talent"]),
        (["observed-2023-2025"], ["floor       completed as observed"]),
        (["scenarios"], ["short", "land", "opinion", "Does land released in 2023 matter"]),
    ],
)
def test_a_word_is_explained(parksim, words, parts):
    answer = parksim("show", *words)
    assert answer.code == 0, answer.err
    for part in parts:
        assert part in answer.out


def test_a_lever_says_which_stages_read_it(parksim):
    assert "read by      build" in parksim("show", "land.release").out


def test_a_scenario_is_shown_as_lines_of_quarters_with_their_place(parksim, tiny):
    answer = parksim("show", "land", *tiny)
    assert "land.release (M6)" in answer.out
    assert "2023Q1-2023Q1  10  before" in answer.out
    assert "15  change  scenarios/land.yaml:7" in answer.out


def test_parks_are_found_by_slug_and_by_name_in_both_languages(parksim, tiny):
    by_slug = parksim("show", "old-mill", *tiny).out
    assert by_slug.startswith("park old-mill  Old Mill")
    assert parksim("show", "老磨坊园", *tiny).out == by_slug or "老" not in by_slug
    assert "riverside" in parksim("show", "parks", *tiny).out


def test_the_zone_is_shown_as_wanted_and_got(parksim, tiny):
    answer = parksim("show", "zone", *tiny)
    assert answer.code == 0, answer.err
    head, *lines = answer.out.splitlines()
    assert head.split() == ["figure", "wanted", "got", "unit"]
    assert any(line.startswith("riverside staff") for line in lines)


def test_labels_come_in_chinese(parksim):
    assert "考核合格线" in parksim("show", "levers", "--language", "zh").out


def test_a_word_that_nothing_holds_is_said(parksim):
    answer = parksim("show", "qwertzuiop")
    assert answer.code == 2
    assert 'Nothing is called "qwertzuiop"' in answer.err
