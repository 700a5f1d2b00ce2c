"""The template for SLURM, with commands that note what they were called with."""

import os
import subprocess

import pytest

NOTE = """#!/bin/bash
echo "$(basename "$0") ${PARKSIM_REST:-} $@" >> "$CALLS"
"""


@pytest.fixture
def submitted(repository, tmp_path):
    """The calls that a job of the array makes."""
    for name in ("srun", "sbatch"):
        (tmp_path / name).write_text(NOTE)
        (tmp_path / name).chmod(0o755)
    script = repository / "docs" / "cluster" / "slurm.sh"

    def job(*words, **variables):
        calls = tmp_path / "calls"
        calls.write_text("")
        environment = {
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "CALLS": str(calls),
            "SLURM_SUBMIT_DIR": str(tmp_path),
            "SLURM_CPUS_PER_TASK": "8",
            "PARKSIM": "parksim",
        }
        subprocess.run(["bash", script, *words], env={**environment, **variables}, check=True)
        return calls.read_text().replace(str(script), "slurm.sh").splitlines()

    return job


def array(number):
    return {
        "SLURM_ARRAY_TASK_ID": number,
        "SLURM_ARRAY_TASK_COUNT": "3",
        "SLURM_ARRAY_TASK_MIN": "1",
        "SLURM_ARRAY_JOB_ID": "77",
    }


def test_each_job_of_the_array_runs_its_shard(submitted):
    assert submitted("run", "e.yaml", **array("2")) == [
        "srun  parksim run e.yaml --yes --workers 8 --shard 2/3"
    ]


def test_the_first_also_asks_for_the_job_that_writes_the_result(submitted):
    assert submitted("run", "e.yaml", **array("1")) == [
        "sbatch yes --dependency=afterany:77 slurm.sh run e.yaml",
        "srun  parksim run e.yaml --yes --workers 8 --shard 1/3",
    ]
    rest = submitted("run", "e.yaml", PARKSIM_REST="yes", **array("1"))
    assert rest == ["srun yes parksim run e.yaml --yes --workers 8"]
