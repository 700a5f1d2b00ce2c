"""Where the time of a quarter goes, stage by stage."""

from __future__ import annotations

from collections import defaultdict
from time import perf_counter

from benchmarks.sheet import Sheet
from sim.core.stage import Stage
from sim.model import ParkModel

QUARTERS = 8


class TimedModel(ParkModel):
    """A model that notes the time of every stage it applies."""

    def __init__(self, **options) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        super().__init__(**options)

    def apply(self, stage: Stage):
        """Run a stage and note its time."""
        start = perf_counter()
        result = super().apply(stage)
        self.spent[stage.name] += perf_counter() - start
        return result


def run(quick: bool) -> list[Sheet]:
    """Profile quarters at draft, standard and full; sorted by the largest of them."""
    resolutions = ("draft", "standard") if quick else ("draft", "standard", "full")
    times: dict[str, dict[str, float]] = {}
    for resolution in resolutions:
        times[resolution] = profile(resolution)
    last = times[resolutions[-1]]
    sheet = Sheet("stages", ("stage", *(f"{name} (ms)" for name in resolutions), "share of last"))
    for name in sorted(last, key=last.get, reverse=True):
        share = f"{100.0 * last[name] / last['a quarter']:.1f} %"
        sheet.add(name, *(1000.0 * times[r].get(name, 0.0) for r in resolutions), share)
    sheet.notes = [
        f"Mean of {QUARTERS} quarters, stages compiled. 'elsewhere' is the law in force, records, "
        "new rows of the tables and the yearly upkeep."
    ]
    return [sheet]


def profile(resolution: str) -> dict[str, float]:
    """Return the mean seconds of a quarter by stage, with ``a quarter`` and ``elsewhere``."""
    model = TimedModel(resolution=resolution, replicate=1)
    model.run_for(1)  # stages that burn-in does not run are loaded here
    model.spent.clear()
    start = perf_counter()
    model.run_for(QUARTERS)
    total = (perf_counter() - start) / QUARTERS
    spent = {name: seconds / QUARTERS for name, seconds in model.spent.items()}
    return {"a quarter": total, "elsewhere": total - sum(spent.values()), **spent}
