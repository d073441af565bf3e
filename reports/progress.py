"""A progress display on a terminal; nothing where nobody looks."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TextIO

from coppspec.oracle.inference import silent


@contextmanager
def progress() -> Generator[Callable[[str, int, int], None]]:
    """Shows, on standard error, what is going on and how much of it is done."""
    errors: TextIO | None = sys.stderr  # none where it is closed
    if errors is None or not errors.isatty():
        yield silent
        return
    from rich.console import Console  # noqa: PLC0415  only a terminal needs it
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn  # noqa: PLC0415  only a terminal needs it
    from rich.table import Column  # noqa: PLC0415  only a terminal needs it

    columns = (
        BarColumn(),
        TextColumn("{task.completed:,}/{task.total:,}"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        TextColumn(
            "{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")
        ),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total)
