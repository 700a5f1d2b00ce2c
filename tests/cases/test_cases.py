"""Worked examples: this firm, this quarter, this law -> this result.

Every file of this folder is a list of cases. A case has a ``case`` (what it shows), a ``note`` (the
sum on paper), a ``source``, and one of

* ``equation`` with ``given`` (its arguments by name) and ``gives`` (its value), or
* ``stages`` to run on the made-up town of `tests.behaviour.made_up`, with ``law``, ``assumed`` and
  ``rows`` (table, row, column: value) that differ from it, and what it ``gives``: rows in the same
  form, and ``paid`` as lists of payer, payee, million yuan. ``district`` stands for the first one.

Numbers hold to six digits.
"""

from importlib import import_module
from pathlib import Path

import pytest

from sim.core import strict_yaml
from tests.behaviour.made_up import Town

FOLDER = Path(__file__).parent
KEYS = {
    "equation": {"case", "note", "source", "equation", "given", "gives"},
    "stages": {"case", "note", "source", "stages", "law", "assumed", "rows", "gives"},
}


def found(name: str):
    """Return what a dotted name stands for in the stages' package."""
    module, _, item = name.rpartition(".")
    return getattr(import_module(f"sim.behaviour.{module}"), item)


def cases() -> list:
    """Return every case of the folder under its file and title."""
    every = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in strict_yaml.read(path).data:
            kind = "equation" if "equation" in case else "stages"
            every.append(pytest.param(kind, case, id=f"{path.stem}: {case['case']}"))
    return every


@pytest.mark.parametrize(("kind", "case"), cases())
def test_the_case_gives_what_pen_and_paper_give(kind, case):
    assert set(case) <= KEYS[kind], "a case has no other keys"
    assert case["note"] and case["source"]
    if kind == "equation":
        evaluate(case)
    else:
        for engine in ("plain", "compiled"):
            simulate(case, engine)


def evaluate(case: dict) -> None:
    """Compare an equation's value with the case."""
    equation = found(case["equation"])
    value = equation.function(**case["given"])
    assert value == pytest.approx(case["gives"], rel=1e-6, abs=1e-9)


def simulate(case: dict, engine: str) -> None:
    """Run the stages of a case and compare rows and payments."""
    town = Town(engine, case.get("assumed"), case.get("law"))
    for table, row, column, value in entries(case.get("rows", {})):
        town[table][column][row] = value
    for stage in case["stages"]:
        town.apply(found(stage))
    expected = dict(case["gives"])
    for payer, payee, amount in expected.pop("paid", []):
        paid = town.paid(account(town, payer), account(town, payee))
        assert paid == pytest.approx(amount, rel=1e-6, abs=1e-9), f"{payer} to {payee}"
    for table, row, column, value in entries(expected):
        got = town[table][column][row]
        assert got == pytest.approx(value, rel=1e-6, abs=1e-9), f"{table} {row} {column}"


def account(town: Town, name: str) -> int:
    """Return the number of an account."""
    return getattr(town.ledger, "districts" if name == "district" else name)


def entries(tables: dict):
    """Yield (table, row, column, value) of a nest of tables and rows."""
    for table, rows in tables.items():
        for row, columns in rows.items():
            for column, value in columns.items():
                yield table, int(row), column, value
