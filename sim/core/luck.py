"""Addressed luck: a draw is a function of what it decides, never the next number of a stream.

`address(seed, replicate, decision, quarter)` names a decision once; `uniform(address, uid, k)` is
then the k-th number that agent `uid` gets for it. Two worlds that share seed and replicate differ
only where a policy reaches, because nobody's number depends on who drew before.

Everything below `uniform` is an inversion: it rises with the uniform and with the mean, so that
worlds stay coupled when a mean moves. The compiled engine has its own `uniform` and `identity`
(`sim.core.draws`), equal to these bit for bit; the rest is one source for both.
"""

from __future__ import annotations

import math
from hashlib import blake2b

from sim.core.equation import equation

_MASK = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15
WEYL = 0xD1B54A32D192ED03
MULTIPLIER_1 = 0xBF58476D1CE4E5B9
MULTIPLIER_2 = 0x94D049BB133111EB


def address(seed: int, replicate: int, decision: str, when: int | str = "") -> int:
    """Name a decision: 63 bits that depend on every argument and on nothing else.

    seed, replicate  whole numbers; the replicate, not the scenario, decides luck
    decision         name of the decision, such as ``match.search``
    when             quarter or year the draw belongs to; empty for draws of a lifetime
    """
    text = f"{int(seed)}/{int(replicate)}/{decision}/{when}"
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") >> 1


def mixed(x: int) -> int:
    """Return 64 bits in which every bit of ``x`` has spread (the finalizer of splitmix64)."""
    x ^= x >> 30
    x = (x * MULTIPLIER_1) & _MASK
    x ^= x >> 27
    x = (x * MULTIPLIER_2) & _MASK
    return x ^ (x >> 31)


def bits(address: int, uid: int, k: int) -> int:
    """Return the 64 bits behind draw ``k`` of agent ``uid``."""
    x = mixed((address + uid * GOLDEN) & _MASK)
    return mixed((x + (k + 1) * WEYL) & _MASK)


def uniform(address: int, uid: int, k: int) -> float:
    """Return the uniform of draw ``k`` of agent ``uid``, strictly between 0 and 1.

    52 bits and half a step: exact in 53 bits, so that no uniform rounds to 1 and no quantile is
    infinite.
    """
    return ((bits(address, uid, k) >> 12) + 0.5) * 2.220446049250313e-16


def identity(address: int, cause: int, number: int) -> int:
    """Return the 52-bit uid of the ``number``-th agent that ``cause`` brought about."""
    return bits(address, cause, number) >> 12


@equation
def normal_quantile(p):
    """Standard normal quantile, exact to about 1e-16 (Wichura 1988, algorithm AS 241).

    p  probability, 0 < p < 1        Returns standard deviations.
    """
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = 2509.0809287301226727 * r + 33430.575583588128105
        top = top * r + 67265.770927008700853
        top = top * r + 45921.953931549871457
        top = top * r + 13731.693765509461125
        top = top * r + 1971.5909503065514427
        top = top * r + 133.14166789178437745
        top = top * r + 3.387132872796366608
        low = 5226.495278852545925 * r + 28729.085735721942674
        low = low * r + 39307.89580009271061
        low = low * r + 21213.794301586595867
        low = low * r + 5394.1960214247511077
        low = low * r + 687.1870074920579083
        low = low * r + 42.313330701600911252
        low = low * r + 1.0
        return q * top / low
    r = math.sqrt(-math.log(min(p, 1.0 - p)))
    if r <= 5.0:
        r = r - 1.6
        top = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
        top = top * r + 0.24178072517745061177
        top = top * r + 1.27045825245236838258
        top = top * r + 3.64784832476320460504
        top = top * r + 5.7694972214606914055
        top = top * r + 4.6303378461565452959
        top = top * r + 1.42343711074968357734
        low = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
        low = low * r + 0.0151986665636164571966
        low = low * r + 0.14810397642748007459
        low = low * r + 0.68976733498510000455
        low = low * r + 1.6763848301838038494
        low = low * r + 2.05319162663775882187
        low = low * r + 1.0
    else:
        r = r - 5.0
        top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
        top = top * r + 0.0012426609473880784386
        top = top * r + 0.026532189526576123093
        top = top * r + 0.29656057182850489123
        top = top * r + 1.7848265399172913358
        top = top * r + 5.4637849111641143699
        top = top * r + 6.6579046435011037772
        low = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
        low = low * r + 1.8463183175100546818e-5
        low = low * r + 7.868691311456132591e-4
        low = low * r + 0.0148753612908506148525
        low = low * r + 0.13692988092273580531
        low = low * r + 0.59983220655588793769
        low = low * r + 1.0
    value = top / low
    if q < 0.0:
        return -value
    return value


@equation
def poisson_quantile(u, mean):
    """Smallest count whose Poisson distribution function reaches ``u``; for means up to 64.

    u  probability      mean  expected count, 0 to 64      Returns a whole number.
    """
    probability = math.exp(-mean)
    total = probability
    count = 0
    while u > total and count < 400:
        count = count + 1
        probability = probability * mean / count
        total = total + probability
    return count


@equation
def negative_binomial_quantile(u, mean, shape):
    """Smallest count whose negative binomial distribution function reaches ``u``.

    u  probability     mean  expected count, >= 0     shape  dispersion nu > 0, variance m + m2/nu
    Returns a whole number, at most 100,000.
    """
    if mean <= 0.0:
        return 0
    share = mean / (mean + shape)
    probability = math.exp(shape * math.log(shape / (mean + shape)))
    total = probability
    count = 0
    while u > total and count < 100000:
        count = count + 1
        probability = probability * share * (shape + count - 1.0) / count
        total = total + probability
    return count


@equation
def normal(address, uid, k):
    """Standard normal draw ``k`` of agent ``uid``."""
    return normal_quantile(uniform(address, uid, k))


@equation
def exponential(address, uid, k):
    """Exponential draw of mean 1."""
    return -math.log(uniform(address, uid, k))


@equation
def gumbel(address, uid, k):
    """Gumbel draw of location 0 and scale 1: the largest of ln w + Gumbel picks w in proportion."""
    return -math.log(-math.log(uniform(address, uid, k)))


@equation
def poisson(mean, address, uid, k):
    """Poisson draw, rising with the mean.

    Means above 64 are cut into pieces of 64, each inverted with a uniform of its own: the sum is
    exactly Poisson and still monotone, because a larger mean only fills the last piece further.
    mean  expected count >= 0; values k, k + 1000, k + 2000 ... of the agent are used.
    """
    left = mean
    count = 0
    piece = 0
    while left > 0.0:
        count = count + poisson_quantile(uniform(address, uid, k + 1000 * piece), min(left, 64.0))
        left = left - 64.0
        piece = piece + 1
    return count


@equation
def negative_binomial(mean, shape, address, uid, k):
    """Negative binomial draw with a mean and a shape (dispersion), rising with the mean."""
    return negative_binomial_quantile(uniform(address, uid, k), mean, shape)


class Luck:
    """The luck of one stage in one quarter: every attribute names a decision.

    ``luck.search`` is drawn anew each quarter, ``luck.year.growth`` once a year and
    ``luck.ever.kind`` once in a life. The stage's name is part of the address.
    """

    version = None  # every run of a stage has its own

    def __init__(self, seed: int, replicate: int, stage: str, quarter: int, salt: str = "") -> None:
        self._seed, self._replicate, self._stage = seed, replicate, stage + salt
        self._when: int | str = f"q{quarter}"
        self._scopes = {"year": f"y{quarter // 4}", "ever": ""}

    def column(self, name: str) -> int:
        """Return the address of a decision, such as ``search`` or ``year.growth``."""
        scope, _, decision = name.rpartition(".")
        when = self._scopes[scope] if scope else self._when
        return address(self._seed, self._replicate, f"{self._stage}.{name}", when)

    def __getattr__(self, name: str) -> int | _Scope:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._scopes:
            return _Scope(self, name)
        return self.column(name)


class _Scope:
    """``luck.year`` and ``luck.ever``."""

    def __init__(self, luck: Luck, scope: str) -> None:
        self._luck, self._scope = luck, scope

    def __getattr__(self, name: str) -> int:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._luck.column(f"{self._scope}.{name}")
