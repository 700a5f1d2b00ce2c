"""Report: results to ask, figures, tables, fonts, in English and Chinese."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_OFFERED = {"Results": "result", "results": "result", "run": "running"}


def __getattr__(name: str) -> Any:
    if name in _OFFERED:
        return getattr(import_module(f"{__name__}.{_OFFERED[name]}"), name)
    raise AttributeError(f"module {__name__} has no attribute {name}")
