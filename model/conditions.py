"""What a check can ask of the state, some of it together with what is wrong with the message.

It is a closed vocabulary.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from coppspec.model.constants import SEQUENCE_NUMBERS
from coppspec.model.language import Machine
from coppspec.model.levels import REDISTRIBUTION, TYPES
from coppspec.model.step import NO_LEVEL, Configuration, Connector, Intent, Session, level_asked_for
from coppspec.model.tv_output import AS_IT_IS, NO_STANDARD, OTHER_PROTECTED, PROTECTED, SETTINGS, UNPROTECTED


class Facts(NamedTuple):
    """What a condition looks at: a call, and what is so before it."""

    machine: Machine
    sender: Configuration
    """What the application believes; its messages are made from it."""
    configuration: Configuration
    session: int | None
    """The session that the call is about; None if there is none."""
    intent: Intent
    added: int = 0
    """What the row of the call adds to the reference count; it is worked out where a condition foresees."""

    @property
    def own(self) -> Session:
        """The session."""
        return self.configuration.sessions[self.session or 0]

    @property
    def connector(self) -> Connector:
        """What the session is bound to."""
        return self.configuration.connector_of(self.session or 0)


@dataclass(frozen=True, slots=True)
class Condition:
    """A question about a session, and how it is answered."""

    meaning: str
    """When it is true, in the names of the fields of model/step.py and model/tv_output.py."""
    clause: str
    """What says so."""
    is_true: Callable[[Facts], bool]
    always: bool = False
    """Whether it is true of everything, so that nothing passes a check of it."""


SAME_NONCE = "the nonce of the last request"
"""A status request with the nonce of the last one that was answered in its session."""


def _other(number: Callable[[Session], int]) -> Callable[[Facts], bool]:
    """Whether a message carries another number than the one of its kind that is due."""

    def other(at: Facts) -> bool:
        sent = number(at.sender.sessions[at.session or 0])
        return (sent + at.intent.number - number(at.own)) % SEQUENCE_NUMBERS != 0

    return other


def _no_redistribution(at: Facts) -> bool:
    asked = at.intent.about == "CGMSA" and level_asked_for(at.intent) & REDISTRIBUTION
    return bool(asked) and not at.connector.offer.redistribution


def _too_big(at: Facts) -> bool:
    connector = at.connector
    return at.intent.about in connector.offer.modes[connector.mode]


def _too_big_above_0(at: Facts) -> bool:
    return level_asked_for(at.intent) > 0 and _too_big(at)


def _no_such_standard(at: Facts) -> bool:
    return at.intent.about not in {"None", *at.connector.offer.standards}


def _not_all_standards(at: Facts) -> bool:
    asked = {*(at.intent.about or "None").split(" and ")}
    return not asked <= {"None", *at.connector.offer.standards}


def _used_nonce(at: Facts) -> bool:
    return SAME_NONCE in at.intent.defects and at.own.answered


CONDITIONS: Mapping[str, Condition] = {
    "status number": Condition(
        "(sent.status_number + intent.number - session.status_number) modulo 2^32 is not 0, where sent is "
        "the session as the application believes it to be.",
        "COPP-432",
        _other(lambda session: session.status_number),
    ),
    "command number": Condition(
        "(sent.command_number + intent.number - session.command_number) modulo 2^32 is not 0, where sent is "
        "the session as the application believes it to be.",
        "COPP-432",
        _other(lambda session: session.command_number),
    ),
    "request identifier": Condition("Always.", "Q14", lambda _: True, always=True),
    "protection type": Condition(
        "connector.offer.types does not have intent.about.",
        "COPP-175",
        lambda at: at.intent.about not in at.connector.offer.types,
    ),
    "redistribution control": Condition(
        "intent.about is CGMSA, intent.level has the bit 8, intent.defects does not have "
        f"{NO_LEVEL!r}, and connector.offer.redistribution is false.",
        "COPP-619",
        _no_redistribution,
    ),
    "resolution": Condition(
        "connector.offer.modes at the position connector.mode has intent.about.", "COPP-164", _too_big
    ),
    "resolution above level 0": Condition(
        "intent.level is above 0, intent.defects does not have "
        f"{NO_LEVEL!r}, and connector.offer.modes at the position connector.mode has intent.about.",
        "Q52",
        _too_big_above_0,
    ),
    "TV protection standard": Condition(
        "intent.about is neither 'None' nor in connector.offer.standards.", "Q16", _no_such_standard
    ),
    "each TV protection standard": Condition(
        "Of the standards that intent.about names, one is neither 'None' nor in connector.offer.standards; "
        "' and ' stands between two.",
        "Q16",
        _not_all_standards,
    ),
    "nonce": Condition(
        f"intent.defects has {SAME_NONCE!r}, and session.answered is true.", "Q46", _used_nonce
    ),
    "HDCP": Condition(
        "connector.offer.types does not have HDCP.",
        "X03",
        lambda at: "HDCP" not in at.connector.offer.types,
    ),
    "TV output": Condition(
        "connector.offer.standards is empty.", "Q15", lambda at: not at.connector.offer.standards
    ),
    "COPP hardware": Condition(
        "connector.offer.copp is false.", "COPP-206", lambda at: not at.connector.offer.copp
    ),
    "DualView": Condition(
        "connector.offer.dual_view is false.",
        "COPP-126",
        lambda at: not at.connector.offer.dual_view,
    ),
}
"""The conditions that a check can ask of a session: each is true where the call must be refused.

A call that is about no session passes them."""


@dataclass(frozen=True, slots=True)
class SharedCondition:
    """A question about what is shared, and how it is answered."""

    meaning: str
    """When it is true, in the names of the fields of model/step.py and model/tv_output.py."""
    clause: str
    """What says so."""
    is_true: Callable[[Facts], bool]
    foresees: bool = False
    """Whether it asks what the row of the call adds."""


LEFT_UNPROTECTABLE = "unprotectable standard afterwards"
"""The check of a standard that cannot be protected, while a session is on after the request."""
NO_TYPE = "no type"
"""A message that names no protection type, or no copy-protection type."""
OTHER_TYPE = "the other type"
"""A message whose copy-protection type is not the one that is used as a rule."""
FOREIGN_KEY = "key of another adapter"
"""A message with a key that is live on another adapter of the driver."""
HDCP_FAULT = "HDCP authentication that fails"
"""A command for which a display cannot be authenticated that it would have to encrypt for."""
FAULT = "hardware that fails"
"""A request on which the hardware cannot be programmed."""
NOT_AVAILABLE = frozenset(
    {
        "a mode that is not available",
        "two modes at once",
        "a standard that is not available",
        "two standards at once",
    }
)
"""Messages that set the TV output to what is not available."""
NO_STANDARD_NAMED = frozenset({"a standard without its flag", "no flag at all"})
"""Messages that name no TV standard, although they are about the output."""


def must_authenticate(configuration: Configuration, intent: Intent) -> bool:
    """Whether a command has to authenticate a display, for the only device on its connector.

    What the other devices are told when it fails is said by no document.
    """
    session = configuration.sessions[intent.session or 0]
    beside = [each for each in configuration.sessions if each.levels and each.connector == session.connector]
    hdcp = TYPES.index("HDCP")
    return (
        intent.about == "HDCP"
        and bool(intent.level)
        and beside == [session]
        and session.levels[hdcp] == 0
        and configuration.connector_of(intent.session or 0).shown[hdcp] == 0
    )


def must_program(configuration: Configuration, intent: Intent) -> bool:
    """Whether an activation has to program the hardware: it is the first that asks for protection."""
    return bool(intent.level) and not configuration.reference_count and configuration.tv.shows_protection


def _lacks_the_type(at: Facts) -> bool:
    return OTHER_TYPE in at.intent.defects and len(at.configuration.tv.offer.types) == 1


def _unprotected(at: Facts) -> bool:
    """Whether a standard is named that cannot be protected, be it the one in force."""
    setting, standard = SETTINGS.get(at.intent.about or ""), None
    if setting is not None:
        standard = setting.standard
    elif at.intent.about == AS_IT_IS and not NO_STANDARD_NAMED & {*at.intent.defects}:
        standard = at.configuration.tv.standard
    is_taken = not NOT_AVAILABLE & {*at.intent.defects}
    return is_taken and standard == UNPROTECTED


def _left_unprotected(at: Facts) -> bool:
    resulting = at.configuration.reference_count + at.added
    return bool(at.configuration.tv.offer.types) and resulting > 0 and _unprotected(at)


def _is_taken(at: Facts) -> bool:
    return any(each.state not in at.machine.ended for each in at.configuration.sessions)


def _has_a_live_key(at: Facts) -> bool:
    """Whether the session that a request names has a key that is live."""
    named = at.intent.session
    return named is not None and at.configuration.sessions[named].state not in at.machine.ended


def _has_wrapped(number: Callable[[Session], int]) -> Callable[[Facts], bool]:
    """Whether a number that was advanced a moment ago has come to 0."""

    def wrapped(at: Facts) -> bool:
        return number(at.own) == 0

    return wrapped


def _copp_protects(at: Facts) -> bool:
    acp = TYPES.index("ACP")
    return any(each.offer.carries_tv and each.shown[acp] > 0 for each in at.configuration.connectors)


NAMES_UNPROTECTED = (
    f"the standard that the request names is {UNPROTECTED!r}, and "
    f"intent.defects has none of {', '.join(map(repr, sorted(NOT_AVAILABLE)))}. The standard is "
    "the standard of the setting that intent.about names; tv.standard where intent.about is "
    f"{AS_IT_IS!r} and no defect is one of {', '.join(map(repr, sorted(NO_STANDARD_NAMED)))}; else none."
)
SHARED_CONDITIONS: Mapping[str, SharedCondition] = {
    "control code": SharedCondition(
        "tv.offer.served is false.", "VPCP-101", lambda at: not at.configuration.tv.offer.served
    ),
    "protection hardware": SharedCondition(
        "tv.offer.types is empty.", "VPCP-304", lambda at: not at.configuration.tv.offer.types
    ),
    "unprotectable standard": SharedCondition(
        f"reference_count is above 0, and {NAMES_UNPROTECTED}",
        "VPCP-652",
        lambda at: at.configuration.reference_count > 0 and _unprotected(at),
    ),
    LEFT_UNPROTECTABLE: SharedCondition(
        "tv.offer.types is not empty, reference_count with what the row of the call adds to it is above 0, "
        f"where a row that refuses adds nothing, and {NAMES_UNPROTECTED}",
        "X09",
        _left_unprotected,
        foresees=True,
    ),
    "type that is supported": SharedCondition(
        f"intent.defects has {OTHER_TYPE!r}, and tv.offer.types has one entry.", "VPCP-311", _lacks_the_type
    ),
    "type that is reported": SharedCondition(
        f"intent.defects has {OTHER_TYPE!r}.", "A-13", lambda at: OTHER_TYPE in at.intent.defects
    ),
    NO_TYPE: SharedCondition(
        f"intent.defects has {NO_TYPE!r}.", "Q18", lambda at: NO_TYPE in at.intent.defects
    ),
    FOREIGN_KEY: SharedCondition(
        f"intent.defects has {FOREIGN_KEY!r}.", "VPCP-502", lambda at: FOREIGN_KEY in at.intent.defects
    ),
    "free session": SharedCondition(
        "The state of some session is none of those in which it has ended.", "VPCP-558", _is_taken
    ),
    "level of COPP": SharedCondition(
        "For some connector, offer.carries_tv is true and shown of ACP is above 0.", "A-21", _copp_protects
    ),
    "HDCP authentication": SharedCondition(
        f"intent.defects has {HDCP_FAULT!r}, and intent.level is above 0.",
        "COPP-808",
        lambda at: HDCP_FAULT in at.intent.defects and bool(at.intent.level),
    ),
    "last status number": SharedCondition(
        "status_number of the session that intent.session names is 0, although it was advanced.",
        "COPP-434",
        _has_wrapped(lambda session: session.status_number),
    ),
    "last command number": SharedCondition(
        "command_number of the session that intent.session names is 0, although it was advanced.",
        "COPP-434",
        _has_wrapped(lambda session: session.command_number),
    ),
    "live key": SharedCondition(
        "intent.session names a session, and its state is none of those in which it has ended.",
        "VPCP-432",
        _has_a_live_key,
    ),
    "output that is available": SharedCondition(
        f"intent.defects has none of {', '.join(map(repr, sorted(NOT_AVAILABLE)))}.",
        "X02",
        lambda at: not NOT_AVAILABLE & {*at.intent.defects},
    ),
    "output that is on": SharedCondition(
        f"tv.standard is not {NO_STANDARD!r}.",
        "VPCP-755",
        lambda at: at.configuration.tv.standard != NO_STANDARD,
    ),
    "hardware": SharedCondition(
        f"intent.defects has {FAULT!r}, intent.level is above 0, reference_count is 0, tv.standard is "
        f"{PROTECTED!r} or {OTHER_PROTECTED!r}, and tv.reset and tv.asleep are false.",
        "VPCP-403",
        lambda at: FAULT in at.intent.defects and must_program(at.configuration, at.intent),
    ),
}
"""The conditions that a check can ask of what is shared: each is true where the call must be refused.

A rung can ask for one too, and is done only where it is true."""
