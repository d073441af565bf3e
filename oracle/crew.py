"""Workers, each in a process of its own: they run cases side by side, and one that dies takes nothing along.

A worker tells of each process that it starts, so that whatever becomes of it, no driver is left
behind. Results do not depend on how many workers there are: each case is told where the driver broke down in
those that are far enough before it, and in no other.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

from coppspec.oracle.child import signal_name
from coppspec.oracle.family import Family, Tell
from coppspec.oracle.judged import Broke, Judged

AHEAD = 8
"""A case may be begun when all but so many of those before it are done; so many workers have work."""
MOST_LOST = 8
"""After so many cases that did not come to an end no more are begun."""
GRACE = 5.0
"""Seconds in which a worker ends that is told to."""


class Task(NamedTuple):
    """A case to be run."""

    name: str
    broke: Broke
    """Where the driver broke down in the cases before it."""


Bench = AbstractContextManager[Callable[[Task], Judged]]
Prepare = Callable[[Tell], Bench]
"""In the process of a worker: makes what runs its cases, and leaves no driver behind when it is left."""
Lost = Callable[[str, str], Judged]
"""What stands for a case that was not run, and why."""


class Worker:
    """A process that runs one case after the other.

    Args:
        prepare: makes what runs them.
    """

    def __init__(self, prepare: Prepare) -> None:
        self.pipe, theirs = Pipe()
        self._process = Process(target=_work, args=(theirs, self.pipe, prepare), daemon=True)
        self._process.start()
        theirs.close()
        self.index: int | None = None
        """Of the case that it runs."""
        self._driver: Family | None = None

    def begin(self, index: int, task: Task) -> None:
        """Give it a case; that it is gone shows when its result is awaited."""
        self.index = index
        with suppress(BrokenPipeError):
            self.pipe.send(task)

    def received(self) -> Judged | None:
        """What came of its case; None if that was not what it said.

        Raises:
            EOFError: it is gone.
        """
        try:
            said: Judged | Family = self.pipe.recv()
        except ConnectionResetError:
            raise EOFError from None
        if isinstance(said, Family):
            self._driver = said
            return None
        return said

    def end(self) -> str:
        """See that it ends, with its driver; how it ended, as a sentence goes on."""
        with suppress(OSError):
            self.pipe.send(None)
        if self.index is not None:
            self._process.terminate()
        self._process.join(GRACE)
        self._process.kill()
        self._process.join()
        status = self._process.exitcode or 0
        if status < 0:
            self._end_driver()
        self.pipe.close()
        if status < 0:
            return f"was killed by {signal_name(-status)}"
        return f"ended with exit status {status}"

    def _end_driver(self) -> None:
        """Of a worker that was killed, and so could not do it."""
        with suppress(EOFError):
            while self.pipe.poll():
                self.received()
        if self._driver is not None:
            self._driver.kill()


class Crew:
    """Several workers.

    Args:
        size: how many.
        prepare: makes, in the process of each, what runs its cases.
        lost: makes what stands for a case that was not run.
    """

    def __init__(self, size: int, prepare: Prepare, lost: Lost) -> None:
        self._size, self._prepare, self._lost = size, prepare, lost
        self._workers: list[Worker] = []
        self._done: dict[int, Judged] = {}

    def run(self, names: Sequence[str]) -> Iterator[Judged]:
        """What comes of each case, in their order, as soon as it is known."""
        waiting, told = deque(enumerate(names)), 0
        try:
            while told < len(names):
                while waiting and waiting[0][0] < told + AHEAD and self._has_room():
                    self._begin(*waiting.popleft())
                self._wait(names)
                while told in self._done:
                    yield self._done[told]
                    told += 1
        finally:
            for each in self._workers:
                each.end()

    def _has_room(self) -> bool:
        return len([each for each in self._workers if each.index is not None]) < self._size

    def _begin(self, index: int, name: str) -> None:
        before = [self._done[each] for each in range(index - AHEAD + 1)]
        ended = [each.lost for each in before if each.lost]
        if len(ended) >= MOST_LOST:
            self._done[index] = self._lost(name, ended[-1])
            return
        broke = sum((each.broke for each in before), Broke())
        self._idle().begin(index, Task(name, broke))

    def _idle(self) -> Worker:
        for each in self._workers:
            if each.index is None:
                return each
        self._workers.append(Worker(self._prepare))
        return self._workers[-1]

    def _wait(self, names: Sequence[str]) -> None:
        """Take what is there, if anything is awaited."""
        busy = {each.pipe: each for each in self._workers if each.index is not None}
        for pipe in wait(list(busy)) if busy else ():
            assert isinstance(pipe, Connection)  # noqa: S101  what was given comes back
            self._take(busy[pipe], names)

    def _take(self, worker: Worker, names: Sequence[str]) -> None:
        index = worker.index
        assert index is not None  # noqa: S101  it is busy
        try:
            result = worker.received()
        except EOFError:
            self._workers.remove(worker)
            result = self._lost(names[index], f"the process that ran it {worker.end()}")
        if result is not None:
            worker.index = None
            self._done[index] = result


def _work(
    pipe: "Connection[Judged | Family, Task | None]",
    ours: "Connection[Task | None, Judged | Family]",
    prepare: Prepare,
) -> None:
    """What a worker does: until there is no more to do, or it is interrupted."""
    ours.close()  # or it would not see that the other side is gone
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _interrupt)
    with suppress(KeyboardInterrupt, EOFError, BrokenPipeError), prepare(pipe.send) as run:
        while (task := pipe.recv()) is not None:
            pipe.send(run(task))


def _interrupt(_number: int, _frame: object) -> None:
    """Once; what comes behind it must not stand in the way of the end.

    SIG_IGN would do, but Python complains of a signal that has come and whose handler is taken away.
    """
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _number, _frame: None)
    raise KeyboardInterrupt
