"""What holds of copy-protection sessions and their count after every step, and what is reached once."""

from coppspec.model.copy_protection import ACTIVE, COPY_PROTECTION_SESSIONS, DEAD, FRESH, LEVELS, TURNED_OFF
from coppspec.model.step import Configuration
from coppspec.properties.always import Always, Sometimes
from coppspec.properties.exploration import Moment


def _on(configuration: Configuration) -> list[int]:
    return [each.level for each in configuration.sessions if each.state == ACTIVE]


def _key_fields_are_named(moment: Moment) -> bool:
    return all(
        each.state in COPY_PROTECTION_SESSIONS.states
        and each.level in (LEVELS[1:] if each.state == ACTIVE else LEVELS[:1])
        for each in moment.after.sessions
    )


def _count_is_sessions_on(moment: Moment) -> bool:
    return moment.after.reference_count == len(_on(moment.after))


def _protected_while_on(moment: Moment) -> bool:
    return bool(moment.engine.applied(moment.after)) == bool(_on(moment.after))


def _level_is_the_join(moment: Moment) -> bool:
    return moment.engine.applied(moment.after) == max(_on(moment.after), default=0)


def _dead_is_absorbing(moment: Moment) -> bool:
    pairs = zip(moment.before.sessions, moment.after.sessions, strict=True)
    return all(now == was for was, now in pairs if was.state == DEAD)


def _refusal_changes_nothing(moment: Moment) -> bool:
    return not moment.refused or moment.after == moment.before


def _own_key_only(moment: Moment) -> bool:
    pairs = enumerate(zip(moment.before.sessions, moment.after.sessions, strict=True))
    changed = [index for index, (was, now) in pairs if was != now]
    return moment.answer.session is None or changed in ([], [moment.answer.session])


def _ends_by_request(moment: Moment) -> bool:
    if not moment.engine.applied(moment.before) or moment.engine.applied(moment.after):
        return True
    intent = moment.intent
    return intent.call in {"VP_CP_CMD_DEACTIVATE", "driver restart"} or (intent.call, intent.level) == (
        "VP_CP_CMD_CHANGE",
        0,
    )


def _key_by_activation(moment: Moment) -> bool:
    begun = sum(
        was.state == FRESH != now.state
        for was, now in zip(moment.before.sessions, moment.after.sessions, strict=True)
    )
    activated = moment.intent.call == "VP_CP_CMD_ACTIVATE" and not moment.refused
    return begun == activated == ("new key" in moment.answer.gives)


def _only_commands_protect(moment: Moment) -> bool:
    return moment.intent.call.startswith(("VP_CP_CMD_", "driver")) or moment.after == moment.before


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
        "the output carries the highest level of a session that is on",
        ("VPCP-INV3", "VPCP-605", "VPCP-606"),
        _level_is_the_join,
    ),
    Always("a dead key stays dead", ("VPCP-INV4", "VPCP-433"), _dead_is_absorbing),
    Always("a refusal changes nothing", ("VPCP-INV5", "VPCP-108", "VPCP-430"), _refusal_changes_nothing),
    Always("a command on a key changes the session of that key only", ("VPCP-INV6",), _own_key_only),
    Always(
        "protection ends by turning off, by deactivation or with the driver, and by nothing else",
        ("VPCP-INV10", "VPCP-555"),
        _ends_by_request,
    ),
    Always(
        "a session begins, and a key is issued, by a successful activation and by nothing else",
        ("VPCP-400", "VPCP-403", "VPCP-414"),
        _key_by_activation,
    ),
    Always(
        "only a copy-protection command touches a session", ("VPCP-200", "VPCP-301"), _only_commands_protect
    ),
)
KEYS_SOMETIMES = (
    Sometimes(
        "protection is on while another session is turned off",
        ("VPCP-551", "VPCP-411"),
        lambda moment: (
            bool(moment.engine.applied(moment.after))
            and any(each.state == TURNED_OFF for each in moment.after.sessions)
        ),
    ),
    Sometimes(
        "protection is on after another session was deactivated",
        ("VPCP-551", "VPCP-420"),
        lambda moment: (
            bool(moment.engine.applied(moment.after))
            and any(each.state == DEAD for each in moment.after.sessions)
        ),
    ),
    Sometimes(
        "a session that was turned off is on again",
        ("VPCP-412", "VPCP-556"),
        lambda moment: (
            moment.after.reference_count > moment.before.reference_count
            and moment.intent.call == "VP_CP_CMD_CHANGE"
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
        lambda moment: moment.intent.call == "VP_CP_CMD_ACTIVATE" and moment.answer.session is None,
    ),
)
