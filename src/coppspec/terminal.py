"""What a command writes to a terminal, and what it ends with."""

import errno
import json
import os
import sys
from shutil import get_terminal_size

from coppspec.oracle.exit_status import ExitStatus
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
}
"""What the system says of a path, in words that say what to do."""


def say(text: str) -> None:
    """Write a result; who reads it may have had enough, which changes no status."""
    try:
        sys.stdout.write(f"{_shown(text)}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


def complain(message: str, status: int = USAGE) -> int:
    """Say on standard error what is wrong; the exit status for it."""
    sys.stderr.write(f"coppspec: {message}\n")
    return status


def refused(error: OSError) -> str:
    """What the system has refused, in one line, with the path that it is about."""
    if error.filename is None or error.errno not in REFUSALS:
        return str(error)
    return f"{str(error.filename)!r}: {REFUSALS[error.errno]}"
