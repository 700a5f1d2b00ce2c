"""Captions: what is shown, from how many replicates, with which kind of band, by which version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

SPREAD = 0.8  # share of the runs inside the shaded band
_RESOLUTIONS = {"draft": "粗", "standard": "标准", "full": "完整"}


def trajectories(results: Any, indicators: Sequence[Any], language: str) -> str:
    """Return the caption of the figure of trajectories."""
    chinese = language == "zh"
    labels = [each.label[language] for each in indicators]
    titles = [results.title(name, language) for name in results.scenarios]
    made, count = results.provenance, results.replicates
    share = round(100 * SPREAD)
    if chinese:
        parts = [f"{'、'.join(labels)}，情景：{'、'.join(titles)}，{made.first}至{made.last}。"]
        if count == 1:
            parts.append("仅一次模拟，不给出区间。")
        else:
            parts.append(f"线：{count}次模拟的均值；浅色带：中间{share}%的模拟结果。")
    else:
        parts = [
            f"{', '.join(labels)}; scenarios {', '.join(titles)}; {made.first} to {made.last}."
        ]
        if count == 1:
            parts.append("One replicate, so no interval is shown.")
        else:
            parts.append(
                f"Lines: mean of {count} replicates. Shaded: the middle {share} % of the runs."
            )
    if len(results.scenarios) > 1:
        parts.append(_difference(results, language))
    return (
        "".join(parts + notes(results, language))
        if chinese
        else " ".join(parts + notes(results, language))
    )


def caption(
    results: Any,
    language: str,
    what: str,
    *said: str,
    scenarios: Sequence[str] = (),
    period: str = "",
    shown: str = "",
) -> str:
    """Return a caption ready to paste: what, scenarios, period, replicates, then what must be said.

    what       label of what is drawn      said  further sentences, as on lines and bands
    scenarios  ids; empty is all           period  quarters; empty is the whole period
    shown      what intervals show, as of `notes`
    """
    made, count, rows = results.provenance, results.replicates, results.rows
    titles = [results.title(name, language) for name in scenarios or results.scenarios]
    if language == "zh":
        period = period or f"{made.first}至{made.last}"
        runs = f"{count}次模拟" + (f"（设计的{rows}行各{count}次）" if rows > 1 else "")
        head = f"{what}。情景：{'、'.join(titles)}；{period}；{runs}。"
        return "".join([head, *said, *notes(results, language, shown)])
    period = period or f"{made.first} to {made.last}"
    runs = f"{count} replicate{'s' if count > 1 else ''}"
    runs += f" of each of {rows} rows of the design" if rows > 1 else ""
    noun = "Scenario" if len(titles) == 1 else "Scenarios"
    head = f"{what}. {noun}: {', '.join(titles)}; {period}; {runs}."
    return " ".join([head, *said, *notes(results, language, shown)])


def notes(results: Any, language: str, shown: str = "") -> list[str]:
    """Return what must stand under every figure and table of a result.

    shown  what its intervals show; by default what the result is uncertain in
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
    found.append(
        f"精度：{grain}；区间{shown or shown_zh}。parksim {version}，{results.id}。"
        if chinese
        else f"Resolution {grain}; bands and intervals show {shown or shown_en}."
        f" parksim {version}, {results.id}."
    )
    return found


def resolution(name: str, language: str) -> str:
    """Return the name of a resolution in a language."""
    return _RESOLUTIONS.get(name, name) if language == "zh" else name


def _difference(results: Any, language: str) -> str:
    reference = results.title(results.reference, language)
    if results.replicates == 1:
        return (
            f"下方：与“{reference}”之差（相同随机数）。"
            if language == "zh"
            else f'Lower panels: difference to "{reference}" under the same luck.'
        )
    if language == "zh":
        return f"下方：与“{reference}”的逐次配对差值均值（相同随机数），细线之间为95%联合置信带。"
    return (
        f'Lower panels: mean paired difference to "{reference}" under the same luck; between the'
        " thin lines its simultaneous 95 % confidence band."
    )


def _beyond(scenario: str, beyond: dict[str, Any], chinese: bool) -> str:
    lever, value, why = beyond["lever"], f"{beyond['value']:g}", beyond["why"]
    if chinese:
        return f"{scenario}：{lever}取{value}，超出其范围（{why}）。"
    return f"{scenario}: {lever} at {value} is beyond its range ({why})."
