"""Workers run cases side by side: the results come in order, and one that dies takes nothing along."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import pytest

from coppspec.model.step import Intent
from coppspec.oracle.crew import AHEAD, MOST_LOST, Crew, Task
from coppspec.oracle.family import Family, Tell, new_mark
from coppspec.oracle.judged import Broke, Judged, lost
from coppspec.properties.inspection import How

pytestmark = pytest.mark.slow

NAMES = [f"case {number}" for number in range(2 * AHEAD)]
LETTER = ("closed", Intent("COPPOpenVideoSession", 0))
SLEEPER = [sys.executable, "-S", "-c", "import time; time.sleep(99)"]


def result(name: str, why: str = "") -> Judged:
    return lost(name, "a table", why)


@contextmanager
def counting(_: Tell) -> Generator[Callable[[Task], Judged]]:
    """Says where the driver broke down so far, and that it broke down once more."""

    def run(task: Task) -> Judged:
        if task.name == NAMES[1]:
            sleep(0.3)  # the others are done before it
        before = sum(task.broke.values())
        return result(task.name)._replace(calls=before, broke=Broke({(LETTER, How.CRASH): 1}))

    yield run


@contextmanager
def deadly(tell: Tell) -> Generator[Callable[[Task], Judged]]:
    """Kills itself in one case, with a driver that hangs."""
    with subprocess.Popen(SLEEPER, start_new_session=True) as driver:  # noqa: S603  our own command
        tell(Family(driver.pid, new_mark()))

        def run(task: Task) -> Judged:
            if task.name == NAMES[2]:
                os.kill(os.getpid(), signal.SIGKILL)
            return result(task.name)._replace(calls=driver.pid)

        try:
            yield run
        finally:
            driver.kill()


@contextmanager
def dying(_: Tell) -> Generator[Callable[[Task], Judged]]:
    """Dies in every case."""
    yield lambda task: os._exit(len(task.name))


@contextmanager
def waiting(tell: Tell) -> Generator[Callable[[Task], Judged]]:
    """Never comes to an end."""
    with subprocess.Popen(SLEEPER, start_new_session=True) as driver:  # noqa: S603  our own command
        tell(Family(driver.pid, new_mark()))

        def run(task: Task) -> Judged:
            sleep(99)
            return result(task.name)

        try:
            yield run
        finally:
            Path(f"ended {driver.pid}").touch()
            driver.kill()


@pytest.mark.parametrize("size", [1, 3])
def test_the_results_are_the_same_however_many_workers_there_are(size: int) -> None:
    """Each case knows of those that are far enough before it, and of no other."""
    results = list(Crew(size, counting, result).run(NAMES))
    assert [each.name for each in results] == NAMES
    assert [each.calls for each in results] == [max(0, index - AHEAD + 1) for index in range(len(NAMES))]
    assert multiprocessing.active_children() == []


def test_a_worker_that_is_killed_costs_its_case_and_leaves_no_driver(is_gone: Callable[[int], bool]) -> None:
    results = list(Crew(1, deadly, result).run(NAMES[:5]))
    assert [each.lost for each in results] == [
        "",
        "",
        "the process that ran it was killed by SIGKILL",
        "",
        "",
    ]
    drivers = {each.calls for each in results if not each.lost}
    assert len(drivers) == 2  # another worker took its place
    assert all(map(is_gone, drivers))


def test_workers_that_always_die_are_given_up() -> None:
    results = list(Crew(2, dying, result).run(NAMES * 2))
    counted = Counter(each.lost for each in results)
    assert counted.keys() == {f"the process that ran it ended with exit status {end}" for end in (6, 7)}
    assert len(results) == len(NAMES * 2)
    assert multiprocessing.active_children() == []


@contextmanager
def losing(_: Tell) -> Generator[Callable[[Task], Judged]]:
    """Cannot run anything, and leaves a trace of each case that it was given."""

    def run(task: Task) -> Judged:
        Path(task.name).touch()
        return result(task.name, "it cannot be started")

    yield run


def test_no_more_cases_are_begun_when_enough_were_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = NAMES * 2
    results = list(Crew(2, losing, result).run([f"{name}, {index}" for index, name in enumerate(names)]))
    assert [each.lost for each in results] == ["it cannot be started"] * len(names)
    assert len([*tmp_path.iterdir()]) == MOST_LOST + AHEAD - 1


def test_an_interrupt_ends_the_workers_and_their_drivers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_gone: Callable[[int], bool]
) -> None:
    monkeypatch.chdir(tmp_path)

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            list(Crew(2, waiting, result).run(NAMES))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert multiprocessing.active_children() == []
    ended = [int(each.name.split()[1]) for each in tmp_path.iterdir()]
    assert len(ended) == 2
    assert all(map(is_gone, ended))
