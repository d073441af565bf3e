"""Devices and copy-protection sessions share a connector, and neither side takes anything from the other."""

import pytest

from coppspec.model.codes import HResult, Pattern, Status
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Intent, Offer, OneOf
from coppspec.model.together import TOGETHER, Together

SHARED = Offer(("HDCP", "ACP"), modes=((), ()), carries_tv=True)
HANDSHAKE = ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")
SET_LEVEL, GLOBAL = "COPPCommand, set protection level", "COPPQueryStatus, global protection level"
ACTIVATE, CHANGE, DEACTIVATE = "VP_CP_CMD_ACTIVATE", "VP_CP_CMD_CHANGE", "VP_CP_CMD_DEACTIVATE"
DEVICE_AT, KEY_AT = 0, 1


def together(**readings: str) -> Together:
    return Together(1, Profile(**readings))


def played(engine: Together, *intents: Intent) -> tuple[list[Answer], Configuration]:
    """A device in protected mode and a session that has not begun, and what follows."""
    now = engine.start(2, (SHARED,))
    for call in HANDSHAKE:
        _, now = engine.step(now, Intent(call, DEVICE_AT))
    answers: list[Answer] = []
    for intent in intents:
        answer, now = engine.step(now, intent)
        answers.append(answer)
    return answers, now


def level(asked: int) -> Intent:
    return Intent(SET_LEVEL, DEVICE_AT, level=asked, about="ACP")


ASK = Intent(GLOBAL, DEVICE_AT, about="ACP")


def test_devices_come_first_and_each_session_belongs_to_its_table() -> None:
    engine = together()
    start = engine.start(2, (SHARED,))
    assert [each.state for each in start.sessions] == [DEVICE.initial, COPY_PROTECTION_SESSIONS.initial]
    assert (engine.part(0), engine.part(1)) == (DEVICE, COPY_PROTECTION_SESSIONS)
    assert (engine.sessions_of(SET_LEVEL, start), engine.sessions_of(CHANGE, start)) == (
        range(1),
        range(1, 2),
    )
    assert engine.machine is TOGETHER
    assert engine.under(Profile(level_order="precedence")).profile["level_order"] == "precedence"


def test_a_session_is_named_by_its_place_among_all() -> None:
    (activated, changed), now = played(together(), Intent(ACTIVATE, level=1), Intent(CHANGE, KEY_AT, level=2))
    assert (activated.session, changed.session) == (KEY_AT, KEY_AT)
    assert (changed.code, now.sessions[KEY_AT].level, now.reference_count) == (Status.NO_ERROR, 2, 1)


@pytest.mark.parametrize(
    ("readings", "device", "session", "shown"),
    [({}, 1, 3, 3), ({}, 2, 1, 2), ({}, 2, 3, 3), ({"level_order": "precedence"}, 2, 3, 2)],
)
def test_a_connector_shows_the_join_of_both_and_a_device_is_told_so(
    readings: dict[str, str], device: int, session: int, shown: int
) -> None:
    (*_, told), now = played(together(**readings), level(device), Intent(ACTIVATE, level=session), ASK)
    assert now.connectors[0].analog == (shown,)
    assert (told.code, told.says) == (HResult.S_OK, (0, shown))


def test_neither_side_ends_the_protection_of_the_other() -> None:
    engine = together()
    _, now = played(engine, level(2), Intent(ACTIVATE, level=1), Intent(DEACTIVATE, KEY_AT))
    assert (now.connectors[0].analog, now.connectors[0].shown[1]) == ((2,), 2)
    _, now = played(engine, Intent(ACTIVATE, level=1), level(2), Intent("COPPCloseVideoSession", DEVICE_AT))
    assert (now.connectors[0].analog, now.sessions[KEY_AT].state, now.reference_count) == ((1,), "active", 1)


def test_a_mode_change_ends_the_device_and_applies_the_level_of_the_session_again() -> None:
    (*_, answer), now = played(
        together(),
        Intent(ACTIVATE, level=1),
        Intent("device reset"),
        Intent("mode change", DEVICE_AT, about="its second mode"),
    )
    assert (now.sessions[DEVICE_AT].state, now.sessions[KEY_AT].state) == ("closed", "active")
    assert (now.tv.reset, now.connectors[0].analog) == (False, (1,))
    assert {entry.clause for entry in answer.entries} == {"COPP-904", "VPCP-660"}


def test_a_mode_change_elsewhere_is_none_of_the_adapter() -> None:
    engine = together()
    now = engine.start(2, (SHARED._replace(carries_tv=False),))
    _, now = engine.step(now, Intent("device reset"))
    answer, now = engine.step(now, Intent("mode change", DEVICE_AT, about="its second mode"))
    assert now.tv.reset
    assert [entry.clause for entry in answer.entries] == ["COPP-186"]


def test_a_device_may_be_told_either_where_the_level_of_a_session_is_not_applied() -> None:
    (*_, told), now = played(together(), Intent(ACTIVATE, level=3), Intent("power down"), ASK)
    assert now.connectors[0].analog == (0, 3)
    assert told.says == (0, OneOf((0, 3)))


def test_under_one_reading_no_session_begins_beside_the_protection_of_a_device() -> None:
    engine = together(activate_under_copp="refused")
    (_, answer), now = played(engine, level(1), Intent(ACTIVATE, level=1))
    assert (answer.code, answer.clause, now.reference_count) == (Pattern.ANY_ERROR, "A-21", 0)
    (answer,), _ = played(engine, Intent(ACTIVATE, level=1))
    assert answer.code == Status.NO_ERROR
