"""Workers run cases side by side: the results come in order, and one that dies takes nothing along."""

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from coppspec.model.step import Intent
from coppspec.oracle.child import Child
from coppspec.oracle.crew import AHEAD, MOST_LOST, Task, work_on
from coppspec.oracle.judged import Broke, Judged, lost
from coppspec.properties.crew import CannotStart, Crew
from coppspec.properties.inspection import How

pytestmark = pytest.mark.slow

Prepare = Callable[[], AbstractContextManager[Callable[[Task], Judged]]]
NAMES = [f"case {number}" for number in range(2 * AHEAD)]
LETTER = ("closed", Intent("COPPOpenVideoSession", 0))
SLEEPER = [sys.executable, "-S", "-c", "import time; time.sleep(99)"]


def result(name: str, why: str = "") -> Judged:
    return lost(name, "a table", why)


@contextmanager
def counting() -> Generator[Callable[[Task], Judged]]:
    """Says where the driver broke down so far, and that it broke down once more."""

    def run(task: Task) -> Judged:
        if task.name == NAMES[1]:
            sleep(0.3)  # the others are done before it
        before = sum(task.broke.values())
        return result(task.name)._replace(calls=before, broke=Broke({(LETTER, How.CRASH): 1}))

    yield run


@contextmanager
def deadly() -> Generator[Callable[[Task], Judged]]:
    """Kills itself in one case, with a driver that hangs."""
    driver = Child(SLEEPER)

    def run(task: Task) -> Judged:
        if task.name == NAMES[2]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result(task.name)._replace(calls=driver.pid)

    try:
        yield run
    finally:
        driver.end()


@contextmanager
def dying() -> Generator[Callable[[Task], Judged]]:
    """Dies in every case."""
    yield lambda task: os._exit(len(task.name))


@contextmanager
def waiting() -> Generator[Callable[[Task], Judged]]:
    """Never comes to an end."""
    driver = Child(SLEEPER)
    Path(f"begun {driver.pid}").touch()

    def run(task: Task) -> Judged:
        sleep(99)
        return result(task.name)

    try:
        yield run
    finally:
        Path(f"ended {driver.pid}").touch()
        driver.end()


def crew(
    size: int, prepare: Prepare, names: list[str], until: tuple[float, str] | None = None
) -> list[Judged]:
    return list(Crew(size, work_on(names, prepare, result), AHEAD, until).run(len(names)))


@pytest.mark.parametrize("size", [1, 3])
def test_the_results_are_the_same_however_many_workers_there_are(size: int) -> None:
    """Each case knows of those that are far enough before it, and of no other."""
    results = crew(size, counting, NAMES)
    assert [each.name for each in results] == NAMES
    assert [each.calls for each in results] == [max(0, index - AHEAD + 1) for index in range(len(NAMES))]
    assert multiprocessing.active_children() == []


def test_a_worker_that_is_killed_costs_its_case_and_leaves_no_driver(is_gone: Callable[[int], bool]) -> None:
    results = crew(1, deadly, NAMES[:5])
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
    results = crew(2, dying, NAMES * 2)
    counted = Counter(each.lost for each in results)
    assert counted.keys() == {f"the process that ran it ended with exit status {end}" for end in (6, 7)}
    assert len(results) == len(NAMES * 2)
    assert multiprocessing.active_children() == []


@contextmanager
def losing() -> Generator[Callable[[Task], Judged]]:
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
    results = crew(2, losing, [f"{name}, {index}" for index, name in enumerate(names)])
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
            crew(2, waiting, NAMES)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert multiprocessing.active_children() == []
    ended = [int(each.name.split()[1]) for each in tmp_path.glob("ended *")]
    assert len(ended) == 2
    assert all(map(is_gone, ended))


def test_what_takes_longer_than_there_is_time_for_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_gone: Callable[[int], bool]
) -> None:
    monkeypatch.chdir(tmp_path)
    results = crew(2, waiting, NAMES, (monotonic() + 0.5, "there was no time"))
    assert [each.lost for each in results] == ["there was no time"] * len(NAMES)
    drivers = [int(each.name.split()[1]) for each in tmp_path.glob("begun *")]
    assert len(drivers) == 2
    assert all(map(is_gone, drivers))


@contextmanager
def stopping() -> Generator[Callable[[Task], Judged]]:
    """Stops itself in each case, as somebody else can do to it."""

    def run(task: Task) -> Judged:
        os.kill(os.getpid(), signal.SIGSTOP)
        return result(task.name)

    yield run


def test_a_worker_that_is_stopped_goes_on() -> None:
    assert [each.lost for each in crew(2, stopping, NAMES[:2])] == ["", ""]


RUNNER = """
import sys
sys.path.insert(0, sys.argv[1])
from test_crew import NAMES, crew, waiting
crew(2, waiting, NAMES)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_crew_ends_with_the_process_that_started_it(
    number: int, tmp_path: Path, leaves_nothing: Callable[[], bool]
) -> None:
    command = [sys.executable, "-c", RUNNER, str(Path(__file__).parent)]
    with subprocess.Popen(command, cwd=tmp_path) as runner:  # noqa: S603  our own command
        until = monotonic() + 30
        while len([*tmp_path.glob("begun *")]) < 2 and monotonic() < until:
            sleep(0.02)
        assert len([*tmp_path.glob("begun *")]) == 2
        os.kill(runner.pid, number)
        runner.wait(10)
    assert leaves_nothing()


def test_without_a_single_process_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system has no more memory for a worker: the kernel says the same where there are too many."""

    def no_fork() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", no_fork)
    with pytest.raises(CannotStart, match="no process can be started"):
        crew(2, counting, NAMES)
