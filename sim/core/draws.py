"""What the compiled engine calls: luck, buffers and orders as machine code, and vectors of draws.

Equal to `sim.core.luck` and `sim.core.plain` bit for bit (tests/core/test_draws.py).
"""

from __future__ import annotations

import os

os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")  # SVML rounds exp and log differently

import numpy as np
from numba import njit

from sim.core import luck

_GOLDEN = np.uint64(luck.GOLDEN)
_WEYL = np.uint64(luck.WEYL)
_M1 = np.uint64(luck.MULTIPLIER_1)
_M2 = np.uint64(luck.MULTIPLIER_2)
_CROWD = 64  # keys in one bin from which bins are no use
_S30, _S27, _S31, _S12, _ONE = (np.uint64(n) for n in (30, 27, 31, 12, 1))


@njit(inline="always")
def _mixed(x):
    x ^= x >> _S30
    x *= _M1
    x ^= x >> _S27
    x *= _M2
    return x ^ (x >> _S31)


@njit(inline="always")
def _bits(address, uid, k):
    x = _mixed(np.uint64(address) + np.uint64(uid) * _GOLDEN)
    return _mixed(x + (np.uint64(k) + _ONE) * _WEYL)


@njit
def uniform(address, uid, k):
    """Compiled `sim.core.luck.uniform`."""
    return (np.float64(_bits(address, uid, k) >> _S12) + 0.5) * 2.220446049250313e-16


@njit
def identity(address, cause, number):
    """Compiled `sim.core.luck.identity`."""
    return np.int64(_bits(address, cause, number) >> _S12)


@njit(inline="always")
def larger(a, b):
    """``max`` of two numbers as Python takes it: the first unless the second is larger."""
    return b if b > a else a


@njit(inline="always")
def smaller(a, b):
    """``min`` of two numbers as Python takes it: the first unless the second is smaller."""
    return b if b < a else a


@njit
def buffer(size):
    """Return ``size`` zeros to work with."""
    return np.zeros(size, np.float64)


@njit
def counters(size):
    """Return ``size`` whole zeros to work with."""
    return np.zeros(size, np.int64)


@njit
def order(keys, size):
    """Return the places of the first ``size`` keys from the smallest to the largest.

    Equal keys keep their order. Keys are dealt into as many bins as there are keys, then each is
    inserted among the few of its bin: linear for evenly spread keys such as uniforms. Keys that
    crowd into few bins are merged instead.
    """
    out = np.empty(size, np.int64)
    if size == 0:
        return out
    low = keys[0]
    high = keys[0]
    for i in range(size):
        low = min(low, keys[i])
        high = max(high, keys[i])
    scale = 0.0
    if high > low:
        scale = (size - 1) / (high - low)
    first = np.zeros(size + 1, np.int64)
    bins = np.empty(size, np.int64)
    for i in range(size):
        bins[i] = min(size - 1, np.int64((keys[i] - low) * scale))
        first[bins[i] + 1] += 1
    if first.max() > _CROWD:
        return np.argsort(keys[:size], kind="mergesort")
    for b in range(size):
        first[b + 1] += first[b]
    held = np.zeros(size, np.int64)
    for i in range(size):
        b = bins[i]
        place = first[b] + held[b]
        while place > first[b] and keys[out[place - 1]] > keys[i]:
            out[place] = out[place - 1]
            place -= 1
        out[place] = i
        held[b] += 1
    return out


@njit
def pay(flow, payer, payee, amount):
    """Book ``amount`` from one account to another."""
    flow[payer, payee] += amount


@njit
def spend(flow, public, programme, payer, payee, wanted, part):
    """Book what a public programme asks for and pays; return what it pays."""
    paid = wanted * part
    flow[payer, payee] += paid
    public[0, programme, payer] += wanted
    public[1, programme, payer] += paid
    return paid


@njit
def forgo(public, programme, payer, amount):
    """Book revenue that a public programme lets go."""
    public[2, programme, payer] += amount


_normal_quantile = njit(luck.normal_quantile.function)


@njit(cache=True)
def uniforms(address, uids, k):
    """Return the uniforms of draw ``k`` for an array of uids."""
    out = np.empty(uids.size)
    for i in range(uids.size):
        out[i] = uniform(address, uids[i], k)
    return out


@njit(cache=True)
def normals(address, uids, k):
    """Return the standard normal draws ``k`` for an array of uids."""
    out = np.empty(uids.size)
    for i in range(uids.size):
        out[i] = _normal_quantile(uniform(address, uids[i], k))
    return out


@njit(cache=True)
def exponentials(address, uids, k):
    """Return the exponential draws ``k`` of mean 1 for an array of uids."""
    out = np.empty(uids.size)
    for i in range(uids.size):
        out[i] = -np.log(uniform(address, uids[i], k))
    return out


@njit(cache=True)
def identities(address, causes, numbers):
    """Return the uids of agents brought about by arrays of causes and numbers."""
    out = np.empty(causes.size, np.int64)
    for i in range(causes.size):
        out[i] = identity(address, causes[i], numbers[i])
    return out
