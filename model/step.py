"""One step of a machine: where it stands, what is asked of it, what it answers."""

from typing import NamedTuple

from coppspec.model.codes import Code
from coppspec.model.language import Check, Row


class Session(NamedTuple):
    """One COPP device, or one copy-protection session and its key."""

    state: str
    """The control state, spelt as the document spells it; for a device, its constant (COPP-501)."""
    level: int = 0
    """The protection level that the session last asked for (COPP-605, VPCP-401)."""
    status_number: int = 0
    """Status requests accepted so far: what is added to the starting status number (COPP-431)."""
    command_number: int = 0
    """Commands accepted so far: what is added to the starting command number (COPP-431)."""


class Configuration(NamedTuple):
    """All sessions side by side, and what they share."""

    sessions: tuple[Session, ...]
    reference_count: int = 0
    """The number to which rows add and from which they subtract (VPCP-552)."""
    types: int = 0
    """The protection types that the connector offers, one bit each (COPP-601)."""

    def with_session(self, index: int, session: Session) -> "Configuration":
        """The same, with one session in the place of another."""
        sessions = (*self.sessions[:index], session, *self.sessions[index + 1 :])
        return Configuration(sessions, self.reference_count, self.types)


class Intent(NamedTuple):
    """A call as it is meant, before there are bytes: the same in every run."""

    call: str
    session: int | None = None
    """Which session it is made on, counted from 0; None if the call names none."""
    defects: tuple[str, ...] = ()
    """What is wrong with its message, by the names that the call's table gives."""
    level: int | None = None
    """The protection level that it asks for."""
    number: int = 0
    """How far its sequence number is from the one that is due (COPP-432)."""

    def __str__(self) -> str:
        """The call in the words of the documents.

        >>> print(Intent("COPPSequenceStart", 1, ("another random number",)))
        COPPSequenceStart, session 2, another random number
        """
        words = [self.call]
        if self.session is not None:
            words.append(f"session {self.session + 1}")
        if self.level is not None:
            words.append(f"level {self.level}")
        if self.number:
            words.append(f"sequence number {self.number:+d}")
        return ", ".join((*words, *self.defects))


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

    @property
    def clause(self) -> str:
        """The clause of the entry that decided."""
        return self.entries[-1].clause
