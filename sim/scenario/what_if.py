"""A change in one line of text, as after ``--what-if``.

assessment.pass_mark=70 from 2025
land.release x1.2 from 2024Q1 over 12 in lingang,tag:far-suburb because extra supply
fund.early_share +0.1 from 2025 until 2027Q4
global.export_access -0.1 from 2025 for ic,ai
"""

from __future__ import annotations

import re
from typing import Any

from sim.core.errors import InputError

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_HEAD = re.compile(
    rf"\s*(?P<lever>[\w.]+?)\s*(?:=\s*(?P<value>.+?)|\s[x×*]\s*(?P<scale>{_NUMBER})"
    rf"|\s(?P<add>[-+]\s*{_NUMBER}))"
    r"\s+(?P<tail>from\s.*)",
    re.DOTALL,
)
_TAIL = re.compile(
    r"\b(from|over|until|in|for)\s+(.+?)(?=\s+(?:from|over|until|in|for)\s|\s*$)", re.DOTALL
)
_KEYS = {"from": "from", "over": "over", "until": "until", "in": "parks", "for": "industries"}
_FORM = 'Write it as "assessment.pass_mark=70 from 2025", with x1.2 or +0.1 in place of =70.'


def what_if(text: str) -> tuple[str, dict[str, Any]]:
    """Return the lever of a what-if and its change as a scenario file would hold it.

    Raises InputError if the text is none; what its words mean is looked up later.
    """
    where = spoken(text)
    body, _, why = text.partition(" because ")
    head = _HEAD.fullmatch(body)
    if head is None:
        raise InputError(where, "This what-if cannot be read.", _FORM)
    change: dict[str, Any] = {}
    if head["value"] is not None:
        change["value"] = _value(head["value"])
    elif head["scale"] is not None:
        change["scale"] = float(head["scale"])
    else:
        change["add"] = float(head["add"].replace(" ", ""))
    for word, rest in _TAIL.findall(head["tail"]):
        key = _KEYS[word]
        if key in change:
            raise InputError(where, f'"{word}" stands twice.', _FORM)
        change[key] = _part(key, rest.strip(), where)
    change["why"] = why.strip() or "what if"
    return head["lever"], change


def spoken(text: str) -> str:
    """Return how messages name a what-if."""
    return f'what-if "{text.strip()}"'


def _part(key: str, rest: str, where: str) -> Any:
    if key in ("parks", "industries"):
        return [word.strip() for word in rest.split(",") if word.strip()]
    if key == "over":
        number = re.fullmatch(r"(\d{1,3})(?:\s*quarters?)?", rest)
        if number is None:
            raise InputError(where, f'"{rest}" is no number of quarters.', _FORM)
        return int(number[1])
    return rest


def _value(text: str) -> Any:
    text = text.strip()
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(_NUMBER, text):
        number = float(text)
        return int(text) if re.fullmatch(r"[-+]?\d{1,15}", text) else number
    return text
