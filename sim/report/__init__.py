"""Report: results to ask, figures, tables, fonts, in English and Chinese."""

from __future__ import annotations

from typing import Any

_OFFERED = ("Results", "results", "run")


def __getattr__(name: str) -> Any:
    if name in _OFFERED:
        from sim.report import result as module

        return getattr(module, name)
    raise AttributeError(f"module {__name__} has no attribute {name}")
