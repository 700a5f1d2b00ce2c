"""One quarter of the zone, in the order of the specification.

The law changes first, then each step reads what the ones before it left. Steps that are marked
"next" stand in the specification between those below and join the list when their file exists.
"""

from __future__ import annotations

from sim.behaviour.appeal import appeal
from sim.behaviour.assess import assess
from sim.behaviour.award import award
from sim.behaviour.budget import budget
from sim.behaviour.build import build
from sim.behaviour.certify import certify
from sim.behaviour.choose_industries import choose_industries
from sim.behaviour.collaborate import collaborate
from sim.behaviour.enter import enter
from sim.behaviour.exert import exert
from sim.behaviour.exit_stakes import exit_stakes
from sim.behaviour.free_people import free_people
from sim.behaviour.incubate import incubate
from sim.behaviour.invest import invest
from sim.behaviour.leave import leave
from sim.behaviour.lend import lend
from sim.behaviour.match import match
from sim.behaviour.move import move
from sim.behaviour.move_people import move_people
from sim.behaviour.plan_staff import plan_staff
from sim.behaviour.raise_funds import raise_funds
from sim.behaviour.research import research
from sim.behaviour.scorecard import scorecard
from sim.behaviour.sell import sell
from sim.behaviour.serve import serve
from sim.behaviour.set_rents import set_rents
from sim.behaviour.settle_firms import settle_firms
from sim.behaviour.spread import spread
from sim.behaviour.tally import tally
from sim.behaviour.train import train
from sim.behaviour.train_engineers import train_engineers
from sim.behaviour.world import world

QUARTER = (
    world,  # 1   markets, competitors, pay elsewhere
    assess,  # 2   scores, notices, status
    exert,  # 3   effort of park administrations
    choose_industries,  # 4   leading industries
    budget,  # 5   public money
    spread,  # 6   practices
    serve,  # 7   services, approval time
    build,  # 8   land, starts, completions
    set_rents,  # 9   rents, floor let and vacant
    plan_staff,  # 10  desired staff, posts
    train,  # 11  learning, forgetting
    train_engineers,  #     doctoral places, post-doctoral posts
    move_people,  # 12  people come and go
    match,  # 13  seats, hires, quits, pay
    sell,  # 14  sales
    research,  # 15  R&D, knowledge, patents, products
    appeal,  # 16  productivity, luck, cost
    award,  # 17  research grants, proofs of concept
    lend,  # 18  loans, repayments
    raise_funds,  # 19  money of partners, new funds
    invest,  # 20  rounds
    exit_stakes,  # 21  listings, sales, payback
    collaborate,  # 22  consortia, joint projects
    certify,  # 23  certificates, leaders, unicorns
    incubate,  # 24  desks, upgrades, grading
    settle_firms,  # 25  pay, rents, sales, taxes
    leave,  # 26  closing firms
    move,  # 27  relocation, second sites
    enter,  # 28  registrations, new firms
    tally,  # 29  cells
    scorecard,  #     what the next assessment will look at
)

BURN_IN = (world, plan_staff, match, sell, appeal, free_people, tally)  # specification 2.4, item 11
