"""Engines by the words of a command, and what a profile of a cluster is turned into."""

import sys

import pytest

from sim.core.errors import InputError
from sim.runs.engines import jobqueue, local
from sim.runs.engines.choice import chosen

PROFILE = """\
jobqueue:
  slurm:
    cores: 8
    processes: 8
    memory: 16GB
    walltime: "02:00:00"
    queue: short
    job_extra_directives: ["--exclusive"]
"""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"workers": -1}, "-1 processes cannot be started"),
        ({"part": "4/3"}, "no shard 4 of 3"),
        ({"part": "0/3"}, "no shard 0 of 3"),
        ({"part": "third"}, '"third" is no shard'),
        ({"part": "1/3", "where": "tcp://host:1"}, "A shard runs on its own machine"),
        ({"where": "tcp://host:1", "workers": 2}, "are there already"),
        ({"where": "slurmy", "workers": 2}, '"slurmy" is neither an address nor a profile'),
        ({"where": "slurm"}, "is asked for a number of workers"),
        ({"where": "nowhere.yaml", "workers": 2}, "There is no such file"),
    ],
)
def test_words_that_name_no_engine_are_refused(words, said):
    with pytest.raises(InputError, match=said):
        chosen(**words)


def test_without_words_the_engine_is_this_machine():
    assert chosen() is local.run


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jobqueue: {slurm: {}, pbs: {}}\n", "one queue under it"),
        ("cores: 8\n", "has the key jobqueue"),
        ("jobqueue: {slur: {cores: 8}}\n", '"slur" is no queue'),
    ],
)
def test_a_profile_that_describes_no_queue_is_refused(tmp_path, text, said):
    path = tmp_path / "cluster.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        chosen(2, where=str(path))


def test_a_profile_becomes_the_script_of_a_job(tmp_path):
    path = tmp_path / "cluster.yaml"
    path.write_text(PROFILE)
    with jobqueue.cluster(str(path), 0) as cluster:
        script = cluster.job_script().splitlines()
    asked = {line.removeprefix("#SBATCH ") for line in script if line.startswith("#SBATCH")}
    assert {"-p short", "-t 02:00:00", "--cpus-per-task=8", "--exclusive"} <= asked
    (started,) = [line for line in script if "tcp://" in line]
    assert "--nworkers 8" in started and "--nthreads 1" in started and "--nanny" in started


def test_what_dask_jobqueue_does_not_take_is_said_with_the_profile(tmp_path):
    path = tmp_path / "cluster.yaml"
    path.write_text("jobqueue:\n  slurm:\n    memory: 1GB\n")
    with pytest.raises(InputError, match="does not take this profile"):
        with jobqueue.cluster(str(path), 1):
            pass


@pytest.mark.parametrize(
    ("missing", "where"), [("distributed", "tcp://host:1"), ("dask_jobqueue", "profile.yaml")]
)
def test_a_library_that_is_not_installed_is_named_with_how_to_get_it(monkeypatch, missing, where):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(InputError, match=r"parksim\[hpc\]"):
        chosen(0, "", where)
