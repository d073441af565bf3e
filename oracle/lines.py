"""Lines to and from a child: each is answered by one, within a time, whatever the child does instead.

All is done in one thread. A child cannot block on its standard error, as that is read while an answer is
waited for; and neither side can block the other, however long a line is.
"""

import os
import select
from collections.abc import Sequence
from time import monotonic

from coppspec.oracle.child import Child
from coppspec.oracle.messages import LONGEST_LINE, printable
from coppspec.properties.cause import Cause
from coppspec.properties.guard import BrokeDown

CHUNK = 1 << 16
"""What is read at once, in bytes."""
KEPT = 1 << 12
"""What is kept of its standard error: so many bytes, the last ones."""
SLICE = 0.05
"""Seconds until one looks whether a silent child still lives: a child of its own may hold its pipes."""
STILL = 0.1
"""Seconds more than it has asked for after which this process was not merely waiting for its turn."""
GRACE = 1.0
"""Seconds in which it ends that has closed its output, or was asked to."""


class Lines:
    """A child, spoken to in lines.

    Args:
        command: the program and its arguments.
        memory: how many bytes it may hold; 0 for any number.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, command: Sequence[str], memory: int = 0) -> None:
        self.child = Child(command, memory)
        self._to, self._from, self._log = self.child.pipes
        self._poll = select.poll()
        for each in self.child.pipes:
            os.set_blocking(each, False)
        self._poll.register(self._from, select.POLLIN)
        self._poll.register(self._log, select.POLLIN)
        self._unsent = self._received = self._logged = b""
        self._has_been_asked = False
        self._waits_to_send = False
        self.failure = ""
        """Why it is no more; empty while it lives."""
        self._cause = Cause.STOPPED

    @property
    def last_words(self) -> str:
        """The end of what it wrote to its standard error."""
        return self._logged.decode(errors="replace").strip()

    def exchange(self, line: bytes, seconds: float) -> bytes:
        """Send a line and wait for the one that answers it.

        Raises:
            BrokeDown: none came, or more than one, or the child is no more.
        """
        if self.failure:
            raise BrokeDown(self.failure, self._cause)
        try:
            return self._answer(line, seconds)
        except BaseException:  # also an interrupt: an answer that comes later would be taken for another one
            self.end("was stopped")
            raise

    def broken(self, failure: str, cause: Cause) -> BrokeDown:
        """End it, for this reason."""
        if not self.failure:
            self._cause = cause
        self.end(printable(failure))
        error = BrokeDown(self.failure, self._cause)
        if self.last_words:
            error.add_note(f"Its standard error ends with:\n{self.last_words}")
        return error

    def end(self, failure: str) -> None:
        """End it; the first reason stands."""
        if not self.failure:
            self._drain()
            self.failure = failure
            self.child.end()

    def _answer(self, line: bytes, seconds: float) -> bytes:
        deadline = monotonic() + seconds
        self._expect_silence()
        self._unsent = line
        self._send()
        while b"\n" not in self._received:
            if (left := deadline - monotonic()) <= 0:
                cause = Cause.UNENDED if self._received else Cause.NO_ANSWER
                raise self.broken(f"gave no answer within {seconds:g} s{self._begun()}", cause)
            deadline += self._wait(left)
        answer, _, self._received = self._received.partition(b"\n")
        return answer

    def _expect_silence(self) -> None:
        """Nothing may have come since the last answer.

        What came before the first request is taken for its answer: which of the two was earlier is chance.
        """
        if not self._has_been_asked:
            self._has_been_asked = True
            return
        for descriptor, _ in self._poll.poll(0):
            if descriptor == self._from:
                self._receive()
        if self._received:
            raise self.broken(f"wrote a line that nothing asked for: {shown(self._received)}", Cause.UNASKED)

    def _wait(self, seconds: float) -> float:
        """Read and write what can be; if nothing can, look whether the child lives.

        Returns for how long this process stood still: the child, on the same machine, may have so much more.
        """
        beginning, most = monotonic(), min(seconds, SLICE)
        ready = self._poll.poll(most * 1000)
        late = monotonic() - beginning - most
        for descriptor, _ in ready:
            if descriptor == self._from:
                self._receive()
            elif descriptor == self._to:
                self._send()
            elif not self._drain():
                self._poll.unregister(self._log)
        if not ready and (outcome := self.child.outcome()) is not None and not self._poll.poll(0):
            raise self.broken(self._ended(str(outcome)), outcome.cause)
        return late if late > STILL else 0

    def _send(self) -> None:
        """As much as the pipe takes. That a child reads no more shows in its answer, or in its end."""
        try:
            self._unsent = self._unsent[os.write(self._to, self._unsent) :]
        except BlockingIOError:
            pass  # the pipe is full
        except BrokenPipeError:
            self._unsent = b""
        if bool(self._unsent) != self._waits_to_send:
            self._waits_to_send = not self._waits_to_send
            self._watch_input()

    def _watch_input(self) -> None:
        """Only while there is something to send: a pipe that can be written to is always ready."""
        if self._waits_to_send:
            self._poll.register(self._to, select.POLLOUT)
        else:
            self._poll.unregister(self._to)

    def _receive(self) -> None:
        read = os.read(self._from, CHUNK)
        self._received += read
        if not read:
            outcome = self.child.outcome(GRACE)
            ended = "closed its standard output" if outcome is None else str(outcome)
            raise self.broken(self._ended(ended), Cause.CLOSED if outcome is None else outcome.cause)
        if len(self._received) > LONGEST_LINE and b"\n" not in self._received[:LONGEST_LINE]:
            raise self.broken(f"answered with a line of more than {LONGEST_LINE} bytes", Cause.TOO_LONG)

    def _ended(self, how: str) -> str:
        return f"{how}{self._begun() or ' and gave no answer'}"

    def _begun(self) -> str:
        return f" after the beginning of a line: {shown(self._received)}" if self._received else ""

    def _drain(self) -> bool:
        """Read of its standard error what is there, and say whether more can come."""
        try:
            read = os.read(self._log, CHUNK)
        except BlockingIOError:
            return True
        self._logged = (self._logged + read)[-KEPT:]
        return bool(read)


def shown(line: bytes) -> str:
    """The beginning of a line, as it can stand in a report."""
    return repr(line[:CHUNK].decode(errors="replace").rstrip("\n"))[:60]
