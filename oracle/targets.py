"""What is to be judged, as a user names it: py:module:Name, exec:command, or c:./libdriver.so."""

import os
import shlex
import sys
from pathlib import Path

from coppspec.oracle.child import NEEDED
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.launcher import USUAL, Launcher, Limits
from coppspec.oracle.python_target import found, parts
from coppspec.properties.trial import MakeDriver

WANTED = "wanted is py:module:Name, exec:command, or c:./libdriver.so"


def target(text: str, limits: Limits = USUAL) -> MakeDriver:
    """What makes a fresh driver of what a text names.

    A class or function in Python is called in this process, so it has no time-out. A program, or a library in
    a program of ours, is a child: its process goes with what is returned here.

    Raises:
        InvalidTarget: it names nothing that can be judged.
    """
    scheme, rest = _parts(text)
    return found(rest) if scheme == "py" else in_a_process(text, limits)


def in_a_process(text: str, limits: Limits = USUAL) -> Launcher:
    """What makes a fresh driver, in a process of its own, of whatever a text names: a class in Python too.

    Args:
        text: what the user calls it.
        limits: how long it may take, and how much it may hold.

    Raises:
        InvalidTarget: it names nothing that can be judged.
    """
    scheme, rest = _parts(text)
    if missing := [name for name in NEEDED if not hasattr(os, name)]:
        raise InvalidTarget(f"{text} needs os.{missing[0]}, which this system does not have")
    return Launcher(text, _command(scheme, rest), limits)


def _parts(text: str) -> tuple[str, str]:
    """The scheme of a target, and what it names."""
    scheme, colon, rest = text.partition(":")
    if not colon or scheme not in {"py", "exec", "c"}:
        raise InvalidTarget(f"{text!r} is no target; {_suggested(text) or WANTED}")
    return scheme, rest


def _command(scheme: str, rest: str) -> list[str]:
    """The program that speaks the wire."""
    if scheme == "exec":
        return _program(rest)
    if scheme == "c" and not Path(rest).is_file():
        raise InvalidTarget(f"c:{rest}: there is no file {rest!r}")
    if scheme == "py":
        parts(rest)
    # -P: a json.py in the folder of the user is not ours to import.
    return [sys.executable, "-P", "-m", "coppspec.oracle.serve", f"{scheme}:{rest}"]


def _program(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise InvalidTarget(f"exec:{command} is no command: {error}") from None
    if not words:
        raise InvalidTarget("exec: names no command; wanted is one like exec:./my_driver --quiet")
    return words


def _suggested(text: str) -> str:
    """The right form of what was meant, if that is plain."""
    if not Path(text).is_file():
        return ""
    scheme = "c" if Path(text).suffix in {".so", ".dylib", ".dll"} else "exec"
    return f"did you mean {scheme}:{text if '/' in text else f'./{text}'}?"
