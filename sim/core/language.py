"""The small language of stages: what a stage may say, checked when it is declared.

A stage is a function over tables. It may loop over a table (``for firm in firms``), bind a row to a
name once (``park = parks[firm.park]``), read and write fields of rows, read named constants
(``assume.x``, ``clock.time``) and matrices (``space.km[p, q]``), draw luck (``uniform(luck.search,
talent.uid, 0)``), call equations and `math`, and work in buffers. It may not pass an agent to a
function, build lists, call NumPy or raise to a power with ``**``: those round differently in the
two engines, or hide what a stage reads.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.core.errors import InputError, Problem

INTRINSICS = frozenset(
    {"uniform", "identity", "buffer", "counters", "order", "pay", "spend", "forgo"}
)
BOOKS = {"pay": 1, "spend": 2, "forgo": 1}  # how many first arguments each writes to
BUILTINS = frozenset({"range", "min", "max", "abs", "int", "float", "bool", "len"})
MATH = frozenset(
    "exp expm1 log log1p log2 log10 sqrt sin cos tan atan tanh erf erfc "
    "floor ceil fabs pi e".split()
)  # those that give the same bits in both engines; pow, hypot and gamma do not
ALLOWED = (
    ast.FunctionDef, ast.arguments, ast.arg, ast.For, ast.While, ast.If, ast.Assign, ast.AugAssign,
    ast.AnnAssign, ast.Expr, ast.Return, ast.Break, ast.Continue, ast.Pass, ast.Name, ast.Attribute,
    ast.Subscript, ast.Tuple, ast.Constant, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare,
    ast.IfExp, ast.Call, ast.Load, ast.Store, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
)  # fmt: skip
REFUSED = {
    ast.Pow: "Powers round differently in the two engines: write x * x, math.sqrt(x) or "
    "math.exp(y * math.log(x)).",
    ast.List: "Lists cannot be compiled: use buffer(n) or counters(n).",
    ast.Dict: "Dictionaries cannot be compiled: use a state variable or a buffer.",
    ast.ListComp: "Comprehensions cannot be compiled: write the loop.",
    ast.GeneratorExp: "Generators cannot be compiled: write the loop.",
    ast.JoinedStr: "Text cannot be compiled: a stage works with numbers.",
    ast.Lambda: "Functions inside a stage cannot be compiled: declare an @equation.",
    ast.Try: "Exceptions cannot be compiled: write the condition.",
    ast.With: "A with block cannot be compiled.",
    ast.Is: "Compare numbers with ==.",
    ast.IsNot: "Compare numbers with !=.",
    ast.In: "Membership cannot be compiled: write the comparison.",
    ast.NotIn: "Membership cannot be compiled: write the comparison.",
}


class LanguageError(InputError):
    """A stage says something that the small language does not have."""


@dataclass
class Source:
    """A function of the model as syntax: its tree, and where each line stands."""

    name: str
    tree: ast.FunctionDef
    file: str
    first_line: int
    indent: int
    scope: dict[str, object]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, function) -> Source:
        """Parse a function; raises LanguageError if its source cannot be read."""
        try:
            lines, first = inspect.getsourcelines(function)
            file = inspect.getsourcefile(function) or "?"
        except (OSError, TypeError):
            raise LanguageError(
                function.__name__,
                "The source of this function cannot be read.",
                "Write stages and equations in a file, not at a prompt.",
            ) from None
        tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
        if not isinstance(tree, ast.FunctionDef):
            raise LanguageError(f"{file}:{first}", "A stage must be written with def.")
        scope = dict(function.__globals__)
        scope.update(inspect.getclosurevars(function).nonlocals)
        indent = len(lines[0]) - len(lines[0].lstrip())
        return cls(function.__name__, tree, file, first, indent, scope)

    def problem(self, node: ast.AST, what: str, do: str = "") -> None:
        """Note what is wrong at a node."""
        line = self.first_line + getattr(node, "lineno", 1) - 1
        column = self.indent + getattr(node, "col_offset", 0) + 1
        self.problems.append(Problem(f"{self.file}:{line}:{column}  {self.name}", what, do))

    def finish(self) -> None:
        """Raise LanguageError with everything that was noted."""
        if self.problems:
            raise LanguageError(self.problems)

    @property
    def parameters(self) -> list[str]:
        """Names of the arguments."""
        return [argument.arg for argument in self.tree.args.args]


def check_forms(source: Source) -> None:
    """Note every form of syntax that the language does not have."""
    for node in ast.walk(source.tree):
        if type(node) in REFUSED:
            here = node if hasattr(node, "lineno") else _owner(source.tree, node)
            source.problem(here, REFUSED[type(node)])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            continue
        elif isinstance(node, ast.keyword):
            source.problem(node.value, "Arguments are given by position.")
        elif not isinstance(node, ALLOWED):
            if hasattr(node, "lineno"):
                source.problem(node, f"A stage cannot use {type(node).__name__}.")


def _owner(tree: ast.AST, wanted: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if hasattr(node, "lineno") and any(child is wanted for child in ast.iter_child_nodes(node)):
            return node
    return tree


def check_equation(source: Source) -> None:
    """Check that an equation is a pure function of numbers; raises LanguageError."""
    check_forms(source)
    _check_known(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and not _is_math(node):
            source.problem(node, "An equation takes numbers: pass the field, not the agent.")
        if isinstance(node, ast.Subscript):
            source.problem(node, "An equation takes numbers: pass the entry, not the array.")
        if isinstance(node, ast.Call):
            check_call(source, node)
    source.finish()


def check_call(source: Source, node: ast.Call) -> None:
    """Note a call of something that cannot be compiled."""
    if isinstance(node.func, ast.Attribute) and _is_math(node.func):
        if node.func.attr not in MATH:
            known = ", ".join(sorted(MATH))
            source.problem(
                node,
                f"math.{node.func.attr} is not the same in both engines.",
                f"Known are {known}; a power is math.exp(y * math.log(x)).",
            )
        return
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    if name in ("min", "max") and len(node.args) < 2:
        source.problem(node, f"{name}() takes two numbers or more.")
    if name in BUILTINS or name in INTRINSICS:
        return
    if type(source.scope.get(name)).__name__ == "Equation":
        return
    source.problem(
        node,
        f"{name}() is no equation.",
        "A stage calls equations (@equation), math, luck and "
        f"{', '.join(sorted(BUILTINS | INTRINSICS))}.",
    )


def _check_known(source: Source) -> None:
    """Note every name that is no argument, variable, constant or function of the language."""
    known = set(source.parameters) | BUILTINS | INTRINSICS | {"math"}
    called = set()
    nodes = [node for statement in source.tree.body for node in ast.walk(statement)]
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            known.add(node.id)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            called.add(node.func)
    for node in nodes:
        if isinstance(node, ast.Name) and node.id not in known and node not in called:
            if not is_constant(node.id, source.scope):
                what = f'"{node.id}" is no number that a stage knows.'
                do = "Constants are numbers of the module in capitals; the rest is an argument."
                source.problem(node, what, do)


def is_constant(name: str, scope: Mapping[str, object]) -> bool:
    """Return whether a name in capitals stands for a number of the module."""
    value = scope.get(name)
    return name.isupper() and isinstance(value, int | float) and not isinstance(value, bool)


def _is_math(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "math"


@dataclass
class Use:
    """What a stage touches, known from its source."""

    parameters: list[str]
    rows: dict[str, str] = field(default_factory=dict)
    sizes: list[str] = field(default_factory=list)
    reads: dict[tuple[str, str], None] = field(default_factory=dict)
    writes: dict[tuple[str, str], None] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)


def check_stage(source: Source) -> Use:
    """Check a stage and return what it reads and writes; raises LanguageError."""
    check_forms(source)
    _check_known(source)
    use = Use(source.parameters)
    bound: dict[str, ast.AST] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.For):
            _note_loop(source, use, node)
        elif isinstance(node, ast.Assign):
            _note_binding(source, use, node, bound)
    _check_names(source, use)
    source.finish()
    return use


def _note_loop(source: Source, use: Use, node: ast.For) -> None:
    if not isinstance(node.target, ast.Name):
        source.problem(node, "A loop has one name.")
    elif isinstance(node.iter, ast.Name) and node.iter.id in use.parameters:
        _bind(source, use, node.target.id, node.iter.id, node)
        if node.iter.id not in use.sizes:
            use.sizes.append(node.iter.id)
    elif not (
        isinstance(node.iter, ast.Call)
        and isinstance(node.iter.func, ast.Name)
        and node.iter.func.id == "range"
    ):
        source.problem(node, "A loop runs over a table or over range(...).")


def _note_binding(source: Source, use: Use, node: ast.Assign, bound: dict[str, ast.AST]) -> None:
    if not _is_row(use, node.value):
        return
    if len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
        source.problem(node, "A row is bound to one name.")
        return
    name = node.targets[0].id
    if name in bound:
        source.problem(node, f'"{name}" is bound to a row twice.', "Give the second row a name.")
    bound[name] = node
    _bind(source, use, name, node.value.value.id, node)


def _bind(source: Source, use: Use, name: str, table: str, node: ast.AST) -> None:
    if use.rows.setdefault(name, table) != table:
        source.problem(node, f'"{name}" stands for a row of {use.rows[name]} and of {table}.')
    use.tables.add(table)


def _check_rows(source: Source, use: Use) -> None:
    """Note a row's name that also stands for a number, and what cannot be counted or written."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign) and not _is_row(use, node.value):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id in use.rows:
                    source.problem(node, f'"{target.id}" is a row and cannot be a number too.')
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if node.attr == "row":
                source.problem(node, "A row keeps its number.")
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len":
            if len(node.args) != 1 or getattr(node.args[0], "id", "") not in use.parameters:
                source.problem(node, "len() counts the rows of a table.")


def _is_row(use: Use, value: ast.expr) -> bool:
    """Return whether an expression is a row of a table: ``parks[firm.park]``."""
    return (
        isinstance(value, ast.Subscript)
        and isinstance(value.value, ast.Name)
        and value.value.id in use.parameters
    )


def _check_names(source: Source, use: Use) -> None:
    drawn: dict[str, ast.AST] = {}
    _check_rows(source, use)
    parents = {
        child: node for node in ast.walk(source.tree) for child in ast.iter_child_nodes(node)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            check_call(source, node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            parent = parents.get(node)
            if node.id in use.rows and not isinstance(parent, ast.Attribute):
                source.problem(
                    node,
                    f'"{node.id}" is an agent and cannot be passed on.',
                    f"Pass its fields, such as {node.id}.uid.",
                )
            plain = isinstance(parent, ast.Attribute | ast.For) or (
                isinstance(parent, ast.Subscript) and parent.value is node
            )
            counted = isinstance(parent, ast.Call) and getattr(parent.func, "id", "") == "len"
            if node.id in use.parameters and not (plain or counted):
                source.problem(node, f'"{node.id}" is a table and cannot be passed on.')
            if counted and node.id in use.parameters and node.id not in use.sizes:
                use.sizes.append(node.id)
        if isinstance(node, ast.Attribute):
            decision = _note_attribute(source, use, node, parents)
            if decision and decision in drawn:
                source.problem(
                    node,
                    f'The decision "{decision}" is drawn at two places.',
                    "Every decision has a name of its own.",
                )
            elif decision:
                drawn[decision] = node


def _note_attribute(source: Source, use: Use, node: ast.Attribute, parents) -> str:
    """Enter a read or a write; return the name of the decision if it is luck."""
    base = node.value
    owner, name = "", node.attr
    if isinstance(base, ast.Name):
        owner = use.rows.get(base.id, base.id if base.id in use.parameters else "")
    elif isinstance(base, ast.Subscript) and isinstance(base.value, ast.Name):
        owner = base.value.id if base.value.id in use.parameters else ""
        if owner:
            use.tables.add(owner)
    elif isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name):
        if base.value.id == "luck":
            owner, name = "luck", f"{base.attr}.{node.attr}"
        elif base.value.id == "law" and base.attr == "zone":
            owner = "law"
    if not owner or (isinstance(base, ast.Name) and node.attr in ("row",)):
        return ""
    if owner == "luck" and name in ("year", "ever"):
        return ""
    if owner == "law" and name == "zone":
        return ""
    target = parents.get(node)
    stored = isinstance(node.ctx, ast.Store) or (
        isinstance(target, ast.Subscript)
        and target.value is node
        and isinstance(target.ctx, ast.Store)
    )
    called = getattr(target.func, "id", "") if isinstance(target, ast.Call) else ""
    booked = target.args[: BOOKS[called]] if called in BOOKS else []
    if stored or any(node is book for book in booked):
        if owner in ("law", "assume", "luck", "clock"):
            source.problem(node, f"A stage cannot change {owner}.{name}.")
        use.writes[owner, name] = None
    use.reads[owner, name] = None
    return name if owner == "luck" else ""
