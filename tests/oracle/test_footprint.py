"""The memory of a process group is that of all that is in it, and of nothing else."""

import os
import subprocess
import sys

from coppspec.oracle.footprint import Footprint, footprint

MEGABYTES = 64
HOLDS = f"x = bytearray({MEGABYTES} << 20); print(flush=True); input()"
FORKS = f"import os; pid = os.fork(); {HOLDS}"


def of_a_group(script: str, lines: int) -> Footprint:
    """What a program holds that is the first of a group of its own, when it has printed so many lines."""
    with subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-S", "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        for _ in range(lines):
            process.stdout.readline()
        found = footprint(process.pid)
        process.communicate(b"\n\n")
    return found


def test_what_a_program_reserves_and_uses_is_counted() -> None:
    empty, full = of_a_group("print(flush=True); input()", 1), of_a_group(HOLDS, 1)
    for before, after in zip(empty, full, strict=True):
        assert 0.9 < (after - before) / (MEGABYTES << 20) < 2  # no two runs are alike to the page


def test_so_is_what_its_children_hold() -> None:
    one, two = of_a_group(HOLDS, 1), of_a_group(FORKS, 2)
    assert two.reserved > 1.5 * one.reserved


def test_a_group_that_is_gone_holds_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    process.wait()
    assert footprint(process.pid) == Footprint(0, 0)


def test_a_name_with_brackets_and_spaces_is_no_field() -> None:
    script = "import ctypes; ctypes.CDLL(None).prctl(15, b') R 1 2 3 (', 0, 0, 0);print(flush=True); input()"
    found = of_a_group(script, 1)
    assert found.reserved > found.resident > os.sysconf("SC_PAGE_SIZE")
