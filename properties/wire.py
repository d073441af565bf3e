"""What is carried between two applications and the driver, and what the driver makes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from coppspec.driver.application import Application
from coppspec.driver.renderer import CertifiedOutputProtection
from coppspec.model.codes import HResult
from coppspec.model.constants import SEQUENCE_NUMBERS
from coppspec.model.layouts import DXVA_COPPCommand, DXVA_COPPStatusInput, DXVA_COPPStatusOutput

OWN_NONCE = b"attacker's nonce"
Levels = tuple[int, ...]
"""The levels that the hardware shows, in the order of TYPES."""
Answer = tuple[int, bytes]
"""The code, and the response to a request."""


class Kind(Enum):
    """What an application sends in an active session."""

    COMMAND = DXVA_COPPCommand
    REQUEST = DXVA_COPPStatusInput


class Message(NamedTuple):
    """A command or a status request on its way."""

    session: int
    """Whose driver object is to get it."""
    kind: Kind
    data: bytes

    @property
    def number(self) -> int:
        """Its sequence number, which everybody can read; 0 in a message that is too short for one."""
        return self.kind.value.get_ulong(self.data.ljust(self.kind.value.size, b"\0"), "dwSequence")

    @property
    def nonce(self) -> bytes:
        """The nonce of a request."""
        return self.data[:16]


class Delivery(NamedTuple):
    """What the driver got, and what it made of it."""

    message: Message
    code: int
    response: bytes
    made: bool
    """Whether the application of that session has made these very bytes."""
    due: bool
    """Whether it carries the number that is due."""
    repeated: bool
    """Whether the same bytes were accepted before."""
    before: Levels
    after: Levels

    @property
    def accepted(self) -> bool:
        """Whether the driver took it."""
        return self.code == HResult.S_OK


class Exchange(NamedTuple):
    """What an application sent, and what it got for it."""

    sent: Message
    code: int
    response: bytes
    deliveries: range
    """What the driver got meanwhile: places in the list of deliveries."""


@dataclass
class Wire:
    """Everything that goes over it is kept, and can be used again."""

    renderers: list[CertifiedOutputProtection]
    levels: Callable[[], Levels]
    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    deliveries: list[Delivery] = field(default_factory=list[Delivery])
    due: dict[tuple[int, Kind], int] = field(default_factory=dict[tuple[int, Kind], int])
    """The numbers that are due, by the clauses alone."""
    made: set[Message] = field(default_factory=set[Message])
    accepted: set[Message] = field(default_factory=set[Message])

    def begin(self, session: int, application: Application) -> None:
        """A session is active: its numbers are agreed, and what was sent in the one before is another's."""
        self.due[session, Kind.COMMAND] = application.command_number
        self.due[session, Kind.REQUEST] = application.status_number
        self.made = {each for each in self.made if each.session != session}

    def deliver(self, message: Message) -> Answer:
        """Give a message to the driver."""
        renderer, before = self.renderers[message.session], self.levels()
        if message.kind is Kind.COMMAND:
            code, response = renderer.protection_command(message.data), b""
        else:
            code, response = renderer.protection_status(message.data)
        counter = message.session, message.kind
        made, repeated = message in self.made, message in self.accepted
        due = message.number == self.due[counter]
        self.deliveries.append(Delivery(message, code, response, made, due, repeated, before, self.levels()))
        if self.deliveries[-1].accepted:
            self.due[counter] = (message.number + 1) % SEQUENCE_NUMBERS
            self.accepted.add(message)
        return code, response

    def older(self, kind: Kind, which: int) -> Message | None:
        """A message that an application sent before, of any session."""
        known = [each.sent for each in self.exchanges if each.sent.kind is kind]
        return known[-1 - which % len(known)] if known else None

    def older_response(self, which: int) -> bytes:
        """A response that the driver gave before, in any session."""
        known = [each.response for each in self.deliveries if each.response]
        return known[-1 - which % len(known)] if known else bytes(DXVA_COPPStatusOutput.size)

    def forged(self, session: int, which: int) -> Message | None:
        """A status request of its own, under the number that is due; it can count, and needs no key."""
        known = self.older(Kind.REQUEST, which)
        if known is None:
            return None
        number = self.due[session, Kind.REQUEST]
        data = DXVA_COPPStatusInput.put(known.data, rApp=OWN_NONCE, dwSequence=number)
        return Message(session, Kind.REQUEST, data)
