"""The compiled engine: a stage rewritten over columns, kept as a readable file, compiled by numba.

``for firm in firms`` becomes a loop over row numbers, ``firm.cash`` becomes ``firms_cash[firm]``,
``park = parks[firm.park]`` a row number, ``assume.x`` and ``law[p].x`` arguments. The file is named
by a hash of the rewritten source, of every equation it calls and of the engine, because numba alone
does not notice a change in a called function.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from sim.core import cache, draws, rewrites
from sim.core.language import Source, Use, check_equation, is_constant
from sim.core.table import Table

_HEAD = '''"""{name}, rewritten over columns from {origin}. Written by parksim; do not edit."""

import math

from numba import njit

from sim.core.draws import buffer, counters, forgo, identity, larger, order, pay, smaller, spend
from sim.core.draws import uniform

'''


class _Columns(ast.NodeTransformer):
    """Rewrite a stage: rows become row numbers, fields become columns."""

    def __init__(self, use: Use, scope: Mapping[str, object]) -> None:
        self.use, self.scope = use, scope
        self.arguments: dict[str, tuple[str, str]] = {}

    def argument(self, owner: str, name: str) -> ast.Name:
        spelled = f"{owner}_{name.replace('.', '_')}"
        self.arguments[spelled] = (owner, name)
        return ast.Name(spelled, ast.Load())

    def visit_For(self, node: ast.For):
        if isinstance(node.iter, ast.Name) and node.iter.id in self.use.parameters:
            rows = self.argument(node.iter.id, "#rows")
            rows.id = f"number_of_{node.iter.id}"
            self.arguments[rows.id] = self.arguments.pop(f"{node.iter.id}_#rows")
            node.iter = ast.Call(ast.Name("range", ast.Load()), [rows], [])
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "len":
            self.arguments[f"number_of_{node.args[0].id}"] = (node.args[0].id, "#rows")
            return ast.Name(f"number_of_{node.args[0].id}", ast.Load())
        node = self.generic_visit(node)
        if name in ("min", "max"):
            pick = ast.Name("smaller" if name == "min" else "larger", ast.Load())
            chosen = node.args[0]
            for other in node.args[1:]:
                chosen = ast.Call(pick, [chosen, other], [])
            return chosen
        return node

    def visit_Attribute(self, node: ast.Attribute):
        found = self._field(node)
        if found is None:
            return self.generic_visit(node)
        column, row = found
        if row is None:
            return column
        return ast.Subscript(column, row, node.ctx)

    def visit_Subscript(self, node: ast.Subscript):
        if isinstance(node.value, ast.Name) and node.value.id in self.use.parameters:
            return self.visit(node.slice)  # a row is its number
        if isinstance(node.value, ast.Attribute):
            found = self._field(node.value)
            if found is not None:
                column, row = found
                place = self.visit(node.slice)
                if row is not None:
                    place = ast.Tuple([row, place], ast.Load())
                return ast.Subscript(column, place, node.ctx)
        return self.generic_visit(node)

    def _field(self, node: ast.Attribute) -> tuple[ast.Name, ast.expr | None] | None:
        """Return (column, row) of a field, (column, None) of a constant, or None."""
        base = node.value
        if isinstance(base, ast.Name) and base.id in self.use.rows:
            if node.attr == "row":
                return ast.Name(base.id, ast.Load()), None
            return self.argument(self.use.rows[base.id], node.attr), ast.Name(base.id, ast.Load())
        if isinstance(base, ast.Name) and base.id in self.use.parameters:
            return self.argument(base.id, node.attr), None
        if isinstance(base, ast.Subscript) and isinstance(base.value, ast.Name):
            if base.value.id in self.use.parameters:
                return self.argument(base.value.id, node.attr), self.visit(base.slice)
        if isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name):
            if base.value.id == "luck":
                return self.argument("luck", f"{base.attr}.{node.attr}"), None
            if base.value.id == "law" and base.attr == "zone":
                return self.argument("law", node.attr), ast.Constant(0)
        return None

    def visit_Name(self, node: ast.Name):
        if isinstance(node.ctx, ast.Load) and is_constant(node.id, self.scope):
            return ast.Constant(self.scope[node.id])
        return node


def _equations(source: Source, found: dict[str, str], known: dict[str, object]) -> None:
    """Collect the text of every equation that a source calls, the called before the caller."""
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        name = node.func.id
        equation = source.scope.get(name)
        if type(equation).__name__ != "Equation" or known.get(name) is equation:
            continue
        if name in known:
            source.problem(node, f"Two equations are called {name}.", "Give one another name.")
        if equation.function.__name__ != name:
            source.problem(node, "Import equations under their own name.")
        source.finish()
        known[name] = equation
        inner = Source.of(equation.function)
        check_equation(inner)
        _equations(inner, found, known)
        found[name] = _text(inner, Use([]), "@njit(error_model='python')")[0]


def _text(source: Source, use: Use, decorator: str) -> tuple[str, dict[str, tuple[str, str]]]:
    tree = copy.deepcopy(source.tree)
    tree.decorator_list = []
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:] or [ast.Pass()]
    rewriter = _Columns(use, source.scope)
    tree.body = [rewriter.visit(statement) for statement in tree.body]
    if use.parameters:
        names = sorted(rewriter.arguments)
        tree.args = ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, [])
    ast.fix_missing_locations(tree)
    return f"{decorator}\n{ast.unparse(tree)}\n", rewriter.arguments


def rewritten(stage) -> tuple[str, dict[str, tuple[str, str]]]:
    """Return the source of a stage over columns, and what each argument is: (owner, field)."""
    found = rewrites.recall(stage.function)
    if found is not None:
        return found
    equations: dict[str, str] = {}
    _equations(stage.source, equations, {})
    decorator = "@njit(cache=True, nogil=True, error_model='python')"
    body, arguments = _text(stage.source, stage.use, decorator)
    origin = f"{stage.function.__module__}.{stage.name}"
    text = _HEAD.format(name=stage.name, origin=origin) + "\n".join([*equations.values(), body])
    rewrites.remember(stage.function, text, arguments)
    return text, arguments


def _engine_version() -> str:
    import numba

    text = Path(draws.__file__).read_bytes()
    return f"{numba.__version__} {sys.version_info[:3]} {hashlib.blake2b(text).hexdigest()}"


def file_of(stage) -> tuple[Path, dict[str, tuple[str, str]], bool]:
    """Write the rewritten stage to the cache; return its path, arguments and whether it is new."""
    text, arguments = rewritten(stage)
    digest = hashlib.blake2b((text + _engine_version()).encode(), digest_size=10).hexdigest()
    path = cache.folder("stages") / f"{stage.name}_{digest}.py"
    new = not path.exists()
    if new and not cache.write(path, text.encode()):
        path = Path(tempfile.mkdtemp(prefix="parksim-")) / path.name  # no cache can be kept here
        path.write_text(text, encoding="utf-8")
    return path, arguments, new


def compile_stage(stage) -> Callable[[Mapping[str, object]], Callable[[], object]]:
    """Return a function that binds the compiled stage to named inputs."""
    path, arguments, new = file_of(stage)
    if new and os.environ.get("PARKSIM_QUIET") != "1":
        print(f"parksim: compiling {stage.name} (once on this machine)", file=sys.stderr)
    name = f"parksim_stages_{path.stem}"
    module = sys.modules.get(name)
    if module is None:
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    compiled = getattr(module, stage.name)
    wanted = [arguments[name] for name in sorted(arguments)]

    def bind(inputs: Mapping[str, object]) -> Callable[[], object]:
        gather = Gathering(wanted, inputs)
        return lambda: compiled(*gather())

    return bind


class Gathering:
    """What a compiled stage is called with, looked up owner by owner.

    wanted  (owner, field) of each argument, in the order of the arguments
    inputs  owners by name; tables stay the same, the others as they are at each call

    An owner with a ``version`` is looked up again only when that has changed.
    """

    def __init__(self, wanted: list[tuple[str, str]], inputs: Mapping[str, object]) -> None:
        self._inputs = inputs
        self._values: list[object] = [None] * len(wanted)
        self._fields: dict[str, list[tuple[int, str]]] = {}
        for place, (owner, field) in enumerate(wanted):
            self._fields.setdefault(owner, []).append((place, field))
        found = {owner: getattr(inputs[owner], "table", inputs[owner]) for owner in self._fields}
        self._tables = {owner: each for owner, each in found.items() if isinstance(each, Table)}
        self._seen: dict[str, tuple[object, object]] = {}

    def __call__(self) -> list[object]:
        """Return the arguments that the inputs give now."""
        values = self._values
        for owner, fields in self._fields.items():
            if owner in self._tables:
                self._take_columns(owner, fields)
                continue
            source = self._inputs[owner]
            version = getattr(source, "version", None)
            if version is None or self._seen.get(owner) != (source, version):
                for place, field in fields:
                    values[place] = writable(source.column(field))
                self._seen[owner] = source, version
        return values

    def _take_columns(self, owner: str, fields: list[tuple[int, str]]) -> None:
        table = self._tables[owner]
        moved = self._seen.get(owner) != (table, table.version)
        for place, field in fields:
            if field == "#rows":
                self._values[place] = table.rows
            elif moved:
                self._values[place] = table.columns[field]
        self._seen[owner] = table, table.version


def writable(value):
    """Return a number as it is and an array that may be written to: numba compiles for those."""
    if isinstance(value, np.ndarray) and not value.flags.writeable:
        return value.copy()
    return value
