"""What a module's source says below each of its names, or below each member of one of its classes.

Python keeps no string that stands below an assignment; the constants, codes and fields of the model are
explained in such strings, so they are read from the source.
"""

import ast
import inspect
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from types import ModuleType


def assigned(module: ModuleType) -> tuple[str, ...]:
    """The public names that a module declares with a type, in their order."""
    declared = (each.target for each in _tree(module).body if isinstance(each, ast.AnnAssign))
    names = (target.id for target in declared if isinstance(target, ast.Name))
    return tuple(name for name in names if not name.startswith("_"))


def classes(module: ModuleType) -> tuple[str, ...]:
    """The classes that a module defines, in their order."""
    return tuple(each.name for each in _tree(module).body if isinstance(each, ast.ClassDef))


def said_below(module: ModuleType, of: str = "") -> Mapping[str, str]:
    """What is said below each name of a module, or of one of its classes, in one line.

    Raises:
        StopIteration: the module has no class of this name.
    """
    body = _tree(module).body
    if of:
        body = next(each for each in body if isinstance(each, ast.ClassDef) and each.name == of).body
    return {name: text for one, other in pairwise(body) if (name := _named(one)) and (text := _text(other))}


def _tree(module: ModuleType) -> ast.Module:
    return _parsed(inspect.getsource(module))


@cache
def _parsed(source: str) -> ast.Module:
    return ast.parse(source)


def _named(statement: ast.stmt) -> str:
    """The name that a statement assigns or declares, if it does that to one."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else ""


def _text(statement: ast.stmt) -> str:
    """The string that a statement is, if it is nothing else, with its lines joined."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
        return ""
    return " ".join(value.value.split())
