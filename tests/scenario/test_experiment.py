"""Experiment files: what their words come to, and what is said when they cannot be used."""

import pytest

from sim.core import quarters
from sim.core.errors import InputError
from sim.scenario import experiment_file
from sim.scenario.experiment import experiment
from sim.scenario.factor import varied
from sim.scenario.resolve import resolve
from tests.scenario.made_up import COLUMNS, PLACES, REGISTERS, STRICT, library

Q = quarters.parse
HEAD = """\
schema: parksim/experiment/1
id: trial
scenarios: [opinion, strict]
"""
TWO = """\
id: twice
extends: opinion
policy:
  assessment.pass_mark:
    - {from: 2025Q1, value: 62}
    - {from: 2027Q1, value: 66}
period: {from: 2023Q1, until: 2030Q4}
"""


def law(scenario):
    return scenario.law(scenario.ground(REGISTERS, PLACES, COLUMNS), 0, 0)


def read(folder, text):
    """The experiment of a text, its scenarios looked up in a folder."""
    known = library(folder, strict=STRICT, twice=TWO)
    opinion = "id: opinion\nextends: no-reform\nclauses: all\nresolution: draft\n"
    (folder / "opinion.yaml").write_text(opinion + "period: {from: 2023Q1, until: 2030Q4}\n")
    (folder / "trial.yaml").write_text(text, encoding="utf-8")
    file = experiment_file.read(folder / "trial.yaml")
    found = [resolve(name, known, REGISTERS, PLACES) for name in file.head.scenarios]
    return experiment(file, found, law, REGISTERS, PLACES)


def refused(folder, text):
    with pytest.raises(InputError) as raised:
        read(folder, text)
    return str(raised.value)


def factors(*lines, rest="design: {method: lhs, n: 4}\n"):
    return HEAD + "factors:\n" + "".join(f"  - {line}\n" for line in lines) + rest


def path_of(scenario, field):
    """Values of a zone-wide lever by quarter."""
    return {
        quarters.text(Q("2023Q1") + n): row[1] for n, row in enumerate(law(scenario).paths[field])
    }


def test_the_plausible_range_is_the_default_and_the_short_form_is_the_id_alone(tmp_path):
    text = factors("{lever: assessment.pass_mark, where: [strict]}", "M5")
    made = read(tmp_path, text)
    mark, clause = made.factors
    assert (mark.name, mark.kind, mark.unit) == ("assessment.pass_mark", "level", "points")
    assert mark.dist == {"uniform": [50, 70]}
    assert (clause.kind, clause.subject, clause.switch) == ("clause", "M5", True)


def test_runs_end_where_the_file_says_and_what_would_come_later_is_left_out(tmp_path):
    text = HEAD.replace("strict]", "twice]") + "at: [2026Q4]\nuntil: 2026Q4\n"
    made = read(tmp_path, text)
    assert [quarters.text(each.last) for each in made.scenarios] == ["2026Q4", "2026Q4"]
    assert [change.amount for change in made.scenarios[1].changes] == [62]
    assert read(tmp_path, made.to_yaml()).to_yaml() == made.to_yaml()
    assert "outside the period" in refused(tmp_path, text.replace("at: [2026Q4]", "at: [2027Q1]"))
    later = refused(tmp_path, HEAD + "until: 2031Q1\n")
    assert 'trial.yaml:4:1  until\n  "opinion" runs from 2023Q1 to 2030Q4' in later


def test_a_value_replaces_the_change_that_sets_it_where_it_stands(tmp_path):
    text = factors("{lever: assessment.pass_mark, where: [strict]}")
    made = read(tmp_path, text)
    (factor,) = made.factors
    assert factor.base == 70, "as strict has it"
    marks = path_of(varied(made.scenarios[1], made.factors, [55.0]), "assessment_pass_mark")
    assert (marks["2024Q4"], marks["2025Q1"], marks["2030Q4"]) == (60, 55, 55)
    assert varied(made.scenarios[0], made.factors, [55.0]) is made.scenarios[0]


def test_of_several_changes_the_one_that_begins_in_from_is_meant(tmp_path):
    text = factors("{name: mark, lever: assessment.pass_mark, from: 2025Q1, where: [twice]}")
    made = read(tmp_path, text.replace("opinion, strict", "opinion, twice"))
    marks = path_of(varied(made.scenarios[1], made.factors, [50.0]), "assessment_pass_mark")
    assert (marks["2026Q4"], marks["2027Q1"]) == (50, 66), "the later change goes on"


def test_several_changes_without_from_are_refused(tmp_path):
    text = factors("{lever: assessment.pass_mark, where: [twice]}")
    said = refused(tmp_path, text.replace("opinion, strict", "opinion, twice"))
    assert "more than once: from 2025Q1, 2027Q1" in said


def test_the_value_of_the_opinion_is_a_change_from_its_date(tmp_path):
    text = factors(
        "{name: mark, lever: assessment.pass_mark, where: [opinion]}",
        "{name: start, lever: assessment.pass_mark, moves: from,"
        " dist: {choice: [2024Q1, 2025Q3]}, where: [opinion]}",
    )
    made = read(tmp_path, text)
    assert [each.base for each in made.factors] == [60, Q("2024Q1")]
    one = varied(made.scenarios[0], made.factors, [52.0, float(Q("2025Q3"))])
    marks = path_of(one, "assessment_pass_mark")
    assert (marks["2024Q1"], marks["2025Q2"], marks["2025Q3"]) == (60, 60, 52)


def test_a_date_that_moves_lets_what_lies_below_hold_till_then(tmp_path):
    line = "{lever: assessment.pass_mark, moves: from, dist: {integers: [2024Q1, 2026Q4]}}"
    text = factors(line.replace("}}", "}, where: [strict]}"))
    made = read(tmp_path, text)
    (factor,) = made.factors
    assert len(factor.distribution.values) == 12
    later = varied(made.scenarios[1], made.factors, [float(Q("2026Q2"))])
    marks = path_of(later, "assessment_pass_mark")
    assert (marks["2025Q1"], marks["2026Q1"], marks["2026Q2"]) == (60, 60, 70)
    assert factor.spoken(Q("2026Q2")) == "2026Q2"


def test_a_ramp_is_stretched(tmp_path):
    text = factors(
        "{name: pace, lever: assessment.pass_mark, moves: over, dist: {integers: [1, 8]},"
        " where: [strict]}"
    )
    made = read(tmp_path, text)
    marks = path_of(varied(made.scenarios[1], made.factors, [4.0]), "assessment_pass_mark")
    assert [marks[f"2025Q{n}"] for n in (1, 2, 3, 4)] == [62.5, 65.0, 67.5, 70.0]


def test_a_factor_brings_its_own_change_along_if_it_says_from_when(tmp_path):
    text = factors("{name: tail, lever: assessment.bottom_k, from: 2026Q1, where: [strict]}")
    made = read(tmp_path, text.replace("from: 2026Q1", "from: 2026Q1, until: 2026Q4"))
    (factor,) = made.factors
    assert factor.dist == {"integers": [1, 4]} and factor.base == 2
    marks = path_of(varied(made.scenarios[1], made.factors, [4.0]), "assessment_bottom_k")
    assert [marks[q] for q in ("2025Q4", "2026Q1", "2026Q4", "2027Q1")] == [2, 4, 4, 2]


def test_multiples_of_a_change_are_varied_as_multiples(tmp_path):
    text = factors(
        "{name: land, lever: land.release, sets: scale, dist: {uniform: [0.5, 2]}, where: [strict]}"
    )
    made = read(tmp_path, text)
    (factor,) = made.factors
    assert (factor.base, factor.unit) == (1.2, "factor")
    one = varied(made.scenarios[1], made.factors, [2.0])
    (change,) = [each for each in one.changes if each.lever == "land.release"]
    assert (change.kind, change.amount, change.over) == ("scale", 2.0, 12)


def test_an_assumption_is_varied_over_its_range_and_a_clause_let_stand_or_not(tmp_path):
    made = read(tmp_path, factors("{assumption: delisting_fear, where: [opinion]}",
                                  "{clause: M5, where: [opinion]}"))  # fmt: skip
    fear, clause = made.factors
    assert fear.dist == {"uniform": [0, 3]} and fear.base == 1
    one = varied(made.scenarios[0], made.factors, [2.5, 0.0])
    assert one.overrides["delisting_fear"] == 2.5
    assert "M5" not in one.clauses and "M6" in one.clauses


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["{lever: assessment.pas_mark}"], 'Did you mean "assessment.pass_mark"?'),
        (["{lever: delisting_fear, group: x}"], "Write assumption: delisting_fear"),
        (["{assumption: exit_hazard}"], "has a value for each item"),
        (["{clause: M99}"], 'no clause "M99"'),
        (["{lever: assessment.pass_mark, assumption: delisting_fear}"], "one lever, assumption"),
        (["{lever: assessment.pass_mark}"], "The scenarios differ in assessment.pass_mark"),
        (["{lever: assessment.pass_mark, where: [strikt]}"], 'Did you mean "strict"?'),
        (["{lever: assessment.pass_mark, where: [strict], dist: {uniform: [50, 170]}}"],
         "ranges from 0 to 100 (points)"),
        (["{lever: assessment.fails_to_delist, where: [opinion], dist: {uniform: [1, 3]}}"],
         "whole number"),
        (["{lever: assessment.pass_mark, where: [strict], dist: {unifrom: [50, 70]}}"],
         'Did you mean "uniform"?'),
        (["{assumption: spillover_decay, dist: {uniform: [5, 7], beta: [1, 2]}}"],
         "one family"),
        (["{lever: assessment.pass_mark, where: [strict], dist: {uniform: [70, 50]}}"],
         "not below"),
        (["{lever: land.release, where: [opinion]}"], "Add from: 2025Q1"),
        (["{lever: land.release, where: [strict]}"], "Add sets: scale"),
        (["{lever: land.release, moves: from, dist: {integers: [2024, 2025]}, where: [opinion]}"],
         "no change of land.release that could be moved"),
        (["{lever: assessment.pass_mark, moves: from, where: [strict]}"], "no range of its own"),
        (["{lever: assessment.pass_mark, moves: from, dist: {choice: [2019Q1]}, where: [strict]}"],
         "outside the period"),
        (["{lever: assessment.pass_mark, moves: from, dist: {choice: [soon]}, where: [strict]}"],
         "is a quarter"),
        (["{lever: assessment.pass_mark, moves: over, dist: {integers: [0, 4]}, where: [strict]}"],
         "at least 1"),
        (["{lever: assessment.mode, where: [strict], dist: {choice: [absolute, relative]}}"],
         "one of absolute, bottom_k"),
        (["{lever: assessment.mode, where: [strict], sets: add}"], "no multiples"),
        (["{lever: body.exists, where: [strict], dist: {uniform: [0, 1]}}"], "cannot be uniform"),
        (["{assumption: delisting_fear, where: [opinion], dist: {uniform: [0, 9]}}"],
         "ranges from 0 to 3"),
        (["{assumption: delisting_fear, where: [opinion], over: 4}"], "takes no over"),
        (["{name: row, assumption: delisting_fear, where: [opinion]}"], "no name of a factor"),
        (["{name: a, assumption: delisting_fear, where: [opinion]}",
          "{name: a, assumption: spillover_decay}"], 'two factors "a"'),
        (["{name: a, assumption: delisting_fear, where: [opinion]}",
          "{name: b, assumption: delisting_fear, where: [opinion]}"], "the same thing"),
        (["{assumption: delisting_fear}"], "The scenarios differ in delisting_fear"),
        (["3"], "must be a mapping"),
    ],
)  # fmt: skip
def test_a_factor_that_cannot_be_used_is_named_with_advice(tmp_path, lines, words):
    said = refused(tmp_path, factors(*lines))
    assert words in said
    assert "trial.yaml:" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("headline: [revenu]\n", 'Did you mean "revenue"?'),
        ("headline: [revenue, revenue]\n", "stands twice"),
        ("at: [2099Q1]\n", "outside the period"),
        ("replicates: 0\n", "at least 1"),
        ("replicates: {min: 20, max: 10, stop_at: {indicator: revenue, half_width: 0.01}}\n",
         "min be no more than max"),
        ("replicates: {stop_at: {indicator: revenu, half_width: 0.01}}\n", '"revenue"'),
        ("replicates: {min: 4}\n", '"stop_at" is missing'),
        ("keep: {parks: [firms, unicorns_city]}\n", "no indicator by park"),
        ("limits: {memory: lots}\n", "no amount of memory"),
        ("random: paired\n", '"common" or "independent"'),
        ("design: {method: latin}\n", "This must be"),
        ("design: {method: lhs, n: 4}\n", "needs factors"),
        ("design: {method: lhs}\n", "needs n"),
        ("factors: [M5]\n", "needs a design"),
        ("factors: [M5]\ndesign: {method: list}\n", "needs rows"),
        ("factors: [M5]\ndesign: {method: list, rows: [{M6: true}]}\n", 'no factor "M6"'),
        ("factors: [M5]\ndesign: {method: list, rows: [{M5: 3}]}\n", "true or false"),
        ("factors: [M5]\ndesign: {method: sobol, n: 100}\n", "n: 64 or n: 128"),
        ("factors: [M5]\ndesign: {method: morris, n: 4, levels: 5}\n", "even number"),
        ("factors: [M5]\ndesign: {method: lhs, n: 4, levels: 2}\n", "takes no levels"),
        ("factors: [M5]\ndesign: {method: csv, file: none.csv}\n", "cannot be read"),
        ("factors: [M5]\ndesign: {method: lhs, n: 4}\nconstraints: ['M6']\n", 'no factor "M6"'),
        ("scenario: [opinion]\n", 'Did you mean "scenarios"?'),
        ("design: {method: attribution, n: 2, clauses: [M99]}\n", 'no clause "M99"'),
    ],
)  # fmt: skip
def test_what_an_experiment_cannot_be_is_named_with_its_place(tmp_path, text, words):
    said = refused(tmp_path, HEAD + text)
    assert words in said
    assert "trial.yaml:" in said


def test_all_problems_of_a_file_come_at_once(tmp_path):
    text = factors(
        "{lever: assessment.pas_mark}", "{assumption: delisting_fears}",
        rest="headline: [revenu]\nreplicates: many\ndesign: {method: lhs, n: 3}\n",
    )  # fmt: skip
    said = refused(tmp_path, text)
    for words in ("trial.yaml:5:", "trial.yaml:6:", "trial.yaml:7:", "trial.yaml:8:"):
        assert words in said


def test_screening_takes_two_replicates_and_scenarios_alone_take_ten(tmp_path):
    assert read(tmp_path, HEAD).replicates == 10
    assert read(tmp_path, factors("{clause: M5, where: [opinion]}")).replicates == 2


def test_a_rule_for_replicates_is_handed_on(tmp_path):
    text = "replicates: {min: 5, max: 9, stop_at: {indicator: revenue, half_width: 0.02}}\n"
    made = read(tmp_path, HEAD + text)
    assert made.replicates == 5
    assert (made.rule.least, made.rule.most) == (5, 9)
    assert (made.rule.indicator, made.rule.half_width) == ("revenue", 0.02)


def test_memory_is_read_with_its_unit(tmp_path):
    made = read(tmp_path, HEAD + "limits: {seconds: 300, memory: 4GiB, retries: 2}\n")
    assert made.limits == {"seconds": 300, "memory": 4 * 2**30, "retries": 2}


def test_an_experiment_written_down_reads_back_to_the_same(tmp_path):
    text = factors(
        "{name: mark, lever: assessment.pass_mark, where: [strict]}",
        "{lever: assessment.pass_mark, moves: from, dist: {choice: [2024Q1, 2025Q1]},"
        " where: [strict]}",
        "{name: how, lever: assessment.mode, where: [strict], dist: {choice: [bottom_k]}}",
        "{assumption: delisting_fear, where: [opinion], dist: {triangular: [0, 1, 3]}}",
        "{clause: M5, where: [opinion], group: rules}",
        rest="constraints: ['mark < 65 or not M5']\nheadline: [revenue, T2]\nat: [2025Q4]\n"
        "design: {method: lhs, n: 8, seed: 0}\nkeep: {parks: [firms]}\nrandom: independent\n"
        "replicates: {min: 5, max: 9, stop_at: {indicator: revenue, half_width: 0.02}}\n",
    )
    made = read(tmp_path, text)
    again = read(tmp_path, made.to_yaml())
    assert again.to_yaml() == made.to_yaml()
    assert [each.distribution for each in again.factors] == [
        each.distribution for each in made.factors
    ]
    assert [each.targets for each in again.factors] == [each.targets for each in made.factors]


def test_an_attribution_varies_every_clause_that_stands_and_moves_something(tmp_path):
    made = read(tmp_path, HEAD + "design: {method: attribution, n: 2}\n")
    assert [each.subject for each in made.factors][:3] == ["M1", "M2", "M3"]
    assert all(each.where == ("strict",) for each in made.factors)
    assert read(tmp_path, made.to_yaml()).to_yaml() == made.to_yaml()
    some = read(tmp_path, HEAD + "design: {method: attribution, n: 2, clauses: [M6, M5]}\n")
    assert [each.name for each in some.factors] == ["M6", "M5"]


def test_a_table_gives_the_rows_in_units(tmp_path):
    (tmp_path / "rows.csv").write_text("start,how\n2024Q1,absolute\n2025Q3,bottom_k\n")
    text = factors(
        "{name: how, lever: assessment.mode, where: [strict]}",
        "{name: start, lever: assessment.pass_mark, moves: from, dist: {integers: [2024, 2026]},"
        " where: [strict]}",
        rest="design: {method: csv, file: rows.csv}\n",
    )
    made = read(tmp_path, text)
    assert made.given == ((0.0, Q("2024Q1")), (1.0, Q("2025Q3")))
    (tmp_path / "rows.csv").write_text("start,hov\n2024Q1,absolute\nsoon,bottom_k,3\n")
    said = refused(tmp_path, text)
    assert 'no column "how"' in said and 'Did you mean "hov"?' in said and "rows.csv:3" in said


def test_a_list_may_leave_factors_at_the_value_of_their_scenario(tmp_path):
    text = factors(
        "{name: mark, lever: assessment.pass_mark, where: [strict]}",
        "{name: M5, clause: M5, where: [strict]}",
        rest="design: {method: list, rows: [{mark: 55}, {M5: false}]}\n",
    )
    assert read(tmp_path, text).given == ((55.0, 1.0), (70.0, 0.0))


def test_the_example_of_the_documentation_is_correct(tmp_path, repository):
    page = (repository / "docs" / "experiments.md").read_text("utf-8")
    text = page.partition("```yaml\n")[2].partition("```")[0]
    assert [each.kind for each in read(tmp_path, text).factors] == [
        "level", "start", "assumption", "clause",
    ]  # fmt: skip
