"""Serves a driver over standard input and output: python -m coppspec.oracle.serve c:./libdriver.so.

What the driver itself prints goes to standard error: the bench reads answers, and nothing else.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from coppspec.driver.protocol import Driver
from coppspec.oracle.c_library import CLibrary
from coppspec.oracle.declaration import InvalidDeclaration
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.messages import LONGEST_LINE
from coppspec.oracle.python_target import found
from coppspec.oracle.server import Server

USAGE = "usage: python -m coppspec.oracle.serve py:module:Name | c:./libdriver.so"


def main(arguments: list[str]) -> int:
    """Serve what the arguments name until the other side ends it."""
    scheme, _, rest = (arguments[0] if len(arguments) == 1 else "").partition(":")
    if scheme not in {"py", "c"} or not rest:
        sys.stderr.write(f"{USAGE}\n")
        return 2
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    with answers:
        serve(_server(scheme, rest), sys.stdin.buffer, answers)
    return 0


def serve(server: Server, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each line, until there are no more or one says stop."""
    while not server.is_stopped and (request := requests.readline(LONGEST_LINE + 1)):
        answers.write(server.answer(request))


def _server(scheme: str, rest: str) -> Server:
    """Whatever is wrong with the driver is the answer to the first request."""
    try:
        if scheme == "py":
            return Server(found(rest), rest)
        library = CLibrary(Path(rest))
        return Server(library, Path(rest).name, resets="coppspec_reset" in library.functions)
    except (InvalidTarget, InvalidDeclaration) as error:
        return Server(_not_made(InvalidTarget(str(error), error.cause)), rest)


def _not_made(why: InvalidTarget) -> Callable[[], Driver]:
    def made() -> Driver:
        raise why

    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
