"""The verb trace on the command line."""

import json

CHANGE = ["--what-if", "land.release x1.5 from 2023Q2"]


def test_equal_worlds_are_no_error(parksim, tiny):
    answer = parksim("trace", "short", "short", *tiny)
    assert answer.code == 0
    assert "the worlds are equal" in answer.out


def test_a_park_is_traced_to_the_lever(parksim, tiny, folder):
    answer = parksim("trace", "short", "land", "riverside", *tiny, "--out", "traced")
    assert answer.code == 0
    assert "The first rule differs in 2023Q2" in answer.out
    assert "land.release" in answer.out
    chain = json.loads((folder / "traced" / "chain.json").read_text("utf-8"))
    assert (chain[-1]["root"], chain[-1]["id"]) == ("lever", "land.release")
    assert "land.yaml" in chain[-1]["place"]
    assert (folder / "traced" / "life.csv").exists()


def test_a_what_if_needs_one_scenario_alone(parksim, tiny):
    named = parksim("trace", "short", "riverside", *tiny, *CHANGE)
    assert named.code == 0
    assert "b: short+if" in named.out
    twice = parksim("trace", "short", "short", "riverside", *tiny, *CHANGE)
    assert twice.out == named.out


def test_without_an_agent_those_who_differ_most_are_listed(parksim, tiny):
    answer = parksim("trace", "short", *tiny, *CHANGE, "--of", "parks", "--top", "2")
    assert answer.code == 0
    assert "The worlds part in" in answer.out


def test_a_trace_speaks_chinese(parksim, tiny):
    answer = parksim("trace", "short", "land", "riverside", *tiny, "--language", "zh")
    assert "政策杠杆" in answer.out


def test_a_misspelt_park_gets_the_nearest_name(parksim, tiny):
    answer = parksim("trace", "short", "land", "rivverside", *tiny)
    assert answer.code == 2
    assert 'Did you mean "riverside"?' in answer.err


def test_one_scenario_without_a_change_is_refused(parksim, tiny):
    answer = parksim("trace", "short", *tiny)
    assert answer.code == 2
    assert "two scenarios" in answer.err


def test_a_folder_that_holds_files_is_left_alone(parksim, tiny, folder):
    answer = parksim("trace", "short", "land", "riverside", *tiny, "--out", "scenarios")
    assert answer.code == 2
    assert sorted(path.name for path in (folder / "scenarios").iterdir()) == [
        "land.yaml",
        "short.yaml",
    ]
