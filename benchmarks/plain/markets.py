"""Markets of the plain model, and the counts by cell that close a quarter."""

from __future__ import annotations

import math

import numpy as np

from sim.behaviour.appeal import log_change
from sim.behaviour.tally import congestion
from sim.behaviour.world import fading_growth, market, outside_drift


def faded(model, start: float, long: float, fade: float) -> float:
    """Return a yearly growth rate that fades from its start to its long-run value."""
    return fading_growth(start, long, model.quarter / 4.0, model.opening_quarter / 4.0, fade)


def wage_trend(model) -> float:
    """Return the yearly growth of pay elsewhere."""
    assume = model.assume
    return faded(model, assume.wage_growth_start, assume.wage_growth_long, assume.wage_growth_fade)


def move_markets(model) -> None:
    """Stage 1: markets grow, outside competitors improve, pay elsewhere rises."""
    assume = model.assume
    started = model.quarter > model.opening_quarter
    fade = assume.demand_growth_fade
    for k, industry in enumerate(model.industries):
        if started:
            industry.demand_trend += (
                faded(model, assume.demand_growth_start[k], assume.demand_growth_long[k], fade)
                / 4.0
            )
            industry.outside_appeal += outside_drift(
                assume.demand_elasticity, assume.tfp_trend, model.solved.outside_appeal_drift[k]
            )
            industry.wage_rival *= math.exp(wage_trend(model) / 4.0)
        industry.demand = market(
            industry.demand_start,
            industry.demand_trend,
            assume.demand_cycle_sensitivity * assume.demand_cycle_size,
            assume.export_share[k],
            model.export_access[k],
            industry.access_start,
        )
        industry.outside_size = math.exp(industry.outside_appeal)
        industry.appeal_sum = industry.appeal_effective_sum = 0.0


def weigh_neighbours(model) -> None:
    """Stage 16: agglomeration as a change and a deviation from the mean of the industry."""
    assume = model.assume
    least = assume.empty_cell_staff
    for industry in model.industries:
        gains = [
            assume.localisation_elasticity * log_change(c.own_staff, c.own_staff_last, least)
            + assume.density_elasticity * log_change(c.reach, c.reach_last, least)
            + assume.upstream_elasticity * log_change(c.suppliers, c.suppliers_last, least)
            for c in industry.cells
        ]
        staff = sum(cell.own_staff for cell in industry.cells)
        total = sum(g * c.own_staff for g, c in zip(gains, industry.cells, strict=True))
        for gain, cell in zip(gains, industry.cells, strict=True):
            park = cell.park
            crowded = park.congestion - park.congestion_last
            cell.gain = -assume.congestion_elasticity * crowded
            if cell.own_staff_last >= least and staff > 0.0:
                cell.gain += gain - total / staff
            cell.skill_change = math.log(cell.human_capital / cell.human_capital_last)


def clear_tally(model) -> None:
    """Stage 29: empty the counts that firms and talents report to."""
    for cell in model.cells:
        cell.own_staff_last, cell.human_capital_last = cell.staff, cell.human_capital
        cell.reach_last, cell.suppliers_last = cell.reach, cell.suppliers
        cell.firms = cell.staff = cell.revenue = cell.value_added = cell.wage_bill = 0.0
        cell.talents = cell.talent_rows = cell.skill = cell.marked = 0.0
    for park in model.parks:
        park.congestion_last = park.congestion


def tally_places(model) -> None:
    """Stage 29: means of people by cell, staff within reach, totals of parks."""
    assume = model.assume
    prior = assume.fill_prior_weight
    for industry in model.industries:
        rows = sum(cell.talent_rows for cell in industry.cells)
        mean, share = 1.0, assume.trained_share_start
        if rows > 0.0:
            mean = sum(cell.skill for cell in industry.cells) / rows
            share = sum(cell.marked for cell in industry.cells) / rows
        for cell in industry.cells:
            cell.own_staff = cell.staff
            cell.human_capital, cell.trained_share = mean, share
            if cell.sampled:
                cell.human_capital = (cell.skill + prior * mean) / (cell.talent_rows + prior)
                cell.trained_share = (cell.marked + prior * share) / (cell.talent_rows + prior)
    staff = np.array([cell.staff for cell in model.cells]).reshape(len(model.parks), -1)
    reach = model.near @ (staff.sum(axis=1, keepdims=True) - staff)
    suppliers = model.near @ staff @ np.maximum(model.supplier_weight, 0.0).T
    for cell, near, upstream in zip(
        model.cells, reach.ravel().tolist(), suppliers.ravel().tolist(), strict=True
    ):
        cell.reach, cell.suppliers = near, upstream
    talents = np.array([cell.talents for cell in model.cells]).reshape(staff.shape).sum(axis=1)
    for park, total, people in zip(
        model.parks, staff.sum(axis=1).tolist(), talents.tolist(), strict=True
    ):
        park.staff_total, park.talents = total, people
        park.congestion = congestion(total, park.density_start)
