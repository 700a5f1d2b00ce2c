"""Experiments of made-up factors, for designs that need no model."""

from sim.scenario.constraint import constraint
from sim.scenario.distribution import Distribution
from sim.scenario.experiment import Experiment
from sim.scenario.experiment_form import DesignForm
from sim.scenario.factor import Factor

SHARE = Distribution("uniform", (0.0, 1.0))


def factor(name, distribution=SHARE, base=0.5, group="", **more):
    return Factor(
        name=name, kind="assumption", subject=name, unit="-", distribution=distribution, base=base,
        where=("a",), targets={}, group=group, **more,
    )  # fmt: skip


def experiment(*factors, constraints=(), given=(), seed=1, **design):
    """An experiment with a design; names alone are uniform factors from 0 to 1."""
    made = tuple(factor(each) if isinstance(each, str) else each for each in factors)
    heard = {each.name: each.heard for each in made}
    return Experiment(
        id="try",
        scenarios=(),
        factors=made,
        constraints=tuple(constraint(each, heard) for each in constraints),
        design=DesignForm(**design),
        given=given,
        seed=seed,
    )
