"""Equations against the registers: every symbol, constant, lever and column has its row and owner.

The rules are read off the source: the docstrings of equations, the syntax trees of equations, and
what the stage compiler knows a stage to read and write.
"""

import ast
import inspect
import re
import textwrap
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import sim
import sim.behaviour
from sim.core.equation import Equation
from sim.core.table import declared
from sim.opening import KINDS
from sim.policy.assumed import Assumed
from tests.laws.worlds import REGISTERS, stages

# Equations of the specification: all are in the model.
PRESENT = [*range(1, 52)]
UNITS = re.compile(
    r"\b(persons?|people|yuan|shares?|log|years?|quarters?|km|m2|ha|rows|firms|points|probability|"
    r"multipliers?|rate|months|days|parcels|count|utility|0 or 1|0-1|uniform|sd|ratios?)\b|  -  "
)
# 0, 1, 2 and a half; quarters a year, months, days, square meters a hectare, thousands, millions
PLAIN_NUMBERS = {0, 1, 2, 0.5, 4, 12, 365, 100, 1000, 10_000, 1_000_000}
# Letters of the formulas that stand for a state variable, an argument or a flow, not a constant.
VARIABLES = set(
    "g_w w_old w_new w_last w_rival g_0 g_inf D_0 access_0 rate_k reg_k share_pk r_eq r_0 r_office "
    "r_plant tau_0 n_lead n_0 L_0 H_0 sigma mu theta omega_kl S_meas e_2023 phi z_top "
    "e_service e_env Q_0 Q_op x_0".split()
)


def equations() -> list[Equation]:
    """Return every equation of the stages, in the order of files."""
    found = []
    for module in iter_modules(sim.behaviour.__path__):
        loaded = import_module(f"sim.behaviour.{module.name}")
        for item in vars(loaded).values():
            if isinstance(item, Equation) and item.function.__module__ == loaded.__name__:
                found.append(item)
    return found


def named(item: Equation) -> str:
    """Return the name of an equation with its file."""
    return f"{item.function.__module__.rpartition('.')[2]}.{item.function.__name__}"


def doc(item) -> str:
    """Return a docstring without its indentation."""
    return inspect.getdoc(item.function) or ""


def file_of(stage) -> str:
    """Return the stage of the quarter to which a loop belongs; some have two files or more."""
    file = stage.function.__module__.rpartition(".")[2]
    return {
        "land": "build",
        "seek": "invest",
        "tickets": "incubate",
        "wages": "match",
        "patents": "research",
        "spillover": "research",
        "special_fund": "budget",
        "orders": "sell",
        "academic": "enter",
        "found": "enter",
        "branch": "move",
    }.get(file, file)


every_equation = pytest.mark.parametrize("item", equations(), ids=named)


@every_equation
def test_an_equation_names_its_number_and_what_it_returns(item):
    assert re.search(r"\bE\d+|specification 2\.\d", doc(item)), "no number of the specification"
    assert "Returns" in doc(item)


@every_equation
def test_an_equation_states_units(item):
    assert UNITS.search(doc(item)), "no unit"


@every_equation
def test_an_equation_explains_its_arguments(item):
    words = set(re.findall(r"[A-Za-z_0-9]+", doc(item)))
    for argument in inspect.signature(item.function).parameters:
        parts = argument.split("_")
        forms = {argument, *parts, *(f"{part}s" for part in parts)}
        forms |= {"all"}  # "all  million yuan/year"
        forms |= {f"{part[:-1]}ies" for part in parts if part.endswith("y")}
        assert forms & words, f"{argument} is not explained"


@every_equation
def test_an_equation_has_no_number_that_its_formula_does_not_show(item):
    tree = ast.parse(textwrap.dedent(inspect.getsource(item.function)))
    shown = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", doc(item))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            assert node.value in PLAIN_NUMBERS or node.value in shown, f"{node.value} is hidden"


def symbol_key(symbol: str) -> str:
    """Return a symbol without index and underscores: ``g0_k`` and ``g_0`` are the same."""
    return re.sub(r"_(k|pk|qk|p|c)$", "", symbol).replace("_", "")


@every_equation
def test_a_greek_letter_or_indexed_symbol_of_a_formula_is_registered(item):
    registered = {symbol_key(symbol) for symbol in REGISTERS.symbols()}
    arguments = set(inspect.signature(item.function).parameters)
    greek = "alpha|beta|gamma|delta|eta|theta|kappa|lambda|rho|sigma|phi|chi|psi|omega|pi|xi|mu|nu"
    found = re.findall(rf"\b(?:(?:{greek})(?:_\w+)?|[a-zA-Z]_\w+)\b", doc(item))
    for symbol in set(found) - arguments - VARIABLES:
        assert symbol_key(symbol) in registered, f"{symbol} has no row in the register"


def test_every_equation_of_todays_stages_is_in_a_docstring():
    text = " ".join(doc(item) for item in [*equations(), *stages()])
    found = {int(number) for number in re.findall(r"\bE(\d+)", text)}
    for first, last in re.findall(r"\bE(\d+)-E(\d+)", text):
        found |= set(range(int(first), int(last) + 1))
    assert set(PRESENT) <= found


@cache
def assumptions() -> set[str]:
    """Return the names under which stages can read the register."""
    return set(Assumed(REGISTERS).names)


@pytest.mark.parametrize("stage", stages(), ids=lambda stage: stage.name)
def test_a_stage_reads_only_what_is_registered(stage):
    assert set(stage.reads("assume")) <= assumptions()
    fields = {lever.field for lever in REGISTERS.levers.values()}
    assert set(stage.reads("law")) <= fields
    for table, kind in KINDS.items():
        assert set(stage.reads(table)) <= set(declared(kind)), table


# Constants of today's formulas that nothing reads, by the reason why.
UNREAD = {
    "the data of the zone or their solution give the figure": (
        "exit_size_normaliser plant_rent_start stuck_parcels_start standard_far_minimum "
        "graduates_leading_share inflow_leading_share service_productivity"
    ),
    "a figure to hold results or draws against": "agglomeration_gain_cap hnte_rate_users",
    "contained in other constants": "wage_change_clip location_taste_scale park_taste_scale",
    "founders are no agents: their age and their house change nothing": (
        "spinoff_founder_housing founder_age_peak founder_age_odds"
    ),
    "upstairs floor is not told apart from other plants, nor the lease of a plot from its rent": (
        "standard_start_months standard_lease_years vertical_suitability"
    ),
    "the same constant under a second name": "seeking_runway_quarters loss_tolerance_effect",
    "a neighbor of a park is read as the park itself (docs/decisions/0006)": "neighbor_count",
}


def test_a_constant_of_a_formula_of_today_is_read_or_has_a_reason():
    read = {name for stage in stages() for name in stage.reads("assume")}
    files = [
        file for file in Path(sim.__file__).parent.rglob("*.py") if "behaviour" not in file.parts
    ]
    elsewhere = set(re.findall(r"\w+", " ".join(file.read_text("utf-8") for file in files)))
    unread = {
        assumption.id
        for assumption in REGISTERS.assumptions.values()
        if re.fullmatch(r"E(\d+)", assumption.used_in or "")
        and int(assumption.used_in[1:]) in PRESENT
        and not any(name == assumption.id or name.startswith(f"{assumption.id}_") for name in read)
    }
    reasons = [name for names in UNREAD.values() for name in names.split()]
    assert len(reasons) == len(set(reasons)), "one reason each"
    assert unread - elsewhere == set(reasons)


def test_constants_that_others_contain_agree_with_them():
    def value(name):
        return REGISTERS.assumptions[name].value

    limit = value("wage_curve_slope") * value("wage_tightness_clip")
    assert value("wage_change_clip") == pytest.approx(limit)
    for scale in ("location_taste_scale", "park_taste_scale"):  # of standard Gumbel numbers
        assert value(scale) == 1.0


def read_by(lever: str) -> list[str]:
    """Return the loops that read a lever: derived from the source, never typed."""
    field = REGISTERS.lever(lever).field
    return [stage.name for stage in stages() if field in stage.reads("law")]


@pytest.mark.parametrize("lever", REGISTERS.levers)
def test_a_lever_is_read_by_a_stage(lever):
    assert read_by(lever)


# Loops that write the columns of an agent that comes: its birth, not a second owner.
BIRTHS = {"found_firms", "open_firms", "open_funds", "settle_newcomers"}
# Columns that several stages write because something flows through all of them.
NAMED_FLOWS = {
    "money of firms": {
        "firms.cash": {
            "award",
            "collaborate",
            "exit_stakes",
            "incubate",
            "invest",
            "leave",
            "lend",
            "move",
            "raise_funds",
            "research",
            "settle_firms",
            "train",
            "train_engineers",
        }
    },
    "floor": {
        "firms.office_floor": {"set_rents", "leave", "move"},
        "firms.plant_floor": {"set_rents", "leave", "move"},
        "firms.plant2_floor": {"set_rents", "leave", "move"},
        "parks.let": {"set_rents", "leave", "move"},
        "firms.log_rent": {"set_rents", "move"},
        "firms.log_rent_last": {"set_rents", "move"},
        "firms.lease_step": {"build", "move"},
    },
    "first orders run out": {"firms.first_order": {"sell", "leave"}},
    "desks": {
        "firms.incubator": {"incubate", "leave"},
        "incubators.occupancy": {"incubate", "leave"},
    },
    "graduates without a relay": {"firms.must_move": {"incubate", "move"}},
    "a product gives back the appeal that its prototype lacked": {
        "firms.appeal": {"appeal", "research"}
    },
    "links": {"firms.links": {"collaborate", "leave"}, "links.alive": {"collaborate", "leave"}},
    "loans": {"firms.debt": {"lend", "leave"}},
    "rounds, first tickets of incubators included": {
        "firms.round": {"invest", "exit_stakes", "incubate"},
        "firms.round_size": {"invest", "incubate"},
        "firms.round_quarters": {"invest", "incubate"},
        "firms.valuation": {"invest", "exit_stakes", "incubate"},
        "parks.rounds": {"invest", "incubate"},
        "parks.round_money": {"invest", "incubate"},
    },
    "money of funds": {
        "funds.dry_powder": {"raise_funds", "invest"},
        "funds.spent": {"raise_funds", "invest"},
        "incubators.own_fund": {"raise_funds", "incubate"},
        "stakes.alive": {"exit_stakes", "leave"},
    },
    "land": {"parks.land_bank": {"assess", "build"}},
    "the table of the year, set to 0 once it is judged": {"parks.year": {"assess", "scorecard"}},
    "people": {
        "talents.employer": {"move_people", "match", "leave", "tally", "free_people"},
        "talents.searching": {"match", "leave"},
        "talents.tenure": {"train", "match", "leave", "tally", "free_people"},
        "talents.work_park": {"match", "tally"},
        "firms.founding": {"match", "move"},
        "cells.quits": {"move_people", "match"},
        "cells.talents": {"match", "tally"},
    },
}


def writers() -> dict[str, set[str]]:
    """Return for each column the stages that write it, births aside."""
    found: dict[str, set[str]] = {}
    for stage in stages():
        for table, column in stage.writes():
            if table in KINDS and stage.name not in BIRTHS:
                found.setdefault(f"{table}.{column}", set()).add(file_of(stage))
    return found


def test_every_column_has_one_owner_except_the_named_flows():
    shared = {column: owners for column, owners in writers().items() if len(owners) > 1}
    flows = {column: owners for flow in NAMED_FLOWS.values() for column, owners in flow.items()}
    assert shared == flows


# Columns that stages read and nobody writes: what an agent or a place is once and for ever.
FIXED = set(
    "alive uid weight kind origin birth_quarter birth_park birth_number lease_phase quality "
    "industry park value_added_share labour_cost_share district special_regime "
    "planned_area leading sub_parks_start rent_start starts_base approval_days_start "
    "density_start services_start desks capital demand_start access_start wage_start wage_constant "
    "location_outside labour_factor location entry_base slot_first slot_count staff_a_slot "
    "sampled tax_of_rest revenue firm partner fund "
    "knowledge_reference absorption_mean research_median world_knowledge "
    "proof_barred grant_lag_cut standard_plot others industry_focus capability_start".split()
)


def test_every_column_that_a_stage_reads_is_written_or_fixed():
    owned = writers()
    born = {f"{t}.{c}" for s in stages() if s.name in BIRTHS for t, c in s.writes()}
    orphans = set()
    for stage in stages():
        for table in KINDS:
            for column in stage.reads(table):
                name = f"{table}.{column}"
                if name not in owned and name not in born and column not in FIXED:
                    orphans.add(name)
    assert not orphans
