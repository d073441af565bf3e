"""What entries of the tables do to sessions and to what they share: a closed vocabulary."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from coppspec.model.constants import SEQUENCE_NUMBERS, COPP_NoProtectionLevelAvailable, StatusFlags
from coppspec.model.levels import LEVELS, TYPES, Join, counted, highest, strongest
from coppspec.model.step import Configuration, Connector, Intent, Session
from coppspec.model.tv_output import SETTINGS, TVOutput, switched_on

Change = Callable[[Configuration, int, Intent], Configuration]
"""Makes a configuration of one, for the session and the intent that it is about."""
SharedChange = Callable[[Configuration, Intent], Configuration]
"""The same for what is shared, whether the intent is about a session or not."""


def _nothing(configuration: Configuration, _: int, __: Intent) -> Configuration:
    return configuration


class Effect(NamedTuple):
    """What an entry does to its session, or to what is shared, or hands out."""

    meaning: str
    change: Change = _nothing
    """What it does to its session and that session's connector; nothing where there is no session."""
    gives: str | None = None
    """What the driver hands out, by name; None if nothing."""
    shared: SharedChange | None = None
    """What it does to what all sessions share."""


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


def _take_drivers_level(configuration: Configuration, session: int, _: Intent) -> Configuration:
    tv = configuration.tv
    chosen = configuration.sessions[session]._replace(level=tv.offer.level_at_zero)
    return configuration.with_session(session, chosen)._replace(tv=tv._replace(last=chosen.level))


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


# The TV output, and the level that copy-protection sessions together ask for.

LOWEST_LEVEL = 1
"""What is in force while a count is above 0 and no session asks for more: only a wrong table gets there."""


def _to_tv(change: Callable[[TVOutput, Intent], TVOutput]) -> SharedChange:
    return lambda configuration, intent: configuration._replace(tv=change(configuration.tv, intent))


def _take_the_setting(tv: TVOutput, intent: Intent) -> TVOutput:
    setting = SETTINGS.get(intent.about or "")
    return tv if setting is None else tv._replace(mode=setting.mode, standard=setting.standard)


def _start_again(tv: TVOutput, _: Intent) -> TVOutput:
    first = switched_on(tv.offer)
    return tv._replace(mode=first.mode, standard=first.standard)


def _remember(tv: TVOutput, intent: Intent) -> TVOutput:
    return tv._replace(last=intent.level) if intent.level else tv


def _ask_for(join: Join) -> SharedChange:
    """The level of the output is a join of those of the sessions."""

    def joined(configuration: Configuration, _: Intent) -> Configuration:
        on = [each.level for each in configuration.sessions if each.level]
        return _with_level(configuration, join("ACP", on or [LOWEST_LEVEL]))

    return joined


def _ask_for_the_last(configuration: Configuration, _: Intent) -> Configuration:
    counts = configuration.reference_count > 0
    configuration = configuration if counts else configuration._replace(tv=configuration.tv._replace(last=0))
    return _with_level(configuration, configuration.tv.last or LOWEST_LEVEL)


def _with_level(configuration: Configuration, level: int) -> Configuration:
    """None at a count of 0 (VPCP-554); a count that is stuck above it leaves the lowest level."""
    level = level if configuration.reference_count > 0 else 0
    tv = configuration.tv
    return configuration if tv.level == level else configuration._replace(tv=tv._replace(level=level))


def _show_both(join: Join) -> SharedChange:
    """What a connector may show is a join of what devices and copy-protection sessions ask for."""

    def shown(configuration: Configuration, _: Intent) -> Configuration:
        beside = configuration.tv.shown
        connectors = tuple(
            each._replace(analog=tuple(sorted({join("ACP", (each.shown[ACP], level)) for level in beside})))
            if each.offer.carries_tv
            else each
            for each in configuration.connectors
        )
        return configuration._replace(connectors=connectors)

    return shown


ACP = TYPES.index("ACP")
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
    "issue a key": Effect("A key is handed out.", gives="key"),
    "never issue a key again": Effect("The key is one that was never issued before.", gives="new key"),
    "let a key rest": Effect(
        "The key is not live, and not among those that ended since the last one was issued.",
        gives="rested key",
    ),
    "take the level": Effect("The session's level becomes the one asked for.", _to_session(_take_level)),
    "take the driver's level": Effect(
        "The session's level becomes the one that the driver chooses.", _take_drivers_level
    ),
    "drop the level": Effect("The session's level becomes 0.", _to_session(_drop_level)),
    "ask for the highest level": Effect(
        "The output is to have the numerically highest level of a session that is on.",
        shared=_ask_for(highest),
    ),
    "ask for the strongest level": Effect(
        "The output is to have the level that takes precedence among those of the sessions that are on.",
        shared=_ask_for(strongest),
    ),
    "ask for the last level": Effect(
        "The output is to have the level that was asked for last, as long as a session is on.",
        shared=_ask_for_the_last,
    ),
    "remember the level": Effect("The level that was asked for last is known.", shared=_to_tv(_remember)),
    # The TV output.
    "give the settings": Effect("What the TV output can do, and how it is set.", gives="settings"),
    "give what was asked for": Effect(
        "Of what can be done, that of which the flags were passed in.", gives="settings that were asked for"
    ),
    "give every standard": Effect(
        "The standards that are available, whether the output is on or not.", gives="every standard"
    ),
    "give no standard while off": Effect(
        "WIN_VGA for the standards that are available, while the output is off.",
        gives="no standard while off",
    ),
    "give the standard": Effect("The standard in force, perhaps with WIN_VGA.", gives="standard"),
    "give the standard alone": Effect("The standard in force, and no other bit.", gives="standard alone"),
    "give every type": Effect("Every copy-protection type that is supported.", gives="every type"),
    "give one type": Effect("One copy-protection type that is supported.", gives="one type"),
    "give the level": Effect("The level in force, in the trigger field.", gives="level"),
    "give zeros for the vendor": Effect("Zeros in the vendor's bytes.", gives="zeros for the vendor"),
    "give the vendor's data": Effect("The vendor's bytes of an earlier request.", gives="vendor's data"),
    "switch the output": Effect(
        "The TV output has the mode and the standard that were asked for.", shared=_to_tv(_take_the_setting)
    ),
    "go into the boot mode": Effect(
        "The hardware has lost what was programmed.", shared=_to_tv(lambda tv, _: tv._replace(reset=True))
    ),
    "leave the boot mode": Effect(
        "The hardware is programmed again.", shared=_to_tv(lambda tv, _: tv._replace(reset=False))
    ),
    "fall asleep": Effect("The power is gone.", shared=_to_tv(lambda tv, _: tv._replace(asleep=True))),
    "wake up": Effect("There is full power again.", shared=_to_tv(lambda tv, _: tv._replace(asleep=False))),
    "work again": Effect(
        "The hardware is programmed, and has its power.",
        shared=_to_tv(lambda tv, _: tv._replace(reset=False, asleep=False)),
    ),
    "start again": Effect(
        "The TV output is set as it is when the driver first starts.", shared=_to_tv(_start_again)
    ),
    # Both kinds of sessions.
    "show the highest of both": Effect(
        "A connector shows the numerically highest of what devices and copy-protection sessions ask for.",
        shared=_show_both(highest),
    ),
    "show the strongest of both": Effect(
        "A connector shows the level that takes precedence among what both ask for.",
        shared=_show_both(strongest),
    ),
}
