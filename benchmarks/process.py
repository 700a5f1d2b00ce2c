"""Fresh processes: code timed in a Python of its own, with its peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
ONE_THREAD = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
_FRAME = """
import json, sys, time
from sim.runs.memory import peak
{setup}
began = time.perf_counter()
{code}
seconds = time.perf_counter() - began
found = dict(globals().get("found", {{}}), seconds=seconds, memory_mb=peak() / 2**20)
print(json.dumps(found))
"""


def timed(code: str, setup: str = "", environment: Mapping[str, str] | None = None) -> dict:
    """Run code in a fresh process on one thread.

    setup        code that runs before the clock starts
    environment  variables to set besides those of this process
    Returns ``seconds`` and peak ``memory_mb``, and what the code put into a dictionary ``found``.
    Raises RuntimeError with the last lines of the process if it fails.
    """
    variables = os.environ | ONE_THREAD | {"PARKSIM_QUIET": "1"} | dict(environment or {})
    done = subprocess.run(
        [sys.executable, "-c", _FRAME.format(setup=setup, code=code)],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError("\n".join(done.stderr.splitlines()[-12:]))
    return json.loads(done.stdout.splitlines()[-1])
