"""A crew: worker processes that carry out runs, and what is done when one of them is lost.

A worker says which run it begins. If it dies, or is ended because a run passed a limit, that run
alone is suspected: it is tried again by itself, after all others, as often as its limits allow.
Runs that had ended but were not stored yet, and runs that had not begun, are simply run again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import wait

from sim.core.errors import InputError
from sim.runs.engines import chunks
from sim.runs.engines.interruption import GRACE, Interruption
from sim.runs.engines.member import Member
from sim.runs.engines.worker import Beginning, Report
from sim.runs.specs import Failure, Receipt, RunSpec
from sim.runs.storage.writer import Writer

TICK = 0.2  # seconds between two looks at limits and interruptions
COLD_STARTS = 2  # workers that may be lost while they get ready, before runs begin without
CAREFUL = 100  # runs after the loss of a worker that are handed out and stored a few at a time
A_FEW = 5
MOST_LOST = 12  # workers that may be lost one after another without beginning a run
FLUSHING = 30.0  # seconds that the last runs may take to be written


class Crew:
    """Worker processes of one machine.

    beginning  what each is told first
    workers    how many there are at most
    stop       says when the end is asked for
    """

    def __init__(self, beginning: Beginning, workers: int, stop: Interruption) -> None:
        self._beginning, self._workers, self._stop = beginning, workers, stop
        self._members: list[Member] = []
        self._queue: deque[RunSpec] = deque()
        self._suspects: deque[RunSpec] = deque()
        self._tries: dict[str, int] = {}
        self._told: set[str] = set()  # runs that are run again after their receipt was given
        self._warm = False
        self._cold_starts = self._in_a_row = self._careful = 0
        self._writer: Writer | None = None

    def run(self, specs: Sequence[RunSpec]) -> Iterator[Receipt]:
        """Carry out some runs; yield a receipt as each ends. At the end all are in the store.

        Raises InputError if the store cannot be written or workers do not start.
        """
        self._queue.extend(specs)
        while self._unfinished() and not self._stop.asked:
            self._hire()
            self._hand_out()
            yield from self._listen()
            yield from self._enforce_limits()

    def close(self) -> None:
        """Let runs in progress end within a few seconds, and what they made be stored.

        A second interruption ends all workers at once.
        """
        members, self._members = self._members, []
        patience = 0.0 if self._stop.urgent else GRACE + FLUSHING
        try:
            for each in members:
                each.channel.close()
            for each in members:
                each.leave(patience if each.pending or each.unstored else 0.0)
        finally:
            for each in members:
                each.kill()
            if self._writer is not None:
                self._writer.close()

    def _unfinished(self) -> bool:
        given = any(each.pending or each.unstored for each in self._members)
        return bool(given or self._queue or self._suspects)

    def _hire(self) -> None:
        busy = sum(not each.idle for each in self._members)
        wanted = min(self._workers, busy + len(self._queue) + len(self._suspects))
        while len(self._members) < wanted:
            self._members.append(Member(self._beginning))

    def _hand_out(self) -> None:
        for member in self._members:
            if not member.idle:
                continue
            if not member.warm and self._beginning.warm is not None:
                self._warm_up(member)
            elif member.unstored and (self._careful or not self._queue):
                if not member.flushing:
                    member.flush()
            elif self._queue:
                largest = A_FEW if self._careful else chunks.LARGEST
                member.run(chunks.take(self._queue, self._workers, largest))
            elif self._suspects:
                suspect = self._suspects.popleft()
                member.run([suspect], self._tries[suspect.key] + 1)

    def _warm_up(self, member: Member) -> None:
        """Get a worker ready; the first is alone with it, so that stages are compiled once."""
        alone = not any(each.warming for each in self._members)
        waiting = self._queue or self._suspects
        if waiting and (self._warm or alone):
            member.warm_up(waiting[0])

    def _listen(self) -> Iterator[Receipt]:
        ready = wait([each.channel for each in self._members], TICK)
        for member in [each for each in self._members if each.channel in ready]:
            try:
                for report in member.reports():
                    yield from self._heard(report)
            except EOFError:
                yield from self._lose(member, member.lost())

    def _heard(self, report: Report) -> Iterator[Receipt]:
        self._in_a_row = 0
        if report.what == "refused":
            raise InputError(*report.about.problems)
        if report.what == "warm":
            self._warm = True
        if report.what == "ended":
            self._careful = max(0, self._careful - 1)
            receipt = report.about
            if receipt.key not in self._told:
                yield receipt
            self._told.discard(receipt.key)

    def _enforce_limits(self) -> Iterator[Receipt]:
        for member in list(self._members):
            failure = member.breach()
            if failure is not None:
                yield from self._lose(member, failure)

    def _lose(self, member: Member, failure: Failure) -> Iterator[Receipt]:
        """Do without a worker: what it had is run again, or failed for good."""
        self._members.remove(member)
        member.kill()
        self._careful = CAREFUL
        self._cold_starts += member.warming
        if self._cold_starts >= COLD_STARTS:
            self._beginning = replace(self._beginning, warm=None)
        suspect = member.current
        back = [*member.unstored.values(), *member.pending.values()]
        self._told.update(member.unstored)
        self._queue.extendleft(reversed([each for each in back if each is not suspect]))
        if suspect is None:
            self._in_a_row += 1
            if self._in_a_row > MOST_LOST:
                what = f"{self._in_a_row} worker processes ended before they ran anything."
                raise InputError("--workers", what, f"The last: {failure.message}")
            return
        number = self._tries[suspect.key] = self._tries.get(suspect.key, 0) + 1
        if number <= suspect.world.limits.retries:
            self._suspects.append(suspect)
            return
        self._writer = self._writer or Writer(self._beginning.store)
        self._writer.failed(suspect, failure, member.seconds, number)
        yield Receipt(suspect.key, suspect.label, "failed", member.seconds, failure)
