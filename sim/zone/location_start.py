"""Location constants: what makes the first choice of places agree with where firms are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

_BALANCE_STEPS = 400


class Location(NamedTuple):
    """Constants and values of places for firms that choose.

    constant  xi, parks x industries         outside  xi of X, by industry
    value     U of E47 with xi, without attachment and distance, parks x industries
    """

    constant: np.ndarray
    outside: np.ndarray
    value: np.ndarray


def place_value(
    assumed,
    *,
    log_rent: np.ndarray,
    own_staff: np.ndarray,
    talents: np.ndarray,
    services: np.ndarray,
    match: np.ndarray,
    status: np.ndarray,
    general_services: np.ndarray,
) -> np.ndarray:
    """Return U of E47 without the constant, attachment, distance and taste, log points.

    U_qk = -b_r ln r_qk + b_loc ln(1 + E_qk) + b_tal ln(1 + Tal_q) + b_sv Q_q + M_qk + b_st Status_q
           + general services
    log_rent, own_staff, match  parks x industries
    talents, services, status, general_services  by park
    """
    return (
        -assumed.location_rent * log_rent
        + assumed.location_own_industry * np.log1p(own_staff)
        + assumed.location_talent * np.log1p(talents)[:, None]
        + assumed.location_services * services[:, None]
        + match
        + assumed.location_status * status[:, None]
        + general_services[:, None]
    )


def match_strength(assumed, leading: np.ndarray, rules: Mapping[str, float]) -> np.ndarray:
    """Return M of E7: b_lead focus (reference/n_lead) where an industry leads, else a malus.

    leading  0/1, parks x industries; a park without leading industries has no match
    """
    count = leading.sum(1, keepdims=True)
    strength = assumed.location_lead_bonus * rules["industry.focus_strength"]
    bonus = strength * assumed.lead_attention_reference / np.maximum(count, 1.0)
    found = np.where(leading > 0.0, bonus, -assumed.location_lead_malus * strength)
    return np.where(count > 0.0, found, 0.0)


def solve_location(
    assumed, value: np.ndarray, firms: np.ndarray, movers: np.ndarray, km: np.ndarray
) -> Location:
    """Solve the constants at the opening.

    value   `place_value`, parks x industries, the rest of the city in row 0
    firms   of each cell        movers  firms that compare places, of each cell (any scale)
    km      distances between places

    Parks: the softmax of U over the parks equals each park's share of the parks' firms of an
    industry, xi += ln(observed) - ln(predicted); cells without a firm have a constant of their own.
    Row 0 and X: firms that move into and out of the rest of the city balance, and
    `location_outside_share` of movers take X. Firms weigh every place with attachment and distance
    (E47).
    """
    constant = np.zeros_like(value)
    used = firms > 0.0
    used[0] = False
    empty, stop = assumed.location_constant_empty, assumed.location_constant_tolerance
    constant[1:] = np.where(used[1:], 0.0, empty)
    share = np.where(used, firms, 0.0)
    share = share / np.maximum(share.sum(0), 1e-300)
    for _ in range(int(assumed.location_constant_steps)):
        power = np.where(used, np.exp(value + constant), 0.0)
        predicted = power / np.maximum(power.sum(0), 1e-300)
        step = np.where(used, np.log(np.where(used, share, 1.0)), 0.0)
        step = step - np.where(used, np.log(np.where(used, predicted, 1.0)), 0.0)
        constant += step
        if np.abs(step).max() < stop:
            break
    mean = (constant * share).sum(0)  # only differences matter: their weighted mean is 0
    constant[1:] = np.where(used[1:], constant[1:] - mean, empty)
    outside = _balance(assumed, value, constant, movers, km)
    return Location(constant, outside, value + constant)


def _balance(
    assumed, value: np.ndarray, constant: np.ndarray, movers: np.ndarray, km: np.ndarray
) -> np.ndarray:
    """Set row 0 of the constants and return those of X."""
    rows = len(value)
    distance = assumed.location_distance * np.log1p(km)
    stay = assumed.location_attachment * np.eye(rows)
    # pull of place q on a firm at p, industry by industry: (p, q, k)
    pull = np.exp((stay - distance)[:, :, None] + (value + constant)[None, :, :])
    rest, outside = np.zeros(value.shape[1]), np.zeros(value.shape[1])
    for _ in range(_BALANCE_STEPS):
        here = pull.copy()
        here[:, 0] *= np.exp(rest)
        beyond = np.exp(outside)
        total = here.sum(1) + beyond
        into = (movers[1:] * here[1:, 0] / total[1:]).sum(0)
        out = movers[0] * here[0, 1:].sum(0) / total[0]
        gone = (movers * beyond / total).sum(0)
        staying = np.einsum("pk,ppk->k", movers / total, here)
        moving = movers.sum(0) - staying
        step_rest = 0.5 * _log_ratio(out, into)
        step_gone = _log_ratio(assumed.location_outside_share * moving, gone)
        rest, outside = rest + step_rest, outside + step_gone
        if (
            max(np.abs(step_rest).max(), np.abs(step_gone).max())
            < assumed.location_constant_tolerance
        ):
            break
    constant[0] = rest
    return outside


def _log_ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    both = (above > 0.0) & (below > 0.0)
    return np.where(both, np.log(np.where(both, above, 1.0) / np.where(both, below, 1.0)), 0.0)
