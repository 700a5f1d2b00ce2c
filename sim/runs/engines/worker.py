"""A worker process from within: it takes orders, runs, writes to the store and reports.

It is started as a plain program, not by the multiprocessing package, so that a script or a notebook
of one's own needs no guard against being run again in every worker. It ends when its parent does.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from sim.core.errors import InputError
from sim.runs.engines.interruption import GRACE, SIGNALS
from sim.runs.engines.trial import Names, Simulate, Warm, attempt
from sim.runs.specs import RunSpec
from sim.runs.storage.writer import Writer

PROGRAM = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from sim.runs.engines.worker import main; main(int(sys.argv[1]))"
)
ENDED = 143  # exit code of a worker that had to cut a run off


@dataclass(frozen=True)
class Beginning:
    """What a worker is told first.

    store  folder of the store
    job    what makes records of a spec
    names  returns the indicators that may be written
    warm   what is done before the first run, with its spec: stages are compiled, for example
    """

    store: Path
    job: Simulate
    names: Names
    warm: Warm | None = None


@dataclass(frozen=True)
class Order:
    """What a worker is asked to do: ``warm`` up, ``run`` some specs, or ``flush`` what waits."""

    what: str
    specs: tuple[RunSpec, ...] = ()
    attempt: int = 1


@dataclass(frozen=True)
class Report:
    """What a worker says: ``warm``, ``began`` (a key), ``ended`` (a receipt), ``stored`` (all that
    ended so far), or ``refused`` (an InputError that ends the batch).
    """

    what: str
    about: Any = None


def main(descriptor: int) -> None:
    """Work until the parent closes its end of the channel or is gone."""
    os.set_inheritable(descriptor, False)
    Worker(Connection(descriptor)).work()


class Worker:
    """What a worker process keeps between orders.

    channel  to the parent
    """

    def __init__(self, channel: Connection) -> None:
        self._channel = channel
        self._orders: SimpleQueue[Order | None] = SimpleQueue()
        self._writing = threading.Lock()
        self._writer: Writer | None = None  # made when it is known where
        self._ending = False

    def work(self) -> None:
        """Take orders until the end is asked for."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keyboard's interrupt is the parent's
        signal.signal(signal.SIGTERM, self._asked_to_end)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        try:
            self._begin(self._channel.recv())
        except (EOFError, OSError):  # the parent is gone already
            return
        except InputError as error:
            self._say("refused", error)

    def _begin(self, beginning: Beginning) -> None:
        self._writer = Writer(beginning.store)
        names = beginning.names()
        threading.Thread(target=self._listen, daemon=True).start()
        while (order := self._orders.get()) is not None and not self._ending:
            if order.what == "warm" and beginning.warm is not None:
                beginning.warm(order.specs[0])
                gc.collect()
                gc.freeze()  # what is loaded stays: looking for garbage then takes 3 ms, not 120
                self._say("warm")
            for spec in order.specs if order.what == "run" else ():
                if self._ending:
                    break
                self._say("began", spec.key)
                outcome = attempt(spec, beginning.job, names, order.attempt)
                with self._writing:
                    receipt = outcome.keep(self._writer)
                self._say("ended", receipt)
                gc.collect()  # a model is a ring of objects; without this, several wait to be freed
                if not self._writer.waiting:
                    self._say("stored")
            if order.what == "flush":
                self._flush()
                self._say("stored")
        self._flush()

    def _flush(self) -> None:
        with self._writing:
            if self._writer is not None:
                self._writer.flush()

    def _say(self, what: str, about: Any = None) -> None:
        try:
            self._channel.send(Report(what, about))
        except OSError:  # nobody listens any more; the listener sees that, too
            self._ending = True

    def _listen(self) -> None:
        """Put orders into the queue; when the channel closes, see to the end."""
        try:
            while True:
                self._orders.put(self._channel.recv())
        except (EOFError, OSError):
            self._end()

    def _asked_to_end(self, *_: object) -> None:
        threading.Thread(target=self._end, daemon=True).start()

    def _end(self) -> None:
        """Keep what was run, give the run in progress a moment, and go."""
        self._ending = True
        self._orders.put(None)
        deadline = time.monotonic() + GRACE
        try:
            self._flush()
            time.sleep(max(0.0, deadline - time.monotonic()))
        finally:
            with self._writing:  # not while the last run is being written
                os._exit(ENDED)


def command(descriptor: int, path: Iterable[str]) -> list[str]:
    """Return the command line of a worker that finds its parent at an open file descriptor.

    path  folders that modules are imported from
    """
    return [sys.executable, "-c", PROGRAM, str(descriptor), *path]
