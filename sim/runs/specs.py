"""What a run is asked to do: one resolved scenario, one replicate. It knows no experiment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Keep:
    """What is stored of a run; no part of the run key.

    quarters  ``all``, or the indicators of the zone that are kept, in every quarter
    parks     the same by park; industries, by industry
    flows     ``yearly`` or ``none``      programmes  ``yearly`` or ``none``
    agents    ``none``, or ``last``: firms and talents at the end
    """

    quarters: str | tuple[str, ...] = "all"
    parks: str | tuple[str, ...] = "all"
    industries: str | tuple[str, ...] = "all"
    flows: str = "yearly"
    programmes: str = "yearly"
    agents: str = "none"


@dataclass(frozen=True)
class Limits:
    """What a run may take; no part of the run key.

    seconds  of wall clock, 0 is no limit      memory  bytes of its process, 0 is no limit
    retries  how often a run is tried again that ended its worker or passed a limit
    """

    seconds: float = 0.0
    memory: int = 0
    retries: int = 1


@dataclass(frozen=True)
class World:
    """What all runs of an experiment share.

    zone        name or folder of the zone
    overrides   folders whose files replace those of the zone, the first looked up first
    folders     users' own folders: their registers and stages count, the first looked up first
    data        digest of the zone's files
    dynamics    digest of the model
    resolution  draft, standard or full
    engine      compiled or plain
    check       whether the accounts are checked after each quarter
    uncertainty luck, or start: uncertain start figures are drawn too
    keep        what is stored      limits  what a run may take
    """

    zone: str
    overrides: tuple[Path, ...]
    data: str
    dynamics: str
    resolution: str
    folders: tuple[Path, ...] = ()
    engine: str = "compiled"
    check: bool = False
    uncertainty: str = "luck"
    keep: Keep = Keep()
    limits: Limits = Limits()


@dataclass(frozen=True)
class RunSpec:
    """One run.

    key       name of the run (`sim.runs.keys.run_key`)
    scenario  the resolved scenario, a design's factors over it
    row       row of the design; 0 if there are no factors
    """

    key: str
    scenario: Any
    replicate: int
    seed: int
    world: World
    row: int = 0

    @property
    def label(self) -> str:
        """The run as people name it, such as ``opinion, replicate 3``."""
        row = f", row {self.row}" if self.row else ""
        return f"{self.scenario.id}{row}, replicate {self.replicate}"


@dataclass(frozen=True)
class Failure:
    """Why a run did not end: what was raised, where in the quarter, with its traceback."""

    kind: str
    message: str
    stage: str
    quarter: str
    traceback: str


@dataclass(frozen=True)
class Receipt:
    """What an engine says about a run; the numbers themselves are in the store.

    status  ``done`` or ``failed``
    """

    key: str
    label: str
    status: str
    seconds: float
    failure: Failure | None = None
