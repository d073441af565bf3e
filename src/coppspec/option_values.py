"""The values that options of the command line take; a wrong one is answered with the usage."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

LEAST_SECONDS, MOST_SECONDS = 0.01, 3600
MOST_JOBS = 64
MOST_MEMORY = 1 << 20
"""MiB."""
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
        raise click.BadParameter(f"{what} a number from {least} to {most}, not {text!r:.40}")
    return int(text)


def seconds(text: str) -> float:
    """How long something may take."""
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not LEAST_SECONDS <= number <= MOST_SECONDS:
        raise click.BadParameter(
            f"a time is a number of seconds from {LEAST_SECONDS} to {MOST_SECONDS}, not {text!r}"
        )
    return number


class Language(click.Choice[str]):
    """The language of a skeleton; where there is none in it, there is one for any."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Look for it among those that there are."""
        if value not in self.choices:
            there = ", ".join(map(str, self.choices))
            self.fail(
                f"there is no skeleton in {value!r}, only {there}; --lang any has what it takes to write one "
                "in any language that reads and writes lines of text",
                param,
                ctx,
            )
        return value


def memory(text: str) -> int:
    """Bytes, from a number of MiB; 0 for any number."""
    return _number(text, "memory in MiB is", 0, MOST_MEMORY) << 20


class PathValue(click.ParamType[Path]):
    """The path of a file or a folder, which a shell completes as such."""

    def __init__(self, name: str) -> None:
        self.name = name
        """`file` or `dir`, as the shells call what they complete."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Make a path of what was typed."""
        if not value:
            self.fail("a path is wanted, and there is none", param, ctx)
        return Path(value)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002  what click calls it with
        param: click.Parameter,  # noqa: ARG002  what click calls it with
        incomplete: str,
    ) -> list[CompletionItem]:
        """Leave it to the shell."""
        return [CompletionItem(incomplete, type=self.name)]


FILE, FOLDER = PathValue("file"), PathValue("dir")
