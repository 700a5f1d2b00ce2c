"""Traces of the made-up zone: where two worlds part, for whom, and through which lever."""

import numpy as np
import pytest

import sim
from sim.analysis.divergence import TURN
from sim.core import quarters
from sim.core.errors import InputError
from sim.runs.setting import Setting
from sim.search.tracing.side_by_side import SideBySide, Watched
from sim.search.tracing.trace import Question, trace
from sim.zone.firm_codes import code_of
from tests.laws.worlds import stages
from tests.luck.traced import bits, different

TINY = Setting("tiny")
BASE = sim.scenario("no-reform").until("2025Q4")
SUBSIDY = BASE.change(
    "floor.rent_subsidy", 0.5, since="2024Q1", parks=["riverside"], why="test"
).named("subsidy")
READERS = {stage.name: set(stage.reads("law")) for stage in stages()}


def traced(b, who="", a=BASE, resolution="full", **question):
    return trace([a, b], Question(who, **question), setting=TINY, resolution=resolution)


def coded(firms, row):
    return code_of(TINY.zone.gazetteer, firms, row)


@pytest.fixture(scope="module")
def worlds():
    """The models of both worlds after ten quarters, with all that differs."""
    resolved = [TINY.resolve(each) for each in (BASE, SUBSIDY)]

    def make(world):
        return Watched(resolved[world], zone=TINY.zone, resolution="full")

    pair = SideBySide(make)
    for _ in range(10):
        pair.run()
    return pair


def uids(worlds, table, condition):
    """Return the uids of agents for which a condition on the rows of both worlds holds."""
    pairing = worlds.divergence.pairings[table]
    return [
        int(pairing.ids[place])
        for place in range(len(pairing))
        if condition(pairing, place, *(int(rows[place]) for rows in pairing.rows))
    ]


def test_equal_scenarios_are_equal_worlds():
    found = traced(BASE.change("floor.rent_subsidy", scale=1.0, since="2024Q1").named("same"))
    assert (found.acts, found.diverged, found.root) == (None, None, None)


def test_nothing_differs_before_the_first_difference_acts():
    found = traced(SUBSIDY, until="2023Q4")
    assert found.acts == quarters.parse("2024Q1")
    assert found.diverged is None


def test_the_worlds_part_in_a_stage_that_reads_the_lever():
    found = traced(SUBSIDY, until="2024Q1")
    assert found.diverged.quarter == quarters.parse("2024Q1")
    assert "floor_rent_subsidy" in READERS[found.diverged.stage]
    assert (found.root.kind, found.root.name) == ("lever", "floor.rent_subsidy")
    assert (found.root.park, found.root.one, found.root.other) == ("riverside", 0.0, 0.5)


def test_a_firm_elsewhere_is_reached_by_a_chain_that_goes_back_in_time(worlds):
    outside = uids(
        worlds,
        "firms",
        lambda p, place, one, other: (
            min(one, other) >= 0
            and worlds.models.one.tables["firms"].column("park")[one] != 1
            and (m := worlds.divergence.first_moment("firms", place)) is not None
            and m.quarter > quarters.parse("2024Q1")
        ),
    )
    assert outside
    firms = worlds.models.one.tables["firms"]
    code = coded(firms, firms.row_of(outside[0]))
    found = traced(SUBSIDY, code, until="2025Q2")
    assert found.name == code
    assert found.root.name == "floor.rent_subsidy"
    assert len(found.links) > 1
    order = {part.name: n for n, part in enumerate(p for s in found.steps for p in s.parts)}
    times = [(link.moment.quarter, order[link.moment.stage]) for link in found.links]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == len(times)
    assert "floor_rent_subsidy" in READERS[found.links[-1].moment.stage]


def test_a_firm_of_one_world_is_traced_to_the_number_founded(worlds):
    alone = uids(
        worlds,
        "firms",
        lambda p, place, one, other: (one < 0) != (other < 0),
    )
    assert alone, "the subsidy brings no firm about"
    for uid in alone[:3]:
        side = 0 if worlds.models.one.tables["firms"].row_of(uid) >= 0 else 1
        firms = worlds.models[side].tables["firms"]
        code = coded(firms, firms.row_of(uid))
        found = traced(SUBSIDY, code, until="2025Q2")
        assert found.only == "ab"[side]
        assert found.links[0].moment.stage == "found_firms"
        assert {found.links[0].one, found.links[0].other} == {None, True}
        assert found.links[1].field in ("rows_to_found", "spinoffs")
        assert found.links[1].other != found.links[1].one
        assert found.root.name == "floor.rent_subsidy"


def test_a_talent_with_another_employer_is_told_by_both_names(worlds):
    tables = [model.tables for model in worlds.models]
    employer = [each["talents"].column("employer") for each in tables]
    firm_uid = [each["firms"].column("uid") for each in tables]

    def moved(pairing, place, one, other):
        if min(one, other) < 0:
            return False
        rows = employer[0][one], employer[1][other]
        return min(rows) >= 0 and firm_uid[0][rows[0]] != firm_uid[1][rows[1]]

    uid = uids(worlds, "talents", moved)[0]
    found = traced(SUBSIDY, f"talent/{uid}", until="2025Q2")
    frame = found.life.frame()
    last = frame[(frame["variable"] == "employer") & (frame["quarter"] == "2025Q2")].iloc[0]
    rows = [each["talents"].row_of(uid) for each in tables]
    wanted = [coded(tables[s]["firms"], int(employer[s][rows[s]])) for s in range(2)]
    assert [last["a"], last["b"]] == wanted
    assert wanted[0] != wanted[1]
    assert found.root.name == "floor.rent_subsidy"
    events = [{e.what for e in world} for world in found.life.events()]
    assert "employer" in events[0] | events[1]


def test_going_back_gives_the_same_bits_again():
    resolved = [TINY.resolve(each) for each in (BASE, SUBSIDY)]
    pair = SideBySide(lambda w: Watched(resolved[w], zone=TINY.zone, resolution="draft"))
    for _ in range(3):
        pair.run()
    pair.keep()
    for _ in range(4):
        pair.run()
    wanted = [bits(model) for model in pair.models]
    moments = list(pair.divergence.moments)
    pair.halt_before(moments[-60])
    pair.halt_before(moments[-1])
    pair._back(pair.models.one.first + 3)
    for _ in range(4):
        pair.run()
    for model, bits_then in zip(pair.models, wanted, strict=True):
        assert not different(bits(model), bits_then)
    assert pair.divergence.moments == moments


def test_an_event_is_the_root_of_what_it_sets_off():
    ordered = BASE.event("delist_park", "2024Q2", parks=["old-mill"], why="test").named("ordered")
    found = traced(ordered, "old-mill", until="2024Q4", resolution="draft")
    assert (found.diverged.quarter, found.diverged.stage) == (quarters.parse("2024Q2"), TURN)
    assert (found.root.kind, found.root.name, found.root.park) == (
        "event",
        "delist_park",
        "old-mill",
    )
    assert (found.root.one, found.root.other) == (False, True)


def test_an_assumption_is_the_root_of_a_world_that_starts_otherwise():
    other = BASE.assume("exit_label", -0.5, why="test").named("assumed")
    found = traced(other, until="2024Q4", resolution="draft")
    assert found.acts == found.first
    assert (found.root.kind, found.root.name) == ("assumption", "exit_label")
    assert found.root.other == -0.5


def test_an_unknown_firm_gets_the_nearest_codes_of_its_cell():
    firms = Watched(TINY.resolve(BASE), zone=TINY.zone, resolution="draft").tables["firms"]
    code = coded(firms, 0)
    wrong = code.rsplit("o", 1)[0] + "o9999"
    with pytest.raises(InputError) as raised:
        traced(SUBSIDY, wrong, until="2023Q1", resolution="draft")
    assert "Neither world ever has" in str(raised.value)
    assert code.rsplit("/", 2)[0] in raised.value.problems[0].do


def test_a_code_may_leave_out_the_queue():
    firms = Watched(TINY.resolve(BASE), zone=TINY.zone, resolution="draft").tables["firms"]
    code = coded(firms, 0)
    bare = code.replace("/o", "/")
    found = traced(SUBSIDY, bare, until="2023Q2", resolution="draft")
    assert found.name == code


@pytest.mark.parametrize("word", ["rivverside", "talent/abc", "riverside/nothing/2024Q1/n1"])
def test_a_name_that_means_nobody_is_refused(word):
    with pytest.raises(InputError):
        traced(SUBSIDY, word)


@pytest.mark.parametrize(("until", "steps"), [("2025Q2", 10), ("2024Q4", 8), ("2025Q4", 12)])
def test_the_ranking_is_the_weighted_difference_of_the_largest(until, steps):
    """Also at the end of a year, when rows have moved since the last stage."""
    found = traced(SUBSIDY, until=until, top=5, by="staff")
    resolved = [TINY.resolve(each) for each in (BASE, SUBSIDY)]
    held = []
    for scenario in resolved:
        model = sim.ParkModel(scenario, zone=TINY.zone, resolution="full")
        model.run_for(steps)
        firms = model.tables["firms"]
        alive = firms.column("alive")
        values = (firms.column("weight") * firms.column("staff"))[alive]
        held.append(dict(zip(firms.column("uid")[alive].tolist(), values, strict=True)))
    apart = [
        abs(held[1].get(u, 0.0) - held[0].get(u, 0.0)) for u in held[0].keys() | held[1].keys()
    ]
    np.testing.assert_allclose(found.top["difference"].abs(), sorted(apart)[::-1][:5])
    assert found.top["rank"].tolist() == [1, 2, 3, 4, 5]


def test_what_first_differs_adds_up_to_all_that_ever_differed(worlds):
    found = traced(SUBSIDY, until="2025Q2")
    first = worlds.divergence.first["firms"]
    assert sum(found.arrivals["firms"].values()) == int((first >= 0).sum())
    assert min(found.arrivals["firms"]).quarter == quarters.parse("2024Q1")
    ends = found.parks[found.parks["quarter"] == "2024Q1"].set_index("park")
    assert ends.loc["riverside", "differing"] > 0
    assert (found.parks["differing"] <= found.parks["firms"]).all()


@pytest.mark.parametrize(
    "question", [{"by": "stafff"}, {"of": "dogs"}, {"at": "2030Q1"}, {"until": "then"}]
)
def test_a_question_that_cannot_be_answered_is_refused_before_anything_runs(question):
    with pytest.raises(InputError):
        traced(SUBSIDY, **question)
