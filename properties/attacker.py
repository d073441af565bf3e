"""Somebody else between the applications and the driver.

The attacker carries every command, request and response of two sessions, and remembers them. It knows no
session key. What it does with a message is an `Attack`, so a run is repeated by the attacks alone.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from coppspec.driver.renderer import CertifiedOutputProtection
from coppspec.model.codes import HResult
from coppspec.properties.wire import Answer, Exchange, Kind, Message, Wire


class Attack(NamedTuple):
    """What happens to the next message."""

    name: str
    """One of ATTACKS."""
    which: int = 0
    """Which earlier message or response it is done with, counted back from the newest."""
    at: int = 0
    """Which bit is turned over, or behind which byte the other message goes on."""


LET_THROUGH = Attack("let through")


Carry = Callable[[Wire, Message, Attack], Answer]
Choose = Callable[[Wire, Message, Attack], Message | None]


def flipped(data: bytes, at: int) -> bytes:
    """The same with one bit turned over; nothing is left to turn in an empty message."""
    if not data:
        return data
    byte, bit = divmod(at % (8 * len(data)), 8)
    return data[:byte] + bytes([data[byte] ^ 1 << bit]) + data[byte + 1 :]


def spliced(front: bytes, back: bytes, at: int) -> bytes:
    """The front of one message and the back of another."""
    at %= len(front) + 1
    return front[:at] + back[at:]


def _let_through(wire: Wire, sent: Message, _: Attack) -> Answer:
    return wire.deliver(sent)


def _drop(wire: Wire, sent: Message, attack: Attack) -> Answer:
    """It never arrives, and is said to be taken."""
    return HResult.S_OK, b"" if sent.kind is Kind.COMMAND else wire.older_response(attack.which)


def _refuse(_: Wire, __: Message, ___: Attack) -> Answer:
    """It never arrives, and is said to be refused."""
    return HResult.E_INVALIDARG, b""


def _hide(wire: Wire, sent: Message, _: Attack) -> Answer:
    """It arrives, and is said to be refused."""
    wire.deliver(sent)
    return HResult.E_UNEXPECTED, b""


def _twice(wire: Wire, sent: Message, _: Attack) -> Answer:
    answer = wire.deliver(sent)
    wire.deliver(sent)
    return answer


def _older(wire: Wire, sent: Message, attack: Attack) -> Message | None:
    """An older message, which comes late, or again."""
    return wire.older(sent.kind, attack.which)


def _forged(wire: Wire, sent: Message, attack: Attack) -> Message | None:
    """A request of its own, which takes the number that is due, and with it the flags (Q28)."""
    return wire.forged(sent.session, attack.which)


def _first(choose: Choose) -> Carry:
    """Another message, if there is one, and then the one that was sent."""

    def act(wire: Wire, sent: Message, attack: Attack) -> Answer:
        if (other := choose(wire, sent, attack)) is not None:
            wire.deliver(other)
        return wire.deliver(sent)

    return act


def _afterwards(choose: Choose) -> Carry:
    """The message that was sent, and then another one, if there is one."""

    def act(wire: Wire, sent: Message, attack: Attack) -> Answer:
        answer = wire.deliver(sent)
        if (other := choose(wire, sent, attack)) is not None:
            wire.deliver(other)
        return answer

    return act


def _older_instead(wire: Wire, sent: Message, attack: Attack) -> Answer:
    return wire.deliver(wire.older(sent.kind, attack.which) or sent)


def _to_the_other(wire: Wire, sent: Message, _: Attack) -> Answer:
    """It goes to the driver object of the other session."""
    return wire.deliver(sent._replace(session=1 - sent.session))


def _older_response(wire: Wire, sent: Message, attack: Attack) -> Answer:
    code, response = wire.deliver(sent)
    return code, response and wire.older_response(attack.which + 1)


def _flip_the_response(wire: Wire, sent: Message, attack: Attack) -> Answer:
    code, response = wire.deliver(sent)
    return code, flipped(response, attack.at)


def _splice_the_response(wire: Wire, sent: Message, attack: Attack) -> Answer:
    code, response = wire.deliver(sent)
    return code, spliced(response, wire.older_response(attack.which + 1), attack.at)


def _shorten_the_response(wire: Wire, sent: Message, attack: Attack) -> Answer:
    code, response = wire.deliver(sent)
    return code, response[: attack.at % (len(response) + 1)]


def _flip(wire: Wire, sent: Message, attack: Attack) -> Answer:
    return wire.deliver(sent._replace(data=flipped(sent.data, attack.at)))


def _splice(wire: Wire, sent: Message, attack: Attack) -> Answer:
    older = wire.older(sent.kind, attack.which) or sent
    return wire.deliver(sent._replace(data=spliced(sent.data, older.data, attack.at)))


def _renumber(wire: Wire, sent: Message, _: Attack) -> Answer:
    """It gets the number that is due, whatever it carried."""
    number = wire.due[sent.session, sent.kind]
    return wire.deliver(sent._replace(data=sent.kind.value.put(sent.data, dwSequence=number)))


def _ask_something_else(wire: Wire, sent: Message, attack: Attack) -> Answer:
    """Nonce and number stay; what is asked for is that of an older message."""
    older = wire.older(sent.kind, attack.which) or sent
    data = sent.kind.value.put(older.data, dwSequence=sent.number)
    return wire.deliver(sent._replace(data=sent.data[:16] + data[16:]))


ATTACKS: Mapping[str, Carry] = {
    LET_THROUGH.name: _let_through,
    "drop it": _drop,
    "refuse it": _refuse,
    "deliver it, and say that it is refused": _hide,
    "deliver it twice": _twice,
    "deliver an older message first": _first(_older),
    "deliver an older message afterwards": _afterwards(_older),
    "deliver an older message instead": _older_instead,
    "deliver it to the other session": _to_the_other,
    "answer with an older response": _older_response,
    "flip a bit of the response": _flip_the_response,
    "splice the response": _splice_the_response,
    "shorten the response": _shorten_the_response,
    "forge a request first": _first(_forged),
    "forge a request afterwards": _afterwards(_forged),
    "flip a bit": _flip,
    "splice it": _splice,
    "renumber it": _renumber,
    "ask something else": _ask_something_else,
}
"""Everything that it can do to a message. The last four rewrite it, and a request has no tag (COPP-172)."""


@dataclass
class Attacker:
    """What one application takes for its renderer (it is a `CertifiedOutputProtection`)."""

    wire: Wire
    session: int
    plan: deque[Attack] = field(default_factory=deque[Attack])
    """What happens to the next messages; what comes after them is let through."""

    @property
    def renderer(self) -> CertifiedOutputProtection:
        """The real one."""
        return self.wire.renderers[self.session]

    @property
    def handle(self) -> int:
        """The device object that the renderer has opened."""
        return self.renderer.handle

    def connect(self) -> None:
        """Nothing is done to it."""
        self.renderer.connect()

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """Nothing is done to it: certificates say who the driver is."""
        return self.renderer.key_exchange()

    def session_sequence_start(self, signature: bytes) -> int:
        """Nothing is done to it: the block is encrypted for the driver."""
        return self.renderer.session_sequence_start(signature)

    def protection_command(self, command: bytes) -> int:
        """The attack that is planned."""
        return self._carry(Message(self.session, Kind.COMMAND, command))[0]

    def protection_status(self, request: bytes) -> Answer:
        """The attack that is planned."""
        return self._carry(Message(self.session, Kind.REQUEST, request))

    def release(self) -> None:
        """Nothing is done to it."""
        self.renderer.release()

    def _carry(self, sent: Message) -> Answer:
        """One message of the application, under the attack that is planned for it."""
        self.wire.made.add(sent)
        attack = self.plan.popleft() if self.plan else LET_THROUGH
        first = len(self.wire.deliveries)
        code, response = ATTACKS[attack.name](self.wire, sent, attack)
        deliveries = range(first, len(self.wire.deliveries))
        self.wire.exchanges.append(Exchange(sent, code, response, deliveries))
        return code, response
