"""The model: a Mesa model of one city with its parks, run quarter by quarter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from sim.behaviour.events import act
from sim.core import quarters as calendar
from sim.core.constants import Constants
from sim.core.errors import InputError
from sim.core.luck import Luck
from sim.core.society import Society
from sim.core.stage import Stage
from sim.measure import networks
from sim.measure.accounts import Ledger, check_accounts, stocks
from sim.measure.records import Recorder, Records
from sim.opening import open_model, upkeep
from sim.policy.assumed import Assumed
from sim.policy.ground import Ground
from sim.policy.law import Law
from sim.policy.phase_in import phase_dates
from sim.policy.registers import Registers, load
from sim.quarter import QUARTER
from sim.zone import series
from sim.zone.graph import zone_graph
from sim.zone.resolution import RESOLUTIONS
from sim.zone.zone import Zone, default_zone

CONSTANTS = (
    "clock", "space", "moves", "solved", "sample", "people", "births", "budgets", "projects",
    "venture",
    "scoring", "under_way", "consortia",
)  # fmt: skip
UNCERTAINTIES = ("luck", "start")
FIRST, LAST = calendar.parse("2023Q1"), calendar.parse("2035Q4")


_GROUNDS: dict[tuple, Ground] = {}


def ground_of(registers: Registers, zone: Zone, first: int, last: int) -> Ground:
    """Return what laws of a zone and a period are written on; made once."""
    key = (registers.digest, zone.digest, first, last)
    if key not in _GROUNDS:
        places = zone.gazetteer
        _GROUNDS[key] = Ground(
            registers,
            first,
            last - first + 1,
            series.park_columns(zone),
            places.park_count,
            places.industry_count,
            places.districts,
        )
    return _GROUNDS[key]


class ParkModel(Society):
    """One world: a zone under a law, with the luck of one replicate.

    scenario    ``sim.scenario("opinion")``, changed as you like, or a resolved scenario; None: the
                rules before the Opinion
    replicate   number of the replicate; with the seed it decides all luck
    seed        seed of the experiment
    resolution  "draft", "standard" or "full" (specification 2.2); by default the scenario's
    zone        zone, its name or a folder of its data; by default the shipped one
    data        folder whose files stand in for the zone's
    engine      "compiled", or "plain" to run every stage over agents (same numbers, slow)
    check       check the accounts after every quarter
    quarter     the stages of a quarter; your own stages join here
    completions "model", or "observed" to take the zone's observed completions of floor as input; by
                default the scenario's
    uncertainty "luck", or "start" to draw the uncertain start figures too (specification 3.3)

    ``step()`` runs a quarter, ``run_for(n)`` runs n; ``records`` holds the indicators.
    Raises InputError for a scenario that does not fit the zone.
    """

    def __init__(
        self,
        scenario=None,
        *,
        replicate: int = 0,
        seed: int = 1,
        resolution: str | None = None,
        zone: Zone | str | Path | None = None,
        data: Path | None = None,
        registers: Registers | None = None,
        engine: str = "compiled",
        check: bool = False,
        quarter: Sequence[Callable] = QUARTER,
        completions: str | None = None,
        uncertainty: str = "luck",
    ) -> None:
        if isinstance(scenario, str):
            raise InputError(
                "ParkModel",
                f'"{scenario}" is a name, not a scenario.',
                f'Write ParkModel(sim.scenario("{scenario}")).',
            )
        super().__init__(rng=abs(hash((seed, replicate))) % 2**31)
        self.zone = zone if isinstance(zone, Zone) else Zone.load(zone or default_zone(), data)
        self.registers = registers or load()
        if hasattr(scenario, "resolve"):
            scenario = scenario.resolve(self.registers, self.zone.gazetteer)
        self.overrides = tuple(
            sorted((k, v.value) for k, v in getattr(scenario, "assumptions", {}).items())
        )
        self.case = scenario
        self.seed, self.replicate, self.engine, self.check = seed, replicate, engine, check
        if uncertainty not in UNCERTAINTIES:
            what = f'There is no uncertainty "{uncertainty}".'
            raise InputError("uncertainty", what, f"Choose one of {', '.join(UNCERTAINTIES)}.")
        self.uncertainty = uncertainty
        self.resolution = resolution or getattr(scenario, "resolution", None) or "standard"
        if self.resolution not in RESOLUTIONS:
            what = f'There is no resolution "{self.resolution}".'
            raise InputError("resolution", what, f"Choose one of {', '.join(RESOLUTIONS)}.")
        self.first = getattr(scenario, "first", FIRST)
        self.last = getattr(scenario, "last", LAST)
        self.stages = tuple(quarter)
        self._bound: dict[Stage, Callable] = {}
        places = self.zone.gazetteer
        self.assumed = Assumed(self.registers, dict(self.overrides), places.industry_ids)
        self.law: Law = self._written_law()
        completions = completions or getattr(scenario, "completions", "model")
        self.observed = series.completions(self.zone) if completions == "observed" else None
        self.ledger = Ledger(len(places.district_slugs), tuple(self.registers.programmes))
        self.inputs: dict[str, object] = {"assume": self.assumed, "ledger": self.ledger}
        for name in CONSTANTS:
            self.inputs[name] = Constants()
            setattr(self, name, self.inputs[name])
        self.now = self.first
        open_model(self)
        self.recorder = Recorder()
        self.now = self.first

    def _written_law(self) -> Law:
        ground = ground_of(self.registers, self.zone, self.first, self.last)
        if self.case is None:
            dates = phase_dates(self.seed, self.replicate, ground.parks)
            return Law(ground, frozenset(), (), dates)
        return self.case.law(ground, self.seed, self.replicate)

    def step(self) -> None:
        """Run one quarter: its law, its events, its stages in order, then the records."""
        if self.now > self.last:
            raise InputError(
                calendar.text(self.now),
                f"The period of this model ends in {calendar.text(self.last)}.",
                "Give the scenario a later period.until.",
            )
        before = stocks(self) if self.check else {}
        self.enter_quarter(self.now)
        act(self)
        for stage in self.stages:
            stage(self)
        if self.check:
            check_accounts(self, before)
        self.recorder.record(self)
        upkeep(self)
        self.now += 1

    def enter_quarter(self, quarter: int) -> None:
        """Set the clock, the law and the flows of a quarter."""
        elapsed = quarter - self.first
        index = np.asarray(self.assumed.registrations_index)
        year = min(max(calendar.year(quarter) - calendar.year(self.first), 0), len(index) - 1)
        self.clock.update(
            {
                "quarter": quarter,
                "elapsed": elapsed,
                "year": calendar.year(quarter),
                "quarter_of_year": calendar.of_year(quarter),
                "time": quarter / 4.0,
                "opening_time": self.first / 4.0,
                "registrations_index": float(index[year]),
            }
        )
        self.inputs["law"] = self.law.in_force(max(quarter, self.first))
        completed = np.full(3, -1.0)
        if self.observed is not None:
            completed = self.observed.get(quarter, completed)
        self.space.update({"completions": completed})
        if self.parks.table.rows:
            np.fill_diagonal(self.space.column("km"), self.parks.table.column("own_distance"))
        programmes = self.registers.programmes
        limited = np.array([programmes[name].limited for name in self.ledger.programmes], bool)
        self.budgets.update(self.ledger.closed(limited))
        self.ledger.flow[...] = 0.0
        self.ledger.public[...] = 0.0
        self.projects.column("count")[...] = 0
        for matrix in self.moves.values.values():
            matrix[...] = 0.0
        self.people.column("flow")[...] = 0.0

    def apply(self, stage: Stage):
        """Run one compiled or plain stage on this model."""
        self.inputs["luck"] = Luck(self.seed, self.replicate, stage.name, self.clock.quarter)
        if stage not in self._bound:
            self._bound[stage] = stage.bound(self.inputs, self.engine)
        return self._bound[stage]()

    @property
    def records(self) -> Records:
        """The indicators of the quarters run so far."""
        return self.recorder.records

    @property
    def graph(self):
        """The networkx graph of places, with the ways between and inside them as they are now."""
        return zone_graph(self.zone, self.assumed, self.parks.table.column("own_distance"))

    def collaborations(self):
        """Return the firms that work together, a networkx graph (docs/networks.md)."""
        return networks.collaborations(self)

    def investments(self):
        """Return funds and the firms they hold, a bipartite networkx graph (docs/networks.md)."""
        return networks.investments(self)

    def flows(self, year: int):
        """Return the moves of firms and talents in a year, a directed graph (docs/networks.md).

        Raises InputError if no quarter of the year was run.
        """
        return networks.flows(self.zone, self.records, year)

    @property
    def quarter(self) -> str:
        """The next quarter to run, such as ``2024Q1``."""
        return calendar.text(self.now)
