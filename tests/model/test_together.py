"""Devices and copy-protection sessions share a connector and leave each other alone."""

from collections.abc import Iterable
from itertools import product

import pytest

from coppspec.model.codes import HResult, Pattern, Status
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import CLOSED, DEVICE, SESSION_ACTIVE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.effects import MODES
from coppspec.model.engine import Engine, InvalidIntent
from coppspec.model.language import Machine, Row
from coppspec.model.levels import TYPES
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent, Offer, OneOf
from coppspec.model.together import TOGETHER, Together
from coppspec.model.tv_output import TVOffer

ACP = TYPES.index("ACP")
CARRYING, OTHER = Offer(("HDCP", "ACP"), carries_tv=True), Offer(("HDCP", "ACP"))
DEVICES, KEYS = 2, 2
BOUND = (0, 1, 0, 0)
"""The first device is on the connector with the TV signal, the second on another one."""
ENGINE = Together(DEVICES)

SET_LEVEL, ACTIVATE, CHANGE, DEACTIVATE = (
    SET_PROTECTION_LEVEL.name,
    "VP_CP_CMD_ACTIVATE",
    "VP_CP_CMD_CHANGE",
    "VP_CP_CMD_DEACTIVATE",
)
HANDSHAKE = (
    "COPPOpenVideoSession",
    "COPPGetCertificateLength",
    "COPPKeyExchange",
    "COPPSequenceStart",
)
GLOBAL, LOCAL = (f"COPPQueryStatus, {each} protection level" for each in ("global", "local"))


def device(level: int, session: int = 0) -> Intent:
    return Intent(SET_LEVEL, session, level=level, about="ACP")


def key(level: int, session: int | None = None) -> Intent:
    """A session begins at a level, or changes to one."""
    return Intent(ACTIVATE if session is None else CHANGE, session, level=level)


def played(
    intents: Iterable[Intent], start: Configuration | None = None, engine: Together = ENGINE
) -> Configuration:
    """What is so after calls and events, all of which are taken."""
    configuration = start or opened(engine)
    for intent in intents:
        answer, configuration = engine.step(configuration, intent)
        assert not answer.code
    return configuration


def opened(engine: Together = ENGINE) -> Configuration:
    """Two devices in an active session, and two keys that are not issued."""
    handshakes = [Intent(call, session) for session in range(DEVICES) for call in HANDSHAKE]
    start = engine.start(DEVICES + KEYS, (CARRYING, OTHER), BOUND)
    return played(handshakes, start, engine)


def of_keys(configuration: Configuration) -> tuple[object, ...]:
    return configuration.sessions[DEVICES:], configuration.reference_count, configuration.tv


def of_devices(configuration: Configuration) -> tuple[object, ...]:
    connectors = tuple(each._replace(analog=()) for each in configuration.connectors)
    return configuration.sessions[:DEVICES], connectors


def shown(configuration: Configuration) -> tuple[int, ...]:
    return configuration.connectors[0].analog


# Two tables.


def test_devices_come_first_and_each_session_starts_where_its_table_says() -> None:
    start = ENGINE.start(DEVICES + KEYS, (CARRYING, OTHER), BOUND)
    assert [each.state for each in start.sessions] == [CLOSED, CLOSED, "fresh", "fresh"]
    assert [each.connector for each in start.sessions] == [*BOUND]
    film = ENGINE.start(DEVICES + KEYS, (CARRYING, OTHER), BOUND, TVOffer(at_first="a film"))
    assert film.tv.mode == "film"


def test_each_session_has_its_table() -> None:
    assert [ENGINE.part(session) for session in range(4)] == [DEVICE] * 2 + [COPY_PROTECTION_SESSIONS] * 2


@pytest.mark.parametrize("machine", [DEVICE, COPY_PROTECTION_SESSIONS], ids=lambda each: each.name)
def test_one_table_alone_is_that_of_all_sessions_and_takes_every_call_on_all_of_them(
    machine: Machine,
) -> None:
    engine = Engine(machine)
    start = engine.start(3)
    assert [engine.part(session) for session in range(3)] == [machine] * 3
    assert {engine.sessions_of(call.name, start) for call in machine.calls} == {range(3)}


def test_a_call_can_be_made_on_the_sessions_of_its_table() -> None:
    start = opened()
    devices = {ENGINE.sessions_of(call.name, start) for call in DEVICE.calls}
    keys = {ENGINE.sessions_of(each, start) for each in (ACTIVATE, CHANGE, DEACTIVATE, "power down")}
    assert (devices, keys) == ({range(DEVICES)}, {range(DEVICES, DEVICES + KEYS)})


@pytest.mark.parametrize("intent", [key(1, 0), key(1, 1), key(1, 4), device(1, 2), device(1, 4)], ids=str)
def test_a_call_on_a_session_of_the_other_table_is_no_call(intent: Intent) -> None:
    with pytest.raises(InvalidIntent):
        ENGINE.step(opened(), intent)


def test_both_vocabularies_are_there_and_what_happens_to_both_is_there_once() -> None:
    names = [call.name for call in TOGETHER.calls]
    both = {call.name for machine in (DEVICE, COPY_PROTECTION_SESSIONS) for call in machine.calls}
    assert (len(names), {*names}) == (len(both), both)


@pytest.mark.parametrize("engine", [ENGINE, Engine(DEVICE)], ids=lambda each: each.machine.name)
def test_an_engine_under_another_profile_has_the_same_table(engine: Engine) -> None:
    other = engine.under(Profile(level_order="precedence"))
    assert (type(other), other.machine) == (type(engine), engine.machine)
    assert (str(engine.profile), str(other.profile)) == ("default", "level_order = precedence")


def test_an_answer_names_its_session_as_the_configuration_counts_it() -> None:
    start = opened()
    answers = [ENGINE.step(start, intent)[0] for intent in (key(1), device(1), device(1, 1))]
    assert [each.session for each in answers] == [2, 0, 1]
    both = played([key(1), key(2)], start)
    ended, then = ENGINE.step(both, Intent(DEACTIVATE, 3))
    assert (ended.session, [each.state for each in then.sessions[2:]]) == (3, ["active", "dead"])
    assert ENGINE.step(both, Intent("VP_COMMAND_GET"))[0].session is None


def test_a_device_numbers_its_messages_by_what_the_application_believes() -> None:
    start = opened()
    ahead = played([device(1)], start)
    answer, then = ENGINE.step(ahead, device(2), sender=start)
    assert (answer.code, then) == (HResult.E_INVALIDARG, ahead)
    assert ENGINE.step(ahead, device(2), sender=ahead)[0].code is HResult.S_OK


# Each side leaves the other alone.

KEY_CALLS = (
    key(0),
    key(3),
    key(1, 2),
    key(0, 2),
    Intent(DEACTIVATE, 2),
    Intent("VP_COMMAND_GET"),
    Intent("VP_COMMAND_SET, TV output", about="a film"),
    Intent("VP_COMMAND_SET, TV output off", about="off"),
    *map(Intent, ("device reset", "power down", "power up", "driver restart")),
)
DEVICE_CALLS = (
    device(0),
    device(3),
    device(1, 1),
    Intent(GLOBAL, 0, about="ACP"),
    Intent("COPPCloseVideoSession", 0),
    Intent("COPPCloseVideoSession", 1),
    Intent("device lost", 0),
    Intent("link lost", 0),
)


@pytest.mark.parametrize("intent", KEY_CALLS, ids=str)
def test_a_request_of_copy_protection_leaves_devices_and_their_counts_alone(intent: Intent) -> None:
    before = played([device(2), device(1, 1), key(1)])
    assert of_devices(played([intent], before)) == of_devices(before)


@pytest.mark.parametrize("intent", DEVICE_CALLS, ids=str)
def test_a_call_on_a_device_and_its_end_leave_copy_protection_sessions_alone(intent: Intent) -> None:
    before = played([key(2), key(0), device(1)])
    assert of_keys(played([intent], before)) == of_keys(before)


# What they share.

STRONGEST = (0, 1, 3, 2)
"""The levels of ACP from the weakest to the strongest, by precedence."""


@pytest.mark.parametrize(("one", "other"), [*product(range(4), repeat=2)])
def test_a_connector_shows_the_join_of_both_in_either_order_of_calls(one: int, other: int) -> None:
    joins = {"numeric maximum": max(one, other), "precedence": max(one, other, key=STRONGEST.index)}
    for order, level in joins.items():
        engine = Together(DEVICES, Profile(level_order=order))
        start = opened(engine)
        for intents in ((device(one), key(other)), (key(other), device(one))):
            then = played(intents, start, engine)
            assert (shown(then), then.connectors[0].shown[ACP], then.tv.level) == ((level,), one, other)


@pytest.mark.parametrize(
    "end",
    [key(0, 2), Intent(DEACTIVATE, 2), Intent("driver restart")],
    ids=str,
)
def test_a_copy_protection_session_that_goes_off_leaves_the_level_of_a_device(end: Intent) -> None:
    assert shown(played([device(1), key(3), end])) == (1,)


@pytest.mark.parametrize(
    "end",
    [device(0), Intent("COPPCloseVideoSession", 0), Intent("device lost", 0)],
    ids=str,
)
def test_a_device_that_goes_off_leaves_the_level_of_a_copy_protection_session(end: Intent) -> None:
    assert shown(played([key(1), device(3), end])) == (1,)


def test_a_request_that_shows_nothing_is_taken_and_does_its_own_part() -> None:
    """A device asks for more, so what the connector shows stays as it is (VPCP-704)."""
    before = played([device(3)])
    one = played([key(1)], before)
    two = played([key(2, 2)], one)
    assert [shown(each) for each in (before, one, two)] == [(3,)] * 3
    assert [each.tv.level for each in (before, one, two)] == [0, 1, 2]


def test_only_the_connector_that_carries_the_signal_shows_the_part_of_copy_protection() -> None:
    then = played([key(3), device(1, 1)])
    assert [each.analog for each in then.connectors] == [(3,), ()]
    assert [each.shown[ACP] for each in then.connectors] == [0, 1]


def test_an_output_that_cannot_show_its_level_leaves_two_levels_that_may_show() -> None:
    asleep = [key(3), Intent("power down")]
    assert shown(played([*asleep])) == (0, 3)
    assert shown(played([*asleep, device(2)])) == (2, 3)
    assert shown(played([device(3), *asleep])) == (3,)
    assert shown(played([*asleep, Intent("power up")])) == (3,)


SAYS: dict[str, tuple[tuple[Intent, ...], object, object]] = {
    "what the device asks for": ((device(2),), 2, 2),
    "what copy protection asks for": ((key(3),), 3, 0),
    "the join of both": ((key(1), device(2)), 2, 2),
    "what may show": ((key(3), device(1), Intent("power down")), OneOf((1, 3)), 1),
}
"""What was done, the global level that a device reports then, and its local level."""


@pytest.mark.parametrize("why", SAYS)
def test_a_device_reports_the_level_on_the_connector_and_a_local_level_of_its_own(why: str) -> None:
    done, everywhere, local = SAYS[why]
    then = played(done)
    answers = [ENGINE.step(then, Intent(call, 0, about="ACP"))[0] for call in (GLOBAL, LOCAL)]
    assert [each.says[1:] for each in answers] == [(everywhere,), (local,)]


def test_a_device_elsewhere_reports_nothing_of_copy_protection() -> None:
    then = played([key(3), device(1, 1)])
    answers = [ENGINE.step(then, Intent(GLOBAL, 1, about=about))[0] for about in ("ACP", "HDCP")]
    assert [each.says[1:] for each in answers] == [(1,), (0,)]


def test_of_another_type_a_device_reports_nothing_of_copy_protection() -> None:
    answer, _ = ENGINE.step(played([key(1)]), Intent(GLOBAL, 0, about="HDCP"))
    assert answer.says[1:] == (0,)


def test_an_activation_while_a_device_protects_is_refused_under_one_reading() -> None:
    engine = Together(DEVICES, Profile(activate_under_copp="refused"))
    before = played([device(1)], opened(engine), engine)
    answer, then = engine.step(before, key(2))
    assert (answer.code, answer.clause, then) == (Pattern.ANY_ERROR, "A-21", before)
    for free in (device(0), Intent("COPPCloseVideoSession", 0)):
        assert engine.step(played([free], before, engine), key(2))[0].code is Status.NO_ERROR
    elsewhere = played([device(1, 1)], opened(engine), engine)
    assert engine.step(elsewhere, key(2))[0].code is Status.NO_ERROR
    assert (
        engine.step(played([key(1), device(1)], opened(engine), engine), key(3, 2))[0].code is Status.NO_ERROR
    )


# What happens to both.


def mode_change(session: int) -> Intent:
    return Intent("mode change", session, about=MODES[1])


def test_a_mode_change_ends_devices_and_sets_the_mode_of_the_adapter() -> None:
    before = played([key(2), device(3), Intent("device reset")])
    answer, then = ENGINE.step(before, mode_change(0))
    assert [each.state for each in then.sessions] == [CLOSED, SESSION_ACTIVE, "active", "fresh"]
    assert (before.tv.reset, then.tv.reset, then.reference_count) == (True, False, 1)
    assert (shown(before), shown(then)) == ((3,), (2,))
    assert [entry.clause for entry in answer.entries if isinstance(entry, Row)] == [
        "COPP-904",
        "VPCP-660",
        "VPCP-660",
    ]


def test_a_mode_change_of_a_connector_without_the_signal_is_none_of_the_adapter() -> None:
    before = played([key(2), device(3), Intent("device reset")])
    answer, then = ENGINE.step(before, mode_change(1))
    assert [each.state for each in then.sessions] == [SESSION_ACTIVE, CLOSED, "active", "fresh"]
    assert of_keys(then) == of_keys(before)
    assert [entry.clause for entry in answer.entries] == ["COPP-904"]


def test_keys_that_die_in_a_mode_set_die_in_a_mode_change_of_their_connector() -> None:
    engine = Together(DEVICES, Profile(mode_set="keys die"))
    before = played([key(2), key(0)], opened(engine), engine)
    states = [
        [each.state for each in played([mode_change(at)], before, engine).sessions[DEVICES:]] for at in (0, 1)
    ]
    assert states == [["dead", "dead"], ["active", "turned off"]]
    assert shown(played([mode_change(0)], before, engine)) == (0,)
