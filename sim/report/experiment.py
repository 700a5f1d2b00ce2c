"""An experiment in Python: from a file or built in code, planned and run as the command line does.

experiment = sim.Experiment("scenarios/experiments/land-supply.yaml")
experiment.plan()                    # what it is going to run
results = experiment.run(workers=4)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.analysis.replication import Rule
from sim.core.errors import InputError
from sim.core.filling import shorten
from sim.report.result import Results
from sim.report.running import carried_out
from sim.runs import api
from sim.runs.setting import folder as own
from sim.scenario import experiment_file
from sim.scenario.experiment_file import ExperimentFile
from sim.scenario.experiment_library import experiment_path


class Experiment:
    """Scenarios, what may vary in them, a design and replicates.

    source  an experiment file by path or id, its contents as a dict, or nothing
    data    folder whose files replace those of the zone
    folder  folder of your own with levers, scenarios and so on, or several
    zone    name or folder of another zone
    keys    keys of an experiment file, which beat those of the source; ``scenarios`` may hold
            scenarios put together in Python

    Raises InputError for a source that cannot be read; what its words mean is looked up by `plan`.
    """

    def __init__(
        self,
        source: str | Path | Mapping[str, Any] | None = None,
        *,
        data: str | Path | None = None,
        folder: str | Path | Sequence[str | Path] = (),
        zone: str = "",
        **keys: Any,
    ) -> None:
        named = [folder] if isinstance(folder, str | Path) else folder
        self.setting = own(*named, zone=zone, data=data)
        self._path: Path | None = None
        self._data: dict[str, Any] = {}
        self._built: dict[str, Any] = {}
        if isinstance(source, Mapping):
            self._data = {"id": "experiment", **source}
        elif source is None:
            self._data = {"id": "experiment"}
        else:
            self._path = experiment_path(str(source), self.setting.library)
            if self._path is None:
                what = f"There is no experiment {shorten(str(source))}."
                raise InputError(str(source), what, "List them: parksim show experiments")
        self._data |= keys
        written = self._data.get("scenarios")
        if isinstance(written, list | tuple):
            self._data["scenarios"] = [self._word(each) for each in written]

    def plan(
        self,
        *,
        out: str | Path | None = None,
        engine: str = "compiled",
        check: bool = False,
        **keys: Any,
    ) -> api.Prepared:
        """Return what it is going to run; nothing is run and nothing is written.

        out     folder of the result, by default ``results/<id>@<hash>``
        engine  compiled or plain
        check   check the accounts after every quarter, and run what is stored again
        keys    keys of an experiment file for this time, such as ``replicates``
        Raises InputError with everything that is wrong.
        """
        return api.prepare_experiment(
            self._file(keys),
            setting=self.setting,
            built=self._built,
            out=out,
            engine=engine,
            check=check,
        )

    def run(
        self, *, workers: int = 0, shard: str = "", dask: str = "", **options: Any
    ) -> Results | None:
        """Run what is not stored yet and return the result, None for a shard: it is but a part.

        workers      processes; 0 is one a core. They import nothing of the calling script
        shard, dask  a part of the runs, or a cluster that carries them out, as in
                     `sim.report.result.carried_out`
        options      as of `plan`
        Raises InputError for anything that cannot be run; runs that fail are listed in the result.
        """
        prepared = self.plan(**options)
        asked, rule = prepared.experiment.rule, None
        if asked is not None and not (shard or options.get("check")):
            rule = Rule(asked.half_width, (asked.indicator,), asked.least, asked.most)
        return carried_out(prepared, rule, workers=workers, shard=shard, dask=dask)

    def _file(self, keys: Mapping[str, Any]) -> ExperimentFile:
        if self._path is not None:
            return experiment_file.read(self._path, {**self._data, **keys})
        return experiment_file.of_dict({**self._data, **keys})

    def _word(self, scenario: Any) -> Any:
        """Return the word for a scenario, and keep one that was put together in Python."""
        if not hasattr(scenario, "resolve") and not hasattr(scenario, "changes"):
            return str(scenario) if isinstance(scenario, Path) else scenario
        self._built[scenario.id] = scenario
        return scenario.id
