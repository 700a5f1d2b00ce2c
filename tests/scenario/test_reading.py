"""Bad scenario files: each problem with its place, what is wrong and what to do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.errors import InputError
from sim.scenario.forms import json_schema
from sim.scenario.reading import read
from tests.scenario.made_up import COLUMNS, PLACES, REGISTERS, STRICT, resolved

HEAD = "id: mine\nextends: opinion\n"


def problems(folder, text: str, **others: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        resolved(folder, text, **others)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def policy(lever: str, *changes: str) -> str:
    return f"{HEAD}policy:\n  {lever}:\n" + "".join(f"    - {each}\n" for each in changes)


def test_the_message_of_a_misspelt_lever_is_that_of_the_style_guide(tmp_path):
    text = "schema: parksim/scenario/1\nid: mine\n" + "title: x\nquestion: y\nextends: opinion\n"
    text += "clauses: all\npolicy:\n  assessment.pas_mark:\n    - {from: 2025Q1, value: 70}\n"
    assert problems(tmp_path, text) == [
        "mine.yaml:8:3  policy.assessment.pas_mark\n"
        '  There is no lever "assessment.pas_mark".\n'
        '  Did you mean "assessment.pass_mark"?\n'
        "  Look it up with: parksim show assessment pas mark"
    ]


BAD = {
    "unknown key": (HEAD + "polcy: {}\n", "mine.yaml:3:1  polcy", 'Did you mean "policy"?'),
    "unknown key of a change": (
        policy("land.release", "{form: 2025, value: 20}"),
        "mine.yaml:5:8  policy.land.release[0].form",
        'Did you mean "from"?',
    ),
    "key left out": (
        policy("land.release", "{value: 20}"),
        "mine.yaml:5:7  policy.land.release[0]",
        'The key "from" is missing.',
    ),
    "no id": ("extends: opinion\n", "mine.yaml:1:1", 'The key "id" is missing.'),
    "number for an id": (
        "id: 3\nextends: opinion\n",
        "mine.yaml:1:1  id",
        "This must be a text, not 3.",
    ),
    "id with a path": ("id: ../x\nextends: opinion\n", "mine.yaml:1:1  id", '"../x" is no id.'),
    "parent with a path": ("id: mine\nextends: ../x\n", "mine.yaml:2:1  extends", "not the path"),
    "list for a mapping": (
        HEAD + "policy: [1]\n",
        "mine.yaml:3:1  policy",
        "This must be a mapping, not a list.",
    ),
    "unknown parent": (
        "id: mine\nextends: opinoin\n",
        "mine.yaml:2:1  extends",
        'Did you mean "opinion"?',
    ),
    "clauses neither all nor a mapping": (
        HEAD + "clauses: 5\n",
        "mine.yaml:3:1  clauses",
        'This must be "all" or a mapping, not 5.',
    ),
    "title in another language": (
        HEAD + "title: {de: x}\n",
        "mine.yaml:3:9  title.de",
        'There is no key "de" here.',
    ),
    "unknown schema": (HEAD + "schema: parksim/scenario/9\n", "mine.yaml:3:1  schema", "parksim/"),
    "unknown resolution": (
        HEAD + "resolution: fine\n",
        "mine.yaml:3:1  resolution",
        '"draft", "standard" or "full", not "fine"',
    ),
    "clauses both ways": (
        HEAD + "clauses: {only: [M1], without: [M2]}\n",
        "mine.yaml:3:1  clauses",
        "Clauses are either all",
    ),
    "clauses in a word": (HEAD + "clauses: most\n", "mine.yaml:3:1  clauses", 'not "most"'),
    "unknown clause": (
        HEAD + "clauses: {only: [M55]}\n",
        "mine.yaml:3:18  clauses.only[0]",
        'Did you mean "M5"?',
    ),
    "changes that are no list": (
        HEAD + "policy:\n  land.release: {from: 2025, value: 20}\n",
        "mine.yaml:4:3  policy.land.release",
        "are a list, not a mapping",
    ),
    "an assumption under policy": (
        policy("delisting_fear", "{from: 2025, value: 1}"),
        "mine.yaml:4:3  policy.delisting_fear",
        "It is an assumption.",
    ),
    "two kinds of change": (
        policy("land.release", "{from: 2025, value: 20, scale: 2}"),
        "mine.yaml:5:20  policy.land.release[0].value",
        "It has value and scale.",
    ),
    "no kind of change": (
        policy("land.release", "{from: 2025}"),
        "mine.yaml:5:7  policy.land.release[0]",
        "It has none.",
    ),
    "wrong unit": (
        policy("assessment.pass_mark", "{from: 2025, value: 70 percent}"),
        "mine.yaml:5:20  policy.assessment.pass_mark[0].value",
        "assessment.pass_mark is in points, not in percent.",
    ),
    "per cent of a share": (
        policy("fund.early_share", "{from: 2025, value: 50 %}"),
        "mine.yaml:5:20  policy.fund.early_share[0].value",
        "Write 0.5; shares run from 0 to 1.",
    ),
    "a list for a number": (
        policy("land.release", "{from: 2025, value: [1]}"),
        "mine.yaml:5:20  policy.land.release[0].value",
        "a number or true or false or a text, not a list",
    ),
    "outside the range": (
        policy("land.release", "{from: 2025, value: 99}"),
        "mine.yaml:5:20  policy.land.release[0].value",
        "land.release ranges from 0 to 60 (ha a year a park), not 99.",
    ),
    "a text to add": (
        policy("land.release", "{from: 2025, add: -x5}"),
        "mine.yaml:5:20  policy.land.release[0].add",
        'cannot be added to by "-x5"',
    ),
    "a slip of the pen": (
        policy("land.release", "{from: 2025, scale: 1e300}"),
        "mine.yaml:5:20  policy.land.release[0].scale",
        "This number is too large.",
    ),
    "half a park": (
        policy("assessment.bottom_k", "{from: 2025, value: 1.5}"),
        "mine.yaml:5:20  policy.assessment.bottom_k[0].value",
        "assessment.bottom_k is a whole number (parks), not 1.5.",
    ),
    "no is a text": (
        policy("assessment.delisting", "{from: 2025, value: no}"),
        "mine.yaml:5:20  policy.assessment.delisting[0].value",
        'In YAML 1.2 "no" is a text; write false.',
    ),
    "not a number": (
        policy("land.release", "{from: 2025, value: .nan}"),
        "mine.yaml:5:27  policy.land.release[0].value",
        '".nan" is no finite number.',
    ),
    "misspelt choice": (
        policy("assessment.mode", "{from: 2025, value: absolut}"),
        "mine.yaml:5:20  policy.assessment.mode[0].value",
        'Did you mean "absolute"?',
    ),
    "a choice has no steps": (
        policy("assessment.mode", "{from: 2025, value: bottom_k, over: 4}"),
        "mine.yaml:5:20  policy.assessment.mode[0].value",
        "it has no steps",
    ),
    "fifth quarter": (
        policy("land.release", "{from: 2025Q5, value: 20}"),
        "mine.yaml:5:8  policy.land.release[0].from",
        '"2025Q5" is not a quarter.',
    ),
    "quarter outside the period": (
        policy("land.release", "{from: 2040Q1, value: 20}"),
        "mine.yaml:5:8  policy.land.release[0].from",
        "2040Q1 is outside the period, 2023Q1 to 2035Q4.",
    ),
    "end before the beginning": (
        policy("land.release", "{from: 2026, until: 2025, value: 20}"),
        "mine.yaml:5:20  policy.land.release[0].until",
        "ends in 2025Q1, before it begins",
    ),
    "no steps": (
        policy("land.release", "{from: 2026, over: 0, value: 20}"),
        "mine.yaml:5:20  policy.land.release[0].over",
        "This must be at least 1, not 0.",
    ),
    "unknown park": (
        policy("land.release", "{from: 2026, value: 20, parks: [norht]}"),
        "mine.yaml:5:39  policy.land.release[0].parks[0]",
        'There is no park "norht".',
    ),
    "unknown industry": (
        policy("global.export_access", "{from: 2026, value: 0.5, industries: [icc]}"),
        "mine.yaml:5:45  policy.global.export_access[0].industries[0]",
        'There is no industry "icc".',
    ),
    "parks of a zone-wide lever": (
        policy("assessment.pass_mark", "{from: 2026, value: 20, parks: [north]}"),
        "mine.yaml:5:20  policy.assessment.pass_mark[0].value",
        "is the same in all parks",
    ),
    "half a district": (
        policy("district.park_share", "{from: 2026, value: 0.1, parks: [north]}"),
        "mine.yaml:5:32  policy.district.park_share[0].parks",
        "Name all parks of the district: north, east.",
    ),
    "overlap": (
        policy(
            "land.release", "{from: 2026, value: 20}", "{from: 2026Q1, value: 30, parks: [east]}"
        ),
        "mine.yaml:6:22  policy.land.release[1].value",
        "The other is at mine.yaml:5:20  policy.land.release[0].value",
    ),
    "duplicate key": (HEAD + "id: other\n", "mine.yaml:3:1  id", 'The key "id" stands twice'),
    "unknown event": (
        HEAD + "events: [{at: 2026Q1, do: delist_prk}]\n",
        "mine.yaml:3:23  events[0].do",
        'Did you mean "delist_park"?',
    ),
    "an event without its parks": (
        HEAD + "events: [{at: 2026Q1, do: delist_park}]\n",
        "mine.yaml:3:10  events[0]",
        "delist_park needs parks.",
    ),
    "an event with what it does not take": (
        HEAD + "events: [{at: 2026Q1, do: delist_park, parks: [east], firms: [x]}]\n",
        "mine.yaml:3:55  events[0].firms",
        "delist_park takes no firms.",
    ),
    "unknown assumption": (
        HEAD + "assumptions: {delisting_faer: {value: 1}}\n",
        "mine.yaml:3:15  assumptions.delisting_faer",
        'Did you mean "delisting_fear"?',
    ),
    "an assumption outside its range": (
        HEAD + "assumptions: {delisting_fear: {value: 99}}\n",
        "mine.yaml:3:32  assumptions.delisting_fear.value",
        "delisting_fear ranges from 0 to 3, not 99.",
    ),
    "one number for an assumption by industry": (
        HEAD + "assumptions: {value_added_share: {value: 0.3}}\n",
        "mine.yaml:3:15  assumptions.value_added_share",
        "Write value_added_share.ic",
    ),
    "unknown definition": (
        HEAD + "count_as: {hidden_champions: simon}\n",
        "mine.yaml:3:12  count_as.hidden_champions",
        'Did you mean "hidden_champion"?',
    ),
    "unknown reading": (
        HEAD + "count_as: {hidden_champion: simn}\n",
        "mine.yaml:3:12  count_as.hidden_champion",
        'Did you mean "simon"?',
    ),
    "no period": ("id: mine\nresolution: draft\n", "mine.yaml:1:1  period", "have a period"),
    "a period backwards": (
        HEAD + "period: {from: 2030Q1, until: 2029Q4}\n",
        "mine.yaml:3:1  period",
        "cannot be run",
    ),
    "a list for a file": ("- a\n", "mine.yaml:1:1", "This is no scenario"),
    "an empty file": ("", "mine.yaml", "This file is empty."),
    "a tag": ("id: !!python/name:os.system\n", "mine.yaml:1:5  id", "is refused"),
}


@pytest.mark.parametrize(("text", "place", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_says_where_what_and_what_to_do(tmp_path, text, place, words):
    found = problems(tmp_path, text)
    matching = [each for each in found if each.splitlines()[0] == place and words in each]
    assert matching, "\n".join(found)
    assert all(len(each.splitlines()) >= 3 for each in found), "\n".join(found)


def test_all_problems_of_a_file_come_at_once_and_in_order(tmp_path):
    text = policy("land.relase", "{from: 2025, value: 20}") + "resolution: fine\ncount_as: {a: b}\n"
    places = [each.splitlines()[0] for each in problems(tmp_path, text)]
    assert places == [
        "mine.yaml:4:3  policy.land.relase",
        "mine.yaml:6:1  resolution",
        "mine.yaml:7:12  count_as.a",
    ]


def test_parents_that_form_a_circle_are_an_error(tmp_path):
    found = problems(tmp_path, "id: mine\nextends: other\n", other="id: other\nextends: mine\n")
    assert any("in a circle: mine -> other -> mine." in each for each in found)


def test_a_scenario_that_extends_itself_is_an_error(tmp_path):
    found = problems(tmp_path, "id: mine\nextends: mine\n")
    assert any("in a circle: mine -> mine." in each for each in found)


def test_problems_of_a_parent_are_reported_too(tmp_path):
    found = problems(tmp_path, "id: mine\nextends: other\n", other="id: other\npolcy: {}\n")
    assert found[0].startswith("other.yaml:2:1  polcy")


@pytest.mark.parametrize("value", ["70", "70.0", "70 points", "70 分", "7e1"])
def test_a_unit_may_be_written_with_a_value(tmp_path, value):
    text = policy("assessment.pass_mark", f"{{from: 2025, value: {value}}}")
    assert resolved(tmp_path, text).changes[-1].amount == 70.0


def test_beyond_the_range_needs_to_be_allowed_with_a_reason(tmp_path):
    text = policy("land.release", "{from: 2025, value: 99, beyond_range: true}")
    assert "has no reason" in problems(tmp_path, text)[0]
    allowed = policy("land.release", "{from: 2025, value: 99, beyond_range: true, why: an extreme}")
    scenario = resolved(tmp_path, allowed)
    (beyond,) = scenario.law(scenario.ground(REGISTERS, PLACES, COLUMNS), 1, 0).beyond
    assert (beyond.lever, beyond.value, beyond.why) == ("land.release", 99.0, "an extreme")


def test_the_json_schema_knows_every_key_of_a_change():
    change = json_schema()["$defs"]["ChangeForm"]
    assert {"from", "value", "scale", "add", "over", "until", "parks"} <= set(change["properties"])
    assert change["required"] == ["from"]
    assert change["additionalProperties"] is False


LINES = STRICT.splitlines(keepends=True)
PUT = """ x 0 -1 1e9 no null true [] {} {a:1} [1] ~ : - 2025Q1 9999 &a *a % " !!set M5""".split(" ")
PUT += [
    "  ",
    "\n",
    ": ",
    "value: ",
    "scale: 2, ",
    "parks: [east], ",
    "until: 2023Q1, ",
    "over: 3, ",
]


@settings(max_examples=120)
@given(data=st.data())
def test_a_mutated_scenario_resolves_or_is_refused_as_input(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        start = data.draw(st.integers(0, len(line)))
        stop = start + data.draw(st.integers(0, 10))
        put = data.draw(st.sampled_from(PUT))
        lines[at] = line[:start] + put + line[stop:]
    try:
        scenario = resolved(folder, "".join(lines))
        scenario.law(scenario.ground(REGISTERS, PLACES, COLUMNS), 1, 0)
    except InputError as error:
        assert error.problems
        assert all(problem.where and problem.what for problem in error.problems), str(error)


def test_what_is_wrong_inside_a_choice_is_said_alone(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + "clauses: {without: 5}\n")
    problems = read(path).problems
    assert [each.what for each in problems] == ["This must be a list, not 5."]
