"""How much memory a program holds, with all that it has started."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
GROUP, SIZE, PAGES = 2, 20, 21
"""The process group, the bytes that are reserved, and the pages in memory, among the fields of
/proc/PID/stat behind the name."""

MOST = 4 << 30
"""Bytes; on a small machine a driver may hold half of its memory."""


class Footprint(NamedTuple):
    """Memory in bytes; 0 where the system does not say."""

    reserved: int
    """What it has asked for, whether or not it was ever used."""
    resident: int
    """What is in memory."""


def footprint(group: int) -> Footprint:
    """What a process group holds.

    Args:
        group: its number, which is that of the process that began it.
    """
    own = [each for of, each in _processes() if of == group]
    return Footprint(sum(each.reserved for each in own), sum(each.resident for each in own))


def _processes() -> Iterator[tuple[int, Footprint]]:
    """The group of each process, and what it holds."""
    for path in PROC.glob("[0-9]*/stat"):
        try:
            fields = path.read_text(errors="replace").rpartition(") ")[2].split()
        except OSError:
            continue  # it has just ended
        resident = int(fields[PAGES]) * os.sysconf("SC_PAGE_SIZE")
        yield int(fields[GROUP]), Footprint(int(fields[SIZE]), resident)


def usual_memory() -> int:
    """What a driver may hold if nobody says otherwise: no real one needs it, and the machine survives it."""
    return min(MOST, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
