"""parksim: what would a science-park policy do, to whom, how surely, and through which clause?

The public names are loaded when they are first used::

    import sim

    strict = sim.scenario("opinion").change("assessment.pass_mark", 70, since="2025")
    results = sim.run(["no-reform", strict], replicates=20)
    results.table()
"""

from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"

_PLACES = {
    "ParkModel": "sim.model",
    "Scenario": "sim.scenario",
    "scenario": "sim.scenario",
    "Experiment": "sim.report.experiment",
    "Results": "sim.report",
    "run": "sim.report",
    "results": "sim.report",
    "folder": "sim.runs.setting",
    "compare": "sim.analysis.comparison",
    "trace": "sim.report.trace",
    "InputError": "sim.core.errors",
    "AccountingError": "sim.core.errors",
    "stage": "sim.core.stage",
    "equation": "sim.core.equation",
    "state": "sim.core.state",
    "Agent": "sim.core.agent",
}
__all__ = [*_PLACES, "__version__"]


def __getattr__(name: str):
    if name not in _PLACES:
        raise AttributeError(f"module sim has no attribute {name}")
    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
