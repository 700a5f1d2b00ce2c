"""Firms: what an operating firm of the city is, owns, earns and waits for."""

from __future__ import annotations

from sim.core.agent import Agent
from sim.core.state import state

ORDINARY, VENTURE_TYPE = 0, 1
START, DE_NOVO, ACADEMIC, SPIN_OFF = 0, 1, 2, 3
BUSINESS, TOWER, PLANT = 0, 1, 2
NO_ROUND, SEED, ROUND_A, ROUND_B, ROUND_C, ROUND_D, LISTED, EXITED = range(8)


class Firm(Agent):
    """An operating firm, or a row that stands for ``weight`` ordinary firms (specification 2.2)."""

    # who it is
    weight = state("count of firms", "real firms the row stands for")
    park = state("index", "park where it works; 0 = rest of the city", of="parks")
    park2 = state("index", "park of its second site; -1 = none", of="parks")
    industry = state("index", "industry", of="industries")
    kind = state("code", "0 ordinary, 1 venture-type: may raise equity and climb the ladder")
    origin = state("code", "0 opening population, 1 de novo, 2 academic, 3 spin-off")
    birth_quarter = state("quarter", "quarter of entry; before the opening for start firms")
    birth_park = state("index", "park of entry", of="parks")
    birth_number = state("count", "number in the queue that brought it about")
    age = state("quarters", "quarters since founding")
    operating = state("0/1", "past approval and in the market")
    approval_wait = state("quarters", "quarters until it may start")
    # what it does
    staff = state("persons", "employees")
    plant2_share = state("share", "share of staff at the second site")
    departing = state("0/1", "leaves the city; settled by the next quarter's `leave`")
    site_wait = state("quarters", "quarters until the second site opens; 0 = no site under way")
    value_added_share = state("share", "value added over revenue, fixed")
    labour_cost_share = state("share", "pay over revenue that the firm aims at, fixed")
    quality = state("sd", "theta, lasting quality drawn at birth")
    appeal = state("log million yuan", "appeal a, ln of million yuan a year")
    appeal_effective = state("log million yuan", "appeal after missing staff and floor, a'")
    log_productivity = state("log points", "lnA, cumulated since the opening")
    revenue_desired = state("million yuan a year", "revenue at full staff and floor, Yd")
    revenue = state("million yuan a year", "revenue Y")
    revenue_last = state("million yuan a year", "revenue of the quarter before")
    wage = state("million yuan a person a year", "mean pay with contributions")
    wage_last = state("million yuan a person a year", "pay of the quarter before")
    staff_desired = state("persons", "L*, staff at which pay takes its share")
    vacancies = state("persons", "posts it tries to fill")
    founding = state("persons", "first staff that it has not yet found, in its first quarter")
    people = state("persons", "sampled talents who work for the row, all its firms together")
    layoffs = state("persons", "posts it gives up this quarter")
    growth_multiplier = state("-", "W of the year: exponential multiplier of the shock's variance")
    # knowledge
    research_share = state("share", "R&D over revenue, rho; 0 for firms without R&D")
    research = state("million yuan a year", "R&D of the quarter in fact, R")
    research_raised = state("million yuan a year", "part of R that raised money pays")
    research_grant = state("million yuan a year", "public R&D grant of the year")
    doctors = state("count of persons", "research specialists placed by doctoral programmes")
    postdocs = state("count of persons", "post-doctoral posts")
    relabelled_share = state("share", "part of reported R&D that is relabelled cost")
    knowledge = state("million yuan", "own knowledge stock Kn")
    knowledge_last = state("million yuan", "knowledge stock of the quarter before")
    applications = state("count of patents", "applications waiting, by quarters to grant", shape=8)
    patents = state("count of patents", "granted patents Pg")
    first_granted = state("quarter", "quarter of its first granted patent; 0 = none yet")
    product_in = state("quarters", "quarters to the first product; 0 = sells")
    # money
    cash = state("million yuan", "cash at the end of the quarter")
    debt = state("million yuan", "bank debt Db")
    profit = state("million yuan a year", "profit before company tax")
    negative_cash = state("quarters", "quarters in a row with negative cash")
    round = state("code", "last financing round: 0 none, 1 seed, 2-5 A-D, 6 listed, 7 exited")
    round_quarters = state("quarters", "quarters since the last round")
    round_size = state("million yuan", "size of the last round")
    valuation = state("million yuan", "value V after the last round")
    seeking = state("quarters", "quarters until the search for money can close; -1 = does not seek")
    government_share = state("share", "share of its equity with public money, phi")
    # floor
    office_class = state("code", "0 business, 1 tower")
    office_floor = state("m2", "office floor held")
    plant_floor = state("m2", "plant floor held")
    plant2_floor = state("m2", "plant floor held at the second site")
    floor_need = state("m2", "floor that its staff needs")
    log_rent = state("log yuan a m2 a day", "rent index of its office and plant floor")
    log_rent_last = state("log yuan a m2 a day", "rent index of the quarter before")
    lease_phase = state("quarters", "quarter of its lease, 0 to 11")
    lease_step = state("share", "rent step after a missed commitment")
    # help and labels
    spinoffs = state("count", "firms that its people found this quarter")
    incubator = state("index", "incubator it sits in; -1 = none", of="incubators")
    incubator_quarters = state("quarters", "quarters inside")
    incubator_factor = state("-", "multiplier of its hazard after leaving an incubator")
    links = state("count of links", "links active")
    must_move = state("0/1", "leaves its park when it moves next, as a graduate without a relay")
    proof_granted = state("0/1", "has a proof-of-concept grant")
    proof_barred = state("0/1", "gets no proof-of-concept grant, whatever the jury says")
    loan_quarter = state("quarter", "quarter of its last loan; 0 = none yet")
    label_quarters = state("quarters", "quarters since its certificates were reviewed")
    hnte_years = state("count of years", "years left of the high-tech certificate")
    innovative_sme = state("0/1", "innovative SME")
    little_giant = state("0/1", "little giant")
    champion = state("0/1", "single champion")
    simon_draw = state("share", "draw that decides whether it would be a Simon champion")
    leader = state("0/1", "chain leader of its industry")
    unicorn = state("0/1", "valued above the threshold and unlisted")
    first_order = state("quarters", "quarters left of first-order growth")
    public_order = state("million yuan a year", "contract of a public first order, c")
