"""One step of a machine: where it stands, what is asked of it, what it answers."""

from typing import NamedTuple

from coppspec.model.codes import Code
from coppspec.model.language import Check, Row
from coppspec.model.levels import LEVELS, TYPES, highest, strongest
from coppspec.model.tv_output import AS_IT_IS, SETTINGS, TVOutput


class Session(NamedTuple):
    """One COPP device, or one copy-protection session and its key."""

    state: str
    """The control state, spelt as the document spells it; for a device, its constant (COPP-501)."""
    level: int = 0
    """The level that a copy-protection session last asked for (VPCP-401)."""
    status_number: int = 0
    """The number of the next status request (COPP-431); it counts from 0 until an application has chosen."""
    command_number: int = 0
    """The number of the next command, likewise."""
    levels: tuple[int, ...] = ()
    """A device's local level of each protection type, in the order of TYPES (COPP-605); none while closed."""
    flags: int = 0
    """The events that the device has yet to report, as StatusFlags (COPP-806, COPP-807)."""
    connector: int = 0
    """The connector that a device is bound to, counted from 0 (COPP-004)."""
    signal: tuple[str, int] | None = None
    """The TV protection standard and aspect ratio of a device, where each has its own (X04)."""
    answered: bool = False
    """Whether a status request was answered, where a nonce is taken once (Q46)."""


class Offer(NamedTuple):
    """What a connector can do: it never changes."""

    types: tuple[str, ...] = ()
    """The protection types that it supports, by their names in TYPES (COPP-601, COPP-614)."""
    standards: tuple[str, ...] = ()
    """The TV protection standards that it can signal by (COPP-708)."""
    modes: tuple[tuple[str, ...], ...] = ((),)
    """For each display mode the types that its resolution is too big for (COPP-164)."""
    redistribution: bool = True
    """Whether redistribution control can be enabled (COPP-619)."""
    dual_view: bool = True
    """Whether it is driven alone, or in DualView: the modes in which a device can be opened (COPP-126)."""
    copp: bool = True
    """Whether the display device behind it has COPP (COPP-206)."""
    carries_tv: bool = False
    """Whether it carries the TV signal of the adapter whose copy-protection sessions are beside (A-17)."""


class Connector(NamedTuple):
    """What the devices on one connector share."""

    offer: Offer = Offer()
    mode: int = 0
    """The display mode, counted from 0."""
    counts: tuple[tuple[int, ...], ...] = ()
    """For each type and each of its levels, how many devices have it: the global counts (COPP-607)."""
    wanted: tuple[int, ...] = ()
    """For each type, the level that the counts ask for (COPP-610)."""
    shown: tuple[int, ...] = ()
    """For each type, the level that is applied: the global level (COPP-606)."""
    signal: tuple[str, int] = ("None", 0)
    """The active TV protection standard and the aspect ratio that goes with it (COPP-621)."""
    analog: tuple[int, ...] = ()
    """The levels of ACP that may show, with the part of copy-protection sessions; none where there are none
    (VPCP-703)."""
    more: bool = False
    """Whether a level above the one in shown may be applied, where that is above 0 (X05)."""
    by_precedence: bool = False
    """Whether a level is above another by precedence (COPP-618), and not by its number."""
    doubted: bool = False
    """Whether HDCP may be off, as an authentication failed: until a count of HDCP changes (COPP-808, X11)."""

    def applied(self, name: str) -> tuple[int, ...]:
        """The levels of a type that may be applied, in ascending order: one as a rule (COPP-606, X05)."""
        level = self.shown[TYPES.index(name)]
        if level and self.doubted and name == "HDCP":
            return (0, level)
        if not (self.more and level):
            return (level,)
        join = strongest if self.by_precedence else highest
        return tuple(each for each in LEVELS[name] if join(name, (level, each)) == each)


class Configuration(NamedTuple):
    """All sessions side by side, and what they share."""

    sessions: tuple[Session, ...]
    reference_count: int = 0
    """The number to which rows add and from which they subtract (VPCP-552)."""
    connectors: tuple[Connector, ...] = ()
    """What the sessions of COPP are bound to."""
    tv: TVOutput = TVOutput()
    """What copy-protection sessions share beside their count."""

    def with_session(self, index: int, session: Session) -> "Configuration":
        """The same, with one session in the place of another."""
        sessions = (*self.sessions[:index], session, *self.sessions[index + 1 :])
        return Configuration(sessions, self.reference_count, self.connectors, self.tv)

    def connector_of(self, index: int) -> Connector:
        """What a session is bound to."""
        return self.connectors[self.sessions[index].connector]

    def with_connector_of(self, index: int, connector: Connector) -> "Configuration":
        """The same, with another connector in the place of the one that a session is bound to."""
        at = self.sessions[index].connector
        connectors = (*self.connectors[:at], connector, *self.connectors[at + 1 :])
        return Configuration(self.sessions, self.reference_count, connectors, self.tv)


class Intent(NamedTuple):
    """A call as it is meant, before there are bytes: the same in every run."""

    call: str
    session: int | None = None
    """Which session it is made on, counted from 0; None if the call names none."""
    defects: tuple[str, ...] = ()
    """What is wrong with its message, by the names that the call's table gives."""
    level: int | None = None
    """The protection level that it asks for, or the aspect ratio."""
    number: int = 0
    """How far its sequence number is from the one that is due (COPP-432)."""
    about: str | None = None
    """What it names: a protection type, a TV protection standard, or a display mode."""

    def __str__(self) -> str:
        """The call in the words of the documents.

        >>> print(Intent("COPPSequenceStart", 1, ("another random number",)))
        COPPSequenceStart, session 2, another random number
        """
        words = [self.call]
        if self.session is not None:
            words.append(f"session {self.session + 1}")
        what = [] if self.about is None else [self.about]
        if self.level is not None and self.about in {None, AS_IT_IS, *TYPES, *SETTINGS}:
            what.append(f"level {self.level}")
        elif self.level is not None:
            what = [f"standard {self.about}, aspect ratio {self.level}"]
        if what:
            words.append(" ".join(what))
        if self.number:
            words.append(f"sequence number {self.number:+d}")
        return ", ".join((*words, *self.defects))


NO_LEVEL = "COPP_NoProtectionLevelAvailable"
"""A command for the value that stands for no level at all (Q17)."""


def level_asked_for(intent: Intent) -> int:
    """The level that a command asks for: 0 where it asks for none at all (Q17)."""
    return 0 if NO_LEVEL in intent.defects else intent.level or 0


class OneOf(NamedTuple):
    """A value of an answer that the specification leaves open, within bounds."""

    values: tuple[int, ...]


class Answer(NamedTuple):
    """What the specification answers to an intent."""

    code: Code | None
    """The result code; None for an external event, which nobody answers."""
    gives: tuple[str, ...]
    """What the driver hands out beside the code, by name."""
    entries: tuple[Row | Check, ...]
    """What was consulted, in order; the last one decided."""
    session: int | None
    """The session that it was about; None when it was about none, or none was left, or all of them."""
    says: tuple[object, ...] = ()
    """What a status response says beside its nonce: the flags, then what was asked for."""
    also: tuple[Row | Check, ...] = ()
    """Entries that may decide instead, each with another code: what is so afterwards is the same."""

    @property
    def clause(self) -> str:
        """The clause of the entry that decided."""
        return self.entries[-1].clause

    @property
    def codes(self) -> tuple[Code, ...]:
        """Every legal code, that of the table's first choice first; none for an external event."""
        if self.code is None:
            return ()
        return (self.code, *(each.answer for each in self.also if each.answer is not None))
