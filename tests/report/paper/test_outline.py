"""What a report says of a made-up result, against numbers known by hand."""

from sim.report.comparison_tables import compared, effect_tables
from sim.report.paper.parts import Bullets, Command, Facts, Grid, Picture, Text
from sim.report.result import Results
from tests.report.conftest import GAIN, PLAIN
from tests.report.paper.conftest import undrawn
from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario


def section(report, key):
    return next(each for each in report.sections if each.key == key)


def of_kind(found, kind):
    return [part for part in found.parts if isinstance(part, kind)]


def test_the_sections_stand_in_their_order(english):
    keys = [each.key for each in english.sections]
    assert keys == [
        "brief", "question", "effects", "displacement", "parks", "costs", "factors", "limits",
        "methods", "sources", "repeat", "evidence",
    ]  # fmt: skip


def test_it_says_first_that_the_model_is_not_calibrated(english, chinese):
    assert english.standing.startswith("The model has not been calibrated yet.")
    assert chinese.standing.startswith("模型尚未校准。")


def test_the_brief_gives_the_difference_its_interval_and_the_rest_of_the_city(english):
    """Staff 600 + 3 r without the gain, r = 0..3; 12 more with it, 6 less outside."""
    (lists,) = of_kind(section(english, "brief"), Bullets)
    assert lists.lead == "Gain against No reform, 2025Q4:"
    assert lists.items[0] == (
        "Staff: +12 persons (+1.99 %), 95 % interval +12 to +12; told from luck (p < 0.001 after"
        " Holm). With the rest of the city: +6 persons."
    )


def test_the_brief_in_chinese_leaves_no_space_before_a_unit(chinese):
    (lists,) = of_kind(section(chinese, "brief"), Bullets)
    assert lists.lead == "增益与不改革相比，2025Q4："
    assert lists.items[0] == (
        "从业人员：+12人（+1.99%），95%区间+12至+12；可与随机波动区分（Holm校正后p < 0.001）。"
        "计入全市其他地区后净变化+6人。"
    )


def test_what_is_equal_in_every_replicate_is_said_so(tmp_path):
    scenarios = Scenario("plain", title=PLAIN), Scenario("same", 0.0, title=GAIN)
    report = undrawn(Results(result_of(tmp_path, *scenarios).folder))
    (lists,) = of_kind(section(report, "brief"), Bullets)
    assert lists.items[0] == "Staff: equal in every replicate."


def test_one_replicate_gives_no_interval(tmp_path):
    scenarios = Scenario("plain", title=PLAIN), Scenario("gain", 2.0, title=GAIN)
    report = undrawn(Results(result_of(tmp_path, *scenarios, replicates=1).folder))
    (lists,) = of_kind(section(report, "brief"), Bullets)
    assert "interval" in lists.items[0].partition(";")[2]
    assert "95 %" not in lists.items[0]
    assert "there is no interval to judge" in of_kind(section(report, "methods"), Text)[-1].words


def test_the_main_table_is_that_of_the_comparison(made, english):
    expected = effect_tables(compared(made, made.table_quarters, "en"))
    assert [each.table for each in of_kind(section(english, "effects"), Grid)] == expected


def test_figures_stand_with_their_captions(english):
    pictures = of_kind(section(english, "effects"), Picture)
    assert "trajectories" in [each.name for each in pictures]
    assert all(each.image.startswith(b"\x89PNG") for each in pictures)
    assert all("parksim 0.1.0" in each.caption for each in pictures)


def test_what_moved_stands_beside_what_was_gained(english):
    (grid,) = of_kind(section(english, "displacement"), Grid)
    ((quarter, rows),) = grid.groups()
    assert quarter == "2025Q4"
    assert rows[0] == (
        "Staff (persons)",
        *("+12", "[+12, +12]"),
        *("−6", "[−6, −6]"),
        *("+6", "[+6, +6]"),
    )


def test_parks_are_listed_from_the_largest_gain_to_the_largest_loss(english):
    found = section(english, "parks")
    (sentences,) = of_kind(found, Bullets)
    assert sentences.items == (
        "Staff: of 3 parks 3 gain; for 3 the 95 % interval excludes zero."
        " Most is gained by Hill, Harbour, Old Mill.",
    )
    (grid,) = of_kind(found, Grid)
    names = [row[1] for row in grid.table.rows]
    assert names == ["Hill", "Harbour", "Old Mill", "Rest of the city"]


def test_what_cannot_be_listed_is_said_with_the_reason(english):
    told = of_kind(section(english, "question"), Text)[-1].words
    assert told == (
        "What differs cannot be listed here: The result is about the zone riverside, not shanghai."
    )


def test_a_zone_that_was_not_validated_is_said_so(english):
    told = [each.words for each in of_kind(section(english, "limits"), Text)]
    assert "The model has not been validated for this zone." in told


def test_the_methods_give_seed_runs_and_digests(english):
    pairs = [pair for part in of_kind(section(english, "methods"), Facts) for pair in part.pairs]
    facts = dict(pairs)
    assert "seed 1" in facts["Design"]
    assert facts["Runs"] == "8 planned, 8 done, 0 failed, 0 missing."
    assert "8 of them" in facts["Scales"]
    assert "3 parks and the rest of the city; 2 industries" in facts["Entities"]
    assert "dynamics dynamics" in facts["Model"]


def test_runs_that_failed_are_counted_and_listed(tmp_path):
    scenarios = Scenario("plain", title=PLAIN), Scenario("gain", 2.0, title=GAIN, fails_in=(3,))
    report = undrawn(Results(result_of(tmp_path, *scenarios).folder))
    assert "1 runs failed" in report.standing
    facts = [pair for part in of_kind(section(report, "methods"), Facts) for pair in part.pairs]
    assert dict(facts)["Runs"] == "8 planned, 7 done, 1 failed, 0 missing."
    failed = of_kind(section(report, "methods"), Grid)[-1]
    assert failed.table.rows[0][:5] == ("AccountingError", "gain", "", "3", "2024Q3")


def test_one_command_makes_the_result_again(english):
    commands = [
        line for part in of_kind(section(english, "repeat"), Command) for line in part.lines
    ]
    assert commands[0] == "parksim run plain gain"


def test_a_single_scenario_is_shown_by_its_course(tmp_path):
    report = undrawn(Results(result_of(tmp_path, Scenario("plain", title=PLAIN)).folder))
    (text,) = of_kind(section(report, "brief"), Text)
    assert text.words == "This result has one scenario: there is no effect, only its course."
    assert of_kind(section(report, "effects"), Grid)
    assert "parks" not in [each.key for each in report.sections]
