"""What entries of the tables do to sessions and to what they share: a closed vocabulary."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from coppspec.model.constants import SEQUENCE_NUMBERS, COPP_NoProtectionLevelAvailable, StatusFlags
from coppspec.model.levels import LEVELS, TYPES, Join, counted, highest, strongest
from coppspec.model.step import Configuration, Connector, Intent, Session

Change = Callable[[Configuration, int, Intent], Configuration]
"""Makes a configuration of one, for the session and the intent that it is about."""


def _nothing(configuration: Configuration, _: int, __: Intent) -> Configuration:
    return configuration


class Effect(NamedTuple):
    """What an entry does to its session, or hands out."""

    meaning: str
    change: Change = _nothing
    gives: str | None = None
    """What the driver hands out, by name; None if nothing."""


def _to_session(change: Callable[[Session, Intent], Session]) -> Change:
    def changed(configuration: Configuration, session: int, intent: Intent) -> Configuration:
        return configuration.with_session(session, change(configuration.sessions[session], intent))

    return changed


def _to_connector(change: Callable[[Connector, Intent], Connector]) -> Change:
    def changed(configuration: Configuration, session: int, intent: Intent) -> Configuration:
        connector = change(configuration.connector_of(session), intent)
        return configuration.with_connector_of(session, connector)

    return changed


# Sessions.


def _take_level(session: Session, intent: Intent) -> Session:
    return session._replace(level=intent.level or 0)


def _drop_level(session: Session, _: Intent) -> Session:
    return session._replace(level=0)


def _next(number: int) -> int:
    return (number + 1) % SEQUENCE_NUMBERS


def _advance_status(session: Session, _: Intent) -> Session:
    return session._replace(status_number=_next(session.status_number))


def _advance_command(session: Session, _: Intent) -> Session:
    return session._replace(command_number=_next(session.command_number))


def _flag(flag: StatusFlags) -> Change:
    return _to_session(lambda session, _: session._replace(flags=session.flags | flag))


def _report_events(session: Session, _: Intent) -> Session:
    return session._replace(flags=0)


def _forget(session: Session, _: Intent) -> Session:
    return Session(session.state, connector=session.connector)


# The counts of a connector, and the levels that come of them.


def _counted(
    counts: tuple[tuple[int, ...], ...], at: int, level: int, by: int
) -> tuple[tuple[int, ...], ...]:
    """The counts with so many more devices at one level of one type."""
    position = LEVELS[TYPES[at]].index(level)
    of_type = counts[at]
    changed = (*of_type[:position], of_type[position] + by, *of_type[position + 1 :])
    return (*counts[:at], changed, *counts[at + 1 :])


def _join_at_level_0(configuration: Configuration, session: int, _: Intent) -> Configuration:
    connector = configuration.connector_of(session)
    levels = tuple(0 if name in connector.offer.types else COPP_NoProtectionLevelAvailable for name in TYPES)
    counts = connector.counts
    for at, level in enumerate(levels):
        counts = _counted(counts, at, 0, 1) if level == 0 else counts
    joined = configuration.sessions[session]._replace(levels=levels)
    configuration = configuration.with_session(session, joined)
    return configuration.with_connector_of(session, connector._replace(counts=counts))


def _move_the_level(configuration: Configuration, session: int, intent: Intent) -> Configuration:
    at, level = TYPES.index(intent.about or ""), intent.level or 0
    connector, levels = configuration.connector_of(session), configuration.sessions[session].levels
    counts = _counted(_counted(connector.counts, at, levels[at], -1), at, level, 1)
    moved = configuration.sessions[session]._replace(levels=(*levels[:at], level, *levels[at + 1 :]))
    configuration = configuration.with_session(session, moved)
    return configuration.with_connector_of(session, connector._replace(counts=counts))


def _leave_the_counts(configuration: Configuration, session: int, _: Intent) -> Configuration:
    connector, levels = configuration.connector_of(session), configuration.sessions[session].levels
    counts = connector.counts
    for at, level in enumerate(levels):
        counts = counts if level == COPP_NoProtectionLevelAvailable else _counted(counts, at, level, -1)
    left = configuration.sessions[session]._replace(levels=())
    configuration = configuration.with_session(session, left)
    return configuration.with_connector_of(session, connector._replace(counts=counts))


def _want(join: Join) -> Change:
    def wanted(connector: Connector, _: Intent) -> Connector:
        by_type = zip(TYPES, connector.counts, strict=True)
        return connector._replace(wanted=tuple(join(name, counted(name, counts)) for name, counts in by_type))

    return _to_connector(wanted)


HDCP = TYPES.index("HDCP")


def _with_hdcp(levels: tuple[int, ...], level: int) -> tuple[int, ...]:
    return (*levels[:HDCP], level, *levels[HDCP + 1 :])


def _keep_hdcp(connector: Connector, _: Intent) -> Connector:
    hdcp = max(connector.wanted[HDCP], connector.shown[HDCP])
    return connector._replace(wanted=_with_hdcp(connector.wanted, hdcp))


def _apply(connector: Connector, _: Intent) -> Connector:
    return connector._replace(shown=connector.wanted)


def _apply_but_hdcp(connector: Connector, _: Intent) -> Connector:
    hdcp = min(connector.wanted[HDCP], connector.shown[HDCP])
    return connector._replace(shown=_with_hdcp(connector.wanted, hdcp))


def _take_the_signal(connector: Connector, intent: Intent) -> Connector:
    return connector._replace(signal=(intent.about or "None", intent.level or 0))


def _take_the_mode(connector: Connector, intent: Intent) -> Connector:
    return connector._replace(mode=MODES.index(intent.about or ""))


MODES = ("its first mode", "its second mode")
"""The display modes of a connector, as a mode change names them."""

EFFECTS: Mapping[str, Effect] = {
    # A session start.
    "give the certificate length": Effect(
        "The size of the certificate chain in bytes is handed out.", gives="certificate length"
    ),
    "give the random number": Effect(
        "A fresh random number of 16 bytes is handed out and remembered.", gives="random number"
    ),
    "give the certificate": Effect("The certificate chain is handed out.", gives="certificate"),
    # Messages.
    "give the status": Effect(
        "The payload of the status request is handed out, authenticated under the session key.",
        gives="status",
    ),
    "advance the status number": Effect(
        "The next status request is due under the next number.", _to_session(_advance_status)
    ),
    "advance the command number": Effect(
        "The next command is due under the next number.", _to_session(_advance_command)
    ),
    "forget the session": Effect(
        "The session key, the numbers and the flags are gone.", _to_session(_forget)
    ),
    # Levels.
    "join at level 0": Effect(
        "The device has level 0 of each type that its connector supports, and counts there.", _join_at_level_0
    ),
    "move the level": Effect(
        "One unit moves from the old level of the type to the new one, here and in the global counts.",
        _move_the_level,
    ),
    "leave the counts": Effect("The device's levels no longer count.", _leave_the_counts),
    "want the highest level": Effect(
        "The connector is to have the numerically highest level that counts, for each type.", _want(highest)
    ),
    "want the strongest level": Effect(
        "The connector is to have the level that takes precedence among those that count, for each type.",
        _want(strongest),
    ),
    "leave HDCP on": Effect("HDCP stays on once it is.", _to_connector(_keep_hdcp)),
    "apply what is wanted": Effect("The connector has the levels that it is to have.", _to_connector(_apply)),
    "apply all but new HDCP": Effect(
        "The connector has the levels that it is to have, but HDCP is not yet on.",
        _to_connector(_apply_but_hdcp),
    ),
    "take the signal": Effect(
        "The TV protection standard and its aspect ratio are those of the command.",
        _to_connector(_take_the_signal),
    ),
    "take the mode": Effect("The connector has another display mode.", _to_connector(_take_the_mode)),
    # Events.
    "flag LinkLost": Effect("The next status response says COPP_LinkLost.", _flag(StatusFlags.COPP_LinkLost)),
    "flag RenegotiationRequired": Effect(
        "The next status response says COPP_RenegotiationRequired.",
        _flag(StatusFlags.COPP_RenegotiationRequired),
    ),
    "report the events": Effect(
        "The response carries the flags of all events since the last one.", _to_session(_report_events)
    ),
    # Copy-protection sessions.
    "issue a key": Effect("A key that was never issued before is handed out.", gives="new key"),
    "give the settings": Effect("The TV and copy-protection capabilities are handed out.", gives="settings"),
    "take the level": Effect("The session's level becomes the one asked for.", _to_session(_take_level)),
    "drop the level": Effect("The session's level becomes 0.", _to_session(_drop_level)),
}
