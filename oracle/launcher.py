"""A driver that is a program: started, made fresh for each test, and started again where it broke down."""

from collections.abc import Sequence
from typing import NamedTuple

from coppspec.oracle.declaration import Declaration, InvalidDeclaration, of_json
from coppspec.oracle.footprint import footprint, usual_memory
from coppspec.oracle.invalid_target import InvalidTarget, Unannounced
from coppspec.oracle.lines import GRACE, Lines
from coppspec.oracle.messages import PROTOCOL
from coppspec.oracle.remote import RemoteDriver, Wire
from coppspec.properties.cause import Cause
from coppspec.properties.guard import BrokeDown

FULL = 1 << 30
"""Bytes in memory with which a process is started anew: a leak must not end the run."""
OFTEN = 64
"""After so many resets that is looked at."""


class Limits(NamedTuple):
    """How long a program may take, in seconds, and how much it may hold."""

    call: float = 5
    start: float = 30
    """Until it has said what it is; it may have much to load."""
    memory: int = usual_memory()
    """Bytes in memory, with all that it starts; 0 for any number."""

    @classmethod
    def of_calls(cls, seconds: float) -> "Limits":
        """The limits where a call may take so many seconds; a start is never given less than usual."""
        return cls(seconds, max(cls().start, seconds * cls().start / cls().call))


USUAL = Limits()


class Announcement(NamedTuple):
    """What a program says of itself when it is started."""

    name: str
    resets: bool
    """Whether it can make its driver fresh; if not, it is started anew for each test."""
    declaration: Declaration


class Launcher:
    """A program with a driver; called, it gives a fresh one, in the same process while that lives.

    Args:
        target: what the user calls it.
        command: the program and its arguments.
        limits: how long it may take, and how much it may hold.

    Raises:
        InvalidTarget: it cannot be started, or does not announce itself as docs/wire.md has it.
    """

    def __init__(self, target: str, command: Sequence[str], limits: Limits = USUAL) -> None:
        self.target, self._command, self._limits = target, command, limits
        self._last: RemoteDriver | None = None
        self._resets = 0
        self._patience = 1.0
        self._lines, self._wire, self.announcement = self._started()

    def __call__(self) -> RemoteDriver:
        """The driver as after boot.

        Raises:
            InvalidTarget: it cannot be started again as it was.
        """
        failure = self._made_fresh() if self._last is not None else None
        if self._lines.failure:
            self._start_again()
        self._last = RemoteDriver(self._wire, self.announcement.declaration, failure)
        return self._last

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._lines.child.pid

    @property
    def last_words(self) -> str:
        """The end of what it wrote to its standard error, as far as it has been read."""
        return self._lines.last_words

    def wait_longer(self, factor: float) -> None:
        """From now on a call may take so many times as long as the limits say."""
        self._patience = factor
        self._wire.seconds = self._limits.call * factor

    def stop(self) -> None:
        """Ask it to end, and see that it does; without that, it is killed with this object."""
        if not self._lines.failure:
            self._ask_to_end()
        self._lines.end("was stopped")

    def _ask_to_end(self) -> None:
        try:
            self._wire.ask("stop", seconds=GRACE)
        except BrokeDown:
            return  # nobody relies on it any more
        self._lines.child.outcome(GRACE)

    def _made_fresh(self) -> BrokeDown | None:
        """A failure is the next driver's, unless an earlier one has been told it."""
        if self._last is not None:
            self._last.retire()
        if self._lines.failure:
            return None
        if not self.announcement.resets or self._is_full():
            self.stop()
            return None
        try:
            self._wire.ask("reset")
        except BrokeDown as error:
            self._lines.end("was not made fresh")
            return BrokeDown(f"{error}, when it was to be made fresh", error.cause, in_reset=True)
        return None

    def _is_full(self) -> bool:
        """Whether it holds so much memory that a new process is better; looked at once in a while."""
        self._resets += 1
        full = min(FULL, self._limits.memory // 2) if self._limits.memory else FULL
        return self._resets % OFTEN == 0 and footprint(self.pid).resident > full

    def _start_again(self) -> None:
        self._lines, self._wire, announcement = self._started()
        if announcement != self.announcement:
            self.stop()
            raise InvalidTarget(f"{self.target}: when it is started again, it declares something else")

    def _started(self) -> tuple[Lines, Wire, Announcement]:
        try:
            lines = Lines(self._command, self._limits.memory)
        except (OSError, ValueError) as error:
            raise InvalidTarget(f"{self.target} cannot be started: {error}") from None
        wire = Wire(lines, self._limits.call * self._patience)
        try:
            return lines, wire, _announced(wire.ask("start", PROTOCOL, seconds=self._limits.start))
        except (BrokeDown, InvalidDeclaration) as error:
            lines.broken("said of itself what cannot be read", error.cause)
            logged = f"; it logged {last!r:.200}" if (last := lines.last_words.rpartition("\n")[2]) else ""
            raise Unannounced(f"{self.target}: {error}{logged}", error.cause) from None


def _announced(answer: tuple[int, str, bool, object]) -> Announcement:
    protocol, name, resets, declaration = answer
    if protocol != PROTOCOL:
        raise InvalidDeclaration("the protocol that it speaks", protocol, str(PROTOCOL), Cause.WRONG_VERSION)
    return Announcement(name, resets, of_json(declaration))
