"""Uniform numbers of an array are those of single draws, without a compiler."""

import subprocess
import sys

import numpy as np
import pytest

from sim.analysis.uniforms import uniforms
from sim.core import draws, luck


@pytest.mark.parametrize("k", [0, 1, 7])
@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_an_array_gives_the_numbers_of_single_draws(seed, k):
    where = luck.address(seed, 3, "bootstrap")
    uids = np.array([0, 1, 2, 19, 2**31, 2**53 + 1, 2**63 - 1], np.int64)
    found = uniforms(where, uids, k)
    assert found.tolist() == [luck.uniform(where, int(uid), k) for uid in uids]
    assert found.tobytes() == draws.uniforms(where, uids, k).tobytes()


def test_reading_a_result_needs_no_compiler():
    code = "import sys, sim.report.result, sim.cli.figuring; print('numba' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False"]
