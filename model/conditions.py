"""What a check can ask of the state instead of the message: a closed vocabulary."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from coppspec.model.constants import SEQUENCE_NUMBERS
from coppspec.model.levels import REDISTRIBUTION
from coppspec.model.step import Configuration, Connector, Intent, Session


class Facing(NamedTuple):
    """What a condition looks at."""

    sender: Configuration
    """What the application believes; its messages are made from it."""
    configuration: Configuration
    session: int
    intent: Intent

    @property
    def connector(self) -> Connector:
        """What the session is bound to."""
        return self.configuration.connector_of(self.session)


def _other(number: Callable[[Session], int]) -> Callable[[Facing], bool]:
    """Whether a message carries another number than the one of its kind that is due."""

    def other(facing: Facing) -> bool:
        sent, due = (number(each.sessions[facing.session]) for each in facing[:2])
        return (sent + facing.intent.number - due) % SEQUENCE_NUMBERS != 0

    return other


def _no_redistribution(facing: Facing) -> bool:
    asked = facing.intent.about == "CGMSA" and (facing.intent.level or 0) & REDISTRIBUTION
    return bool(asked) and not facing.connector.offer.redistribution


def _too_big(facing: Facing) -> bool:
    connector = facing.connector
    return facing.intent.about in connector.offer.modes[connector.mode]


def _too_big_above_0(facing: Facing) -> bool:
    return bool(facing.intent.level) and _too_big(facing)


def _no_such_standard(facing: Facing) -> bool:
    return facing.intent.about not in {"None", *facing.connector.offer.standards}


CONDITIONS: Mapping[str, Callable[[Facing], bool]] = {
    "status number": _other(lambda session: session.status_number),
    "command number": _other(lambda session: session.command_number),
    "request identifier": lambda _: True,
    "protection type": lambda facing: facing.intent.about not in facing.connector.offer.types,
    "redistribution control": _no_redistribution,
    "resolution": _too_big,
    "resolution above level 0": _too_big_above_0,
    "TV protection standard": _no_such_standard,
    "HDCP": lambda facing: "HDCP" not in facing.connector.offer.types,
    "TV output": lambda facing: not facing.connector.offer.standards,
    "DualView": lambda facing: not facing.connector.offer.dual_view,
}
"""The conditions that a check can ask of the state: each is true where the call must be refused."""
