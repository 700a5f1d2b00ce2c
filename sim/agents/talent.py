"""Talents: the skilled people of the city, as a weighted sample."""

from __future__ import annotations

from sim.core.agent import Agent
from sim.core.state import state

SCIENTIST, ENGINEER, TECHNICIAN, MANAGER = range(4)


class Talent(Agent):
    """A skilled person, standing for ``weight`` people (specification 2.2)."""

    weight = state("persons", "people the row stands for")
    industry = state("index", "industry", of="industries")
    skill = state("code", "0 scientist, 1 engineer, 2 technician, 3 manager; a label")
    experience = state("quarters", "quarters of work")
    trained = state("0/1", "carries the mark of training")
    human_capital = state("-", "h, 1 = untrained newcomer")
    wage = state("million yuan a person a year", "pay")
    employer = state("index", "firm it works for; -1 = none", of="firms")
    work_park = state("index", "park where it works, or worked last", of="parks")
    home_park = state("index", "park next to its home", of="parks")
    tenure = state("quarters", "quarters with the employer")
    searching = state("0/1", "looks for work this quarter")
