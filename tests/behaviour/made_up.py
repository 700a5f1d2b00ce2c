"""A made-up town: the rest of the city and two parks, two industries, twelve firms.

Park 1 has business floor and plants, park 2 a tower and plants. Industry 0 works in offices alone,
industry 1 has half of its staff in plants. Assumptions are round figures near the registered ones,
written here so that the expected numbers of the tests can be worked out with pen and paper.
"""

from __future__ import annotations

import numpy as np

from sim.agents.bank import Bank
from sim.agents.cell import Cell
from sim.agents.district import District
from sim.agents.firm import Firm
from sim.agents.incubator import Incubator
from sim.agents.industry import Industry
from sim.agents.park import Park
from sim.agents.relations import Link, Stake
from sim.agents.talent import Talent
from sim.core.constants import Constants
from sim.core.luck import Luck
from sim.core.table import Table
from sim.measure.accounts import Ledger
from sim.policy.law import InForce
from sim.policy.registers import load

QUARTER = 4 * 2024  # 2024Q1
KINDS = {
    "firms": Firm,
    "talents": Talent,
    "parks": Park,
    "districts": District,
    "banks": Bank,
    "incubators": Incubator,
    "industries": Industry,
    "cells": Cell,
    "stakes": Stake,
    "links": Link,
}
ASSUMED = {
    # floor and land
    "natural_vacancy_business": 0.15,
    "natural_vacancy_tower": 0.15,
    "natural_vacancy_plant": 0.06,
    "starts_vacancy_elasticity": 10.0,
    "starts_rent_elasticity": 1.0,
    "public_crowding_out": 0.4,
    "vertical_completion_share": 0.5,
    "vertical_zone_share": 0.5,
    "vertical_replacement_share": 0.4,
    "build_lag_business": 6.0,
    "build_lag_plant": 8.0,
    "build_lag_conversion": 4.0,
    "approval_lag_reference": 4.0,
    "demolition_rate": 0.01,
    "stuck_parcel_area": 2.0,
    "land_clearing_cost": 15.0,
    "cleared_land_interest": 0.04,
    "cleared_land_lead": 2.0,
    "land_price_industrial": 2390.0,
    "land_price_research": 8160.0,
    "office_floor_area_ratio": 2.0,
    "standard_plant_cost": 4500.0,
    "vertical_plant_cost": 5500.0,
    "plant_ratio_standard": 1.5,
    "plant_ratio_vertical": 2.5,
    "public_builder_share": 0.5,
    "empty_floor_cost": 0.08,
    "debt_limit": 1.5,
    "mixed_use_conversion_cost": 1500.0,
    "consolidation_distance_elasticity": 0.5,
    "subpark_merger_cost": 30.0,
    "standard_completion_months": 24.0,
    "standard_tax_minimum": 0.6,
    "standard_rent_step": 0.2,
    # rents
    "rent_adjustment": 0.12,
    "rent_pull_to_cost": 0.05,
    "rent_floor": 0.5,
    "cost_rent_wage_pass": 0.3,
    "wage_growth_start": 0.045,
    "wage_growth_long": 0.03,
    "wage_growth_fade": 6.0,
    "floor_per_office_worker_business": 10.0,
    "floor_per_office_worker_tower": 12.0,
    "floor_per_plant_worker": 30.0,
    "floor_rent_elasticity": -0.3,
    "rent_subsidy_quarters": 20.0,
    "plant_share": [0.0, 0.5],
    # money
    "tax_rate": 0.045,
    "tax_personal": 0.006,
    "tax_company": 0.009,
    "value_added_zone": 0.17,
    "labour_share_zone": 0.46,
    "local_tax_share": 0.45,
    "district_tax_share": 0.5,
    "company_tax_rate": 0.25,
    "company_tax_rate_hnte": 0.15,
    "special_regime_tax": 0.15,
    "special_regime_industry": [0.0, 1.0],
    "super_deduction": 1.0,
    "research_nonlabour_share": 0.4,
    "sharing_saving": 0.1,
    "sharing_staff_limit": 50.0,
    "amenity_cost": 3.0,
    "loan_rate": 0.0427,
    # exit
    "exit_hazard": [0.016, 0.063, 0.095, 0.09, 0.085, 0.085, 0.082, 0.07],
    "exit_size_exponent": -0.25,
    "exit_size_reference": 10.0,
    "exit_cash_quarters": 2.0,
    "exit_cash_trouble": 1.2,
    "exit_label": -0.3,
    "exit_venture_backed": -0.3,
    "spinoff_exit_factor": 0.75,
}
LAW = {
    "land_release": 10.0,
    "land_reserve_share": 0.0,
    "land_standard_share": 0.2,
    "land_standard_price": 1340.0,
    "land_standard_output_floor": 10.0,
    "land_mixed_use_share": 0.0,
    "land_consolidation": 0.0,
    "district_stuck_parcels_released": 0.1,
    "floor_vertical_supply": 0.0,
    "floor_vertical_far": 1.5,
    "floor_standard_supply": 0.0,
    "floor_buffer_vacancy": 0.1,
    "floor_rent_subsidy": 0.0,
    "link_profit_share": 0.0,
    "loan_interest_subsidy": 0.0,
    "governance_approval_lag_quarters": 4.0,
    "services_sharing": 0.0,
    "tax_hnte_extra": 0.0,
}
FIRM_PARKS = [0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]
FIRM_INDUSTRIES = [0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0]
FIRM_WEIGHTS = [160.0, 160.0, 40.0, 1.0, 40.0, 1.0, 40.0, 40.0, 1.0, 40.0, 1.0, 1.0]
FIRM_STAFF = [8.0, 30.0, 5.0, 200.0, 3.0, 80.0, 10.0, 4.0, 60.0, 12.0, 90.0, 300.0]
FIRM_AGES = [50, 30, 2, 40, 8, 9, 60, 19, 20, 21, 33, 48]


class Town:
    """Tables and inputs of the made-up town; run stages on it with one of the engines.

    assumed, law  figures that replace those above; a law's figure may be one a park
    """

    def __init__(self, engine: str = "compiled", assumed=None, law=None, quarter=QUARTER) -> None:
        self.engine = engine
        self.ledger = Ledger(2, tuple(load().programmes))
        self.tables = {name: Table(kind, name) for name, kind in KINDS.items()}
        self._settle()
        values = {**ASSUMED, **(assumed or {})}
        self.inputs = {
            **self.tables,
            "ledger": self.ledger,
            "assume": Constants(values),
            "law": _in_force({**LAW, **(law or {})}),
            "solved": Constants({"exit_normaliser": 1.21, "zone_scale": 1.0}),
            "budgets": Constants(
                {"part": np.ones(self.ledger.count), "left": np.zeros(self.ledger.count)}
            ),
            "space": Constants({"completions": np.full(3, -1.0)}),
            "clock": Constants(
                {
                    "quarter": quarter,
                    "elapsed": quarter - 4 * 2023,
                    "time": quarter / 4.0,
                    "opening_time": 2023.0,
                    "quarter_of_year": quarter % 4,
                }
            ),
        }

    def __getitem__(self, table: str):
        """Return the columns of a table."""
        return self.tables[table].columns

    def apply(self, stage) -> None:
        """Run a stage, with the luck of seed 1 and replicate 0."""
        self.inputs["luck"] = Luck(1, 0, stage.name, self.inputs["clock"].quarter)
        stage.run(self.inputs, self.engine)

    def paid(self, payer: int, payee: int) -> float:
        """Return what one account paid another, million yuan."""
        return float(self.ledger.flow[payer, payee])

    def cash(self) -> float:
        """Return the cash of all firms, million yuan."""
        firms = self.tables["firms"]
        alive = firms.column("alive")
        return float((firms.column("weight") * firms.column("cash"))[alive].sum())

    def held(self, park: int, floor_class: int) -> float:
        """Return the floor that operating firms hold in a class of a park, m2."""
        firms = self.tables["firms"]
        column = firms.column
        mass = column("weight") * column("operating")
        if floor_class < 2:
            here = (column("park") == park) & (column("office_class") == floor_class)
            return float((mass * column("office_floor"))[here].sum())
        first = (mass * column("plant_floor"))[column("park") == park].sum()
        return float(first + (mass * column("plant2_floor"))[column("park2") == park].sum())

    def _settle(self) -> None:
        self.tables["districts"].append(
            2, {"uid": [1, 2], "revenue": 100.0, "tax_of_rest": [300.0, 100.0], "debt": 60.0}
        )
        self.tables["banks"].append(2, {"uid": [1, 2]})
        self.tables["industries"].append(2, {"uid": [1, 2]})
        self.tables["incubators"].append(1, {"uid": 1, "park": 1, "desks": 40, "occupancy": 0.5})
        self.tables["cells"].append(
            6, {"uid": np.arange(6), "park": [0, 0, 1, 1, 2, 2], "industry": [0, 1] * 3}
        )
        rent = np.array([[4.0, 6.0, 1.0], [4.0, 0.0, 1.0], [0.0, 8.0, 1.0]])
        self.tables["parks"].append(
            3,
            {
                "uid": [10, 11, 12],
                "district": [-1, 0, 1],
                "special_regime": [False, False, True],
                "planned_area": [0.0, 30.0, 10.0],
                "land_bank": [0.0, 20.0, 10.0],
                "stuck_parcels": [0.0, 4.0, 2.0],
                "sub_parks": [1, 9, 4],
                "own_distance": [9.0, 8.0, 3.0],
                "stock": [[0.0, 0.0, 0.0], [10000.0, 0.0, 8000.0], [0.0, 16000.0, 4000.0]],
                "rent": rent,
                "rent_start": rent,
                "cost_rent": rent,
                "starts_base": [[0.0, 0.0, 0.0], [300.0, 0.0, 120.0], [0.0, 60.0, 40.0]],
                "pipeline_business": [[0.0] * 12, [300.0] * 6 + [0.0] * 6, [0.0] * 12],
                "pipeline_tower": [[0.0] * 12, [0.0] * 12, [60.0] * 6 + [0.0] * 6],
                "pipeline_plant": [[0.0] * 12, [120.0] * 8 + [0.0] * 4, [40.0] * 8 + [0.0] * 4],
            },
        )
        staff, industry = np.array(FIRM_STAFF), np.array(FIRM_INDUSTRIES)
        park, weight = np.array(FIRM_PARKS), np.array(FIRM_WEIGHTS)
        tower = park == 2
        plant_staff = np.array(ASSUMED["plant_share"])[industry] * staff
        office = (staff - plant_staff) * np.where(tower, 12.0, 10.0)
        self.tables["firms"].append(
            12,
            {
                "uid": np.arange(1000, 1012),
                "weight": weight,
                "park": park,
                "industry": industry,
                "age": FIRM_AGES,
                "birth_park": park,
                "operating": True,
                "staff": staff,
                "wage": 0.25,
                "revenue": 3.0 * staff,
                "value_added_share": 0.2,
                "cash": 0.1 * staff,
                "incubator_factor": 1.0,
                "office_class": tower.astype(int),
                "office_floor": office,
                "plant_floor": 30.0 * plant_staff,
            },
        )
        let = np.zeros((3, 3))
        np.add.at(let, (park, tower.astype(int)), weight * office)
        np.add.at(let, (park, np.full(12, 2)), weight * 30.0 * plant_staff)
        self.tables["parks"].column("let")[...] = let
        self.tables["talents"].append(
            24,
            {
                "uid": np.arange(2000, 2024),
                "weight": 25.0,
                "employer": np.arange(24) // 2,
                "tenure": 5,
            },
        )


def _in_force(values: dict) -> InForce:
    paths = {
        name: np.broadcast_to(np.asarray(value, float), (3,)).copy()[np.newaxis]
        for name, value in values.items()
    }
    return InForce(paths, 0)
