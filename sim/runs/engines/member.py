"""A worker process from without: what its parent asked of it and what it has reported."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path

from sim.runs.engines.interruption import SIGNALS
from sim.runs.engines.worker import Beginning, Order, Report, command
from sim.runs.specs import Failure, RunSpec

WARMING = 300.0  # seconds that getting ready may take: all stages may have to be compiled
LAST_WORDS = 3.0  # seconds in which a process that was told to go must be gone


class Member:
    """One worker of a crew.

    pending   runs that it was given and that have not ended, by key
    unstored  runs that ended and are not in the store yet
    current   the run it is at
    """

    def __init__(self, beginning: Beginning) -> None:
        self.channel, theirs = Pipe()
        usual = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:  # the process starts deaf to signals, until it has its own way with them
            self._process = subprocess.Popen(
                command(theirs.fileno(), sys.path),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, usual)
            theirs.close()
        self.pending: dict[str, RunSpec] = {}
        self.unstored: dict[str, RunSpec] = {}
        self.current: RunSpec | None = None
        self.warm = self.warming = self.flushing = False
        self._since = time.monotonic()
        self._send(beginning)

    @property
    def idle(self) -> bool:
        """Whether it has nothing to run."""
        return not self.pending and not self.warming

    @property
    def seconds(self) -> float:
        """Seconds since it began with what it is at."""
        return time.monotonic() - self._since

    def run(self, specs: Sequence[RunSpec], attempt: int = 1) -> None:
        """Give it some runs."""
        self.pending.update((spec.key, spec) for spec in specs)
        self._send(Order("run", tuple(specs), attempt))

    def warm_up(self, spec: RunSpec) -> None:
        """Let it get ready for runs like this one."""
        self.warming, self._since = True, time.monotonic()
        self._send(Order("warm", (spec,)))

    def flush(self) -> None:
        """Let it write what waits."""
        self.flushing = True
        self._send(Order("flush"))

    def reports(self) -> Iterator[Report]:
        """Take note of what it says, and yield it. Raises EOFError when it is gone."""
        try:
            while self.channel.poll():
                report = self.channel.recv()
                self._note(report)
                yield report
        except OSError:
            raise EOFError from None

    def _note(self, report: Report) -> None:
        match report.what:
            case "warm":
                self.warm, self.warming = True, False
            case "began":
                self.current, self._since = self.pending[report.about], time.monotonic()
            case "ended":
                spec = self.pending.pop(report.about.key)
                self.current = None
                if report.about.status == "done":
                    self.unstored[spec.key] = spec
            case "stored":
                self.unstored.clear()
                self.flushing = False

    def breach(self) -> Failure | None:
        """Return which limit it has passed with the run it is at, if any."""
        if self.warming and self.seconds > WARMING:
            return Failure("TimeLimit", "A worker did not get ready.", "", "", "")
        if self.current is None:
            return None
        limits = self.current.world.limits
        if limits.seconds and self.seconds > limits.seconds:
            what = f"The run took longer than {limits.seconds:g} seconds."
            return Failure("TimeLimit", what, "", "", "")
        if limits.memory and (held := resident(self._process.pid)) > limits.memory:
            what = f"The process took {held / 2**20:,.0f} MiB of {limits.memory / 2**20:,.0f}."
            return Failure("MemoryLimit", what, "", "", "")
        return None

    def lost(self) -> Failure:
        """Return what became of a process that is gone."""
        self.leave(LAST_WORDS)
        code = self._process.returncode
        named = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        what = f"The worker process ended by {named}."
        if code == -signal.SIGKILL:
            what += " Systems that run out of memory end processes like this."
        return Failure("WorkerLost", what, "", "", "")

    def leave(self, patience: float) -> None:
        """Wait until the process has ended; after some seconds it is killed."""
        self.channel.close()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the process at once."""
        self.channel.close()
        self._process.kill()
        self._process.wait()

    def _send(self, message: Beginning | Order) -> None:
        with suppress(OSError):  # it is gone; reading its channel says so
            self.channel.send(message)


def resident(process: int) -> int:
    """Return the bytes of memory that a process holds, 0 if there is none."""
    listing = Path(f"/proc/{process}/statm")
    if Path("/proc/self/statm").exists():
        try:
            return int(listing.read_text().split()[1]) * resource.getpagesize()
        except OSError:
            return 0
    asked = ["ps", "-o", "rss=", "-p", str(process)]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return int(answer) * 1024 if answer else 0
