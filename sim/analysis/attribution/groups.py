"""Other groupings of what was attributed: clauses by kind, by family of levers, by who pays.

Shapley values are additive, so that the value of a group is the sum over its clauses.
"""

from __future__ import annotations

from sim.core.errors import InputError
from sim.policy.registers import Registers

GROUPINGS = ("clause", "kind", "family", "payer")


def groups(by: str, registers: Registers) -> dict[str, str]:
    """Return the group of each clause that moves a lever.

    by  ``clause``: each its own; ``kind``: measure or safeguard; ``family``: of the levers that it
        moves, such as ``fund`` or ``floor + land``; ``payer``: who pays for them, such as
        ``city + district`` or ``nobody``
    Raises InputError for another grouping.
    """
    if by not in GROUPINGS:
        what = f'Clauses cannot be grouped by "{by}".'
        raise InputError("--by", what, f"Choose one of {', '.join(GROUPINGS)}.")
    found = {}
    for name, clause in registers.clauses.items():
        levers = {each.id for each in registers.levers_of(name) if each.changed_by_opinion}
        if not levers:
            continue
        payers = {
            payer
            for programme in registers.programmes.values()
            if levers & set(programme.levers)
            for payer in programme.payers
        }
        families = {each.partition(".")[0] for each in levers}
        named = {"clause": {name}, "kind": {clause.kind}, "family": families, "payer": payers}
        found[name] = " + ".join(sorted(named[by])) or "nobody"
    return found
