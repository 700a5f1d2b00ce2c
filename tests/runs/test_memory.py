"""Peak memory is that of the process itself, not of the one that started it."""

import subprocess
import sys

import numpy as np

from sim.runs import memory


def test_a_large_array_is_seen_and_a_child_does_not_inherit_it():
    before = memory.peak()
    held = np.ones(30_000_000)
    assert memory.peak() - before > 0.5 * held.nbytes or before > 2 * held.nbytes
    code = "from sim.runs import memory; print(memory.peak())"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 1e6 < int(child.stdout) < held.nbytes
