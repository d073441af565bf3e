"""A family is killed wherever its members went, and nobody else is."""

import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from time import monotonic, sleep

import pytest

from coppspec.oracle.family import VARIABLE, Family, new_mark

ESCAPES = """
import os, sys, time
for leaves in (False, True, True):
    if os.fork() == 0:
        if leaves:
            os.setsid()
            os.closerange(0, 3)
        if os.fork():
            os._exit(0)
        break
open(os.path.join(sys.argv[1], str(os.getpid())), "w").close()
time.sleep(99)
"""
"""Two of it stay in the group, and two daemons leave it, whose parents are gone."""
ALL = 4
Start = Callable[[], Family]


@pytest.fixture
def start(tmp_path: Path) -> Generator[Start]:
    started: list[tuple[subprocess.Popen[bytes], Family]] = []

    def started_once() -> Family:
        mark, before = new_mark(), len(list(tmp_path.iterdir()))
        command = [sys.executable, "-S", "-c", ESCAPES, str(tmp_path)]
        process = subprocess.Popen(command, start_new_session=True, env={**os.environ, VARIABLE: mark})  # noqa: S603  our own command
        started.append((process, Family(process.pid, mark)))
        assert soon(lambda: len(list(tmp_path.iterdir())) == before + ALL)
        return started[-1][1]

    yield started_once
    for process, family in started:
        family.kill()
        process.wait()


def soon(holds: Callable[[], bool]) -> bool:
    until = monotonic() + 5
    while not (held := holds()) and monotonic() < until:
        sleep(0.01)
    return held


def alive(folder: Path) -> set[int]:
    """Those of the processes that wrote their numbers into a folder that still run."""
    numbers = [int(each.name) for each in folder.iterdir()]
    return {each for each in numbers if _state(each) not in {"", "Z"}}


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_what_has_left_the_group_is_killed_with_it(start: Start, tmp_path: Path) -> None:
    family = start()
    assert len(alive(tmp_path)) == ALL
    family.kill()
    assert soon(lambda: not alive(tmp_path))


def test_another_family_lives_on(start: Start, tmp_path: Path) -> None:
    first = start()
    others = alive(tmp_path)
    second = start()
    second.kill()
    assert soon(lambda: alive(tmp_path) == others)
    first.kill()
    assert soon(lambda: not alive(tmp_path))
