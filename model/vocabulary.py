"""The closed vocabulary of the tables: effects, conditions and joins, each defined once."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from coppspec.model.step import Configuration, Intent, Session

WRAP = 1 << 32
"""Sequence numbers are unsigned 32-bit and wrap (COPP-434)."""


def _unchanged(session: Session, intent: Intent) -> Session:  # noqa: ARG001  the shape of every effect
    return session


class Effect(NamedTuple):
    """What an entry does to its session, or hands out."""

    meaning: str
    change: Callable[[Session, Intent], Session] = _unchanged
    gives: str | None = None
    """What the driver hands out, by name; None if nothing."""


def _take_level(session: Session, intent: Intent) -> Session:
    return session._replace(level=intent.level or 0)


def _drop_level(session: Session, _: Intent) -> Session:
    return session._replace(level=0)


def _advance_status(session: Session, _: Intent) -> Session:
    return session._replace(status_number=(session.status_number + 1) % WRAP)


def _advance_command(session: Session, _: Intent) -> Session:
    return session._replace(command_number=(session.command_number + 1) % WRAP)


def _forget(session: Session, _: Intent) -> Session:
    return Session(session.state)


EFFECTS: Mapping[str, Effect] = {
    "give the certificate length": Effect(
        "The size of the certificate chain in bytes is handed out.", gives="certificate length"
    ),
    "give the random number": Effect(
        "A fresh random number of 16 bytes is handed out and remembered.", gives="random number"
    ),
    "give the certificate": Effect("The certificate chain is handed out.", gives="certificate"),
    "give the status": Effect(
        "The payload of the status request is handed out, authenticated under the session key.",
        gives="status",
    ),
    "advance the status number": Effect(
        "The next status request is due under the next number.", _advance_status
    ),
    "advance the command number": Effect("The next command is due under the next number.", _advance_command),
    "forget the session": Effect("The session key, the numbers and the level are gone.", _forget),
    "issue a key": Effect("A key that was never issued before is handed out.", gives="new key"),
    "give the settings": Effect("The TV and copy-protection capabilities are handed out.", gives="settings"),
    "take the level": Effect("The session's level becomes the one asked for.", _take_level),
    "drop the level": Effect("The session's level becomes 0.", _drop_level),
}


class Facing(NamedTuple):
    """What a condition looks at."""

    sender: Configuration
    """What the application believes; its messages are made from it."""
    configuration: Configuration
    session: int | None
    intent: Intent


def _other_status_number(facing: Facing) -> bool:
    sent, due = (each.sessions[facing.session or 0].status_number for each in facing[:2])
    return (sent + facing.intent.number - due) % WRAP != 0


def _other_command_number(facing: Facing) -> bool:
    sent, due = (each.sessions[facing.session or 0].command_number for each in facing[:2])
    return (sent + facing.intent.number - due) % WRAP != 0


def _no_type_on_offer(facing: Facing) -> bool:
    return not facing.configuration.types


CONDITIONS: Mapping[str, Callable[[Facing], bool]] = {
    "status number": _other_status_number,
    "command number": _other_command_number,
    "protection type": _no_type_on_offer,
}
"""The conditions that a check can ask of the state: each is true where the call must be refused."""


JOINS: Mapping[str, Callable[[Iterable[int]], int]] = {"numeric maximum": max}
"""How the levels of the sessions that are on make the level on the connector."""
