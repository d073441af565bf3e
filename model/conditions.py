"""What a check can ask of the state, some of it together with what is wrong with the message.

It is a closed vocabulary.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from coppspec.model.constants import SEQUENCE_NUMBERS
from coppspec.model.language import Machine
from coppspec.model.levels import REDISTRIBUTION, TYPES
from coppspec.model.step import Configuration, Connector, Intent, Session
from coppspec.model.tv_output import AS_IT_IS, NO_STANDARD, SETTINGS, UNPROTECTED


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


class Shared(NamedTuple):
    """What a condition looks at that is about no session of its own."""

    machine: Machine
    configuration: Configuration
    intent: Intent


OTHER_TYPE = "the other type"
"""A message whose copy-protection type is not the one that is used as a rule."""
FOREIGN_KEY = "key of another adapter"
"""A message with a key that is live on another adapter of the driver."""
FAULT = "hardware that fails"
"""A request on which the hardware cannot be programmed."""
NO_STANDARD_NAMED = frozenset({"a standard without its flag", "no flag at all"})
"""Messages that name no TV standard, although they are about the output."""


def must_program(configuration: Configuration, intent: Intent) -> bool:
    """Whether an activation has to program the hardware: it is the first that asks for protection."""
    return bool(intent.level) and not configuration.reference_count and configuration.tv.shows_protection


def _lacks_the_type(at: Shared) -> bool:
    return OTHER_TYPE in at.intent.defects and len(at.configuration.tv.offer.types) == 1


def _unprotected(at: Shared) -> bool:
    """Whether a standard is named that cannot be protected, be it the one in force, while a session is on."""
    setting, standard = SETTINGS.get(at.intent.about or ""), None
    if setting is not None:
        standard = setting.standard
    elif at.intent.about == AS_IT_IS and not NO_STANDARD_NAMED & {*at.intent.defects}:
        standard = at.configuration.tv.standard
    return standard == UNPROTECTED and at.configuration.reference_count > 0


def _is_taken(at: Shared) -> bool:
    return any(each.state not in at.machine.ended for each in at.configuration.sessions)


def _has_a_live_key(at: Shared) -> bool:
    """Whether the session that a request names has a key that is live."""
    named = at.intent.session
    return named is not None and at.configuration.sessions[named].state not in at.machine.ended


def _copp_protects(at: Shared) -> bool:
    acp = TYPES.index("ACP")
    return any(each.offer.carries_tv and each.shown[acp] > 0 for each in at.configuration.connectors)


SHARED_CONDITIONS: Mapping[str, Callable[[Shared], bool]] = {
    "control code": lambda at: not at.configuration.tv.offer.served,
    "protection hardware": lambda at: not at.configuration.tv.offer.types,
    "unprotectable standard": _unprotected,
    "type that is supported": _lacks_the_type,
    "type that is reported": lambda at: OTHER_TYPE in at.intent.defects,
    FOREIGN_KEY: lambda at: FOREIGN_KEY in at.intent.defects,
    "free session": _is_taken,
    "level of COPP": _copp_protects,
    "live key": _has_a_live_key,
    "output that is on": lambda at: at.configuration.tv.standard != NO_STANDARD,
    "hardware": lambda at: FAULT in at.intent.defects and must_program(at.configuration, at.intent),
}
"""The conditions that a check can ask of what is shared: each is true where the call must be refused.

A rung can ask for one too, and is done only where it is true."""
