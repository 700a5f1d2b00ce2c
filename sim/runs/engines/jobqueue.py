"""Profiles of clusters: how dask-jobqueue asks a queueing system for workers.

A profile is a kind of queue (``slurm``) that dask's own configuration describes, or a YAML file::

    jobqueue:
      slurm:
        cores: 8
        processes: 8        # one thread each
        memory: 16GB
        walltime: "02:00:00"
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.core import strict_yaml
from sim.core.errors import InputError

KINDS = {
    "slurm": "SLURMCluster",
    "pbs": "PBSCluster",
    "sge": "SGECluster",
    "lsf": "LSFCluster",
    "oar": "OARCluster",
    "moab": "MoabCluster",
    "htcondor": "HTCondorCluster",
    "local": "LocalCluster",  # jobs are processes of this machine, to try a profile
}
LOST_TWICE = 1  # failures that dask allows a task: the second loss of its worker ends it


def check(profile: str, workers: int) -> None:
    """Raise InputError if a profile cannot be read or no number of workers is given."""
    if find_spec("dask_jobqueue") is None:
        do = 'Install it with: pip install "parksim[hpc]"'
        raise InputError("--dask", "dask-jobqueue is not installed.", do)
    read(profile)
    if not workers:
        do = "Add it, as --workers 20: so many workers of dask are asked for."
        raise InputError("--workers", "A cluster is asked for a number of workers.", do)


def read(profile: str) -> tuple[str, dict[str, Any]]:
    """Return the kind of queue of a profile and the options it sets.

    Raises InputError for a word that is no kind, and a file that describes none.
    """
    path = Path(profile)
    if path.suffix not in (".yaml", ".yml"):
        if profile not in KINDS:
            what = f'"{profile}" is neither an address nor a profile.'
            do = f"Give tcp://HOST:PORT, a YAML file, or one of {', '.join(KINDS)}."
            raise InputError("--dask", what, do)
        return profile, {}
    if not path.is_file():
        raise InputError(profile, "There is no such file.", "Check the path after --dask.")
    data = strict_yaml.read(path).data
    queues = data.get("jobqueue") if isinstance(data, Mapping) else None
    if not isinstance(queues, Mapping) or len(queues) != 1 or len(data) != 1:
        what = "A profile has the key jobqueue, and one queue under it."
        raise InputError(profile, what, "See docs/cluster.md for one.")
    ((kind, options),) = queues.items()
    if kind not in KINDS or not isinstance(options, Mapping):
        raise InputError(profile, f'"{kind}" is no queue.', f"Known: {', '.join(KINDS)}.")
    return str(kind), dict(options)


@contextmanager
def cluster(profile: str, workers: int) -> Iterator[Any]:
    """Ask a queueing system for workers of dask; they are given back at the end.

    Raises InputError if dask-jobqueue does not take the profile.
    """
    import dask
    import dask_jobqueue

    kind, options = read(profile)
    with dask.config.set({"distributed.scheduler.allowed-failures": LOST_TWICE}):
        try:
            made = getattr(dask_jobqueue, KINDS[kind])(silence_logs=logging.ERROR, **options)
        except (TypeError, ValueError) as error:
            what = f"dask-jobqueue does not take this profile: {error}"
            raise InputError(profile, what, "See docs/cluster.md for one.") from error
        with made:
            made.scale(n=workers)
            yield made
