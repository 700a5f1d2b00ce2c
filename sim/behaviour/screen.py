"""Stage 20, what funds see of a firm and how much they want it (E37-E38)."""

from __future__ import annotations

import math

from sim.core.equation import equation


@equation
def contacts(most, base, services, scale, gain, quality, venture_base, venture_share):
    """Funds that see a firm (E37).   6 (0.5 + Q/0.9) (1 + 0.5 Qb (0.8 + venture share))

    most  funds      base, gain, venture_base  -      services, quality, venture_share  share
    scale  service level that adds one unit      quality is 0 without an incubator
    Returns funds.
    """
    return (
        most * (base + services / scale) * (1.0 + gain * quality * (venture_base + venture_share))
    )


@equation
def reliability(base, patent_gain, incubator_gain, cap):
    """Share of the signal's variance that is quality (E38): rho_s and what adds to it.

    base  rho_s of the firm's step      patent_gain, incubator_gain, cap  variance share
    Returns a share.
    """
    return min(cap, base + patent_gain + incubator_gain)


@equation
def signal(reliable, quality, noise):
    """What a fund sees of a firm's quality (E38).   sqrt(rho_s) theta + sqrt(1 - rho_s) noise

    reliable  variance share      quality, noise  sd      Returns sd.
    """
    return math.sqrt(reliable) * quality + math.sqrt(1.0 - reliable) * noise


@equation
def expected_quality(seen, reliable, usual):
    """Quality that investors expect of a firm after its signal (E38).   sqrt(rho_s/usual) signal

    The expectation is sqrt(rho_s) signal; it is counted in its usual spread among firms of the
    step, so that a firm of usual reliability counts with its signal.
    seen  sd      reliable, usual  variance share, of the firm and of its step      Returns sd.
    Source: expectation of a normal given a noisy signal (closed form).
    """
    return math.sqrt(reliable / usual) * seen


@equation
def attraction(seen, weight, match, network, label, distance_weight, distance):
    """How much a fund wants a firm (E38).   signal + 0.8 match + 0.3 common + label - 0.3 ln(1 + d)

    seen  sd      weight  of the signal, -      match, network, label  utility
    distance_weight  -      distance  km      Returns utility.
    """
    return weight * seen + match + network + label + distance_weight * math.log(1.0 + distance)
