"""What holds of COPP devices and their connectors after every step, and what is reached once."""

from collections.abc import Callable

from coppspec.model.conditions import HDCP_FAULT
from coppspec.model.constants import SEQUENCE_NUMBERS, COPP_NoProtectionLevelAvailable
from coppspec.model.device import CLOSED, DEVICE, KEY_EXCHANGED, SESSION_ACTIVE
from coppspec.model.device_calls import ATTEMPT_SPENT, SET_PROTECTION_LEVEL
from coppspec.model.levels import LEVELS, TYPES, highest, strongest
from coppspec.model.step import Configuration, Session
from coppspec.properties.always import Always, Sometimes
from coppspec.properties.exploration import Moment


def _device_fields_are_named(moment: Moment) -> bool:
    return all(
        each.state in DEVICE.states
        and 0 <= each.status_number < SEQUENCE_NUMBERS
        and 0 <= each.command_number < SEQUENCE_NUMBERS
        and 0 <= each.flags <= 3
        for each in moment.after.sessions
    )


def _levels_are_named(moment: Moment) -> bool:
    return all(
        level in LEVELS[name] if name in connector.offer.types else level == COPP_NoProtectionLevelAvailable
        for each in moment.after.sessions
        for connector in (moment.after.connectors[each.connector],)
        for name, level in zip(TYPES, each.levels, strict=each.state != CLOSED)
    )


def _level_0_until_active(moment: Moment) -> bool:
    active = {SESSION_ACTIVE}
    if _can_end_early(moment):  # its levels count until the close
        active.add(ATTEMPT_SPENT)
    return all(
        level in {0, COPP_NoProtectionLevelAvailable}
        for each in moment.after.sessions
        if each.state not in active
        for level in each.levels
    )


def _can_end_early(moment: Moment) -> bool:
    """Whether a session can end before its device is closed (Q08, Q09)."""
    profile = moment.engine.profile
    return "session ends" in {profile["counter_wrap"], profile["bad_command_mac"]}


def _counts_are_open_devices(moment: Moment) -> bool:
    return all(
        connector.counts == _held(_open(moment.after, number))
        for number, connector in enumerate(moment.after.connectors)
    )


def _held(devices: list[Session]) -> tuple[tuple[int, ...], ...]:
    """For each type and each of its levels, how many devices have it."""
    return tuple(
        tuple(map([each.levels[at] for each in devices].count, LEVELS[name])) for at, name in enumerate(TYPES)
    )


def _sums_are_open_devices(moment: Moment) -> bool:
    return all(
        sum(counts) == (len(_open(moment.after, number)) if name in connector.offer.types else 0)
        for number, connector in enumerate(moment.after.connectors)
        for name, counts in zip(TYPES, connector.counts, strict=True)
    )


def _open(configuration: Configuration, connector: int) -> list[Session]:
    return [each for each in configuration.sessions if each.levels and each.connector == connector]


def _nothing_without_devices(moment: Moment) -> bool:
    return all(
        not any(map(any, connector.counts)) and (_sticks(moment) or not any(connector.shown))
        for number, connector in enumerate(moment.after.connectors)
        if not _open(moment.after, number)
    )


def _sticks(moment: Moment) -> bool:
    return moment.engine.profile["hdcp_sticky"] == "on"


def _shown_is_asked_for(moment: Moment) -> bool:
    """By the profile's join; HDCP may stay on where it is sticky, and lag where it is delayed."""
    profile = moment.engine.profile
    join = strongest if profile["level_order"] == "precedence" else highest
    for number, connector in enumerate(moment.after.connectors):
        for at, name in enumerate(TYPES):
            if name not in connector.offer.types:
                continue
            wanted = join(name, (each.levels[at] for each in _open(moment.after, number)))
            stays = name == "HDCP" and profile["hdcp_sticky"] == "on"
            lags = name == "HDCP" and profile["hdcp_delay"] == "later"
            shown = connector.shown[at]
            if not (shown == wanted or (stays and shown > wanted) or (lags and shown < wanted)):
                return False
    return True


def _levels_by_command(moment: Moment) -> bool:
    pairs = zip(moment.before.sessions, moment.after.sessions, strict=True)
    return all(
        was.levels == now.levels
        or not was.levels
        or not now.levels
        or (moment.intent.call == SET_PROTECTION_LEVEL.name and not moment.refused)
        or _moved_all_the_same(moment)
        for was, now in pairs
    )


def _moved_all_the_same(moment: Moment) -> bool:
    """Whether HDCP authentication made a command fail that sets its level even then (Q47)."""
    moves = moment.engine.profile["hdcp_failure"] == "in the command, moved"
    return moves and moment.refused and moment.answer.clause == "X11"


def _flags_by_events(moment: Moment) -> bool:
    """A flag appears by its event or with HDCP that fails, and goes by a response, or with the device.

    A mode change is such an event where the device outlives it (Q25), and a start forgets what was before it
    where events are recorded from then on (Q27).
    """
    profile, call = moment.engine.profile, moment.intent.call
    outlived = call == "mode change" and profile["mode_change_effect"] == "flag"
    brings = call in FLAGS or outlived or HDCP_FAULT in moment.intent.defects
    forgets = call == "COPPSequenceStart" and profile["event_recording"] == "from active"
    for index, (was, now) in enumerate(zip(moment.before.sessions, moment.after.sessions, strict=True)):
        told = moment.answer.says[:1] == (was.flags,) and moment.answer.session == index
        if now.flags & ~was.flags and not brings:
            return False
        if was.flags & ~now.flags and not (told or forgets) and now.state != CLOSED:
            return False
        if told and was.flags & now.flags:
            return False
    return True


FLAGS = {"link lost": 1, "connector reconfigured": 2}


def _every_device_is_told(moment: Moment) -> bool:
    if moment.intent.call not in FLAGS:
        return True
    connector = moment.before.sessions[moment.intent.session or 0].connector
    return all(
        now.flags == was.flags | FLAGS[moment.intent.call]
        for was, now in zip(moment.before.sessions, moment.after.sessions, strict=True)
        if was.connector == connector and was.state == SESSION_ACTIVE
    )


def _events_leave_levels(moment: Moment) -> bool:
    if moment.intent.call not in FLAGS:
        return True
    pairs = zip(moment.before.sessions, moment.after.sessions, strict=True)
    return moment.before.connectors == moment.after.connectors and all(
        was._replace(flags=0) == now._replace(flags=0) for was, now in pairs
    )


def _refusal_changes_at_most_what_a_choice_says(moment: Moment) -> bool:
    if not moment.refused:
        return True
    moved = _moved_all_the_same(moment)
    if moment.before.connectors != moment.after.connectors and not moved:
        return False
    pairs = zip(moment.before.sessions, moment.after.sessions, strict=True)
    return all(
        now == was or _spent(moment, was, now._replace(levels=was.levels) if moved else now)
        for was, now in pairs
    )


def _spent(moment: Moment, was: Session, now: Session) -> bool:
    """Whether a refused call used up its attempt (Q04), or its number (Q07)."""
    if (was.state, now.state, moment.intent.call) == (KEY_EXCHANGED, ATTEMPT_SPENT, "COPPSequenceStart"):
        return True
    ended = was.state if _ended_by_its_tag(moment, now) else now.state
    uses_up = moment.engine.profile["advance_on_failure"] == "every match"
    command_number = was.command_number if uses_up else now.command_number
    status_number = was.status_number if uses_up else now.status_number
    return was == now._replace(state=ended, status_number=status_number, command_number=command_number)


def _own_session_only(moment: Moment) -> bool:
    if moment.answer.session is None:
        return True
    pairs = enumerate(zip(moment.before.sessions, moment.after.sessions, strict=True))
    return all(was == now or index == moment.intent.session for index, (was, now) in pairs)


def _own_connector_only(moment: Moment) -> bool:
    own = moment.before.sessions[moment.intent.session or 0].connector
    pairs = enumerate(zip(moment.before.connectors, moment.after.connectors, strict=True))
    return all(was == now or index == own for index, (was, now) in pairs)


def active_by(call: str, before: str) -> Callable[[Moment], bool]:
    """Whether sessions reach the goal of their machine by one call in one state, and by nothing else."""

    def holds(moment: Moment) -> bool:
        goal = moment.engine.machine.goal
        return all(
            was.state == before and moment.intent.call == call and not moment.refused
            for was, now in zip(moment.before.sessions, moment.after.sessions, strict=True)
            if now.state == goal != was.state
        )

    return holds


def _active_until_closed(moment: Moment) -> bool:
    return all(
        (
            now.state == CLOSED
            and moment.intent.call in {"COPPCloseVideoSession", "device lost", "mode change"}
        )
        or _ended_by_its_tag(moment, now)
        or _ended_by_its_number(moment, now)
        for was, now in zip(moment.before.sessions, moment.after.sessions, strict=True)
        if was.state == SESSION_ACTIVE != now.state
    )


def _ended_by_its_tag(moment: Moment, now: Session) -> bool:
    """Whether a refused command has ended a session, where a wrong tag does that (Q09)."""
    ends = moment.engine.profile["bad_command_mac"] == "session ends" and moment.refused
    return ends and now.state == ATTEMPT_SPENT and moment.intent.call.startswith("COPPCommand")


def _ended_by_its_number(moment: Moment, now: Session) -> bool:
    """Whether the last sequence number has ended a session, where it does that (Q08)."""
    ends = moment.engine.profile["counter_wrap"] == "session ends" and not moment.refused
    return ends and now.state == ATTEMPT_SPENT and 0 in {now.status_number, now.command_number}


def _served_when_active(moment: Moment) -> bool:
    served = moment.intent.call.startswith(("COPPCommand", "COPPQueryStatus")) and not moment.refused
    return not served or moment.before.sessions[moment.intent.session or 0].state == SESSION_ACTIVE


def _nothing_with_a_refusal(moment: Moment) -> bool:
    return not (moment.refused and {*moment.answer.gives} - {ANYTHING})


ANYTHING = "anything with a refusal"
"""What the table gives where the output buffer of a refused call is left open (Q30)."""
BEFORE_THE_NUMBER = ("COPP-105", "COPP-161", "COPP-171", "COPP-104", "COPP-433")
"""What refuses a message before its number is used up under the reading that every match does (Q07)."""


def _numbers_count_what_was_accepted(moment: Moment) -> bool:
    was, now = (each.sessions[moment.intent.session or 0] for each in (moment.before, moment.after))
    keeps = (ATTEMPT_SPENT,) if _can_end_early(moment) else ()  # they are never asked for again
    if now.state not in {SESSION_ACTIVE, *keeps}:
        return (now.status_number, now.command_number) == (0, 0)
    used = not moment.refused
    if moment.engine.profile["advance_on_failure"] == "every match":
        used |= moment.answer.clause not in BEFORE_THE_NUMBER
    status = moment.intent.call.startswith("COPPQueryStatus") and used
    command = moment.intent.call.startswith("COPPCommand") and used
    return (now.status_number, now.command_number) == (
        (was.status_number + status) % SEQUENCE_NUMBERS,
        (was.command_number + command) % SEQUENCE_NUMBERS,
    )


def _shown(configuration: Configuration) -> list[tuple[int, ...]]:
    return [connector.shown for connector in configuration.connectors]


def _levels_of_active(configuration: Configuration) -> set[tuple[int, ...]]:
    return {each.levels for each in configuration.sessions if each.state == SESSION_ACTIVE}


def _ended_above_0(moment: Moment) -> bool:
    pairs = zip(moment.before.sessions, moment.after.sessions, strict=True)
    return any(any(was.levels) and not now.levels for was, now in pairs)


def _accepted_under_its_number(moment: Moment) -> bool:
    return moment.refused or not moment.intent.number


CONNECTOR_ALWAYS = (
    Always(
        "each global count is the number of open devices at that level",
        ("INV-2", "COPP-607", "COPP-608", "COPP-609"),
        _counts_are_open_devices,
    ),
    Always(
        "the global counts of a type add up to the number of open devices", ("INV-1",), _sums_are_open_devices
    ),
    Always(
        "with every device closed nothing counts and nothing is applied",
        ("INV-3", "COPP-612", "COPP-613", "Q21"),
        _nothing_without_devices,
    ),
    Always(
        "a connector has the level that the sessions on it ask for together",
        ("COPP-610", "COPP-611", "COPP-606", "COPP-616", "COPP-618", "Q20", "Q48", "Q50"),
        _shown_is_asked_for,
    ),
)
"""What holds of connectors, whoever opens devices on them."""
DEVICE_ALWAYS = (
    *CONNECTOR_ALWAYS,
    Always("every field holds one of its named values", ("COPP-501", "COPP-804"), _device_fields_are_named),
    Always(
        "a refusal changes nothing but what a choice says: the attempt, or the number",
        ("COPP-128", "COPP-166", "COPP-433", "COPP-503", "COPP-505", "COPP-507", "Q04", "Q07", "Q47", "Q51"),
        _refusal_changes_at_most_what_a_choice_says,
    ),
    Always("a call changes its own session only", ("COPP-901", "COPP-003"), _own_session_only),
    Always("a call changes its own connector only", ("COPP-004", "COPP-607"), _own_connector_only),
    Always(
        "each level is one of its type, and there is none for a type that the connector lacks",
        ("COPP-602", "COPP-604", "COPP-620", "COPP-125"),
        _levels_are_named,
    ),
    Always("a session that is not active has level 0", ("INV-5", "COPP-124"), _level_0_until_active),
    Always(
        "a local level changes by its session's command alone",
        ("COPP-605", "COPP-611", "Q29", "Q49"),
        _levels_by_command,
    ),
    Always(
        "a flag appears with its event and goes with the response that has it",
        ("INV-6", "COPP-806", "COPP-801", "Q27"),
        _flags_by_events,
    ),
    Always(
        "an event is told to every active device on its connector",
        ("COPP-807", "INV-6"),
        _every_device_is_told,
    ),
    Always(
        "an event that is reported changes no level and no count", ("COPP-811", "Q29"), _events_leave_levels
    ),
    Always(
        "a session becomes active by a sequence start after a key exchange, and by nothing else",
        ("COPP-151", "COPP-502"),
        active_by("COPPSequenceStart", KEY_EXCHANGED),
    ),
    Always(
        "an active session ends when it is closed or lost", ("COPP-506", "COPP-186"), _active_until_closed
    ),
    Always(
        "commands and status requests succeed in an active session only", ("COPP-504",), _served_when_active
    ),
    Always("nothing is handed out with a refusal", ("Q30",), _nothing_with_a_refusal),
    Always(
        "each number counts the messages of its own kind that were accepted",
        ("INV-4", "COPP-430", "COPP-431", "COPP-434", "COPP-435"),
        _numbers_count_what_was_accepted,
    ),
    Always(
        "a message is accepted only under the number that is due", ("COPP-432",), _accepted_under_its_number
    ),
)
DEVICE_SOMETIMES = (
    Sometimes(
        "a session is active",
        ("COPP-153",),
        lambda moment: any(each.state == SESSION_ACTIVE for each in moment.after.sessions),
    ),
    Sometimes(
        "every session is active at once",
        ("COPP-901",),
        lambda moment: all(each.state == SESSION_ACTIVE for each in moment.after.sessions),
    ),
    Sometimes(
        "a failed sequence start spends the attempt",
        ("COPP-155", "Q04"),
        lambda moment: any(each.state == ATTEMPT_SPENT for each in moment.after.sessions),
    ),
    Sometimes(
        "two sessions ask for different levels of one type",
        ("COPP-611", "COPP-901"),
        lambda moment: len(_levels_of_active(moment.after)) > 1,
    ),
    Sometimes(
        "a level above 0 is applied", ("COPP-606",), lambda moment: any(map(any, _shown(moment.after)))
    ),
    Sometimes(
        "protection stays when a session at a level above 0 ends",
        ("COPP-611", "COPP-612"),
        lambda moment: _ended_above_0(moment) and any(map(any, _shown(moment.after))),
    ),
    Sometimes(
        "protection ends with the last session that asks for it",
        ("COPP-612", "COPP-613"),
        lambda moment: _ended_above_0(moment) and not any(map(any, _shown(moment.after))),
    ),
    Sometimes(
        "two events are reported at once",
        ("COPP-804", "Q27"),
        lambda moment: moment.answer.says[:1] == (3,),
    ),
    Sometimes(
        "a device is lost with its display mode",
        ("COPP-904", "Q25"),
        lambda moment: (
            moment.intent.call == "mode change"
            and any(each.state != CLOSED for each in moment.before.sessions)
        ),
    ),
    Sometimes("a status request is answered", ("COPP-176",), lambda moment: "status" in moment.answer.gives),
    Sometimes(
        "an active session is closed",
        ("COPP-182",),
        lambda moment: (
            moment.intent.call == "COPPCloseVideoSession"
            and moment.before.sessions[moment.intent.session or 0].state == SESSION_ACTIVE
        ),
    ),
)
