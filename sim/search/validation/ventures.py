"""A diary of ventures, taken between the stages of a run: rounds, exits, stakes, loans, labels.

Tables keep the present only and rows of firms that left are given free; the diary keeps every round
with the firm's step before it, what every stake brought, who listed, was sold or became a unicorn.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.agents.firm import EXITED, LISTED, ROUND_D, SEED, VENTURE_TYPE
from sim.behaviour.exit_stakes import exit_stakes
from sim.behaviour.invest import invest
from sim.behaviour.leave import leave
from sim.core import quarters
from sim.quarter import QUARTER

LISTING_QUARTERS = 40  # quarters of age up to which the list with the 10-year rule counts a unicorn
ROUND = (
    "quarter", "uid", "before", "level", "size", "park", "industry", "tenant", "best_tenant",
)  # fmt: skip
FILINGS = 4  # quarters of applications that are kept


@dataclass
class Holding:
    """A stake of a fund: when it was bought, what it cost, what it brought; None: still held."""

    quarter: int
    cost: float
    back: float | None = None


class Ventures:
    """Follows the ventures of one run; its steps stand among the stages (`quarter`).

    rounds    name -> (deals,): quarter, firm, its last round before and now, size in million yuan,
              park, industry, whether it sits in an incubator, and in a high-quality one
    stakes    uid of a stake -> Holding; stakes of the opening have the quarter before it
    unicorns  (quarter, firm, age in quarters) of each first entry in the list
    exits     (quarter, firm, LISTED or EXITED)
    deals, pairs  (P + 1, P + 1): rounds by park of fund and firm, and pairs that could have closed
    year      year -> name -> sum or last figure of the year, see `_close`
    filings   (applications of a firm, R&D, industry, weight) of each of the last quarters
    """

    def __init__(self) -> None:
        self._rounds: dict[str, list[np.ndarray]] = {name: [] for name in ROUND}
        self.stakes: dict[int, Holding] = {}
        self.unicorns: list[tuple[int, int, int]] = []
        self.exits: list[tuple[int, int, int]] = []
        self.deals = self.pairs = np.zeros((0, 0))
        self.year: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.filings: deque[tuple[np.ndarray, ...]] = deque(maxlen=FILINGS)
        self._begun = False
        self._listed: set[int] = set()
        self._before = np.zeros(0, np.int64)

    @property
    def rounds(self) -> dict[str, np.ndarray]:
        """All rounds in the order in which they closed."""
        return {name: np.concatenate(parts) for name, parts in self._rounds.items()}

    @property
    def quarter(self) -> tuple[Callable, ...]:
        """The stages of a quarter with the steps of the diary at their places."""
        steps: list[Callable] = []
        for stage in QUARTER:
            if stage is invest:
                steps += [self._before_rounds, stage, self._after_rounds]
            elif stage is exit_stakes:
                steps += [stage, self._after_exits]
            elif stage is leave:
                steps += [self._before_closings, stage, self._after_closings]
            else:
                steps.append(stage)
        return tuple(steps)

    def _before_rounds(self, model) -> None:
        firms = model.tables["firms"]
        self._before = firms.column("round").copy()
        if not self._begun:
            self._begun = True
            self._listed = set(firms.column("uid")[_unicorns(firms)].tolist())
            size = len(model.tables["parks"])
            self.deals, self.pairs = np.zeros((size, size)), np.zeros((size, size))
            self._enter(model.tables["stakes"], model.clock.quarter - 1)

    def _enter(self, stakes, quarter: int) -> None:
        """Enter the stakes that are held and not known yet as bought in a quarter."""
        uid, cost = stakes.column("uid"), stakes.column("cost")
        for row in np.flatnonzero(stakes.column("alive")).tolist():
            self.stakes.setdefault(int(uid[row]), Holding(quarter, float(cost[row])))

    def _after_rounds(self, model) -> None:
        """Book the rounds of the quarter and the pairs of fund and firm that were possible."""
        firms, funds = model.tables["firms"], model.tables["funds"]
        level = firms.column("round")
        closed = firms.column("operating") & (firms.column("kind") == VENTURE_TYPE)
        closed &= (firms.column("round_quarters") == 0) & (firms.column("investor") >= 0)
        rows = np.flatnonzero(closed & (level >= SEED) & (level <= ROUND_D))
        host = firms.column("incubator")[rows]
        best = model.tables["incubators"].column("high_quality")[np.maximum(host, 0)]
        found = {
            "quarter": np.full(rows.size, model.clock.quarter),
            "before": self._before[rows],
            "level": level[rows],
            "size": firms.column("round_size")[rows],
            "tenant": host >= 0,
            "best_tenant": (host >= 0) & best,
        }
        for name in ROUND:
            values = found[name] if name in found else firms.column(name)[rows]
            self._rounds[name].append(np.array(values))
        office, focus = funds.column("park"), funds.column("round_focus")
        buyer = firms.column("investor")[rows]
        local = office[buyer] >= 0
        places = firms.column("park")[rows]
        np.add.at(self.deals, (office[buyer][local], places[local]), 1.0)
        size = len(self.deals)
        for step in range(SEED, ROUND_D + 1):
            able = funds.column("alive") & (focus == step) & (office >= 0)
            sellers = np.bincount(places[local & (level[rows] == step)], minlength=size)
            self.pairs += np.outer(np.bincount(office[able], minlength=size), sellers)
        self._enter(model.tables["stakes"], model.clock.quarter)

    def _after_exits(self, model) -> None:
        """Book listings and sales, and what the stakes that ended were paid for."""
        firms, funds, stakes = (model.tables[name] for name in ("firms", "funds", "stakes"))
        price = firms.column("exit_price")
        for row in np.flatnonzero(price > 0.0).tolist():
            what = LISTED if firms.column("round")[row] == LISTED else EXITED
            self.exits.append((model.clock.quarter, int(firms.column("uid")[row]), what))
        firm, fund = stakes.column("firm"), stakes.column("fund")
        uid, share = stakes.column("uid"), stakes.column("share")
        for row in np.flatnonzero(~stakes.column("alive")).tolist():
            held = self.stakes.get(int(uid[row]))
            if held is None or held.back is not None:
                continue
            paid = float(price[firm[row]])
            if paid <= 0.0 and funds.column("quarters_left")[fund[row]] <= 0:
                paid = model.assumed.buyback_price * float(firms.column("valuation")[firm[row]])
            held.back = paid * float(share[row])

    def _before_closings(self, model) -> None:
        """Book the figures of the quarter while all its firms are there."""
        firms = model.tables["firms"]
        living = firms.column("operating")
        research = firms.column("research")
        active = living & (research > 0.0)
        weight = firms.column("weight")
        columns = (firms.column("filed"), research, firms.column("industry"), weight)
        self.filings.append(tuple(np.array(values[active], float) for values in columns))
        self._close(model, firms, living * weight)
        entered = _unicorns(firms) & living
        for row in np.flatnonzero(entered).tolist():
            uid = int(firms.column("uid")[row])
            if uid not in self._listed:
                self._listed.add(uid)
                age = int(firms.column("age")[row])
                self.unicorns.append((model.clock.quarter, uid, age))

    def _close(self, model, firms, weight: np.ndarray) -> None:
        """Add the quarter to the sums of its year, and replace the figures of the year's end.

        weight  firms that a row stands for, 0 where it does not operate
        """
        year, now = self.year[model.clock.year], model.clock.quarter
        assumed, inside = model.assumed, weight * (firms.column("park") > 0)
        certified, debt = firms.column("hnte_years") > 0, firms.column("debt") > 0.0
        profit, research = firms.column("profit"), firms.column("research")
        taxed = np.maximum(profit - assumed.super_deduction * research, 0.0)
        rate = np.where(certified, assumed.company_tax_rate_hnte, assumed.company_tax_rate)
        relief = assumed.company_tax_rate - assumed.company_tax_rate_hnte
        year["high_tech_relief"] += 0.25 * float(relief * (weight * certified * taxed).sum())
        saved = rate * (np.maximum(profit, 0.0) - taxed)
        year["deduction_relief"] += 0.25 * float((weight * saved).sum())
        pay = np.maximum(firms.column("wage"), 1e-9)
        people = (1.0 - assumed.research_nonlabour_share) * research / pay
        year["research_staff"] += 0.25 * float((inside * people).sum())
        fresh = debt & (firms.column("loan_quarter") == now)
        year["pledged"] += float((weight * fresh * firms.column("pledged")).sum())
        if quarters.of_year(now) == 0:
            valid = firms.column("hnte_years") == assumed.hnte_validity
            year["recognitions"] = float((inside * valid).sum())
        technology = (certified | firms.column("innovative_sme")) & (
            firms.column("staff") < assumed.technology_sme_staff
        )
        for name, group in (("loan_share", technology), ("loan_share_certified", certified)):
            year[name] = float((weight * group * debt).sum() / max((weight * group).sum(), 1e-9))
        young = _unicorns(firms) & (firms.column("age") <= LISTING_QUARTERS)
        year["young_unicorns"] = float((weight * young).sum())
        listed = (firms.column("round") == LISTED) & (firms.column("birth_park") > 0)
        year[f"listed_born_inside_{quarters.of_year(now) + 1}"] = float((weight * listed).sum())
        carriers = model.tables["incubators"]
        host = firms.column("incubator")
        tenant = (host >= 0) & carriers.column("high_quality")[np.maximum(host, 0)]
        leads = model.zone.leading[firms.column("industry")]
        tenants = float((weight * tenant).sum())
        year["best_tenants_leading"] = float((weight * tenant * leads).sum()) / max(tenants, 1.0)

    def _after_closings(self, model) -> None:
        """Write off the stakes in firms that closed."""
        stakes = model.tables["stakes"]
        uid = stakes.column("uid")
        for row in np.flatnonzero(~stakes.column("alive")).tolist():
            held = self.stakes.get(int(uid[row]))
            if held is not None and held.back is None:
                held.back = 0.0


def _unicorns(firms) -> np.ndarray:
    return firms.column("unicorn") & (firms.column("kind") == VENTURE_TYPE)
