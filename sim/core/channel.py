"""Channels: where in a stage the value of a field goes, read off the stage's syntax.

A field's value goes to its first consumers: the argument of an equation, a payment, a condition,
the bounds of a loop, or one addend of what a statement computes. An equation whose value is only
paid is a payment. A variable that is set once is followed to its own consumers; one that is set
again, or added to, is a consumer itself. Two fields share a channel if all their consumers are the
same: wherever the stages take one they take the other with it, so that no place of the source holds
the effect of either alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sim.core.stage import Stage

PAYMENTS = frozenset({"pay", "spend", "forgo"})
_THROUGH = (ast.BinOp, ast.UnaryOp, ast.IfExp, ast.Subscript, ast.Call, ast.Tuple)


@dataclass(frozen=True, order=True)
class Consumer:
    """What takes the value of a field in a stage.

    stage     name of the stage
    kind      equation, payment, condition, loop or term
    name      of the equation or payment; else what a term is added to, ``parks.land_bank``
    argument  of the equation or payment; else the text of the term or condition
    line, column  where it stands in the file
    """

    stage: str
    kind: str
    name: str
    argument: str
    line: int
    column: int

    def __str__(self) -> str:
        if self.kind in ("equation", "payment"):
            return f"{self.name}({self.argument})"
        if self.kind == "term":
            return f"{self.name}: {self.argument}"
        return f"{self.kind}: {self.argument}"


def consumers(stage: Stage, owner: str) -> dict[str, tuple[Consumer, ...]]:
    """Return field -> its first consumers in the order of the lines, for the fields of an input.

    owner  input whose fields are traced: ``law``, ``assume``
    """
    trace = _Trace(stage)
    found: dict[str, set[Consumer]] = {}
    for node in ast.walk(stage.source.tree):
        name = trace.field(node, owner)
        if name:
            found.setdefault(name, set()).update(trace.consumers(node))
    order = {name: sorted(each, key=lambda c: (c.line, c.column)) for name, each in found.items()}
    return {name: tuple(each) for name, each in order.items()}


class _Trace:
    """The syntax of one stage with the way from each node up to its statement."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.source, self.use = stage.name, stage.source, stage.use
        tree = self.source.tree
        self.parents = {
            child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
        }
        self.sets: dict[str, int] = {}
        self.loads: dict[str, list[ast.Name]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.sets[node.id] = self.sets.get(node.id, 0) + 1
            elif isinstance(node, ast.Name):
                self.loads.setdefault(node.id, []).append(node)

    def field(self, node: ast.AST, owner: str) -> str:
        """Return the field that a node reads of an input, or nothing."""
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
            return ""
        base = node.value
        if isinstance(base, ast.Name):
            held = self.use.rows.get(base.id, base.id)
            return node.attr if held == owner and node.attr not in ("zone", "row") else ""
        if isinstance(base, ast.Subscript) and isinstance(base.value, ast.Name):
            return node.attr if base.value.id == owner else ""
        if isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name):
            zone = base.value.id == owner and base.attr == "zone"
            return node.attr if zone else ""
        return ""

    def consumers(self, node: ast.AST, seen: frozenset[str] = frozenset()) -> Iterator[Consumer]:
        """Yield what first takes the value of an expression."""
        term = node
        while True:
            parent = self.parents[node]
            if isinstance(parent, ast.Call) and self._takes(parent):
                taken = self._call(parent, node)
                if taken.kind == "equation" and self._priced(parent, seen):
                    taken = replace(taken, kind="payment")
                yield taken
                return
            if not isinstance(parent, _THROUGH) or (
                isinstance(parent, ast.IfExp) and node is parent.test
            ):
                break
            sums = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add | ast.Sub)
            node = parent
            term = term if sums else parent
        yield from self._statement(parent, node, term, seen)

    def _takes(self, call: ast.Call) -> bool:
        name = getattr(call.func, "id", "")
        return name in PAYMENTS or type(self.source.scope.get(name)).__name__ == "Equation"

    def _priced(self, call: ast.Call, seen: frozenset[str]) -> bool:
        """Return whether the value of a call goes to payments and nowhere else."""
        takers = list(self.consumers(call, seen))
        return bool(takers) and all(each.kind == "payment" for each in takers)

    def _call(self, call: ast.Call, node: ast.AST) -> Consumer:
        name, place = call.func.id, next(i for i, each in enumerate(call.args) if each is node)
        if name in PAYMENTS:
            return self._consumer("payment", name, ast.unparse(call.args[place]), node)
        function = self.source.scope[name].function
        argument = function.__code__.co_varnames[place]
        return self._consumer("equation", name, argument, node)

    def _statement(
        self, parent: ast.AST, node: ast.AST, term: ast.AST, seen: frozenset[str]
    ) -> Iterator[Consumer]:
        if isinstance(parent, ast.For):
            yield self._consumer("loop", "", ast.unparse(node), node)
        elif isinstance(parent, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
            name = getattr(targets[0], "id", "")
            followed = isinstance(parent, ast.Assign) and self.sets.get(name) == 1
            if followed and name not in seen:
                for load in self.loads.get(name, ()):
                    yield from self.consumers(load, seen | {name})
            elif name not in seen:
                yield self._consumer("term", self._spoken(targets[0]), ast.unparse(term), term)
        else:
            tested = parent if isinstance(parent, ast.Compare) else node
            yield self._consumer("condition", "", ast.unparse(tested), tested)

    def _spoken(self, target: ast.expr) -> str:
        """Return a target of an assignment as people know it: ``parks.stock``, ``worth``."""
        if isinstance(target, ast.Subscript):
            return self._spoken(target.value)
        if isinstance(target, ast.Attribute):
            base = target.value
            row = base.value if isinstance(base, ast.Subscript) else base
            return f"{self.use.rows.get(row.id, row.id)}.{target.attr}"
        return target.id

    def _consumer(self, kind: str, name: str, argument: str, node: ast.AST) -> Consumer:
        line = self.source.first_line + node.lineno - 1
        return Consumer(self.stage, kind, name, argument, line, node.col_offset)
