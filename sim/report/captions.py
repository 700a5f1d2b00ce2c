"""Captions: what is shown, from how many replicates, with which kind of band, by which version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_GRAINS = {"draft": "粗", "standard": "标准", "full": "完整"}


def caption(
    results: Any,
    language: str,
    what: str,
    *said: str,
    scenarios: Sequence[str] = (),
    period: str = "",
    shown: str = "",
    intervals: bool = True,
) -> str:
    """Return a caption ready to paste: what, scenarios, period, replicates, then what must be said.

    what       label of what is drawn      said  further sentences, as on lines and bands
    scenarios  ids; empty is all           period  quarters; empty is the whole period
    shown      what intervals show      intervals  whether there are any; both as of `notes`
    """
    made, count, rows = results.provenance, results.replicates, results.rows
    titles = [results.title(name, language) for name in scenarios or results.scenarios]
    if language == "zh":
        period = period or f"{made.first}至{made.last}"
        runs = f"{count}次模拟" + (f"（设计的{rows}行各{count}次）" if rows > 1 else "")
        head = f"{what}。情景：{'、'.join(titles)}；{period}；{runs}。"
        return "".join([head, *said, *notes(results, language, shown, intervals)])
    period = period or f"{made.first} to {made.last}"
    runs = f"{count} replicate{'s' if count > 1 else ''}"
    runs += f" of each of {rows} rows of the design" if rows > 1 else ""
    noun = "Scenario" if len(titles) == 1 else "Scenarios"
    head = f"{what}. {noun}: {', '.join(titles)}; {period}; {runs}."
    return " ".join([head, *said, *notes(results, language, shown, intervals)])


def notes(results: Any, language: str, shown: str = "", intervals: bool = True) -> list[str]:
    """Return what must stand under every figure and table of a result.

    shown  what its intervals show; by default what the result is uncertain in
    intervals  whether it has any
    """
    made = results.provenance
    chinese = language == "zh"
    found = []
    for scenario in made.scenarios:
        for beyond in scenario.get("beyond", []):
            found.append(_beyond(scenario["id"], beyond, chinese))
    if made.exploratory:
        found.append(
            "探索性结果：变动未存入情景文件。"
            if chinese
            else "Exploratory: a change was named on the command line and is in no file."
        )
    if made.failed:
        found.append(
            f"{made.failed}次模拟失败，已剔除。"
            if chinese
            else f"{made.failed} runs failed and are left out."
        )
    version = made.versions.get("parksim", "")
    grain = resolution(made.resolution, language)
    start = made.uncertainty == "start"
    shown_zh = "反映随机性与期初数据的不确定性" if start else "只反映模拟的随机性"
    shown_en = "luck and uncertain start figures" if start else "luck alone"
    bounds_zh = f"；区间{shown or shown_zh}" if intervals else ""
    bounds_en = f"; bands and intervals show {shown or shown_en}" if intervals else ""
    found.append(
        f"精度：{grain}{bounds_zh}。parksim {version}，{results.id}。"
        if chinese
        else f"Resolution {grain}{bounds_en}. parksim {version}, {results.id}."
    )
    return found


def resolution(name: str, language: str) -> str:
    """Return the name of a resolution in a language."""
    return _GRAINS.get(name, name) if language == "zh" else name


def _beyond(scenario: str, beyond: dict[str, Any], chinese: bool) -> str:
    lever, value, why = beyond["lever"], f"{beyond['value']:g}", beyond["why"]
    if chinese:
        return f"{scenario}：{lever}取{value}，超出其范围（{why}）。"
    return f"{scenario}: {lever} at {value} is beyond its range ({why})."
