"""Public money: what programmes asked for, were paid and let go, by payer.

The ledger holds a quarter's sums by programme and payer. Indicators are annual rates, as all sums
of money. A programme marked as a transfer moves money between public budgets; it is listed under
its payer and left out of the totals, where the money would count twice.
"""

from __future__ import annotations

import numpy as np

PARTS = ("asked", "paid", "forgone")
PAYERS = ("city", "districts", "special_fund", "centre")
_YEAR = 4.0  # quarters


def programmes(model) -> dict[str, np.ndarray]:
    """Return asked, paid and forgone of the quarter, each (programmes, accounts), million yuan."""
    return dict(zip(PARTS, model.ledger.public.copy(), strict=True))


def by_payer(values: np.ndarray, ledger) -> np.ndarray:
    """Return the columns of the public payers, all districts as one; (rows, payers).

    values  (rows, accounts), accounts numbered as in the ledger
    """
    single = [values[:, getattr(ledger, name)] for name in ("city", "special_fund", "centre")]
    districts = values[:, ledger.districts :].sum(axis=1)
    return np.stack([single[0], districts, single[1], single[2]], axis=1)


def public_money(model) -> dict[str, float]:
    """Return the fiscal indicators of the zone, million yuan a year.

    ``public_cost`` is what was paid and what was forgone; ``public_shortfall`` what programmes
    asked for and their payers could not meet. Each also by payer:
    ``paid_city``, ``forgone_districts``.
    """
    ledger = model.ledger
    final = ~np.array([model.registers.programmes[name].transfer for name in ledger.programmes])
    out: dict[str, float] = {}
    totals = {}
    for part, values in zip(PARTS, ledger.public, strict=True):
        paid_by = by_payer(values, ledger) * _YEAR
        totals[part] = float(paid_by[final].sum())
        for payer, amount in zip(PAYERS, paid_by.sum(axis=0).tolist(), strict=True):
            out[f"{part}_{payer}"] = amount
    for payer in PAYERS:
        out[f"shortfall_{payer}"] = out[f"asked_{payer}"] - out[f"paid_{payer}"]
        out[f"cost_{payer}"] = out[f"paid_{payer}"] + out[f"forgone_{payer}"]
    out["public_asked"] = totals["asked"]
    out["public_paid"] = totals["paid"]
    out["public_forgone"] = totals["forgone"]
    out["public_shortfall"] = totals["asked"] - totals["paid"]
    out["public_cost"] = totals["paid"] + totals["forgone"]
    return out
