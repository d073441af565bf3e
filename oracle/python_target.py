"""A driver in Python, by its name: what makes a fresh one."""

import sys
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.properties.cause import Cause
from coppspec.properties.trial import MakeDriver


def found(text: str) -> MakeDriver:
    """The class or function of a text like module:Name, looked for in the current folder too.

    Raises:
        InvalidTarget: there is none, or it cannot be imported.
    """
    module, name = parts(text)
    made: Any = _attribute(_imported(module), name, text)
    if not callable(made):
        raise InvalidTarget(
            f"py:{text} is {made!r:.60}, which makes no driver; wanted is a class or a function",
            Cause.NOT_IMPORTED,
        )
    return cast("MakeDriver", made)


def parts(text: str) -> tuple[str, str]:
    """The module and the name that a text like module:Name is made of.

    Raises:
        InvalidTarget: it is not.
    """
    module, _, name = text.partition(":")
    if not (module and name):
        raise InvalidTarget(
            f"py:{text} names no driver; wanted is py:module:Name, like py:my_driver:MyDriver"
        )
    return module, name


def _imported(module: str) -> object:
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.insert(0, here)
    try:
        return import_module(module)
    except (Exception, SystemExit) as error:
        raise InvalidTarget(
            f"py:{module} cannot be imported: {type(error).__name__}: {error}", Cause.NOT_IMPORTED
        ) from error


def _attribute(module: object, name: str, text: str) -> object:
    try:
        return attrgetter(name)(module)
    except AttributeError as error:
        raise InvalidTarget(f"py:{text}: {error}", Cause.NOT_IMPORTED) from None
