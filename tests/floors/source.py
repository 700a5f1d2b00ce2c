"""A module of the package as its syntax tree: on which floor it is, what it imports and names."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FLOORS = (
    ("core",),
    ("agents", "policy"),
    ("zone",),
    ("behaviour", "measure"),
    ("model", "quarter", "opening"),
    ("scenario",),
    ("runs",),
    ("analysis",),
    ("search",),
    ("report",),
    ("cli", "__main__"),
)
TOP = len(FLOORS) - 1
SHARED = {4, TOP}  # floors that are one room: their modules may import each other
SEQUENTIAL = {"random", "rng", "default_rng", "rvs"}
LAYOUT = {  # tokens that are no code
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}


def floor(room: str) -> int | None:
    """Return the floor of a room of the package, None if the room is on none."""
    return next((number for number, rooms in enumerate(FLOORS) if room in rooms), None)


@dataclass(frozen=True)
class Source:
    """One module: its dotted name (``sim.core.luck``), its text, whether it is a package's own."""

    name: str
    text: str
    package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """The part of the name below ``sim``; empty for the package's own front door."""
        return (self.name.split(".") + [""])[1]

    @property
    def floor(self) -> int | None:
        return floor(self.room)

    @property
    def folder(self) -> str:
        """The dotted name of the folder that the module lies in."""
        return self.name if self.package else self.name.rpartition(".")[0]

    @property
    def lines(self) -> int:
        """Number of lines of the file."""
        return len(self.text.splitlines())

    @property
    def code_lines(self) -> int:
        """Number of lines with code on them: not blank, not comment or docstring alone."""
        prose = [
            ((text.lineno, text.col_offset), (text.end_lineno, text.end_col_offset))
            for text in self._docstrings()
        ]
        found: set[int] = set()
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type in LAYOUT:
                continue
            if any(start <= token.start and token.end <= end for start, end in prose):
                continue
            found.update(range(token.start[0], token.end[0] + 1))
        return len(found)

    def imports(self) -> Iterator[tuple[int, str]]:
        """Yield line and dotted name of everything of ``sim`` that is imported, anywhere."""
        for line, name in self._imports():
            if name == "sim" or name.startswith("sim."):
                yield line, name

    def _imports(self) -> Iterator[tuple[int, str]]:
        for node in ast.walk(self.tree):
            match node:
                case ast.Import(names=names):
                    yield from ((node.lineno, alias.name) for alias in names)
                case ast.ImportFrom(module=module, names=names, level=level):
                    start = ".".join(filter(None, [self._above(level), module]))
                    yield from ((node.lineno, f"{start}.{alias.name}") for alias in names)
                case ast.Call(func=called, args=[ast.Constant(value=str(name)), *_]):
                    if ast.unparse(called).split(".")[-1] in {"import_module", "__import__"}:
                        yield node.lineno, name

    def _above(self, level: int) -> str:
        parts = self.name.split(".")
        return ".".join(parts[: len(parts) - level + self.package]) if level else ""

    def upward_imports(self) -> list[str]:
        """Return a line for each import that goes up a floor or into the next room."""
        return [
            f"{self.name}:{line} imports {name}"
            for line, name in self.imports()
            if not self._allowed(name)
        ]

    def _allowed(self, name: str) -> bool:
        room = (name.split(".") + [""])[1]
        target = floor(room)
        if target is None:  # the front door shows every floor, so only the top may come through it
            return self.floor == TOP or name == "sim.__version__"
        return room == self.room or target < self.floor or target == self.floor in SHARED

    def sequential_luck(self) -> list[str]:
        """Return a line for each use of random numbers that come one after another."""
        found = []
        for node in ast.walk(self.tree):
            match node:
                case ast.Attribute(attr=word) if word in SEQUENTIAL:
                    found.append(f"{self.name}:{node.lineno} uses {ast.unparse(node)}")
        for line, name in self._imports():
            if SEQUENTIAL & set(name.split(".")) or name.split(".")[0] == "secrets":
                found.append(f"{self.name}:{line} imports {name}")
        return found

    def words(self) -> Iterator[tuple[int, str]]:
        """Yield line and text of every name and string of the code; docstrings are not code."""
        prose = {id(text) for text in self._docstrings()}
        for node in ast.walk(self.tree):
            match node:
                case ast.Constant(value=str(text)) if id(node) not in prose:
                    yield node.lineno, text
                case ast.Name(id=text) | ast.Attribute(attr=text) | ast.arg(arg=text):
                    yield node.lineno, text
                case ast.FunctionDef(name=text) | ast.ClassDef(name=text):
                    yield node.lineno, text
                case ast.keyword(arg=str(text)):
                    yield node.value.lineno, text

    def _docstrings(self) -> Iterator[ast.Constant]:
        for node in ast.walk(self.tree):
            match node:
                case ast.Expr(value=ast.Constant(value=str()) as text):
                    yield text

    def naming(self, places: set[str]) -> list[str]:
        """Return a line for each place of a real zone that the code names."""
        if not places:
            return []
        names = "|".join(re.escape(place).replace(r"\-", "[-_]") for place in sorted(places))
        pattern = re.compile(rf"(?<![a-z0-9])(?:{names})(?![a-z0-9])", re.IGNORECASE)
        return [
            f"{self.name}:{line} names {hit.group()}"
            for line, text in self.words()
            for hit in pattern.finditer(text)
        ]


def sources(package: Path) -> list[Source]:
    """Return every module of a package folder, in the order of their names."""
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        own = parts[-1] == "__init__"
        found.append(Source(".".join(parts[: len(parts) - own]), path.read_text("utf-8"), own))
    return found
