"""What a run is asked to do: one resolved scenario, one replicate. It knows no experiment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


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


@dataclass(frozen=True)
class RunSpec:
    """One run.

    key       name of the run (`sim.runs.keys.run_key`)
    scenario  the resolved scenario
    """

    key: str
    scenario: Any
    replicate: int
    seed: int
    world: World

    @property
    def label(self) -> str:
        """The run as people name it, such as ``opinion, replicate 3``."""
        return f"{self.scenario.id}, replicate {self.replicate}"


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
