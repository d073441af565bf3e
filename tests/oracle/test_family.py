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


@pytest.fixture
def alive(tmp_path: Path, is_running: Callable[[int], bool]) -> Callable[[], set[int]]:
    """Those of the processes that wrote their numbers into the folder that still run."""
    return lambda: set(filter(is_running, (int(each.name) for each in tmp_path.iterdir())))


def test_what_has_left_the_group_is_killed_with_it(start: Start, alive: Callable[[], set[int]]) -> None:
    family = start()
    assert len(alive()) == ALL
    family.kill()
    assert soon(lambda: not alive())


def test_another_family_lives_on(start: Start, alive: Callable[[], set[int]]) -> None:
    first = start()
    others = alive()
    second = start()
    second.kill()
    assert soon(lambda: alive() == others)
    first.kill()
    assert soon(lambda: not alive())
