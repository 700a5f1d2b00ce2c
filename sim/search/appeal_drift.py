"""Solve adj of E2: the drift of outside competitors that keeps the city's market shares in place.

Solved once on the rules before the Opinion, so that the mean over 2024Q1-2035Q4 of the city's share
of every market, averaged over replicates, equals the share of the start; kept with the zone, the
same at every resolution and in every scenario (specification 2.3, E2). Run it again when the model
of firms changes::

    python -m sim.search.appeal_drift --zone FOLDER
"""

from __future__ import annotations

import argparse
import csv
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

SEED = 20230101  # kept apart from the seeds of runs
SPIN_UP = 4  # quarters of 2023 that do not count


def mean_shares(
    zone: str, drift: np.ndarray, replicates: int, resolution: str, workers: int, seed: int = SEED
) -> np.ndarray:
    """Return the mean city share of every market, one row a replicate, shape (replicates, K).

    drift  adj by industry, log points a quarter
    """
    tasks = [(zone, drift, seed, replicate, resolution) for replicate in range(replicates)]
    if workers == 1:
        return np.array([_share(task) for task in tasks])
    _share(tasks[0])  # compiles the stages before workers start
    with ProcessPoolExecutor(workers) as pool:
        return np.array(list(pool.map(_share, tasks)))


def _share(task) -> np.ndarray:
    from sim.measure.records import Recorder
    from sim.model import ParkModel

    zone, drift, seed, replicate, resolution = task
    model = ParkModel(replicate=replicate, seed=seed, resolution=resolution, zone=zone)
    model.solved.update({"outside_appeal_drift": drift})
    model.recorder = Recorder(("industries",))
    model.run_for(model.last - model.first + 1)
    return model.records.industries["city_share"][SPIN_UP:].mean(axis=0)


def solve(
    zone: str,
    wanted: np.ndarray,
    drift: np.ndarray,
    *,
    replicates: int = 32,
    resolution: str = "standard",
    workers: int = 2,
    steps: int = 6,
    tolerance: float = 2e-4,
    report=print,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the drift and the shares it gives.

    wanted  start shares, (K,)      drift  first guess, (K,)      tolerance  largest error, share
    The log odds of a share fall by about half the period's quarters for each unit of drift.
    """
    reach = 26.0
    best, best_shares, error = drift, None, np.inf
    for step in range(steps):
        shares = mean_shares(zone, drift, replicates, resolution, workers).mean(axis=0)
        worst = float(np.abs(shares - wanted).max())
        report(f"step {step + 1}: largest error of a share {worst:.5f}")
        if worst < error:
            best, best_shares, error = drift, shares, worst
        if worst < tolerance:
            break
        odds = np.log(shares / (1.0 - shares)) - np.log(wanted / (1.0 - wanted))
        drift = drift + odds / reach
    return best, best_shares


def write(folder: Path, drift: np.ndarray) -> None:
    """Write the drift into the zone's industries.csv."""
    path = folder / "industries.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row, value in zip(rows, drift, strict=True):
        row["outside_appeal_drift"] = f"{value:.6f}"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(arguments: list[str] | None = None) -> int:
    """Solve and write; the command line of this module."""
    from sim.policy.assumed import Assumed
    from sim.policy.registers import load
    from sim.zone.series import appeal_drift
    from sim.zone.zone import SHIPPED, Zone

    parser = argparse.ArgumentParser(prog="python -m sim.search.appeal_drift", description=__doc__)
    parser.add_argument("--zone", required=True, help="name of a shipped zone, or its folder")
    parser.add_argument("--replicates", type=int, default=32)
    parser.add_argument("--resolution", default="standard")
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args(arguments)
    folder = SHIPPED / chosen.zone if (SHIPPED / chosen.zone).is_dir() else Path(chosen.zone)
    zone = Zone.load(chosen.zone)
    assumed = Assumed(load(), {}, zone.gazetteer.industry_ids)
    wanted = np.asarray(assumed.column("market_share_city"))
    drift, shares = solve(
        chosen.zone,
        wanted,
        appeal_drift(zone),
        replicates=chosen.replicates,
        resolution=chosen.resolution,
        workers=chosen.workers,
    )
    write(folder, drift)
    for name, value, share, aim in zip(
        zone.gazetteer.industry_ids, drift, shares, wanted, strict=True
    ):
        print(f"{name:12s} adj {value:+.5f}  share {share:.4f}  wanted {aim:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
