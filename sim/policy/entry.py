"""A register is a mapping of entries; each has an id and a place, and is built when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Entry:
    """One entry of a register.

    id     its name in scenario files, figures and tables
    place  file and line of the register
    """

    id: str
    place: str

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """Return the entry with these fields, set at once; the dictionary is used up."""
        entry = cls.__new__(cls)
        entry.__dict__.update(plain)
        return entry


class Register[Kind: Entry](Mapping[str, Kind]):
    """A read-only mapping from id to entry in the order of the files.

    kind   class of the entries
    plain  id -> fields as the cache keeps them; used up entry by entry
    """

    def __init__(self, kind: type[Kind], plain: dict[str, dict[str, Any]]) -> None:
        self._kind = kind
        self._entries: dict[str, Any] = plain

    def __getitem__(self, name: str) -> Kind:
        entry = self._entries[name]
        if type(entry) is dict:
            entry = self._entries[name] = self._kind.of(entry)
        return entry

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __repr__(self) -> str:
        return f"{self._kind.__name__} register of {len(self)} entries"
