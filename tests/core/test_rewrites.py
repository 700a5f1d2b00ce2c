"""A rewritten stage is remembered as long as nothing that it depends on has changed."""

import importlib.util
import sys
import textwrap

import pytest

from sim.core import compiled, rewrites
from sim.core.compiled import rewritten
from sim.core.language import LanguageError

RATES = """
    from sim.core.equation import equation

    RATE = {rate}


    @equation
    def grown(cash):
        \"\"\"Cash with interest.\"\"\"
        return cash * (1.0 + RATE)
"""
STAGES = """
    from {rates} import grown

    from sim.core.stage import stage

    {note}
    @stage
    def grow(shops):
        for shop in shops:
            shop.grow = grown(shop.cash){more}
"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("PARKSIM_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "stages"


@pytest.fixture
def load(tmp_path):
    """Write a module of equations and one of stages and load both, as a new process would."""
    names = []

    def module(name, text):
        path = tmp_path / f"{name}.py"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        names.append(name)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
        spec.loader.exec_module(sys.modules[name])
        sys.dont_write_bytecode = before
        return sys.modules[name]

    def both(rate=0.5, note="", more=""):
        module("rates_of_a_test", RATES.format(rate=rate))
        text = STAGES.format(rates="rates_of_a_test", note=note, more=more)
        return module("stages_of_a_test", text).grow

    yield both
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture
def no_syntax(monkeypatch):
    """Fail a test in which the syntax of a stage is read."""

    def refuse():
        def read(function):
            raise AssertionError(f"the syntax of {function.__name__} was read")

        monkeypatch.setattr("sim.core.stage.Source.of", read)
        monkeypatch.setattr("sim.core.compiled.Source.of", read)

    return refuse


def test_a_stage_that_was_rewritten_before_is_not_parsed_again(load, no_syntax):
    text, arguments = rewritten(load())
    no_syntax()
    assert rewritten(load()) == (text, arguments)


def test_a_comment_changes_nothing(load, no_syntax):
    text, _ = rewritten(load())
    no_syntax()
    assert rewritten(load(note="# interest is paid at the end"))[0] == text


def test_a_constant_of_an_equation_in_another_file_makes_a_new_text(load):
    assert "1.0 + 0.5" in rewritten(load(rate=0.5))[0]
    assert "1.0 + 0.25" in rewritten(load(rate=0.25))[0]


def test_an_edited_stage_makes_a_new_text(load):
    assert "- 3.0" not in rewritten(load())[0]
    assert "- 3.0" in rewritten(load(more=" - 3.0"))[0]


def test_a_stage_that_was_refused_is_refused_again(load):
    for _ in range(2):
        with pytest.raises(LanguageError, match="Powers round differently"):
            load(more="**2")


def test_a_text_is_not_kept_if_the_file_was_edited_after_it_was_imported(load, tmp_path, cache):
    grow = load()
    (tmp_path / "rates_of_a_test.py").write_text(
        textwrap.dedent(RATES.format(rate=0.5)).replace("cash * (", "cash + ("), encoding="utf-8"
    )
    rewritten(grow)
    assert not list(cache.glob("*.json"))
    assert not rewrites.known(grow.function)


def test_a_damaged_entry_counts_as_missing(load, cache):
    text, _ = rewritten(load())
    (entry,) = cache.glob("*.json")
    entry.write_bytes(entry.read_bytes()[:-9])
    assert rewritten(load())[0] == text


def test_another_compiler_of_stages_forgets_every_text(load, monkeypatch):
    grow = load()
    rewritten(grow)
    monkeypatch.setattr(rewrites, "_language", lambda: b"another")
    assert rewrites.recall(grow.function) is None
    assert compiled.rewritten(grow)[0].startswith('"""grow, rewritten over columns')
