"""Tables of sensitivity: a table a block, a group of rows an output, a row a factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.sensitivity.convergence import convergence
from sim.analysis.sensitivity.indices import Sensitivity
from sim.analysis.sensitivity.outputs import outputs
from sim.analysis.sensitivity.reading import caveats, reading, settled
from sim.analysis.sensitivity.study import DUMMY
from sim.core.errors import InputError
from sim.measure.register import indicator
from sim.report import captions
from sim.report.names import Names
from sim.report.scale import MINUS, MISSING, Scale, scale
from sim.report.table import Table
from sim.search.automatic import SMALL, Reason, Screening, dropped

_WORDS = {
    "en": {
        "columns": ("Output", "Factor", "Unit"),
        "said": "{heading}: {said}", "gap": " ",
        "sobol": "Indices of Sobol", "morris": "Elementary effects (Morris)",
        "ofat": "One factor at a time", "pawn": "PAWN", "delta": "Delta",
        "mean": "{method} of the {of}", "spread": "{method} of the spread that luck causes",
        "difference": "difference to the reference", "level": "level",
        "probability": "probability of the target",
        "S1": "S1", "ST": "ST", "ST_raw": "ST with luck", "S2": "S2", "mu_star": "μ*",
        "strength": "strength", "sigma": "σ", "mu": "μ", "swing": "swing",
        "at_low": "at its lowest", "at_high": "at its highest", "pawn_": "PAWN", "delta_": "delta",
        "interval": "{level:g} % interval",
        "rows": "Rows: {rows}; replicates of each: {replicates}.",
        "screened": "Factors that were dropped on the way", "dropped": "Dropped",
        "step": "Step", "why": "Why", "groups": "groups", "factors": "factors",
        "by_luck": "μ* {size} is not told apart from luck alone, {against}",
        "by_small": "μ* {size} is below {share:.0%} of the largest, {against}",
        "ended": "The indices settled at {n} base rows.",
        "open": "The indices had not settled at {n} base rows, the most that are taken.",
        "shown": "luck and the sampling of rows",
        "parts": "{key} from parts of the design", "blocks": "{blocks} blocks",
    },
    "zh": {
        "columns": ("输出", "因子", "单位"),
        "said": "{heading}：{said}", "gap": "",
        "sobol": "Sobol指数", "morris": "基本效应（Morris）", "ofat": "逐一变动因子",
        "pawn": "PAWN", "delta": "Delta",
        "mean": "{method}：{of}", "spread": "{method}：随机性造成的离散程度",
        "difference": "与基准之差", "level": "水平值", "probability": "达标概率",
        "S1": "S1", "ST": "ST", "ST_raw": "含随机性的ST", "S2": "S2", "mu_star": "μ*",
        "strength": "强度", "sigma": "σ", "mu": "μ", "swing": "摆幅", "at_low": "最低值时",
        "at_high": "最高值时", "pawn_": "PAWN", "delta_": "delta",
        "interval": "{level:g}%区间",
        "rows": "{rows}行，每行{replicates}次模拟。",
        "screened": "逐步剔除的因子", "dropped": "剔除", "step": "步骤", "why": "原因",
        "groups": "分组筛选", "factors": "逐个筛选",
        "by_luck": "μ*为{size}，与随机性本身（{against}）无法区分",
        "by_small": "μ*为{size}，不足最大值（{against}）的{share:.0%}",
        "ended": "指数在{n}个基准行时收敛。", "open": "至{n}个基准行（上限）指数仍未收敛。",
        "shown": "反映随机性与行的抽样",
        "parts": "设计各部分的{key}", "blocks": "{blocks}组",
    },
}  # fmt: skip
LANGUAGES = ("en", "zh")
_BARE = ("ST_raw", "mu", "at_low", "at_high", "sigma")  # measures shown without their interval


def sensitivity_tables(results: Any, found: Sensitivity, language: str = "en") -> list[Table]:
    """Return a table of the indices of the mean, one of the spread and one of pairs if they are
    known; under each what it says.
    """
    frame = found.frame
    tables = []
    for block in ("mean", "spread"):
        own = frame[(frame["block"] == block) & (frame["measure"] != "S2")]
        if not own.empty:
            tables.append(_table(results, found, own, block, language))
    pairs = frame[(frame["block"] == "mean") & (frame["measure"] == "S2")]
    if not pairs.empty:
        tables.append(_table(results, found, pairs, "mean", language))
    return tables


def convergence_tables(
    results: Any, found: Sensitivity, language: str = "en", **options: Any
) -> list[Table]:
    """Return the measure that factors are ranked by from the first eighth, quarter, half and all of
    the blocks, an output a group of rows; under it whether it has settled.

    options  scenario, indicators, at, of, by, coverage, as they were asked by
    """
    asked = {key: each for key, each in options.items() if key not in ("coverage", "seed")}
    refused = {each.name for each in found.refused}
    rows: list[tuple[str, ...]] = []
    notes, counts = [], []
    names = Names(results, language)
    for output in outputs(results, **{**asked, "of": found.of}):
        if output.name in refused:
            continue
        made = convergence(output, found.study, found.method, found.level)
        name = (output.indicator, output.quarter, output.place)
        counts = list(dict.fromkeys(made.frame["blocks"]))
        by = _scale(found, output.indicator, made.frame, language)
        heading = _heading(results, by, *name, language)
        wide = made.frame.pivot(index="factor", columns="blocks", values="value")
        last = made.frame[made.frame["blocks"] == counts[-1]].set_index("factor")
        for factor in last.sort_values("value", ascending=False).index:
            shown = [_shown(float(wide.loc[factor, count]), by) for count in counts]
            between = _between(float(last.loc[factor, "low"]), float(last.loc[factor, "high"]), by)
            rows.append((heading, names.factor(factor), "", *shown, between))
        said = settled(made, language)
        notes.append(_WORDS[language]["said"].format(heading=heading, said=said))
    words = _WORDS[language]
    level = words["interval"].format(level=100 * found.level)
    columns = (*words["columns"], *(words["blocks"].format(blocks=each) for each in counts), level)
    key = words.get(found.key, words.get(f"{found.key}_", found.key))
    return [Table(words["parts"].format(key=key), columns, tuple(rows), tuple(notes))]


def dropped_table(results: Any, screening: Screening, language: str = "en") -> Table:
    """Return what a screening dropped, in which step and why; ``results`` of its last step."""
    words, names = _WORDS[language], Names(results, language)
    rows = tuple(
        (words["dropped"], names.factor(each.factor), "", words[each.step], why)
        for each in screening.dropped
        for why in (_reason(each.why, language),)
    )
    last = screening.steps[-1]
    note = words["ended" if screening.settled else "open"].format(n=last.n)
    columns = (*words["columns"], words["step"], words["why"])
    return Table(words["screened"], columns, rows, (note,))


def _reason(why: Reason, language: str) -> str:
    """Return in words why a factor was dropped."""
    shown = {"size": _shown(why.size), "against": _shown(why.against), "share": SMALL}
    return _WORDS[language][f"by_{why.kind}"].format(**shown)


def screening_tables(
    results: Any, screening: Screening, given: Sequence[Sensitivity], language: str = "en"
) -> list[Table]:
    """Return what a screening dropped, the indices of what is left, and those of other methods.

    results  of its last step      given  what methods for any rows say of the same rows
    """
    tables = [dropped_table(results, screening, language)] if screening.dropped else []
    for found in (screening.found, *given):
        if found is not None:
            tables += sensitivity_tables(results, found, language)
    return tables


def screening_files(
    results: Any, screening: Screening, given: Sequence[Sensitivity]
) -> dict[str, bytes]:
    """Return the files of a screening: every index, what was dropped, tables in both languages."""
    frames = [
        found.frame.assign(method=found.method)
        for found in (screening.found, *given)
        if found is not None
    ]
    texts = {
        "sensitivity.csv": pd.concat(frames).to_csv(index=False, lineterminator="\n"),
        "dropped.csv": dropped(screening).to_csv(index=False, lineterminator="\n"),
    }
    for language in LANGUAGES:
        tables = screening_tables(results, screening, given, language)
        texts[f"sensitivity.{language}.md"] = "\n".join(each.markdown() for each in tables)
    return {name: text.encode("utf-8") for name, text in texts.items()}


def _table(
    results: Any, found: Sensitivity, frame: pd.DataFrame, block: str, language: str
) -> Table:
    words, names = _WORDS[language], Names(results, language)
    measures = list(dict.fromkeys(frame["measure"]))
    columns = list(words["columns"])
    level = words["interval"].format(level=100 * found.level)
    for measure in measures:
        columns.append(words.get(measure, words.get(f"{measure}_", measure)))
        columns += [] if measure in _BARE else [level]
    spare = tuple(n for n, name in enumerate(measures, start=3) if name in _BARE)
    rows, notes = [], []
    for (name, quarter, place), own in frame.groupby(["indicator", "quarter", "place"], sort=False):
        by = _scale(found, str(name), own, language)
        heading = _heading(results, by, str(name), str(quarter), str(place), language)
        key = measures[0] if found.key not in measures else found.key
        order = own[own["measure"] == key].sort_values("value", ascending=False, kind="stable")
        factors = [each for each in order["factor"] if each != DUMMY]
        factors += [DUMMY] if DUMMY in set(order["factor"]) else []
        held = own.set_index(["factor", "measure"])
        for factor in factors:
            cells: list[str] = []
            for measure in measures:
                value, low, high = (
                    float(held.loc[(factor, measure), each]) for each in ("value", "low", "high")
                )
                cells.append(_shown(value, by))
                cells += [] if measure in _BARE else [_between(low, high, by)]
            rows.append((heading, names.factor(factor), "", *cells))
        if block == "mean" and "S2" not in measures:
            spoken = (str(name), str(quarter), str(place), language)
            show = None if by is None else by.show
            said = reading(found, *spoken, shown=show, named=names.factor)
            notes.append(words["said"].format(heading=heading, said=words["gap"].join(said)))
    size = words["rows"].format(rows=len(found.study.numbers), replicates=found.replicates)
    shown = "" if found.method == "ofat" else words["shown"]
    title = words[block].format(method=words[found.method], of=words[found.of])
    notes += [size, *caveats(found, language), *captions.notes(results, language, shown)]
    return Table(title, tuple(columns), tuple(rows), tuple(notes), spare)


def _scale(found: Sensitivity, name: str, frame: pd.DataFrame, language: str) -> Scale | None:
    """Return the scale of measures that stand in the unit of their output, else None."""
    if found.method not in ("morris", "ofat") or found.of == "probability":
        return None
    size = float(frame["value"].abs().max())
    try:
        return scale(indicator(name), size, language).finer(size)
    except InputError:  # an output of a model of one's own
        return None


def _heading(
    results: Any, by: Scale | None, name: str, quarter: str, place: str, language: str
) -> str:
    try:
        label = indicator(name).label[language]
    except InputError:
        label = name
    if place:
        try:
            place = results.park_name(place, language)
        except KeyError:
            pass  # an industry stands by its id
    shown = f"{label} ({by.unit})" if by is not None and by.unit else label
    return " · ".join([quarter, *([place] if place else []), shown])


def _shown(value: float, by: Scale | None = None) -> str:
    """Return a number in its scale; without one three digits that carry information, or three
    decimals of a small number.
    """
    if by is not None or not np.isfinite(value):
        return MISSING if by is None else by.show(value)
    size = abs(value)
    digits = 3 if size < 10 else 1 if size < 1000 else 0
    return f"{value + 0.0:,.{digits}f}".replace("-", MINUS)


def _between(low: float, high: float, by: Scale | None = None) -> str:
    if not (np.isfinite(low) and np.isfinite(high)):
        return MISSING
    return f"[{_shown(low, by)}, {_shown(high, by)}]"
