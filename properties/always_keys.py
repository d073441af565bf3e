"""What holds of copy-protection sessions and their count after every step, and what is reached once."""

from coppspec.model.copy_protection import ACTIVE, COPY_PROTECTION_SESSIONS, DEAD, TURNED_OFF
from coppspec.model.key_calls import ACTIVATE, CHANGE, DEACTIVATE, FRESH, LEVELS
from coppspec.model.language import Row
from coppspec.model.levels import highest, strongest
from coppspec.model.step import Configuration
from coppspec.properties.always import Always, Sometimes
from coppspec.properties.exploration import Moment

JOINS = {"numeric maximum": highest, "OPM order": strongest}
"""How levels make one, where it does not depend on who came last."""
DIE_AT = {
    "mode change": "mode_set",
    "device reset": "device_reset",
    "power down": "power_transition",
    "VP_COMMAND_SET, TV output off": "tv_off",
}
"""The choice by which keys die at an event or a request (A-18 to A-18d)."""


def _on(configuration: Configuration) -> list[int]:
    return [each.level for each in configuration.sessions if each.state == ACTIVE]


def _command(moment: Moment) -> str:
    """The copy-protection command, whether or not the TV output is switched with it."""
    return moment.intent.call.partition(" ")[0]


def _keys_die(moment: Moment) -> bool:
    """Whether keys die here, by the reading of the profile."""
    choice = DIE_AT.get(moment.intent.call)
    return choice is not None and moment.engine.profile[choice] == "keys die"


def _replaces(moment: Moment) -> bool:
    one = moment.engine.profile["session_limit"] == "one, replaced"
    return one and _command(moment) == ACTIVATE


def _protection(moment: Moment) -> tuple[bool, bool]:
    """Whether protection is asked for, before and after."""
    return bool(moment.before.tv.level), bool(moment.after.tv.level)


def _key_fields_are_named(moment: Moment) -> bool:
    return all(
        each.state in COPY_PROTECTION_SESSIONS.states
        and each.level in (LEVELS[1:] if each.state == ACTIVE else LEVELS[:1])
        for each in moment.after.sessions
    )


def _count_is_sessions_on(moment: Moment) -> bool:
    return moment.after.reference_count == len(_on(moment.after))


def _protected_while_on(moment: Moment) -> bool:
    return bool(moment.after.tv.level) == bool(_on(moment.after))


def _level_is_the_join(moment: Moment) -> bool:
    join = JOINS.get(moment.engine.profile["level_join"])
    return join is None or moment.after.tv.level == join("ACP", _on(moment.after))


def _dead_is_absorbing(moment: Moment) -> bool:
    pairs = zip(moment.before.sessions, moment.after.sessions, strict=True)
    return all(now == was for was, now in pairs if was.state == DEAD)


def _refusal_changes_nothing(moment: Moment) -> bool:
    return not moment.refused or moment.after == moment.before


def _own_key_only(moment: Moment) -> bool:
    pairs = enumerate(zip(moment.before.sessions, moment.after.sessions, strict=True))
    changed = [index for index, (was, now) in pairs if was != now]
    return moment.answer.session is None or changed in ([], [moment.answer.session]) or _replaces(moment)


def _ends_by_request(moment: Moment) -> bool:
    if _protection(moment) != (True, False):
        return True
    turns_off = _command(moment) == CHANGE and moment.intent.level == 0
    ends = _command(moment) == DEACTIVATE or moment.intent.call == "driver restart"
    return turns_off or ends or _keys_die(moment) or _replaces(moment)


def _key_by_activation(moment: Moment) -> bool:
    begun = sum(
        was.state == FRESH != now.state
        for was, now in zip(moment.before.sessions, moment.after.sessions, strict=True)
    )
    served = (
        _command(moment) == ACTIVATE and not moment.refused and isinstance(moment.answer.entries[-1], Row)
    )
    return begun == served == ("key" in moment.answer.gives)


def _only_commands_protect(moment: Moment) -> bool:
    if moment.intent.call.startswith(("VP_CP_CMD_", "driver")) or _keys_die(moment):
        return True
    was, now = moment.before, moment.after
    return (was.sessions, was.reference_count, was.tv.level) == (
        now.sessions,
        now.reference_count,
        now.tv.level,
    )


def _only_sets_switch(moment: Moment) -> bool:
    if moment.intent.about is not None or moment.intent.call == "driver restart":
        return True
    was, now = moment.before.tv, moment.after.tv
    return (was.mode, was.standard) == (now.mode, now.standard)


def _no_new_picture_without_protection(moment: Moment) -> bool:
    was, now = moment.before, moment.after
    switched = was.tv.standard != now.tv.standard and now.tv.mode != "off"
    count = {"refused": was.reference_count, "refused by the resulting count": now.reference_count}.get(
        moment.engine.profile["unprotectable_standard"], 0
    )
    return not switched or not count or now.tv._replace(reset=False, asleep=False).shows_protection


def _one_session_at_most(moment: Moment) -> bool:
    live = sum(each.state in {ACTIVE, TURNED_OFF} for each in moment.after.sessions)
    return moment.engine.profile["session_limit"] == "many" or live <= 1


KEYS_ALWAYS = (
    Always("every field holds one of its named values", ("VPCP-600", "VPCP-410"), _key_fields_are_named),
    Always(
        "the count is the number of sessions that are on",
        ("VPCP-INV1", "VPCP-553", "VPCP-557"),
        _count_is_sessions_on,
    ),
    Always(
        "the output is protected exactly while a session is on",
        ("VPCP-INV2", "VPCP-551", "VPCP-554"),
        _protected_while_on,
    ),
    Always(
        "the output is asked to carry the join of the levels of the sessions that are on",
        ("VPCP-INV3", "VPCP-605", "VPCP-606"),
        _level_is_the_join,
    ),
    Always("a dead key stays dead", ("VPCP-INV4", "VPCP-433"), _dead_is_absorbing),
    Always("a refusal changes nothing", ("VPCP-INV5", "VPCP-108", "VPCP-430"), _refusal_changes_nothing),
    Always("a command on a key changes the session of that key only", ("VPCP-INV6",), _own_key_only),
    Always(
        "protection ends by turning off, by deactivation or with the driver, and by nothing else",
        ("VPCP-INV10", "VPCP-555", "VPCP-560"),
        _ends_by_request,
    ),
    Always(
        "a session begins, and a key is issued, by a successful activation and by nothing else",
        ("VPCP-400", "VPCP-403", "VPCP-414"),
        _key_by_activation,
    ),
    Always(
        "only a copy-protection command touches a session, whatever the TV output is switched to",
        ("VPCP-200", "VPCP-301", "VPCP-651", "VPCP-653"),
        _only_commands_protect,
    ),
    Always(
        "only a request for the TV output switches it, and a restart sets it back",
        ("VPCP-200", "VPCP-300"),
        _only_sets_switch,
    ),
    Always(
        "while a session is on, the output is switched to no standard that cannot be protected",
        ("VPCP-652",),
        _no_new_picture_without_protection,
    ),
    Always(
        "a driver for one session has one live key at most, also while it is turned off",
        ("VPCP-558", "VPCP-559"),
        _one_session_at_most,
    ),
)
KEYS_SOMETIMES = (
    Sometimes(
        "protection is on while another session is turned off",
        ("VPCP-551", "VPCP-411"),
        lambda moment: (
            bool(moment.after.tv.level) and any(each.state == TURNED_OFF for each in moment.after.sessions)
        ),
    ),
    Sometimes(
        "protection is on after another session was deactivated",
        ("VPCP-551", "VPCP-420"),
        lambda moment: (
            bool(moment.after.tv.level) and any(each.state == DEAD for each in moment.after.sessions)
        ),
    ),
    Sometimes(
        "a session that was turned off is on again",
        ("VPCP-412", "VPCP-556"),
        lambda moment: (
            moment.after.reference_count > moment.before.reference_count and moment.intent.call == CHANGE
        ),
    ),
    Sometimes(
        "every session is on at once",
        ("VPCP-550",),
        lambda moment: moment.after.reference_count == len(moment.after.sessions),
    ),
    Sometimes(
        "sessions are on at different levels",
        ("VPCP-605",),
        lambda moment: len(set(_on(moment.after))) > 1,
    ),
    Sometimes(
        "protection ends with the last session",
        ("VPCP-554",),
        lambda moment: bool(moment.before.reference_count) and not moment.after.reference_count,
    ),
    Sometimes(
        "no key is left to issue",
        ("VPCP-507",),
        lambda moment: moment.intent.call == ACTIVATE and moment.answer.session is None,
    ),
    Sometimes(
        "a request switches the output and changes protection at once",
        ("VPCP-308",),
        lambda moment: (
            moment.before.tv.standard != moment.after.tv.standard and _protection(moment) == (False, True)
        ),
    ),
    Sometimes(
        "a level that was not shown is shown again by a mode set",
        ("VPCP-660", "VPCP-661"),
        lambda moment: (
            moment.intent.call == "mode change"
            and not moment.before.tv.shows_protection
            and moment.after.tv.shows_protection
            and bool(moment.after.tv.level)
        ),
    ),
    Sometimes(
        "a session is on while the output is off, and shown when it is switched on",
        ("VPCP-651", "VPCP-653"),
        lambda moment: (
            moment.before.tv.mode == "off"
            and moment.after.tv.shows_protection
            and bool(moment.before.tv.level)
            and bool(moment.after.tv.level)
        ),
    ),
    Sometimes(
        "a session is on while there is no power",
        ("VPCP-662",),
        lambda moment: moment.after.tv.asleep and bool(moment.after.tv.level),
    ),
)
