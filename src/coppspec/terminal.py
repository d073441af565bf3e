"""What a command writes to a terminal, and what it ends with."""

import json
import os
import sys
from shutil import get_terminal_size

from coppspec.oracle.exit_status import ExitStatus
from coppspec.reports.wrapped import WIDTH, Told, wrapped

CONFORMS, VIOLATES, USAGE, INCONCLUSIVE = ExitStatus
INTERRUPTED = 130


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
