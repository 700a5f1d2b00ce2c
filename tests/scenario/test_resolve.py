"""What a scenario resolves to: inheritance, targets, the law, and what it is written down as."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from sim.core import quarters
from sim.core.errors import InputError
from sim.policy.change import Change
from sim.scenario.library import Library
from sim.scenario.resolve import resolve
from sim.scenario.resolved import Override
from tests.scenario.made_up import COLUMNS, PLACES, REGISTERS, STRICT, library, resolved

HEAD = "id: mine\nextends: opinion\n"
MARK = "assessment_pass_mark"


def by_id(name: str):
    return resolve(name, Library(), REGISTERS, PLACES)


def law(scenario, replicate: int = 0):
    return scenario.law(scenario.ground(REGISTERS, PLACES, COLUMNS), 1, replicate)


def at(scenario, quarter: str, field: str = MARK, row: int = 1) -> float:
    return law(scenario).in_force(quarters.parse(quarter)).column(field)[row].tolist()


def policy(lever: str, *changes: str) -> str:
    return f"policy:\n  {lever}:\n" + "".join(f"    - {each}\n" for each in changes)


def test_no_reform_holds_every_lever_at_its_value_before():
    written = law(by_id("no-reform"))
    assert all(written.paths[field] is path for field, path in written.ground.before.items())


def test_the_opinion_moves_every_lever_that_the_register_says():
    written = law(by_id("opinion"))
    last = written.in_force(quarters.parse("2035Q4"))
    for lever in REGISTERS.levers.values():
        expected = lever.opinion_value
        assert last.column(lever.field)[1:].ravel() == pytest.approx(expected), lever.id


def test_the_shipped_scenarios_run_from_2023_to_2035():
    for name in ("no-reform", "opinion"):
        scenario = by_id(name)
        assert (scenario.first, scenario.quarters) == (quarters.parse("2023Q1"), 52)
        assert scenario.title.en
        assert scenario.title.zh
        assert not scenario.warnings


def test_a_file_is_resolved_in_every_part(tmp_path):
    scenario = resolved(tmp_path, STRICT)
    assert scenario.title.zh == "严格摘牌"
    assert scenario.question.en.startswith("Does a higher pass mark")
    assert scenario.clauses == frozenset(REGISTERS.clauses)
    assert (scenario.last, scenario.resolution) == (quarters.parse("2030Q4"), "draft")
    assert scenario.overrides == {"delisting_fear": 0.0}
    assert scenario.count_as == {"hidden_champion": "simon", "new_firms": "parks"}
    (act,) = scenario.events
    assert (act.event, act.quarter, act.parks) == ("delist_park", quarters.parse("2026Q1"), (3,))
    assert [name.rpartition("/")[2] for name in scenario.files] == [
        "no-reform.yaml",
        "opinion.yaml",
        "mine.yaml",
    ]


def test_the_law_of_a_file_follows_its_changes(tmp_path):
    scenario = resolved(tmp_path, STRICT)
    assert [at(scenario, each) for each in ("2024Q4", "2025Q1", "2030Q4")] == [60, 70, 70]
    assert at(scenario, "2024Q4", "fund_guidance_share") == 0.20
    assert at(scenario, "2025Q4", "assessment_mode") == 0
    assert [at(scenario, each, "assessment_mode") for each in ("2026Q1", "2028Q1")] == [1, 0]
    assert at(scenario, "2025Q1", "global_export_access") == pytest.approx([0.65, 0.60])
    # 10 ha before, 12 under the Opinion from 2025Q4 at the latest, times 1 + 0.2 * 8/12, 12/12
    assert at(scenario, "2025Q4", "land_release") == pytest.approx(12 * (1 + 0.2 * 8 / 12))
    assert at(scenario, "2026Q4", "land_release") == pytest.approx(14.4)
    assert at(scenario, "2026Q4", "land_release", row=0) == 10


def test_a_clause_without_levers_is_a_warning(tmp_path):
    (warning,) = resolved(tmp_path, HEAD + "clauses: {only: [T1, M5]}\n").warnings
    assert "Clause T1 has no lever" in warning.what


def test_a_child_keeps_what_it_does_not_change(tmp_path):
    parent = STRICT.replace("id: strict", "id: parent")
    child = "id: mine\nextends: parent\ncount_as: {new_firms: city}\n"
    child += policy("assessment.pass_mark", "{from: 2027, value: 65}")
    scenario = resolved(tmp_path, child, parent=parent)
    assert scenario.count_as == {"hidden_champion": "simon", "new_firms": "city"}
    assert scenario.resolution == "draft"
    assert len(scenario.events) == 1
    marks = [at(scenario, each) for each in ("2024Q4", "2025Q1", "2026Q4", "2027Q1", "2030Q4")]
    assert marks == [60, 70, 70, 65, 65]


def test_a_chain_may_be_long(tmp_path):
    files = {
        f"s{n}": f"id: s{n}\nextends: {'opinion' if n == 0 else f's{n - 1}'}\n"
        + policy("assessment.pass_mark", f"{{from: {2024 + n}, value: {61 + n}}}")
        for n in range(5)
    }
    scenario = resolve("s4", library(tmp_path, **files), REGISTERS, PLACES)
    assert [at(scenario, f"{year}Q3") for year in range(2023, 2030)] == [60, 61, 62, 63, 64, 65, 65]


def test_an_inherited_change_beyond_a_shorter_period_does_not_matter(tmp_path):
    parent = "id: parent\nextends: opinion\n" + policy("land.release", "{from: 2033, value: 20}")
    child = "id: mine\nextends: parent\nperiod: {from: 2023Q1, until: 2025Q4}\n"
    assert at(resolved(tmp_path, child, parent=parent), "2025Q4", "land_release", row=1) == 12


@pytest.mark.parametrize(
    ("name", "m5", "m6"), [("opinion:only-M5", True, False), ("opinion:without-M5", False, True)]
)
def test_one_clause_alone_or_left_out_needs_no_file(name, m5, m6):
    scenario = by_id(name)
    assert ("M5" in scenario.clauses, "M6" in scenario.clauses) == (m5, m6)
    assert at(scenario, "2030Q1", "assessment_delisting") == float(m5)
    assert at(scenario, "2030Q1", "land_release") == (12 if m6 else 10)
    assert "M5" in scenario.title.zh


def test_several_clauses_are_joined_and_left_out_of_those_that_stand(tmp_path):
    found = library(tmp_path, mine=HEAD + "clauses: {only: [M5, M6, S1]}\n")
    left = resolve("mine:without-M5+S1", found, REGISTERS, PLACES)
    assert left.clauses == {"M6"}


def test_a_derived_scenario_can_be_a_parent(tmp_path):
    scenario = resolved(tmp_path, 'id: mine\nextends: "opinion:only-M5"\n')
    assert scenario.clauses == {"M5"}


@pytest.mark.parametrize("name", ["opinion:only-M55", "opinion:sometimes-M5", "opinion:only-"])
def test_a_misspelt_derived_id_is_an_error(name):
    with pytest.raises(InputError, match="There is no clause|is no scenario"):
        by_id(name)


def test_a_resolved_file_reads_back_to_the_same_thing(tmp_path):
    parent = STRICT.replace("id: strict", "id: parent")
    child = "id: mine\nextends: parent\nassumptions: {delisting_fear: {value: 2}}\n"
    child += policy("assessment.pass_mark", "{from: 2024Q2, value: 65, until: 2026Q4}")
    scenario = resolved(tmp_path, child, parent=parent)
    again = resolved(tmp_path, scenario.to_yaml())
    ground = scenario.ground(REGISTERS, PLACES, COLUMNS)
    assert again.canonical(ground) == scenario.canonical(ground)
    for field, path in law(scenario).paths.items():
        assert (law(again).paths[field] == path).all(), field
    assert again.to_yaml() == scenario.to_yaml()
    assert (again.title, again.question, again.resolution) == (
        scenario.title,
        scenario.question,
        scenario.resolution,
    )


@pytest.mark.parametrize("why", ["a: b # c", 'say "no"', "no", "12", "严格\u2028\x85", "\\", "~"])
def test_any_reason_survives_being_written_down(tmp_path, why):
    scenario = resolved(tmp_path, HEAD + policy("land.release", "{from: 2025, value: 20}"))
    reason = replace(scenario.changes[0], why=why)
    text = replace(scenario, changes=(reason,)).to_yaml()
    assert resolved(tmp_path, text).changes[0].why == why


def canonical(scenario) -> dict:
    return scenario.canonical(scenario.ground(REGISTERS, PLACES, COLUMNS))


def test_no_reform_differs_from_the_baseline_in_nothing():
    assert canonical(by_id("no-reform")) == {
        "levers": {},
        "assumptions": {},
        "count_as": {},
        "events": [],
        "period": ["2023Q1", "2035Q4"],
    }


def test_the_canonical_form_says_what_differs(tmp_path):
    text = "id: mine\nextends: no-reform\n" + policy(
        "assessment.pass_mark", "{from: 2025, value: 70, until: 2026Q4}"
    )
    levers = canonical(resolved(tmp_path, text))["levers"]
    assert levers == {"assessment.pass_mark": [["2023Q1", 60], ["2025Q1", 70], ["2027Q1", 60]]}


SAME = {
    "a value that is the value before": policy("land.release", "{from: 2023, value: 10}"),
    "a factor of one": policy("land.release", "{from: 2025, scale: 1}"),
    "the registered assumption": "assumptions: {delisting_fear: {value: 1}}\n",
    "the usual reading": "count_as: {hidden_champion: simon}\n",
    "another resolution": "resolution: draft\n",
    "another title": "title: another\n",
    "completions by the model": "completions: model\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_what_makes_no_difference_is_not_in_the_canonical_form(tmp_path, text):
    scenario = resolved(tmp_path, "id: mine\nextends: no-reform\n" + text)
    assert canonical(scenario) == canonical(by_id("no-reform"))


OTHER = {
    "a value": policy("land.release", "{from: 2025, value: 11}"),
    "a value later": policy("land.release", "{from: 2026, value: 11}"),
    "a value in one park": policy("land.release", "{from: 2025, value: 11, parks: [east]}"),
    "an assumption": "assumptions: {delisting_fear: {value: 2}}\n",
    "a reading": "count_as: {hidden_champion: all}\n",
    "a period": "period: {from: 2023Q1, until: 2034Q4}\n",
    "an event": "events: [{at: 2026Q1, do: delist_park, parks: [east]}]\n",
    "a clause": "clauses: {without: [M4]}\n",
    "completions": "completions: observed\n",
}


def test_everything_that_may_matter_makes_its_own_canonical_form(tmp_path):
    forms = [canonical(resolved(tmp_path, HEAD + text)) for text in OTHER.values()]
    forms += [canonical(by_id(name)) for name in ("opinion", "no-reform")]
    assert all(one != other for n, one in enumerate(forms) for other in forms[:n])


def test_factors_lie_over_every_file(tmp_path):
    scenario = resolved(tmp_path, STRICT)
    factor = Change("assessment.pass_mark", "value", 50.0, quarters.parse("2024Q1"))
    over = scenario.overlaid([factor], {"delisting_fear": Override(3.0)})
    assert [at(over, each) for each in ("2023Q4", "2024Q1", "2025Q1")] == [60, 50, 50]
    assert over.overrides == {"delisting_fear": 3.0}
    assert at(scenario, "2025Q1") == 70, "the scenario itself stays as it is"


def test_only_the_phase_in_depends_on_the_replicate():
    scenario = by_id("opinion")
    one, two = law(scenario, 0), law(scenario, 1)
    moved = {
        lever.id
        for lever in REGISTERS.levers.values()
        if (one.paths[lever.field] != two.paths[lever.field]).any()
    }
    assert moved
    assert all(REGISTERS.levers[name].opinion.by_park for name in moved)


def test_a_resolved_scenario_can_be_sent_to_a_worker(tmp_path):
    scenario = resolved(tmp_path, STRICT)
    assert pickle.loads(pickle.dumps(scenario)) == scenario
