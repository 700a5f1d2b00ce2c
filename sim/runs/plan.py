"""The plan of an experiment: which runs, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from numbers import Integral
from typing import TYPE_CHECKING, Any

from sim.core.errors import InputError
from sim.runs.keys import digest, run_key
from sim.runs.specs import RunSpec, World

if TYPE_CHECKING:
    import pandas as pd

MOST_REPLICATES = 10_000
MOST_RUNS = 2_000_000
LARGEST_SEED = 2**63 - 1  # results keep it in eight bytes


@dataclass(frozen=True)
class Variant:
    """One scenario in one row of a design.

    scenario  the resolved scenario, the row's values over it
    policy    digest of all that it sets apart from the registered baseline
    """

    row: int
    scenario: Any
    policy: str


@dataclass(frozen=True)
class Plan:
    """Runs in the order of dispatch: replicate by replicate, row by row, scenarios interleaved.

    A batch that is cut short is then balanced: every scenario has the same replicates but one.

    scenarios   without the values of any row, the reference first
    variants    scenarios by row; without factors the scenarios themselves in row 0
    replicates  of every variant
    runs        all runs in that order
    random      ``common``: the same luck for all scenarios; ``independent``: each has its own
    name        of the experiment; empty: made of its scenarios
    outset      replicates that the plan began with, by which it is named
    tables      name -> table of the design that the result keeps (``design``, ``unit``)
    """

    scenarios: tuple[Any, ...]
    variants: tuple[Variant, ...]
    replicates: int
    seed: int
    world: World
    runs: tuple[RunSpec, ...]
    random: str = "common"
    name: str = ""
    outset: int = 0
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict, compare=False, repr=False)

    @property
    def id(self) -> str:
        """Name of the experiment, its own or made of its scenarios."""
        named = [scenario.id for scenario in self.scenarios]
        shown = "+".join(named[:3])
        made = shown if len(named) <= 3 else f"{shown}+{len(named) - 3}-more"
        return self.name or made

    @cached_property
    def hash8(self) -> str:
        """Eight digits that stand for the runs that the plan began with."""
        first = len(self.variants) * (self.outset or self.replicates)
        return digest([spec.key for spec in self.runs[:first]])[:8]

    @property
    def rows(self) -> int:
        """Rows of the design, 1 without factors."""
        return len({each.row for each in self.variants})

    def distinct(self) -> list[RunSpec]:
        """Return one run of each key: what is equal is run once."""
        return list({spec.key: spec for spec in self.runs}.values())

    def twins(self) -> list[tuple[str, str]]:
        """Return pairs of scenarios that are equal in every row."""
        policies: dict[str, list[str]] = {scenario.id: [] for scenario in self.scenarios}
        for each in self.variants:
            policies[each.scenario.id].append(each.policy)
        first: dict[tuple[str, ...], str] = {}
        found = []
        for name, rows in policies.items():
            one = first.setdefault(tuple(rows), name)
            if one != name:
                found.append((one, name))
        return found

    def with_replicates(self, replicates: int) -> Plan:
        """Return the plan with another number of replicates, under the same name.

        Raises InputError for a wrong number.
        """
        _check_replicates(replicates)
        runs = tuple(_interleaved(self.variants, replicates, self.seed, self.world, self.random))
        outset = self.outset or self.replicates
        return replace(self, replicates=replicates, runs=runs, outset=outset)


def plan(
    scenarios: Sequence[Any],
    policies: Sequence[Mapping[str, Any]],
    replicates: int,
    seed: int,
    world: World,
    *,
    variants: Sequence[Variant] = (),
    random: str = "common",
    name: str = "",
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> Plan:
    """Lay out the runs of some scenarios.

    scenarios   resolved scenarios, the reference first
    policies    for each, all that it sets apart from the registered baseline
    replicates  how many worlds each scenario is run in, 1 to 10,000
    variants    scenarios by row of a design, row by row; without any the scenarios are run alone
    random, name, tables  as of a `Plan`
    Raises InputError for no scenario, two of one id, too many runs, or a wrong number of replicates
    or seed.
    """
    if not scenarios:
        raise InputError("", "There is no scenario to run.", "Name one: parksim run opinion")
    named = [scenario.id for scenario in scenarios]
    double = sorted({name for name in named if named.count(name) > 1})
    if double:
        advice = 'Give each its own id, in Python by .named("mine"): tables tell them apart by it.'
        raise InputError("", f'There are two scenarios "{double[0]}".', advice)
    _check_replicates(replicates)
    if not _whole(seed, 0, LARGEST_SEED):
        what = f"{seed} is no seed."
        raise InputError("--seed", what, f"Give a whole number from 0 to {LARGEST_SEED}.")
    alone = (Variant(0, *pair) for pair in zip(scenarios, map(digest, policies), strict=True))
    chosen = tuple(variants or alone)
    if len(chosen) * replicates > MOST_RUNS:
        what = f"This plan has {len(chosen) * replicates:,} runs; at most {MOST_RUNS:,} are taken."
        raise InputError("", what, "Lessen the replicates, the rows or the scenarios.")
    runs = tuple(_interleaved(chosen, replicates, seed, world, random))
    kept = dict(tables or {})
    return Plan(tuple(scenarios), chosen, replicates, seed, world, runs, random, name, tables=kept)


def seed_of(scenario: str, seed: int, random: str) -> int:
    """Return the seed of a scenario's runs: the plan's, or for independent luck its own."""
    if random == "common":
        return seed
    mixed = blake2b(f"{seed} {scenario}".encode(), digest_size=8).digest()
    return int.from_bytes(mixed, "big") % (LARGEST_SEED + 1)


def _interleaved(
    variants: Sequence[Variant], replicates: int, seed: int, world: World, random: str
) -> Iterator[RunSpec]:
    seeds = {each.scenario.id: seed_of(each.scenario.id, seed, random) for each in variants}
    for replicate in range(replicates):
        for each in variants:
            own = seeds[each.scenario.id]
            key = run_key(
                each.policy,
                seed=own,
                replicate=replicate,
                resolution=world.resolution,
                data=world.data,
                dynamics=world.dynamics,
                uncertainty=world.uncertainty,
            )
            yield RunSpec(key, each.scenario, replicate, own, world, each.row)


def _check_replicates(replicates: Any) -> None:
    if not _whole(replicates, 1, MOST_REPLICATES):
        what = f"{replicates} replicates cannot be run."
        raise InputError("--replicates", what, f"Give a whole number from 1 to {MOST_REPLICATES}.")


def _whole(number: Any, least: int, most: int) -> bool:
    return isinstance(number, Integral) and least <= int(number) <= most
