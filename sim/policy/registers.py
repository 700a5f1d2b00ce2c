"""The registers: clauses, targets, events, levers, programmes, assumptions, from YAML.

The shipped files stand beside this module; a user's folder with ``levers/``, ``assumptions/`` or
``events/`` is looked up first. What was read is kept in the cache under the digest of all files,
so a start without changed files needs neither YAML nor pydantic.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sim.core import cache
from sim.core.errors import InputError, Problem
from sim.policy.assumption import Assumption
from sim.policy.clause import Clause, Event
from sim.policy.entry import Entry, Register
from sim.policy.lever import Lever
from sim.policy.programme import Programme
from sim.policy.search import Hit, Index
from sim.policy.target import Definition, Target

SHIPPED = Path(__file__).parent
_READERS = ("reading.py", "forms.py", "checking.py")  # a change in them makes the cache void
_KINDS: dict[str, type[Entry]] = {
    "clauses": Clause,
    "definitions": Definition,
    "targets": Target,
    "events": Event,
    "levers": Lever,
    "assumptions": Assumption,
    "programmes": Programme,
}
_loaded: dict[str, Registers] = {}


@dataclass(frozen=True)
class Registers:
    """All registers, each a mapping from id to entry in the order of the files.

    digest  of all files that were read, 32 hexadecimal digits
    """

    clauses: Register[Clause]
    definitions: Register[Definition]
    targets: Register[Target]
    events: Register[Event]
    levers: Register[Lever]
    assumptions: Register[Assumption]
    programmes: Register[Programme]
    digest: str

    def lever(self, name: str) -> Lever:
        """Return the lever of an id. Raises InputError with the nearest id."""
        return _get(self.levers, name, "lever")

    def assumption(self, name: str) -> Assumption:
        """Return the assumption of an id. Raises InputError with the nearest id."""
        return _get(self.assumptions, name, "assumption")

    def clause(self, name: str) -> Clause:
        """Return the clause of an id. Raises InputError with the nearest id."""
        return _get(self.clauses, name, "clause")

    def event(self, name: str) -> Event:
        """Return the event of an id. Raises InputError with the nearest id."""
        return _get(self.events, name, "event")

    def definition(self, name: str) -> Definition:
        """Return the definition of an id. Raises InputError with the nearest id."""
        return _get(self.definitions, name, "definition")

    def levers_of(self, clause: str) -> tuple[Lever, ...]:
        """Return the levers of a clause in file order."""
        return tuple(lever for lever in self.levers.values() if lever.clause == clause)

    def search(self, word: str) -> list[Hit]:
        """Return what a word names, best first: ids, labels, other names and clause texts."""
        return self._index.search(word)

    def symbols(self) -> dict[str, tuple[str, ...]]:
        """Return symbol -> ids of the assumptions that have it; an id stands for itself too."""
        found: dict[str, tuple[str, ...]] = {name: (name,) for name in self.assumptions}
        for assumption in self.assumptions.values():
            own = [assumption.symbol]
            own += [point.notes.get("symbol", "") for point in assumption.points]
            for symbol in dict.fromkeys(filter(None, own)):
                if assumption.id not in found.get(symbol, ()):
                    found[symbol] = (*found.get(symbol, ()), assumption.id)
        return found

    @cached_property
    def sum_groups(self) -> dict[str, tuple[str, ...]]:
        """Groups of levers whose values sum to one: name -> ids."""
        groups: dict[str, tuple[str, ...]] = {}
        for lever in self.levers.values():
            if lever.part_of:
                groups[lever.part_of] = (*groups.get(lever.part_of, ()), lever.id)
        return groups

    @cached_property
    def _index(self) -> Index:
        return Index(self.clauses, self.definitions, self.targets, self.events, self.levers,
                     self.assumptions)  # fmt: skip


def load(folders: Sequence[Path] = ()) -> Registers:
    """Load the shipped registers and those of users' folders, of which the first comes first.

    folders  folders with ``levers/``, ``assumptions/`` or ``events/``; an entry there replaces the
             shipped one of the same id
    Raises InputError with every problem of every file.
    """
    folders = [Path(folder) for folder in folders]
    for folder in folders:
        if not folder.is_dir():
            raise InputError(str(folder), "There is no such folder.", "Check the path.")
    digest = _digest(folders)
    if digest not in _loaded:
        _loaded[digest] = _build(_compiled(folders, digest), digest)
    return _loaded[digest]


def _compiled(folders: Sequence[Path], digest: str) -> bytes:
    """Return the entries of all folders as JSON, from the cache or read and checked."""
    path = cache.folder("registers") / f"{digest}.json"
    kept = cache.recall(path)
    if kept is not None:
        return kept
    from sim.policy import checking, reading  # slow imports that a warm cache does not need

    if folders:
        first, *others = folders
        entries = json.loads(_compiled(others, _digest(others)))
        own, places = reading.read(first, shipped=False)
        for kind, found in own.items():
            entries[kind].update(found)
    else:
        entries, places = reading.read(SHIPPED, shipped=True)
    compiled = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
    checking.check(_build(compiled, digest), places)
    cache.keep(path, compiled)
    return compiled


def _build(compiled: bytes, digest: str) -> Registers:
    entries = json.loads(compiled)
    return Registers(
        **{name: Register(kind, entries[name]) for name, kind in _KINDS.items()}, digest=digest
    )


def _digest(folders: Sequence[Path]) -> str:
    digest = blake2b(digest_size=16)
    for name in _READERS:
        digest.update((SHIPPED / name).read_bytes())
    for folder in [SHIPPED, *folders]:
        for kind in _KINDS:
            for name in [f"{kind}.yaml", *_yaml_files(folder / kind)]:
                with suppress(OSError), open(f"{folder}/{name}", "rb") as stream:
                    content = stream.read()
                    digest.update(f"\0{folder.name}/{name}\0{len(content)}\0".encode())
                    digest.update(content)
    return digest.hexdigest()


def _yaml_files(folder: Path) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [f"{folder.name}/{name}" for name in names if name.endswith(".yaml")]


def _get(entries: Mapping[str, Any], name: str, kind: str) -> Any:
    if name in entries:
        return entries[name]
    nearest = difflib.get_close_matches(name, entries, n=1, cutoff=0.5)
    advice = [f'Did you mean "{nearest[0]}"?'] if nearest else []
    words = name.replace(".", " ").replace("_", " ").strip()
    advice.append(f"Look it up with: parksim show {words}")
    raise InputError(Problem("", f'There is no {kind} "{name}".', "\n".join(advice)))
