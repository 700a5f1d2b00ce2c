"""Named constants that stages read: numbers, vectors and matrices under their names."""

from __future__ import annotations

import numpy as np


class Constants:
    """A set of named numbers and arrays, read as ``space.km`` or ``clock.time``.

    Numbers keep their kind (whole or decimal): the compiled engine distinguishes the two.

    version  grows when a constant is set
    """

    def __init__(self, values: dict[str, object] | None = None) -> None:
        self.values: dict[str, object] = {}
        self.version = 0
        self.update(values or {})

    def update(self, values: dict[str, object]) -> None:
        """Set several constants; arrays become contiguous."""
        self.version += 1
        for name, value in values.items():
            array = isinstance(value, np.ndarray | list | tuple)
            self.values[name] = np.ascontiguousarray(value) if array else value

    def column(self, name: str):
        """Return a constant by name; raises KeyError if there is none."""
        return self.values[name]

    def __getattr__(self, name: str):
        if name.startswith("__") or name in ("values", "version"):
            raise AttributeError(name)
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(f"there is no constant {name}") from None
