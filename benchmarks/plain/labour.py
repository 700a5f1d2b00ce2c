"""The labour market of the plain model, as far as it is no agent's own."""

from __future__ import annotations

import math
from itertools import accumulate

from benchmarks.plain.markets import wage_trend
from benchmarks.plain.talent import Talent
from sim.behaviour.match import seats, smoothed_rate
from sim.behaviour.move_people import housing_pull, inflow, open_channels
from sim.behaviour.train import training_chance
from sim.behaviour.wages import wage_growth


def prepare_training(model) -> None:
    """Stage 11: the chance of training by cell."""
    for cell in model.cells:
        rules = cell.park.rules
        seat_share = rules.talent_leading_seat_share
        group = model.solved.leading_staff_share
        if not cell.industry.leading:
            seat_share, group = 1.0 - seat_share, 1.0 - group
        cell.training_chance = training_chance(rules.talent_train_share, seat_share, group)


def receive_newcomers(model) -> None:
    """Stage 12: people come to the city, where their industry works and housing is paid for."""
    assume = model.assume
    leading = sum(i.newcomers_base for i in model.industries if i.leading)
    channels = open_channels(
        assume.returnees_year,
        assume.graduates_stem_staying,
        assume.inflow_channels,
        model.talent_inflow,
    )
    for industry in model.industries:
        sampled = [cell for cell in industry.cells if cell.sampled]
        pulls = [
            cell.staff
            * housing_pull(
                cell.park.rules.talent_housing_subsidy,
                assume.housing_subsidy_floor,
                assume.housing_subsidy_reference,
                assume.housing_elasticity,
            )
            for cell in sampled
        ]
        staff = sum(cell.staff for cell in sampled)
        base = industry.newcomers_base
        if industry.leading and leading > 0.0:
            base += assume.industry_switchers * base / leading
        year = inflow(
            max(0.0, base) * model.solved.newcomers_scale[industry.row],
            industry.wage_mean,
            industry.wage_rival,
            assume.inflow_wage_elasticity,
            sum(pulls) / staff if staff > 0.0 else 1.0,
            channels,
        )
        rows = int(year / 4.0 / model.sample.persons + model.random.random())
        if rows == 0 or staff <= 0.0:
            continue
        homes = model.random.choices([cell.park for cell in sampled], pulls, k=rows)
        Talent.create_agents(
            model,
            rows,
            weight=model.sample.persons,
            industry=industry,
            home_park=homes,
            work_park=homes,
        )


def clear_labour_market(model) -> None:
    """Stage 13: empty the counts of the quarter's matching; quits so far are kept."""
    for industry in model.industries:
        industry.searchers = industry.staff = industry.log_staff = 0.0
    for cell in model.cells:
        cell.rows = cell.filled = cell.talents = cell.skilled = 0.0
        cell.vacancies = cell.founding = cell.offered = 0.0
        cell.hiring, cell.hiring_posts = [], []


def post_seats(model) -> None:
    """Stage 13: seats by cell, and what draws a person from each home to each park."""
    assume = model.assume
    for cell in model.cells:
        market = cell.industry
        cell.offer = cell.offered / cell.vacancies if cell.vacancies > 0.0 else market.wage_mean
        cell.posted = 0.0
        if cell.sampled:
            cell.posted = seats(
                cell.vacancies,
                cell.founding,
                assume.stock_correction,
                cell.skilled - cell.talents,
                assume.fill_rate_start,
                model.sample.persons,
                model.random.random(),
            )
        park = cell.park
        amenity = assume.amenity_weight * park.rules.services_amenity + park.general_services
        cell.worth = cell.posted * cell.offer * math.exp(amenity)
    decay = assume.distance_decay_jobs
    near = [[math.exp(-decay * km) for km in row] for row in model.km]
    for industry in model.industries:
        industry.vacancies = sum(cell.vacancies for cell in industry.cells)
        worth = [cell.worth for cell in industry.cells]
        industry.pull = [
            list(accumulate(w * n for w, n in zip(worth, row, strict=True))) for row in near
        ]
    posted = (sum(cell.posted for cell in i.cells) for i in model.industries)
    model.posted = list(accumulate(posted))


def set_rates(model) -> None:
    """Stage 13: rates at which posts fill and people quit, by cell."""
    assume = model.assume
    for industry in model.industries:
        cells = [cell for cell in industry.cells if cell.sampled]
        posted, rows = sum(c.posted for c in cells), sum(c.rows for c in cells)
        filled, quits = sum(c.filled for c in cells), sum(c.quits for c in cells)
        industry.fill_rate = filled / posted if posted > 0.0 else assume.fill_rate_start
        industry.quit_rate = quits / rows if rows > 0.0 else industry.quit_rate
        prior = assume.fill_prior_weight
        for cell in industry.cells:
            cell.fill_rate, cell.quit_rate = assume.fill_rate_start, industry.quit_rate
            if cell.sampled:
                cell.fill_rate = smoothed_rate(cell.filled, cell.posted, prior, industry.fill_rate)
                cell.quit_rate = smoothed_rate(cell.quits, cell.rows, prior, industry.quit_rate)
            cell.quits = 0.0


def raise_pay(model) -> None:
    """Stage 13: mean pay follows the trend and tight markets."""
    assume = model.assume
    elapsed = model.quarter - model.opening_quarter
    for industry in model.industries:
        if industry.staff > 0.0:
            industry.staff_log_mean = industry.log_staff / industry.staff
        industry.staff_typical = math.exp(industry.staff_log_mean)
        tightness = industry.vacancies / max(industry.searchers, 1.0)
        start = industry.tightness_start
        if elapsed < 4:
            industry.tightness_start += tightness / 4.0
            start = 0.0
        industry.wage_mean *= math.exp(
            wage_growth(
                wage_trend(model),
                assume.wage_curve_slope,
                tightness,
                start,
                assume.wage_tightness_clip,
            )
        )
