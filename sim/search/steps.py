"""The steps of a screening as experiments: a subset of the factors, with the design of the step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.analysis.sensitivity.outputs import outputs
from sim.analysis.sensitivity.study import study
from sim.core.errors import InputError
from sim.runs import api
from sim.runs.results import Results
from sim.runs.setting import Setting
from sim.scenario.experiment import Experiment
from sim.scenario.experiment_form import DesignForm
from sim.scenario.factor import Factor
from sim.search.automatic import Screening, Step, Told
from sim.search.loop import search

Run = Callable[[Screening, api.Prepared], Results]


@dataclass(frozen=True)
class Steps:
    """An experiment with the design auto.

    asked    the experiment with all its factors      setting  where its words were looked up
    out      folder of the last result, by default ``results/<id>@<hash>``; steps before it stand
             beside it
    """

    asked: Experiment
    setting: Setting
    out: str = ""

    def prepared(self, step: Step) -> api.Prepared:
        """Return a step ready to run: the factors that vary, the others as the scenarios say.

        Raises InputError for an experiment with constraints, and rows that no law can have.
        """
        if self.asked.constraints:
            what = "The method auto drops factors, and constraints name some of them."
            raise InputError("constraints", what, "Take {method: morris}, then {method: sobol}.")
        chosen = [
            replace(each, group=step.groups.get(each.name, ""), written=_written(each, step))
            for each in self.asked.factors
            if each.name in step.factors
        ]
        design = DesignForm(method=step.method, n=step.n, seed=self.asked.design.seed)
        name = self.asked.id if step.name == "indices" else f"{self.asked.id}-{step.name}"
        made = replace(self.asked, id=name, factors=tuple(chosen), design=design)
        out = f"{self.out}-{step.name}" if self.out and step.name != "indices" else self.out
        return api.lay_out(made, self.setting, out=out or None)

    def screened(self, run: Run) -> tuple[Screening, Results]:
        """Carry the screening out; return it with the result of its last step.

        run  is given what was found so far and a step, runs it and returns its result
        """
        method = self.screening()
        results: list[Results] = []

        def told(step: Step) -> Told:
            made = run(method, self.prepared(step))
            results.append(made)
            return study(made), outputs(made)

        search(method, told)
        return method, results[-1]

    def screening(self) -> Screening:
        """Return the screening before its first step."""
        names = [each.name for each in self.asked.factors]
        groups = {each.name: each.group for each in self.asked.factors if each.group}
        return Screening(names, _filled(names, groups), self.asked.design.n, self.asked.of)


def _filled(names: Sequence[str], groups: dict[str, str]) -> dict[str, str]:
    """Return groups in which factors without one are alone; none if there are none."""
    return {name: groups.get(name, name) for name in names} if groups else {}


def _written(factor: Factor, step: Step) -> dict[str, Any]:
    """Return what a file says of a factor, with the group that the step gives it."""
    kept = {key: each for key, each in factor.written.items() if key != "group"}
    group = step.groups.get(factor.name, "")
    return {**kept, "group": group} if group else kept
