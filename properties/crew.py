"""Workers, each in a process of its own: they do tasks side by side, and one that dies takes nothing along.

A task whose worker dies is lost, with how the worker ended, and another worker takes the next task. Workers
end with the process that started them, however that ends.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import Any, Generic, TypeVar

from coppspec.properties.lifeline import end_with_parent

GRACE = 5.0
"""Seconds in which a worker ends that is told to."""
LOOK = 1.0
"""Seconds between two looks whether somebody has stopped a worker, which has to go on."""
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""What ends a worker, and what it has started with it."""

Given = TypeVar("Given")
Result = TypeVar("Result")


class CannotStart(OSError):
    """No worker can be started."""


class TimeIsUp(Exception):
    """There is no time left."""


@dataclass(frozen=True)
class Work(Generic[Given, Result]):
    """What workers do.

    Args:
        prepare: in the process of a worker: makes what does a task, and cleans up when it is left.
        given: what a worker is told of a task: its number, and what came of those far enough before it. Where
            it returns a result, that stands for the task, which is not begun.
        lost: makes what stands for a task that did not come to its end, by its number and the reason.
    """

    prepare: Callable[[], AbstractContextManager[Callable[[Given], Result]]]
    given: Callable[[int, Sequence[Result]], Given | Result]
    lost: Callable[[int, str], Result]
    result: type[Result]
    """What the result of a task is."""


class Worker(Generic[Given, Result]):
    """A process that does one task after the other."""

    def __init__(self, prepare: Callable[[], AbstractContextManager[Callable[[Given], Result]]]) -> None:
        self.pipe, theirs = Pipe()
        self._process = Process(target=_work, args=(theirs, self.pipe, prepare, os.getpid()), daemon=True)
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # what is raised within a fork is lost
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            theirs.close()
        self.index: int | None = None
        """Of the task that it does."""

    def begin(self, index: int, given: Given) -> None:
        """Give it a task; that it is gone shows when its result is awaited."""
        self.index = index
        with suppress(BrokenPipeError):
            self.pipe.send(given)

    def received(self) -> Result:
        """What came of its task.

        Raises:
            EOFError: it is gone.
        """
        try:
            result: Result = self.pipe.recv()
        except ConnectionResetError:
            raise EOFError from None
        return result

    def wake(self) -> None:
        """See that it goes on, if somebody has stopped it."""
        with suppress(OSError):
            stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8", errors="replace")
            if stat.rpartition(") ")[2].startswith("T"):
                os.kill(self._process.pid or 0, signal.SIGCONT)

    def end(self) -> str:
        """See that it ends; how it ended, as a sentence goes on."""
        with suppress(OSError):
            self.pipe.send(None)
        if self.index is not None:
            self._process.terminate()
        self.wake()
        self._process.join(GRACE)
        self._process.kill()
        self._process.join()
        status = self._process.exitcode or 0
        self.pipe.close()
        if status < 0:
            return f"was killed by {signal_name(-status)}"
        return f"ended with exit status {status}"


class Crew(Generic[Given, Result]):
    """Several workers.

    Args:
        size: how many.
        work: what they do.
        ahead: a task may be begun when all but so many of those before it are done; it is told of the others.
        until: a moment of the monotonic clock at which what is left is given up, for this reason.
    """

    def __init__(
        self,
        size: int,
        work: Work[Given, Result],
        ahead: int | None = None,
        until: tuple[float, str] | None = None,
    ) -> None:
        self._size, self._work, self._ahead, self._until = size, work, ahead, until
        self._workers: list[Worker[Given, Result]] = []
        self._done: dict[int, Result] = {}

    def run(self, tasks: int) -> Iterator[Result]:
        """What comes of so many tasks, in their order, as soon as it is known.

        Raises:
            CannotStart: there is no worker, and none can be started.
        """
        waiting, told = deque(range(tasks)), 0
        ahead = tasks if self._ahead is None else self._ahead
        try:
            while told < tasks:
                if self._is_over():
                    self._give_up(waiting)
                while waiting and waiting[0] < told + ahead and self._has_room():
                    self._begin(waiting.popleft(), ahead)
                self._wait()
                while told in self._done:
                    yield self._done[told]
                    told += 1
        finally:
            for each in self._workers:
                each.end()

    def _is_over(self) -> bool:
        return self._until is not None and monotonic() >= self._until[0]

    def _give_up(self, waiting: deque[int]) -> None:
        """End everything that is being done, and begin nothing more."""
        assert self._until is not None  # noqa: S101  it is over
        lost = [each.index for each in self._workers if each.index is not None]
        for each in self._workers:
            each.end()
        self._workers.clear()
        for index in (*lost, *waiting):
            self._done[index] = self._work.lost(index, self._until[1])
        waiting.clear()

    def _has_room(self) -> bool:
        return len([each for each in self._workers if each.index is not None]) < self._size

    def _begin(self, index: int, ahead: int) -> None:
        before = [self._done[each] for each in range(index - ahead + 1)]
        given: Any = self._work.given(index, before)
        if isinstance(given, self._work.result):
            self._done[index] = given
        else:
            self._idle().begin(index, given)

    def _idle(self) -> Worker[Given, Result]:
        for each in self._workers:
            if each.index is None:
                return each
        try:
            self._workers.append(Worker(self._work.prepare))
        except OSError as error:
            self._size = len(self._workers)
            if not self._workers:
                raise CannotStart(f"no process can be started ({error.strerror}); see `ulimit -u`") from error
            return self._next_idle()
        return self._workers[-1]

    def _next_idle(self) -> Worker[Given, Result]:
        """With as many workers as the system allows: the first that is done with its task."""
        while True:
            self._wait()
            for each in self._workers:
                if each.index is None:
                    return each

    def _wait(self) -> None:
        """Take what is there, if anything is awaited."""
        busy = {each.pipe: each for each in self._workers if each.index is not None}
        left = LOOK if self._until is None else min(LOOK, max(0.0, self._until[0] - monotonic()))
        for pipe in wait(list(busy), left) if busy else ():
            assert isinstance(pipe, Connection)  # noqa: S101  what was given comes back
            self._take(busy[pipe])
        for each in self._workers:
            each.wake()

    def _take(self, worker: Worker[Given, Result]) -> None:
        index = worker.index
        assert index is not None  # noqa: S101  it is busy
        try:
            result = worker.received()
        except EOFError:
            self._workers.remove(worker)
            result = self._work.lost(index, f"the process that ran it {worker.end()}")
        worker.index = None
        self._done[index] = result


def _work(
    pipe: "Connection[Any, Any]",
    ours: "Connection[Any, Any]",
    prepare: Callable[[], AbstractContextManager[Callable[[Any], Any]]],
    parent: int,
) -> None:
    """What a worker does: until there is no more to do, or it is ended."""
    ours.close()  # or it would not see that the other side is gone
    for each in ENDING:
        signal.signal(each, _interrupt)
    with suppress(KeyboardInterrupt, EOFError, BrokenPipeError):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)  # they were blocked for the fork
        if os.getppid() == parent:  # a server that forks for it ends with that process, too
            end_with_parent(signal.SIGTERM, parent)
        with prepare() as run:
            while (given := pipe.recv()) is not None:
                pipe.send(run(given))


def _interrupt(_number: int, _frame: object) -> None:
    """Once; what comes behind it must not stand in the way of the end.

    SIG_IGN would do, but Python complains of a signal that has come and whose handler is taken away.
    """
    for each in ENDING:
        signal.signal(each, lambda _number, _frame: None)
    raise KeyboardInterrupt


def cores() -> int:
    """How many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def signal_name(number: int) -> str:
    """What a signal is called."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
