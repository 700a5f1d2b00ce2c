"""Firms as plain Mesa agents: an object a firm, one stream of random numbers."""

from __future__ import annotations

import math

import mesa

from sim.behaviour import appeal, enter, leave, move, plan_staff, sell, settle_firms, wages

sales = plan_staff.sales.function
desired_staff = plan_staff.desired_staff.function
staff_change = plan_staff.staff_change.function
clipped_ratio = wages.clipped_ratio.function
firm_wage = wages.firm_wage.function
shortage = sell.shortage.function
effective_appeal = sell.effective_appeal.function
shock_size = appeal.shock_size.function
growth_shock = appeal.growth_shock.function
cost_change = appeal.cost_change.function
research_spending = settle_firms.research_spending.function
bought_research = settle_firms.bought_research.function
profit = settle_firms.profit.function
company_tax = settle_firms.company_tax.function
company_tax_rate = settle_firms.company_tax_rate.function
year_of_life = leave.year_of_life.function
size_factor = leave.size_factor.function
exit_chance = leave.exit_chance.function
reconsideration = move.reconsideration.function
entrant_appeal = enter.entrant_appeal.function
spinoff_rate = enter.spinoff_rate.function

SPIN_OFF = 3


class Firm(mesa.Agent):
    """An operating firm, or one that stands for ``weight`` firms; knows its cell as an object."""

    def __init__(
        self,
        model,
        *,
        weight,
        cell,
        kind,
        origin,
        staff,
        value_added_share,
        labour_cost_share,
        quality,
        research_share,
        lease_phase,
        approval_wait=0,
        operating=False,
        age=0,
        appeal=0.0,
        wage=0.0,
        revenue=0.0,
        cash=0.0,
        debt=0.0,
        negative_cash=0,
        relabelled_share=0.0,
        growth_multiplier=1.0,
        certified=False,
        labelled=False,
        backed=False,
    ):
        super().__init__(model)
        self.weight = weight
        self.cell = cell
        self.kind = kind
        self.origin = origin
        self.staff = staff
        self.value_added_share = value_added_share
        self.labour_cost_share = labour_cost_share
        self.quality = quality
        self.research_share = research_share
        self.relabelled_share = relabelled_share
        self.lease_phase = lease_phase
        self.approval_wait = approval_wait
        self.operating = operating
        self.closed = False
        self.departing = False
        self.age = age
        self.appeal = appeal
        self.appeal_effective = appeal
        self.growth_multiplier = growth_multiplier
        self.wage = wage
        self.wage_last = wage
        self.revenue = revenue
        self.revenue_desired = revenue
        self.staff_desired = staff
        self.vacancies = 0.0
        self.layoffs = 0.0
        self.founding = 0.0
        self.cash = cash
        self.debt = debt
        self.profit = 0.0
        self.negative_cash = negative_cash
        self.certified = certified
        self.labelled = labelled
        self.backed = backed
        self.spinoffs = 0

    def offer(self):
        """Add its appeal to the market's."""
        if self.operating:
            self.cell.industry.appeal_sum += self.weight * math.exp(self.appeal)

    def plan_staff(self):
        """Move part of the way to the desired staff; without cash do not hire (E17, E18)."""
        if not self.operating:
            return
        assume = self.model.assume
        market = self.cell.industry
        self.revenue_desired = sales(
            market.demand, math.exp(self.appeal), market.appeal_sum, market.outside_size
        )
        wanted = self.staff_desired = desired_staff(
            self.labour_cost_share, self.revenue_desired, self.wage
        )
        relief = self.cell.park.wage_relief
        if relief > 0.0:
            wanted /= 1.0 - relief
        change = staff_change(assume.staff_adjustment, wanted, self.staff, market.quit_rate)
        self.vacancies = 0.0
        if self.cash >= 0.0:
            self.vacancies = max(0.0, change) / assume.fill_rate_start
        self.layoffs = min(max(0.0, -change), self.staff)

    def post(self):
        """Post its vacancies in its cell (E21)."""
        if not self.operating:
            return
        cell = self.cell
        skilled = self.weight * cell.industry.talent_share
        cell.skilled += skilled * (self.staff - self.layoffs)
        posts = skilled * self.vacancies
        first = skilled * self.founding
        cell.vacancies += posts
        cell.offered += posts * self.wage
        cell.founding += first
        if posts + first > 0.0:
            cell.hiring.append(self)
            cell.hiring_posts.append(cell.vacancies + cell.founding)

    def hire(self):
        """Fill posts and lose people at the rates of the cell (E22); be counted for pay."""
        if not self.operating:
            return
        cell = self.cell
        stay = self.staff - self.staff * cell.quit_rate - self.layoffs
        self.staff = max(0.0, stay) + self.vacancies * cell.fill_rate
        self.founding = 0.0
        if self.staff > 0.0:
            mass = self.weight * self.staff
            cell.industry.log_staff += mass * math.log(max(self.staff, 1.0))
            cell.industry.staff += mass

    def set_wage(self):
        """Pay by size and surplus (E23)."""
        if not self.operating:
            return
        assume = self.model.assume
        market = self.cell.industry
        self.wage_last = self.wage
        surplus = clipped_ratio(
            self.revenue * self.labour_cost_share,
            self.staff * self.wage_last,
            assume.wage_ratio_floor,
            assume.wage_ratio_cap,
        )
        self.wage = firm_wage(
            market.wage_constant,
            market.wage_mean,
            math.log(max(self.staff, 1.0)) - market.staff_log_mean,
            assume.size_wage_elasticity,
            math.log(surplus),
            assume.rent_sharing,
            assume.training_wage * self.cell.trained_share,
        )

    def limit_appeal(self):
        """Take missing staff off its appeal (E24)."""
        if not self.operating:
            return
        assume = self.model.assume
        self.appeal_effective = effective_appeal(
            self.appeal,
            assume.staff_shortage_elasticity,
            shortage(self.staff, self.staff_desired, assume.shortage_ratio_floor),
            0.0,
            0.0,
        )
        self.cell.industry.appeal_effective_sum += self.weight * math.exp(self.appeal_effective)

    def sell(self):
        """Sell its share of the market (E24)."""
        if self.operating:
            market = self.cell.industry
            self.revenue = sales(
                market.demand,
                math.exp(self.appeal_effective),
                market.appeal_effective_sum,
                market.outside_size,
            )

    def grow(self):
        """Change appeal by productivity, cost and luck (E30, E31)."""
        if not self.operating:
            return
        model = self.model
        assume = model.assume
        cell = self.cell
        gained = assume.tfp_trend / 4.0 + cell.gain
        if self.age < assume.quality_growth_age_limit:
            gained += assume.firm_quality_growth * self.quality / 4.0
        dearer = cost_change(
            self.labour_cost_share,
            math.log(self.wage / self.wage_last) + cell.park.relief_change,
            cell.skill_change,
            0.0,
            0.0,
        )
        if model.quarter % 4 == 0:
            self.growth_multiplier = model.random.expovariate(1.0)
        sigma = shock_size(
            assume.growth_shock_scale,
            assume.growth_shock_size_exponent,
            math.log(max(self.staff, 1.0)),
        )
        self.appeal += (assume.demand_elasticity - 1.0) * (gained - dearer) + growth_shock(
            sigma,
            self.growth_multiplier,
            model.random.gauss(0.0, 1.0),
            assume.shock_compensation_cap,
        )

    def settle(self):
        """Receive sales, pay wages, rent, research, interest and taxes (E45)."""
        if not self.operating:
            return
        model = self.model
        assume = model.assume
        park = self.cell.park
        rent = self.cell.rent_a_worker * self.staff
        if self.age < assume.rent_subsidy_quarters:
            rent *= 1.0 - park.rules.floor_rent_subsidy
        value_added = self.value_added_share * self.revenue
        payroll = self.wage * self.staff * (1.0 - park.wage_relief)
        research = research_spending(self.revenue, self.research_share, self.relabelled_share)
        bought = bought_research(
            research,
            assume.research_nonlabour_share,
            assume.sharing_saving,
            park.rules.services_sharing,
            self.staff,
            assume.sharing_staff_limit,
        )
        self.profit = profit(
            value_added,
            payroll,
            rent,
            bought,
            assume.loan_rate * self.debt,
            model.turnover_rate * value_added,
        )
        rate = company_tax_rate(
            assume.company_tax_rate,
            assume.company_tax_rate_hnte,
            assume.special_regime_tax,
            self.certified,
            park.special_regime and self.cell.industry.special,
            park.rules.tax_hnte_extra,
        )
        tax = company_tax(self.profit, research, assume.super_deduction, rate)
        self.cash += (self.profit - tax) / 4.0
        self.negative_cash = self.negative_cash + 1 if self.cash < 0.0 else 0

    def consider_closing(self):
        """Grow older; close or leave the city (E46)."""
        if not self.operating:
            return
        model = self.model
        assume = model.assume
        self.age += 1
        signs = 0.0
        if self.negative_cash >= assume.exit_cash_quarters:
            signs += assume.exit_cash_trouble
        if self.labelled:
            signs += assume.exit_label
        if self.backed:
            signs += assume.exit_venture_backed
        chance = exit_chance(
            assume.exit_hazard[year_of_life(self.age)],
            size_factor(self.staff, assume.exit_size_reference, assume.exit_size_exponent),
            model.solved.exit_normaliser,
            signs,
            1.0,
            assume.spinoff_exit_factor if self.origin == SPIN_OFF else 1.0,
        )
        if model.random.random() < chance or self.departing:
            self.operating = False
            self.closed = True
            self.cell.deaths += self.weight
            self.remove()

    def reconsider(self):
        """Perhaps compare parks, and move to the one of largest utility (E47)."""
        if not self.operating:
            return
        model = self.model
        assume = model.assume
        lease = 1.0
        if (self.age + self.lease_phase) % int(assume.lease_quarters) == 0:
            lease = assume.relocation_lease_end
        chance = reconsideration(
            assume.relocation_hazard,
            lease,
            assume.relocation_size_exponent,
            max(self.staff, 1.0) / assume.relocation_size_reference,
            assume.relocation_age_exponent,
            max(self.age, 1) / assume.relocation_age_reference,
        )
        if model.random.random() >= chance:
            return
        here = self.cell
        best, best_value = here, -math.inf
        for cell in here.industry.cells:
            value = cell.location_value + model.gumbel()
            if self.age < assume.rent_subsidy_quarters:
                value -= assume.location_rent * math.log(1.0 - cell.park.rules.floor_rent_subsidy)
            if cell is here:
                value += assume.location_attachment
            else:
                km = model.km[here.park.row][cell.park.row]
                value -= assume.location_distance * math.log(1.0 + km)
            if value > best_value:
                best, best_value = cell, value
        if here.industry.location_outside + model.gumbel() > best_value:
            self.departing = True
        elif best is not here:
            self.cash -= assume.moving_cost_per_worker * self.staff
            self.cell = best

    def count_spinoffs(self):
        """Count the firms that its people found this quarter (E50)."""
        self.spinoffs = 0
        if not self.operating or self.cell.park.row == 0 or self.research_share <= 0.0:
            return
        model = self.model
        rate = spinoff_rate(
            model.solved.spinoff_base,
            self.weight,
            self.research_share * self.revenue,
            model.solved.research_mean,
            model.assume.spinoff_research_elasticity,
        )
        self.spinoffs = int(rate / self.weight + model.random.random())

    def open(self):
        """Start when the wait is over: pay, appeal, cash from its founders (E51)."""
        if self.operating:
            return
        if self.approval_wait > 0:
            self.approval_wait -= 1
            return
        assume = self.model.assume
        cell = self.cell
        market = cell.industry
        size = math.log(max(self.staff, 1.0)) - market.staff_log_mean
        self.operating = True
        self.wage = self.wage_last = (
            market.wage_constant
            * market.wage_mean
            * math.exp(assume.size_wage_elasticity * size)
            * (1.0 + assume.training_wage * cell.trained_share)
        )
        self.appeal = self.appeal_effective = entrant_appeal(
            self.staff,
            self.wage,
            self.labour_cost_share,
            market.demand,
            market.appeal_effective_sum,
            market.outside_size,
        )
        self.revenue = self.revenue_desired = self.staff * self.wage / self.labour_cost_share
        self.staff_desired = self.founding = self.staff
        luck = math.exp(self.model.random.gauss(0.0, assume.cash_spread))
        self.cash = assume.entrant_cash_years_of_wages * self.staff * self.wage * luck
        if self.kind == 1:
            self.cash *= assume.entrant_venture_cash

    def report(self):
        """Be counted in its cell."""
        if self.operating:
            cell = self.cell
            n = self.weight
            cell.firms += n
            cell.staff += n * self.staff
            cell.revenue += n * self.revenue
            cell.value_added += n * self.value_added_share * self.revenue
            cell.wage_bill += n * self.staff * self.wage
