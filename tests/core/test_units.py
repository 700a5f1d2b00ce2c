"""Units: the closed list and what people may write."""

import importlib
import pkgutil

import pytest

import sim.agents
from sim.core.errors import InputError
from sim.core.state import state
from sim.core.units import UNITS, unit


def test_a_listed_unit_has_wordings_in_both_languages_and_a_kind():
    assert unit("million yuan") == ("million yuan", "million yuan", "百万元", "money")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("m yuan", "million yuan"),
        ("bn yuan a year", "billion yuan a year"),
        ("10^4 m2", "10,000 m2"),
        ("m m2", "million m2"),
        ("yuan/m²", "yuan/m2"),
        ("  persons ", "persons"),
    ],
)
def test_a_short_spelling_is_understood(written, meant):
    assert unit(written).id == meant


def test_an_unknown_unit_is_an_error_that_names_the_nearest():
    with pytest.raises(InputError) as caught:
        unit("millon yuan")
    assert str(caught.value) == (
        '  There is no unit "millon yuan".\n  Did you mean "million yuan"?'
    )


def test_no_unit_is_listed_in_two_spellings():
    assert {text: unit(text).id for text in UNITS} == {text: text for text in UNITS}
    wordings = [" ".join(each.en.split()).casefold() for each in UNITS.values()]
    assert len(set(wordings)) == len(wordings)


def test_every_unit_has_a_chinese_wording():
    assert [each.id for each in UNITS.values() if not each.zh.strip()] == []


def test_every_state_variable_of_the_agents_has_a_listed_unit():
    declared = {}
    for found in pkgutil.iter_modules(sim.agents.__path__):
        module = importlib.import_module(f"sim.agents.{found.name}")
        for kind in vars(module).values():
            if isinstance(kind, type):
                declared |= {
                    f"{kind.__name__}.{name}": variable.unit
                    for name, variable in vars(kind).items()
                    if isinstance(variable, state)
                }
    assert len(declared) > 100
    assert {name: text for name, text in declared.items() if text not in UNITS} == {}
