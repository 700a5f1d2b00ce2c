"""The made-up town with its markets: people at work, slot tables, distances, solved constants.

Every firm starts at rest: it sells what its staff can serve, wants the staff that it has and pays
0.25 million yuan. The city holds a quarter of both markets. Skilled staff of the sampled cells is
in the talent table, 25 people a row. All figures are round, so that the expected numbers of the
tests can be worked out with pen and paper.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

from sim.agents.relations import Slot
from sim.agents.talent import Talent
from sim.behaviour.collaborate import empty_consortia
from sim.core.constants import Constants
from sim.core.table import Table
from sim.policy.law import InForce
from sim.zone.knowledge_start import COHORTS
from tests.behaviour.made_up import LAW, QUARTER, Town

COUNT, PLACES, PERSONS, SLOTS = 2, 3, 25.0, 64
RELATED = np.array([[1.0, 0.25], [0.25, 1.0]])
TECHNOLOGY = np.array([[0.1, 0.5], [0.5, 0.1]])
SALES = [8820.0, 15690.0]  # of the city by industry, 3 million yuan a worker
KM = np.array([[9.0, 8.0, 13.0], [8.0, 8.0, 20.0], [13.0, 20.0, 3.0]])
MARKET = {
    # world
    "demand_growth_start": [0.12, 0.04],
    "demand_growth_long": [0.04, 0.04],
    "demand_growth_fade": 6.0,
    "demand_cycle_sensitivity": 1.0,
    "demand_cycle_size": 0.0,
    "demand_elasticity": 4.0,
    "export_share": [0.2, 0.0],
    "tfp_trend": 0.03,
    # staff and pay
    "staff_adjustment": 0.25,
    "fill_rate_start": 0.7,
    "fill_prior_weight": 8.0,
    "stock_correction": 0.25,
    "talent_share": [0.8, 0.6],
    "contact_rate_unemployed": 0.6,
    "contact_rate_employed": 0.12,
    "stay_in_industry": 0.85,
    "job_probes": 8.0,
    "amenity_weight": 1.0,
    "distance_decay_jobs": 0.07,
    "reservation_wage_share": 0.6,
    "taste_spread": 0.1,
    "switch_cost": 0.1,
    "commute_cost": 0.01,
    "home_move_distance": 25.0,
    "home_move_share": 0.1,
    "wage_curve_slope": 0.05,
    "wage_tightness_clip": 0.3,
    "wage_ratio_floor": 0.2,
    "wage_ratio_cap": 5.0,
    "size_wage_elasticity": 0.048,
    "rent_sharing": 0.08,
    # people
    "training_cost": 6000.0,
    "training_decay": 0.02,
    "training_wage": 0.12,
    "training_productivity": 0.23,
    "training_employer_share": 0.5,
    "experience_premium": 0.015,
    "human_capital_cap": 20.0,
    "trained_share_start": 0.1,
    "leaver_rate": 0.05,
    "newcomers_base": [400.0, 200.0],
    "industry_switchers": 0.0,
    "inflow_wage_elasticity": 1.5,
    "housing_subsidy_floor": 1000.0,
    "housing_subsidy_reference": 6000.0,
    "housing_elasticity": 0.5,
    "housing_takers": 0.25,
    "returnees_year": 30000.0,
    "graduates_stem_staying": 75000.0,
    "inflow_channels": 95000.0,
    "skill_mix": [0.1, 0.55, 0.25, 0.1],
    # appeal
    "shortage_ratio_floor": 0.05,
    "staff_shortage_elasticity": 0.6,
    "space_shortage_elasticity": 0.3,
    "localisation_elasticity": 0.03,
    "density_elasticity": 0.02,
    "upstream_elasticity": 0.02,
    "congestion_elasticity": 0.02,
    "empty_cell_staff": 10.0,
    "agglomeration_decay": 8.0,
    "quality_growth_age_limit": 40.0,
    "firm_quality_growth": 0.02,
    "zone_direct_share": 0.3,
    "zone_status_effect": 0.065,
    "rent_share_office": 0.03,
    "rent_share_plant": 0.02,
    "growth_shock_scale": 0.6,
    "growth_shock_size_exponent": 0.18,
    "shock_compensation_cap": 0.5,
    # places
    "location_rent": 1.0,
    "location_own_industry": 0.1,
    "location_talent": 0.1,
    "location_services": 0.3,
    "location_status": 0.15,
    "location_distance": 0.3,
    "location_lead_bonus": 0.3,
    "location_lead_malus": 0.5,
    "location_attachment": 3.0,
    "lead_attention_reference": 3.0,
    "relocation_hazard": 0.012,
    "relocation_lease_end": 4.0,
    "relocation_size_exponent": -0.15,
    "relocation_age_exponent": -0.2,
    "relocation_size_reference": 10.0,
    "relocation_age_reference": 20.0,
    "lease_quarters": 12.0,
    "moving_cost_per_worker": 0.1,
    "second_site_staff": 100.0,
    "second_site_plant_share": 0.3,
    "second_site_lag": 6.0,
    "second_site_horizon": 10.0,
    "second_site_move_quarters": 4.0,
    "second_site_support_cost": 1.0,
    "branch_cost_fixed": 5.0,
    "branch_cost_per_worker": 0.1,
    "profit_share_reference": 1.5,
    # entry
    "conversion_share": 0.2,
    "entry_approval_elasticity": -0.15,
    "venture_type_share": [0.3, 0.1],
    "spinoff_research_elasticity": 0.116,
    "spinoff_quality_correlation": 0.5,
    "spinoff_venture_factor": 2.0,
    "spinoff_venture_cap": 0.8,
    "spinoff_near_share": 0.8,
    "cohort_quality_drift": 0.01,
    "entrant_size_median": 5.0,
    "entrant_size_sigma": 0.8,
    "labour_cost_share": [1.0 / 12.0, 1.0 / 12.0],
    "value_added_share": [0.2, 0.2],
    "value_added_spread": 0.35,
    "research_active_share": [0.5, 0.25],
    "research_intensity": [0.05, 0.02],
    "days_in_quarter_waiting": 90.0,
    "start_delay_plant": 6.0,
    "start_delay_plant_ready": 2.0,
    "entrant_cash_years_of_wages": 1.0,
    "entrant_venture_cash": 2.0,
    "cash_spread": 0.7,
    "pilot_time_without": 8.0,
    "prototype_gap": 1.2,
    "prototype_industry": [0.0, 0.0],
    "cheap_land_quality": -0.1,
    "outside_appeal_least": 0.05,
    "academic_entry_base": 0.0,
    "academic_entry_mix": [0.75, 0.25],
    "inventor_share_reference": 0.7,
    "academic_share_exponent": 0.5,
    "academic_space_cap": 20.0,
    # orders
    "first_order_size": 0.2,
    "first_order_premium": 0.1,
    "first_order_replacement": 0.7,
    "first_order_age_limit": 6.0,
    "first_order_growth": 0.02,
    "first_order_growth_quarters": 4.0,
    "demonstration_base_firms": 10.0,
    "leader_orders_age_limit": 10.0,
    "leader_orders_limit": 0.5,
    # what public buyers pay
    "export_service_cost": 100.0,
    "talent_programme_cost": 0.05,
    "quota_cost": 2.0,
    "disclosure_cost": 0.1,
    "disclosure_proceeds": 0.5,
    "university_space_cost": 1200.0,
    "demonstration_base_capital": 20.0,
    "demonstration_base_running": 3.0,
    # incubators
    "incubator_application_rate": 1.0,
    "incubator_applicant_age": 8.0,
    "incubator_selection_noise": 1.0,
    "incubator_focus_pull": 0.25,
    "incubator_exit_factor_high_quality": 0.75,
    "incubator_exit_factor_generic": 1.0,
    "incubator_long_stay": 16.0,
    "incubator_after_exit": 1.1,
    "relay_base": 0.4,
    "relay_slope": 0.4,
    "graduate_handover_cost": 0.1,
    "incubator_upgrade_rate": 0.05,
    "incubator_decay": 0.01,
    "incubator_certify_level": 0.7,
    "incubator_close_occupancy": 0.4,
    "incubator_close_quarters": 8.0,
    "incubator_running_cost": 10.0,
    "incubator_ticket": 2.0,
    "quality_incubator_cost": 100.0,
    "quality_grant_quarters": 12.0,
    "general_upgrade_cost": 2.0,
    "seed_value": 45.0,
}
RESEARCH = {
    "research_depreciation": 0.15,
    "absorption_half": 0.05,
    "research_elasticity": 0.1,
    "spillover_elasticity": 0.1,
    "spillover_decay": 8.0,
    "imitation_share": 0.3,
    "imitation_enforcement_slope": 0.2,
    "imitation_enforcement_reference": 0.5,
    "imitation_cover": [1.0, 0.2],
    "outside_knowledge_weight": 0.1,
    "joint_lab_saturation": 200.0,
    "joint_lab_cost": 5.0,
    "enforcement_cost": 20.0,
    "network_cost_support": 10.0,
    "knowledge_access_cost": 50.0,
    "price_inflation": 0.02,
    "price_stable_until": 2026.0,
    "hnte_revenue_bracket": [50.0, 200.0],
    "hnte_research_threshold": [0.05, 0.04, 0.03],
    "relabel_window": 0.015,
    "relabelled_share": 0.25,
    "raised_money_spending_rate": 0.35,
    "raised_money_reserve": 0.5,
    "raised_money_quarters": 12.0,
    "grant_additionality": 0.0,
    "data_flow_industry": [1.0, 0.0],
    "data_flow_gain": 0.02,
    "data_case_cost": 0.2,
    "data_case_validity": 2.0,
    "consortium_gain": 0.04,
    "consortium_gain_cap": 0.12,
    "doctoral_gain": 0.01,
    "doctoral_gain_cap": 0.05,
    "doctoral_delay": 12.0,
    "doctoral_cost": 0.15,
    "postdoc_cost": 0.3,
    "postdoc_patents": 0.5,
    "patent_elasticity": 0.6,
    "patent_spillover_elasticity": 0.1,
    "patent_dispersion": 0.4,
    "grant_probability": 0.55,
    "grant_lag_months": 16.0,
    "preexam_field": [1.0, 0.0],
    "preexam_eligible_share": 0.5,
    "preexam_case_cost": 5000.0,
    "preexam_staff": 20.0,
    "service_staff_cost": 0.3,
    "pilot_line_capital": 60.0,
    "pilot_line_running": 12.0,
    "pilot_line_capacity": 1.0,
    "pilot_time_with": 5.0,
    "incubator_milestone_gain": 0.2,
    "incubator_venture_base": 0.8,
    # awards, partners, certificates
    "research_grant_project_share": 0.3,
    "proof_overhead": 0.3,
    "proof_age_limit": 20.0,
    "signal_reliability_base": 0.3,
    "link_degree_exponent": 0.8,
    "link_distance": 30.0,
    "link_technology_optimum": 0.5,
    "link_technology_spread": 0.2,
    "link_rivalry": 0.5,
    "consortium_size": 4.0,
    "consortium_life": 12.0,
    "consortium_cost": 50.0,
    "consortium_join": 1.0,
    "partner_candidates": 64.0,
    "joint_project_cost": 20.0,
    "certification_rate": [0.25, 0.06, 0.03],
    "high_tech_rate": 0.25,
    "ladder_coverage_reference": 0.3,
    "certificate_review": 12.0,
    "certificate_tolerance": 0.8,
    "hnte_age_years": 1.0,
    "hnte_patents": 1.0,
    "hnte_validity": 3.0,
    "specialised_age_years": 2.0,
    "specialised_revenue_rule": 10.0,
    "specialised_research_rule": 0.03,
    "little_giant_age_years": 3.0,
    "little_giant_patents": 2.0,
    "little_giant_revenue": [50.0, 100.0],
    "little_giant_research": [0.06, 0.03],
    "little_giant_equity": 20.0,
    "national_champion_revenue": 400.0,
    "national_champion_age": 40.0,
    "listing_firm_cost": 0.2,
    "service_package_cost": 0.5,
    "leaders_per_industry": 2.0,
    "unicorn_value": 7100.0,
}
RULES = {
    "ip_enforcement": 0.5,
    "ip_preexam_capacity": 0.0,
    "ip_preexam_lag_months": 3.0,
    "link_network_cost": 1.0,
    "link_joint_projects": 0.0,
    "global_knowledge_access": 0.6,
    "global_data_flow": 0.0,
    "university_joint_labs": 0.0,
    "talent_doctoral_places": 0.0,
    "talent_postdoc_posts": 0.0,
    "platforms_pilot_plants": 0.0,
    "platforms_proof_slots": 0.0,
    "platforms_proof_grant": 1.0,
    "special_fund_leading_share": 0.5,
    "ladder_coverage": 0.3,
    "ladder_service_package": 1.0,
    "ladder_consortia_new": 0.0,
    "ladder_consortia_subsidy": 0.2,
    "global_export_access": [[1.0, 1.0]] * PLACES,
    "global_talent_inflow": 1.0,
    "talent_train_share": 0.1,
    "talent_leading_seat_share": 0.6,
    "talent_housing_subsidy": 6000.0,
    "services_amenity": 0.0,
    "industry_focus_strength": 1.0,
    "governance_quota_support": 1.0,
    "link_branch_cost": 1.0,
    "link_profit_share": 0.5,
    "ladder_leader_orders": 0.03,
    "market_first_order_budget": 0.0,
    "market_demonstration_bases": 0.0,
    "university_spinoff_multiplier": 1.0,
    "university_inventor_share": 0.7,
    "university_space": 18.0,
    "incubator_quality_grants": 0.0,
    "incubator_general_upgrades": 0.0,
    "incubator_closing_share": 0.0,
    "incubator_subsidy_share": 0.0,
    "incubator_venture_share": 0.2,
    "incubator_relay": 0.0,
    "incubator_max_stay_quarters": 16.0,
}
SOLVED = {
    "knowledge_access_start": 0.6,
    "university_knowledge": [0.0, 0.0, 0.0],
    "patent_scale": [4.0, 4.0],
    "spillover_mean": [0.0, 0.0],
    "exit_normaliser": 1.21,
    "leading_staff_share": 0.4,
    "outside_appeal_drift": [0.001, -0.002],
    "newcomers_scale": [1.0, 1.0],
    "registrations": [400.0, 200.0],
    "research_mean": 10.0,
    "spinoff_base": 0.02,
    "spinoff_hazard": 0.02,
    "venture_outside": [1.0, 1.0],
    "university_weight": [0.0, 0.75, 0.25],
    "zone_scale": 1.0,
    "quota_start": 1.0,
    "leader_orders_start": 0.03,
}


class City(Town):
    """The town with markets; also a model, so that whole stages run on it: ``match(city)``.

    assumed, law, solved  figures that replace those above; a law's figure may be one a park
    """

    def __init__(self, engine="compiled", assumed=None, law=None, solved=None, quarter=QUARTER):
        super().__init__(engine, {**MARKET, **RESEARCH, **(assumed or {})}, quarter=quarter)
        self.tables["slots"] = Table(Slot, "slots")
        self.people = Constants({"flow": np.zeros(2), "stock": np.zeros(3), "first": 0})
        self.births = Constants({"first": 0, "last": 0, "parents": 0})
        self.moves = Constants(
            {name: np.zeros((PLACES, PLACES + 1)) for name in ("firms", "staff")}
        )
        self.moves.update({"talents": np.zeros((PLACES + 1, PLACES + 1))})
        self.projects = Constants(
            {name: np.zeros(8, np.int64) for name in ("park", "industry", "staff", "number")}
        )
        self.projects.update({"count": np.zeros(1, np.int64)})
        links = np.array([[0.0, 1.0], [1.0, 0.0]])
        self.inputs["clock"].update({"registrations_index": 1.0, "year": quarter // 4})
        self.inputs["space"].update(
            {
                "km": KM,
                "supplier_weight": links,
                "relatedness": RELATED,
                "technology_distance": TECHNOLOGY,
            }
        )
        self.inputs.update(
            slots=self.tables["slots"],
            people=self.people,
            births=self.births,
            moves=self.moves,
            law=law_of(law),
            solved=Constants({**SOLVED, **(solved or {})}),
            projects=self.projects,
            under_way=Constants(
                {
                    "bases": np.zeros(1),
                    "places": np.zeros(COHORTS),
                    "lines": np.zeros(1),
                    "listed": np.zeros(1),
                }
            ),
            consortia=Constants(empty_consortia()),
            sample=Constants({"persons": PERSONS, "weight_parks": 40.0, "weight_rest": 160.0}),
        )
        self._open_markets()
        self._open_cells()
        self._employ()

    def __getattr__(self, name: str):
        tables = self.__dict__.get("tables", {})
        if name not in tables:
            raise AttributeError(name)
        return SimpleNamespace(table=tables[name])

    @property
    def clock(self) -> Constants:
        """The clock of the quarter."""
        return self.inputs["clock"]

    def column(self, table: str, name: str) -> np.ndarray:
        """Return the rows in use of a column."""
        return self.tables[table].column(name)

    def put(self, table: str, name: str, value, rows=slice(None)) -> None:
        """Set a column, or some rows of it."""
        self.column(table, name)[rows] = value

    def _open_markets(self) -> None:
        firms = self.tables["firms"]
        revenue = firms.column("revenue")
        for name in ("revenue_last", "revenue_desired"):
            firms.column(name)[...] = revenue
        for name in ("appeal", "appeal_effective"):
            firms.column(name)[...] = np.log(revenue)
        firms.column("pull")[...] = revenue
        firms.column("log_staff")[...] = np.log(np.maximum(firms.column("staff"), 1.0))
        firms.column("labour_cost_share")[...] = 1.0 / 12.0
        firms.column("wage_last")[...] = 0.25
        firms.column("staff_desired")[...] = firms.column("staff")
        firms.column("birth_quarter")[...] = 4 * 2015
        sales = np.array(SALES)
        self.tables["industries"].columns["uid"][:COUNT] = [31, 32]
        for name, value in {
            "demand": 4.0 * sales,
            "demand_start": 4.0 * sales,
            "access_start": 1.0,
            "leading": [True, False],
            "outside_appeal": np.log(3.0 * sales),
            "appeal_sum": sales,
            "appeal_effective_sum": sales,
            "city_share": 0.25,
            "wage_mean": 0.25,
            "wage_start": 0.25,
            "wage_rival": 0.25,
            "wage_constant": 1.0,
            "staff_log_mean": math.log(50.0),
            "fill_rate": 0.7,
            "quit_rate": 0.04,
            "tightness_start": 1.0,
            "location_outside": -100.0,
        }.items():
            self.put("industries", name, value)
        parks = self.tables["parks"]
        parks.column("leading")[1, 0] = parks.column("leading")[2, 1] = True
        for name, value in {
            "services": [0.45, 0.45, 0.45],
            "approval_days": 90.0,
            "approval_days_start": 90.0,
            "status": [0.0, 1.0, 1.0],
            "status_last": [0.0, 1.0, 1.0],
            "density_start": 1000.0,
        }.items():
            self.put("parks", name, value)

    def _open_cells(self) -> None:
        firms = self.tables["firms"]
        cell = firms.column("park") * COUNT + firms.column("industry")
        mass = firms.column("weight") * firms.column("staff")
        staff = np.bincount(cell, mass, minlength=6)
        share = np.array(MARKET["talent_share"])[self.column("cells", "industry")]
        for name, value in {
            "firms": np.bincount(cell, firms.column("weight"), minlength=6),
            "staff": staff,
            "own_staff": staff,
            "own_staff_last": staff,
            "skilled_staff": staff * share,
            "revenue": 3.0 * staff,
            "sampled": [True, False, True, True, True, True],
            "human_capital": 1.0,
            "human_capital_last": 1.0,
            "reach": 1000.0,
            "reach_last": 1000.0,
            "suppliers": 1000.0,
            "suppliers_last": 1000.0,
            "labour_factor": 1.0,
            "offer": 0.25,
            "entry_base": [160.0, 320.0, 0.0, 0.0, 0.0, 0.0],
            "slot_count": [SLOTS, 0, SLOTS, SLOTS, SLOTS, SLOTS],
            "slot_first": [0, 64, 64, 128, 192, 256],
            "staff_a_slot": staff / (0.25 * SLOTS),
        }.items():
            self.put("cells", name, value)
        self.tables["slots"].append(5 * SLOTS, {"uid": np.arange(5 * SLOTS), "firm": -1})

    def _employ(self) -> None:
        """Give every sampled cell one talent row for 25 skilled workers, and 16 people no work."""
        firms, cells = self.tables["firms"], self.tables["cells"]
        cell = firms.column("park") * COUNT + firms.column("industry")
        employer: list[int] = []
        for c in range(6):
            rows = int(cells.column("sampled")[c] * cells.column("skilled_staff")[c] / PERSONS)
            hosts = np.flatnonzero(cell == c)
            employer += [int(hosts[number % len(hosts)]) for number in range(rows)]
        work = np.array(employer)
        idle = 16
        size = len(work) + idle
        table = self.tables["talents"] = Table(Talent, "talents")
        self.inputs["talents"] = table
        at_work = np.concatenate([work, np.full(idle, -1)])
        home = np.concatenate([firms.column("park")[work], np.arange(idle) % PLACES])
        industry = np.concatenate([firms.column("industry")[work], np.arange(idle) % COUNT])
        table.append(
            size,
            {
                "uid": np.arange(3000, 3000 + size),
                "weight": PERSONS,
                "employer": at_work,
                "industry": industry,
                "work_park": home,
                "home_park": home,
                "human_capital": 1.0,
                "experience": 40,
            },
        )
        self.put("cells", "rows", np.bincount(cell[work], minlength=6))
        self.put("cells", "talents", PERSONS * self.column("cells", "rows"))


def law_of(law: dict | None = None) -> InForce:
    """Return a law of one quarter; a figure may be one number, one a park or parks x industries."""
    paths = {}
    for name, value in {**LAW, **RULES, **(law or {})}.items():
        given = np.asarray(value, float)
        shape = given.shape if given.ndim == 2 else (PLACES,)
        paths[name] = np.broadcast_to(given, shape).copy()[np.newaxis]
    return InForce(paths, 0)


def in_both(run: Callable, prepare: Callable = lambda city: None, **figures) -> City:
    """Run whole stages in both engines, compare every bit, and return the compiled city."""
    cities = [City(engine, **figures) for engine in ("plain", "compiled")]
    for city in cities:
        prepare(city)
        run(city)
    plain, compiled = cities
    for name, table in plain.tables.items():
        assert table.rows == compiled.tables[name].rows, f"{name} differ in number"
        for column, values in table.snapshot().items():
            other = compiled.tables[name].column(column)
            assert np.array_equal(values, other, equal_nan=True), f"{name}.{column} differs"
    for group in ("moves", "people", "births"):
        for name, value in getattr(plain, group).values.items():
            assert np.array_equal(value, getattr(compiled, group).values[name]), name
    assert np.array_equal(plain.ledger.flow, compiled.ledger.flow), "payments differ"
    return compiled


def staff_of_cells(city: City) -> np.ndarray:
    """Return the staff of operating firms by cell, in the order of the cells."""
    column = city.tables["firms"].column
    mass = column("weight") * column("operating") * column("staff")
    return np.bincount(column("park") * COUNT + column("industry"), mass, minlength=6)
