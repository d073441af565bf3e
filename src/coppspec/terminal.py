"""What a command writes to a terminal, and what it ends with."""

import errno
import json
import os
import sys
from contextlib import suppress
from shutil import get_terminal_size
from typing import TextIO

from coppspec.oracle.exit_status import ExitStatus
from coppspec.oracle.text_file import NoFolder
from coppspec.reports.wrapped import WIDTH, Told, wrapped

CONFORMS, VIOLATES, USAGE, INCONCLUSIVE = ExitStatus
INTERRUPTED = 130
REFUSALS = {
    errno.ENOENT: "there is no such file or folder; see that the path is right",
    errno.EEXIST: "there is a file, and a folder is wanted; name another",
    errno.EISDIR: "that is a folder, and a file is wanted",
    errno.ENOTDIR: "a part of this path is a file, and a folder is wanted there; name another",
    errno.EACCES: "this user may not read or write there; name another, or change who may",
    errno.EROFS: "nothing can be written there; name another",
    errno.ENOSPC: "no room is left there",
    errno.EDQUOT: "this user may store no more there",
    errno.EFBIG: "a file may not be so large there; see `ulimit -f`",
    errno.ELOOP: "this link leads to itself",
}
"""What the system says of a path, in words that say what to do."""


class NoOutput(OSError):
    """Standard output is closed, or takes no more."""

    @classmethod
    def of(cls, error: OSError) -> "NoOutput":
        """What standard output has refused; whatever else is written there is gone."""
        _plug(1)
        return cls(f"standard output: {REFUSALS.get(error.errno or 0, error.strerror)}")


def say(text: str) -> None:
    """Write a result; who reads it may have had enough, which changes no status.

    Raises:
        NoOutput: it cannot be written.
    """
    if (output := _output()) is None:
        raise NoOutput("standard output is closed, so nothing is printed; `> /dev/null` ignores it")
    try:
        output.write(f"{_shown(text)}\n")
        output.flush()
    except BrokenPipeError:
        _plug(1)
    except OSError as error:
        raise NoOutput.of(error) from error


def _output() -> TextIO | None:
    """Python has none where it was closed before the program began."""
    return sys.stdout


def _plug(descriptor: int) -> None:
    """What is written there from now on is gone, also by Python itself when it ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)


def plug_what_is_closed() -> None:
    """A file that is opened must not become standard output, or standard error."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            _plug(descriptor)


def _shown(text: str) -> str:
    """A text without what standard output has no bytes for."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def tell(told: Told, *, as_json: bool) -> None:
    """Write what is told, in lines or as JSON."""
    say(json.dumps(told, indent=2) if as_json else "\n".join(wrapped(told, width())))


def width() -> int:
    """How long a line of text may be: as wide as the terminal, but no wider than is good to read."""
    return min(get_terminal_size((WIDTH, 1)).columns, WIDTH)


def columns() -> int | None:
    """How wide the terminal is that results are shown on; None if they go elsewhere."""
    output = _output()
    is_terminal = output is not None and output.isatty()
    return get_terminal_size((WIDTH, 1)).columns if is_terminal else None


def complain(message: str, status: int = USAGE) -> int:
    """Say on standard error what is wrong, if anybody can read it there; the exit status for it."""
    warn(f"coppspec: {message}\n")
    return status


def warn(text: str) -> None:
    """Write to standard error, if it takes anything."""
    try:
        if (errors := _errors()) is not None:
            errors.write(text)
            errors.flush()
    except OSError:
        _plug(2)


def _errors() -> TextIO | None:
    """Python has none where it was closed before the program began."""
    return sys.stderr


def refused(error: OSError) -> str:
    """What the system has refused, in one line, with the path that it is about."""
    if error.filename is None or error.errno not in REFUSALS or isinstance(error, NoFolder):
        return str(error)
    return f"{str(error.filename)!r}: {REFUSALS[error.errno]}"
