"""The plan of an experiment: which runs, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from typing import Any

from sim.core.errors import InputError
from sim.runs.keys import digest, run_key
from sim.runs.specs import RunSpec, World

MOST_REPLICATES = 10_000
LARGEST_SEED = 2**63 - 1  # results keep it in eight bytes


@dataclass(frozen=True)
class Plan:
    """Runs in the order of dispatch: replicate by replicate, scenarios interleaved.

    A batch that is cut short is then balanced: every scenario has the same replicates but one.
    """

    scenarios: tuple[Any, ...]
    replicates: int
    seed: int
    world: World
    runs: tuple[RunSpec, ...]

    @property
    def id(self) -> str:
        """Name of the experiment, made of its scenarios."""
        named = [scenario.id for scenario in self.scenarios]
        shown = "+".join(named[:3])
        return shown if len(named) <= 3 else f"{shown}+{len(named) - 3}-more"

    @cached_property
    def hash8(self) -> str:
        """Eight digits that stand for all runs of the plan."""
        return digest([spec.key for spec in self.runs])[:8]

    def distinct(self) -> list[RunSpec]:
        """Return one run of each key: scenarios that are equal are run once."""
        return list({spec.key: spec for spec in self.runs}.values())

    def twins(self) -> list[tuple[str, str]]:
        """Return pairs of scenarios that turned out equal."""
        first: dict[str, str] = {}
        found = []
        for spec in self.runs[: len(self.scenarios)]:
            if spec.key in first:
                found.append((first[spec.key], spec.scenario.id))
            first.setdefault(spec.key, spec.scenario.id)
        return found


def plan(
    scenarios: Sequence[Any],
    policies: Sequence[Mapping[str, Any]],
    replicates: int,
    seed: int,
    world: World,
) -> Plan:
    """Lay out the runs of some scenarios.

    scenarios   resolved scenarios, the reference first
    policies    for each, all that it sets apart from the registered baseline
    replicates  how many worlds each scenario is run in, 1 to 10,000
    Raises InputError for no scenario, two of one id, or a wrong number of replicates or seed.
    """
    if not scenarios:
        raise InputError("", "There is no scenario to run.", "Name one: parksim run opinion")
    named = [scenario.id for scenario in scenarios]
    double = sorted({name for name in named if named.count(name) > 1})
    if double:
        advice = 'Give each its own id, in Python by .named("mine"): tables tell them apart by it.'
        raise InputError("", f'There are two scenarios "{double[0]}".', advice)
    if not _whole(replicates, 1, MOST_REPLICATES):
        what = f"{replicates} replicates cannot be run."
        raise InputError("--replicates", what, f"Give a whole number from 1 to {MOST_REPLICATES}.")
    if not _whole(seed, 0, LARGEST_SEED):
        what = f"{seed} is no seed."
        raise InputError("--seed", what, f"Give a whole number from 0 to {LARGEST_SEED}.")
    runs = tuple(_interleaved(scenarios, policies, replicates, seed, world))
    return Plan(tuple(scenarios), replicates, seed, world, runs)


def _whole(number: Any, least: int, most: int) -> bool:
    return isinstance(number, Integral) and least <= number <= most


def _interleaved(
    scenarios: Sequence[Any],
    policies: Sequence[Mapping[str, Any]],
    replicates: int,
    seed: int,
    world: World,
) -> Iterator[RunSpec]:
    for replicate in range(replicates):
        for scenario, policy in zip(scenarios, policies, strict=True):
            key = run_key(
                policy,
                seed=seed,
                replicate=replicate,
                resolution=world.resolution,
                data=world.data,
                dynamics=world.dynamics,
                uncertainty=world.uncertainty,
            )
            yield RunSpec(key, scenario, replicate, seed, world)
