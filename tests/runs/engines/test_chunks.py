"""Which runs are handed out together, and which shard a run belongs to."""

from collections import Counter, deque

import pytest

from sim.runs.engines import chunks, shard
from sim.runs.engines.shard import Shard
from sim.runs.storage.store import Store
from tests.runs.made_up import Scenario, indicators, planned_runs, simulate


def specs_of(scenarios, replicates):
    named = [Scenario(f"s{number}", float(number)) for number in range(scenarios)]
    return planned_runs(named, replicates).runs


def cut(specs, workers):
    queue, found = deque(specs), []
    while queue:
        found.append(chunks.take(queue, workers))
    return found


@pytest.mark.parametrize("scenarios", [1, 2, 3, 7, 40])
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_run_is_handed_out_once_and_in_order(scenarios, workers):
    specs = specs_of(scenarios, 11)
    assert [spec for chunk in cut(specs, workers) for spec in chunk] == list(specs)
    assert max(map(len, cut(specs, workers))) <= chunks.LARGEST


def test_scenarios_of_a_replicate_stay_together_but_for_the_last():
    found = cut(specs_of(3, 40), 2)
    holders = Counter(each for chunk in found for each in {spec.replicate for spec in chunk})
    assert [replicate for replicate, times in holders.items() if times > 1] in ([], [39])


def test_chunks_get_smaller_towards_the_end():
    sizes = [len(chunk) for chunk in cut(specs_of(2, 200), 2)]
    assert sizes[0] == 24 and sizes == sorted(sizes, reverse=True) and sizes[-1] == 1


def test_one_replicate_of_many_scenarios_keeps_all_workers_busy():
    assert len(cut(specs_of(8, 1), 4)) >= 4


def test_shards_share_the_runs_out():
    specs = specs_of(3, 40)
    taken = Counter(
        spec.key for number in (1, 2, 3) for spec in specs if Shard(number, 3).takes(spec.key)
    )
    assert set(taken.values()) == {1} and len(taken) == 120
    assert Shard.read("2/3") == Shard(2, 3)


def test_a_shard_runs_its_part_alone(tmp_path):
    specs = specs_of(2, 6)
    options = {"workers": 1, "job": simulate, "names": indicators}
    receipts = list(shard.run(specs, tmp_path, shard=Shard(2, 3), **options))
    mine = {spec.key for spec in specs if int(spec.key, 16) % 3 == 1}
    assert {each.key for each in receipts} == set(Store(tmp_path).entries) == mine
