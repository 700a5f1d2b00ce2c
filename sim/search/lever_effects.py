"""What each lever does: every lever to either end of its plausible range, alone, in paired worlds.

The base scenario and every end run with the same luck; an effect is the mean paired difference with
its t interval. A stock is its mean over the last four quarters, a flow its mean over all quarters
since the change. Runs are stored with the zone's indicators alone and are never run twice.

    python -m sim.search.lever_effects --replicates 20 --resolution draft --until 2035Q4
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis import interval
from sim.analysis.targets import aims
from sim.core import quarters as calendar
from sim.measure.register import indicators
from sim.policy.registers import Registers
from sim.runs import api, experiment, files
from sim.runs.experiment import Place
from sim.runs.setting import Setting
from sim.runs.storage.store import Store
from sim.scenario.amendment import Scenario
from sim.search import lever_summary
from sim.search.effect_table import COLUMNS, SHIPPED
from sim.search.lever_ends import BASES, SIDES, End, ends, value_in
from sim.search.page import replaced

SINCE = "2024Q1"  # the date at which the Opinion's first levers act
LAST_YEAR = 4  # quarters over which a stock is averaged
HEADLINE = (
    "firms", "staff", "talents", "revenue", "value_added", "wage", "rent_business",
    "vacancy_business", "vacancy_plant",
)  # fmt: skip
ZONE_ALONE = {"parks": (), "industries": (), "flows": "none", "programmes": "none"}
COST = "public_cost"
EXTRA = ("measured", "span", "span_from", "span_to")
DOCS = Path(__file__).resolve().parents[2] / "docs"


@dataclass(frozen=True)
class Sweep:
    """The runs of a sweep: summaries of the zone's indicators.

    base   (replicates, indicators) of the base scenario
    world  end -> the same
    names  indicators
    """

    base: np.ndarray
    world: dict[End, np.ndarray]
    names: list[str]


def prepare(
    found: Sequence[End],
    base: str,
    *,
    replicates: int,
    resolution: str,
    until: str,
    seed: int = 1,
    setting: Setting | None = None,
) -> api.Prepared:
    """Return the experiment of a base scenario and the ends of levers."""
    reference = Scenario(base).until(until).named(f"{base}-base")
    scenarios = [reference, *(end.scenario(base, SINCE, until) for end in found)]
    return api.prepare(
        scenarios,
        replicates=replicates,
        seed=seed,
        resolution=resolution,
        setting=setting,
        keep=ZONE_ALONE,
    )


def carry_out(prepared: api.Prepared, folder: Path, *, workers: int = 0, report=print) -> int:
    """Run what is missing; return how many runs failed.

    folder  of the sweep; its store holds the zone's indicators alone
    """
    place = Place(folder, folder / experiment.STORE)
    todo = experiment.missing(prepared.plan, place)
    report(f"{len(prepared.plan.distinct())} runs, {todo} to do")
    done = 0

    def watch(receipt: Any) -> None:
        nonlocal done
        done += 1
        if receipt.failure is not None:
            report(f"{receipt.label}: {receipt.failure.kind}: {receipt.failure.message}")
        if done % 100 == 0:
            report(f"{done} of {todo}")

    failed = experiment.carry_out(prepared.plan, place, workers=workers, watch=watch)
    made = api.provenance_of(prepared, "python -m sim.search.lever_effects", len(failed))
    with files.writing(folder):
        files.write_whole(folder / "provenance.json", made.text().encode("utf-8"))
    return len(failed)


def sweep(prepared: api.Prepared, folder: Path, found: Sequence[End]) -> Sweep:
    """Return the summaries of a sweep's runs, of the replicates that all worlds have ended."""
    store = Store(folder / experiment.STORE)
    keys = {(spec.scenario.id, spec.replicate): spec.key for spec in prepared.plan.runs}
    reference = prepared.plan.scenarios[0].id
    whole = [
        replicate
        for replicate in range(prepared.plan.replicates)
        if all(
            keys[name, replicate] in store.entries for name in (reference, *(e.id for e in found))
        )
    ]
    frame = store.frame("quarters", [key for (_, r), key in keys.items() if r in set(whole)])
    names = [name for name in frame if name not in ("key", "quarter")]
    flow = np.array([indicators()[name].kind == "flow" for name in names])
    by_key = {
        key: summary(group.sort_values("quarter"), names, flow)
        for key, group in frame.groupby("key", sort=False)
    }

    def rows(scenario: str) -> np.ndarray:
        return np.array([by_key[keys[scenario, replicate]] for replicate in whole])

    return Sweep(rows(reference), {end: rows(end.id) for end in found}, names)


def summary(run: pd.DataFrame, names: Sequence[str], flow: np.ndarray) -> np.ndarray:
    """Return one number an indicator: of a stock the last year, of a flow all since the change.

    run  one row a quarter      flow  whether each indicator is a flow
    """
    values = run[list(names)].to_numpy()
    since = (run["quarter"] >= calendar.parse(SINCE)).to_numpy()
    return np.where(flow, values[since].mean(axis=0), values[-LAST_YEAR:].mean(axis=0))


def effects(
    found: Sweep, registers: Registers, base: str, wanted: Sequence[str] = ()
) -> pd.DataFrame:
    """Return a row for each lever and indicator, columns of `sim.search.effect_table` and more.

    wanted  indicators beside the lever's own; empty is the headline and every target

    ``span`` is the effect of going from the low to the high end, ``measured`` its sign: ``+`` or
    ``-`` if the interval excludes zero, else 0. ``agrees`` compares it with the expected sign.
    """
    others = list(wanted) or [*HEADLINE, *(aim.column for aim in aims(registers)), COST]
    place = {name: number for number, name in enumerate(found.names)}
    by_lever: dict[str, dict[str, End]] = {}
    for end in found.world:
        by_lever.setdefault(end.lever, {})[end.side] = end
    rows = []
    for name, sides in by_lever.items():
        lever = registers.lever(name)
        values = {side: sides[side].value if side in sides else value_in(lever, base)
                  for side in SIDES}  # fmt: skip
        worlds = {side: found.world[end] for side, end in sides.items()}
        change = {side: interval.student(world - found.base) for side, world in worlds.items()}
        span = interval.student(worlds.get("high", found.base) - worlds.get("low", found.base))
        cost = {side: float(each.mean[place[COST]]) for side, each in change.items()}
        for indicator in dict.fromkeys((*lever.indicators, *others)):
            if indicator not in place:
                continue
            at = place[indicator]
            row: dict[str, Any] = {"lever": name, "indicator": indicator}
            for side in SIDES:
                row[f"{side}_value"] = values[side]
                row[f"cost_{side}"] = cost.get(side, float("nan"))
                bounds = change.get(side)
                for end_name, part in (("", "mean"), ("_from", "low"), ("_to", "high")):
                    number = getattr(bounds, part)[at] if bounds is not None else float("nan")
                    row[f"effect_{side}{end_name}"] = float(number)
            low, high = float(span.low[at]), float(span.high[at])
            row["measured"] = "+" if low > 0.0 else "-" if high < 0.0 else "0"
            row["expected"] = lever.indicators.get(indicator, "")
            row["agrees"] = agreement(row["expected"], row["measured"])
            row |= {"span": float(span.mean[at]), "span_from": low, "span_to": high}
            row |= {"unit": indicators()[indicator].unit["en"], "base": base}
            row["replicates"] = len(found.base)
            rows.append(row)
    return pd.DataFrame(rows, columns=[*COLUMNS, *EXTRA])


def agreement(expected: str, measured: str) -> str:
    """Return yes, no or null; nothing if no sign is expected."""
    if expected not in ("+", "-"):
        return ""
    if measured == "0":
        return "null"
    return "yes" if expected == measured else "no"


def first_readings(frame: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Return the rows that ship with the package: targets under their first definition only."""
    first: dict[str, str] = {}
    later = set()
    for aim in aims(registers):
        if aim.asked:
            continue
        if first.setdefault(aim.target.id, aim.column) != aim.column:
            later.add(aim.column)
    own = frame["expected"] != ""
    return frame[own | ~frame["indicator"].isin(later)]


def completed(shipped: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return the shipped table with the rows of another base for levers that do nothing in its own.

    shipped, other  rows as `effects` returns them
    """
    ends = ["effect_low", "effect_high"]
    moves = (shipped[ends].fillna(0.0) != 0.0).any(axis=1).groupby(shipped["lever"]).any()
    better = set(moves.index[~moves]) & set(other["lever"])
    pieces = [
        other[other["lever"] == name] if name in better else rows
        for name, rows in shipped.groupby("lever", sort=False)
    ]
    return pd.concat(pieces, ignore_index=True)


def write(frame: pd.DataFrame, registers: Registers, base: str, made: str) -> list[Path]:
    """Write the shipped table, the full one in docs, and the section of the page of levers.

    made  a sentence on how the numbers came about
    Returns the files. The shipped table and the page are those of the rules before; a lever that
    nothing can move there, such as the pass mark while nobody is delisted, is shipped with what it
    does under the Opinion.
    """
    end = "" if base == BASES[0] else f".{base}"
    written = [DOCS / f"lever_effects{end}.csv"]
    files.write_whole(written[0], csv_text(frame).encode("utf-8"))
    shipped = first_readings(frame, registers)
    if base != BASES[0]:
        shipped = completed(pd.read_csv(SHIPPED, keep_default_na=False, na_values=[""]), shipped)
    files.write_whole(SHIPPED, csv_text(shipped).encode("utf-8"))
    written.append(SHIPPED)
    page = DOCS / "levers.md"
    section = lever_summary.NAME if base == BASES[0] else f"{lever_summary.NAME}-{base}"
    text = page.read_text("utf-8") if page.is_file() else ""
    if f"<!-- {section} -->" in text:
        new = replaced(text, section, lever_summary.section(frame, registers, made))
        files.write_whole(page, new.encode("utf-8"))
        written.append(page)
    return written


def csv_text(frame: pd.DataFrame) -> str:
    """Return the table as CSV with six significant digits."""
    return frame.to_csv(index=False, float_format="%.6g", lineterminator="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sweep and write its table; the command line of this module."""
    parser = argparse.ArgumentParser(prog="python -m sim.search.lever_effects", description=__doc__)
    parser.add_argument("--levers", default="", help="ids, by commas; by default all")
    parser.add_argument("--base", default=BASES[0], choices=BASES)
    parser.add_argument("--replicates", type=int, default=20)
    parser.add_argument("--resolution", default="draft")
    parser.add_argument("--until", default="2035Q4", help="last quarter of the runs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0, help="processes; 0 is one a core")
    parser.add_argument("--zone", default="", help="name or folder of another zone")
    parser.add_argument("--out", type=Path, default=Path("results/lever-effects"))
    parser.add_argument("--ship", action="store_true", help="write the shipped table and the docs")
    chosen = parser.parse_args(arguments)
    setting = Setting(zone_name=chosen.zone, folders=())
    registers = setting.registers
    levers = [name.strip() for name in chosen.levers.split(",") if name.strip()]
    found = ends(registers, chosen.base, levers)
    prepared = prepare(
        found,
        chosen.base,
        replicates=chosen.replicates,
        resolution=chosen.resolution,
        until=chosen.until,
        seed=chosen.seed,
        setting=setting,
    )
    failed = carry_out(prepared, chosen.out, workers=chosen.workers)
    table = effects(sweep(prepared, chosen.out, found), registers, chosen.base)
    path = chosen.out / f"lever_effects.{chosen.base}.csv"
    files.write_whole(path, csv_text(table).encode("utf-8"))
    made = (
        f"{setting.zone.id}, {chosen.base}, {chosen.resolution}, {chosen.replicates} replicates, "
        f"seed {chosen.seed}, to {chosen.until}; model {prepared.plan.world.dynamics[:8]}."
    )
    print(lever_summary.counts(table))
    for each in [path, *(write(table, registers, chosen.base, made) if chosen.ship else [])]:
        print(each)
    return 3 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
