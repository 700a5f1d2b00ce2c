"""The economy of firms and talents as a plain Mesa 3.5 model, for comparison.

Stages and equations are those of `sim.behaviour`; agents are objects, activated with `shuffle_do`,
and every draw is the next number of the model's one stream. Markets, lists of hiring firms and
weights of places are prepared once a quarter, as one would in a model that is meant to be fast.

Left out: building, rents and limits of floor (floor follows staff at the rents of the opening),
second sites, and the accounts of everyone but firms.
"""

from __future__ import annotations

import math
from types import SimpleNamespace

import mesa
import numpy as np

from benchmarks.plain import labour, location, markets
from benchmarks.plain.firm import Firm
from benchmarks.plain.opening import Opening, build_places
from benchmarks.plain.talent import Talent
from sim.behaviour.settle_firms import turnover_tax_rate


class PlainModel(mesa.Model):
    """Firms and talents of the zone as Mesa agents.

    opening  opening population of a ParkModel
    seed     seed of the one stream of random numbers
    subsidy  (park, share of pay) paid by the city from the first quarter, or None
    shuffle  activate agents in random order everywhere, or only where the order matters
    """

    def __init__(self, opening: Opening, seed: int, subsidy=None, shuffle: bool = True):
        super().__init__(rng=seed)
        self.assume = SimpleNamespace(**opening.assume)
        self.solved = SimpleNamespace(**opening.solved)
        self.sample = SimpleNamespace(**opening.sample)
        self.opening_quarter = self.quarter = opening.quarter
        self.export_access, self.talent_inflow = opening.export_access, opening.talent_inflow
        self.subsidy, self.shuffle = subsidy, shuffle
        self.km = opening.km
        self.near = np.exp(-np.array(opening.km) / self.assume.agglomeration_decay)
        self.supplier_weight = opening.supplier_weight
        self.parks, self.industries, cells = build_places(opening)
        self.cells = [cell for row in cells for cell in row]
        self.posted: list[float] = []
        assume = self.assume
        self.leaving_chance = assume.leaver_rate / 4.0
        self.training_fee = assume.training_cost / 2e6
        self.turnover_rate = turnover_tax_rate(
            assume.tax_rate, assume.tax_personal, assume.tax_company, assume.value_added_zone
        )
        self._create_firms(opening, cells)
        self._create_talents(opening)

    def _create_firms(self, opening: Opening, cells) -> None:
        rows = opening.firms
        label_columns = ("hnte_years", "innovative_sme", "little_giant", "champion")
        labels = zip(*(rows[name] for name in label_columns), strict=True)
        names = (
            "weight kind origin staff value_added_share labour_cost_share quality research_share "
            "lease_phase approval_wait operating age appeal wage revenue cash debt negative_cash "
            "relabelled_share growth_multiplier"
        )
        Firm.create_agents(
            self,
            len(rows["uid"]),
            **{name: rows[name] for name in names.split()},
            cell=[cells[p][k] for p, k in zip(rows["park"], rows["industry"], strict=True)],
            certified=[years > 0.0 for years in rows["hnte_years"]],
            labelled=[any(label) for label in labels],
            backed=[1 <= number <= 5 for number in rows["round"]],
        )

    def _create_talents(self, opening: Opening) -> None:
        rows = opening.talents
        firms = [*self.agents_by_type[Firm], None]
        names = ("weight", "experience", "trained", "human_capital", "wage", "tenure")
        Talent.create_agents(
            self,
            len(rows["uid"]),
            **{name: rows[name] for name in names},
            industry=[self.industries[k] for k in rows["industry"]],
            work_park=[self.parks[p] for p in rows["work_park"]],
            home_park=[self.parks[p] for p in rows["home_park"]],
            employer=[firms[row] for row in rows["employer"]],
        )

    def step(self) -> None:
        """Run one quarter."""
        self.set_subsidy()
        markets.move_markets(self)
        self.ask(Firm, "offer")
        self.ask(Firm, "plan_staff")
        labour.prepare_training(self)
        self.ask(Talent, "train")
        self.ask(Talent, "consider_leaving")
        labour.receive_newcomers(self)
        labour.clear_labour_market(self)
        self.ask(Talent, "keep_job")
        self.ask(Firm, "post")
        labour.post_seats(self)
        self.agents_by_type[Talent].shuffle_do("search")
        labour.set_rates(self)
        self.ask(Firm, "hire")
        labour.raise_pay(self)
        self.ask(Firm, "set_wage")
        self.ask(Firm, "limit_appeal")
        self.ask(Firm, "sell")
        markets.weigh_neighbours(self)
        self.ask(Firm, "grow")
        self.ask(Firm, "settle")
        self.ask(Firm, "consider_closing")
        location.value_places(self)
        self.agents_by_type[Firm].shuffle_do("reconsider")
        location.receive_firms(self)
        self.ask(Firm, "count_spinoffs")
        location.receive_spinoffs(self)
        self.ask(Firm, "open")
        markets.clear_tally(self)
        self.ask(Firm, "report")
        self.ask(Talent, "report")
        markets.tally_places(self)
        self.quarter += 1

    def ask(self, kind: type, method: str) -> None:
        """Let every agent of a kind act, in random order if the model shuffles."""
        agents = self.agents_by_type[kind]
        (agents.shuffle_do if self.shuffle else agents.do)(method)

    def gumbel(self) -> float:
        """Return a Gumbel draw."""
        return -math.log(self.random.expovariate(1.0))

    def set_subsidy(self) -> None:
        """Start the wage subsidy in the first quarter; its effect on unit cost comes once."""
        if self.subsidy is None:
            return
        number, share = self.subsidy
        park = self.parks[number]
        park.relief_change = math.log(1.0 - share) if park.wage_relief == 0.0 else 0.0
        park.wage_relief = share
