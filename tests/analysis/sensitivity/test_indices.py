"""Indices on arrays: what SALib would return, what is refused, what is dropped and counted."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.sensitivity.convergence import convergence
from sim.analysis.sensitivity.indices import analysed
from sim.analysis.sensitivity.reading import caveats, reading, settled
from sim.analysis.sensitivity.study import method_of
from sim.core.errors import InputError
from tests.analysis.sensitivity.made_up import laid_out, measure, output
from tests.published.plug_in import ishigami

THREE = ("x1", "x2", "x3")


def toy(n=64, replicates=2, size=0.5, method="sobol", **more):
    laid = laid_out(method, n, **more)
    stream = np.random.default_rng(3)
    luck = size * stream.standard_normal((len(laid.unit), replicates))
    return laid, ishigami(laid.unit)[:, None] + luck


def test_one_replicate_gives_the_indices_of_salib():
    from SALib.analyze import sobol

    laid = laid_out("sobol", 128, names=THREE, second_order=True)
    values = ishigami(laid.unit)
    problem = {"num_vars": 3, "names": list(THREE), "bounds": [[0, 1]] * 3}
    theirs = sobol.analyze(problem, values, num_resamples=2, seed=1)
    ours = analysed([output(values[:, None])], laid, "sobol")
    for name, within in (("S1", 1e-3), ("ST", 1e-9)):  # SALib centers S1 over the exchanges, too
        mine = measure(ours, name)
        assert [mine[each] for each in THREE] == pytest.approx(theirs[name].tolist(), abs=within)
    pairs = measure(ours, "S2")
    there = [theirs["S2"][i, j] for i, j in ((0, 1), (0, 2), (1, 2))]
    assert list(pairs.values()) == pytest.approx(there, abs=5e-3)


def test_effects_are_those_of_salib_with_and_without_groups():
    from SALib.analyze import morris

    for groups in ((), ("a", "b", "a")):
        laid = laid_out("morris", 12, names=THREE, groups=groups)
        values = ishigami(laid.unit)
        labels = groups or THREE
        problem = {"num_vars": 3, "names": list(THREE), "bounds": [[0, 1]] * 3,
                   "groups": list(labels)}  # fmt: skip
        theirs = morris.analyze(problem, laid.unit, values, seed=1)
        mine = measure(analysed([output(values[:, None])], laid, "morris"), "mu_star")
        by = dict(zip(theirs["names"], theirs["mu_star"], strict=True))
        assert {n.removeprefix("group "): v for n, v in mine.items() if n != "dummy"} == (
            pytest.approx(by)
        )


def test_the_same_seed_gives_the_same_intervals_and_seed_0_is_a_seed():
    laid, values = toy(16)
    for method in ("sobol", "pawn"):
        zero, again, one = (
            analysed([output(values)], laid, method, seed=seed).frame for seed in (0, 0, 1)
        )
        assert zero.equals(again)
        assert not zero.equals(one)


def test_a_constant_output_is_refused_by_name():
    laid, values = toy()
    with pytest.raises(InputError, match="delisted in 2030Q4 is the same in every row"):
        analysed([output(np.full_like(values, 3.0), "delisted")], laid, "sobol")
    both = [output(np.full_like(values, 3.0), "delisted"), output(values)]
    found = analysed(both, laid, "sobol")
    assert [each.name for each in found.refused] == ["delisted in 2030Q4"]
    assert "delisted in 2030Q4" in " ".join(caveats(found))
    assert set(found.frame["indicator"]) == {"revenue"}


def test_a_block_with_a_failed_run_is_left_out_whole_and_counted():
    laid, values = toy(64)
    block = laid.block
    holed = values.copy()
    holed[5 * block + 2, 1] = np.nan
    found = analysed([output(holed)], laid, "sobol")
    assert (found.dropped, found.blocks) == (1, 64)
    assert "1 of 64 blocks" in " ".join(caveats(found))
    kept = np.arange(64) != 5
    without = values.reshape(64, block, -1)[kept].reshape(-1, 2)
    rest = analysed([output(without)], laid.of_blocks(kept), "sobol")
    assert measure(found, "ST") == measure(rest, "ST")


def test_more_than_a_twentieth_of_lost_blocks_is_an_error():
    laid, values = toy(64)
    values[: 4 * laid.block : laid.block] = np.nan
    with pytest.raises(InputError, match="4 of 64 blocks of 6 rows .* at most 5%"):
        analysed([output(values)], laid, "sobol")


def test_an_infinite_output_is_refused_by_name():
    laid, values = toy()
    values[7, 0] = np.inf
    with pytest.raises(InputError, match="revenue in 2030Q4"):
        analysed([output(values)], laid, "sobol")


def test_replicates_left_out_find_luck_that_rows_share():
    """y_j = (1 + e_j) x1 + x2: no resampling of rows can tell that e_j differs by replicate."""
    laid = laid_out("sobol", 512)
    slopes = 1 + np.random.default_rng(2).standard_normal(4)
    for count, wide in ((2, False), (4, True)):
        values = slopes[:count] * laid.unit[:, :1] + laid.unit[:, 1:2]
        frame = analysed([output(values)], laid, "sobol").frame
        own = frame[(frame["measure"] == "ST") & (frame["factor"] == "x1")].iloc[0]
        assert (own["high"] - own["low"] > 0.4) == wide


@pytest.mark.parametrize("method", ["pawn", pytest.param("delta", marks=pytest.mark.slow)])
def test_methods_for_any_rows_rank_factors_and_the_dummy_is_their_floor(method):
    laid, values = toy(300, method="lhs", replicates=1, size=0.1)
    found = measure(analysed([output(values)], laid, method), method)
    assert min(found["x1"], found["x2"]) > 1.5 * found["dummy"]
    assert found["inert"] < 1.6 * found["dummy"]


@pytest.mark.slow
def test_salib_leaves_random_state_and_warnings_as_they_were():
    laid, values = toy(16)
    np.random.seed(4)  # noqa: NPY002
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    form, filters = warnings.formatwarning, list(warnings.filters)
    analysed([output(values)], laid, "delta")
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002
    assert warnings.formatwarning is form and warnings.filters == filters


def test_a_reading_names_what_drives_what_interacts_and_what_is_not_told_apart():
    laid, values = toy(512, size=1.0)
    found = analysed([output(values)], laid, "sobol")
    said = " ".join(reading(found, "revenue", "2030Q4"))
    assert said.startswith("x1 matters most")
    assert "Not told apart from no influence (interval reaches zero or the dummy): inert." in said
    assert "depends on other factors" in said and "x1, x3" in said
    assert "Luck makes" in said
    chinese = "".join(reading(found, "revenue", "2030Q4", language="zh"))
    assert "x1影响最大" in chinese and "inert" in chinese


def test_parts_of_a_design_show_whether_indices_have_settled():
    laid, values = toy(512, size=0.5)
    made = convergence(output(values), laid, "sobol")
    assert sorted(set(made.frame["blocks"])) == [64, 128, 256, 512]
    width = made.frame.assign(width=made.frame["high"] - made.frame["low"])
    by = width[width["factor"] == "x1"].set_index("blocks")["width"]
    assert by[512] < by[64]
    assert made.settled


def test_an_attribution_is_sent_to_where_it_is_told():
    laid = laid_out("lhs", 20)
    clauses = replace(laid, method="attribution")
    for wanted in ("", "pawn", "sobol"):
        with pytest.raises(InputError, match="compare --attribution"):
            method_of(clauses, wanted)


@pytest.mark.parametrize("method", ["pawn", "delta"])
def test_methods_for_any_rows_refuse_too_few_of_them(method):
    laid = laid_out("lhs", 8)
    values = laid.unit[:, :1] + 0.1 * laid.unit[:, 1:2]
    with pytest.raises(InputError, match="8 rows are too few"):
        analysed([output(values)], laid, method)


@pytest.mark.parametrize("method", ["factorial", "morris"])
def test_pawn_takes_the_rows_of_any_design(method):
    laid = laid_out(method if method == "morris" else "lhs", 40, names=THREE)
    laid = replace(laid, method=method)
    found = measure(analysed([output(laid.unit[:, :1] * 3.0)], laid, "pawn"), "pawn")
    assert max(found, key=found.get) == "x1" and set(found) == {*THREE, "dummy"}


def test_an_output_that_is_luck_alone_has_not_settled():
    """With nothing but luck no ranking is stable, however often it comes out empty."""
    laid = laid_out("sobol", 64)
    for seed in range(6):
        luck = np.random.default_rng(seed).standard_normal((len(laid.unit), 2))
        made = convergence(output(luck), laid, "sobol")
        assert not made.stable and not made.settled
        assert settled(made).startswith("Not settled")
        assert "nan" not in settled(made)


def test_a_reading_writes_large_effects_without_powers_of_ten():
    laid = laid_out("morris", 6)
    found = analysed([output(140_000 * laid.unit[:, :1])], laid, "morris")
    assert "moves by 140,000 on average" in reading(found, "revenue", "2030Q4")[0]


def test_one_at_a_time_says_which_factors_change_no_run_at_all():
    """x1 adds 0 or 10 with luck of 1 between replicates, the others nothing."""
    laid = laid_out("ofat", None, levels=2)
    laid = replace(laid, unit=laid.numbers)
    values = 10.0 * (laid.numbers[:, :1] > 0.5) + np.array([[0.0, 1.0, 2.0]])
    found = analysed([output(values)], laid, "ofat")
    said = " ".join(reading(found, "revenue", "2030Q4"))
    assert "x1 moves the output most" in said
    assert "is the same in all runs over the levels of x2, x3, inert" in said
    assert "Not told apart" not in said
