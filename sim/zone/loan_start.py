"""Loans at the opening: who has one, and the base of the banks' approval (E33)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from sim.agents.firm import ROUND_D, SEED, VENTURE_TYPE
from sim.zone.lot import Lot


def loan_columns(
    assumed, lot: Lot, firms: Mapping[str, np.ndarray], rules: Mapping[str, float], quarter: int
) -> tuple[dict[str, np.ndarray], float]:
    """Return loans of the opening as columns of firms, and b0 of E33.

    firms    columns of the opening population      quarter  the first quarter
    rules    ``ip.pledge_ltv``, ``ip.risk_pool`` and ``loan.venture_link`` under the rules before

    A firm without a loan gets one with probability p a quarter and keeps it N quarters, so that in
    the long run it has one in N p/(N p + 1 - p) of all quarters. b0 makes this mean, over the
    technology SMEs (high-tech certificate or innovative SME, staff below the limit), the share that
    was observed; each firm opens with a loan by that chance, at a random place of its term.
    """
    term = assumed.loan_repayment_quarters
    odds = log_odds(assumed, firms, rules)
    technology = (firms["hnte_years"] > 0) | firms["innovative_sme"]
    small = technology & firms["operating"] & (firms["staff"] < assumed.technology_sme_staff)
    weight = firms["weight"] * small

    def gap(base: float) -> float:
        return float((weight * held(expit(base + odds), term)).sum() - wanted)

    wanted = assumed.loan_share_start * weight.sum()
    base = brentq(gap, -30.0, 30.0) if wanted > 0.0 else assumed.loan_approval_constant
    asks = technology | firms["little_giant"] | (firms["research_share"] > 0.0)
    asks = (asks | (firms["kind"] == VENTURE_TYPE)) & firms["operating"]
    uid = firms["uid"]
    has = asks & (lot.uniforms("loan", uid) < held(expit(base + odds), term))
    since = np.floor(term * lot.uniforms("loan_age", uid))
    linked = _funded(firms) & (lot.uniforms("linked", uid) < rules["loan.venture_link"])
    value = assumed.patent_value_median * np.exp(
        assumed.patent_value_sigma * lot.normals("patent_value", uid)
    )
    pledge = rules["ip.pledge_ltv"] * firms["patents"] * value
    limit = assumed.loan_revenue_share * firms["revenue"] + pledge
    limit = limit + assumed.loan_venture_share * linked * firms["round_size"]
    left = np.where(has, 1.0 - since / term, 0.0)
    return {
        "debt": left * limit,
        "pledged": left * pledge,
        "loan_quarter": np.where(has, quarter - 1 - since, 0.0).astype(np.int64),
    }, float(base)


def held(chance: np.ndarray, term: float) -> np.ndarray:
    """Return the share of time with a loan.   N p/(N p + 1 - p)

    chance  of a loan in a quarter without one      term  quarters of a loan
    """
    return term * chance / (term * chance + 1.0 - chance)


def log_odds(assumed, firms: Mapping[str, np.ndarray], rules: Mapping[str, float]) -> np.ndarray:
    """Return the log odds of approval of each firm but for b0 and the banks' appetite.

    The profit of the opening is not known yet; a firm counts as profitable if its value added
    after turnover tax pays its people.
    """
    turnover = (assumed.tax_rate - assumed.tax_personal - assumed.tax_company) / (
        assumed.value_added_zone
    )
    earns = firms["value_added_share"] * (1.0 - turnover) > firms["labour_cost_share"]
    return (
        assumed.loan_approval_profit * earns
        + assumed.loan_approval_granted_patents * np.log1p(firms["patents"])
        + assumed.loan_approval_venture_backed * _funded(firms)
        + assumed.loan_approval_risk_pool * rules["ip.risk_pool"]
    )


def _funded(firms: Mapping[str, np.ndarray]) -> np.ndarray:
    return (firms["round"] >= SEED) & (firms["round"] <= ROUND_D)
