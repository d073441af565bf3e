"""Requests of VIDEOPARAMETERS are checked in the order of VPCP-110, and each defect trips what it should."""

import pytest

from coppspec.model.codes import Pattern, Status, allows, name_of
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.model.language import Check, Ignore, Row
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Connector, Intent, Offer, Session
from coppspec.model.tv_output import (
    AS_IT_IS,
    GRAPHICS,
    PLAYBACK,
    PROTECTED,
    THE_PICTURE,
    UNPROTECTED,
    TVOffer,
    TVOutput,
    switched_on,
)

ENGINE = Engine(COPY_PROTECTION_SESSIONS)
ACTIVATE, CHANGE, DEACTIVATE = "VP_CP_CMD_ACTIVATE", "VP_CP_CMD_CHANGE", "VP_CP_CMD_DEACTIVATE"
COMMANDS = (ACTIVATE, CHANGE, DEACTIVATE)
WITH_SETTING = tuple(f"{each} with a TV setting" for each in COMMANDS)
GET, SET_OUTPUT = "VP_COMMAND_GET", "VP_COMMAND_SET, TV output"
SET_OFF, SET_PICTURE = "VP_COMMAND_SET, TV output off", "VP_COMMAND_SET, picture"
REQUESTS = (*COMMANDS, *WITH_SETTING, GET, SET_OUTPUT, SET_OFF, SET_PICTURE)
NO_ERROR, INVALID, BUSY = Status.NO_ERROR, Status.ERROR_INVALID_PARAMETER, Status.ERROR_BUSY
SHORT, MORE = Status.ERROR_INSUFFICIENT_BUFFER, Status.ERROR_MORE_DATA
ANY_ERROR = Pattern.ANY_ERROR
FAULT, FOREIGN, OTHER_TYPE = "hardware that fails", "key of another adapter", "the other type"

ON, OFF, FRESH, DEAD = Session("active", 1), Session("turned off"), Session("fresh"), Session("dead")
PROTECTED_BY_COPP = Connector(Offer(("ACP",), carries_tv=True), shown=(0, 1, 0))

Decided = tuple[str, object]
"""The check that stopped a request, or the state that did, with the answer."""


def at(*sessions: Session, tv: TVOutput | None = None) -> Configuration:
    """These sessions, and the level that they together ask for on an output."""
    before = ENGINE.start(len(sessions))._replace(
        sessions=sessions,
        reference_count=sum(each.level > 0 for each in sessions),
        tv=tv or TVOutput(),
    )
    return ENGINE.settled(before, Intent(""))


def asked(call: str, *defects: str, about: str | None = None, level: int | None = None) -> Intent:
    """A request on the first session, about the first thing that it can name."""
    of = COPY_PROTECTION_SESSIONS.call(call)
    session = 0 if call.startswith((CHANGE, DEACTIVATE)) else None
    first, lowest = of.arguments[0]
    return Intent(call, session, defects, lowest if level is None else level, about=about or first)


def decided(answer: Answer) -> Decided | None:
    """What stopped a request; None if nothing did."""
    entry = answer.entries[-1]
    if isinstance(entry, Row):
        return (str(entry.states), answer.code) if entry.refuses else None
    return entry.name, answer.code


def peeled(before: Configuration, intent: Intent, profile: Profile | None = None) -> list[Decided]:
    """What stops a request with everything wrong, then one without that, and so on to the end."""
    engine, met = (ENGINE if profile is None else Engine(COPY_PROTECTION_SESSIONS, profile)), list[Decided]()
    trips = {each.name: each.trips for each in COPY_PROTECTION_SESSIONS.call(intent.call).defects}
    while (stopped := decided(engine.step(before, intent)[0])) is not None:
        met.append(stopped)
        left = tuple(each for each in intent.defects if stopped[0] not in trips[each])
        if left == intent.defects:
            break
        intent = intent._replace(defects=left)
    return met


def everything_wrong(call: str, about: str | None = None, level: int | None = None) -> Intent:
    defects = (each.name for each in COPY_PROTECTION_SESSIONS.call(call).defects)
    return asked(call, *defects, about=about, level=level)


FRAMING: tuple[Decided, ...] = (
    ("length", SHORT),
    ("output length", SHORT),
    ("identifier", INVALID),
    ("command", INVALID),
)
FLAGS: Decided = ("flags", INVALID)
OUTPUT: tuple[Decided, ...] = (("TV mode", INVALID), ("TV standard", INVALID))
PROTECTION: Decided = ("copy-protection command", INVALID)
LEVEL: tuple[Decided, ...] = (("type", INVALID), ("undefined bits", INVALID))
KEY: Decided = ("key", INVALID)

ORDER: dict[str, tuple[Decided, ...]] = {
    ACTIVATE: (*FRAMING, FLAGS, PROTECTION, *LEVEL),
    CHANGE: (*FRAMING, FLAGS, PROTECTION, *LEVEL, KEY),
    DEACTIVATE: (*FRAMING, FLAGS, PROTECTION, KEY),
    WITH_SETTING[0]: (*FRAMING, FLAGS, *OUTPUT, PROTECTION, *LEVEL),
    WITH_SETTING[1]: (*FRAMING, FLAGS, *OUTPUT, PROTECTION, *LEVEL),
    WITH_SETTING[2]: (*FRAMING, FLAGS, *OUTPUT, PROTECTION),
    GET: FRAMING,
    SET_OUTPUT: (*FRAMING, FLAGS, *OUTPUT),
    SET_OFF: (*FRAMING, FLAGS),
    SET_PICTURE: (*FRAMING, FLAGS),
}
"""Framing, command, flags, then the fields: each request with everything wrong that can be wrong with it."""


@pytest.mark.parametrize("call", REQUESTS)
def test_a_request_is_checked_from_its_framing_to_its_fields_and_the_first_failure_decides(call: str) -> None:
    assert tuple(peeled(at(ON, FRESH), everything_wrong(call))) == ORDER[call]


def test_every_request_of_the_table_is_here() -> None:
    assert {call.name for call in COPY_PROTECTION_SESSIONS.calls if not call.event} == {*REQUESTS}


@pytest.mark.parametrize("call", [CHANGE, DEACTIVATE])
def test_the_state_of_a_session_is_asked_for_after_everything_in_the_message(call: str) -> None:
    met = peeled(at(DEAD, ON), everything_wrong(call))
    assert tuple(met[:-1]) == ORDER[call]
    assert "dead" in met[-1][0]
    assert met[-1][1] is INVALID


@pytest.mark.parametrize("command", COMMANDS)
def test_a_standard_without_protection_is_refused_after_the_standard_and_before_the_command(
    command: str,
) -> None:
    intent = everything_wrong(f"{command} with a TV setting", about="an unprotected standard")
    refused = ("unprotectable standard", INVALID)
    assert tuple(peeled(at(ON, FRESH), intent)) == (*FRAMING, FLAGS, *OUTPUT, refused)


ROOM: dict[str, tuple[tuple[Session, ...], dict[str, str], Decided]] = {
    "COPP protects, and the only session is taken": (
        (ON, FRESH),
        {"activate_under_copp": "refused", "session_limit": "one, refused"},
        ("level of COPP", ANY_ERROR),
    ),
    "the only session is taken, and no key is left": (
        (ON, DEAD),
        {"session_limit": "one, refused"},
        ("free session", BUSY),
    ),
    "no key is left, and the hardware fails": (
        (OFF, DEAD),
        {},
        ("no session", Status.ERROR_NOT_ENOUGH_MEMORY),
    ),
    "the hardware fails": ((OFF, FRESH), {}, ("hardware", ANY_ERROR)),
}
"""Sessions, the readings beside the default ones, and what stops an activation there."""


@pytest.mark.parametrize("why", ROOM)
def test_an_activation_looks_for_room_after_its_message_and_at_the_hardware_last(why: str) -> None:
    sessions, readings, stopped = ROOM[why]
    before = at(*sessions)._replace(connectors=(PROTECTED_BY_COPP,))
    met = peeled(before, everything_wrong(ACTIVATE, level=2), Profile(**readings))
    assert tuple(met) == (*ORDER[ACTIVATE], stopped)


STOPS: dict[str, Decided | None] = {
    "short buffer": ("length", SHORT),
    "room for a shorter output": ("output length", SHORT),
    "another identifier": ("identifier", INVALID),
    "random bytes": ("identifier", INVALID),
    "no such command": ("command", INVALID),
    "long buffer": None,
    "a flag that is not advertised": FLAGS,
    "VP_FLAGS_MAX_UNSCALED": FLAGS,
    "a mode that is not available": ("TV mode", INVALID),
    "two modes at once": ("TV mode", INVALID),
    "a standard that is not available": ("TV standard", INVALID),
    "two standards at once": ("TV standard", INVALID),
    "a mode without its flag": None,
    "a standard without its flag": None,
    "no flag at all": None,
    "no copy-protection command": PROTECTION,
    "two commands at once": PROTECTION,
    "two types at once": ("type", INVALID),
    "no type": ("type", INVALID),
    OTHER_TYPE: None,
    "undefined bits": ("undefined bits", INVALID),
    "key 0": KEY,
    FOREIGN: KEY,
    FAULT: None,
    "flags in the request": None,
    "a picture setting besides": None,
}
"""What stops a request with one defect, while another session is on, by default; None where it is taken."""
WITHOUT_ITS_FLAG = ("a mode without its flag", "a standard without its flag", "no flag at all")
IGNORED_BY_DEACTIVATE: dict[str, Decided | None] = {"undefined bits": None}
"""DEACTIVATE takes any bits (VPCP-421)."""


def single_defects() -> list[tuple[str, str]]:
    calls = COPY_PROTECTION_SESSIONS.calls
    return [(call.name, defect.name) for call in calls for defect in call.defects]


@pytest.mark.parametrize(("call", "defect"), single_defects())
def test_each_defect_trips_what_it_should_and_a_refused_request_changes_nothing(
    call: str, defect: str
) -> None:
    before = at(ON, FRESH)
    answer, then = ENGINE.step(before, asked(call, defect))
    wanted = (STOPS | IGNORED_BY_DEACTIVATE if call.startswith(DEACTIVATE) else STOPS)[defect]
    assert decided(answer) == wanted
    if wanted is not None:
        assert (answer.gives, then) == ((), before)


def test_every_defect_of_the_table_is_here() -> None:
    assert {defect for _, defect in single_defects()} == {*STOPS}


@pytest.mark.parametrize("call", REQUESTS)
def test_what_is_taken_in_spite_of_a_defect_is_done_as_if_there_was_none(call: str) -> None:
    before = at(ON, FRESH)
    plain = ENGINE.step(before, asked(call))
    for _, defect in (each for each in single_defects() if each[0] == call):
        met = ENGINE.step(before, asked(call, defect))
        assert decided(met[0]) is not None or met == plain


READINGS: tuple[tuple[str, str, str, str, Decided | None], ...] = (
    ("short_output_status", "more data", CHANGE, "room for a shorter output", ("output length", MORE)),
    ("short_output_status", "more data", GET, "room for a shorter output", ("output length", MORE)),
    ("short_output_status", "more data", CHANGE, "short buffer", ("length", SHORT)),
    ("supported_types", "single", CHANGE, OTHER_TYPE, ("type that is reported", INVALID)),
    ("supported_types", "single", ACTIVATE, OTHER_TYPE, ("type that is reported", INVALID)),
    ("undefined_bits", "mask", CHANGE, "undefined bits", None),
    ("undefined_bits", "mask", ACTIVATE, "undefined bits", None),
    ("wrong_key_status", "any error", CHANGE, "key 0", ("key", ANY_ERROR)),
    ("wrong_key_status", "any error", DEACTIVATE, FOREIGN, ("key", ANY_ERROR)),
    ("wrong_key_status", "success", CHANGE, "key 0", ("key", NO_ERROR)),
    ("wrong_key_status", "success", DEACTIVATE, FOREIGN, ("key", NO_ERROR)),
    ("key_scope", "loaded image", CHANGE, FOREIGN, (FOREIGN, NO_ERROR)),
    ("key_scope", "loaded image", DEACTIVATE, FOREIGN, (FOREIGN, NO_ERROR)),
    ("key_scope", "loaded image", DEACTIVATE, "key 0", KEY),
)
"""Choice, reading, request, defect, and what stops the request under it."""


@pytest.mark.parametrize(("choice", "reading", "call", "defect", "wanted"), READINGS)
def test_another_reading_gives_a_defect_another_answer(
    choice: str, reading: str, call: str, defect: str, wanted: Decided | None
) -> None:
    before = at(ON, FRESH)
    engine = Engine(COPY_PROTECTION_SESSIONS, Profile(**{choice: reading}))
    answer, then = engine.step(before, asked(call, defect))
    assert decided(answer) == wanted
    assert (then == before) == (wanted is not None)


def test_a_type_is_refused_where_it_is_the_only_one_that_is_not_supported() -> None:
    one = TVOffer(types=("APS_TRIGGER",))
    for call in (ACTIVATE, CHANGE, *WITH_SETTING[:2]):
        answer, _ = ENGINE.step(at(ON, FRESH, tv=switched_on(one)), asked(call, OTHER_TYPE))
        assert decided(answer) == ("type that is supported", INVALID)


def test_deactivate_ignores_the_type() -> None:
    names = {defect.name for defect in COPY_PROTECTION_SESSIONS.call(DEACTIVATE).defects}
    assert names.isdisjoint({OTHER_TYPE, "no type", "two types at once"})
    one = at(ON, tv=switched_on(TVOffer(types=("APS_TRIGGER",))))
    assert ENGINE.step(one, asked(DEACTIVATE))[0].code is NO_ERROR


def test_a_part_without_its_flag_is_a_defect_only_where_the_output_is_to_stay_as_it_is() -> None:
    """A request about a setting that leaves out its flag would not switch the output (VPCP-300)."""
    found = {
        (each.name, call.name): each.about
        for call in COPY_PROTECTION_SESSIONS.calls
        for each in call.defects
        if each.about is not None
    }
    switching = (SET_OUTPUT, *WITH_SETTING)
    assert found == {(each, call): AS_IT_IS for each in WITHOUT_ITS_FLAG for call in switching}


def test_only_what_a_test_bench_has_to_bring_about_is_asked_of_it() -> None:
    needs = {each.name: each.needs for call in COPY_PROTECTION_SESSIONS.calls for each in call.defects}
    assert {name: need for name, need in needs.items() if need} == {
        FOREIGN: "another adapter",
        FAULT: "hardware fault",
    }


# What an adapter lacks.

NO_HARDWARE = switched_on(TVOffer(types=()))


@pytest.mark.parametrize("call", [*COMMANDS, *WITH_SETTING])
@pytest.mark.parametrize("level", [0, 3])
def test_without_protection_hardware_a_command_is_taken_and_does_nothing(call: str, level: int) -> None:
    """Not even the output is switched, and no key is handed out (VPCP-304)."""
    before = at(FRESH, FRESH, tv=NO_HARDWARE._replace(standard=UNPROTECTED))
    intent = asked(call, level=None if call.startswith(DEACTIVATE) else level)
    answer, then = ENGINE.step(before, intent)
    assert (answer.code, answer.gives, answer.clause, then) == (NO_ERROR, (), "VPCP-304", before)


LATER = {PROTECTION, *LEVEL, KEY}


@pytest.mark.parametrize("call", [*COMMANDS, *WITH_SETTING])
def test_without_protection_hardware_only_framing_flags_and_the_output_are_checked(call: str) -> None:
    met = peeled(at(FRESH, FRESH, tv=NO_HARDWARE), everything_wrong(call))
    checked = tuple(each for each in ORDER[call] if each not in LATER)
    assert tuple(met) == (*checked, ("protection hardware", NO_ERROR))


@pytest.mark.parametrize("call", REQUESTS)
def test_a_miniport_that_does_not_serve_the_control_code_looks_at_nothing_else(call: str) -> None:
    before = at(FRESH, FRESH, tv=switched_on(TVOffer(served=False)))
    for intent in (asked(call), everything_wrong(call)):
        answer, then = ENGINE.step(before, intent)
        assert (answer.code, answer.gives, answer.clause, then) == (
            Status.ERROR_INVALID_FUNCTION,
            (),
            "VPCP-101",
            before,
        )


# One request that switches the output and changes protection.

OUTPUT_OFF = switched_on(TVOffer(at_first="off"))


def test_a_request_that_does_both_does_both() -> None:
    off = at(FRESH, OFF, ON, tv=OUTPUT_OFF)
    answer, then = ENGINE.step(off, asked(WITH_SETTING[0], about="the desktop", level=3))
    assert (answer.code, answer.gives, answer.session) == (NO_ERROR, ("new key", "key"), 0)
    assert then == at(
        Session("active", 3), OFF, ON, tv=OUTPUT_OFF._replace(mode=GRAPHICS, standard=PROTECTED)
    )
    changed = ENGINE.step(then, asked(WITH_SETTING[1], about="the desktop", level=0))[1]
    assert changed.sessions == (OFF, OFF, ON)
    ended = ENGINE.step(off._replace(sessions=(ON, OFF, FRESH)), asked(WITH_SETTING[2]))[1]
    assert (ended.sessions[0], ended.tv.standard) == (DEAD, PROTECTED)


@pytest.mark.parametrize("defect", ["two commands at once", "no type", "undefined bits", "two modes at once"])
def test_a_request_with_one_bad_part_does_neither(defect: str) -> None:
    off = at(FRESH, ON, tv=OUTPUT_OFF)
    answer, then = ENGINE.step(off, asked(WITH_SETTING[0], defect, about="the desktop", level=3))
    assert (answer.code, then) == (INVALID, off)


def test_the_count_before_a_request_decides_whether_it_can_name_a_standard_without_protection() -> None:
    """The other reading of X09, the count that results, would turn both answers round."""
    about = "an unprotected standard"
    begun = ENGINE.step(at(FRESH, OFF), asked(WITH_SETTING[0], about=about, level=3))
    assert (begun[0].code, begun[1].tv.standard, begun[1].tv.shown) == (NO_ERROR, UNPROTECTED, (0, 3))
    ended = ENGINE.step(at(ON, OFF), asked(WITH_SETTING[2], about=about))
    assert (decided(ended[0]), ended[1]) == (("unprotectable standard", INVALID), at(ON, OFF))


def test_a_request_with_a_setting_has_the_defects_of_both_parts_but_those_of_keys_and_hardware() -> None:
    calls = {call.name: {each.name for each in call.defects} for call in COPY_PROTECTION_SESSIONS.calls}
    output = {name for name, stopped in STOPS.items() if stopped in OUTPUT}
    for command, both in zip(COMMANDS, WITH_SETTING, strict=True):
        assert calls[both] == (calls[command] - {"key 0", FOREIGN, FAULT}) | output | {*WITHOUT_ITS_FLAG}


# Requests about the output alone, and reports.


@pytest.mark.parametrize(
    ("defects", "refused"),
    [
        ((), True),
        (("a mode without its flag",), True),
        (("a standard without its flag",), False),
        (("no flag at all",), False),
    ],
)
def test_a_standard_that_no_flag_names_is_not_held_against_a_request(
    *, defects: tuple[str, ...], refused: bool
) -> None:
    """The output is in a standard without protection, and a session is on: the request sets what is so."""
    before = at(ON, FRESH, tv=TVOutput(standard=UNPROTECTED))
    answer, then = ENGINE.step(before, asked(SET_OUTPUT, *defects, about=AS_IT_IS))
    assert (answer.code, then) == (INVALID if refused else NO_ERROR, before)


REPORT = ("settings", "standard", "every standard", "every type", "zeros for the vendor")
REPORTS: dict[tuple[str, str], tuple[str, str]] = {
    ("get_flags_input", "filter"): ("settings", "settings that were asked for"),
    ("current_standard", "one bit"): ("standard", "standard alone"),
    ("standards_while_off", "WIN_VGA"): ("every standard", "no standard while off"),
    ("supported_types", "single"): ("every type", "one type"),
    ("oem_data", "stored"): ("zeros for the vendor", "vendor's data"),
}
"""For each reading, what GET hands out otherwise and what it hands out then."""


@pytest.mark.parametrize(("choice", "reading"), REPORTS)
def test_get_hands_out_what_the_reading_says(choice: str, reading: str) -> None:
    by_default, instead = REPORTS[choice, reading]
    engine = Engine(COPY_PROTECTION_SESSIONS, Profile(**{choice: reading}))
    answer, then = engine.step(at(ON), asked(GET))
    assert answer.gives == tuple(instead if each == by_default else each for each in REPORT)
    assert then == at(ON)


def test_get_hands_out_no_level_unless_the_level_can_be_read_back() -> None:
    readable = Engine(COPY_PROTECTION_SESSIONS, Profile(level_readback="trigger field"))
    assert ENGINE.step(at(ON), asked(GET))[0].gives == REPORT
    assert readable.step(at(ON), asked(GET))[0].gives == (*REPORT[:-1], "level", REPORT[-1])


def test_get_says_how_the_output_is_set_and_no_other_request_says_anything() -> None:
    film = at(ON, FRESH, tv=switched_on(TVOffer(at_first="a film")))
    said = {call: ENGINE.step(film, asked(call))[0].says for call in REQUESTS}
    assert {call: says for call, says in said.items() if says} == {GET: (PLAYBACK, PROTECTED)}


def test_a_request_about_the_picture_names_nothing_else() -> None:
    assert COPY_PROTECTION_SESSIONS.call(SET_PICTURE).arguments == ((THE_PICTURE, None),)


# Answers that stand for several.


@pytest.mark.parametrize(
    ("met", "allowed"), [(BUSY, True), (INVALID, True), (5, True), (NO_ERROR, False), (None, False)]
)
def test_any_error_allows_every_refusal_and_no_success(*, met: int | None, allowed: bool) -> None:
    assert allows(ANY_ERROR, met) is allowed


def test_any_other_answer_allows_itself_alone() -> None:
    answers = (NO_ERROR, INVALID, BUSY)
    assert [[allows(wanted, met) for met in answers] for wanted in answers] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    assert allows(None, None)


def test_any_error_is_cited_by_its_name() -> None:
    assert name_of(ANY_ERROR, Status) == "ANY_ERROR"


def test_a_check_that_ignores_a_request_is_cited_like_any_other() -> None:
    assert str(Ignore("key", NO_ERROR, "A-06")) == str(Check("key", INVALID, "A-06"))
