"""Parks: land, floor, services and the administration of a park. Row 0 is the rest of the city."""

from __future__ import annotations

from sim.core.agent import Agent
from sim.core.state import state


class Park(Agent):
    """A park and its administration; row 0 stands for the rest of the city."""

    district = state("index", "district; -1 for the rest of the city", of="districts")
    new_town = state("0/1", "lies in one of the new towns")
    special_regime = state("0/1", "key industries pay the reduced company tax")
    planned_area = state("km2", "planned area")
    leading = state("0/1 each", "leading industries, one entry an industry", shape=16)
    # land and floor
    land_bank = state("ha", "land that can be built on")
    stuck_parcels = state("parcels", "parcels that wait for the district")
    sub_parks = state("count", "separate pieces")
    sub_parks_start = state("count", "separate pieces in 2023")
    own_distance = state("km", "distance inside the park, d_pp")
    stock = state("m2", "floor by class: business, tower, plant", shape=3)
    let = state("m2", "floor let by class", shape=3)
    vacancy = state("share", "vacant floor over stock by class", shape=3)
    rent = state("yuan a m2 a day", "asking rent by class", shape=3)
    rent_start = state("yuan a m2 a day", "rent of the opening by class", shape=3)
    rent_last = state("yuan a m2 a day", "rent of the quarter before by class", shape=3)
    cost_rent = state("yuan a m2 a day", "rent that covers cost, by class", shape=3)
    starts_base = state("m2 a quarter", "private starts at natural vacancy, by class", shape=3)
    pipeline_business = state("m2", "business floor by quarters to completion", shape=12)
    pipeline_tower = state("m2", "tower floor by quarters to completion", shape=12)
    pipeline_plant = state("m2", "plant floor by quarters to completion", shape=12)
    completions = state("m2", "floor completed this quarter by class", shape=3)
    public_starts = state("m2", "public starts of this quarter by class", shape=3)
    private_starts = state("m2", "private starts of this quarter by class", shape=3)
    public_floor = state("m2", "plant floor put up by public builders since the opening")
    # services and assessment
    services = state("share", "service level Q, 0-1")
    services_start = state("share", "service level of the opening")
    approval_days = state("days", "approval time tau")
    approval_days_start = state("days", "approval time of the opening under the rules before")
    effort = state("share of staff", "effort e")
    manipulation = state("share of staff", "time spent on making figures look better, m")
    score = state("points", "true score of the assessment")
    score_measured = state("points", "score as measured")
    rank = state("count", "rank of the last assessment; 1 is best")
    fails = state("count", "fails that count")
    noticed = state("0/1", "publicly noticed")
    status = state("share", "zone status, 1 = full, 0 = delisted")
    status_last = state("share", "zone status of the quarter before")
    practices = state("0/1 each", "practices adopted", shape=10)
    budget = state("million yuan a year", "budget of the administration")
    # density
    staff_total = state("persons", "staff in the park")
    density_start = state("persons", "staff at the opening")
    congestion = state("log points", "density above its 2023 value, never below 0")
    congestion_last = state("log points", "the same of the quarter before")
    registrations = state("count of firms", "new technology firms registered this quarter")
    second_sites = state("count of firms", "second sites opened this quarter")
    talents = state("persons", "talents who work in the park")
    general_services = state("log points", "change of the district's general services, ln")
