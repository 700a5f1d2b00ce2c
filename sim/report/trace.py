"""A trace told: sentences, tables and files in both languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.life import Event
from sim.core import quarters
from sim.report import state_words as words
from sim.report.scale import MISSING, Scale
from sim.report.table import Table
from sim.report.trace_sentences import Sentences
from sim.runs import files
from sim.runs.setting import Setting, folder
from sim.scenario.amendment import Scenario
from sim.search.tracing import trace as search
from sim.search.tracing.trace import DIFFERENCE, Question

SHOWN = {
    "firms": ("park", "staff", "wage", "revenue", "profit", "cash", "log_rent"),
    "talents": ("employer", "work_park", "wage", "human_capital", "tenure"),
    "funds": ("commitment", "drawn", "dry_powder", "spent", "distributed"),
    "parks": ("staff_total", "talents", "tax", "services", "approval_days", "score_measured"),
    "incubators": ("occupancy", "quality", "own_fund"),
    "industries": ("demand", "wage_mean", "city_share", "vacancies", "searchers"),
}
MOST_QUARTERS = 8  # groups of the table on the screen
MOST_ROWS = 12  # stages at which agents first differ
COLUMNS = {
    "en": ("Quarter", "Variable", "Unit", "Difference", "What happened", "Agent", "Weight",
           "Stage", "Firms", "Talents"),
    "zh": ("季度", "变量", "单位", "差值", "事件", "主体", "代表数", "阶段", "企业", "人才"),
}  # fmt: skip
TITLES = {
    "en": {
        "life": "{name} in both worlds",
        "events": "What followed",
        "top": "{of} that differ most in {quarter}, by {by}, weighted",
        "spread": "How many first differ, by quarter and stage",
        "parks": "Where the difference has spread: firms of the park that differ",
        "more": "The rest is in the files that --out writes.",
        "weighted": "Difference = b less a, times the real units a row stands for.",
        "park": "Park",
        "share": "Share of its firms",
        "since": "First quarter",
    },
    "zh": {
        "life": "{name}在两个世界中的状况",
        "events": "其后的事件",
        "top": "{quarter}差别最大的{of}（按{by}，加权）",
        "spread": "各季度各阶段首次出现差别的数量",
        "parks": "差别在园区间的扩散：出现差别的企业",
        "more": "其余见 --out 写出的文件。",
        "weighted": "差值＝（b－a）×该行代表的实际数量。",
        "park": "园区",
        "share": "占其企业比例",
        "since": "最早季度",
    },
}
OF = {
    "en": {"firms": "Firms", "talents": "Talents", "funds": "Funds", "parks": "Parks"},
    "zh": {"firms": "企业", "talents": "人才", "funds": "基金", "parks": "园区"},
}


@dataclass
class Trace:
    """Two worlds with the same luck, and an agent or everybody in them.

    found  what was found, `sim.search.tracing.trace.Trace`
    """

    found: search.Trace
    setting: Setting

    def text(self, language: str = "en") -> str:
        """Return what was found as sentences, a line each."""
        return "\n".join(Sentences(self.found, self.setting, language).all())

    def __repr__(self) -> str:
        return self.text()

    def frame(self) -> pd.DataFrame:
        """Return the tidy table: of an agent its states, of everybody those who differ most."""
        found = self.found
        if found.life is not None:
            return found.life.frame()
        return found.top if found.top is not None else pd.DataFrame()

    def chain(self) -> list[dict[str, Any]]:
        """Return the chain of causes as plain data, the latest stage first, the root last."""
        told = Sentences(self.found, self.setting, "en"), Sentences(self.found, self.setting, "zh")
        return [
            {**facts, "sentence": {"en": en, "zh": zh}}
            for facts, en, zh in zip(told[0].facts(), told[0].chain(), told[1].chain(), strict=True)
        ]

    def tables(self, language: str = "en") -> list[Table]:
        """Return the tables for the screen."""
        if self.found.diverged is None and not self.found.only:
            return []
        if self.found.life is not None:
            return [t for t in (self._life(language), self._events(language)) if t.rows]
        return [t for t in (self._top(language), self._spread(language), self._parks(language))
                if t.rows]  # fmt: skip

    def save(self, place: str | Path) -> list[Path]:
        """Write the trace into a folder as CSV and JSON; return the files.

        Raises InputError if the folder cannot be written.
        """
        found = self.found
        held: dict[str, bytes] = {
            "trace.en.txt": (self.text("en") + "\n").encode(),
            "trace.zh.txt": (self.text("zh") + "\n").encode(),
            "chain.json": (json.dumps(self.chain(), ensure_ascii=False, indent=1) + "\n").encode(),
        }
        frames: dict[str, pd.DataFrame | None] = {}
        if found.life is not None:
            frames = {"life": found.life.frame(), "totals": found.life.totals()}
            frames["events"] = self.events()
        else:
            frames = {"top": found.top, "parks": found.parks, "spread": self.arrivals()}
        for name, frame in frames.items():
            if frame is not None:
                held[f"{name}.csv"] = frame.to_csv(index=False, lineterminator="\n").encode()
        target = Path(place)
        files.claim(target, sum(map(len, held.values())))
        with files.writing(target):
            for name, content in held.items():
                files.write_whole(target / name, content)
        return [target / name for name in held]

    def events(self) -> pd.DataFrame:
        """Return what happened to the agent: quarter, event, before, after, in a, in b."""
        if self.found.life is None:
            return pd.DataFrame()
        one, other = self.found.life.events()
        rows = [
            (quarters.text(each.quarter), each.what, each.before, each.after,
             each in one, each in other)
            for each in _merged(one, other)
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["quarter", "event", "before", "after", "a", "b"])

    def arrivals(self) -> pd.DataFrame:
        """Return how many firms and talents first differ at each stage of each quarter."""
        moments = sorted(
            {moment for counts in self.found.arrivals.values() for moment in counts},
            key=lambda moment: (moment.quarter, self._order(moment.stage)),
        )
        columns = ["quarter", "stage", *self.found.arrivals]
        counts = self.found.arrivals.values()
        rows = [
            (quarters.text(m.quarter), m.stage, *(each.get(m, 0) for each in counts))
            for m in moments
        ]
        return pd.DataFrame(rows, columns=columns)

    def _order(self, stage: str) -> int:
        names = [part.name for step in self.found.steps for part in step.parts]
        return names.index(stage) if stage in names else -1

    def _life(self, language: str) -> Table:
        frame, found = self.frame(), self.found
        assert found.life is not None
        table = found.life.table
        differing = set(frame["variable"])
        shown = [name for name in SHOWN[table] if name in differing]
        first = quarters.text(found.diverged.quarter) if found.diverged else ""
        kept = [q for q in frame["quarter"].unique() if q >= first]
        step = max(1, -(-len(kept) // MOST_QUARTERS))
        kept = [*kept[::step], *([kept[-1]] if kept and kept[-1] not in kept[::step] else [])]
        rows = []
        for row in frame[frame["quarter"].isin(kept)].to_dict("records"):
            if row["variable"] in shown:
                rows.append(
                    (
                        row["quarter"],
                        words.label(table, row["variable"], language),
                        words.spoken_unit(row["unit"], language),
                        *words.pair(row["a"], row["b"], row["unit"], language),
                        words.signed(row["difference"]),
                    )
                )
        named = COLUMNS[language]
        title = TITLES[language]["life"].format(name=found.name)
        return Table(
            title, (*named[:3], "a", "b", named[3]), tuple(rows), (TITLES[language]["more"],)
        )

    def _events(self, language: str) -> Table:
        first = self.found.diverged.quarter if self.found.diverged else 0
        assert self.found.life is not None
        one, other = self.found.life.events()
        rows = []
        for each in _merged(one, other):
            if each.quarter >= first:
                told = words.event(each.what, language)
                if each.before or each.after:
                    told += f": {each.before or MISSING} → {_shown(each)}"
                marks = ("✓" if each in world else "" for world in (one, other))
                rows.append((quarters.text(each.quarter), told, "", *marks))
        named = COLUMNS[language]
        columns = (named[0], named[4], named[2], "a", "b")
        return Table(TITLES[language]["events"], columns, tuple(rows))

    def _top(self, language: str) -> Table:
        found, named, texts = self.found, COLUMNS[language], TITLES[language]
        assert found.top is not None
        told = words.label(found.of, found.by, language)
        unit = words.unit(found.of, found.by, language)
        rows = [
            (
                "",
                row["agent"],
                "",
                words.value(row["weight"], "", language),
                *words.pair(row["a"], row["b"], unit or "-", language),
                words.signed(row["difference"]),
            )
            for row in found.top.to_dict("records")
        ]
        by = f"{told} ({unit})" if unit else told
        title = texts["top"].format(
            of=OF[language][found.of], quarter=quarters.text(found.at), by=by
        )
        columns = (named[0], named[5], named[2], named[6], "a", "b", named[3])
        return Table(title, columns, tuple(rows), (texts["weighted"],))

    def _spread(self, language: str) -> Table:
        named = COLUMNS[language]
        frame = self.arrivals()
        kept = frame.head(MOST_ROWS).to_dict("records")
        steps = {part.name: step for step in self.found.steps for part in step.parts}
        rows = []
        for row in kept:
            step = steps.get(row["stage"])
            title = words.stage(step.name, step.title, language) if step else row["stage"]
            counts = (f"{row[name]:,}" for name in self.found.arrivals)
            rows.append((row["quarter"], f"{row['stage']}: {title}", "", *counts))
        columns = (named[0], named[7], named[2], named[8], named[9])
        notes = (TITLES[language]["more"],) if len(frame) > MOST_ROWS else ()
        return Table(TITLES[language]["spread"], columns, tuple(rows), notes)

    def _parks(self, language: str) -> Table:
        texts, named = TITLES[language], COLUMNS[language]
        frame = self.found.parks
        if frame is None or frame.empty:
            return Table("", (), ())
        rows, shares = [], {}
        for park, group in frame.groupby("park", sort=False):
            touched = group[group["differing"] > 0]
            since = touched["quarter"].iloc[0] if len(touched) else MISSING
            last = group.iloc[-1]
            shares[park] = last["differing"] / max(last["firms"], 1)
            told = Scale(0.01, "%", 1).show(shares[park])
            rows.append(("", park, "", since, f"{last['differing']:,}", f"{told} %"))
        rows.sort(key=lambda row: (row[3] == MISSING, row[3], -shares[row[1]]))
        columns = (named[0], texts["park"], named[2], texts["since"], named[8], texts["share"])
        return Table(texts["parks"], columns, tuple(rows))


def trace(
    a: Any,
    b: Any,
    who: str = "",
    *,
    replicate: int = 0,
    seed: int = 1,
    resolution: str | None = None,
    until: str | int | None = None,
    what_if: Sequence[str] = (),
    top: int = 20,
    of: str = "firms",
    by: str = DIFFERENCE,
    at: str | int | None = None,
    zone: str = "",
    setting: Setting | None = None,
) -> Trace:
    """Trace an agent, or everybody, in the worlds of two scenarios with the same luck.

    a, b        scenarios: ids, files, or put together in Python
    who         code of a firm, park, ``talent/...``, ``fund/...``; empty: who differs most
    until       last quarter      what_if  changes laid over b, as ``floor.rent_subsidy=0.1 from
                2024``
    top, of, by, at  how many agents of which kind are ranked, by which variable, in which quarter
    zone        name or folder of another zone
    Raises InputError for what cannot be read, and for an agent that neither world ever has.
    """
    setting = setting or folder(zone=zone)
    if what_if:
        base = b if isinstance(b, Scenario) else Scenario(str(b))
        known = setting.resolve(base).id.replace(":", "-")
        b = base.what_if(*what_if).named(f"{known}+if")
    question = Question(who, until, top, of, by, at)
    found = search.trace(
        [a, b],
        question,
        replicate=replicate,
        seed=seed,
        resolution=resolution,
        setting=setting,
    )
    return Trace(found, setting)


def _merged(one: Sequence[Event], other: Sequence[Event]) -> list[Event]:
    return sorted({*one, *other}, key=lambda each: (each.quarter, each.what, str(each.after)))


def _shown(event: Event) -> str:
    if event.what == "round":
        return f"{event.after:,.4g}"
    return str(event.after) or MISSING
