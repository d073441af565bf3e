"""Single faults of the reference driver, made systematically: each is one change of its source.

A mutant is the reference driver with one comparison, constant, condition, operator or statement changed. Its
module is compiled and put in the place of the right one while the modules that rest on it are loaded again,
so the right driver and the application's side beside it stay as they are.
"""

import ast
import copy
import importlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from random import Random
from types import ModuleType
from typing import Any, cast

from coppspec.driver.protocol import Driver
from coppspec.model.profile import Profile
from coppspec.properties.following import options_of

PACKAGE = "coppspec.driver"
MODULES = (
    "commands", "device", "keys", "levels", "mac", "miniport", "protection", "protection_commands",
    "reference", "renderer", "session", "start_block", "television",
)  # fmt: skip
"""The modules that a driver consists of. The others declare what it has, or belong to the application."""
NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
BORDER: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
OTHER: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Mod: ast.FloorDiv,
    ast.Mult: ast.Add, ast.Pow: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class DriverMutant:
    """One fault of the reference driver."""

    module: str
    number: int
    """Its place among the faults of its module."""
    line: int
    where: str
    """The class and the method."""
    kind: str
    change: str
    """What stood there, and what stands there now."""
    occurrence: int = 1
    """Which one it is of those that are alike in all of that."""

    def __str__(self) -> str:
        """The fault in a line that names it for good, as no line number does."""
        again = f" ({self.occurrence})" if self.occurrence > 1 else ""
        return f"{self.module}: {self.where}: {self.kind}: {self.change}{again}"

    def make(self, profile: Profile | None = None) -> Callable[[], Driver]:
        """Makes drivers with this fault, which have their random numbers from one source, as a machine has.

        Raises:
            Exception: the faulty module cannot even be loaded.
        """
        reference = _loaded(self.module, _changed(self.module, self.number))
        options = options_of(profile or Profile())
        source = Random(0).randbytes  # noqa: S311  to repeat it

        def made() -> Driver:
            driver: Driver = reference(options, random_bytes=source)
            return driver

        return made


@cache
def driver_mutants() -> tuple[DriverMutant, ...]:
    """Every mutant of every module, in the order of the source."""
    found: list[DriverMutant] = []
    known = Counter[str]()
    for module in MODULES:
        for number, fault in enumerate(_faults(_tree(module))):
            mutant = DriverMutant(module, number, fault.line, fault.where, fault.kind, fault.change)
            known[str(mutant)] += 1
            found.append(replace(mutant, occurrence=known[str(mutant)]))
    return tuple(found)


@dataclass(frozen=True)
class _Fault:
    line: int
    where: str
    kind: str
    change: str
    replace: Callable[[], None]
    """Changes the tree in which it was found."""


@cache
def _source(module: str) -> str:
    return files(PACKAGE).joinpath(f"{module}.py").read_text(encoding="utf-8")


def _tree(module: str) -> ast.Module:
    return ast.parse(_source(module))


def _changed(module: str, number: int) -> ast.Module:
    tree = _tree(module)
    for at, fault in enumerate(_faults(tree)):
        if at == number:
            fault.replace()
            return ast.fix_missing_locations(tree)
    raise ValueError(f"{module} has no fault {number}")


def _faults(tree: ast.Module) -> Iterator[_Fault]:
    """All that can be wrong, found before anything is changed."""
    found: list[_Fault] = []
    _walk(tree, "", found)
    return iter(found)


def _walk(node: ast.AST, where: str, found: list[_Fault]) -> None:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.arguments) or _is_cast(node):
        return
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        where = f"{where}.{node.name}".lstrip(".")
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases", "type_params"}:
            continue
        children = cast("list[object]", value) if isinstance(value, list) else []
        for at, child in enumerate(children):
            if isinstance(child, ast.AST):
                _note_in_list(node, name, at, where, found)
                _walk(child, where, found)
        if isinstance(value, ast.AST):
            _note(node, name, value, where, found)
            _walk(value, where, found)


def _is_cast(node: ast.AST) -> bool:
    """A docstring, or a text for whoever reads an error."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.JoinedStr)


def _note_in_list(node: ast.AST, name: str, at: int, where: str, found: list[_Fault]) -> None:
    """Statements left out, and expressions in lists, such as arguments."""
    children: list[Any] = getattr(node, name)
    child = children[at]
    if isinstance(child, ast.stmt):
        if not isinstance(child, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom) and not (
            _is_cast(child) or (isinstance(child, ast.AnnAssign) and child.value is None)
        ):
            text = ast.unparse(child).partition("\n")[0]

            def leave_out() -> None:
                children[at] = ast.copy_location(ast.Pass(), child)

            found.append(_Fault(child.lineno, where, "statement", f"{text} left out", leave_out))
    elif isinstance(child, ast.expr):
        for kind, other in _others(child):

            def put(other: ast.expr = other) -> None:
                children[at] = ast.copy_location(other, child)

            change = f"{ast.unparse(child)} -> {ast.unparse(other)}"
            found.append(_Fault(child.lineno, where, kind, change, put))


def _note(node: ast.AST, name: str, value: ast.AST, where: str, found: list[_Fault]) -> None:
    """Expressions, conditions among them, and the operator of an assignment."""
    if isinstance(node, ast.AugAssign) and name == "op" and type(node.op) in OTHER:
        new = OTHER[type(node.op)]()

        def assign() -> None:
            node.op = new

        text = ast.unparse(node)
        found.append(_Fault(node.lineno, where, "operator", f"{text} with {type(new).__name__}", assign))
    if not isinstance(value, ast.expr):
        return
    others = list(_others(value))
    negated = any(kind in {"condition", "comparison"} for kind, _ in others)
    if name == "test" and isinstance(node, ast.If | ast.IfExp | ast.While) and not negated:
        others.append(("condition", ast.UnaryOp(ast.Not(), value)))
    for kind, other in others:

        def put(other: ast.expr = other) -> None:
            setattr(node, name, ast.copy_location(other, value))

        change = f"{ast.unparse(value)} -> {ast.unparse(other)}"
        found.append(_Fault(value.lineno, where, kind, change, put))


def _others(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """What can stand in the place of an expression."""
    match node:
        case ast.Compare():
            yield from (("comparison", each) for each in _comparisons(node))
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "condition", ast.BoolOp(other, node.values)
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield "condition", node.operand
        case ast.BinOp() if type(node.op) in OTHER:
            yield "operator", ast.BinOp(node.left, OTHER[type(node.op)](), node.right)
        case ast.Constant():
            yield from (("constant", ast.Constant(each)) for each in _constants(node.value))
        case ast.Attribute(value=ast.Name(id=codes)) if codes in ANOTHER_CODE:
            if node.attr not in {"S_OK", ANOTHER_CODE[codes]}:
                yield "constant", ast.Attribute(node.value, ANOTHER_CODE[codes], node.ctx)
        case _:
            return


ANOTHER_CODE = {"HResult": "E_POINTER", "Status": "ERROR_INVALID_FUNCTION"}
"""What a refusal can be answered with instead."""


def _comparisons(node: ast.Compare) -> Iterator[ast.expr]:
    """The same negated, if it is one comparison; and each of its borders moved."""
    for at, operator in enumerate(node.ops):
        tables = (NEGATED, BORDER) if len(node.ops) == 1 else (BORDER,)
        for table in tables:
            if type(operator) in table:
                changed = [*node.ops[:at], table[type(operator)](), *node.ops[at + 1 :]]
                yield ast.Compare(node.left, changed, node.comparators)


def _constants(value: object) -> Iterator[Any]:
    """Other values: the next ones, or a text that names no interpretation."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)[: 1 + (value > 1)]
    elif isinstance(value, bytes):
        yield value + b"\1"
    elif isinstance(value, str) and (" " in value or value in {"off", "on", "refused", "mask"}):
        yield f"not {value}"


def _loaded(module: str, tree: ast.Module) -> Any:  # noqa: ANN401  a class that nobody else knows
    """The class of the reference driver, with one module as this tree has it."""
    package = importlib.import_module(PACKAGE)
    own = {f"{PACKAGE}.{name}": sys.modules[f"{PACKAGE}.{name}"] for name in _all_loaded()}
    attributes = copy.copy(vars(package))
    try:
        for name in own:
            del sys.modules[name]
        faulty = ModuleType(f"{PACKAGE}.{module}")
        faulty.__file__ = f"{module}.py"
        sys.modules[faulty.__name__] = faulty
        setattr(package, module, faulty)
        for name in MODULES:
            if name != module and name in vars(package):
                delattr(package, name)
        exec(compile(tree, f"<faulty {module}>", "exec"), vars(faulty))  # noqa: S102  that is what is asked
        return importlib.import_module(f"{PACKAGE}.reference").ReferenceDriver
    finally:
        for name in MODULES:
            sys.modules.pop(f"{PACKAGE}.{name}", None)
        sys.modules.update(own)
        vars(package).update(attributes)


def _all_loaded() -> tuple[str, ...]:
    """The modules of the driver, every one of which is there."""
    for name in MODULES:
        importlib.import_module(f"{PACKAGE}.{name}")
    return MODULES


def source_around(mutant: DriverMutant) -> str:
    """The text of the module with the fault, and of what calls its method or is called by it elsewhere."""
    *_, method = mutant.where.split(".")
    own = "\n".join(text for name, text in _functions(mutant.module) if name == method)
    called = {*re.findall(r"\.(\w+)\(", own)}
    elsewhere = (
        text
        for module in MODULES
        for name, text in _functions(module)
        if name in called or re.search(rf"\b{method}\b", text)
    )
    return "\n".join((ast.unparse(_tree(mutant.module)), *elsewhere))


@cache
def _functions(module: str) -> list[tuple[str, str]]:
    """Each function of a module with its text."""
    every = (each for each in ast.walk(_tree(module)) if isinstance(each, ast.FunctionDef))
    return [(each.name, ast.unparse(each)) for each in every]
