"""The sentences of a trace: where two worlds part, the chain of causes, what it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.core import quarters
from sim.report import state_words as words
from sim.report.scale import Scale
from sim.runs.setting import Setting
from sim.search.tracing.chain import Link
from sim.search.tracing.root import Root
from sim.search.tracing.trace import Trace

_WHOLE = 0.995  # share from which a cause carries all of a difference
_TEXTS = {
    "en": {
        "head": "a: {a}, b: {b}; replicate {replicate}, seed {seed}, {resolution}, {first} to"
        " {last}.",
        "same_rules": "a and b have the same rules and assumptions: the worlds are equal.",
        "acts": "The first rule differs in {quarter}; until then the worlds are equal, bit for"
        " bit.",
        "too_late": "The first rule differs in {quarter}, after the last quarter that was run.",
        "none": "No difference before the end of {quarter}.",
        "same_agent": "{name} has the same state in both worlds to the end of {quarter}.",
        "only": "{name} is in world {world} alone.",
        "parts": "{name} first differs in {quarter}, in the stage {stage} ({title}).",
        "parts_turn": "{name} first differs in {quarter}, before the first stage.",
        "world": "The worlds part in {quarter}, in the stage {stage} ({title}).",
        "why": "Why, from there back to the cause:",
        "link": "{quarter} {stage}: {label}{agent} is {one} in a, {other} in b{unit}.",
        "there": "{quarter} {stage}: {agent} is in world {world} alone.",
        "by": " {share} of it comes from the next line",
        "many": ", one of {count:,} that differ there{alone}",
        "alone": " ({own} by itself)",
        "beside": "; also {names}",
        "lever": "Lever {label} ({id}){where}: {one} in a, {other} in b{unit}. {clause}{place}",
        "clause": "Clause {id}, {heading}.",
        "proposal": "A proposal, no clause.",
        "assumption": "Assumption {label} ({id}): {one} in a, {other} in b{unit}.",
        "event": "Event {label}{where}: ordered in {world} alone.",
        "start": "The worlds start with other assumptions: {id}.",
        "own": "A stage of your own made the difference between the shipped stages.",
        "unknown": "No single input of this stage accounts for the rest.",
        "in": " in {where}", "of": " of {agent}", "for": " for {industry}",
        "set": " Set by {place}.",
        "total": "Until {quarter} the difference in {label} adds up to {value} {unit}.",
    },
    "zh": {
        "head": "a：{a}，b：{b}；第{replicate}次模拟，种子{seed}，精度{resolution}，"
        "{first}至{last}。",
        "same_rules": "a与b的规则和假设相同，两个世界完全一致。",
        "acts": "规则最早于{quarter}出现差别；此前两个世界逐位一致。",
        "too_late": "规则最早于{quarter}出现差别，晚于运行的最后季度。",
        "none": "至{quarter}末没有差别。",
        "same_agent": "至{quarter}末，{name}在两个世界中状态相同。",
        "only": "{name}只存在于世界{world}。",
        "parts": "{name}最早于{quarter}出现差别，阶段为{stage}（{title}）。",
        "parts_turn": "{name}最早于{quarter}出现差别，在第一个阶段之前。",
        "world": "两个世界于{quarter}分开，阶段为{stage}（{title}）。",
        "why": "原因链（由近及远）：",
        "link": "{quarter} {stage}：{agent}{label}在a中为{one}，在b中为{other}{unit}。",
        "there": "{quarter} {stage}：{agent}只出现在世界{world}。",
        "by": "其中{share}来自下一行",
        "many": "（{count:,}处差别之一{alone}）",
        "alone": "，单独解释{own}",
        "beside": "；另有{names}",
        "lever": "政策杠杆“{label}”（{id}）{where}：a为{one}，b为{other}{unit}。{clause}{place}",
        "clause": "条款{id}：{heading}。",
        "proposal": "属建议，无对应条款。",
        "assumption": "假设“{label}”（{id}）：a为{one}，b为{other}{unit}。",
        "event": "事件“{label}”{where}：只在{world}中发生。",
        "start": "两个世界的初始假设不同：{id}。",
        "own": "差别由您自己的阶段造成。",
        "unknown": "该阶段的任何单一输入都不能解释其余部分。",
        "in": "，{where}", "of": "{agent}的", "for": "，{industry}",
        "set": "见{place}。",
        "total": "至{quarter}，{label}的差别累计{value} {unit}。",
    },
}  # fmt: skip
_TOTALS = {"firms": ("revenue", "staff", "profit"), "talents": ("wage",), "parks": ("staff_total",)}


class Sentences:
    """Tells a trace in one language."""

    def __init__(self, found: Trace, setting: Setting, language: str) -> None:
        self.found, self.setting, self.language = found, setting, language
        self._texts = _TEXTS[language]
        self._titles = {step.name: step.title for step in found.steps}
        self._steps = {part.name: step.name for step in found.steps for part in step.parts}

    def all(self) -> list[str]:
        """Return every sentence, the chain numbered."""
        lines = list(self.head())
        chain = self.chain()
        if chain:
            lines.append(self._texts["why"])
            lines += [f"  {number}. {each}" for number, each in enumerate(chain, 1)]
        return [*lines, *self.totals()]

    def head(self) -> Iterator[str]:
        """Yield what was traced, and where the worlds part."""
        found = self.found
        a, b = (each.id for each in found.scenarios)
        yield self._say(
            "head",
            a=a,
            b=b,
            replicate=found.replicate,
            seed=found.seed,
            resolution=found.resolution,
            first=quarters.text(found.first),
            last=quarters.text(found.last),
        )
        if found.acts is None:
            yield self._say("same_rules")
        elif found.acts > found.last:
            yield self._say("too_late", quarter=quarters.text(found.acts))
        else:
            yield self._say("acts", quarter=quarters.text(found.acts))
        if found.only:
            yield self._say("only", name=found.name, world=found.only)
        last = quarters.text(found.last)
        if found.diverged is None:
            if found.life is not None and found.acts is not None:
                yield self._say("same_agent", name=found.name, quarter=last)
            elif found.acts is not None:
                yield self._say("none", quarter=last)
            return
        quarter, stage = quarters.text(found.diverged.quarter), found.diverged.stage
        name = "world" if found.life is None else "parts" if stage else "parts_turn"
        title = self._title(stage)
        yield self._say(name, name=found.name, quarter=quarter, stage=stage, title=title)

    def chain(self) -> list[str]:
        """Return a sentence for each link of the chain and for its root."""
        found = self.found
        if found.root is None:
            return []
        return [*(self._link(each) for each in found.links), self._root(found.root)]

    def facts(self) -> Iterator[dict[str, Any]]:
        """Yield the links and the root as plain data."""
        found = self.found
        if found.root is None:
            return
        for link in found.links:
            yield {
                "quarter": quarters.text(link.moment.quarter),
                "stage": link.moment.stage,
                "step": link.step,
                "table": link.owner,
                "variable": link.field,
                "agent": link.agent,
                "entry": link.entry,
                "a": link.one,
                "b": link.other,
                "share_of_cause": link.share,
                "differing": link.count,
                "share_of_row": link.own,
                "beside": [list(each) for each in link.beside],
            }
        root = found.root
        yield {
            "root": root.kind,
            "id": root.name,
            "park": root.park,
            "industry": root.industry,
            "a": root.one,
            "b": root.other,
            "clause": self._clause_id(root),
            "place": root.place,
        }

    def totals(self) -> Iterator[str]:
        """Yield what the difference adds up to."""
        life = self.found.life
        if life is None or self.found.diverged is None:
            return
        totals = life.totals()
        for name in _TOTALS.get(life.table, ()):
            for row in totals[totals["variable"] == name].to_dict("records") if len(totals) else ():
                yield self._say(
                    "total",
                    quarter=quarters.text(life.quarters[-1]),
                    label=words.label(life.table, name, self.language),
                    value=words.signed(row["cumulated"]),
                    unit=words.spoken_unit(row["cumulated_unit"], self.language),
                )

    def _link(self, link: Link) -> str:
        quarter, stage = quarters.text(link.moment.quarter), link.moment.stage
        if link.one is None or link.other is None:
            world = "b" if link.one is None else "a"
            text = self._say("there", quarter=quarter, stage=stage, agent=link.agent, world=world)
        else:
            field = link.field if link.entry is None else f"{link.field}[{link.entry}]"
            unit = words.unit(link.owner, link.field, self.language)
            one, other = words.pair(link.one, link.other, self._unit(link), self.language)
            text = self._say(
                "link",
                quarter=quarter,
                stage=stage,
                label=words.label(link.owner, field, self.language),
                agent=self._say("of", agent=link.agent) if link.agent else "",
                one=one,
                other=other,
                unit=f" ({unit})" if unit else "",
            )
        if link.share > 0.0:
            text += self._say("by", share=_share(link.share))
            if link.count > 1:
                alike = link.own >= _WHOLE * link.share
                own = "" if alike else self._say("alone", own=_share(link.own))
                text += self._say("many", count=link.count, alone=own)
            if link.beside:
                told = (
                    f"{words.label(owner, name, self.language)} {_share(share)}"
                    for owner, name, share in link.beside
                )
                text += self._say("beside", names=", ".join(told))
            text += "。" if self.language == "zh" else "."
        return text

    def _unit(self, link: Link) -> str:
        if link.owner not in words.KINDS:
            return "-"
        return words.declared(words.KINDS[link.owner])[link.field].unit

    def _root(self, root: Root) -> str:
        registers = self.setting.registers
        if root.kind == "lever":
            lever = registers.levers[root.name]
            where = self._say("in", where=root.park) if root.park else ""
            where += self._say("for", industry=root.industry) if root.industry else ""
            one, other = words.pair(root.one, root.other, lever.unit, self.language)
            clause = registers.clauses.get(lever.clause)
            heading = clause.heading.of(self.language) if clause is not None else ""
            told = self._say("clause", id=lever.clause, heading=heading)
            return self._say(
                "lever",
                label=lever.label.of(self.language),
                id=lever.id,
                where=where,
                one=one,
                other=other,
                unit=f" ({words.spoken_unit(lever.unit, self.language)})",
                clause=told if clause is not None else self._say("proposal"),
                place=self._say("set", place=root.place) if root.place else "",
            )
        if root.kind == "assumption":
            entry = registers.assumptions.get(root.name.partition(".")[0])
            one, other = words.pair(root.one, root.other, "-", self.language)
            label = entry.label.of(self.language) if entry is not None else root.name
            unit = f" ({entry.unit})" if entry is not None else ""
            return self._say(
                "assumption", label=label, id=root.name, one=one, other=other, unit=unit
            )
        if root.kind == "event":
            act = registers.events.get(root.name)
            label = act.label.of(self.language) if act is not None else root.name
            where = self._say("in", where=root.park) if root.park else ""
            return self._say("event", label=label, where=where, world="b" if root.other else "a")
        return self._say(root.kind, id=root.name)

    def _clause_id(self, root: Root) -> str:
        if root.kind != "lever":
            return ""
        return self.setting.registers.levers[root.name].clause

    def _title(self, stage: str) -> str:
        step = self._steps.get(stage, stage)
        return words.stage(step, self._titles.get(step, "").rstrip("."), self.language)

    def _say(self, sentence: str, /, **values: Any) -> str:
        return self._texts[sentence].format(**values)


def _share(share: float) -> str:
    """Return a share as a percentage; what carries nearly all carries all."""
    return "100 %" if share >= _WHOLE else f"{Scale(0.01, '%', 0).show(share)} %"
