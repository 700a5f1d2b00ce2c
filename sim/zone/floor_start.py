"""Floor of the opening firms: what their staff needs, fitted to the floor let in each park."""

from __future__ import annotations

import numpy as np

from sim.zone.park_start import PLANT, floor_classes
from sim.zone.zone import Zone


def floor_columns(
    zone: Zone,
    assumed,
    weight: np.ndarray,
    staff: np.ndarray,
    park: np.ndarray,
    industry: np.ndarray,
    let: np.ndarray,
    rent: np.ndarray,
) -> dict[str, np.ndarray]:
    """Return class, office and plant floor, need and rent index of each firm (E16).

    office need = f_c L (1 - plant share), plant need = f_plant L plant share, at opening rents
    weight, staff, park, industry  of each firm
    let, rent                      m2 and yuan/m2/day, parks x classes
    """
    office_class = floor_classes(zone)[park]
    plant_share = assumed.plant_share[industry]
    per_worker = np.asarray(assumed.floor_per_office_worker)[office_class]
    office = per_worker * staff * (1.0 - plant_share)
    plant = assumed.floor_per_plant_worker * staff * plant_share
    need = office + plant
    rows = len(let)
    for floor, kind in ((office, office_class), (plant, np.full(park.size, PLANT))):
        place = park * 3 + kind
        wanted = np.bincount(place, weight * floor, rows * 3)
        fit = np.where(wanted > 0.0, let.ravel() / np.where(wanted > 0.0, wanted, 1.0), 1.0)
        fit[:3] = 1.0  # the rest of the city has no limit
        floor *= fit[place]
    index = log_rent(rent, plant_share, park, office_class)
    return {
        "office_class": office_class,
        "office_floor": office,
        "plant_floor": plant,
        "floor_need": need,
        "log_rent": index,
        "log_rent_last": index,
    }


def log_rent(
    rent: np.ndarray, plant_share: np.ndarray, park: np.ndarray, office_class: np.ndarray
) -> np.ndarray:
    """Return the rent index ln r = (1 - plant share) ln r_office + plant share ln r_plant (E16).

    rent  yuan/m2/day, parks x classes; a closed class counts with the other's rent
    """
    office, plant = rent[park, office_class], rent[park, PLANT]
    office = np.where(office > 0.0, office, plant)
    plant = np.where(plant > 0.0, plant, office)
    return (1.0 - plant_share) * np.log(office) + plant_share * np.log(plant)
