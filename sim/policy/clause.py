"""Clauses of the Opinion, and the acts that a scenario can order on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.core.label import Label
from sim.policy.entry import Entry


@dataclass(frozen=True)
class Clause(Entry):
    """One clause of the Opinion.

    kind      principle, target, measure or safeguard
    heading   its words; summary: what it asks for, in ours
    evidence  what is known of its effect, from the specification's table of clauses
    through   measures and safeguards that carry out a principle or serve a target; our reading
    """

    kind: str
    heading: Label
    summary: Label
    evidence: Label
    through: tuple[str, ...]

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Clause:
        """Return the clause of an entry of the compiled register."""
        for key in ("heading", "summary", "evidence"):
            plain[key] = Label(**plain[key])
        plain["through"] = tuple(plain["through"])
        return super().of(plain)


@dataclass(frozen=True)
class Event(Entry):
    """One act at the start of a quarter, for causal tests and questions.

    needs        what the act must name: parks, firms, industries, months, staff
    may          what it may name
    clause       clause that it belongs to, or ``causal test``
    test         causal test that uses it, if any
    stage        stage of the quarter that answers to it first
    """

    label: Label
    does: Label
    needs: tuple[str, ...]
    may: tuple[str, ...]
    clause: str
    test: str
    stage: str

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Event:
        """Return the event of an entry of the compiled register."""
        for key in ("label", "does"):
            plain[key] = Label(**plain[key])
        for key in ("needs", "may"):
            plain[key] = tuple(plain[key])
        return super().of(plain)
