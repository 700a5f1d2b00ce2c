"""The opening of a ParkModel as plain Python: what the plain Mesa model starts from."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

LEVERS = (
    "talent_train_share",
    "talent_leading_seat_share",
    "talent_housing_subsidy",
    "services_amenity",
    "services_sharing",
    "floor_rent_subsidy",
    "tax_hnte_extra",
    "industry_focus_strength",
    "land_reserve_share",
    "governance_quota_support",
)
SOLVED = (
    "outside_appeal_drift",
    "leading_staff_share",
    "exit_normaliser",
    "registrations",
    "spinoff_base",
    "research_mean",
    "newcomers_scale",
)


class Park(SimpleNamespace):
    """A park with the levers in force there; row 0 is the rest of the city."""


class Industry(SimpleNamespace):
    """An industry: its market and its cells."""


class Cell(SimpleNamespace):
    """One industry in one park; knows both as objects."""


class Opening:
    """Everything the plain model needs of a ParkModel that has just opened, without its tables.

    The same opening starts any number of plain models; columns are lists of Python numbers.
    """

    def __init__(self, model) -> None:
        self.quarter = model.first
        assumed = model.assumed
        self.assume = {name: _plain(assumed.column(name)) for name in assumed.names}
        self.solved = {name: _plain(model.solved.column(name)) for name in SOLVED}
        self.sample = {name: _plain(value) for name, value in model.sample.values.items()}
        self.km = _plain(model.space.column("km"))
        self.supplier_weight = np.array(model.space.column("supplier_weight"))
        law = model.law.in_force(model.first)
        self.rules = [
            {name: getattr(law[park], name) for name in LEVERS}
            for park in range(len(model.tables["parks"]))
        ]
        self.export_access = _plain(law.column("global_export_access")[0])
        self.talent_inflow = float(law.column("global_talent_inflow")[0])
        self.parks = _records(model.tables["parks"])
        self.industries = _records(model.tables["industries"])
        self.cells = _records(model.tables["cells"])
        firms, talents = model.tables["firms"], model.tables["talents"]
        alive = firms.column("alive")
        place = np.full(len(firms) + 1, -1)  # the last entry serves -1, no employer
        place[:-1][alive] = np.arange(alive.sum())
        present = talents.column("alive")
        self.firms = {name: firms.column(name)[alive].tolist() for name in firms.columns}
        self.talents = {name: talents.column(name)[present].tolist() for name in talents.columns}
        self.talents["employer"] = place[talents.column("employer")[present]].tolist()

    @property
    def rows(self) -> int:
        """Firms and talents."""
        return len(self.firms["uid"]) + len(self.talents["uid"])


def _plain(value):
    return value.tolist() if isinstance(value, np.ndarray) else value


def _records(table) -> list[dict]:
    columns = {name: table.column(name).tolist() for name in table.columns}
    return [
        {name: column[row] for name, column in columns.items()} | {"row": row}
        for row in range(len(table))
    ]


def build_places(opening: Opening) -> tuple[list[Park], list[Industry], list[list[Cell]]]:
    """Return fresh parks, industries and cells (by park, then industry), tied to each other."""
    assume = opening.assume
    parks = [
        Park(**(record | {"rules": SimpleNamespace(**rules), "wage_relief": 0.0}))
        for record, rules in zip(opening.parks, opening.rules, strict=True)
    ]
    for park in parks:
        park.relief_change = 0.0
    industries = []
    for record in opening.industries:
        k = record["row"]
        industry = Industry(**record)
        industry.cells = []
        industry.pull = []
        for name in ("talent_share", "plant_share", "newcomers_base", "venture_type_share"):
            setattr(industry, name, assume[name][k])
        industry.special = assume["special_regime_industry"][k] > 0.0
        industries.append(industry)
    cells: list[list[Cell]] = [[] for _ in parks]
    for record in opening.cells:
        park, industry = parks[record["park"]], industries[record["industry"]]
        cell = Cell(**(record | {"park": park, "industry": industry}))
        cell.hiring, cell.hiring_posts = [], []
        cell.rent_a_worker = _rent_a_worker(assume, park, industry)
        cell.skill_change = 0.0
        industry.cells.append(cell)
        cells[park.row].append(cell)
    return parks, industries, cells


def _rent_a_worker(assume: dict, park: Park, industry: Industry) -> float:
    """Return the yearly rent of the floor of one worker at the rents of the opening."""
    tower = park.stock[1] > park.stock[0]
    office = assume[f"floor_per_office_worker_{'tower' if tower else 'business'}"]
    plant = industry.plant_share
    daily = office * (1.0 - plant) * park.rent[int(tower)]
    daily += assume["floor_per_plant_worker"] * plant * park.rent[2]
    return daily * 365.0 / 1e6
