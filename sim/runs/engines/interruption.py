"""A request to end while runs are carried out: SIGINT from a keyboard, SIGTERM from a scheduler."""

from __future__ import annotations

import signal
import threading
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)
GRACE = 5.0  # seconds in which runs in progress may end


class Interruption:
    """While it is entered, the first signal is noted and the second stops at once.

    asked      whether somebody asked for the end
    urgent     whether it was asked for twice
    immediate  set while something may be cut off: then the first signal stops at once, too

    Only a main thread gets signals; in any other it never asks.
    """

    def __init__(self) -> None:
        self.asked = self.urgent = self.immediate = False
        self._usual: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Interruption:
        if threading.current_thread() is threading.main_thread():
            self._usual = {each: signal.signal(each, self._take) for each in SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for each, usual in self._usual.items():
            signal.signal(each, usual)

    def _take(self, *_: object) -> None:
        self.urgent = self.asked
        self.asked = True
        if self.urgent or self.immediate:
            raise KeyboardInterrupt
