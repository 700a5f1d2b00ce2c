"""Who gains and who loses among parks: the largest and the smallest differences, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from sim.report.comparison_tables import Compared, compared, effect_tables
from sim.report.paper.parts import Bullets, Grid, Part, Picture, Section, Text
from sim.report.paper.subject import Subject

MOST_INDICATORS = 2  # of the headline
MOST_NAMED = 3  # parks that a sentence names
_WORDS = {
    "en": {
        "heading": "Which parks gain, which lose",
        "lead": "{scenario} against {reference}, {quarter}:",
        "line": "{label}: of {count} parks {turns}; for {sure} the 95 % interval excludes zero."
                "{most}{least}",
        "up": "{count} gain", "down": "{count} lose", "same": "{count} stay as they are",
        "most": " Most is gained by {names}.", "least": " Most is lost by {names}.",
        "and": ", ",
        "unkept": "The parks were not kept in this result. Ask for them: keep: {parks: all}",
    },
    "zh": {
        "heading": "园区得失",
        "lead": "{scenario}与{reference}相比，{quarter}：",
        "line": "{label}：{count}个园区中{turns}，其中{sure}个的95%区间不含零。{most}{least}",
        "up": "{count}个上升", "down": "{count}个下降", "same": "{count}个不变",
        "most": "上升最多：{names}。", "least": "下降最多：{names}。",
        "and": "、",
        "unkept": "本结果未保存园区数据。可在实验文件中写明：keep: {parks: all}",
    },
}  # fmt: skip


def parks(subject: Subject, pictures: Iterable[Picture]) -> Section:
    """Return the differences by park at the last date, the largest first."""
    words = _WORDS[subject.language]
    if subject.compared is None:
        return Section("parks", words["heading"], ())
    results = subject.written
    held = set(results.indicators("parks")) if "parks" in results.levels else set()
    shown = [name for name in subject.compared.headline if name in held][:MOST_INDICATORS]
    if not shown:
        return Section("parks", words["heading"], (Text(words["unkept"]),))
    made = compared(results, subject.at[-1:], subject.language, shown, by="park")
    order = made.found.sort_values("difference", ascending=False, kind="stable")
    order = order.sort_values("scenario", key=_place_in(results.scenarios), kind="stable")
    made = replace(made, found=order)
    parts: list[Part] = list(_sentences(subject, made))
    parts += [*map(Grid, effect_tables(made)), *pictures]
    return Section("parks", words["heading"], tuple(parts))


def _place_in(names: list[str]):
    return lambda column: column.map(names.index)


def _sentences(subject: Subject, made: Compared) -> Iterable[Bullets]:
    words = _WORDS[subject.language]
    inside = made.found[made.found["park"] != subject.results.rest_of_city]
    for scenario, found in inside.groupby("scenario", sort=False):
        lead = words["lead"].format(
            scenario=subject.title(str(scenario)),
            reference=subject.title(found["reference"].iloc[0]),
            quarter=found["quarter"].iloc[0],
        )
        own = (found[found["indicator"] == each.id] for each in made.shown)
        yield Bullets(lead, tuple(_sentence(subject, made, each) for each in own))


def _sentence(subject: Subject, made: Compared, found: pd.DataFrame) -> str:
    words = _WORDS[subject.language]
    change = found["difference"]
    up, down = found[change > 0.0], found[change < 0.0].iloc[::-1]
    turns = {"up": len(up), "down": len(down), "same": int((change == 0.0).sum())}
    told = [words[name].format(count=count) for name, count in turns.items() if count]
    sure = (found["low"] > 0.0) | (found["high"] < 0.0)
    named = {}
    for key, some in (("most", up), ("least", down)):
        names = [subject.results.park_name(park, subject.language) for park in some["park"]]
        text = words["and"].join(names[:MOST_NAMED])
        named[key] = words[key].format(names=text) if names else ""
    return words["line"].format(
        label=made.entry(found["indicator"].iloc[0]).label[subject.language],
        count=len(found),
        turns=words["and"].join(told),
        sure=int(sure.sum()),
        **named,
    )
