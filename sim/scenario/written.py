"""Writing scenarios: plain data as a file that people can read and that reads back to the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.core import quarters
from sim.core.label import Label
from sim.policy.change import Change
from sim.scenario.forms import SCHEMA

if TYPE_CHECKING:
    from sim.scenario.resolved import Act, ResolvedScenario, Vocabulary

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._+/-]*|\d{4}Q[1-4]")
_WORDS = {"true", "false", "null"}
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def yaml_text(data: Mapping[str, Any]) -> str:
    """Return the data of a scenario file as YAML: a line a change, other values in one line."""
    lines = []
    for key, value in data.items():
        if key == "policy":
            lines.append("policy:")
            for lever, changes in value.items():
                lines.append(f"  {_flow(lever)}:")
                lines.extend(f"    - {_flow(each)}" for each in changes)
        elif key in ("events", "factors"):
            lines.extend([f"{key}:", *(f"  - {_flow(each)}" for each in value)])
        elif key == "assumptions":
            lines.append("assumptions:")
            lines.extend(f"  {_flow(name)}: {_flow(each)}" for name, each in value.items())
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
            return value
        quoted = json.dumps(value, ensure_ascii=False)
        return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
    return repr(value)


def resolved_data(scenario: ResolvedScenario) -> dict[str, Any]:
    """Return a resolved scenario as the data of one file; layers stand in for the files."""
    data: dict[str, Any] = {"schema": SCHEMA, "id": scenario.id}
    data["title"] = label_data(scenario.title)
    if scenario.question is not None:
        data["question"] = label_data(scenario.question)
    words = scenario.vocabulary
    standing = [name for name in words.clauses if name in scenario.clauses]
    everything = len(standing) == len(words.clauses)
    data["clauses"] = "all" if everything else {"only": standing}
    layers = sorted({change.depth for change in scenario.changes})
    policy: dict[str, list[dict[str, Any]]] = {}
    for change in scenario.changes:
        entry = _change(change, layers.index(change.depth), words)
        policy.setdefault(change.lever, []).append(entry)
    if policy:
        data["policy"] = policy
    if scenario.events:
        data["events"] = [_act(act, words) for act in scenario.events]
    if scenario.assumptions:
        data["assumptions"] = {
            name: {"value": _number(override.value)}
            | ({"why": override.why} if override.why else {})
            | ({"beyond_range": True} if override.beyond else {})
            for name, override in scenario.assumptions.items()
        }
    if scenario.count_as:
        data["count_as"] = dict(scenario.count_as)
    data["period"] = {
        "from": quarters.text(scenario.first),
        "until": quarters.text(scenario.last),
    }
    data["resolution"] = scenario.resolution
    if scenario.completions != "model":
        data["completions"] = scenario.completions
    return data


def _change(change: Change, layer: int, words: Vocabulary) -> dict[str, Any]:
    entry: dict[str, Any] = {"from": quarters.text(change.start)}
    if change.kind == "baseline":
        entry["value"] = "baseline"
    elif change.kind == "value" and change.lever in words.choices:
        entry["value"] = words.choices[change.lever][int(change.amount)]
    else:
        entry[change.kind] = _number(change.amount)
    if change.over > 1:
        entry["over"] = change.over
    if change.until is not None:
        entry["until"] = quarters.text(change.until)
    if change.parks is not None:
        entry["parks"] = [words.parks[park - 1] for park in change.parks]
    if change.industries is not None:
        entry["industries"] = [words.industries[each] for each in change.industries]
    if change.why:
        entry["why"] = change.why
    if change.beyond:
        entry["beyond_range"] = True
    if layer:
        entry["layer"] = layer
    return entry


def _act(act: Act, words: Vocabulary) -> dict[str, Any]:
    entry: dict[str, Any] = {"at": quarters.text(act.quarter), "do": act.event}
    if act.parks:
        entry["parks"] = [words.parks[park - 1] for park in act.parks]
    if act.industries:
        entry["industries"] = [words.industries[each] for each in act.industries]
    if act.firms:
        entry["firms"] = list(act.firms)
    for key in ("months", "staff"):
        if getattr(act, key) is not None:
            entry[key] = _number(getattr(act, key))
    if act.why:
        entry["why"] = act.why
    return entry


def label_data(label: Label) -> str | dict[str, str]:
    """Return a text as a file holds it: once, if both languages have the same."""
    return label.en if label.en == label.zh else label._asdict()


def _number(value: float) -> int | float:
    return int(value) if value == int(value) and abs(value) < 2**53 else float(value)
