"""What public money in funds adds to private money in firms, in paired worlds of the shipped zone.

Run as a program it prints the sweep over the public share that docs/decisions/0012 reports:
`python -m tests.responses.test_guidance`.
"""

from functools import cache

import numpy as np
import pytest
from scipy.stats import t

import sim
from sim.agents.fund import GUIDANCE, PRIVATE
from sim.core import quarters
from sim.model import ParkModel

SINCE = "2024Q4"  # when the funds of the Opinion begin
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)
CYCLE = "venture_cycle.2025 and later"


@cache
def private_money(
    share: float, replicate: int, assumed: tuple[tuple[str, float], ...] = ()
) -> np.ndarray:
    """Return private money that firms of the city get and partners commit from then to 2030.

    share    public part of guided funds; 0: there are none
    assumed  assumptions that replace those of the register
    Returns billion yuan: invested, committed, and public money invested.
    """
    scenario = sim.scenario("opinion").change("fund.guidance_share", share, since=SINCE, why="test")
    for name, value in assumed:
        scenario = scenario.assume(name, value)
    model = ParkModel(scenario, resolution="draft", replicate=replicate)
    firms, funds = model.tables["firms"], model.tables["funds"]
    before = quarters.parse(SINCE) - model.first
    model.run_for(before)
    out = np.zeros(3)
    for _ in range(32 - before):
        model.run_for(1)
        last = firms.column("round")
        new = firms.column("operating") & (firms.column("kind") == 1) & (last >= 1) & (last <= 5)
        new &= (firms.column("round_quarters") == 0) & (firms.column("investor") >= 0)
        public = funds.column("government_share")[firms.column("investor")[new]]
        size = firms.column("round_size")[new] / 1000.0
        raised = model.venture.column("raised") / 1000.0
        of_partners = raised[PRIVATE].sum() + (1.0 - share) * raised[GUIDANCE].sum()
        out += ((1.0 - public) @ size, of_partners, public @ size)
    return out


def added(share: float, replicates: int, *assumed: tuple[str, float]) -> np.ndarray:
    """Return what guided funds add to `private_money`, a row a replicate."""
    return np.array(
        [
            private_money(share, number, assumed) - private_money(0.0, number, assumed)
            for number in range(replicates)
        ]
    )


def interval(found: np.ndarray) -> tuple[float, float]:
    """Return the mean of replicates and half of its 95 % interval (Student)."""
    half = t.ppf(0.975, found.size - 1) * found.std(ddof=1) / np.sqrt(found.size)
    return float(found.mean()), float(half)


@pytest.mark.slow
def test_private_money_follows_what_is_assumed_on_crowding_in():
    less, usual, more = (added(0.3, 4, ("crowding_in", c)).mean(0) for c in (-0.3, 0.9, 1.5))
    assert less[1] < 0.0 < usual[1] < more[1]  # committed
    assert less[0] < usual[0] < more[0]  # invested


@pytest.mark.slow
def test_guided_funds_add_more_where_private_money_is_scarce():
    scarce, ample = (added(0.3, 4, (CYCLE, level))[:, 0] for level in (0.6, 1.3))
    mean, half = interval(scarce - ample)
    assert mean - half > 0.0


@pytest.mark.slow
def test_no_interior_optimum_of_the_public_share_is_seen():
    """Specification 5, item 4: it emerges or is reported absent. Docs/decisions/0012 reports it."""
    found = [added(share, 8)[:, 0] for share in SHARES]
    rise, half = interval(found[-1] - found[0])
    assert rise - half > 0.0  # small shares tie up private money, large ones do not
    for below in found[:-1]:
        fall, width = interval(below - found[-1])
        assert fall - width < 0.0  # no smaller share is surely better than the largest


if __name__ == "__main__":
    print("public share   private invested   public invested   private committed   (bn yuan)")
    for each in SHARES:
        private, committed, public = added(each, 8).T
        middle, wide = interval(private)
        print(
            f"{each:12.1f}   {middle:8.1f} ± {wide:5.1f}   {public.mean():15.1f}"
            f"   {interval(committed)[0]:9.1f} ± {interval(committed)[1]:5.1f}"
        )
