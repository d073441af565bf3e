"""What entries of the tables do to sessions and to what they share: a closed vocabulary."""

from collections.abc import Callable, Mapping
from itertools import product
from typing import NamedTuple

from coppspec.model.constants import SEQUENCE_NUMBERS, COPP_NoProtectionLevelAvailable, StatusFlags
from coppspec.model.levels import LEVELS, TYPES, Join, counted, highest, strongest
from coppspec.model.step import NO_LEVEL, Configuration, Connector, Intent, Session, level_asked_for
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
    """In the names of the fields of model/step.py and model/tv_output.py: enough to write it again."""
    clause: str
    """What says so."""
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


def _remember_the_nonce(session: Session, _: Intent) -> Session:
    return session._replace(answered=True)


def _clear_the_events(session: Session, _: Intent) -> Session:
    return session._replace(flags=0)


def _forget(session: Session, _: Intent) -> Session:
    return Session(session.state, connector=session.connector)


# The counts of a connector, and the levels that come of them.

HDCP = TYPES.index("HDCP")


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


def _is_asked_for_hdcp(counts: tuple[tuple[int, ...], ...]) -> bool:
    return any(counts[HDCP][1:])


def _move_the_level(configuration: Configuration, session: int, intent: Intent) -> Configuration:
    at, level = TYPES.index(intent.about or ""), level_asked_for(intent)
    connector, levels = configuration.connector_of(session), configuration.sessions[session].levels
    counts = _counted(_counted(connector.counts, at, levels[at], -1), at, level, 1)
    moved = configuration.sessions[session]._replace(levels=(*levels[:at], level, *levels[at + 1 :]))
    configuration = configuration.with_session(session, moved)
    doubted = connector.doubted and not (intent.about == "HDCP" and _is_asked_for_hdcp(counts))
    return configuration.with_connector_of(session, connector._replace(counts=counts, doubted=doubted))


def _leave_the_counts(configuration: Configuration, session: int, _: Intent) -> Configuration:
    connector, levels = configuration.connector_of(session), configuration.sessions[session].levels
    counts = connector.counts
    for at, level in enumerate(levels):
        counts = counts if level == COPP_NoProtectionLevelAvailable else _counted(counts, at, level, -1)
    if levels:
        doubted = connector.doubted and not _is_asked_for_hdcp(counts)
        connector = connector._replace(counts=counts, doubted=doubted)
    left = configuration.sessions[session]._replace(levels=())
    configuration = configuration.with_session(session, left)
    return configuration.with_connector_of(session, connector)


def _want(join: Join) -> Change:
    def wanted(connector: Connector, _: Intent) -> Connector:
        by_type = zip(TYPES, connector.counts, strict=True)
        levels = tuple(join(name, counted(name, counts)) for name, counts in by_type)
        return connector._replace(wanted=levels, by_precedence=join is strongest)

    return _to_connector(wanted)


def _with_hdcp(levels: tuple[int, ...], level: int) -> tuple[int, ...]:
    return (*levels[:HDCP], level, *levels[HDCP + 1 :])


def _keep_hdcp(connector: Connector, _: Intent) -> Connector:
    hdcp = max(connector.wanted[HDCP], connector.shown[HDCP])
    return connector._replace(wanted=_with_hdcp(connector.wanted, hdcp))


def _apply(connector: Connector, _: Intent) -> Connector:
    return _shown(connector, connector.wanted)


def _apply_but_hdcp(connector: Connector, _: Intent) -> Connector:
    hdcp = min(connector.wanted[HDCP], connector.shown[HDCP])
    return _shown(connector, _with_hdcp(connector.wanted, hdcp))


def _shown(connector: Connector, levels: tuple[int, ...]) -> Connector:
    return connector._replace(shown=levels, doubted=connector.doubted and levels[HDCP] > 0)


def _take_the_signal(connector: Connector, intent: Intent) -> Connector:
    return connector._replace(signal=(intent.about or "None", intent.level or 0))


def _take_own_signal(session: Session, intent: Intent) -> Session:
    return session._replace(signal=(intent.about or "None", intent.level or 0))


def _allow_more(connector: Connector, _: Intent) -> Connector:
    return connector._replace(more=True)


def _reset_the_levels(configuration: Configuration, session: int, _: Intent) -> Configuration:
    for at, level in enumerate(configuration.sessions[session].levels):
        if level != COPP_NoProtectionLevelAvailable:
            to_0 = Intent("", session, level=0, about=TYPES[at])
            configuration = _move_the_level(configuration, session, to_0)
    none = (0,) * len(TYPES)
    connector = configuration.connector_of(session)._replace(wanted=none, shown=none, doubted=False)
    return configuration.with_connector_of(session, connector)


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
            each._replace(
                analog=tuple(sorted({join("ACP", pair) for pair in product(each.applied("ACP"), beside)}))
            )
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
        "The size of the certificate chain in bytes is handed out.", "COPP-130", gives="certificate length"
    ),
    "give the random number": Effect(
        "A fresh random number of 16 bytes is handed out, and remembered for the session.",
        "COPP-140",
        gives="random number",
    ),
    "give the certificate": Effect("The certificate chain is handed out.", "COPP-140", gives="certificate"),
    "give a certificate of other bounds": Effect(
        "The certificate chain may be larger than the bounds of X06.",
        "X06",
        gives="certificate of other bounds",
    ),
    "give anything with a refusal": Effect(
        "A call that is refused may hand out anything at all.", "Q30", gives="anything with a refusal"
    ),
    # Messages.
    "give the status": Effect(
        "The payload of the status request is handed out, authenticated under the session key. It says what "
        "the call reports, and session.flags, both as they were before the call.",
        "COPP-176",
        gives="status",
    ),
    "advance the status number": Effect(
        "session.status_number grows by 1, modulo 2^32.", "COPP-431", _to_session(_advance_status)
    ),
    "advance the command number": Effect(
        "session.command_number grows by 1, modulo 2^32.", "COPP-431", _to_session(_advance_command)
    ),
    "remember the nonce": Effect("session.answered becomes true.", "Q46", _to_session(_remember_the_nonce)),
    "forget the session": Effect(
        "Every field of the session but state and connector is as it was at first; the session key, the "
        "random number and the starting numbers are gone.",
        "COPP-906",
        _to_session(_forget),
    ),
    # Levels.
    "join at level 0": Effect(
        "session.levels becomes, for each type, 0 where connector.offer.types has it and "
        "COPP_NoProtectionLevelAvailable where not. For each type that has 0, connector.counts at level 0 "
        "grows by 1. Nothing is wanted or applied by it.",
        "COPP-124",
        _join_at_level_0,
    ),
    "move the level": Effect(
        "For the type that intent.about names: connector.counts at the level that session.levels has falls "
        "by 1, connector.counts at intent.level grows by 1, and session.levels becomes intent.level. Level 0 "
        f"stands for intent.level where intent.defects has {NO_LEVEL!r}. Where the type is HDCP, "
        "and a count of it above level 0 is above 0, connector.doubted becomes false.",
        "COPP-609",
        _move_the_level,
    ),
    "leave the counts": Effect(
        "For each type whose level in session.levels is not COPP_NoProtectionLevelAvailable, "
        "connector.counts at that level falls by 1. connector.doubted becomes false where a count of HDCP "
        "above level 0 is above 0, and session.levels empty; if it was, nothing happens.",
        "COPP-184",
        _leave_the_counts,
    ),
    "want the highest level": Effect(
        "connector.wanted becomes, for each type, the numerically highest level whose count in "
        "connector.counts is above 0; 0 where there is none.",
        "COPP-610",
        _want(highest),
    ),
    "want the strongest level": Effect(
        "connector.wanted becomes, for each type, the last in precedence of the levels whose count in "
        "connector.counts is above 0, taken without the redistribution bit; the bit is added if any of them "
        "has it. 0 where there is none. connector.by_precedence becomes true.",
        "COPP-618",
        _want(strongest),
    ),
    "leave HDCP on": Effect(
        "connector.wanted of HDCP becomes the higher of itself and connector.shown of HDCP.",
        "COPP-616",
        _to_connector(_keep_hdcp),
    ),
    "apply what is wanted": Effect(
        "connector.shown becomes connector.wanted. Where HDCP is 0 in it, connector.doubted becomes false.",
        "COPP-606",
        _to_connector(_apply),
    ),
    "apply all but new HDCP": Effect(
        "connector.shown becomes connector.wanted, but of HDCP the lower of connector.wanted and "
        "connector.shown. Where that is 0, connector.doubted becomes false.",
        "Q50",
        _to_connector(_apply_but_hdcp),
    ),
    "take the signal": Effect(
        "connector.signal becomes the standard that intent.about names, with intent.level as aspect ratio.",
        "COPP-621",
        _to_connector(_take_the_signal),
    ),
    "take a signal of its own": Effect(
        "session.signal becomes the standard that intent.about names, with intent.level as aspect ratio.",
        "X04",
        _to_session(_take_own_signal),
    ),
    "allow more than is wanted": Effect("connector.more becomes true.", "X05", _to_connector(_allow_more)),
    "reset the levels": Effect(
        "For each type whose level in session.levels is not COPP_NoProtectionLevelAvailable: "
        "connector.counts at that level falls by 1, connector.counts at level 0 grows by 1, and the level in "
        "session.levels becomes 0. connector.wanted and connector.shown become 0 for each type.",
        "Q29",
        _reset_the_levels,
    ),
    "take the mode": Effect(
        "connector.mode becomes the position of intent.about among what the call can name, from 0.",
        "COPP-904",
        _to_connector(_take_the_mode),
    ),
    # Events.
    "doubt HDCP": Effect(
        "connector.doubted becomes true: HDCP may be off, whatever connector.shown has for it.",
        "COPP-606",
        _to_connector(lambda connector, _: connector._replace(doubted=True)),
    ),
    "flag LinkLost": Effect(
        "session.flags takes the bit COPP_LinkLost.", "COPP-802", _flag(StatusFlags.COPP_LinkLost)
    ),
    "flag RenegotiationRequired": Effect(
        "session.flags takes the bit COPP_RenegotiationRequired.",
        "COPP-803",
        _flag(StatusFlags.COPP_RenegotiationRequired),
    ),
    "report the events": Effect(
        "session.flags becomes 0; the response carries what it was.",
        "COPP-806",
        _to_session(_clear_the_events),
    ),
    "forget the events": Effect(
        "session.flags becomes 0, and no response carries what it was.", "Q27", _to_session(_clear_the_events)
    ),
    # Copy-protection sessions.
    "issue a key": Effect(
        "A key is handed out that is not 0 and not that of a live session; from now on it names the session.",
        "VPCP-400",
        gives="key",
    ),
    "never issue a key again": Effect(
        "The key is also none that was issued since the driver started.", "VPCP-503", gives="new key"
    ),
    "let a key rest": Effect(
        "The key is also none that ended since the last one was issued.", "A-05", gives="rested key"
    ),
    "take the level": Effect("session.level becomes intent.level.", "VPCP-410", _to_session(_take_level)),
    "take the driver's level": Effect(
        "session.level and tv.last become tv.offer.level_at_zero.", "A-01", _take_drivers_level
    ),
    "drop the level": Effect("session.level becomes 0.", "VPCP-420", _to_session(_drop_level)),
    "ask for the highest level": Effect(
        "tv.level becomes the numerically highest level of all sessions, at least 1, while reference_count "
        "is above 0; else 0.",
        "VPCP-605",
        shared=_ask_for(highest),
    ),
    "ask for the strongest level": Effect(
        "tv.level becomes the last in the precedence of ACP of the levels above 0 of all sessions, 1 if "
        "there is none, while reference_count is above 0; else 0.",
        "A-02",
        shared=_ask_for(strongest),
    ),
    "ask for the last level": Effect(
        "While reference_count is above 0, tv.level becomes tv.last, 1 if that is 0; else tv.level and "
        "tv.last become 0.",
        "A-02",
        shared=_ask_for_the_last,
    ),
    "remember the level": Effect(
        "tv.last becomes intent.level if that is above 0.", "A-02", shared=_to_tv(_remember)
    ),
    # The TV output.
    "give the settings": Effect(
        "What the TV output can do, and how it is set: every field that a flag of what can be done names.",
        "VPCP-202",
        gives="settings",
    ),
    "give what was asked for": Effect(
        "The same, for the flags that the request has set and no others.",
        "A-09",
        gives="settings that were asked for",
    ),
    "give every standard": Effect(
        "dwAvailableTVStandard is every standard that is available, whether the output is on or not.",
        "VPCP-202",
        gives="every standard",
    ),
    "give no standard while off": Effect(
        "dwAvailableTVStandard is WIN_VGA while the output is off, else every standard that is available.",
        "A-11",
        gives="no standard while off",
    ),
    "give the standard": Effect(
        "dwTVStandard has the bit of the standard in force, and may have that of WIN_VGA too.",
        "VPCP-755",
        gives="standard",
    ),
    "give the standard alone": Effect(
        "dwTVStandard has the bit of the standard in force, and no other.", "A-12", gives="standard alone"
    ),
    "give every type": Effect(
        "dwCPType has the bit of every copy-protection type that is supported.",
        "VPCP-206",
        gives="every type",
    ),
    "give one type": Effect(
        "dwCPType has the bit of one copy-protection type that is supported.", "A-13", gives="one type"
    ),
    "give the level": Effect("bCP_APSTriggerBits is the level in force, tv.level.", "A-10", gives="level"),
    "give zeros for the vendor": Effect("bOEMCopyProtection is zeros.", "A-20", gives="zeros for the vendor"),
    "give the vendor's data": Effect(
        "bOEMCopyProtection is that of the last activation or change of level; zeros before the first.",
        "A-20",
        gives="vendor's data",
    ),
    "switch the output": Effect(
        "tv.mode and tv.standard become those of the setting that intent.about names; nothing where it names "
        "none.",
        "VPCP-307",
        shared=_to_tv(_take_the_setting),
    ),
    "go into the boot mode": Effect(
        "tv.reset becomes true: the hardware has lost what was programmed.",
        "VPCP-661",
        shared=_to_tv(lambda tv, _: tv._replace(reset=True)),
    ),
    "leave the boot mode": Effect(
        "tv.reset becomes false: the hardware is programmed again.",
        "VPCP-660",
        shared=_to_tv(lambda tv, _: tv._replace(reset=False)),
    ),
    "fall asleep": Effect(
        "tv.asleep becomes true: the power is gone.",
        "VPCP-662",
        shared=_to_tv(lambda tv, _: tv._replace(asleep=True)),
    ),
    "wake up": Effect(
        "tv.asleep becomes false: there is full power again.",
        "VPCP-662",
        shared=_to_tv(lambda tv, _: tv._replace(asleep=False)),
    ),
    "work again": Effect(
        "tv.reset and tv.asleep become false.",
        "VPCP-664",
        shared=_to_tv(lambda tv, _: tv._replace(reset=False, asleep=False)),
    ),
    "start again": Effect(
        "tv.mode and tv.standard become those of the setting tv.offer.at_first; those of 'off' where "
        "tv.offer.settings is empty.",
        "X08",
        shared=_to_tv(_start_again),
    ),
    # Both kinds of sessions.
    "show the highest of both": Effect(
        "For each connector whose offer.carries_tv is true: connector.analog becomes the higher of each "
        "level of ACP that may be applied and each level that the TV output may show, in ascending order, "
        "each once. The level in connector.shown may be applied, and where it is above 0 and connector.more "
        "is true, any higher one.",
        "VPCP-703",
        shared=_show_both(highest),
    ),
    "show the strongest of both": Effect(
        "The same with the later in the precedence of ACP for the higher.",
        "VPCP-703",
        shared=_show_both(strongest),
    ),
}
