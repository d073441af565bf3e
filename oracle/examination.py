"""A harness under examination: fresh drivers of it, and all that they were asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter
from typing import Any, NamedTuple

from coppspec.driver.adapters import Adapter
from coppspec.driver.outputs import Output
from coppspec.driver.protocol import Capability, Interface
from coppspec.model.codes import HResult, Status, name_of
from coppspec.oracle.diagnosis import NothingToAsk
from coppspec.oracle.glue import Glue
from coppspec.oracle.launcher import Launcher, Limits
from coppspec.oracle.remote import RemoteDriver
from coppspec.properties.declared import Declared
from coppspec.properties.guard import BrokeDown
from coppspec.properties.inspection import How

MOST_BREAKDOWNS = 3
"""So many calls may end in a crash or a hang, each in another place, until the examination stops there."""


class Asked(NamedTuple):
    """A question whose answer has to be a success, or has to be a refusal."""

    call: str
    question: str
    code: int
    is_right: bool

    @property
    def deviates(self) -> bool:
        """Whether it is answered otherwise than every accepted reading has it."""
        return self.is_right == bool(self.code)

    def __str__(self) -> str:
        """The question, the answer, and what is wanted."""
        wanted = "a success" if self.is_right else "a refusal"
        return f"{self.call}, {self.question}: {shown(self.call, self.code)}; wanted is {wanted}"


def shown(call: str, code: int) -> str:
    """A code in words."""
    return name_of(code, Status if call == "VideoParameters" else HResult)


@dataclass
class Record:
    """All that was asked of the drivers of one harness."""

    seconds: list[float] = field(default_factory=list[float])
    """How long each call took that was answered."""
    asked: list[Asked] = field(default_factory=list[Asked])
    others: list[str] = field(default_factory=list[str])
    """Deviations that are no matter of a code."""
    hangs: int = 0
    """How many calls took all of their time."""
    breakdowns: int = 0
    """How often a driver broke down where another one went on in its place."""

    @property
    def deviations(self) -> list[str]:
        """What deviates from the specification, each once."""
        return list(dict.fromkeys([*(str(each) for each in self.asked if each.deviates), *self.others]))

    def refusals(self, call: str) -> list[Asked]:
        """What was asked of a call that has to be refused."""
        return [each for each in self.asked if each.call == call and not each.is_right]


class Life:
    """A fresh driver, and what it is asked; each call by its name on the wire."""

    def __init__(
        self, make_driver: Callable[[], RemoteDriver], record: Record, *, has_devices: bool = True
    ) -> None:
        self._make_driver, self._record = make_driver, record
        self.has_devices = has_devices
        """Whether a session begins with a device; through a renderer otherwise."""
        self._driver = make_driver()
        self._has_renderers = False

    def ask(self, call: str, *given: object) -> tuple[Any, ...]:
        """Make a call.

        Raises:
            BrokeDown: there is no answer to it.
        """
        beginning = perf_counter()
        try:
            answer = self._driver.ask(call, *given)
        except BrokeDown as error:
            self._record.hangs += error.how is How.HANG
            raise
        self._record.seconds.append(perf_counter() - beginning)
        return answer

    def prepare(self, call: str, *given: object) -> tuple[Any, ...]:
        """A request of the bench, before the first call."""
        self._has_renderers |= call == "renderer"
        return self._driver.prepare(call, *given)

    def wrong(self, call: str, question: str, *given: object) -> int:
        """Ask what has to be refused."""
        return self._noted(call, question, given, is_right=False)

    def right(self, call: str, question: str, *given: object) -> int:
        """Ask what has to succeed."""
        return self._noted(call, question, given, is_right=True)

    def _noted(self, call: str, question: str, given: Sequence[object], *, is_right: bool) -> int:
        try:
            code: int = self.ask(call, *given)[0]
        except BrokeDown as error:
            self._go_on_after(error, f"{call}, {question}")
            return HResult.E_FAIL
        self._record.asked.append(Asked(call, question, code, is_right))
        return code

    def _go_on_after(self, error: BrokeDown, asked: str) -> None:
        """That a driver crashes in one call, or hangs, says nothing about its harness: a fresh one goes on.

        Raises:
            BrokeDown: it is no answer at all, or a reset, or it happens again and again, or a fresh driver
                would not have the renderers of this one.
        """
        record = self._record
        is_over = self._has_renderers or record.breakdowns >= MOST_BREAKDOWNS
        if error.how is How.MALFORMED or error.in_reset or is_over:
            raise error
        record.breakdowns += 1
        record.others.append(f"{asked}: the driver {error}")
        self._driver = self._make_driver()


@dataclass
class Examination:
    """What is known of a harness so far.

    Args:
        launcher: makes a fresh driver.
        glue: the words for its parts.
        limits: how long it may take.
    """

    launcher: Launcher
    glue: Glue
    limits: Limits
    record: Record = field(default_factory=Record)
    main: int = 0
    """The output that is used as a rule; the first on which a session can be had until more is known."""

    def fresh(self) -> Life:
        """A driver as after boot."""
        return Life(self.launcher, self.record, has_devices=self.has(Interface.DEVICE))

    @cached_property
    def declared(self) -> Declared:
        """All that it declares."""
        return Declared.of(self.launcher.announcement.declaration)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """What it declares of its outputs."""
        return self.launcher.announcement.declaration.outputs

    @property
    def adapters(self) -> tuple[Adapter, ...]:
        """What it declares of its adapters."""
        return self.launcher.announcement.declaration.adapters

    def has(self, interface: Interface) -> bool:
        """Whether it can be called by this interface."""
        return interface in self.declared.interfaces

    @property
    def sessions(self) -> tuple[int, ...]:
        """The outputs on which a session can be had: on a device, or else through a renderer."""
        return self.declared.opening if self.has(Interface.DEVICE) else self.declared.rendering

    def expect_sessions(self) -> None:
        """See that there is an output on which a session can be had.

        Raises:
            NothingToAsk: none is declared.
        """
        if not self.sessions:
            if not (self.has(Interface.DEVICE) or self.has(Interface.RENDERER)):
                raise NothingToAsk("neither devices nor renderers are declared")
            what = "device opens" if self.has(Interface.DEVICE) else "renderer gets a device"
            raise NothingToAsk(f"no output is declared on which a {what}")

    def expect_devices(self) -> None:
        """See that there is an output on which the device interface opens a device.

        Raises:
            NothingToAsk: none is declared, or not that interface.
        """
        if not self.declared.opening:
            raise NothingToAsk("no output is declared on which a device opens")

    def can(self, capability: Capability) -> bool:
        """Whether it declares this one."""
        return capability in self.declared.capabilities
