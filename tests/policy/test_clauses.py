"""Clauses state their evidence, and principles and targets name the clauses that carry them."""

from dataclasses import replace

import pytest

from sim.core.errors import InputError
from sim.policy import checking
from sim.policy.clause import Clause
from sim.policy.entry import Register
from sim.policy.registers import load


class Everywhere:
    """Places of a file in which only clauses were read."""

    def has(self, kind, name):
        return kind == "clauses"

    def of(self, kind, name, *keys):
        return "/".join((kind, name, *keys))


def check_with(**changed):
    """Check the shipped registers with one clause changed in some fields."""
    registers = load()
    plain = {name: dict(vars(clause)) for name, clause in registers.clauses.items()}
    for name, fields in changed.items():
        plain[name] |= fields
    for entry in plain.values():
        for key in ("heading", "summary", "evidence"):
            entry[key] = entry[key]._asdict()
    checking.check(replace(registers, clauses=Register(Clause, plain)), Everywhere())


def test_the_shipped_clauses_pass():
    check_with()


def test_a_target_says_which_clauses_serve_it():
    with pytest.raises(InputError, match="T2 is a target.\n  Name the clauses that carry it"):
        check_with(T2={"through": []})


def test_a_measure_has_levers_and_is_carried_by_nothing():
    with pytest.raises(InputError, match="M5 is a measure.\n  Drop through"):
        check_with(M5={"through": ["M6"]})


@pytest.mark.parametrize("name", ["M16", "P1"])
def test_only_measures_and_safeguards_carry_others(name):
    with pytest.raises(InputError, match=f'There is no measure or safeguard "{name}"'):
        check_with(P4={"through": [name]})


def test_the_evidence_of_a_clause_is_that_of_the_specification():
    clauses = load().clauses
    assert "1.7-2.3" in clauses["M9"].evidence.en and "Howell 2017" in clauses["M9"].evidence.en
    assert "11.8-16.1 %" in clauses["M6"].evidence.en
    assert "24.2 %" in clauses["S3"].evidence.en
    for name in ("M1", "M8", "M15", "S1", "S4"):  # a dash, or no source, in the specification
        assert "assumed" in clauses[name].evidence.en
