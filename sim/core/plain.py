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


def spend(
    flow, public, programme: int, payer: int, payee: int, wanted: float, part: float
) -> float:
    """Book what a public programme pays, and what it would have paid with money for all of it.

    flow       matrix of accounts x accounts, million yuan of the quarter
    public     asked and paid, 3 x programmes x accounts, million yuan of the quarter
    wanted     what the programme costs in full, million yuan
    part       share of its requests that the payer can meet
    Returns what was paid, million yuan.
    """
    paid = wanted * part
    flow[payer, payee] += paid
    public[0, programme, payer] += wanted
    public[1, programme, payer] += paid
    return paid


def forgo(public, programme: int, payer: int, amount: float) -> None:
    """Book revenue that a public programme lets go, such as a tax relief.

    public  as in `spend`      amount  million yuan of the quarter
    """
    public[2, programme, payer] += amount
