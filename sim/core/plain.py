"""What the plain engine calls in place of `sim.core.draws`: the same things in plain Python."""

from __future__ import annotations


def buffer(size: int) -> list[float]:
    """Return ``size`` zeros to work with."""
    return [0.0] * int(size)


def counters(size: int) -> list[int]:
    """Return ``size`` whole zeros to work with."""
    return [0] * int(size)


def order(keys: list[float], size: int) -> list[int]:
    """Return the places of the first ``size`` keys from the smallest to the largest."""
    return sorted(range(size), key=keys.__getitem__)


def pay(flow, payer: int, payee: int, amount: float) -> None:
    """Book ``amount`` from one account to another: money moves in no other way.

    flow  matrix of accounts x accounts, million yuan of the quarter
    """
    flow[payer, payee] += amount
