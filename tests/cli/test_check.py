import pytest


def test_a_correct_scenario_says_since_when_it_can_matter(parksim, tiny):
    answer = parksim("check", "land", *tiny)
    assert answer.code == 0, answer.err
    assert "land: correct. 2023Q1 to 2023Q4, draft." in answer.out
    assert "land.release: 10 | 10; 15 from 2023Q2; acts from 2023Q2" in answer.out


def test_all_problems_of_all_files_come_at_once(parksim, folder, tiny):
    (folder / "one.yaml").write_text(
        "id: one\nextends: short\npolicy:\n  land.relase:\n    - {from: 2023Q2, value: 5}\n"
        "  assessment.pass_mark:\n    - {from: 2041Q1, value: 50}\n"
    )
    (folder / "two.yaml").write_text("id: two\nextends: nothing\n")
    answer = parksim("check", "./one.yaml", "./two.yaml", *tiny)
    assert answer.code == 2
    assert "one.yaml:4:3  policy.land.relase" in answer.err
    assert 'Did you mean "land.release"?' in answer.err
    assert "one.yaml:7" in answer.err and "outside the period" in answer.err
    assert "two.yaml:2" in answer.err


def test_each_file_is_judged_once_and_by_its_own_schema(parksim, folder, tiny):
    """A wrong experiment is no scenario, whatever else is checked beside it."""
    head = "schema: parksim/experiment/1\nscenarios: [short, land]\n"
    (folder / "one.yaml").write_text(f"id: one\n{head}replicats: 3\n")
    (folder / "two.yaml").write_text(f"id: two\n{head}headline: [revenu]\n")
    (folder / "torn.yaml").write_text("id: [torn\n")
    (folder / "three.yaml").write_text(
        "schema: parksim/search/1\nid: three\nkind: tiping\nscenarios: [short, land]\n"
    )
    (folder / "four.yaml").write_text(
        "schema: parksim/experiment/1\nid: four\nscenarios: [short, short]\n"
    )
    names = [f"{each}.yaml" for each in ("one", "two", "torn", "three", "four")]
    answer = parksim("check", *names, *tiny)
    assert answer.code == 2
    assert "parksim/scenario/1" not in answer.err
    for place in ("one.yaml:4", "two.yaml:4", "torn.yaml:", "three.yaml:3", "four.yaml:3"):
        lines = [line for line in answer.err.splitlines() if line.startswith(place)]
        assert len(lines) == 1, f"{place}: {answer.err}"


def test_a_question_that_looks_too_early_is_warned_of(parksim, tiny):
    answer = parksim("check", "land", *tiny, "--at", "2023Q1")
    assert "Note:" not in answer.err, "the question itself names 2023Q3"


def test_a_value_out_of_range_is_bad_input(parksim, folder, tiny):
    (folder / "far.yaml").write_text(
        "id: far\nextends: short\npolicy:\n  land.release:\n    - {from: 2023Q2, scale: 50}\n"
    )
    answer = parksim("check", "./far.yaml", *tiny)
    assert answer.code == 2
    assert "far.yaml:5" in answer.err and "beyond_range" in answer.err


def test_a_difference_is_told_clause_by_clause(parksim, tiny):
    answer = parksim("diff", "short", "land", *tiny)
    assert answer.code == 0, answer.err
    for part in ("M6", "land.release", "10; 15 from 2023Q2", "2023Q2"):
        assert part in answer.out


def test_equal_scenarios_do_not_differ(parksim, tiny):
    assert "short does not differ from short." in parksim("diff", "short", "short", *tiny).out


@pytest.mark.parametrize("verb", [["check", "nothing"], ["diff", "short", "nothing"]])
def test_an_unknown_scenario_is_named(parksim, verb, tiny):
    answer = parksim(*verb, *tiny)
    assert answer.code == 2
    assert 'There is no scenario "nothing".' in answer.err


def test_many_notes_are_counted_not_printed(parksim):
    answer = parksim("check", "opinion", "--at", "2024Q1")
    assert answer.code == 0, answer.err
    assert answer.err.count("The question looks no further than 2024Q1") == 5
    assert answer.err.rstrip().splitlines()[-1].endswith(" notes more like these.")
