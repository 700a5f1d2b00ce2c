"""Running from Python: what was asked for is run, and its result is handed back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from sim.analysis.replication import Rule
from sim.report.result import Results
from sim.runs import api
from sim.runs.progress import progress
from sim.runs.setting import folder as own
from sim.runs.specs import Receipt
from sim.search.replication import replicate


def run(
    scenarios: Sequence[Any],
    replicates: int | None = None,
    *,
    data: str | Path | None = None,
    folder: str | Path | Sequence[str | Path] = (),
    zone: str = "",
    workers: int = 0,
    shard: str = "",
    dask: str = "",
    **options: Any,
) -> Results | None:
    """Run scenarios and return their result; a notebook and a terminal show how far it is.

    scenarios   ids, files, or scenarios put together in Python; the first is the reference
    replicates  worlds a scenario is run in; None is as many as the rule asks for, 10 to 60
                (`sim.analysis.replication.Rule`)
    data        folder whose files replace those of the zone
    folder      folder of your own with levers, stages and so on, or several
    zone        name or folder of another zone
    workers     processes; 0 is one a core. They import nothing of the calling script
    shard, dask  a part of the runs, or a cluster that carries them out, as in `carried_out`
    options     seed, resolution, out, at, engine, check, as in `sim.runs.api.prepare`
    Raises InputError for anything that cannot be run; runs that fail are listed in the result.
    """
    one = isinstance(scenarios, str | Path) or hasattr(scenarios, "resolve")
    named = [folder] if isinstance(folder, str | Path) else folder
    setting = own(*named, zone=zone, data=data)
    rule = Rule() if replicates is None and not (shard or options.get("check")) else None
    prepared = api.prepare(
        [scenarios] if one else scenarios,
        replicates=Rule.least if replicates is None else replicates,
        setting=setting,
        **options,
    )
    return carried_out(prepared, rule, workers=workers, shard=shard, dask=dask)


def carried_out(
    prepared: api.Prepared,
    rule: Rule | None = None,
    *,
    workers: int = 0,
    shard: str = "",
    dask: str = "",
) -> Results | None:
    """Run what was prepared and return its result, None for a shard: it is but a part.

    rule     by which replicates are added; None runs those that were asked for
    workers  processes; 0 is one a core
    shard    such as ``2/3``: this part of the runs alone; when all parts are stored, the same call
             without it lays the result down
    dask     address of a scheduler or profile of a cluster that carries the runs out
    """

    def batch(part: api.Prepared, given_up: Collection[str]) -> list[Receipt]:
        with progress(api.todo(part, given_up=given_up)) as watch:
            return api.run_missing(part, workers=workers, dask=dask, watch=watch, given_up=given_up)

    failed: Sequence[Receipt] = ()
    if rule is not None:
        headline = prepared.experiment.headline
        found = replicate(prepared.with_replicates, rule, batch, headline=headline)
        prepared, failed = found.prepared, found.failed
    given_up = [receipt.key for receipt in failed]
    with progress(api.todo(prepared, shard, given_up)) as watch:
        made, _ = api.carry_out(
            prepared, workers=workers, shard=shard, dask=dask, watch=watch, failed=failed
        )
    return None if made is None else Results(made.folder)
