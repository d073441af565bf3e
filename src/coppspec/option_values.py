"""What the options of the command line take; what makes no sense is answered with the usage."""

from argparse import ArgumentTypeError
from pathlib import Path

LEAST_SECONDS, MOST_SECONDS = 0.01, 3600
MOST_JOBS = 64
MOST_SEED = 2**31 - 1
"""A sequence far behind in a suite has a seed that is as much greater, and a replay can hold that."""
LONGEST = 10
"""Digits of a number: Python refuses to read thousands of them."""


def seed(text: str) -> int:
    """A number from which all that is drawn follows."""
    return _number(text, "a seed is", 0, MOST_SEED)


def jobs(text: str) -> int:
    """How many of a driver there are at once."""
    return _number(text, "jobs are", 1, MOST_JOBS)


def extra_states(text: str) -> int:
    """How many states more than the table."""
    from coppspec.properties.suite_file import MOST_EXTRA  # noqa: PLC0415  --help answers without it

    return _number(text, "extra states are", 0, MOST_EXTRA)


def _number(text: str, what: str, least: int, most: int) -> int:
    if not text.isdecimal() or len(text) > LONGEST or not least <= int(text) <= most:
        raise ArgumentTypeError(f"{what} a number from {least} to {most}, not {text!r:.40}")
    return int(text)


def path(text: str) -> Path:
    """A file or a folder."""
    if not text:
        raise ArgumentTypeError("a path is wanted, and there is none")
    return Path(text)


def seconds(text: str) -> float:
    """How long something may take."""
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not LEAST_SECONDS <= number <= MOST_SECONDS:
        raise ArgumentTypeError(
            f"a time is a number of seconds from {LEAST_SECONDS} to {MOST_SECONDS}, not {text!r}"
        )
    return number
