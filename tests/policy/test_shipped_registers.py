"""The shipped registers are complete and hold together."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from sim.core import quarters
from sim.core.units import UNITS
from sim.policy import registers as module
from sim.policy.assumption import slug
from sim.policy.lever import ByColumn

CLAUSES = (
    [f"P{n}" for n in range(1, 5)]
    + [f"T{n}" for n in range(1, 10)]
    + [f"M{n}" for n in range(1, 16)]
    + [f"S{n}" for n in range(1, 5)]
)
ASKED = [name for name in CLAUSES if name[0] in "MS"]


@pytest.fixture(scope="module")
def registers():
    return module.load()


def test_every_clause_of_the_opinion_is_listed_in_order(registers):
    assert list(registers.clauses) == CLAUSES
    kinds = Counter(clause.kind for clause in registers.clauses.values())
    assert kinds == {"principle": 4, "target": 9, "measure": 15, "safeguard": 4}


@pytest.mark.parametrize("clause", ASKED)
def test_every_measure_and_safeguard_has_a_lever(registers, clause):
    assert registers.levers_of(clause)


def test_there_are_as_many_levers_as_the_specification_lists(registers):
    assert len(registers.levers) == 111
    by_clause = Counter(lever.clause for lever in registers.levers.values())
    assert by_clause["M5"] == 17
    assert by_clause["M12"] == 12


def test_every_lever_has_every_key(registers):
    for lever in registers.levers.values():
        assert lever.filled == (), lever.id
        for key in ("cost", "mechanism", "observable", "source", "acts", "place"):
            assert getattr(lever, key), (lever.id, key)
        assert lever.indicators, lever.id
        assert lever.also["en"], lever.id
        assert lever.also["zh"], lever.id


def test_every_lever_stands_in_the_file_of_its_theme(registers):
    for lever in registers.levers.values():
        theme = lever.id.partition(".")[0]
        assert lever.place.startswith(f"policy/levers/{theme}.yaml:")


def test_every_assumption_stands_in_the_file_of_its_theme(registers):
    for assumption in registers.assumptions.values():
        assert assumption.filled == (), assumption.id
        assert assumption.place.startswith(f"policy/assumptions/{assumption.theme}.yaml:")


def test_every_unit_is_listed(registers):
    named = [lever.unit for lever in registers.levers.values()]
    named += [target.unit for target in registers.targets.values()]
    for assumption in registers.assumptions.values():
        named += [assumption.note("unit", index) for index in assumption.index or ("",)]
    assert [name for name in named if name not in UNITS] == []


def test_every_label_has_chinese_in_it(registers):
    labelled = [*registers.levers.values(), *registers.assumptions.values()]
    labelled += [*registers.events.values(), *registers.definitions.values()]
    for each in labelled:
        assert any("一" <= sign <= "鿿" for sign in each.label.zh), each.id
        assert each.label.en.isascii(), each.id


def test_no_two_levers_and_no_two_assumptions_have_the_same_label(registers):
    for register in (registers.levers, registers.assumptions):
        for language in ("en", "zh"):
            labels = Counter(each.label.of(language) for each in register.values())
            assert [label for label, times in labels.items() if times > 1] == []


def test_no_field_of_an_assumption_stands_for_two_numbers(registers):
    fields = []
    for assumption in registers.assumptions.values():
        fields.append(assumption.id)
        fields += [f"{assumption.id}_{slug(index)}" for index in assumption.index]
    assert [field for field, times in Counter(fields).items() if times > 1] == []


def test_levers_of_a_group_sum_to_one_before_and_under_the_opinion(registers):
    groups = registers.sum_groups
    assert set(groups) == {"assessment.weight", "special_fund.mix"}
    assert [len(parts) for parts in groups.values()] == [4, 3]
    for parts in groups.values():
        levers = [registers.levers[part] for part in parts]
        assert sum(lever.before_value for lever in levers) == pytest.approx(1, abs=1e-12)
        assert sum(lever.opinion_value for lever in levers) == pytest.approx(1, abs=1e-12)


def test_the_pass_mark_is_the_one_of_the_style_guide(registers):
    mark = registers.lever("assessment.pass_mark")
    assert mark.label == ("Pass mark of the yearly assessment", "考核合格线")
    assert (mark.kind, mark.unit, mark.scope) == ("number", "points", "zone")
    assert (mark.range, mark.plausible) == ((0, 100), (50, 70))
    assert (mark.before_value, mark.opinion_value, mark.opinion.from_) == (60, 60, "2024Q1")
    assert mark.field == "assessment_pass_mark"
    assert not mark.changed_by_opinion


def test_a_management_body_stands_before_only_where_the_parks_file_says_so(registers):
    body = registers.lever("body.exists")
    assert body.before == ByColumn(0, "body_2023")
    assert body.changed_by_opinion


def test_the_parks_file_has_the_columns_that_levers_name(registers):
    parks = Path(module.__file__).parents[1] / "zone" / "data"
    columns = {
        lever.before.column
        for lever in registers.levers.values()
        if isinstance(lever.before, ByColumn)
    }
    for path in parks.glob("*/parks.csv"):
        with path.open(encoding="utf-8") as stream:
            assert columns <= set(next(csv.reader(stream)))


def test_the_opinion_acts_from_2024_on(registers):
    starts = [lever.opinion.start for lever in registers.levers.values()]
    dated = [start for start in starts if start is not None]
    assert len(starts) - len(dated) == 39
    assert min(dated) == quarters.parse("2024Q1")


def test_sixteen_levers_or_more_are_left_alone_by_the_opinion(registers):
    same = [lever.id for lever in registers.levers.values() if not lever.changed_by_opinion]
    assert {"assessment.pass_mark", "assessment.mode", "assessment.audit"} <= set(same)
    assert len(same) >= 16


@pytest.mark.parametrize(
    ("name", "value", "low", "high"),
    [
        ("demand_elasticity", 4, 3, 6),
        ("growth_shock_scale", 0.60, 0.4, 0.8),
        ("research_elasticity", 0.124, 0.04, 0.2),
        ("delisting_fear", 1, 0, 3),
        ("zone_direct_share", 0.3, 0, 1),
        ("score_indicator_clip", 2.5, 1.5, 4),
        ("reservation_wage_share", 0.6, 0.4, 0.8),
        ("shortage_ratio_floor", 0.05, 0.01, 0.1),
    ],
)
def test_an_assumption_has_the_value_and_range_of_the_specification(
    registers, name, value, low, high
):
    assumption = registers.assumption(name)
    assert (assumption.value, assumption.low, assumption.high) == (value, low, high)


def test_the_exit_hazard_follows_the_registry_by_age(registers):
    hazard = registers.assumption("exit_hazard")
    assert hazard.by == "item"
    assert hazard.values == (0.016, 0.063, 0.095, 0.09, 0.085, 0.085, 0.082, 0.07)
    assert hazard.note("source", "year 8 and later") == "SAIC: below 8 % and falling [V2]"
    assert hazard.note("source", "year 1") == "SAIC 2013 [V2]"


def test_shares_of_a_whole_sum_to_one(registers):
    for name in ("academic_entry_mix", "skill_mix"):
        assert sum(registers.assumption(name).values) == pytest.approx(1, abs=1e-12)


def test_every_assumption_by_industry_has_the_same_industries_in_the_same_order(registers):
    orders = {
        assumption.index
        for assumption in registers.assumptions.values()
        if assumption.by == "industry"
    }
    assert len(orders) == 1


def test_symbols_lead_to_assumptions(registers):
    symbols = registers.symbols()
    assert symbols["s_d"] == ("demand_elasticity",)
    assert symbols["b3"] == ("loan_approval",)
    assert symbols["demand_elasticity"] == ("demand_elasticity",)


def test_targets_have_every_definition_of_the_specification(registers):
    assert list(registers.targets) == [f"T{n}" for n in range(1, 10)]
    first = registers.targets["T1"].definitions
    assert first["hidden_champion"] == ("simon", "national", "top_decile", "all")
    assert first["unicorn"] == ("hurun", "mst10")
    second = registers.targets["T2"].definitions
    assert second == {
        "measure": ("revenue", "output", "value_added"),
        "boundary": ("fixed", "legal"),
    }
    assert registers.targets["T6"].definitions["new_firms"] == ("parks", "city", "strict")


def test_every_definition_is_used_by_a_target(registers):
    used = {name for target in registers.targets.values() for name in target.definitions}
    assert used == set(registers.definitions)


def test_every_event_of_the_specification_is_registered(registers):
    assert set(registers.events) == {
        "delist_park",
        "refuse_patent",
        "grant_patent",
        "award_proof_grant",
        "withhold_proof_grant",
        "anchor_plant",
        "cut_grant_lag",
        "place_in_incubator",
        "change_perimeter",
    }
    assert registers.event("anchor_plant").needs == ("parks", "industries")
    assert registers.event("cut_grant_lag").needs == ("industries", "months")
