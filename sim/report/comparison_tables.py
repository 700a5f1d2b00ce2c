"""Tables of a comparison in full: effects, and how well they are told from luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.comparison import PRECISION, SPREAD, compare
from sim.analysis.family import headline as family
from sim.analysis.interval import LEVEL
from sim.analysis.outlier import NONE
from sim.analysis.view import View
from sim.analysis.years import of_year
from sim.measure.register import Indicator, indicator
from sim.report import captions, headline
from sim.report.scale import MISSING, Scale, percent, scale
from sim.report.table import Table

MARKS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
_WORDS = {
    "en": {
        "when": "Quarter", "year": "Year", "indicator": "Indicator", "unit": "Unit",
        "park": "Park", "industry": "Industry",
        "difference": "Difference", "interval": "{level} interval", "band": "{level} band",
        "share": "Relative", "holm": "Holm", "rest": "Rest of city", "net": "Net",
        "rows": "Middle {spread} of rows",
        "boot": "Bootstrap {level}", "g": "Hedges g", "p": "p", "p_holm": "p (Holm)",
        "luck": "Luck saved", "needed": "Replicates for {precision}",
        "effects": "{scenario} against {reference}: paired differences, {count} replicates",
        "evidence": "{scenario} against {reference}: strength of the evidence, {count} replicates",
        "legal": "Legal perimeter: parks that were delisted no longer count.",
        "tests": "*, **, ***: below 0.05, 0.01, 0.001 after Holm's correction over the {which}"
                 " headline, tests: {tests}; {names}.",
        "declared": "declared", "registered": "registered",
        "net_note": "Net = parks plus rest of the city; – where parks do not add up to the zone.",
        "points": "Differences of numbers in % are in percentage points; Relative is not.",
        "over": "Differences within each of {rows} rows of the design, then their mean; intervals"
                " show luck alone.",
        "curves": "Band: holds the whole curve over the years at once; stocks at the end of the"
                  " year, flows over it.",
        "evidence_note": "Luck saved: how many times more runs independent random numbers would"
                         " need. Replicates: until the interval is ±{precision} of the reference.",
        "one": "One replicate: no interval can be given.",
        "apart": "Replicate {replicate} stands apart from the others (Grubbs's test, 1 %): {names}."
                 " It is counted; with few replicates the bootstrap shows what it can do.",
        "comma": ", ",
    },
    "zh": {
        "when": "季度", "year": "年份", "indicator": "指标", "unit": "单位",
        "park": "园区", "industry": "产业",
        "difference": "差值", "interval": "{level}区间", "band": "{level}联合带",
        "share": "相对变化", "holm": "Holm", "rest": "全市其他地区", "net": "净效应",
        "rows": "各行中间{spread}",
        "boot": "自助法{level}", "g": "Hedges g", "p": "p", "p_holm": "p（Holm）",
        "luck": "共同随机数倍数", "needed": "达到{precision}所需次数",
        "effects": "{scenario}与{reference}对比：配对差值，{count}次模拟",
        "evidence": "{scenario}与{reference}对比：证据强度，{count}次模拟",
        "legal": "法定范围：已摘牌园区不再计入。",
        "tests": "*、**、***：对{which}主要指标（{names}）的{tests}项检验作Holm校正后"
                 "低于0.05、0.01、0.001。",
        "declared": "事先声明的", "registered": "登记的",
        "net_note": "净效应＝园区与全市其他地区之和；园区不可加总的指标记为–。",
        "points": "单位为%的指标，差值以百分点计；相对变化除外。",
        "over": "先在设计的{rows}行内各自求差，再取均值；区间只反映随机性。",
        "curves": "联合带同时覆盖各年曲线；存量取年末值，流量取全年值。",
        "evidence_note": "共同随机数倍数：独立随机数需多少倍的模拟次数。"
                         "所需次数：区间缩至参照值±{precision}。",
        "one": "仅一次模拟，不给出区间。",
        "apart": "第{replicate}次模拟明显偏离其他各次（Grubbs检验，1%）：{names}。"
                 "该次未剔除；模拟次数少时，自助法区间反映其影响。",
        "comma": "、",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """A comparison with all that its tables need.

    found  `sim.analysis.comparison.compare`      shown  indicators, in order
    """

    results: Any
    found: pd.DataFrame
    view: View
    shown: tuple[Indicator, ...]
    headline: tuple[str, ...]
    declared: bool
    coverage: float
    precision: float
    language: str

    @property
    def words(self) -> dict[str, str]:
        """The words of the tables with their numbers."""
        numbers = {
            "level": _share(self.coverage, self.language),
            "precision": _share(self.precision, self.language),
            "spread": _share(SPREAD, self.language),
        }
        filled = ("interval", "band", "boot", "needed", "rows", "evidence_note")
        texts = _WORDS[self.language]
        return {k: v.format(**numbers) if k in filled else v for k, v in texts.items()}

    def entry(self, name: str) -> Indicator:
        """Return an indicator with the unit that it has in this view."""
        return of_year(indicator(name)) if self.view.year else indicator(name)

    def place(self, row: dict[str, Any]) -> str:
        """Return the name of a row's park or industry, empty for the zone."""
        if self.view.place == "zone":
            return ""
        named = "parks" if self.view.place == "park" else "industries"
        listed = self.results.provenance.zone[named]
        return next(each[self.language] for each in listed if each["id"] == row[self.view.place])


def compared(
    results: Any,
    at: Sequence[str | int] = (),
    language: str = "en",
    indicators: Sequence[str] = (),
    *,
    by: str | Sequence[str] = "zone",
    perimeter: str = "fixed",
    headline_of: Sequence[str] = (),
    coverage: float = LEVEL,
    precision: float = PRECISION,
    **options: Any,
) -> Compared:
    """Compare the scenarios of a result for tables.

    at, indicators, by, perimeter, coverage, precision, options  as
                 `sim.analysis.comparison.compare` takes them
    indicators   empty takes those of the short table for the zone, the headline for places, years
    headline_of  the declared headline; empty is that of the result
    Raises InputError as `compare` does.
    """
    view = View.of(by, perimeter)
    declared = family(results, headline_of)
    usual = view.place == "zone" and not view.year
    wanted = indicators or _held(results, view, [*headline.TABLE, *declared] if usual else declared)
    names = view.names(results, wanted)
    found = compare(
        results, at, indicators=wanted, by=by, perimeter=perimeter, headline=headline_of,
        coverage=coverage, precision=precision, **options,
    )  # fmt: skip
    told = bool(headline_of or getattr(results.provenance, "headline", ()))
    shown = tuple(indicator(name) for name in names)
    return Compared(
        results, found, view, shown, tuple(declared), told, coverage, precision, language
    )


def effect_tables(made: Compared) -> list[Table]:
    """Return the differences of each scenario with intervals, marks and displacement."""
    if made.found.empty:
        return []
    return [_effects(made, group) for _, group in made.found.groupby("scenario", sort=False)]


def evidence_tables(made: Compared) -> list[Table]:
    """Return how well the differences of each scenario are told from luck."""
    if made.found.empty:
        return []
    return [_evidence(made, group) for _, group in made.found.groupby("scenario", sort=False)]


def _effects(made: Compared, found: pd.DataFrame) -> Table:
    words, view = made.words, made.view
    displaced = "net" in found and found["net"].notna().any()
    spread = "rows_low" in found
    rows = []
    for each in made.shown:
        own = found[found["indicator"] == each.id]
        entry = made.entry(each.id)
        by = scale(entry, float(own["reference_mean"].abs().max()), made.language)
        for row in own.to_dict("records"):
            fine = _fine(made, by, own, row)
            texts = [
                by.show(row["reference_mean"]),
                by.show(row["mean"]),
                fine.show(row["difference"], signed=True),
                _between(fine, row, "band" if view.year else ""),
                percent(row["share"]),
                mark(row["p_holm"]),
            ]
            texts += [_between(fine, row, "rows")] if spread else []
            if displaced:
                texts += [fine.show(row[part], signed=True) for part in ("rest", "net")]
            rows.append((*_head(made, row, entry, by), *texts))
    columns = [
        *_head_columns(made),
        found["reference"].iloc[0],
        found["scenario"].iloc[0],
        *(words[name] for name in ("difference", "band" if view.year else "interval")),
        *(words[name] for name in ("share", "holm")),
        *([words["rows"]] if spread else []),
        *([words["rest"], words["net"]] if displaced else []),
    ]
    count, over = int(found["replicates"].min()), int(found["rows"].min())
    points = any(row[2] == "%" for row in rows)
    notes = [
        *([words["one"]] if count == 1 else []),
        *([words["over"].format(rows=over)] if over > 1 else []),
        *([words["legal"]] if view.perimeter == "legal" else []),
        *([words["curves"]] if view.year else []),
        *_apart(made, found),
        *_tests(made),
        *([words["net_note"]] if displaced else []),
        *([words["points"]] if points else []),
        *captions.notes(made.results, made.language),
    ]
    rest = (9 + spread,) if displaced else ()
    ordered = _ordered(made, rows)
    return Table(_title(made, found, "effects"), tuple(columns), ordered, tuple(notes), (4, *rest))


def _evidence(made: Compared, found: pd.DataFrame) -> Table:
    words = made.words
    rows = []
    for each in made.shown:
        own = found[found["indicator"] == each.id]
        entry = made.entry(each.id)
        by = scale(entry, float(own["reference_mean"].abs().max()), made.language)
        for row in own.to_dict("records"):
            fine = _fine(made, by, own, row)
            texts = (
                _between(fine, row, "boot"),
                _number(row["hedges_g"], "+.2f"),
                probability(row["p"]),
                probability(row["p_holm"]),
                _saved(row["variance_ratio"]),
                _needed(row["needed"]),
            )
            rows.append((*_head(made, row, entry, by), *texts))
    names = ("boot", "g", "p", "p_holm", "luck", "needed")
    columns = (*_head_columns(made), *(words[name] for name in names))
    notes = (
        words["evidence_note"],
        *_apart(made, found),
        *_tests(made),
        *captions.notes(made.results, made.language),
    )
    return Table(_title(made, found, "evidence"), columns, _ordered(made, rows), notes)


def _apart(made: Compared, found: pd.DataFrame) -> list[str]:
    """Return a note on each replicate that stands apart, with the indicators in which it does."""
    own = found[(found["outlier"] != NONE) & found["indicator"].isin([e.id for e in made.shown])]
    notes = []
    for replicate, rows in own.groupby("outlier"):
        labels = [made.entry(name).label[made.language] for name in rows["indicator"].unique()]
        names = made.words["comma"].join(labels)
        notes.append(made.words["apart"].format(replicate=replicate, names=names))
    return notes


def _fine(made: Compared, by: Scale, own: pd.DataFrame, row: dict[str, Any]) -> Scale:
    """Return the scale of differences: by quarter of its own, down a column of years or places."""
    if made.view.year or made.view.place != "zone":
        return by.finer(float(own["difference"].abs().max()))
    half = row["high"] - row["difference"]
    return by.finer(np.nanmax([abs(row["difference"]), half]))


def mark(value: float) -> str:
    """Return the mark of a corrected probability: one to three stars, or nothing."""
    return next((sign for bound, sign in MARKS if value < bound), "")


def probability(value: float) -> str:
    """Return a probability as text, a small one by its bound."""
    if not np.isfinite(value):
        return MISSING
    return f"{value:.3f}" if value >= 0.001 else "< 0.001"


def _head(made: Compared, row: dict[str, Any], entry: Indicator, by: Scale) -> tuple[str, ...]:
    """Return group, what the row is, and unit: the last thing that varies is the row's own."""
    label = entry.label[made.language]
    place = made.place(row)
    if made.view.year:
        return " · ".join(filter(None, (label, place))), str(row["year"]), by.unit
    if place:
        return f"{row['quarter']} · {label}", place, by.unit
    return row["quarter"], label, by.unit


def _head_columns(made: Compared) -> tuple[str, ...]:
    words = made.words
    if made.view.year:
        return words["indicator"], words["year"], words["unit"]
    if made.view.place != "zone":
        return words["indicator"], words[made.view.place], words["unit"]
    return words["when"], words["indicator"], words["unit"]


def _ordered(made: Compared, rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return the rows group by group; quarters follow each other, indicators as they were named."""
    if made.view.year:
        groups = {row[0]: None for row in rows}
    else:
        quarters = sorted({row[0][:6] for row in rows})
        groups = {row[0]: None for q in quarters for row in rows if row[0].startswith(q)}
    return tuple(row for group in groups for row in rows if row[0] == group)


def _title(made: Compared, found: pd.DataFrame, name: str) -> str:
    return made.words[name].format(
        scenario=made.results.title(found["scenario"].iloc[0], made.language),
        reference=made.results.title(found["reference"].iloc[0], made.language),
        count=int(found["replicates"].min()),
    )


def _tests(made: Compared) -> list[str]:
    tests = int(made.found["p_holm"].notna().sum())
    if not tests:
        return []
    which = made.words["declared" if made.declared else "registered"]
    names = "、" if made.language == "zh" else ", "
    listed = names.join(made.headline)
    return [made.words["tests"].format(tests=tests, which=which, names=listed)]


def _held(results: Any, view: View, names: Sequence[str]) -> list[str]:
    """Return those of some indicators that the view has."""
    return [name for name in dict.fromkeys(names) if view.seen(results, name) is not None]


def _between(by: Scale, row: dict[str, Any], kind: str) -> str:
    low, high = (row[f"{kind}_{end}" if kind else end] for end in ("low", "high"))
    if not (np.isfinite(low) and np.isfinite(high)):
        return MISSING
    return f"[{by.show(low, signed=True)}, {by.show(high, signed=True)}]"


def _number(value: float, form: str) -> str:
    return format(value, form).replace("-", "\u2212") if np.isfinite(value) else MISSING


def _saved(ratio: float) -> str:
    """Return how many times more runs independent numbers would need."""
    if not np.isfinite(ratio):
        return MISSING
    factor = 1.0 / ratio if ratio > 0.0 else np.inf
    return f"× {factor:,.1f}" if factor < 1000.0 else "× > 1,000"


def _needed(count: float) -> str:
    if np.isnan(count):
        return MISSING
    return f"{count:,.0f}" if np.isfinite(count) else "> 10,000"


def _share(value: float, language: str) -> str:
    return f"{100 * value:g}%" if language == "zh" else f"{100 * value:g} %"
