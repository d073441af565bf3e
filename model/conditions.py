"""What a check can ask of the state instead of the message, and what a status response says of it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from coppspec.model.constants import SEQUENCE_NUMBERS
from coppspec.model.levels import REDISTRIBUTION, TYPES
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


def _other_status_number(facing: Facing) -> bool:
    sent, due = (each.sessions[facing.session].status_number for each in facing[:2])
    return (sent + facing.intent.number - due) % SEQUENCE_NUMBERS != 0


def _other_command_number(facing: Facing) -> bool:
    sent, due = (each.sessions[facing.session].command_number for each in facing[:2])
    return (sent + facing.intent.number - due) % SEQUENCE_NUMBERS != 0


def _no_redistribution(facing: Facing) -> bool:
    asked = facing.intent.about == "CGMSA" and (facing.intent.level or 0) & REDISTRIBUTION
    return bool(asked) and not facing.connector.offer.redistribution


def _too_big(facing: Facing) -> bool:
    connector = facing.connector
    return facing.intent.about in connector.offer.modes[connector.mode]


def _too_big_above_0(facing: Facing) -> bool:
    return bool(facing.intent.level) and _too_big(facing)


def _no_such_standard(facing: Facing) -> bool:
    standards = facing.connector.offer.standards
    return not standards or facing.intent.about not in {"None", *standards}


CONDITIONS: Mapping[str, Callable[[Facing], bool]] = {
    "status number": _other_status_number,
    "command number": _other_command_number,
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

Report = Callable[[Session, Connector, Intent], tuple[object, ...]]

REPORTS: Mapping[str, Report] = {
    "what the connector is": lambda _, __, ___: (),
    "the types": lambda _, connector, __: connector.offer.types,
    "the local level": lambda session, _, intent: (session.levels[TYPES.index(intent.about or "")],),
    "the global level": lambda _, connector, intent: (connector.shown[TYPES.index(intent.about or "")],),
    "the display mode": lambda _, connector, __: (connector.mode,),
    "the signal": lambda _, connector, __: connector.signal,
}
"""What a status response says, as far as it depends on what went before."""
