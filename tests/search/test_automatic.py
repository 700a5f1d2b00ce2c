"""Screening of 24 factors of which 4 matter, without a model: what is kept and what it takes."""

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.search.automatic import FIRST, MOST, PILOT, Screening, Step, dropped, screened
from tests.analysis.sensitivity.made_up import laid_out, measure, output

NAMES = tuple(f"f{number:02d}" for number in range(24))
MATTER = ("f02", "f09", "f10", "f21")
WEIGHTS = np.array([4.0, 3.0, 2.0, 1.0])
TRUTH = dict(zip(MATTER, WEIGHTS**2 / (WEIGHTS**2).sum(), strict=True))


class Toy:
    """A linear function of four of the factors, with luck if asked for; counts its runs."""

    def __init__(self, size=0.0, replicates=1):
        self.size, self.replicates, self.seen = size, replicates, set()

    def __call__(self, step):
        groups = tuple(step.groups.get(name, "") for name in step.factors)
        laid = laid_out(step.method, step.n, names=step.factors, groups=groups)
        x = np.full((len(laid.unit), len(NAMES)), 0.5)
        x[:, [NAMES.index(name) for name in step.factors]] = laid.unit
        self.seen |= {row.tobytes() for row in x}
        value = x[:, [NAMES.index(name) for name in MATTER]] @ WEIGHTS
        stream = np.random.default_rng(len(laid.unit))
        luck = self.size * stream.standard_normal((len(x), self.replicates))
        return laid, [output(value[:, None] + luck)]


def test_auto_keeps_what_matters_and_takes_less_than_half_of_a_full_design():
    toy = Toy()
    made = screened(NAMES, toy)
    assert set(made.left) == set(MATTER)
    found = measure(made.found, "ST")
    assert all(abs(found[name] - value) < 0.05 for name, value in TRUTH.items())
    blocks = made.steps[-1].n
    assert len(toy.seen) <= blocks * (len(NAMES) + 2) / 2, "Sobol on 24 factors with the same n"


def test_what_was_dropped_is_shown_with_the_step_and_the_reason():
    made = screened(NAMES, Toy())
    table = dropped(made)
    assert set(table["factor"]) == set(NAMES) - set(MATTER)
    assert set(table["step"]) == {"groups", "factors"}
    assert set(table["reason"]) == {"small"}
    assert (table["mu_star"] <= 0.05 * table["against"]).all()


def test_luck_does_not_pass_for_an_effect():
    made = screened(NAMES, Toy(size=0.3, replicates=2))
    assert set(made.left) >= set(MATTER[:3])
    assert len(made.left) <= 8
    assert any(each.why.kind == "luck" for each in made.dropped)


def test_doubling_runs_only_the_rows_that_are_new():
    toy = Toy()
    steps = [each for each in screened(NAMES, toy).steps if each.name == "indices"]
    assert [each.n for each in steps] == [64 * 2**number for number in range(len(steps))]
    first, last = (laid_out("sobol", n, names=MATTER).unit for n in (64, 128))
    assert np.array_equal(first, last[: len(first)])


def test_what_is_found_says_of_what_it_is():
    assert screened(NAMES, Toy()).found.of == "difference"
    method = Screening(NAMES, of="level")
    method.learn(Step("indices", "sobol", 8, NAMES), Toy()(Step("indices", "sobol", 8, NAMES)))
    assert method.found.of == "level"


def test_one_factor_cannot_be_screened():
    with pytest.raises(InputError, match="two factors"):
        screened(["alone"], Toy())


def test_the_pilot_sees_whether_outputs_vary_and_how_much_of_it_is_luck():
    """Factors cause sum(w^2) / 12 = 2.5; with luck of variance 2.5 that is half of a run's."""
    screening = Screening(NAMES)
    toy = Toy(size=np.sqrt(2.5), replicates=40)
    step = screening.propose()
    assert (step.name, step.method, step.n) == ("pilot", "lhs", PILOT)
    laid, [varied] = toy(step)
    still = output(np.full_like(varied.values, 7.0), "parks")
    screening.learn(step, (laid, [varied, still]))
    assert [each.constant for each in screening.pilot] == [False, True]
    assert screening.pilot[0].luck == pytest.approx(0.5, abs=0.25), "eight rows tell that much"
    assert screening.propose().name == "groups"


def test_a_pilot_in_which_nothing_varies_ends_the_screening():
    screening = Screening(NAMES)
    step = screening.propose()
    laid, [varied] = Toy()(step)
    with pytest.raises(InputError, match="revenue in 2030Q4 stayed the same"):
        screening.learn(step, (laid, [output(np.zeros_like(varied.values))]))


def test_rows_ahead_are_counted_for_the_best_and_the_worst_case():
    screening = Screening(NAMES)  # five groups of five factors, the last of four
    least, most = screening.rows_ahead
    assert least == 6 * 6 + 12 * 3 + FIRST * 4
    assert most == 6 * 6 + 12 * 25 + MOST * 26
    assert Screening(NAMES[:3]).rows_ahead[0] == 12 * 3 + FIRST * 4, "few factors go without groups"


def test_the_doubling_ends_at_the_most_base_rows_that_are_asked_for():
    screening = Screening(NAMES, most=3 * FIRST)  # indices that have not settled
    screening.steps.append(Step("indices", "sobol", FIRST, NAMES))
    assert screening.propose().n == 2 * FIRST
    screening.steps.append(screening.propose())
    assert screening.propose() is None, "the next would take four times the first"
    assert Screening(NAMES[:3], most=FIRST).rows_ahead[1] == 12 * 4 + FIRST * 5
    with pytest.raises(InputError, match=f"begin with {FIRST}"):
        Screening(NAMES, most=FIRST - 1)


def test_an_output_that_is_luck_alone_does_not_keep_the_design_growing():
    class Two(Toy):
        def __call__(self, step):
            laid, found = super().__call__(step)
            stream = np.random.default_rng([7, len(laid.unit)])
            return laid, [*found, output(stream.standard_normal((len(laid.unit), 2)), "noise")]

    made = screened(NAMES, Two(size=0.05, replicates=2))
    assert made.settled and made.steps[-1].n < MOST
