"""Tables of an attribution: what each clause contributes, and which clauses help each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.attribution.attribution import OTHERS, TOTAL, attribution, interactions
from sim.analysis.attribution.groups import groups
from sim.analysis.attribution.outputs import PROBABILITY
from sim.analysis.cost import COST
from sim.core.errors import InputError
from sim.measure.register import indicators
from sim.policy.registers import Registers, load
from sim.report import captions
from sim.report.scale import MINUS, MISSING, Scale, percent, scale
from sim.report.table import Table

FORMS = ("csv", "md", "tex")
MOST_PAIRS = 10  # pairs of an output that are shown, the largest first
_OUTPUT = ["indicator", "of", "quarter"]
_YUAN = 1e6  # yuan in the million yuan of indicators
_SPARE = (5, 9)
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "columns": ("Effect", "Clause", "Unit", "Contribution", "{level} interval", "Share",
                    "Alone", "Lost without it", "Cost a year", "Yuan a year for one"),
        "title": "{scenario}: what each clause contributes, {count} replicates, {orders} orders",
        "probability": "Probability of {target}",
        "turn": "Probability that this moves as asked: {name}",
        TOTAL: "All clauses together", OTHERS: "Other than by these clauses",
        "value": "Contribution: Shapley value, what a clause adds averaged over {orders} orders in"
                 " which clauses join; contributions sum to the total. Share: of a total that is"
                 " told from zero. Interval: over replicates"
                 " and orders; of the total, over replicates.",
        "alone": "Alone: the clause stands by itself. Lost without it: all clauses less all but it."
                 " The two differ from the contribution where clauses interact.",
        "cost": "Cost: public money that a clause adds, paid and forgone, mean of all years up to"
                " the quarter. A cost for one is given where the contribution is told from zero.",
        "unable": "Unable to contribute, for their levers are equal before and under the Opinion:"
                  " {names}.",
        "still": "Moved by no clause: {names}.",
        "lost": "{lost} orders in replicates were left out, for a run in them failed.",
        "few": "No interval of single clauses: it takes two replicates and two independent pairs of"
               " an order and its reverse. Take n: 4 and replicates: 3, or more.",
        "pairs": ("Effect", "Clauses", "Unit", "Together", "{level} interval", "p (Holm)"),
        "pair_title": "{scenario}: pairs of clauses, {count} replicates",
        "pair": "Together: what two clauses do more than one by one, mean of none and of all others"
                " standing; the Shapley interaction index if at most three clauses interact. The"
                " {most} largest of {pairs} pairs; interval over replicates.",
    },
    "zh": {
        "columns": ("效果", "条款", "单位", "贡献", "{level}区间", "占比", "单独实施",
                    "取消后的损失", "年均成本", "单位年成本（元）"),
        "title": "{scenario}：各条款的贡献，{count}次模拟，{orders}种次序",
        "probability": "{target}实现概率",
        "turn": "按要求变动的概率：{name}",
        TOTAL: "全部条款合计", OTHERS: "上述条款以外",
        "value": "贡献：Shapley值，即条款在{orders}种实施次序中新增效果的平均，各条款之和等于合计。"
                 "占比：仅当合计异于零时给出。"
                 "区间反映模拟与次序；合计的区间只反映模拟。",
        "alone": "单独实施：仅该条款有效；取消后的损失：全部条款与缺该条款之差。"
                 "两者与贡献不同，说明条款之间有交互。",
        "cost": "成本：该条款增加的财政支付与让渡，为截至该季度的年均值；"
                "仅在贡献异于零时给出单位成本。",
        "unable": "杠杆前后相同、不可能有贡献的条款：{names}。",
        "still": "任何条款都未改变：{names}。",
        "lost": "因模拟失败剔除{lost}组次序与模拟。",
        "few": "各条款没有区间：须有两次模拟及两对相互独立的次序（各含其逆序）。"
               "请取 n: 4、replicates: 3 或更大。",
        "pairs": ("效果", "条款", "单位", "交互", "{level}区间", "p（Holm）"),
        "pair_title": "{scenario}：条款两两交互，{count}次模拟",
        "pair": "交互：两条款同时实施超出各自之和的部分，取其余条款全无与全有两端的平均；"
                "若至多三个条款交互，即为Shapley交互指数。列出{pairs}对中最大的{most}对；区间反映模拟。",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Attributed:
    """An attribution as people read it.

    frames  name -> numbers, unrounded: ``attribution`` and, with pairs, ``interactions``
    tables  the same in one language
    """

    frames: Mapping[str, pd.DataFrame]
    tables: tuple[Table, ...]

    def text(self, form: str) -> str:
        """Return it as text: csv (numbers of the clauses), md or tex (all tables)."""
        if form == "csv":
            return self.frames["attribution"].to_csv(index=False, lineterminator="\n")
        return "\n".join(t.latex() if form == "tex" else t.markdown() for t in self.tables)

    def files(self, forms: Sequence[str]) -> dict[str, bytes]:
        """Return the contents of the files of some forms by their names."""
        contents = {}
        for form in forms:
            if form == "csv":
                for name, frame in self.frames.items():
                    text = frame.to_csv(index=False, lineterminator="\n")
                    contents[f"{name}.csv"] = text.encode()
            else:
                contents[f"attribution.{form}"] = self.text(form).encode()
        return contents


def attributed(
    results: Any,
    at: Sequence[str] = (),
    language: str = "en",
    *,
    by: str = "clause",
    indicators: Sequence[str] = (),
    coverage: float = 0.95,
    registers: Registers | None = None,
) -> Attributed:
    """Return what clauses contribute and, where the design has pairs, how they interact.

    by      clause, or another grouping (`sim.analysis.attribution.groups`)
    others  as of `sim.analysis.attribution.attribution.attribution`
    Raises InputError for a design of another kind and for words that cannot be looked up.
    """
    registers = registers or load()
    asked = {"indicators": indicators, "coverage": coverage, "registers": registers}
    frames = {"attribution": attribution(results, at, groups=groups(by, registers), **asked)}
    pairs = interactions(results, at, **asked)
    voice = _Voice(results, language, coverage, registers)
    tables = [voice.contributions(frames["attribution"])]
    if not pairs.empty:
        frames["interactions"] = pairs
        tables.append(voice.pairs(pairs, frames["attribution"]))
    return Attributed(frames, tuple(tables))


def forms_of(words: Sequence[str], *, folder: bool) -> list[str]:
    """Return the forms to write: those named, else every one if there is a folder for them.

    Raises InputError for a form that there is not.
    """
    unknown = [word for word in words if word not in FORMS]
    if unknown:
        what = f'An attribution cannot be written as "{unknown[0]}".'
        raise InputError("--format", what, f"Choose from: {', '.join(FORMS)}.")
    return list(dict.fromkeys(words)) or (list(FORMS) if folder else [])


class _Voice:
    """Tables of one result in one language."""

    def __init__(self, results: Any, language: str, coverage: float, registers: Registers) -> None:
        self.results, self.language, self.registers = results, language, registers
        self.words = _WORDS[language]
        self.level = f"{100 * coverage:g} %" if language == "en" else f"{100 * coverage:g}%"
        self.scenario = results.title(results.scenarios[-1], language)

    def contributions(self, found: pd.DataFrame) -> Table:
        words, rows, still = self.words, [], []
        money = scale(indicators()[COST], _largest(found, "cost"), self.language)
        for (indicator, of, quarter), each in found.groupby(_OUTPUT, sort=False):
            own = each[~each["player"].isin((OTHERS, TOTAL))]
            if not own[["value", "removed"]].fillna(0.0).any(axis=None):
                still.append(self._effect(indicator, of, quarter))
                continue
            by = self._scale(indicator, of, each)
            told = told_from_zero(each)
            for row in each[each["able"]].to_dict("records"):
                head = (self._effect(indicator, of, quarter), self._name(row["player"]), by.unit)
                numbers = _numbers(row, by, told)
                rows.append((*head, *numbers, *_cost(row, money, indicator, of)))
        sizes = {"count": int(found["replicates"].min()), "orders": int(found["orders"].min())}
        notes = [words["value"].format(**sizes), words["alone"]]
        notes += [words["cost"]] if "cost" in found else []
        unable = found.loc[~found["able"], "player"].unique()
        if unable.size:
            notes.append(words["unable"].format(names=", ".join(unable)))
        if still:
            notes.append(words["still"].format(names="; ".join(still)))
        single = found["able"] & ~found["player"].isin((OTHERS, TOTAL))
        if found.loc[single, "low"].isna().all():
            notes.append(words["few"])
        if lost := int(found["lost"].max()):
            notes.append(words["lost"].format(lost=lost))
        title = words["title"].format(scenario=self.scenario, **sizes)
        columns = tuple(each.format(level=self.level) for each in words["columns"])
        notes += captions.notes(self.results, self.language)
        return Table(title, columns, tuple(rows), tuple(notes), _SPARE)

    def pairs(self, pairs: pd.DataFrame, found: pd.DataFrame) -> Table:
        words, rows, many = self.words, [], 0
        for (indicator, of, quarter), each in pairs.groupby(_OUTPUT, sort=False):
            many = len(each)
            moved = each[each["together"] != 0.0]
            order = moved["together"].abs().sort_values(ascending=False, kind="stable").index
            same = (found["indicator"] == indicator) & (found["of"] == of)
            by = self._scale(indicator, of, found[same])
            for row in moved.loc[order[:MOST_PAIRS]].to_dict("records"):
                name = f"{row['one']} × {row['other']}"
                head = (self._effect(indicator, of, quarter), name, by.unit)
                p = f"{row['p_holm']:.3f}" if np.isfinite(row["p_holm"]) else MISSING
                rows.append((*head, by.show(row["together"], True), _interval(row, by), p))
        count = int(found["replicates"].min())
        title = words["pair_title"].format(scenario=self.scenario, count=count)
        columns = tuple(each.format(level=self.level) for each in words["pairs"])
        notes = [words["pair"].format(most=min(MOST_PAIRS, many), pairs=many)]
        notes += captions.notes(self.results, self.language)
        return Table(title, columns, tuple(rows), tuple(notes))

    def _effect(self, indicator: str, of: str, quarter: str) -> str:
        label = indicators()[indicator].label[self.language]
        if of == PROBABILITY:
            target = self.registers.targets.get(indicator.partition("_")[0])
            if target is not None:
                named = f"{target.id} {target.heading.of(self.language)}"
                label = self.words["probability"].format(target=named)
            else:
                label = self.words["turn"].format(name=label)
        return f"{label}, {quarter}"

    def _name(self, player: str) -> str:
        if player in (TOTAL, OTHERS):
            return self.words[player]
        clause = self.registers.clauses.get(player)
        return player if clause is None else f"{player} {clause.heading.of(self.language)}"

    def _scale(self, indicator: str, of: str, found: pd.DataFrame) -> Scale:
        size = _largest(found, "value")
        if of == PROBABILITY:
            return Scale(1.0, "", 2)
        return scale(indicators()[indicator], size, self.language).finer(size)


def told_from_zero(found: pd.DataFrame) -> bool:
    """Return whether the total of one output is told from zero: else shares of it mean nothing.

    found  what all players contribute to the output
    """
    total = found[found["player"] == TOTAL].iloc[0]
    return bool(total["low"] > 0.0 or total["high"] < 0.0)


def _numbers(row: Mapping[str, Any], by: Scale, told: bool) -> tuple[str, ...]:
    """Return the cells of a contribution: it, its interval, share, alone, lost without it.

    told  whether the total is told from zero
    """
    return (
        by.show(row["value"], signed=True),
        _interval(row, by),
        percent(row["share"], 0) if told else MISSING,
        by.show(row["alone"], signed=True),
        by.show(row["removed"], signed=True),
    )


def _cost(row: Mapping[str, Any], money: Scale, indicator: str, of: str) -> tuple[str, ...]:
    """Return the cells of cost; a cost for one stands where the contribution is no zero."""
    cost = row.get("cost", np.nan)
    if not np.isfinite(cost):
        return MISSING, MISSING
    paid = f"{money.show(cost, signed=True)} {money.unit}"
    if of == PROBABILITY or indicator == COST or not np.isfinite(row["unit_low"]):
        return paid, MISSING
    # revenue and cost are both in million yuan: one yuan for one yuan
    factor = 1.0 if indicators()[indicator].unit["en"].startswith("million yuan") else _YUAN
    each = [row[name] * factor for name in ("cost_per_unit", "unit_low", "unit_high")]
    told, low, high = (
        (f"{n:,.0f}" if abs(n) >= 1000 else f"{n:.3g}").replace("-", MINUS) for n in each
    )
    return paid, f"{told} [{low}, {high}]"


def _interval(row: Mapping[str, Any], by: Scale) -> str:
    if not np.isfinite(row["low"]):
        return MISSING
    return f"[{by.show(row['low'], signed=True)}, {by.show(row['high'], signed=True)}]"


def _largest(found: pd.DataFrame, column: str) -> float:
    return float(found[column].abs().max()) if column in found else 0.0
