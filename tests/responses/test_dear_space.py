"""Dearer space is used more tightly: need per worker falls with rent to the power -0.3 (E16)."""

import numpy as np
import pytest

from tests.responses.worlds import SECOND_YEAR, dear_space, log_effect, paired

PARK = 1
ELASTICITY = -0.3


def test_need_per_worker_falls_by_the_elasticity_in_the_quarter_of_the_rise():
    pair = paired(dear_space(PARK, 1.5), zone="tiny", resolution="full")
    stayed = []
    for model in pair:
        model.run_for(SECOND_YEAR)
        firms = model.tables["firms"]
        uids = firms.column("uid")[firms.column("park") == PARK]
        model.run_for(1)
        stayed.append(set(uids.tolist()))  # who moved in after rents were set needs no new floor
    cheap, dear = (model.tables["parks"].column("rent")[PARK] for model in pair)
    need = []
    for model in pair:
        firms = model.tables["firms"]
        here = (firms.column("park") == PARK) & firms.column("operating")
        columns = (firms.column(name)[here].tolist() for name in ("uid", "floor_need"))
        need.append({uid: m2 for uid, m2 in zip(*columns, strict=True) if m2 > 0.0})
    both = sorted(set(need[0]) & set(need[1]) & stayed[0] & stayed[1])
    assert len(both) > 20
    ratio = np.array([need[1][uid] / need[0][uid] for uid in both])
    # rents of both classes rise by half, then drift towards cost by a hair's breadth unequally
    assert dear[0] / cheap[0] == pytest.approx(dear[2] / cheap[2], rel=1e-3)
    assert ratio == pytest.approx((dear[0] / cheap[0]) ** ELASTICITY, rel=1e-3)


def test_dear_space_lowers_floor_per_worker_and_raises_vacancy_in_that_park():
    found = []
    for replicate in range(3):
        pair = paired(dear_space(PARK, 1.5), zone="tiny", resolution="full", replicate=replicate)
        for model in pair:
            model.run_for(SECOND_YEAR + 4)
        per_worker = log_effect(pair, "let_business", PARK) - log_effect(pair, "staff", PARK)
        empty = [model.records.parks["vacancy_business"][-1, PARK] for model in pair]
        found.append((per_worker[-1], empty[1] - empty[0]))
    per_worker, empty = np.mean(found, axis=0)
    assert ELASTICITY * np.log(1.5) * 1.2 < per_worker < -0.05
    assert empty > 0.0
