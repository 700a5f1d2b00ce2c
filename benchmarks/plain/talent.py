"""Talents as plain Mesa agents: an object a person, one stream of random numbers."""

from __future__ import annotations

import math
from bisect import bisect

import mesa

from sim.behaviour import match, train

human_capital = train.human_capital.function
accepts = match.accepts.function


class Talent(mesa.Agent):
    """A skilled person; knows its employer, industry and parks as objects."""

    def __init__(
        self,
        model,
        *,
        weight,
        industry,
        work_park,
        home_park,
        employer=None,
        experience=0,
        trained=False,
        human_capital=1.0,
        wage=0.0,
        tenure=0,
    ):
        super().__init__(model)
        self.weight = weight
        self.industry = industry
        self.work_park = work_park
        self.home_park = home_park
        self.employer = employer
        self.experience = experience
        self.trained = trained
        self.human_capital = human_capital
        self.wage = wage
        self.tenure = tenure

    def train(self):
        """Learn on the job and in training, and forget (E19)."""
        model = self.model
        assume = model.assume
        employer = self.employer
        if employer is not None:
            self.experience += 1
            self.tenure += 1
            self.work_park = employer.cell.park
            if self.trained:
                if model.random.random() < assume.training_decay:
                    self.trained = False
            elif model.random.random() < employer.cell.training_chance:
                self.trained = True
                employer.cash -= model.training_fee * self.weight / employer.weight
            share = employer.cell.trained_share
            plain_pay = employer.wage / (1.0 + assume.training_wage * share)
            self.wage = plain_pay * (1.0 + assume.training_wage * self.trained)
        self.human_capital = human_capital(
            self.trained,
            assume.training_productivity,
            assume.experience_premium,
            self.experience / 4.0,
            assume.human_capital_cap,
        )

    def consider_leaving(self):
        """Leave the city or retire at the yearly leaver rate."""
        model = self.model
        if model.random.random() < model.leaving_chance:
            if self.employer is not None:
                self.employer.cell.quits += 1.0
            self.remove()

    def keep_job(self):
        """Lose the job if the firm lays off; else be counted where it works (E18)."""
        employer = self.employer
        if employer is None:
            return
        if employer.layoffs > 0.0:
            share = employer.layoffs / max(employer.staff, employer.layoffs)
            if self.model.random.random() < share:
                self.lose_job()
                return
        cell = employer.cell
        cell.rows += 1.0
        cell.talents += self.weight

    def lose_job(self):
        """Be without an employer."""
        self.employer = None
        self.tenure = 0

    def search(self):
        """Perhaps look for work: an industry, a park, a firm, then accept or stay (E21)."""
        model = self.model
        assume = model.assume
        draw = model.random.random
        employer = self.employer
        chance = assume.contact_rate_employed
        if employer is None:
            chance = assume.contact_rate_unemployed
        if draw() >= chance:
            return
        industry = self.industry
        industry.searchers += self.weight
        if draw() >= assume.stay_in_industry and model.posted:
            industry = model.industries[bisect(model.posted, draw() * model.posted[-1])]
        pull = industry.pull[self.home_park.row]
        if pull[-1] <= 0.0:
            return
        cell = industry.cells[bisect(pull, draw() * pull[-1])]
        if cell.filled >= cell.posted or not cell.hiring:
            return
        firm = cell.hiring[bisect(cell.hiring_posts, draw() * cell.hiring_posts[-1])]
        if firm is employer:
            return
        km = model.km[self.home_park.row]
        old_wage = assume.reservation_wage_share * self.industry.wage_mean
        further = km[cell.park.row]
        if employer is not None:
            old_wage = employer.wage
            further -= km[self.work_park.row]
        taste = draw()
        shock = math.log(taste / (1.0 - taste)) if taste > 0.0 else -1.0e9
        if accepts(
            firm.wage,
            old_wage,
            shock,
            assume.taste_spread,
            assume.switch_cost,
            assume.commute_cost,
            further,
        ):
            self.take_job(firm)

    def take_job(self, firm):
        """Change to a firm; perhaps move home near it."""
        model = self.model
        cell = firm.cell
        cell.filled += 1.0
        if self.employer is not None:
            self.employer.cell.quits += 1.0
        self.employer = firm
        self.industry = cell.industry
        self.work_park = cell.park
        self.tenure = 0
        if (
            model.km[self.home_park.row][cell.park.row] > model.assume.home_move_distance
            and model.random.random() < model.assume.home_move_share
        ):
            self.home_park = cell.park

    def report(self):
        """Be counted in the cell where it works; people of closed firms look for work."""
        employer = self.employer
        if employer is None:
            return
        if employer.closed:
            self.lose_job()
            return
        cell = employer.cell
        cell.talents += self.weight
        cell.talent_rows += 1.0
        cell.skill += self.human_capital
        cell.marked += self.trained
