"""Made-up parks under government: four parks in two districts and the rest of the city.

Parks 1 and 2 lie in district 0, parks 3 and 4 in district 1. Industries 0 and 1 are on the city's
list, industry 2 is not. Figures are round, so that expected numbers can be worked out by hand.
"""

from __future__ import annotations

import numpy as np

from sim.agents.cell import Cell
from sim.agents.district import District
from sim.agents.industry import Industry
from sim.agents.park import Park
from sim.behaviour.scorecard import QUARTERS, open_scoring
from sim.core.constants import Constants
from sim.core.luck import Luck
from sim.core.table import Table
from sim.measure.accounts import Ledger
from sim.policy.law import InForce
from sim.policy.programme import OWN_RULE

PARKS, INDUSTRIES, DISTRICTS = 4, 3, 2
PROGRAMMES = (
    "park_services matching bodies body_staff one_stop operators coordination audits "
    "score_publication commendation benchmarks practice_trials practice_copies prizes "
    "special_fund_money research_grants amenities"
).split()
FIRST = 4 * 2023
Y2025 = 4 * 2025
ASSUMED = {
    # assessment
    "score_mean": 76.0,
    "score_spread": 7.0,
    "score_indicator_clip": 2.5,
    "score_noise": 4.0,
    "score_uncertainty": 6.5,
    "audit_penalty": 5.0,
    "readmission_margin": 5.0,
    "status_phase_quarters": 4.0,
    "delisting_receivers": 3.0,
    # effort
    "effort_points": 10.0,
    "manipulation_points": 5.0,
    "effort_cost": 1.0,
    "manipulation_cost": 1.5,
    "effort_speed": 0.2,
    "effort_limit": 1.0,
    "effort_staff_base": 100.0,
    "delisting_fear": 1.0,
    "notice_fear": 1.0,
    "prize_weight": 2.0,
    "top_places": 3.0,
    # leading industries
    "lead_choice_own_strength": 1.0,
    "lead_choice_city_list": 0.5,
    "lead_choice_duplicates": 0.5,
    "lead_choice_inertia": 1.0,
    "lead_review_first_year": 2025.0,
    "lead_review_years": 3.0,
    # money
    "city_technology_budget": 26.5,
    "district_technology_budget": 26.3,
    "special_fund_district_share": 0.5,
    "local_tax_share": 0.45,
    "district_tax_share": 0.5,
    "park_budget_base_share": 0.05,
    "amenity_elasticity_general_services": 0.05,
    "debt_rate": 0.04,
    "debt_reaction": 0.1,
    "major_projects_year": 4.0,
    "major_project_staff": 800.0,
    "plant_share": [0.5, 0.0, 0.5],
    "staff_start": [1000.0, 1000.0, 3000.0],
    # administration
    "service_staff_cost": 0.3,
    "body_base_staff": 30.0,
    "one_stop_staff": 100.0,
    "amenity_cost": 3.0,
    "city_coordination_staff": 20.0,
    "audit_cost": 2.0,
    "score_publication_cost": 1.0,
    "commendation_cost": 5.0,
    "benchmark_cost": 1.0,
    # practices
    "practice_invention_rate": 0.3,
    "practice_hazard_constant": -3.0,
    "practice_hazard_peers": 2.0,
    "practice_hazard_gap": 1.0,
    "practice_hazard_endorsement": 1.5,
    "practice_hazard_capability_gap": 1.0,
    "practice_peer_weight_same_rank": 1.0,
    "practice_peer_weight_same_district": 0.5,
    "practice_peer_weight_other": 0.2,
    "practice_copy_cost": 5.0,
    "practice_trial_cost": 2.0,
    "practice_gain": 0.02,
    "practice_payoff_copy": 0.6,
    # services
    "operator_fee": 60.0,
    "operator_quality_fee": 10.0,
    "service_own_level": 0.45,
    "service_budget_exponent": 0.5,
    "service_decay": 0.04,
    "approval_days_base": 60.0,
    "approval_onestop_slope": 0.8,
    "approval_effort_slope": 0.2,
    "approval_body_delay": 30.0,
}
RULES = {
    "assessment_mode": 0.0,
    "assessment_window": 0.0,
    "assessment_bottom_k": 1.0,
    "assessment_pass_mark": 60.0,
    "assessment_public_notice": 1.0,
    "assessment_notice_priority_loss": 0.5,
    "assessment_delisting": 1.0,
    "assessment_fails_to_delist": 2.0,
    "assessment_first_judged_year": 2024.0,
    "assessment_readmission_lag_quarters": 8.0,
    "assessment_audit": 0.3,
    "assessment_noise_known": 0.0,
    "assessment_reward_share": 0.0,
    "assessment_weight_industry": 0.25,
    "assessment_weight_innovation": 0.25,
    "assessment_weight_environment": 0.25,
    "assessment_weight_service": 0.25,
    "body_exists": 1.0,
    "body_staff": 130.0,
    "demonstration_prestige": 0.0,
    "demonstration_benchmarks": 0.0,
    "district_park_share": 0.0,
    "district_extra_matching": 0.0,
    "governance_city_coordination": 0.0,
    "industry_max_leading": 3.0,
    "industry_city_priority": 0.0,
    "land_reserve_share": 0.5,
    "operator_floor_share": 0.0,
    "operator_quality": 0.45,
    "pilot_autonomy": 0.0,
    "pilot_replication": 0.0,
    "services_amenity": 0.0,
    "services_one_stop": 0.5,
    "special_fund_size": 3.0,
    "special_fund_performance_weight": 0.0,
    "special_fund_project_priority": 0.0,
    "special_fund_mix_research": 0.4,
    "special_fund_mix_conversion": 0.3,
    "special_fund_mix_facilities": 0.3,
}


class Council:
    """Tables and inputs of the made-up parks; stages and whole steps of the quarter run on it.

    assumed, law  figures that replace those above; a law's figure may be one a row of parks
    """

    def __init__(self, engine="compiled", assumed=None, law=None, quarter=Y2025) -> None:
        self.engine = engine
        self.ledger = Ledger(DISTRICTS, PROGRAMMES)
        accounts = self.ledger.count
        self.budgets = Constants(
            {"part": np.ones(accounts)}
            | {name: np.zeros(accounts) for name in ("left", "asked", "paid", "net")}
        )
        self.scoring = Constants(open_scoring())
        self.projects = Constants(
            {name: np.zeros(32, np.int64) for name in ("park", "industry", "staff", "number")}
            | {"count": np.zeros(1, np.int64)}
        )
        kinds = {"parks": Park, "districts": District, "cells": Cell, "industries": Industry}
        self.tables = {name: Table(kind, name) for name, kind in kinds.items()}
        self._settle()
        self.rules = {**RULES, **(law or {})}
        self.inputs = {
            **self.tables,
            "ledger": self.ledger,
            "budgets": self.budgets,
            "scoring": self.scoring,
            "projects": self.projects,
            "assume": Constants({**ASSUMED, **(assumed or {})}),
            "solved": Constants({"zone_scale": 1.0}),
        }
        self.enter(quarter)

    def __getitem__(self, table: str):
        """Return the rows in use of a table's columns: ``council["parks"]("score")``."""
        return self.tables[table].column

    def enter(self, quarter: int) -> None:
        """Go to a quarter: its clock and its law; payments start again from 0."""
        self.quarter = quarter
        self.inputs["clock"] = Constants(
            {
                "quarter": quarter,
                "elapsed": quarter - FIRST,
                "year": quarter // 4,
                "quarter_of_year": quarter % 4,
            }
        )
        shape = (PARKS + 1,)
        paths = {
            name: np.broadcast_to(np.asarray(value, float), shape).copy()[np.newaxis]
            for name, value in self.rules.items()
        }
        self.inputs["law"] = InForce(paths, 0)
        limited = np.array([name not in OWN_RULE for name in PROGRAMMES])
        self.budgets.update(self.ledger.closed(limited))
        self.ledger.flow[...] = 0.0
        self.ledger.public[...] = 0.0
        self.projects.column("count")[...] = 0

    def apply(self, stage):
        """Run a stage, with the luck of seed 1 and replicate 0."""
        self.inputs["luck"] = Luck(1, 0, stage.name, self.quarter)
        return stage.run(self.inputs, self.engine)

    def asked(self, programme: str) -> float:
        """Return what a programme asked for this quarter, million yuan."""
        return float(self.ledger.public[0, PROGRAMMES.index(programme)].sum())

    def paid(self, programme: str) -> float:
        """Return what a programme paid this quarter, million yuan."""
        return float(self.ledger.public[1, PROGRAMMES.index(programme)].sum())

    def _settle(self) -> None:
        inside = np.array([0.0, 1.0, 1.0, 1.0, 1.0])
        self.tables["districts"].append(
            DISTRICTS,
            {
                "uid": [1, 2],
                "revenue": [6000.0, 2000.0],
                "revenue_start": [6000.0, 2000.0],
                "tax_of_parks": [20000.0, 8000.0],
                "debt": [1000.0, 400.0],
                "general_services": [5000.0, 1500.0],
            },
        )
        leading = np.zeros((PARKS + 1, 16))
        leading[[1, 2, 3, 4], [0, 1, 2, 0]] = 1.0
        self.tables["parks"].append(
            PARKS + 1,
            {
                "uid": [10, 11, 12, 13, 14],
                "district": [-1, 0, 0, 1, 1],
                "planned_area": 10.0 * inside,
                "leading": leading,
                "land_bank": 40.0 * inside,
                "stock": np.outer(inside, [1000.0, 0.0, 1000.0]),
                "let": np.outer(inside, [850.0, 0.0, 940.0]),
                "rent": np.outer(inside, [4.0, 0.0, 1.0]),
                "staff_total": [0.0, 4000.0, 3000.0, 2000.0, 1000.0],
                "score": 76.0 * inside,
                "score_measured": 76.0 * inside,
                "status": inside,
                "services": 0.45 * inside,
                "services_start": 0.45 * inside,
                "approval_days": 50.0,
                "max_leading": 3,
                "budget": 200.0 * inside,
            },
        )
        self.tables["industries"].append(
            INDUSTRIES, {"uid": [1, 2, 3], "leading": [True, True, False]}
        )
        place = np.repeat(np.arange(PARKS + 1), INDUSTRIES)
        self.tables["cells"].append(
            place.size,
            {
                "uid": np.arange(place.size),
                "park": place,
                "industry": np.tile(np.arange(INDUSTRIES), PARKS + 1),
                "firms": np.repeat([900.0, 40.0, 30.0, 20.0, 10.0], INDUSTRIES),
                "staff": np.repeat([9000.0, 4000.0, 3000.0, 2000.0, 1000.0], INDUSTRIES) / 3.0,
                "revenue": np.repeat([9000.0, 1200.0, 900.0, 600.0, 300.0], INDUSTRIES),
            },
        )

    def show(self, score) -> None:
        """Let the parks show figures of a year that differ in one indicator alone, R&D.

        score  points above or below the mean that the four parks deserve under equal weights
        """
        year = self["parks"]("year")
        year[1:, 5] = 4.0 * np.asarray(score, float)
        year[1:, QUARTERS] = 4.0


def in_both(run, prepare=lambda council: None, **figures) -> Council:
    """Run stages on two councils, one an engine, compare every bit; return the compiled one."""
    councils = [Council(engine, **figures) for engine in ("plain", "compiled")]
    for council in councils:
        prepare(council)
        run(council)
    plain, compiled = councils
    for name, table in plain.tables.items():
        for column, values in table.snapshot().items():
            other = compiled.tables[name].column(column)
            assert np.array_equal(values, other, equal_nan=True), f"{name}.{column} differs"
    for name in ("budgets", "scoring", "projects"):
        for column, values in getattr(plain, name).values.items():
            other = getattr(compiled, name).values[column]
            assert np.array_equal(values, other), f"{name}.{column} differs"
    assert np.array_equal(plain.ledger.flow, compiled.ledger.flow), "payments differ"
    assert np.array_equal(plain.ledger.public, compiled.ledger.public), "programmes differ"
    return compiled
